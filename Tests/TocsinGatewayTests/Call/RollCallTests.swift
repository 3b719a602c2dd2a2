// Tocsin — GatewayTests: a team is called as a test each day
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

/// A team of two that is called at 08:00 UTC; the clock of the ward stands at 06:00.
private struct RollDocuments: DocumentReader {
  private static let team = Policy(
    reference: PolicyReference(name: "team", revision: 1), title: "Team",
    roles: [("airway", "bo"), ("leader", "ada")].map { role, person in
      PolicyRole(
        role: role,
        steps: [
          PolicyStep(targets: [.responder(ResponderID(person))], wait: .minutes(1))
        ])
    },
    fallback: Fallback(targets: [.responder(ResponderID("desk"))], every: .minutes(1)))

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var all = try WardDocuments().read(revisions)
    all.policies["team"] = Self.team
    var crash = CallType(
      name: "crash", titles: [.english: "Crash call"], priority: .crash, policy: "team",
      fields: [.place])
    crash.rollCall = RollCall(at: TimeOfDay(milliseconds: 8 * 3_600_000), zone: "UTC")
    all.calls = CallTable(types: [crash])
    return all
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { Self.team }
}

private struct RollSite {
  let ward: Ward
  let caller: RollCaller
  let ada, bo: Pocket

  init() async throws {
    ward = try await Ward(reader: RollDocuments())
    ada = try await ward.enrol("ada")
    bo = try await ward.enrol("bo")
    try await ward.refresh()
    caller = RollCaller(ward.surroundings)
  }

  /// Lets the clock stand at this time of its day.
  func comes(_ hour: Int64, _ minute: Int64) {
    let day: Int64 = 86_400_000
    let now = ward.clock.now().milliseconds
    let wanted = now - now % day + (hour * 60 + minute) * 60_000
    ward.clock.pass(Milliseconds(wanted - now + (wanted < now ? day : 0)))
  }

  func accept(_ pocket: Pocket) async throws {
    try await ward.courier.deliverPending()
    let page = try #require(try await pocket.fetch().last { $0.header.type == .preview })
    _ = try await pocket.give(pocket.answer(.accept, to: page))
  }

  var reported: [String] {
    get async throws {
      try await ward.store.read { try $0.leaves(from: 0, limit: 1_000, withDetails: false) }
        .compactMap { LeafBody(decoding: $0.body) }
        .filter { $0.action == TrailAction.rollReported.rawValue }.map(\.reason)
    }
  }
}

@Suite struct `A roll-call` {
  @Test func `calls the team once, as a test, at its moment and not before`() async throws {
    let site = try await RollSite()
    site.comes(7, 59)
    try await site.caller.look()
    #expect(try await site.ward.alerts().isEmpty)
    site.comes(8, 0)
    for _ in 0..<3 { try await site.caller.look() }
    let alerts = try await site.ward.alerts()
    #expect(alerts.count == 1 && alerts.first?.world == .test)
    #expect(alerts.first?.priority == .crash && alerts.first?.policy.name == "team")
    try await site.ward.courier.deliverPending()
    let page = try #require(try await site.ada.fetch().last)
    #expect(page.header.flags.contains(.test))
  }

  @Test func `is called late after an outage, and not at all when it is too late`() async throws {
    for (minute, count) in [(Int64(9), 1), (10, 0)] {
      let site = try await RollSite()
      site.comes(8, minute)
      try await site.caller.look()
      #expect(try await site.ward.alerts().count == count)
    }
  }

  @Test func `that every role answers is reported and over`() async throws {
    let site = try await RollSite()
    site.comes(8, 0)
    try await site.caller.look()
    try await site.accept(site.ada)
    #expect(try await site.caller.look().isEmpty)
    site.ward.clock.pass(.seconds(20))
    try await site.accept(site.bo)
    let reports = try await site.caller.look()
    #expect(reports.count == 1 && reports.first?.missing == [])
    #expect(reports.first?.answers.map(\.responder?.text) == ["bo", "ada"])
    #expect(reports.first?.answers.first?.after == .seconds(20))
    #expect(try await site.caller.look().isEmpty)
    #expect(try await site.ward.alerts().allSatisfy(\.isClosed))
    #expect(try await site.reported == ["crash complete"])
    #expect(try await site.ward.store.read { try $0.rollReports(limit: 9) } == reports)
  }

  @Test func `with a missing role is in the switchboard's queue at once, and reported so`()
    async throws
  {
    let site = try await RollSite()
    let switchboard = Switchboard(site.ward.surroundings)
    site.comes(8, 0)
    try await site.caller.look()
    try await site.accept(site.ada)
    #expect(try await switchboard.queue().rolls.isEmpty)
    site.ward.clock.pass(.minutes(1))
    _ = try await site.ward.pager.advanceDue()
    let queue = try await switchboard.queue().rolls
    #expect(queue.count == 1 && queue.first?.alert.world == .test)
    #expect(try await site.caller.look().isEmpty)
    site.ward.clock.pass(.minutes(4))
    #expect(try await site.caller.look().first?.missing == ["airway"])
    #expect(try await site.reported == ["crash missing: airway"])
    #expect(try await switchboard.queue().rolls.count == 1)
  }

  @Test func `comes again the next day`() async throws {
    let site = try await RollSite()
    for _ in 0..<2 {
      site.comes(8, 0)
      try await site.caller.look()
      site.comes(8, 6)
      _ = try await site.ward.pager.advanceDue()
      try await site.caller.look()
    }
    #expect(try await site.ward.store.read { try $0.rollReports(limit: 9) }.count == 2)
  }
}
