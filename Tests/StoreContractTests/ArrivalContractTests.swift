// Tocsin — StoreContract: arrivals by network and ward
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinStore

@Suite struct `Arrivals in a store` {
  private static let day = ZoneRules.utc.civil(at: start).date

  private func rows(_ store: any SiteStore) async throws -> [String] {
    try await store.read { store in
      try store.arrivals(from: Self.day, until: Self.day + 1, limit: 99).map {
        "\($0.group) \($0.name) \($0.hour) \($0.measure) \($0.bin) \($0.count)"
      }
    }
  }

  /// An alert whose pages are in the mailboxes of the first person's two devices, heard before.
  private func sealed(
    in store: any SiteStore, world: World = .production
  ) async throws -> (alert: Alert, page: PageID) {
    var draft = Ward.draft()
    draft.world = world
    let opened = Ward.open(1, draft)
    try await store.perform { store in
      try store.insert(Ward.device(phone, of: okafor))
      try store.insert(Ward.device(tablet, of: okafor))
      try store.touchDevice(phone, from: "basement", at: start)
      _ = try store.apply(opened)
      try store.deposit(Ward.seal(try store.pendingPages(limit: 9)))
    }
    return (opened.alert, opened.alert.duties[0].people[0].page)
  }

  @Test(arguments: StoreKind.allCases)
  func `add up by place and hour`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      for seconds in [Int64(3), 4, 12] {
        try await store.perform { store in
          try store.add(
            ArrivalFigure.delivered(
              sealedAt: start, at: start + .seconds(seconds), network: "west", ward: "W7"))
        }
      }
      let hour = ZoneRules.utc.civil(at: start).time.milliseconds / 3_600_000
      #expect(
        try await rows(store) == [
          "network west \(hour) delivered 5 2", "network west \(hour) delivered 15 1",
          "ward W7 \(hour) delivered 5 2", "ward W7 \(hour) delivered 15 1",
        ])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `know a page that is sealed until its device has it`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let (_, page) = try await sealed(in: store)
      try await store.perform { store in
        #expect(try store.sealed(page, for: phone) == start)
        try store.markPage(page, device: phone, state: .delivered, at: start + .seconds(2))
        #expect(try store.sealed(page, for: phone) == nil)
        #expect(try store.sealed(page, for: tablet) == start)
        #expect(try store.sealed(page, for: ferrandPhone) == nil)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `have each page that never arrived, where its device was heard`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let (alert, _) = try await sealed(in: store)
      let resolved = Ward.advance(
        alert, Ward.response(alert, .resolved, on: tablet), at: start + .minutes(3))
      try await store.perform { _ = try $0.apply(resolved) }
      let hour = ZoneRules.utc.civil(at: start).time.milliseconds / 3_600_000
      // The tablet answered; the phone lay in the basement.
      #expect(
        try await rows(store) == [
          "network basement \(hour) undelivered 0 1", "ward W7 \(hour) undelivered 0 1",
        ])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `have nothing of a test, nor of a page that was over at once`(
    _ kind: StoreKind
  ) async throws {
    for (world, length) in [(World.test, Milliseconds.minutes(3)), (.production, .seconds(5))] {
      try await kind.with { store in
        let (alert, _) = try await sealed(in: store, world: world)
        let resolved = Ward.advance(
          alert, Ward.response(alert, .resolved, on: tablet), at: start + length)
        try await store.perform { _ = try $0.apply(resolved) }
        #expect(try await rows(store).isEmpty)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `know where a device was heard last, and never forget a later contact`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      try await store.perform { store in
        try store.insert(Ward.device(phone, of: okafor))
        #expect(try store.heard(phone) == nil)
        try store.touchDevice(phone, at: start + .seconds(9))
        #expect(try store.heard(phone) == nil)
        try store.touchDevice(phone, from: "west", at: start)
        #expect(
          try store.heard(phone)
            == HeardDevice(network: "west", lastContact: start + .seconds(9)))
        try store.touchDevice(phone, from: "", at: start + .seconds(20))
        #expect(
          try store.heard(phone) == HeardDevice(network: "", lastContact: start + .seconds(20)))
      }
    }
  }
}
