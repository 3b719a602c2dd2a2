// Tocsin — GatewayTests: alarms of bedside devices and requests for consults
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinDocuments
import TocsinGateway
import TocsinMapping
import TocsinSQLite

/// The ward's documents with the shipped mappings of bedside monitors and of order entry.
private struct BedsideDocuments: DocumentReader {
  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var documents = try WardDocuments().read(revisions)
    for name in ["bedside-monitors", "order-entry"] {
      let path = WardDocuments.root + "/Integrations/\(name)/mapping.yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      documents.integrations[name] = try DocumentValues.integration(text: text, name: name)
        .inZone(.utc)
    }
    return documents
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { WardDocuments.policy }
}

/// Sends the shipped samples of one integration.
private struct Shelf {
  let ward: Ward
  let integration: String

  /// A sample, with changes in its text.
  @discardableResult
  func send(_ name: String, _ changes: [(String, String)] = []) async throws -> IntakeReply {
    let path = WardDocuments.root + "/Integrations/\(integration)/samples/\(name).hl7"
    var text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    for (old, new) in changes { text = text.replacing(old, with: new) }
    return await ward.send(Array(text.utf8), from: integration)
  }

  /// A bedside whose site has accepted the intended use.
  static func accepted() async throws -> (Ward, Shelf) {
    let ward = try await Ward(reader: BedsideDocuments())
    try await accept(ward)
    return (ward, Shelf(ward: ward, integration: "bedside-monitors"))
  }

  static func accept(_ ward: Ward) async throws {
    let digest = ward.surroundings.sealer.digest(Array(IntendedUse.statement.utf8))
    let record = AcceptanceRecord(
      digest: digest, acceptedBy: ResponderID("ada"), acceptedAt: ward.clock.now())
    try await ward.store.perform { try $0.put(record) }
  }
}

@Suite struct `Alarms of bedside devices` {
  @Test func `S33: are kept, answered AA and page nobody until the intended use is accepted`()
    async throws
  {
    let ward = try await Ward(reader: BedsideDocuments())
    let shelf = Shelf(ward: ward, integration: "bedside-monitors")
    #expect(try await shelf.send("start").code == "AA")
    #expect(try await ward.alerts().isEmpty)
    let message = try #require(try await ward.messages().first)
    #expect(message.outcome == .notForUs && message.reason.contains("intended-use"))
    try await Shelf.accept(ward)
    #expect(try await shelf.send("start", [("SYN000201", "SYN900201")]).code == "AA")
    #expect(try await ward.alerts().count == 1)
  }

  @Test func `S33: need a new acceptance when the statement is another one`() async throws {
    let ward = try await Ward(reader: BedsideDocuments())
    let other = AcceptanceRecord(
      digest: Array(repeating: 1, count: 32), acceptedBy: ResponderID("ada"),
      acceptedAt: ward.clock.now())
    try await ward.store.perform { try $0.put(other) }
    try await Shelf(ward: ward, integration: "bedside-monitors").send("start")
    #expect(try await ward.alerts().isEmpty)
  }

  @Test func `S33: are accepted only for a person with an account, with a leaf on the trail`()
    async throws
  {
    let ward = try await Ward(reader: BedsideDocuments())
    let acceptances = Acceptances(ward.surroundings)
    #expect(try await acceptances.present() == nil)
    await #expect(throws: AcceptanceFault.unknownPerson) {
      try await acceptances.accept(for: ResponderID("nobody"), by: .gateway)
    }
    #expect(acceptances.digestText.utf8.count == 64)
  }

  @Test func `S19: from start over continue and escalation to an end that nobody saw`()
    async throws
  {
    let (ward, shelf) = try await Shelf.accepted()
    _ = try await ward.enrol("ada")
    try await shelf.send("start")
    ward.clock.pass(.seconds(20))
    try await shelf.send("continue")
    var alert = try #require(try await ward.alerts().first)
    #expect(alert.priority == .high && alert.repeats == 1 && alert.contentRevision == 1)
    #expect(alert.content.what.contains("186 mmHg"))
    #expect(alert.aliveAt == ward.clock.now())
    ward.clock.pass(.seconds(20))
    try await shelf.send("end")
    alert = try #require(try await ward.alerts().first)
    #expect(alert.endedAt == ward.clock.now() && !alert.isClosed)
    #expect(try await ward.alerts().count == 1)
  }

  @Test func `S19: that are not heard of any more are stale, and stay open`() async throws {
    let (ward, shelf) = try await Shelf.accepted()
    _ = try await ward.enrol("ada")
    try await shelf.send("start")
    ward.clock.pass(.seconds(91))
    try await ward.pager.advanceDue()
    var alert = try #require(try await ward.alerts().first)
    #expect(alert.isStale && !alert.isClosed)
    try await shelf.send("continue")
    alert = try #require(try await ward.alerts().first)
    #expect(!alert.isStale)
  }

  @Test func `S20: of medium priority that end by themselves page nobody`() async throws {
    let (ward, shelf) = try await Shelf.accepted()
    _ = try await ward.enrol("ada")
    try await shelf.send("medium")
    ward.clock.pass(.seconds(5))
    try await ward.pager.advanceDue()
    try await shelf.send("end", [("EVT-5001", "EVT-5002"), ("|PH|", "|PM|")])
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.isClosed)
    #expect(try await ward.pages(alert).isEmpty)
  }

  @Test func `S20: that waited are counted, and those that ended by themselves`() async throws {
    let (ward, shelf) = try await Shelf.accepted()
    _ = try await ward.enrol("ada")
    let board = Board(ward.surroundings)
    try await shelf.send("medium")
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.waitsFor == .delay)
    var waits = try await board.notices(beside: board.open()).waits
    #expect(waits.map(\.source) == ["bedside-monitors"])
    #expect(waits.map(\.waiting) == [1] && waits.map(\.held) == [1])
    #expect(waits.map(\.dropped) == [0])
    ward.clock.pass(.seconds(5))
    try await shelf.send("end", [("EVT-5001", "EVT-5002"), ("|PH|", "|PM|")])
    waits = try await board.notices(beside: board.open()).waits
    #expect(waits.map(\.waiting) == [0] && waits.map(\.held) == [1])
    #expect(waits.map(\.dropped) == [1])
    try await SourceWatch(ward.surroundings).look()
    let after = try await ward.restarted()
    let kept = try await after.surroundings.standings().first { $0.name == "bedside-monitors" }
    #expect(kept?.counts.held == 1 && kept?.counts.dropped == 1)
  }

  @Test func `S33: are accepted by the digest of what was read, with a reason`() async throws {
    let ward = try await Ward(reader: BedsideDocuments())
    let ada = Account(id: ResponderID("ada"), name: "Ada", grants: [], at: ward.clock.now())
    try await ward.store.perform { try $0.upsert(ada) }
    let acceptances = Acceptances(ward.surroundings)
    let names = acceptances.concerned().filter { $0.needsAcceptance }.map { $0.name }
    #expect(names == ["bedside-monitors"])
    let digest = acceptances.digestText
    for (text, reason, fault) in [
      (String(repeating: "0", count: 64), "the board has decided", AcceptanceFault.otherStatement),
      (digest, "so", .reason), (digest, "two\nlines", .reason),
    ] {
      await #expect(throws: fault) {
        try await acceptances.accept(
          text, for: ResponderID("ada"), reason: reason, by: .person(ResponderID("ada")))
      }
    }
    #expect(try await acceptances.present() == nil)
    let record = try await acceptances.accept(
      digest, for: ResponderID("ada"), reason: "the board has decided",
      by: .person(ResponderID("ada")))
    #expect(try await acceptances.present() == record)
    let leaves = try await ward.store.read { try $0.leaves(from: 0, limit: 99, withDetails: true) }
    let leaf = try #require(leaves.last)
    let body = try #require(LeafBody(decoding: leaf.body))
    #expect(body.action == "intended-use.accepted" && body.actor == "person:ada")
    guard case .kept(_, let bytes) = leaf.detail else {
      Issue.record("the reason is not kept")
      return
    }
    #expect(!body.reason.contains("board") && bytes == Array("the board has decided".utf8))
  }

  @Test func `S20: of medium priority that last are paged`() async throws {
    let (ward, shelf) = try await Shelf.accepted()
    _ = try await ward.enrol("ada")
    try await shelf.send("medium")
    ward.clock.pass(.seconds(20))
    try await ward.pager.advanceDue()
    let alert = try #require(try await ward.alerts().first)
    #expect(try await ward.pages(alert).map(\.responder.text) == ["ada"])
  }

  @Test func `that become more urgent page again, and those that become less do not`()
    async throws
  {
    let (ward, shelf) = try await Shelf.accepted()
    _ = try await ward.enrol("ada")
    try await shelf.send("medium")
    ward.clock.pass(.seconds(20))
    try await ward.pager.advanceDue()
    try await shelf.send("continue", [("EVT-5001", "EVT-5002"), ("|continue|", "|escalate|")])
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.priority == .high && alert.contentRevision == 2)
    let down = [("EVT-5001", "EVT-5002"), ("|PH|", "|PL|"), ("SYN000202", "SYN900202")]
    try await shelf.send("continue", down)
    let after = try #require(try await ward.alerts().first)
    #expect(after.priority == .high && after.contentRevision == 2)
  }

  @Test func `S7: that somebody at the bedside takes note of wait for a bounded time`()
    async throws
  {
    let (ward, shelf) = try await Shelf.accepted()
    _ = try await ward.enrol("ada")
    try await shelf.send("start")
    try await shelf.send("at-the-bedside")
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.held == .minutes(2) && alert.phaseWord == "escalating")
  }

  @Test func `leave a watchdog to the watch over sources`() async throws {
    let (ward, shelf) = try await Shelf.accepted()
    #expect(try await shelf.send("watchdog").code == "AA")
    #expect(try await ward.alerts().isEmpty)
    let message = try #require(try await ward.messages().first)
    #expect(message.outcome == .notForUs && message.reason.contains("a sign of life"))
  }
}

@Suite struct `A request for a consult` {
  @Test func `opens an alert, and its cancellation closes it and tells whoever has it`()
    async throws
  {
    let ward = try await Ward(reader: BedsideDocuments())
    let shelf = Shelf(ward: ward, integration: "order-entry")
    _ = try await ward.enrol("ada")
    try await shelf.send("routine")
    var alert = try #require(try await ward.alerts().first)
    #expect(alert.phaseWord == "escalating")
    try await shelf.send("cancelled")
    alert = try #require(try await ward.alerts().first)
    #expect(alert.isClosed)
    #expect(try await ward.pages(alert).map(\.state) == [.withdrawn])
  }
}

@Suite struct `The statement of intended use` {
  @Test func `is the one that is published`() throws {
    let path = WardDocuments.root + "/Documentation/intended-use.md"
    #expect(try String(contentsOfFile: path, encoding: .utf8) == IntendedUse.statement)
  }
}
