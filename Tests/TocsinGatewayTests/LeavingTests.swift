// Tocsin — GatewayTests: people who leave, values that change
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@Suite struct `A person who left` {
  @Test func `while the gateway was down is found by its first look`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    _ = try await ada.give(ada.answer(.accept, to: page))
    let (now, device) = (ward.clock.now(), ada.enrolled.device)
    try await ward.store.perform { try $0.endDevice(device, at: now) }
    try await ward.refresh()
    #expect(try await Pager(ward.surroundings).releaseLeavers() == 1)
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.phaseWord == "escalating")
    #expect(alert.duties[0].people.last?.responder == ResponderID("bo"))
  }

  @Test func `by the end of the account alone is found without a change of the directory`()
    async throws
  {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    let end = ward.clock.now() + .seconds(90)
    try await ward.store.perform {
      try $0.upsert(Responder(id: ResponderID("ada"), name: "ada", validUntil: end))
    }
    try await ward.refresh()
    _ = await ward.send(Ward.potassium())
    #expect(try await ward.pager.releaseLeavers() == 0)
    ward.clock.pass(.seconds(90))
    #expect(try await ward.pager.releaseLeavers() == 1)
    #expect(try await ward.pager.releaseLeavers() == 0)
  }
}

@Suite struct `A page whose value changed` {
  @Test func `says old and new value in front, and all that it said before after them`()
    async throws
  {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    _ = await ward.send(Ward.potassium(controlID: "C2", value: "7.9"))
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().last)
    let content = String(decoding: page.content, as: UTF8.self)
    #expect(content.contains("Potassium 7.1 mmol/L -> 7.9 mmol/L"))
    #expect(content.ranges(of: "7.9 mmol/L").count == 1)
    #expect(content.contains("before: Potassium 7.1 mmol/L"))
  }
}
