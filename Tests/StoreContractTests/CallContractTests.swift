// Tocsin — StoreContract: what roll-calls came to
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
