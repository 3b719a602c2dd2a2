// Tocsin — StoreContract: the list of messages and its searches
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinStore

@Suite struct `The list of messages` {
  private static func message(
    _ controlID: String, integration: String = "laboratory", number: String? = nil,
    at now: Timestamp = start
  ) -> MessageRecord {
    var record = MessageRecord(
      receivedAt: now, integration: integration, controlID: controlID, outcome: .accepted,
      code: "AA", reply: [1], reason: "rule critical", alert: nil, raw: [2], replayKey: nil)
    record.subject = SubjectReference(identifier: number ?? "", authority: "NORTH")
    record.traits.type = "ORU^R01"
    record.traits.application = "SYNLAB"
    record.traits.facility = "NORTH"
    record.traits.rule = "critical"
    record.traits.revision = 3
    record.traits.values = [number.flatMap { IndexedValue(path: "PID-3.1", value: $0) }]
      .compactMap(\.self)
    return record
  }

  private static func value(_ text: String, at path: String = "PID-3.1") throws -> IndexedValue {
    try #require(IndexedValue(path: path, value: text))
  }

  private static func found(
    _ store: any SiteStore, _ change: @Sendable @escaping (inout MessageQuery) -> Void
  ) async throws -> [String] {
    var query = MessageQuery()
    change(&query)
    let wanted = query
    return try await store.read { try $0.headings(wanted).headings.map(\.controlID) }
  }

  @Test(arguments: StoreKind.allCases)
  func `is newest first, with every trait as it was`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      var second = Self.message("B", number: "4711")
      second.traits.warnings = "stray-line at byte 12"
      second.traits.replayOf = 1
      let (first, last) = (Self.message("A"), second)
      try await store.perform { transaction in
        for message in [first, last] { try transaction.insert(message) }
      }
      let page = try await store.read { try $0.headings(MessageQuery()) }
      #expect(page.headings.map(\.controlID) == ["B", "A"] && page.next == nil)
      var traits = last.traits
      traits.values = []
      #expect(page.headings[0].traits == traits)
      let one = try await store.read { (try $0.heading(2), try $0.message(2)) }
      #expect(one.0 == page.headings[0] && one.1?.raw == [2] && one.1?.reply == [1])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `is searched by everything that a message says of itself`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      var refused = Ward.message("X9", outcome: .refused, at: start + .hours(1))
      refused.traits.type = "ADT^A01"
      refused.traits.warnings = "blank-line at byte 3"
      let alert = AlertID(high: 7, low: 8)
      let messages = [
        Self.message("A1", number: "4711"), Self.message("A2", integration: "radiology"),
        Ward.message("B1", alert: alert), refused,
      ]
      try await store.perform { transaction in
        for message in messages { try transaction.insert(message) }
      }
      #expect(try await Self.found(store) { $0.integration = "radiology" } == ["A2"])
      #expect(try await Self.found(store) { $0.outcome = .refused } == ["X9"])
      #expect(try await Self.found(store) { $0.type = "ORU" } == ["A2", "A1"])
      #expect(try await Self.found(store) { $0.type = "ADT^A01" } == ["X9"])
      #expect(try await Self.found(store) { $0.hasWarnings = true } == ["X9"])
      #expect(try await Self.found(store) { $0.alert = alert } == ["B1"])
      #expect(try await Self.found(store) { $0.controlID = "A1" } == ["A1"])
      #expect(try await Self.found(store) { $0.controlID = "A" } == [])
      #expect(
        try await Self.found(store) { ($0.controlID, $0.isPrefix) = ("A", true) } == ["A2", "A1"])
      #expect(try await Self.found(store) { $0.since = start + .minutes(1) } == ["X9"])
      #expect(
        try await Self.found(store) { $0.until = start + .minutes(1) } == ["B1", "A2", "A1"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `finds a value whatever its case, at its own path, across blocks`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let count = Int(HeadingBlock.size) + 10
      try await store.perform { transaction in
        for number in 1...count {
          let isWanted = number == 5 || number == count
          try transaction.insert(
            Self.message("C\(number)", number: isWanted ? " ab-17 " : "\(number)"))
        }
      }
      let value = try Self.value("Ab-17")
      #expect(try await Self.found(store) { $0.values = [value] } == ["C\(count)", "C5"])
      let other = try Self.value("AB-17", at: "OBR-3.1")
      #expect(try await Self.found(store) { $0.values = [other] } == [])
      #expect(try await Self.found(store) { $0.controlID = "C5" } == ["C5"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `goes on where a page ended, and a long search says where it got to`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let count = StoreLimits.headingsLookedAtMax + 700
      try await store.perform { transaction in
        try transaction.insert(Self.message("FIRST", integration: "radiology"))
        for number in 1...count { try transaction.insert(Self.message("C\(number)")) }
      }
      var query = MessageQuery()
      query.limit = 3
      let first = try await store.read { [query] in try $0.headings(query) }
      query.before = first.next
      let second = try await store.read { [query] in try $0.headings(query) }
      let newest = (0..<6).map { "C\(count - $0)" }
      #expect((first.headings + second.headings).map(\.controlID) == newest)
      query = MessageQuery()
      query.hasWarnings = true
      let bounded = try await store.read { [query] in try $0.headings(query) }
      #expect(bounded.headings.isEmpty && bounded.next != nil)
      query.before = bounded.next
      let end = try await store.read { [query] in try $0.headings(query) }
      #expect(end.headings.isEmpty && end.next == nil)
      #expect(try await Self.found(store) { $0.integration = "radiology" } == ["FIRST"])
    }
  }

  @Test func `holds no value in the clear, and none at all after erasure`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      let value = try Self.value("ZZCANARY17")
      try await store.perform { transaction in
        try transaction.insert(Self.message("A", number: "ZZCANARY17"))
        try transaction.insert(Self.message("B", number: "42"))
      }
      #expect(try await Self.found(store) { $0.values = [value] } == ["A"])
      #expect(try `Content in a store`.files(folder).range(of: Data("ZZCANARY".utf8)) == nil)
      let reference = try #require(
        SubjectReference(identifier: "ZZCANARY17", authority: "NORTH"))
      try await store.perform { transaction in
        let subject = try #require(try transaction.subject(reference))
        _ = try transaction.eraseSubject(subject.number, at: start)
      }
      #expect(try await Self.found(store) { $0.values = [value] } == [])
      #expect(try await Self.found(store) { _ in } == ["B", ""])
      let keys = try await Self.keys(folder)
      #expect(keys == 1)
      await store.close()
    }
  }

  @Test func `goes with the messages by retention`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      try await store.perform { transaction in
        try transaction.insert(Self.message("A", number: "17"))
        try transaction.insert(Self.message("B", number: "18", at: start + .days(9)))
        _ = try transaction.shredMessages(receivedBefore: start + .days(1), after: 0, limit: 10)
      }
      #expect(try await Self.found(store) { _ in } == ["B"])
      #expect(try await Self.keys(folder) == 1)
      await store.close()
    }
  }

  /// How many blind indexes the file holds.
  private static func keys(_ folder: String) async throws -> Int {
    let queue = try DatabaseQueue(path: folder + "/store.sqlite")
    return try await queue.read { database in
      try Int.fetchOne(database, sql: "SELECT count(*) FROM message_key") ?? 0
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps who opened which message`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let person = ResponderID("eng")
      let glass = MessageGlass(
        account: person, message: 4, begunAt: start, endsAt: start + .minutes(30))
      try await store.perform { try $0.insert(glass) }
      let found = try await store.read { store in
        [try store.glass(of: person, to: 4), try store.glass(of: person, to: 5)]
          + (try store.messageGlasses(since: start))
      }
      #expect(found == [glass, nil, glass])
    }
  }
}
