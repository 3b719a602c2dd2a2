// Tocsin — GatewayTests: from page to silence
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@Suite struct `A page` {
  @Test func `reaches every device of the person, sealed`() async throws {
    let ward = try await Ward()
    let phone = try await ward.enrol("ada")
    let tablet = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    #expect(try await ward.courier.deliverPending() == 2)
    let first = try #require(try await phone.fetch().first)
    let second = try #require(try await tablet.fetch().first)
    #expect(first.header.page == second.header.page)
    let content = String(decoding: first.content, as: UTF8.self)
    #expect(content.contains("7.1 mmol/L") && content.contains("ZZCANARY"))
    #expect(content.contains("\"priority\":\"high\""))
    #expect(try await ward.courier.deliverPending() == 0)
  }

  @Test func `that is accepted is withdrawn from every other device`() async throws {
    let ward = try await Ward()
    let (ada, adaTablet) = (try await ward.enrol("ada"), try await ward.enrol("ada"))
    let bo = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    ward.clock.pass(.minutes(2))
    #expect(try await ward.pager.advanceDue() == 1)
    try await ward.courier.deliverPending()
    let page = try #require(try await bo.fetch().first)
    _ = try await (ada.fetch(), adaTablet.fetch())
    let receipt = try await bo.give(bo.answer(.accept, to: page))
    #expect(receipt.result == .taken && receipt.phase == .acknowledged)
    try await ward.courier.deliverPending()
    #expect(try await ada.fetch().map(\.header.type) == [.withdrawn])
    #expect(try await adaTablet.fetch().map(\.header.type) == [.withdrawn])
    #expect(try await bo.fetch().isEmpty)
    let alert = try #require(try await ward.alerts().first)
    let states = try await ward.pages(alert).map(\.state)
    #expect(states.filter { $0 == .answered }.count == 1)
    #expect(states.filter { $0 == .withdrawn }.count == 2)
  }

  @Test func `that sounds again has the same id, another attempt and a new seq`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    ward.clock.pass(.seconds(30))
    try await ward.pager.advanceDue()
    try await ward.courier.deliverPending()
    let envelopes = try await ada.fetch()
    #expect(Set(envelopes.map(\.header.page)).count == 1)
    #expect(envelopes.map(\.header.attempt) == [1, 2])
    #expect(envelopes.map(\.header.seq) == [1, 2])
  }

  @Test func `that was open before a device was enrolled reaches it`() async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    let late = try await ward.enrol("ada")
    try await ward.courier.deliverPending()
    #expect(try await late.fetch().count == 1)
  }

  @Test func `of a person whose account ends passes to the next`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    try await ward.pager.releaseLeavers()
    let (now, device) = (ward.clock.now(), ada.enrolled.device)
    try await ward.store.perform { try $0.endDevice(device, at: now) }
    try await ward.refresh()
    #expect(try await ward.pager.releaseLeavers() == 1)
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.duties[0].people.last?.responder == ResponderID("bo"))
  }
}

@Suite struct `An answer` {
  static func opened() async throws -> (Ward, Pocket, OpenedEnvelope) {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    return (ward, ada, try #require(try await ada.fetch().first))
  }

  @Test func `given twice gets the same receipt, byte for byte`() async throws {
    let (ward, ada, page) = try await Self.opened()
    let bytes = ada.answer(.accept, to: page)
    let first = try await ada.give(bytes)
    ward.clock.pass(.hours(2))
    let second = try await ada.give(bytes)
    #expect(first == second && first.result == .taken)
  }

  @Test func `with one bit changed is refused, wherever the bit is`() async throws {
    let (_, ada, page) = try await Self.opened()
    let bytes = ada.answer(.accept, to: page)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      await #expect(throws: DeskError.self) { try await ada.give(changed) }
    }
    #expect(try await ada.give(bytes).result == .taken)
  }

  @Test func `that is a minute old is stale and stops nothing`() async throws {
    let (ward, ada, page) = try await Self.opened()
    let bytes = ada.answer(.accept, to: page)
    ward.clock.pass(.seconds(61))
    #expect(try await ada.give(bytes).result == .stale)
    #expect(try await ward.alerts()[0].phaseWord == "escalating")
  }

  @Test func `says what the device knows`() async throws {
    let (ward, ada, page) = try await Self.opened()
    _ = try await ada.give(ada.answer(.received, to: page))
    let alert = try #require(try await ward.alerts().first)
    #expect(try await ward.pages(alert).map(\.state) == [.delivered])
    _ = try await ada.give(ada.answer(.displayed, to: page))
    #expect(try await ward.pages(alert).map(\.state) == [.displayed])
    let revision = try await ward.alerts()[0].revision
    _ = try await ada.give(ada.answer(.displayed, to: page))
    #expect(try await ward.alerts()[0].revision == revision)
  }
}

@Suite struct `An enrolment link` {
  @Test func `works once`() async throws {
    let ward = try await Ward()
    let link = try await ward.desk.makeLink(for: ResponderID("ada"))
    let enrolment = try #require(DeviceKeys.generate().enrolment(token: link.token, name: "a"))
    _ = try await ward.desk.enrol(enrolment)
    await #expect(throws: EnrolmentError.spent) { try await ward.desk.enrol(enrolment) }
  }

  @Test func `ends after ten minutes`() async throws {
    let ward = try await Ward()
    let link = try await ward.desk.makeLink(for: ResponderID("ada"))
    ward.clock.pass(.minutes(10))
    let enrolment = try #require(DeviceKeys.generate().enrolment(token: link.token, name: "a"))
    await #expect(throws: EnrolmentError.expired) { try await ward.desk.enrol(enrolment) }
  }

  @Test func `with a proof by other keys is refused and stays good`() async throws {
    let ward = try await Ward()
    let link = try await ward.desk.makeLink(for: ResponderID("ada"))
    let (mine, other) = (DeviceKeys.generate(), DeviceKeys.generate())
    let proof = try #require(other.enrolment(token: link.token, name: "a")).proof
    let forged = try #require(
      Enrolment(token: link.token, name: "a", keys: mine.publicKeys, proof: proof))
    await #expect(throws: EnrolmentError.badProof) { try await ward.desk.enrol(forged) }
    let honest = try #require(mine.enrolment(token: link.token, name: "a"))
    #expect(try await ward.desk.enrol(honest).responder == ResponderID("ada"))
  }
}
