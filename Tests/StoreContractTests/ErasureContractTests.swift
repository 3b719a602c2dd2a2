// Tocsin — StoreContract: older files, erasure, retention and new epochs
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinStore

@Suite struct `An older file` {
  /// A file as the program wrote it before content was sealed.
  private func write(_ path: String, step: Int64) async throws {
    let queue = try DatabaseQueue(path: path)
    let alert = Ward.open(1, `Content in a store`.draft()).alert
    try await queue.write { database in
      try database.execute(sql: "CREATE TABLE meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL)")
      for number in 1...step {
        for sql in Schema.statements(ofStep: number, .sqlite) { try database.execute(sql: sql) }
      }
      try database.execute(
        sql: "INSERT INTO meta VALUES ('schema', ?), ('directory', 1)", arguments: [step])
      for number in 1...300 {
        try database.execute(
          sql: """
            INSERT INTO message (received_at, integration, control_id, outcome, code, reason, reply,
              raw) VALUES (?, 'laboratory', ?, 0, 'AA', '', x'', ?)
            """,
          arguments: [
            start.milliseconds, "C\(number)", Data("PID|||ZZCANARY-\(number)".utf8),
          ])
      }
      try database.execute(
        sql: """
          INSERT INTO alert (id, revision, phase, wake_at, integration, world, dedup_key, state)
          VALUES (?, 1, 0, ?, 'laboratory', 0, 'ZZCANARY-KEY', ?)
          """,
        arguments: [
          Data(alert.id.bytes), alert.wakesAt?.milliseconds, Data(AlertCodec.encode(alert)),
        ])
      try database.execute(sql: "DELETE FROM message WHERE id = 300")
    }
    try queue.close()
  }

  @Test(arguments: [1, 2] as [Int64])
  func `threat 17: is sealed when it is opened, and no plain byte stays in it`(
    step: Int64
  ) async throws {
    try await TemporaryFolder.with { folder in
      let path = folder + "/store.sqlite"
      try await write(path, step: step)
      #expect(try `Content in a store`.files(folder).range(of: Data("ZZCANARY".utf8)) != nil)
      #expect(try SQLiteStore.isSealed(path: path) == false)
      let store = try SQLiteStore.open(path: path, .tested)
      #expect(try SQLiteStore.isSealed(path: path))
      #expect(try `Content in a store`.files(folder).range(of: Data("ZZCANARY".utf8)) == nil)
      let messages = try await store.read { try $0.messages(after: 0, limit: 999) }
      #expect(messages.count == 299)
      #expect(messages.last?.raw == Array("PID|||ZZCANARY-299".utf8))
      let found = try await store.perform {
        try $0.openAlert(
          integration: "laboratory", world: .production, dedupKey: "ZZCANARY-KEY")
      }
      #expect(found == Ward.open(1, `Content in a store`.draft()).alert)
      #expect(store.damagedRows.isEmpty)
      await store.close()
    }
  }
}

@Suite struct `A subject that is erased` {
  @Test func `leaves alerts without content, empty messages, and cells that nothing opens`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      let garcia = try #require(garcia)
      let opened = Ward.open(1, `Content in a store`.draft())
      let taken = Ward.advance(opened.alert, Ward.response(opened.alert, .accept))
      let closed = Ward.advance(taken.alert, Ward.response(taken.alert, .resolved))
      try await store.perform { store in
        for id in [phone, tablet] { try store.insert(Ward.device(id, of: okafor)) }
        try store.insert(`Content in a store`.message(of: garcia))
        try store.insert(`Content in a store`.message("another's", of: nil))
        try store.apply(opened, concerning: garcia)
        try store.deposit(Ward.seal(try store.pendingPages(limit: 1)))
        try store.apply(taken)
        try store.apply(closed)
      }
      let cells = try DatabaseQueue(path: folder + "/store.sqlite")
      let before = try await cells.read {
        try Data.fetchOne($0, sql: "SELECT wrapped FROM subject WHERE number = 1")
      }
      let counts = try await store.perform { store in
        try store.eraseSubject(try #require(try store.subject(garcia)).number, at: start)
      }
      try await store.settle()
      #expect(counts.alerts == 1 && counts.messages == 1 && counts.envelopes == 1)
      #expect(counts.keys == 1)
      #expect(try `Content in a store`.files(folder).range(of: try #require(before)) == nil)
      let (subject, alert, raws) = try await store.read { reader in
        (
          try reader.subject(garcia), try reader.alert(opened.alert.id),
          try reader.messages(after: 0, limit: 9).map(\.raw)
        )
      }
      #expect(subject == nil)
      #expect(alert == closed.alert.withoutContent)
      #expect(alert?.duties == closed.alert.duties)
      #expect(raws == [[], Array("another's".utf8)])
      #expect(store.damagedRows.isEmpty)
      try cells.close()
      await store.close()
    }
  }

  @Test func `who is named again gets another key under another number`() async throws {
    let store = try SQLiteStore.inMemory(.tested)
    let garcia = try #require(garcia)
    let numbers = try await store.perform { store -> [Int64?] in
      try store.insert(`Content in a store`.message(of: garcia))
      let first = try store.subject(garcia)?.number
      _ = try store.eraseSubject(try #require(first), at: start)
      try store.insert(`Content in a store`.message("again", of: garcia))
      return [first, try store.subject(garcia)?.number]
    }
    #expect(numbers == [1, 2])
  }
}

@Suite struct `What is kept long enough` {
  static let later = start + .days(100)

  private func furnished(closing: Bool) async throws -> (SQLiteStore, Transition) {
    let store = try SQLiteStore.inMemory(.tested)
    let opened = Ward.open(1, `Content in a store`.draft())
    let taken = Ward.advance(opened.alert, Ward.response(opened.alert, .accept))
    let closed = Ward.advance(taken.alert, Ward.response(taken.alert, .resolved))
    try await store.perform { store in
      for id in [phone, tablet] { try store.insert(Ward.device(id, of: okafor)) }
      try store.insert(Ward.message("A", alert: opened.alert.id))
      try store.insert(Ward.message("B"))
      try store.apply(opened, concerning: garcia)
      try store.deposit(Ward.seal(try store.pendingPages(limit: 9)))
      for transition in closing ? [taken, closed] : [] { try store.apply(transition) }
    }
    return (store, closing ? closed : opened)
  }

  @Test func `loses its envelopes first, its content later, and its life never`() async throws {
    let (store, closed) = try await furnished(closing: true)
    let (mail, none) = try await store.perform { store in
      (
        try store.shredEnvelopes(closedBy: Self.later, limit: 9),
        try store.shredEnvelopes(closedBy: Self.later, limit: 9)
      )
    }
    #expect(mail.envelopes == 2 && none.isEmpty)
    let whole = try await store.read { try $0.alert(closed.alert.id) }
    #expect(whole == closed.alert)
    let (content, again) = try await store.perform { store in
      (
        try store.shredAlerts(closedBy: Self.later, limit: 9),
        try store.shredAlerts(closedBy: Self.later, limit: 9)
      )
    }
    #expect(content.alerts == 1 && again.isEmpty)
    let bare = try await store.read { ($0, try $0.alert(closed.alert.id)).1 }
    #expect(bare == closed.alert.withoutContent)
    #expect(try await store.read { try $0.trail(of: closed.alert.id) }.isEmpty == false)
  }

  @Test func `goes message by message, but for an alert that has its content`() async throws {
    let (store, _) = try await furnished(closing: false)
    let first = try await store.perform {
      try $0.shredMessages(receivedBefore: Self.later, after: 0, limit: 9)
    }
    #expect(first.counts.messages == 1 && first.last == 2)
    let kept = try await store.read { try $0.messages(after: 0, limit: 9) }.map(\.controlID)
    #expect(kept == ["A"])
  }

  @Test func `takes the keys of whom nothing is left, and only of those`() async throws {
    let (store, _) = try await furnished(closing: true)
    let counts = try await store.perform { store -> [Int] in
      let early = try store.shredKeys(madeBefore: Self.later, after: 0, limit: 9).counts.keys
      _ = try store.shredAlerts(closedBy: Self.later, limit: 9)
      _ = try store.shredMessages(receivedBefore: Self.later, after: 0, limit: 9)
      let young = try store.shredKeys(madeBefore: start, after: 0, limit: 9).counts.keys
      let late = try store.shredKeys(madeBefore: Self.later, after: 0, limit: 9)
      return [early, young, late.counts.keys]
    }
    #expect(counts == [0, 0, 2])
    #expect(try await store.read { try $0.keyState().keys.map(\.count) } == [1])
  }
}

@Suite struct `A new epoch` {
  @Test func `takes every key over in parts, and opens what older ones have sealed`() async throws {
    let store = try SQLiteStore.inMemory(.tested)
    try await store.perform { store in
      for number in 1...5 {
        try store.insert(
          `Content in a store`.message("\(number)", of: SubjectReference(identifier: "\(number)")))
      }
    }
    let epoch = try await store.perform { try $0.raiseEpoch() }
    #expect(epoch == 2)
    try await store.perform {
      _ = try $0.insert(`Content in a store`.message("6", of: SubjectReference(identifier: "6")))
    }
    #expect(try await store.read { try $0.keyState().waiting } == 6)
    var steps: [Int] = []
    while steps.last != 0 { steps.append(try await store.perform { try $0.rewrapKeys(limit: 4) }) }
    #expect(steps == [4, 2, 0])
    let state = try await store.read { try $0.keyState() }
    #expect(state == KeyState(epoch: 2, keys: [EpochCount(epoch: 2, count: 7)]))
    let raws = try await store.read { try $0.messages(after: 0, limit: 9) }.map {
      String(decoding: $0.raw, as: UTF8.self)
    }
    #expect(raws == (1...6).map { "\($0)" })
  }
}
