// Tocsin — GatewayTests: what waits for the end of planned work
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

/// A ward in which one work is planned, and a draft that it holds back.
private struct Site {
  let ward: Ward
  let works: Maintenances

  init() async throws {
    ward = try await Ward(reader: WatchedDocuments())
    let account = Account(id: ResponderID("bo"), name: "Bo", grants: [], at: ward.clock.now())
    try await ward.store.perform { try $0.upsert(account) }
    works = Maintenances(ward.surroundings)
    _ = try await ward.enrol("ada")
  }

  func begin(_ object: String, for length: Milliseconds = .hours(1)) async throws -> Maintenance {
    try await works.add(
      try #require(MaintenanceObject(text: object)), from: nil,
      until: ward.clock.now() + length, for: (ResponderID("bo"), "new analyser"),
      by: .person(ResponderID("bo")))
  }

  /// An alert as a draft of this priority makes it under the works that are in force.
  func open(_ priority: Priority) async throws -> Alert {
    let surroundings = ward.surroundings
    var content = AlertContent(ward: "W4E", what: "sodium 128")
    content.location = "W4E 12"
    let draft = AlertDraft(
      integration: "laboratory", dedupKey: "k-\(priority)", priority: priority, kind: "result",
      content: content)
    return try await ward.store.perform { store in
      let now = surroundings.time.now()
      var draft = draft
      draft.waitsUntil = try surroundings.endOfWork(on: draft, at: now, in: store)
      let transition = Escalation.open(
        draft, as: surroundings.identifiers.identifier(), under: WardDocuments.policy,
        with: try surroundings.staffing(in: store), at: now)
      try store.apply(transition)
      return transition.alert
    }
  }

  func alert(_ id: AlertID) async throws -> Alert {
    try #require(try await ward.store.read { try $0.alert(id) })
  }
}

@Suite struct `A medium or low alert during planned work` {
  @Test(arguments: [Priority.medium, .low], ["source:laboratory", "ward:W4E"])
  func `S27: is kept, waits for the end, and is paged then`(
    _ priority: Priority, _ object: String
  ) async throws {
    let site = try await Site()
    let work = try await site.begin(object)
    let held = try await site.open(priority)
    #expect(held.isHeldBack && held.nextDeadline == work.end)
    let trail = try await site.ward.store.read { try $0.trail(of: held.id) }
    #expect(trail.contains { $0.event == .held && $0.reason == .maintenance })
    site.ward.clock.pass(.minutes(59))
    try await site.ward.pager.advanceDue()
    #expect(try await site.ward.pages(held).isEmpty)
    site.ward.clock.pass(.minutes(1))
    try await site.ward.pager.advanceDue()
    #expect(try await site.ward.pages(held).map(\.responder) == [ResponderID("ada")])
  }

  @Test(arguments: [Priority.high, .crash])
  func `S27: is paged at once when it is high`(_ priority: Priority) async throws {
    let site = try await Site()
    _ = try await site.begin("source:laboratory")
    let alert = try await site.open(priority)
    #expect(!alert.isHeldBack)
    #expect(try await site.ward.pages(alert).map(\.responder) == [ResponderID("ada")])
  }

  @Test func `S27: is paged at once when the work is ended before its time`() async throws {
    let site = try await Site()
    let work = try await site.begin("source:laboratory")
    let held = try await site.open(.medium)
    site.ward.clock.pass(.minutes(5))
    _ = try await site.works.end(work.id, by: .commandLine("root"))
    #expect(try await site.ward.pages(held).map(\.responder) == [ResponderID("ada")])
    #expect(try await !site.alert(held.id).isHeldBack)
  }

  @Test func `S27: waits on when another work is still in force`() async throws {
    let site = try await Site()
    let short = try await site.begin("ward:W4E", for: .minutes(30))
    let long = try await site.begin("source:laboratory")
    let held = try await site.open(.medium)
    #expect(held.nextDeadline == long.end)
    _ = try await site.works.end(long.id, by: .commandLine("root"))
    #expect(try await site.alert(held.id).nextDeadline == short.end)
    #expect(try await site.ward.pages(held).isEmpty)
  }

  @Test func `S27: of another source and ward is paged at once`() async throws {
    let site = try await Site()
    _ = try await site.begin("ward:ICU")
    #expect(try await !site.open(.medium).isHeldBack)
  }
}

@Suite struct `The board` {
  @Test func `S27: shows planned work with its owner, its end and what waits for it`() async throws
  {
    let site = try await Site()
    let work = try await site.begin("source:laboratory")
    let later = try await site.works.add(
      try #require(MaintenanceObject(text: "ward:ICU")),
      from: site.ward.clock.now() + .hours(5), until: site.ward.clock.now() + .hours(6),
      for: (ResponderID("bo"), "new beds"), by: .person(ResponderID("bo")))
    _ = try await site.open(.medium)
    _ = try await site.open(.high)
    let board = Board(site.ward.surroundings)
    let shown = try await board.notices(beside: board.open())
    #expect(shown.works.map(\.work) == [work, later])
    #expect(shown.works.map(\.isInForce) == [true, false])
    #expect(shown.works.map(\.waiting) == [1, 0])
    #expect(shown.works.map(\.ownerName) == ["Bo", "Bo"])
    #expect(shown.works[1].title == "ICU" && !shown.works[0].title.isEmpty)
    let held = try #require(try await board.open().map(\.alert).first(where: \.isHeldBack))
    #expect(held.waitsFor == .work)
    _ = try await site.works.end(work.id, by: .commandLine("root"))
    let after = try await board.notices(beside: board.open())
    #expect(after.works.map(\.work) == [later] && after.waits.isEmpty)
  }

  @Test func `S27: shows no work that begins in more than a day`() async throws {
    let site = try await Site()
    _ = try await site.works.add(
      try #require(MaintenanceObject(text: "ward:ICU")),
      from: site.ward.clock.now() + .hours(25), until: site.ward.clock.now() + .hours(26),
      for: (ResponderID("bo"), "new beds"), by: .person(ResponderID("bo")))
    let board = Board(site.ward.surroundings)
    #expect(try await board.notices(beside: board.open()).works.isEmpty)
  }
}
