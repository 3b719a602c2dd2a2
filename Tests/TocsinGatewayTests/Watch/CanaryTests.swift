// Tocsin — GatewayTests: the page that the gateway sends to itself
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

@Suite struct `A canary` {
  private static func ward() async throws -> (Ward, CanaryKeeper) {
    let ward = try await Ward(reader: WatchedDocuments(isLive: false))
    return (ward, keeper(of: ward))
  }

  private static func keeper(of ward: Ward) -> CanaryKeeper {
    let surroundings = ward.surroundings
    return CanaryKeeper(
      surroundings, desk: ward.desk,
      pocket: SitePocket(site: surroundings.site, surroundings.sealer))
  }

  private static func through(_ ward: Ward) -> Double? {
    ward.surroundings.metrics.families(at: ward.clock.now())
      .first { $0.name == "tocsin_canary_seconds" }?.samples.first { $0.suffix == "_count" }?.value
  }

  private static func canaries(_ ward: Ward) async throws -> [Alert] {
    let store = ward.store
    return try await store.perform { store in
      try [
        store.openAlert(
          integration: Canary.integration, world: .canary, dedupKey: "canary")
      ].compactMap { $0 }
    }
  }

  /// Lets one go the whole way.
  private static func fly(_ ward: Ward, _ keeper: CanaryKeeper) async throws {
    _ = try await keeper.step()
    try await ward.courier.deliverPending()
    _ = try await keeper.step()
  }

  @Test func `goes through the store, the Courier, the mailbox and the Desk, and is closed`()
    async throws
  {
    let (ward, keeper) = try await Self.ward()
    _ = try await keeper.step()
    #expect(try await Self.canaries(ward).map(\.phaseWord) == ["escalating"])
    #expect(Self.through(ward) == 0)
    try await ward.courier.deliverPending()
    _ = try await keeper.step()
    #expect(try await Self.canaries(ward).isEmpty)
    #expect(Self.through(ward) == 1)
    #expect(keeper.trouble(at: ward.clock.now()) == nil)
  }

  @Test func `is sent each minute, and never two at once`() async throws {
    let (ward, keeper) = try await Self.ward()
    for minute in 1...5 {
      try await Self.fly(ward, keeper)
      #expect(Self.through(ward) == Double(minute))
      ward.clock.pass(.seconds(59))
      #expect(try await keeper.step() <= .seconds(1))
      #expect(Self.through(ward) == Double(minute))
      ward.clock.pass(.seconds(1))
    }
  }

  @Test func `is seen by nobody and leaves nothing behind`() async throws {
    let (ward, keeper) = try await Self.ward()
    let before = try await ward.store.read { try $0.leafCount() }
    for _ in 0..<3 {
      try await Self.fly(ward, keeper)
      ward.clock.pass(.minutes(1))
    }
    #expect(try await ward.alerts().isEmpty)
    #expect(try await ward.messages().isEmpty)
    let store = ward.store
    let board = try await Board(ward.surroundings).open()
    #expect(board.isEmpty)
    #expect(try await store.read { try $0.urgentAlerts(limit: 9) }.isEmpty)
    #expect(try await store.read { try $0.devices() }.isEmpty)
    #expect(try await store.read { try $0.leafCount() } == before)
    #expect(try await store.read { try $0.standings(after: 0, limit: 9) }.isEmpty)
    let day = ZoneRules.utc.civil(at: ward.clock.now()).date
    #expect(
      try await store.read { try $0.figures(from: day + -1, until: day + 1, limit: 9) }.isEmpty)
    let snapshot = try ward.surroundings.directory.snapshot()
    #expect(snapshot.staffing.responders[Canary.person] == nil)
    #expect(try await store.perform { try $0.shredCanaries() } == 1)
    let left = try await store.read { try $0.envelopes(of: Canary.device, after: 0, limit: 9) }
    #expect(left.isEmpty)
  }

  @Test func `that nobody is asked about keeps no ordinary person from being released`()
    async throws
  {
    let (ward, keeper) = try await Self.ward()
    _ = try await keeper.step()
    #expect(try await ward.pager.releaseLeavers() == 0)
    #expect(
      try await Self.canaries(ward).first?.duties.first?.people.map(\.responder)
        == [Canary.person])
  }

  @Test func `that does not come through is lost, and after three minutes operators are paged`()
    async throws
  {
    let (ward, keeper) = try await Self.ward()
    try await Self.fly(ward, keeper)
    for second in stride(from: 0, to: 180, by: 10) {
      #expect(keeper.trouble(at: ward.clock.now()) == nil, "after \(second) s")
      ward.clock.pass(.seconds(10))
      _ = try await keeper.step()
    }
    #expect(keeper.trouble(at: ward.clock.now())?.contains("180 seconds") == true)
    let said = try await ward.alerts()
    #expect(said.map(\.kind) == ["canary-lost"] && said.map(\.priority) == [.crash])
    #expect(said.first?.policy.name == "engineers")
    let lost = keeper.families.first { $0.name == "tocsin_canaries_lost_total" }?.samples[0].value
    #expect(lost == 2)
    ward.clock.pass(.minutes(1))
    try await Self.fly(ward, keeper)
    try await Self.fly(ward, keeper)
    #expect(keeper.trouble(at: ward.clock.now()) == nil)
    #expect(try await ward.alerts().allSatisfy { $0.isClosed || $0.endedAt != nil })
  }

  @Test func `of a process before is taken away, and a new one goes through with new keys`()
    async throws
  {
    let (ward, keeper) = try await Self.ward()
    try await Self.fly(ward, keeper)
    ward.clock.pass(.minutes(1))
    _ = try await keeper.step()
    let again = try await ward.restarted()
    let fresh = Self.keeper(of: again)
    try await Self.fly(again, fresh)
    #expect(Self.through(again) == 1)
    try await again.courier.deliverPending()
    #expect(try await Self.canaries(again).isEmpty)
  }

  @Test func `counts in no metric of what happens to people`() async throws {
    let (ward, keeper) = try await Self.ward()
    try await Self.fly(ward, keeper)
    let families = ward.surroundings.metrics.families(at: ward.clock.now())
    for name in [
      "tocsin_alerts_opened_total", "tocsin_alerts_closed_total", "tocsin_pages_decided_total",
      "tocsin_answers_total", "tocsin_page_attempted_seconds", "tocsin_page_answered_seconds",
    ] {
      let family = families.first { $0.name == name }
      #expect(family?.samples.allSatisfy { $0.value == 0 } == true, "\(name)")
    }
  }
}
