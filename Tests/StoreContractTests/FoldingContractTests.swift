// Tocsin — StoreContract: pages that are folded, and the list that brings them
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinStore

@Suite struct `Folded pages in a store` {
  private static let devices = Ward.staffing([okafor: [phone]])

  /// A store with one device and low alerts 1 to `count`, and what waits for the device.
  private func opened(
    _ kind: StoreKind, _ count: UInt64,
    _ body: (any SiteStore, [FoldablePage]) async throws -> Void
  ) async throws {
    try await kind.with { store in
      try await store.perform { transaction in
        try transaction.insert(Ward.device(phone, of: okafor))
        for number in 1...count {
          try transaction.apply(
            Ward.open(
              number, Ward.draft("K\(number)", priority: .low), staffing: Self.devices,
              at: start + Milliseconds(Int64(number))))
        }
      }
      let pending = try await store.read { try $0.pendingPages(limit: 99) }
      #expect(pending.allSatisfy { $0.mayFold })
      try await body(store, pending.map(Self.foldable))
    }
  }

  private static func foldable(_ page: PendingPage) -> FoldablePage {
    FoldablePage(page: page.record.page, device: phone, attempt: page.record.attempt)
  }

  private static func more(_ count: Int, seq: Int64, attempt: Int = 1) -> SealedMore {
    let page = PageID(high: 9, low: 9)
    return SealedMore(
      more: MorePage(
        page: page, medium: 0, low: count, attempt: attempt, toldAt: start, soundedAt: start),
      world: .production,
      envelope: SealedPage(
        page: page, device: phone, attempt: attempt, type: .preview, seq: seq, envelope: [1, 2, 3],
        digest: [UInt8](repeating: UInt8(seq), count: 32), sealedAt: start))
  }

  @Test(arguments: StoreKind.allCases)
  func `wait in the list, counted by priority, and not in the outbox`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind, 3) { store, pages in
      try await store.perform { try $0.fold(Array(pages.dropFirst()), at: start + .seconds(1)) }
      #expect(try await store.read { try $0.pendingPages(limit: 9).count } == 1)
      let folding = try #require(try await store.read { try $0.foldings() }.first)
      #expect(folding.device == phone && folding.world == .production && folding.told == nil)
      #expect(folding.notifyKey == [UInt8](repeating: 1, count: 32) && folding.lastSeq == 0)
      #expect(folding.folded?.medium == 0 && folding.folded?.low == 2)
      #expect(folding.folded?.since == start + Milliseconds(2))
      #expect(folding.folded?.foldedAt == start + .seconds(1))
      let states = try await store.read { reader in
        try reader.pages(of: AlertID(high: 7, low: 2)).map(\.state)
      }
      #expect(states == [.folded])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `count with those that went out by themselves, in their world`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind, 3) { store, pages in
      let first = Ward.seal(try await store.read { try $0.pendingPages(limit: 1) })
      try await store.perform { transaction in
        try transaction.deposit(first)
        try transaction.fold(Array(pages.dropFirst()), at: start + .seconds(5))
      }
      func taken(_ world: World, _ since: Milliseconds, _ limit: Int = 9) async throws -> Int {
        try await store.read { reader in
          try reader.pagesTakenOn(by: phone, in: world, after: start + since, limit: limit)
        }
      }
      #expect(try await taken(.production, Milliseconds(-1)) == 3)
      #expect(try await taken(.production, Milliseconds(-1), 2) == 2)
      #expect(try await taken(.production, .zero) == 2)
      #expect(try await taken(.production, .seconds(5)) == 0)
      #expect(try await taken(.test, Milliseconds(-1)) == 0)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `come out of the list oldest first, and are not folded again`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind, 4) { store, pages in
      let opened = try await store.perform { transaction -> [Int] in
        try transaction.fold(pages, at: start)
        let (opened, left) = try transaction.unfold(of: phone, limit: 3)
        return [opened, left]
      }
      #expect(opened == [3, 1])
      let pending = try await store.read { try $0.pendingPages(limit: 9) }
      #expect(pending.map(\.record.alert.low) == [1, 2, 3])
      #expect(pending.allSatisfy { $0.isListed && !$0.mayFold })
      try await store.perform { try $0.fold(pending.map(Self.foldable), at: start) }
      #expect(try await store.read { try $0.pendingPages(limit: 9).count } == 3)
      #expect(try await store.read { try $0.foldings() }.first?.folded?.count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `leave the list when their alert is answered or closed`(_ kind: StoreKind) async throws {
    try await opened(kind, 2) { store, pages in
      try await store.perform { try $0.fold(pages, at: start) }
      let first = try #require(try await store.read { try $0.alert(AlertID(high: 7, low: 1)) })
      try await store.perform { transaction in
        _ = try transaction.apply(Ward.advance(first, .resolvedBySource, staffing: Self.devices))
      }
      #expect(try await store.read { try $0.foldings() }.first?.folded?.count == 1)
      let second = try #require(try await store.read { try $0.alert(AlertID(high: 7, low: 2)) })
      try await store.perform { transaction in
        _ = try transaction.apply(
          Ward.advance(second, Ward.response(second, .accept), staffing: Self.devices))
      }
      #expect(try await store.read { try $0.foldings() }.isEmpty)
      #expect(try await store.read { try $0.pendingPages(limit: 9) }.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `page by themselves when what they say has changed`(_ kind: StoreKind) async throws {
    try await opened(kind, 2) { store, pages in
      try await store.perform { try $0.fold(pages, at: start) }
      let alert = try #require(try await store.read { try $0.alert(AlertID(high: 7, low: 2)) })
      var draft = Ward.draft("K2", priority: .low)
      draft.content.what = "K 7.4 mmol/L"
      try await store.perform { [draft] transaction in
        _ = try transaction.apply(
          Ward.advance(alert, .changed(draft, [.value]), staffing: Self.devices))
      }
      let pending = try await store.read { try $0.pendingPages(limit: 9) }
      #expect(pending.map(\.record.alert.low) == [2])
      #expect(pending.allSatisfy { !$0.mayFold })
      #expect(try await store.read { try $0.foldings() }.first?.folded?.count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `that are asked again wait to be judged again`(_ kind: StoreKind) async throws {
    try await opened(kind, 1) { store, pages in
      let alert = try #require(try await store.read { try $0.alert(AlertID(high: 7, low: 1)) })
      try await store.perform { transaction in
        try transaction.fold(pages, at: start)
        var again = Ward.advance(
          alert, .deadlinePassed, staffing: Self.devices, at: start + .hours(1))
        var order = try #require(
          Ward.open(
            1, Ward.draft("K1", priority: .low), staffing: Self.devices
          ).pages.first)
        order.mayFold = true
        again.pages = [order]
        try transaction.apply(again)
      }
      let pending = try await store.read { try $0.pendingPages(limit: 9) }
      #expect(pending.map(\.mayFold) == [true])
      #expect(try await store.read { try $0.foldings() }.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are told of by a page that replaces itself, and that a device may answer for`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind, 2) { store, pages in
      try await store.perform { transaction in
        try transaction.fold(pages, at: start)
        try transaction.deposit(Self.more(2, seq: 1))
        try transaction.deposit(Self.more(1, seq: 2, attempt: 2))
      }
      let folding = try #require(try await store.read { try $0.foldings() }.first)
      #expect(folding.told == Self.more(1, seq: 2, attempt: 2).more && folding.lastSeq == 2)
      let envelopes = try await store.read { try $0.envelopes(of: phone, after: 0, limit: 9) }
      #expect(envelopes.map(\.seq) == [1, 2])
      let known = try await store.perform { transaction in
        try (1...3).map { seq in
          try transaction.envelopeMatches(
            device: phone, page: Self.more(1, seq: 1).more.page,
            digest: [UInt8](repeating: UInt8(seq), count: 32))
        }
      }
      #expect(known == [true, true, false])
      try await store.perform { transaction in
        _ = try transaction.unfold(of: phone, limit: 9)
        try transaction.deposit(Self.more(0, seq: 3))
      }
      #expect(try await store.read { try $0.foldings() }.isEmpty)
    }
  }
}
