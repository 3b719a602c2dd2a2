// Tocsin — StoreContract: pages, the outbox and mailboxes
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinStore

@Suite struct `Pages in a store` {
  /// A store with the three devices and one alert that pages Okafor on two of them.
  private func opened(
    _ kind: StoreKind, _ body: (any SiteStore, Transition) async throws -> Void
  ) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      try await store.perform { transaction in
        try transaction.insert(Ward.device(phone, of: okafor))
        try transaction.insert(Ward.device(tablet, of: okafor))
        try transaction.insert(Ward.device(ferrandPhone, of: ferrand))
        try transaction.apply(opened)
      }
      try await body(store, opened)
    }
  }

  private func states(_ store: any SiteStore, _ alert: AlertID) async throws -> [PageState] {
    try await store.read { try $0.pages(of: alert).map(\.state) }
  }

  @Test(arguments: StoreKind.allCases)
  func `wait to be sealed, one a device, with all that the Courier needs`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind) { store, opened in
      let order = try #require(opened.pages.first)
      let pages = try await store.read { try $0.pages(of: opened.alert.id) }
      #expect(pages.map(\.device) == [phone, tablet])
      #expect(pages.allSatisfy { $0.page == order.page && $0.state == .decided })
      #expect(pages.allSatisfy { $0.why == order.why && $0.decidedAt == start })
      let pending = try await store.read { try $0.pendingPages(limit: 10) }
      #expect(pending.map(\.record.device) == [phone, tablet])
      let first = try #require(pending.first)
      #expect(first.type == .preview && first.priority == .high && first.world == .production)
      #expect(first.content == opened.alert.content && first.openedAt == start)
      #expect(first.movesOnAt == order.movesOnAt && first.lastSeq == 0)
      #expect(first.notifyKey == [UInt8](repeating: 1, count: 32))
      #expect(first.record.alert == opened.alert.id && first.record.role == "responder")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `wait most urgent first, then oldest`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let devices = Ward.staffing([okafor: [phone]])
      let low = Ward.open(1, Ward.draft("A", priority: .low), staffing: devices)
      let newer = Ward.open(2, Ward.draft("B"), staffing: devices, at: start + .seconds(2))
      let older = Ward.open(3, Ward.draft("C"), staffing: devices, at: start + .seconds(1))
      let crash = Ward.open(
        4, Ward.draft("D", priority: .crash), staffing: devices, at: start + .seconds(9))
      try await store.perform { transaction in
        for transition in [low, newer, older, crash] { try transaction.apply(transition) }
      }
      let alerts = try await store.read { try $0.pendingPages(limit: 10).map(\.record.alert.low) }
      #expect(alerts == [4, 3, 2, 1])
      #expect(try await store.read { try $0.pendingPages(limit: 2) }.count == 2)
      #expect(try await store.read { try $0.pendingPages(limit: 1) }.first?.notifyKey == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `of a person without a device have failed, and are listed once`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let nobody = Ward.staffing([:])
      let opened = Ward.open(staffing: nobody)
      let again = Ward.advance(
        opened.alert, .deadlinePassed, staffing: nobody, at: start + .minutes(1))
      #expect(!again.pages.isEmpty)
      try await store.perform { transaction in
        try transaction.apply(opened)
        try transaction.apply(again)
      }
      let pages = try await store.read { try $0.pages(of: opened.alert.id) }
      #expect(pages.map(\.responder) == [switchboard])
      #expect(pages.map(\.device) == [nil] && pages.map(\.state) == [.failed])
      #expect(pages.map(\.attempt) == [2])
      #expect(try await store.read { try $0.pendingPages(limit: 10) }.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `go into mailboxes in order and wait no more`(_ kind: StoreKind) async throws {
    try await opened(kind) { store, opened in
      let sealed = Ward.seal(try await store.read { try $0.pendingPages(limit: 10) })
      try await store.perform { try $0.deposit(sealed) }
      #expect(try await store.read { try $0.pendingPages(limit: 10) }.isEmpty)
      #expect(try await states(store, opened.alert.id) == [.sealed, .sealed])
      let fetched = try await store.read { reader in
        [
          try reader.envelopes(of: phone, after: 0, limit: 9).map(\.seq),
          try reader.envelopes(of: tablet, after: 0, limit: 9).map(\.seq),
          try reader.envelopes(of: tablet, after: 2, limit: 9).map(\.seq),
          try reader.envelopes(of: ferrandPhone, after: 0, limit: 9).map(\.seq),
        ]
      }
      #expect(fetched == [[1], [2], [], []])
      let envelope = try await store.read { try $0.envelopes(of: phone, after: 0, limit: 1) }
      #expect(envelope.map(\.envelope) == [[UInt8](repeating: 1, count: 800)])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `ordered again while they were sealed keep waiting under the next attempt`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind) { store, opened in
      let sealed = Ward.seal(try await store.read { try $0.pendingPages(limit: 10) })
      let again = Ward.advance(
        opened.alert, .deadlinePassed, at: try #require(opened.alert.wakesAt))
      #expect(again.pages.map(\.attempt) == [2])
      try await store.perform { transaction in
        try transaction.apply(again)
        try transaction.deposit(sealed)
      }
      let pending = try await store.read { try $0.pendingPages(limit: 10) }
      #expect(pending.map(\.record.attempt) == [2, 2])
      #expect(pending.map(\.lastSeq) == [1, 2])
      #expect(try await states(store, opened.alert.id) == [.sealed, .sealed])
      try await store.perform { try $0.deposit(Ward.seal(pending, from: 3)) }
      #expect(try await store.read { try $0.pendingPages(limit: 10) }.isEmpty)
      for (seq, expected) in [(1, true), (3, true), (2, false), (9, false)] {
        let digest = [UInt8](repeating: UInt8(seq), count: 32)
        let page = try #require(opened.pages.first).page
        let matches = try await store.perform {
          try $0.envelopeMatches(device: phone, page: page, digest: digest)
        }
        #expect(matches == expected)
        let isNewest = try await store.perform {
          try $0.isNewest(digest, of: page, device: phone)
        }
        #expect(isNewest == (seq == 3))
      }
    }
  }

  /// A second correction, while the first is being sealed, says something else under the same
  /// attempt and type.
  @Test(arguments: StoreKind.allCases)
  func `S18: ordered again under the same attempt while they were sealed keep waiting`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind) { store, opened in
      let sealed = Ward.seal(try await store.read { try $0.pendingPages(limit: 10) })
      var again = Ward.advance(
        opened.alert, .deadlinePassed, at: try #require(opened.alert.wakesAt))
      again.pages = opened.pages
      try await store.perform { [again] transaction in
        try transaction.apply(again)
        try transaction.deposit(sealed)
      }
      let pending = try await store.read { try $0.pendingPages(limit: 10) }
      #expect(pending.map(\.record.attempt) == [1, 1])
      try await store.perform { try $0.deposit(Ward.seal(pending, from: 3)) }
      #expect(try await store.read { try $0.pendingPages(limit: 10) }.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are withdrawn from every device but the one that answered`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind) { store, opened in
      try await store.perform {
        try $0.deposit(Ward.seal(try $0.pendingPages(limit: 10)))
      }
      let taken = Ward.advance(opened.alert, Ward.response(opened.alert, .accept))
      try await store.perform { _ = try $0.apply(taken) }
      #expect(try await states(store, opened.alert.id) == [.answered, .withdrawn])
      let pending = try await store.read { try $0.pendingPages(limit: 10) }
      #expect(pending.map(\.record.device) == [tablet])
      #expect(pending.map(\.type) == [.withdrawn])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `that no device ever got are withdrawn without an envelope`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind) { store, opened in
      let closed = Ward.advance(opened.alert, .superseded(by: AlertID(high: 1, low: 1)))
      try await store.perform { _ = try $0.apply(closed) }
      #expect(try await states(store, opened.alert.id) == [.withdrawn, .withdrawn])
      #expect(try await store.read { try $0.pendingPages(limit: 10) }.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are ordered for one more device while they are open`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let staffing = Ward.staffing([okafor: [phone]])
      let open = Ward.open(1, Ward.draft("A"), staffing: staffing)
      let held = Ward.open(2, Ward.draft("B"), staffing: staffing)
      try await store.perform { transaction in
        try transaction.apply(open)
        try transaction.apply(held)
        try transaction.apply(
          Ward.advance(held.alert, Ward.response(held.alert, .accept), staffing: staffing))
        try transaction.insert(Ward.device(tablet, of: okafor))
        try transaction.orderOpenPages(of: okafor, for: tablet, at: start + .seconds(5))
      }
      let pending = try await store.read { try $0.pendingPages(limit: 10) }
      #expect(pending.map(\.record.device) == [phone, tablet])
      #expect(pending.map(\.record.alert) == [open.alert.id, open.alert.id])
      #expect(Set(pending.map(\.record.page)).count == 1)
      #expect(pending.map(\.record.decidedAt) == [start, start + .seconds(5)])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `that cannot be sealed have failed until they are ordered again`(
    _ kind: StoreKind
  ) async throws {
    try await opened(kind) { store, opened in
      let pending = try await store.read { try $0.pendingPages(limit: 10) }
      try await store.perform { transaction in
        for page in pending { try transaction.markFailed(page, at: start) }
      }
      #expect(try await states(store, opened.alert.id) == [.failed, .failed])
      #expect(try await store.read { try $0.pendingPages(limit: 10) }.isEmpty)
      let again = Ward.advance(
        opened.alert, .deadlinePassed, at: try #require(opened.alert.wakesAt))
      try await store.perform { transaction in
        try transaction.apply(again)
        try transaction.markFailed(pending[0], at: start)
      }
      #expect(try await states(store, opened.alert.id) == [.decided, .decided])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are handed over up to a seq, and only when sealed`(_ kind: StoreKind) async throws {
    try await opened(kind) { store, opened in
      let page = try #require(opened.pages.first).page
      try await store.perform { transaction in
        try transaction.deposit(Ward.seal(try transaction.pendingPages(limit: 10)))
        try transaction.markHandedOver(phone, through: 0, at: start)
      }
      #expect(try await states(store, opened.alert.id) == [.sealed, .sealed])
      try await store.perform { transaction in
        try transaction.markPage(page, device: tablet, state: .displayed, at: start)
        try transaction.markHandedOver(phone, through: 1, at: start)
        try transaction.markHandedOver(tablet, through: 2, at: start)
      }
      #expect(try await states(store, opened.alert.id) == [.handedOver, .displayed])
    }
  }
}

@Suite struct `Evidence about a page` {
  private static let order: [PageState] = [
    .decided, .sealed, .handedOver, .delivered, .displayed,
  ]

  /// The state after `to` is said about a page in `from`.
  private static func expected(_ from: PageState, _ to: PageState) -> PageState {
    if from == .answered { return .answered }
    if to == .answered { return .answered }
    switch from {
    case .withdrawn, .expired: return from
    case .failed, .folded: return to
    case .decided, .sealed, .handedOver, .delivered, .displayed, .answered:
      guard let now = order.firstIndex(of: from), let then = order.firstIndex(of: to) else {
        return to
      }
      return order[max(now, then)]
    }
  }

  /// All that is stored: *folded* is said of what waits, and is no evidence.
  private static let stored = PageState.allCases.filter { $0 != .folded }

  @Test(arguments: stored)
  func `only grows, whatever comes late`(_ from: PageState) async throws {
    for to in Self.stored {
      try await StoreKind.inlineInMemory.with { store in
        let opened = Ward.open(staffing: Ward.staffing([okafor: [phone]]))
        let page = try #require(opened.pages.first).page
        try await store.perform { transaction in
          try transaction.apply(opened)
          try transaction.markPage(page, device: phone, state: from, at: start)
          try transaction.markPage(page, device: phone, state: to, at: start)
        }
        let state = try await store.read { try $0.pages(of: opened.alert.id).map(\.state) }
        #expect(state == [Self.expected(from, to)], "\(from) then \(to)")
      }
    }
  }
}
