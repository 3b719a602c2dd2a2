// Tocsin — StoreContract: messages and the replies that are given again
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Messages in a store` {
  private static let key = [UInt8](0..<37)

  @Test(arguments: StoreKind.allCases)
  func `are listed oldest first, with every field as it was`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let large = MessageRecord(
        receivedAt: start, integration: "", controlID: "", outcome: .refused, code: "AR",
        reply: [], reason: "no MSH, byte 0", alert: nil,
        raw: [UInt8](repeating: 9, count: 300_000), replayKey: nil)
      let alert = AlertID(high: .max, low: 5)
      let numbers = try await store.perform { transaction in
        [
          try transaction.insert(Ward.message("A", alert: alert, key: Self.key)),
          try transaction.insert(large),
          try transaction.insert(Ward.message("C", outcome: .notForUs)),
        ]
      }
      #expect(numbers == numbers.sorted())
      let listed = try await store.read { try $0.messages(after: 0, limit: 10) }
      #expect(listed.map(\.id) == numbers)
      #expect(listed.map(\.controlID) == ["A", "", "C"])
      #expect(listed.map(\.outcome) == [.accepted, .refused, .notForUs])
      #expect(listed[0].alert == alert && listed[0].replayKey == Self.key)
      #expect(listed[1].raw == large.raw && listed[1].reason == large.reason)
      #expect(listed[1].reply.isEmpty && listed[1].alert == nil && listed[1].code == "AR")
      let rest = try await store.read { try $0.messages(after: numbers[0], limit: 1) }
      #expect(rest.map(\.id) == [numbers[1]])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are kept however long their control id is`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      // A row of random digits, which no engine makes shorter.
      var state: UInt64 = 1
      var control = ""
      for _ in 0..<4_000 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        control += String(state >> 60, radix: 16)
      }
      let message = Ward.message(control)
      try await store.perform { _ = try $0.insert(message) }
      #expect(
        try await store.read { try $0.headings(MessageQuery()).headings.map(\.controlID) }
          == [control])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `answer the same key with the stored reply`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let alert = AlertID(high: 1, low: 5)
      let reply = try await store.perform { transaction in
        try transaction.insert(Ward.message("A", alert: alert, key: Self.key))
        return try transaction.storedReply(key: Self.key, since: start)
      }
      #expect(reply?.reply == Array("MSA|AA|A".utf8))
      #expect(reply?.code == "AA" && reply?.alert == alert)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `answer no other key, also not one that begins alike`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      var other = Self.key
      other[36] = 200
      let reply = try await store.perform { [other] transaction in
        try transaction.insert(Ward.message("A", key: Self.key))
        try transaction.insert(Ward.message("B"))
        return try transaction.storedReply(key: other, since: start)
      }
      #expect(reply == nil)
      let second = try await store.perform { [other] transaction in
        try transaction.insert(Ward.message("C", key: other))
        return [
          try transaction.storedReply(key: other, since: start),
          try transaction.storedReply(key: Self.key, since: start),
        ]
      }
      #expect(second.map { $0?.reply } == [Array("MSA|AA|C".utf8), Array("MSA|AA|A".utf8)])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `older than the replay window are judged anew`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let later = start + .days(7)
      let replies = try await store.perform { transaction in
        try transaction.insert(Ward.message("A", key: Self.key))
        let last = try transaction.storedReply(key: Self.key, since: later - .days(7))
        let over = try transaction.storedReply(
          key: Self.key, since: later + Milliseconds(1) - .days(7))
        try transaction.insert(Ward.message("A2", key: Self.key, at: later))
        return [last, over, try transaction.storedReply(key: Self.key, since: start)]
      }
      #expect(replies.map { $0 != nil } == [true, false, true])
      #expect(replies[2]?.reply == Array("MSA|AA|A2".utf8))
    }
  }
}
