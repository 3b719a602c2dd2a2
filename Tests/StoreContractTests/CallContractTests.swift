// Tocsin — StoreContract: what the switchboard sees
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Roll reports in a store` {
  private static func report(_ number: UInt64, missing: Bool = false) -> RollReport {
    RollReport(
      alert: AlertID(high: 0x6C, low: number), type: "crash",
      calledAt: start + .hours(Int64(number)), reportedAt: start + .hours(Int64(number)),
      answers: [
        RollAnswer(
          role: "airway", responder: okafor, after: .seconds(12), isByTelephone: true),
        RollAnswer(
          role: "leader", responder: missing ? nil : ferrand, after: missing ? nil : .zero),
      ])
  }

  @Test(arguments: StoreKind.allCases)
  func `come back newest first, each once`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let all = [Self.report(1), Self.report(2, missing: true)]
      for report in all + [Self.report(1, missing: true)] {
        try await store.perform { try $0.insert(report) }
      }
      #expect(try await store.read { try $0.rollReports(limit: 9) } == all.reversed())
      #expect(try await store.read { try $0.rollReports(limit: 1) } == [all[1]])
      #expect(try await store.read { try $0.rollReport(of: all[0].alert) } == all[0])
      #expect(
        try await store.read { try $0.rollReport(of: AlertID(high: 1, low: 1)) } == nil)
    }
  }
}

@Suite struct `What a desk must not miss, in a store` {
  private static func asked(_ alert: Alert) -> Transition {
    Ward.advance(alert, Ward.response(alert, .callMe))
  }

  @Test(arguments: StoreKind.allCases)
  func `is found before all that is calm, by rank and then by age`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let calm = (1...40).map { Ward.open($0, Ward.draft("\($0)", priority: .low)) }
      let late = Ward.open(50, Ward.draft("late"), at: start + .minutes(1))
      let early = Ward.open(51, Ward.draft("early"))
      let crash = Ward.open(52, Ward.draft("crash", priority: .crash), at: start + .minutes(2))
      try await store.perform { transaction in
        for one in [late, early, crash] + calm { try transaction.apply(one) }
        try transaction.apply(Self.asked(calm[7].alert))
      }
      let found = try await store.read { try $0.urgentAlerts(limit: 9) }
      #expect(
        found.map(\.id) == [calm[7], crash, early, late].map(\.alert.id))
      #expect(try await store.read { try $0.urgentAlerts(limit: 2) }.count == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `is left out when it is over, or nobody asks any more`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let high = Ward.open(1, Ward.draft("A"))
      let low = Ward.open(2, Ward.draft("B", priority: .low))
      let asked = Self.asked(low.alert)
      try await store.perform { transaction in
        for one in [high, low, asked] { try transaction.apply(one) }
      }
      #expect(try await store.read { try $0.urgentAlerts(limit: 9) }.count == 2)
      try await store.perform { transaction in
        try transaction.apply(
          Ward.advance(high.alert, .byHand(HandAct(.resolve, by: "op"))))
        try transaction.apply(
          Ward.advance(asked.alert, .byHand(HandAct(.rung(okafor), by: "op"))))
      }
      #expect(try await store.read { try $0.urgentAlerts(limit: 9) }.isEmpty)
    }
  }
}
