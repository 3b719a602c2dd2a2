// Tocsin — GatewayTests: alerts into the record before they are purged
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinMapping
import TocsinSQLite
import TocsinSealing

@Suite struct `S30: an alert that is old enough to be purged` {
  private let peer = Peer()

  /// A ward with one closed alert, ninety-one days later.
  private func ward(receipt: Bool = true) async throws -> Ward {
    let ward = try await Ward(reader: LoopDocuments.filing(receipt: receipt))
    let ada = try await ward.enrol("ada")
    _ = await ward.send(
      Ward.potassium() + "\nOBX|2|ED|11524-6^EKG study^LN||SYN^AP^PDF^Base64^JVBERi0xLjQK||||||F")
    try await ward.answer(ada, .received, .accept, .resolved)
    ward.clock.pass(.days(91))
    return ward
  }

  private func what(_ ward: Ward) async throws -> String {
    try #require(try await ward.alerts().first).content.what
  }

  @Test func `goes to the record first, with its timeline and its documents`() async throws {
    let ward = try await ward()
    try await Shredder(ward.surroundings).run()
    #expect(try await what(ward).contains("7.1 mmol/L"))
    try await Teller(ward.surroundings, dialler: peer).deliverPending(to: "laboratory")
    let filed = try #require(peer.heard.last)
    let alert = try #require(try await ward.alerts().first)
    #expect(filed.contains("|MDM^T02^MDM_T02|") && filed.contains("\rEVN||20"))
    #expect(filed.contains("\rPID|||990017^^^NORTH^MR|"))
    #expect(filed.contains("|||||\(alert.id)^TOCSIN|||||AU||AV\r"))
    #expect(filed.contains("Potassium"))
    #expect(filed.contains("acknowledged: ada takes responder"))
    #expect(filed.contains("|TOCSIN^AP^PDF^Base64^JVBERi0xLjQK||||||F\r"))
    try await Shredder(ward.surroundings).run()
    #expect(try await what(ward).isEmpty)
    #expect(try await ward.outbound().isEmpty)
    let documents = try await ward.store.read { try $0.attachments(of: alert.id) }
    #expect(documents.isEmpty)
  }

  @Test(arguments: [Peer.Saying.code("AR"), .code("AE"), .nothing, .isDown])
  func `keeps its content until the record has it`(_ saying: Peer.Saying) async throws {
    let ward = try await ward()
    peer.say(saying)
    let teller = Teller(ward.surroundings, dialler: peer)
    for _ in 0..<5 {
      try await Shredder(ward.surroundings).run()
      try await teller.deliverPending(to: "laboratory")
      ward.clock.pass(.days(1))
    }
    #expect(try await what(ward).contains("7.1 mmol/L"))
    let (count, since) = try await ward.store.read { try $0.openFilings(of: "laboratory") }
    #expect(count == 1 && since != nil)
  }

  @Test func `needs no receipt where the site asks for none`() async throws {
    let ward = try await ward(receipt: false)
    peer.say(.nothing)
    let teller = Teller(ward.surroundings, dialler: peer)
    try await Shredder(ward.surroundings).run()
    try await teller.deliverPending(to: "laboratory")
    try await Shredder(ward.surroundings).run()
    #expect(try await what(ward).isEmpty)
  }
}

@Suite struct `A document that comes with a result` {
  private static let line =
    "\nOBX|2|ED|11524-6^EKG study^LN||SYN^AP^PDF^Base64^JVBERi0xLjQK||||||F"

  @Test func `is kept once, said on the page, and never in its envelope`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium() + Self.line)
    _ = await ward.send(Ward.potassium(controlID: "C2") + Self.line)
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.repeats == 1)
    let found = try await ward.store.read { store in
      (try store.attachments(of: alert.id), try store.attachmentBytes(of: alert.id, number: 1))
    }
    #expect(found.0.map(\.mediaType) == ["application/pdf"])
    #expect(found.0.map(\.title) == ["EKG study"])
    #expect(found.1 == Array("%PDF-1.4\n".utf8))
    try await ward.courier.deliverPending()
    let page = String(decoding: try #require(try await ada.fetch().first).content, as: UTF8.self)
    #expect(page.contains("1 document: PDF, 9 B"))
    #expect(!page.contains("JVBERi0") && !page.contains("%PDF"))
  }

  @Test func `goes with the erasure of its subject`() async throws {
    let ward = try await Ward(reader: LoopDocuments())
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium() + Self.line)
    try await ward.answer(ada, .accept, .resolved)
    let reference = try #require(SubjectReference(identifier: "990017", authority: "NORTH"))
    _ = try await Subjects(ward.surroundings).erase(reference, reason: "asked", by: .gateway).get()
    let alert = try #require(try await ward.alerts().first)
    let left = try await ward.store.read { store in
      (try store.attachments(of: alert.id).count, try store.origin(of: alert.id))
    }
    #expect(left.0 == 0 && left.1 == nil)
    #expect(try await ward.outbound().isEmpty)
  }
}
