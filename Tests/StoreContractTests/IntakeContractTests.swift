// Tocsin — StoreContract: what is kept about sources beside their messages
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `What a store keeps about sources` {
  @Test(arguments: StoreKind.allCases)
  func `finds a control id again in another message of the source`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let key = [UInt8](0..<38)
      var changed = key
      changed[6] = 250
      var stranger = key
      stranger[5] = 250
      let found = try await store.perform { [changed, stranger] transaction in
        let before = try transaction.insert(Ward.message("A", key: key))
        let integration = try transaction.messages(after: before - 1, limit: 1)[0].integration
        func isReused(_ key: [UInt8], _ controlID: String, since: Timestamp = start) throws -> Bool
        {
          try transaction.isReused(
            UsedControlID(key: key, integration: integration, controlID: controlID), since: since)
        }
        return [
          try isReused(changed, "A"), try isReused(changed, "B"), try isReused(stranger, "A"),
          try isReused(changed, "A", since: start + .days(8)),
        ]
      }
      #expect(found == [true, false, false, false])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps the last number of each`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let numbers = try await store.perform { transaction in
        try transaction.setLastNumber(7, of: [1], at: start)
        try transaction.setLastNumber(8, of: [1], at: start)
        return [try transaction.lastNumber(of: [1]), try transaction.lastNumber(of: [2])]
      }
      #expect(numbers == [8, nil])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps the parts of a message until they are forgotten`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { transaction in
        let first = try transaction.insert(Ward.message("A"))
        let second = try transaction.insert(Ward.message("B"))
        try transaction.insert(
          WaitingPart(message: first, origin: first, awaits: [1], receivedAt: start))
        #expect(try transaction.origin(awaiting: [1], since: start) == first)
        #expect(try transaction.origin(awaiting: [1], since: start + .seconds(1)) == nil)
        try transaction.insert(
          WaitingPart(
            message: second, origin: first, awaits: [2], receivedAt: start + .seconds(5)))
        #expect(try transaction.origin(awaiting: [1], since: start) == nil)
        #expect(try transaction.origin(awaiting: [2], since: start) == first)
        #expect(try transaction.parts(of: first).map(\.controlID) == ["A", "B"])
        #expect(try transaction.staleOrigins(before: start + .seconds(5), max: 9) == [])
        #expect(try transaction.staleOrigins(before: start + .seconds(6), max: 9) == [first])
        #expect(try transaction.hasStaleParts(before: start + .seconds(6)))
        try transaction.forgetParts(of: first)
        #expect(try transaction.parts(of: first).isEmpty)
        #expect(try transaction.hasStaleParts(before: start + .seconds(6)) == false)
      }
    }
  }
}
