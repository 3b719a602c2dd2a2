// Tocsin — StoreContract: content at rest, and what happens to a row that does not open
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing
import TocsinStore

let garcia = SubjectReference(identifier: "ZZCANARY-4711", authority: "NORTH")

@Suite struct `Content in a store` {
  static let canary = "ZZCANARY"

  static func message(_ text: String = "PID|||ZZCANARY-4711", of subject: SubjectReference?)
    -> MessageRecord
  {
    var record = MessageRecord(
      receivedAt: start, integration: "laboratory", controlID: "1", outcome: .accepted, code: "AA",
      reply: [], reason: "", alert: nil, raw: Array(text.utf8), replayKey: nil)
    record.subject = subject
    return record
  }

  static func draft(_ key: String = "ZZCANARY-KEY") -> AlertDraft {
    AlertDraft(
      integration: "laboratory", dedupKey: key, priority: .high, kind: "critical-result",
      content: AlertContent(
        who: [ContentField(name: "number", value: "ZZCANARY-4711")], location: "ZZCANARY-ROOM",
        ward: "W7", what: "ZZCANARY 7.1 mmol/L"))
  }

  /// Every byte that lies beside the store's path.
  static func files(_ folder: String) throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: Data()) {
      $0 += FileManager.default.contents(atPath: folder + "/" + $1) ?? Data()
    }
  }

  @Test func `threat 17: is nowhere in the file or its log in the clear`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      try await store.perform { store in
        try store.insert(Self.message(of: garcia))
        try store.insert(Self.message(of: nil))
        let opened = Ward.open(1, Self.draft())
        try store.apply(opened, concerning: garcia)
        try store.apply(
          Ward.advance(opened.alert, .changed(Self.draft(), [.value])), concerning: garcia)
      }
      #expect(try Self.files(folder).range(of: Data(Self.canary.utf8)) == nil)
      await store.close()
      #expect(try Self.files(folder).range(of: Data(Self.canary.utf8)) == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `is found by its subject and by its dedup key`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let garcia = try #require(garcia)
      let opened = Ward.open(1, Self.draft())
      let (subject, other) = try await store.perform { store in
        try store.insert(Self.message(of: garcia))
        try store.apply(opened, concerning: garcia)
        try store.apply(Ward.open(2, Self.draft("other")))
        return (
          try store.subject(garcia),
          try store.subject(try #require(SubjectReference(identifier: "ZZCANARY-4711")))
        )
      }
      let number = try #require(subject?.number)
      #expect(other == nil)
      let held = try await store.read { reader in
        (
          try reader.alerts(ofSubject: number),
          try reader.messages(ofSubject: number, after: 0, limit: 10)
        )
      }
      #expect(held.0 == [opened.alert])
      #expect(held.1.map(\.raw) == [Array("PID|||ZZCANARY-4711".utf8)])
      let found = try await store.perform {
        try $0.openAlert(
          integration: "laboratory", world: .production, dedupKey: "ZZCANARY-KEY")
      }
      #expect(found == opened.alert)
    }
  }

  @Test func `stays with its subject over transitions, and goes over to another who is named`()
    async throws
  {
    let store = try SQLiteStore.inMemory(.tested)
    let garcia = try #require(garcia)
    let other = try #require(SubjectReference(identifier: "2"))
    let opened = Ward.open(1, Self.draft())
    let acknowledged = Ward.advance(opened.alert, Ward.response(opened.alert, .accept))
    let (first, second) = try await store.perform { store in
      try store.apply(opened, concerning: garcia)
      try store.apply(acknowledged)
      let first = try store.alerts(ofSubject: try #require(try store.subject(garcia)).number)
      try store.apply(
        Ward.advance(acknowledged.alert, .changed(Self.draft(), [.subject])), concerning: other)
      return (first, try store.alerts(ofSubject: try #require(try store.subject(other)).number))
    }
    #expect(first == [acknowledged.alert])
    #expect(second.map(\.id) == [opened.alert.id])
  }

  @Test func `does not open with another root key, and nothing is changed`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder + "/store.sqlite"
      let store = try SQLiteStore.open(path: path, .tested)
      try await store.perform { _ = try $0.insert(Self.message(of: garcia)) }
      await store.close()
      #expect(try SQLiteStore.isSealed(path: path))
      let other = SQLiteStore.Options(
        vault: CellVault(
          root: try RootKey(contents: [UInt8](repeating: 1, count: 32)),
          site: [UInt8](repeating: 5, count: 16)))
      #expect(throws: SchemaError.wrongKey) { try SQLiteStore.open(path: path, other) }
      let again = try SQLiteStore.open(path: path, .tested)
      #expect(try await again.read { try $0.messages(after: 0, limit: 9) }.count == 1)
      await again.close()
    }
  }

  @Test func `of another process's new subject opens at once`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder + "/store.sqlite"
      let (one, two) = (
        try SQLiteStore.open(path: path, .tested), try SQLiteStore.open(path: path, .tested)
      )
      for (index, store) in [one, two, one, two].enumerated() {
        let subject = SubjectReference(identifier: "\(index / 2)")
        try await store.perform { _ = try $0.insert(Self.message("m\(index)", of: subject)) }
      }
      let texts = try await one.read { try $0.messages(after: 0, limit: 9) }.map {
        String(decoding: $0.raw, as: UTF8.self)
      }
      #expect(texts == ["m0", "m1", "m2", "m3"])
      await one.close()
      await two.close()
    }
  }
}

@Suite struct `A row that does not open` {
  /// Two due alerts and a message each; the first alert's cell is pasted over the second's.
  private func pasted(_ folder: String) async throws -> SQLiteStore {
    let path = folder + "/store.sqlite"
    let store = try SQLiteStore.open(path: path, .tested)
    try await store.perform { store in
      try store.insert(Ward.device(phone, of: okafor))
      for number in UInt64(1)...2 {
        try store.apply(Ward.open(number, Ward.draft("\(number)")), concerning: garcia)
        try store.insert(`Content in a store`.message(of: garcia))
      }
    }
    let other = try DatabaseQueue(path: path)
    try await other.write { database in
      for (table, column, key) in [("alert", "state", "number"), ("message", "raw", "id")] {
        try database.execute(
          sql: """
            UPDATE \(table) SET \(column) = (SELECT \(column) FROM \(table) WHERE \(key) = 1)
            WHERE \(key) = 2
            """)
      }
    }
    try other.close()
    return store
  }

  @Test func `threat 8: holds up nobody else, is told, and comes back when it is restored`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let store = try await pasted(folder)
      #expect(store.damagedRows.isEmpty)
      let late = start + .hours(1)
      let due = try await store.perform { try $0.dueAlerts(at: late, limit: 64) }
      #expect(due.map(\.id.low) == [1])
      #expect(store.damagedRows == [DamagedRow("alert", 2)])
      let listed = try await store.read { reader in
        (try reader.alerts(limit: 9, phase: nil), try reader.messages(after: 0, limit: 9))
      }
      #expect(listed.0.map(\.id.low) == [1])
      #expect(listed.1.map(\.raw.isEmpty) == [false, true])
      #expect(store.damagedRows == [DamagedRow("alert", 2), DamagedRow("message", 2)])
      let next = try await store.perform { store in
        (try store.dueAlerts(at: late, limit: 64).count, try store.nextWake())
      }
      #expect(next.0 == 1 && next.1 == due[0].wakesAt)
      await store.close()
    }
  }

  @Test func `threat 8: still pages, and says that its text is damaged`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try await pasted(folder)
      let pages = try await store.read { try $0.pendingPages(limit: 64) }
      #expect(Set(pages.map(\.record.alert.low)) == [1, 2])
      let damaged = try #require(pages.first { $0.record.alert.low == 2 })
      #expect(damaged.content.what.contains("damaged") && damaged.content.who.isEmpty)
      #expect(damaged.priority == .high)
      await store.close()
    }
  }

  @Test func `threat 8: is no open alert for the next report, which pages anew`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try await pasted(folder)
      let found = try await store.perform {
        try $0.openAlert(integration: "laboratory", world: .production, dedupKey: "2")
      }
      #expect(found == nil)
      await store.close()
    }
  }

  @Test func `because its subject's key is damaged does not keep the next message out`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let path = folder + "/store.sqlite"
      var store = try SQLiteStore.open(path: path, .tested)
      try await store.perform { _ = try $0.insert(`Content in a store`.message(of: garcia)) }
      await store.close()
      let other = try DatabaseQueue(path: path)
      try await other.write {
        try $0.execute(sql: "UPDATE subject SET wrapped = zeroblob(77) WHERE number = 1")
      }
      try other.close()
      store = try SQLiteStore.open(path: path, .tested)
      try await store.perform { _ = try $0.insert(`Content in a store`.message("new", of: garcia)) }
      let raws = try await store.read { try $0.messages(after: 0, limit: 9) }.map(\.raw)
      #expect(raws == [[], Array("new".utf8)])
      #expect(store.damagedRows == [DamagedRow("message", 1), DamagedRow("subject", 1)])
      await store.close()
    }
  }
}
