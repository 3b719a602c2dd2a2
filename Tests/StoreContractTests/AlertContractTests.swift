// Tocsin — StoreContract: alerts, their revisions, deadlines and trail
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Alerts in a store` {
  @Test(arguments: StoreKind.allCases)
  func `are found by id, by key and by page as they were stored`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      let page = try #require(opened.pages.first).page
      let found = try await store.perform { transaction in
        try transaction.apply(opened)
        return [
          try transaction.alert(opened.alert.id), try transaction.alert(ofPage: page),
          try transaction.openAlert(
            integration: "laboratory", world: .production, dedupKey: "ORD1"),
          try transaction.openAlert(integration: "laboratory", world: .test, dedupKey: "ORD1"),
          try transaction.openAlert(integration: "x", world: .production, dedupKey: "ORD1"),
          try transaction.alert(AlertID(high: 0, low: 0)),
          try transaction.alert(ofPage: PageID(high: 0, low: 0)),
        ]
      }
      #expect(found == [opened.alert, opened.alert, opened.alert, nil, nil, nil, nil])
      #expect(try await store.read { try $0.alert(opened.alert.id) } == opened.alert)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keep every transition in order on the trail`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      let taken = Ward.advance(opened.alert, Ward.response(opened.alert, .accept))
      let other = Ward.open(2, Ward.draft("ORD2"))
      let keys = try await store.perform { transaction in
        [
          try transaction.apply(opened), try transaction.apply(other),
          try transaction.apply(taken),
        ]
      }
      #expect(Set(keys).count == 3 && keys[0] < keys[2])
      let trail = try await store.read { try $0.trail(of: opened.alert.id) }
      #expect(trail == opened.trail + taken.trail)
      #expect(try await store.read { try $0.trail(of: AlertID(high: 0, low: 0)) }.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `take a transition only from the revision they are at`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      let first = Ward.advance(opened.alert, .repeated)
      let second = Ward.advance(opened.alert, Ward.response(opened.alert, .accept))
      try await store.perform { transaction in
        try transaction.apply(opened)
        try transaction.apply(first)
      }
      for stale in [second, opened] {
        await #expect(throws: StoreError.revisionConflict) {
          try await store.perform { try $0.apply(stale) }
        }
      }
      #expect(try await store.read { try $0.alert(opened.alert.id) } == first.alert)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `wake at their earliest deadline, and never when closed`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let late = Ward.open(1, Ward.draft("A"), at: start + .minutes(1))
      let early = Ward.open(2, Ward.draft("B"))
      #expect(try await store.read { try $0.nextWake() } == nil)
      try await store.perform { transaction in
        try transaction.apply(late)
        try transaction.apply(early)
      }
      let wake = try #require(early.alert.wakesAt)
      #expect(try await store.read { try $0.nextWake() } == wake)
      let due = try await store.perform { transaction in
        [
          try transaction.dueAlerts(at: wake - Milliseconds(1), limit: 9),
          try transaction.dueAlerts(at: wake, limit: 9),
          try transaction.dueAlerts(at: wake + .hours(1), limit: 9),
          try transaction.dueAlerts(at: wake + .hours(1), limit: 1),
        ]
      }
      #expect(due.map { $0.map(\.dedupKey) } == [[], ["B"], ["B", "A"], ["B"]])
      try await store.perform { transaction in
        for alert in [late.alert, early.alert] {
          let ended = Ward.advance(alert, .superseded(by: AlertID(high: 9, low: 9)))
          try transaction.apply(ended)
        }
      }
      #expect(try await store.read { try $0.nextWake() } == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are listed newest first, by phase too, and open by key only while open`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let opened = (1...4).map { Ward.open(UInt64($0), Ward.draft("ORD\($0)")) }
      try await store.perform { transaction in
        for transition in opened { try transaction.apply(transition) }
        try transaction.apply(
          Ward.advance(opened[0].alert, Ward.response(opened[0].alert, .accept)))
        try transaction.apply(
          Ward.advance(opened[1].alert, .superseded(by: opened[2].alert.id)))
      }
      let expected: [(String?, [String])] = [
        (nil, ["ORD4", "ORD3", "ORD2", "ORD1"]), ("escalating", ["ORD4", "ORD3"]),
        ("acknowledged", ["ORD1"]), ("resolved", ["ORD2"]), ("exhausted", []), ("nonsense", []),
      ]
      for (phase, keys) in expected {
        let listed = try await store.read { try $0.alerts(limit: 10, phase: phase) }
        #expect(listed.map(\.dedupKey) == keys)
      }
      #expect(try await store.read { try $0.alerts(limit: 2, phase: nil) }.count == 2)
      let closed = try await store.perform {
        try $0.openAlert(integration: "laboratory", world: .production, dedupKey: "ORD2")
      }
      #expect(closed == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are found for who is asked and who holds them, until closed`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let asked = Ward.open(1, Ward.draft("A"))
      let held = Ward.open(2, Ward.draft("B"))
      let declined = Ward.open(3, Ward.draft("C"))
      let closed = Ward.open(4, Ward.draft("D"))
      try await store.perform { transaction in
        for transition in [asked, held, declined, closed] { try transaction.apply(transition) }
        try transaction.apply(Ward.advance(held.alert, Ward.response(held.alert, .accept)))
        try transaction.apply(
          Ward.advance(declined.alert, Ward.response(declined.alert, .decline(reason: 1))))
        try transaction.apply(Ward.advance(closed.alert, .superseded(by: asked.alert.id)))
      }
      let found = try await store.perform { transaction in
        [
          try transaction.openAlerts(of: okafor, limit: 9),
          try transaction.openAlerts(of: ferrand, limit: 9),
          try transaction.openAlerts(of: okafor, limit: 1),
          try transaction.openAlerts(of: switchboard, limit: 9),
        ]
      }
      #expect(found.map { $0.map(\.dedupKey) } == [["A", "B"], ["C"], ["A"], []])
    }
  }
}
