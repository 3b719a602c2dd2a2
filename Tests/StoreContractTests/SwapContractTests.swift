// Tocsin — StoreContract: swaps of shifts
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Swaps of shifts` {
  private static let given = SwapPart(.second, from: start + .days(2), until: start + .days(3))
  private static let returned = SwapPart(from: start + .days(7), until: start + .days(8))

  private static func swap(_ number: UInt64, for returned: SwapPart? = nil) -> Swap {
    var swap = Swap(
      SwapID(high: 9, low: number), of: RotaID("medicine"), from: okafor, to: ferrand,
      SwapParts(given, for: returned))
    (swap.words, swap.base) = ("a course", 3)
    swap.askedAt = start + .seconds(Int64(number))
    return swap
  }

  @Test(arguments: StoreKind.allCases)
  func `are kept as they were asked for, with or without a shift in return`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let swaps = [Self.swap(1), Self.swap(2, for: Self.returned)]
      try await store.perform { transaction in
        for swap in swaps.reversed() { try transaction.put(swap) }
      }
      #expect(try await store.read { try $0.swaps(overAfter: start, limit: 9) } == swaps)
      #expect(try await store.read { try $0.swaps(overAfter: start, limit: 1) } == [swaps[0]])
      #expect(try await store.read { try $0.swap(swaps[1].id) } == swaps[1])
      #expect(try await store.read { try $0.swap(SwapID(high: 9, low: 3)) } == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keep what has become of them, and not another request`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      var swap = Self.swap(1)
      try await store.perform { [swap] in try $0.put(swap) }
      (swap.phase, swap.consentedAt, swap.revision) = (.agreed, start + .hours(1), 4)
      (swap.settledAt, swap.settledBy) = (start + .hours(2), "person:ferrand")
      var other = swap
      other.words = "something else"
      try await store.perform { [other] in try $0.put(other) }
      #expect(try await store.read { try $0.swap(SwapID(high: 9, low: 1)) } == swap)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are listed until their last shift is over, and dropped by it`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let swaps = [Self.swap(1), Self.swap(2, for: Self.returned)]
      try await store.perform { for swap in swaps { try $0.put(swap) } }
      let later = Self.given.until + .seconds(1)
      #expect(try await store.read { try $0.swaps(overAfter: later, limit: 9) } == [swaps[1]])
      try await store.perform { try $0.dropSwaps(overBefore: Self.given.until) }
      #expect(try await store.read { try $0.swaps(overAfter: start, limit: 9) } == swaps)
      try await store.perform { try $0.dropSwaps(overBefore: later) }
      #expect(try await store.read { try $0.swaps(overAfter: start, limit: 9) } == [swaps[1]])
    }
  }
}
