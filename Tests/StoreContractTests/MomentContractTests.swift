// Tocsin — StoreContract: the newest moment that was written
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinStore

@Suite struct `The newest moment in a store` {
  private static func leaf(at time: Timestamp) -> TrailLeaf {
    TrailLeaf(.documentsImported, on: "documents", by: .gateway, at: time)
  }

  private static func expect(
    _ moment: Timestamp?, in store: any SiteStore,
    at place: SourceLocation = #_sourceLocation
  ) async throws {
    let found = try await store.read { try $0.newestMoment() }
    #expect(found == moment, sourceLocation: place)
  }

  @Test(arguments: StoreKind.allCases)
  func `is none while nothing has happened`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await Self.expect(nil, in: store)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `is the time of the last leaf, message or checkpoint, whichever is later`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      _ = try await store.perform { try $0.append(Self.leaf(at: start)) }
      try await Self.expect(start, in: store)
      _ = try await store.perform { try $0.insert(Ward.message(at: start + .seconds(2))) }
      try await Self.expect(start + .seconds(2), in: store)
      _ = try await store.perform { try $0.append(Self.leaf(at: start + .seconds(3))) }
      try await Self.expect(start + .seconds(3), in: store)
      let checkpoint = CheckpointRecord(size: 2, madeAt: start + .seconds(4), note: "note")
      try await store.perform { try $0.insert(checkpoint) }
      try await Self.expect(start + .seconds(4), in: store)
      _ = try await store.perform { try $0.insert(Ward.message("B", at: start + .seconds(1))) }
      try await Self.expect(start + .seconds(4), in: store)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `is that of the last message, not of a later one that a wrong clock wrote before it`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      _ = try await store.perform { try $0.insert(Ward.message(at: start + .days(400))) }
      try await Self.expect(start + .days(400), in: store)
      _ = try await store.perform { try $0.insert(Ward.message("B", at: start)) }
      try await Self.expect(start, in: store)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `is the time of a transition, and of the envelopes that followed it`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      try await Self.deposit(in: store, openedAt: start - .minutes(1))
      try await Self.expect(start, in: store)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `passes over an envelope that lies more than a day after everything else`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      try await Self.deposit(in: store, openedAt: start - .hours(24))
      try await Self.expect(start, in: store)
    }
    try await kind.with { store in
      let opened = start - .hours(24) - Milliseconds(1)
      try await Self.deposit(in: store, openedAt: opened)
      try await Self.expect(opened, in: store)
    }
  }

  /// An alert is opened, and its pages are sealed for two devices of one person at `start`.
  private static func deposit(in store: any SiteStore, openedAt: Timestamp) async throws {
    try await store.perform { transaction in
      for device in [phone, tablet] {
        try transaction.insert(Ward.device(device, of: okafor))
      }
      try transaction.apply(Ward.open(at: openedAt))
      try transaction.deposit(Ward.seal(try transaction.pendingPages(limit: 10)))
    }
  }
}
