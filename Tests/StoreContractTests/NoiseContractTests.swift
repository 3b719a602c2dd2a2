// Tocsin — StoreContract: the ledger of noise
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinStore

@Suite struct `The ledger of noise in a store` {
  private static let day = ZoneRules.utc.civil(at: start).date

  private func rows(_ store: any SiteStore, from day: CivilDate = day) async throws -> [String] {
    try await store.read { store in
      try store.noise(from: day, until: day + 1, limit: 99).map {
        "\($0.rule.integration) \($0.rule.kind) \($0.rule.priority.word) \($0.team) \($0.ward) "
          + "\($0.count.measure) \($0.count.bin) \($0.count.count)"
      }
    }
  }

  private func apply(
    _ event: AlertEvent, to alert: Alert, after length: Milliseconds = .seconds(20),
    in store: any SiteStore
  ) async throws -> Alert {
    let transition = Ward.advance(alert, event, at: start + length)
    try await store.perform { _ = try $0.apply(transition) }
    return transition.alert
  }

  private func opened(
    _ number: UInt64, in store: any SiteStore, world: World = .production
  ) async throws -> Alert {
    var draft = Ward.draft("k\(number)", priority: .low)
    draft.world = world
    let opened = Ward.open(number, draft)
    try await store.perform { _ = try $0.apply(opened) }
    return opened.alert
  }

  private let rule = "laboratory critical-result low critical W7"

  @Test(arguments: StoreKind.allCases)
  func `gets an alert when it closes, and adds up by rule and day`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let first = try await opened(1, in: store)
      let second = try await opened(2, in: store)
      #expect(try await rows(store).isEmpty)
      _ = try await apply(.ended, to: first, in: store)
      let taken = try await apply(Ward.response(second, .accept), to: second, in: store)
      _ = try await apply(.ended, to: taken, after: .seconds(31), in: store)
      #expect(
        try await rows(store) == [
          "\(rule) alerts 0 2", "\(rule) pages 0 2", "\(rule) accepted 0 1",
          "\(rule) endedUnanswered 0 1", "\(rule) endedUnaccepted 20 1",
          "\(rule) endedAccepted 35 1",
        ])
      #expect(try await rows(store, from: Self.day + 1).isEmpty)
      #expect(try await rows(store, from: Self.day + -1).isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `gets who found it not useful once, before it closed or after`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      var alert = try await opened(1, in: store)
      alert = try await apply(Ward.response(alert, .notUseful), to: alert, in: store)
      #expect(try await rows(store).isEmpty)
      alert = try await apply(.ended, to: alert, in: store)
      #expect(try await rows(store).contains("\(rule) notUseful 0 1"))
      alert = try await apply(Ward.response(alert, .notUseful), to: alert, in: store)
      #expect(try await rows(store).contains("\(rule) notUseful 0 1"))
      var other = try await opened(2, in: store)
      other = try await apply(.ended, to: other, in: store)
      other = try await apply(Ward.response(other, .notUseful), to: other, in: store)
      #expect(try await rows(store).contains("\(rule) notUseful 0 2"))
      let known = try await store.read { [id = other.id] in try $0.alert(id) }
      #expect(known?.duties[0].people[0].saidNotUseful == true)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `knows no test`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      for (number, world) in [World.test, .canary].enumerated() {
        var alert = try await opened(UInt64(number) + 1, in: store, world: world)
        alert = try await apply(.ended, to: alert, in: store)
        _ = try await apply(Ward.response(alert, .notUseful), to: alert, in: store)
      }
      #expect(try await rows(store).isEmpty)
    }
  }
}
