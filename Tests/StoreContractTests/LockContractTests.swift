// Tocsin — StoreContract: the locks of devices
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinStore

@Suite struct `The lock of a device in a store` {
  private static let secret = LockSecret(
    share: [UInt8](repeating: 1, count: 32), proofDigest: [UInt8](repeating: 2, count: 32))

  /// A store with a device that has a lock, and one that has none.
  private func withLock(
    _ kind: StoreKind, _ body: (any SiteStore) async throws -> Void
  ) async throws {
    try await kind.with { store in
      try await store.perform { store in
        var device = Ward.device(phone, of: okafor)
        device.hasLock = true
        try store.insert(device)
        try store.insert(Ward.device(ferrandPhone, of: ferrand))
        try store.put(DeviceLock(of: phone, secret: Self.secret))
      }
      try await body(store)
    }
  }

  private func lock(
    _ store: any SiteStore, of device: DeviceID = phone
  ) async throws -> DeviceLock? {
    try await store.read { try $0.lock(of: device) }
  }

  @Test(arguments: StoreKind.allCases)
  func `comes back with its tries, and its device says that it has one`(
    _ kind: StoreKind
  ) async throws {
    try await withLock(kind) { store in
      try await store.perform {
        try $0.put(DeviceLock(of: phone, secret: Self.secret, wrongTries: 3))
      }
      let found = try #require(try await lock(store))
      #expect(found.secret == Self.secret && found.wrongTries == 3 && found.triesLeft == 5)
      #expect(try await lock(store, of: ferrandPhone) == nil)
      #expect(try await store.read { try $0.device(phone)?.hasLock } == true)
      #expect(try await store.read { try $0.device(ferrandPhone)?.hasLock } == false)
      #expect(try await store.read { try $0.devices().filter(\.hasLock).map(\.id) } == [phone])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `stays without its secret when it is dead`(_ kind: StoreKind) async throws {
    try await withLock(kind) { store in
      try await store.perform {
        try $0.put(DeviceLock(of: phone, secret: nil, wrongTries: DeviceLock.triesMax))
      }
      let found = try #require(try await lock(store))
      #expect(found.secret == nil && found.triesLeft == 0)
      #expect(try await store.read { try $0.device(phone)?.hasLock } == true)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `goes when its device ends, and when its person leaves`(_ kind: StoreKind) async throws {
    try await withLock(kind) { store in
      try await store.perform { try $0.endDevice(phone, at: start) }
      #expect(try await lock(store) == nil)
    }
    try await withLock(kind) { store in
      _ = try await store.perform { try $0.clearDevices(of: okafor, at: start) }
      #expect(try await lock(store) == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `is said of each page that waits to be sealed`(_ kind: StoreKind) async throws {
    try await withLock(kind) { store in
      let staffing = Ward.staffing([okafor: [phone, ferrandPhone]])
      _ = try await store.perform {
        try $0.apply(Ward.open(1, Ward.draft(), staffing: staffing))
      }
      let pending = try await store.read { try $0.pendingPages(limit: 9) }
      let locked = pending.filter(\.isLocked).map(\.record.device)
      #expect(pending.count == 2 && locked == [phone])
    }
  }
}
