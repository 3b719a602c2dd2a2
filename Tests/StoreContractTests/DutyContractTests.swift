// Tocsin — StoreContract: who is on duty, and who has not answered the test page
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Starts of duty` {
  private let start = Timestamp(milliseconds: 1_795_500_000_000)
  private let medicine = RotaID("medicine")

  @Test(arguments: StoreKind.allCases)
  func `keep who was last seen on each line`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let first = LineHolders(
        rota: medicine, line: .first, responders: [ResponderID("a"), ResponderID("b.c")],
        since: start)
      let second = LineHolders(rota: medicine, line: .second, responders: [], since: start)
      let later = LineHolders(
        rota: medicine, line: .first, responders: [ResponderID("d")], since: start + .hours(1))
      try await store.perform { transaction in
        try transaction.put(second)
        try transaction.put(first)
      }
      #expect(try await store.read { try $0.lineHolders() } == [first, second])
      try await store.perform { try $0.put(later) }
      #expect(try await store.read { try $0.lineHolders() } == [later, second])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are listed until they end, and tell other processes`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let before = try await store.read { try $0.directoryVersion() }
      let starts = [RotaLine.first, .second].map { line in
        DutyStart(
          alert: AlertID(high: 1, low: 2), responder: ResponderID("a"), rota: medicine,
          line: line, outgoing: line == .first ? [ResponderID("b")] : [], at: start)
      }
      try await store.perform { transaction in
        for one in starts.reversed() { try transaction.insert(one) }
      }
      #expect(try await store.read { try $0.dutyStarts() } == starts)
      let between = try await store.read { try $0.directoryVersion() }
      #expect(before < between)
      try await store.perform { try $0.end(starts[0]) }
      #expect(try await store.read { try $0.dutyStarts() } == [starts[1]])
      let after = try await store.read { try $0.directoryVersion() }
      #expect(between < after)
      try await store.perform { try $0.end(starts[0]) }
      #expect(try await store.read { try $0.directoryVersion() } == after)
    }
  }
}
