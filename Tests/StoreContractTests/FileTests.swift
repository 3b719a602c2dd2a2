// Tocsin — StoreContract: what only a store in a file promises
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinStore

@Suite struct `A store in a file` {
  private func copy(_ folder: String, to name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder + "/" + name, withIntermediateDirectories: true)
    for file in ["store.sqlite", "store.sqlite-wal"] {
      try FileManager.default.copyItem(
        atPath: folder + "/" + file, toPath: folder + "/\(name)/" + file)
    }
  }

  private func controlIDs(_ path: String) async throws -> [String] {
    let store = try SQLiteStore.open(path: path, .tested)
    let found = try await store.read { try $0.messages(after: 0, limit: 100).map(\.controlID) }
    await store.close()
    return found
  }

  @Test func `is made durable by every commit`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      #expect(try await store.synchronous() == 2)
      let mode = try await DatabaseQueue(path: folder + "/store.sqlite").read {
        try String.fetchOne($0, sql: "PRAGMA journal_mode")
      }
      #expect(mode == "wal")
      await store.close()
    }
  }

  @Test func `cut off at a commit has the whole transaction or none of it`() async throws {
    try await TemporaryFolder.with { folder in
      var options = SQLiteStore.Options.tested
      options.onFault = { point in try copy(folder, to: point.rawValue) }
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", options)
      let opened = Ward.open()
      try await store.perform { transaction in
        try transaction.apply(opened)
        try transaction.insert(Ward.message("A", alert: opened.alert.id))
      }
      await store.close()
      for (point, isThere) in [("before-commit", false), ("after-commit", true)] {
        let copy = try SQLiteStore.open(path: folder + "/\(point)/store.sqlite", .tested)
        let found = try await copy.read { reader in
          (
            try reader.alert(opened.alert.id), try reader.messages(after: 0, limit: 9).count,
            try reader.pages(of: opened.alert.id).count,
            try reader.trail(of: opened.alert.id)
          )
        }
        #expect(found.0 == (isThere ? opened.alert : nil))
        #expect(found.1 == (isThere ? 1 : 0))
        #expect(found.2 == (isThere ? 2 : 0))
        #expect(found.3 == (isThere ? opened.trail : []))
        await copy.close()
      }
    }
  }

  @Test func `keeps what it has when it is opened again`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder + "/store.sqlite"
      for name in ["a", "b", "c"] {
        let store = try SQLiteStore.open(path: path, .tested)
        try await store.perform { _ = try $0.insert(Ward.message(name)) }
        await store.close()
      }
      #expect(try await controlIDs(path) == ["a", "b", "c"])
    }
  }

  @Test func `of a newer program is refused and left as it is`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder + "/store.sqlite"
      let store = try SQLiteStore.open(path: path, .tested)
      await store.close()
      let queue = try DatabaseQueue(path: path)
      try await queue.write {
        try $0.execute(sql: "UPDATE meta SET value = 99 WHERE name = 'schema'")
      }
      let refusal = SchemaError.newer(found: 99, known: Schema.version)
      #expect(throws: refusal) { try SQLiteStore.open(path: path, .tested) }
      #expect(refusal.hint.contains("schema 99"))
      let version = try await queue.read {
        try Int.fetchOne($0, sql: "SELECT value FROM meta WHERE name = 'schema'")
      }
      #expect(version == 99)
    }
  }

  @Test func `threat 23: says full when no space is left, and goes on when there is`() async throws
  {
    try await TemporaryFolder.with { folder in
      var options = SQLiteStore.Options.tested
      options.pagesMax = 160
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", options)
      let large = MessageRecord(
        receivedAt: start, integration: "x", controlID: "large", outcome: .refused, code: "AR",
        reply: [], reason: "", alert: nil, raw: [UInt8](repeating: 1, count: 1 << 20),
        replayKey: nil)
      await #expect(throws: StoreError.full) {
        try await store.perform { _ = try $0.insert(large) }
      }
      try await store.perform { _ = try $0.insert(Ward.message("small")) }
      await store.close()
      #expect(try await controlIDs(folder + "/store.sqlite") == ["small"])
    }
  }

  @Test func `says locked when another process writes for too long`() async throws {
    try await TemporaryFolder.with { folder in
      var options = SQLiteStore.Options.tested
      options.busyWaitMilliseconds = 20
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", options)
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      let other = try DatabaseQueue(
        path: folder + "/store.sqlite", configuration: configuration)
      try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
      await #expect(throws: StoreError.locked) {
        try await store.perform { _ = try $0.insert(Ward.message("a")) }
      }
      try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
      try await store.perform { _ = try $0.insert(Ward.message("b")) }
      await store.close()
      #expect(try await controlIDs(folder + "/store.sqlite") == ["b"])
    }
  }

  @Test func `shows that another process has written, and not its own writes`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      let other = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      let before = try await store.dataVersion()
      try await store.perform { _ = try $0.insert(Ward.message("a")) }
      #expect(try await store.dataVersion() == before)
      try await other.perform { try $0.insert(Ward.device(phone, of: okafor)) }
      #expect(try await store.dataVersion() != before)
      #expect(try await store.read { try $0.device(phone) } != nil)
      await other.close()
      await store.close()
    }
  }

  @Test func `keeps its log short under a steady load`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      let large = [UInt8](repeating: 7, count: 200_000)
      for _ in 0..<400 {
        try await store.perform { transaction in
          _ = try transaction.insert(
            MessageRecord(
              receivedAt: start, integration: "x", controlID: "", outcome: .refused, code: "AR",
              reply: [], reason: "", alert: nil, raw: large, replayKey: nil))
        }
      }
      let size =
        try FileManager.default.attributesOfItem(atPath: folder + "/store.sqlite-wal")[.size]
        as? Int
      #expect(try #require(size) < 60_000_000)
      await store.close()
    }
  }
}

@Suite struct `A copy of a store` {
  @Test func `is whole, opens by itself and leaves the store at work`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      let account = Account(id: okafor, name: "R. Okafor", at: start)
      try await store.perform { try $0.upsert(account) }
      try await store.copy(to: folder + "/copy.sqlite")
      try await store.perform { try $0.upsert(Account(id: ferrand, name: "M. F.", at: start)) }
      let copy = try SQLiteStore.open(path: folder + "/copy.sqlite", .tested)
      #expect(try await copy.read { try $0.accounts().map(\.id) } == [okafor])
      #expect(try await store.read { try $0.accounts().count } == 2)
      await copy.close()
      await #expect(throws: StoreError.self) { try await store.copy(to: folder + "/copy.sqlite") }
      await store.close()
    }
  }
}
