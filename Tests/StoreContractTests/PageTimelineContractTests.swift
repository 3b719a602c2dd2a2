// Tocsin — StoreContract: when pages went on
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinStore

@Suite struct `The timeline of a page` {
  private func seconds(_ count: Int64) -> Timestamp { start + .seconds(count) }

  private func times(_ store: any SiteStore, _ alert: AlertID) async throws -> [PageTimeline] {
    try await store.read { try $0.pages(of: alert).map(\.times) }
  }

  @Test(arguments: StoreKind.allCases)
  func `has the first moment of each kind, device by device`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      let page = try #require(opened.pages.first).page
      let (second, third, fourth) = (seconds(2), seconds(3), seconds(4))
      try await store.perform { store in
        for device in [phone, tablet] { try store.insert(Ward.device(device, of: okafor)) }
        try store.apply(opened)
        try store.deposit(Ward.seal(try store.pendingPages(limit: 9)))
        try store.markHandedOver(phone, through: 1, at: second)
        try store.markPage(page, device: phone, state: .delivered, at: third)
        try store.markPage(page, device: phone, state: .displayed, at: fourth)
        try store.markPage(page, device: phone, state: .delivered, at: fourth)
      }
      let found = try await times(store, opened.alert.id)
      #expect(
        found == [
          PageTimeline(
            askedAt: start, sealedAt: start, handedOverAt: second, deliveredAt: third,
            displayedAt: fourth),
          PageTimeline(askedAt: start, sealedAt: start),
        ])
      #expect(
        PageClocks(found).delivered == .seconds(3) && PageClocks(found).attempted == .zero
          && PageClocks(found).answered == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `says of the one that was answered, and of the one that was withdrawn`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      let taken = Ward.advance(
        opened.alert, Ward.response(opened.alert, .accept), at: seconds(9))
      try await store.perform { store in
        for device in [phone, tablet] { try store.insert(Ward.device(device, of: okafor)) }
        try store.apply(opened)
        try store.deposit(Ward.seal(try store.pendingPages(limit: 9)))
        try store.apply(taken)
      }
      let found = try await times(store, opened.alert.id)
      #expect(found.map(\.answeredAt) == [seconds(9), nil])
      #expect(found[1].endedAt == seconds(9))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `sounds again without another beginning`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      let wake = try #require(opened.alert.wakesAt)
      let again = Ward.advance(opened.alert, .deadlinePassed, at: wake)
      try await store.perform { store in
        for device in [phone, tablet] { try store.insert(Ward.device(device, of: okafor)) }
        try store.apply(opened)
        try store.deposit(Ward.seal(try store.pendingPages(limit: 9)))
        try store.apply(again)
      }
      let pages = try await store.read { try $0.pages(of: opened.alert.id) }
      #expect(pages.map(\.decidedAt) == [wake, wake])
      #expect(pages.map(\.times.askedAt) == [start, start])
    }
  }
}
