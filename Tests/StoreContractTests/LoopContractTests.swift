// Tocsin — StoreContract: documents beside alerts, and reports to sources in line
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `What a store keeps for the way back` {
  private static func report(_ name: String, of alert: AlertID) -> OutboundDraft {
    OutboundDraft(
      .status, of: alert, to: "laboratory", summary: name, controlID: "TOC\(name)",
      body: Array("ZZCANARY \(name)".utf8), madeAt: start)
  }

  private static let document = AttachmentDraft(
    title: "ZZCANARY title", mediaType: "application/pdf", bytes: Array("ZZCANARY pdf".utf8))

  @Test(arguments: StoreKind.allCases)
  func `gives one report of an alert at a time, oldest first`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let (one, two) = (Ward.open(1), Ward.open(2, Ward.draft("ORD2")))
      let summaries = try await store.perform { store -> [String?] in
        for alert in [one, two] { try store.apply(alert) }
        try store.insert(Self.report("A1", of: one.alert.id))
        try store.insert(Self.report("A2", of: one.alert.id))
        try store.insert(Self.report("B1", of: two.alert.id))
        func next() throws -> OutboundRecord? {
          try store.nextOutbound(to: "laboratory", at: start)
        }
        let first = try #require(try next())
        try store.postpone(first.id, until: start + .seconds(5), note: "answered AE")
        let other = try #require(try next())
        try store.settle(other.id, as: .told, note: "")
        let none = try next()
        let later = try store.nextOutbound(to: "laboratory", at: start + .seconds(5))
        return [first, other, none, later].map { $0?.draft.summary }
      }
      #expect(summaries == ["A1", "B1", nil, "A1"])
      let rows = try await store.read { try $0.outbound(after: 0, limit: 9) }
      #expect(rows.map(\.state) == [.waiting, .waiting, .told])
      #expect(rows.map(\.tries) == [1, 0, 1])
      #expect(try await store.read { try $0.nextOutbound(to: "other", at: start) } == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps a document once, and gives its bytes back`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let opened = Ward.open(1)
      let outcomes = try await store.perform { store -> [AttachmentOutcome] in
        try store.apply(opened, concerning: garcia)
        try store.insert(origin: Array("MSH".utf8), of: opened.alert.id, at: start)
        let known = try (0..<2).map { _ in
          try store.insert(Self.document, of: opened.alert.id, at: start)
        }
        let large = AttachmentDraft(
          title: "", mediaType: "", bytes: Array(repeating: 1, count: AttachmentLimits.bytesMax))
        return known + [try store.insert(large, of: opened.alert.id, at: start)]
      }
      #expect(outcomes == [.kept, .known, .full])
      let (records, bytes, origin, none) = try await store.read { store in
        (
          try store.attachments(of: opened.alert.id),
          try store.attachmentBytes(of: opened.alert.id, number: 1),
          try store.origin(of: opened.alert.id),
          try store.attachmentBytes(of: opened.alert.id, number: 0)
        )
      }
      #expect(records.map(\.title) == ["ZZCANARY title"] && records.map(\.number) == [1])
      #expect(bytes == Self.document.bytes && origin == Array("MSH".utf8) && none == nil)
    }
  }

  @Test func `threat 17: is nowhere in the file in the clear, and goes with its subject`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      let opened = Ward.open(1)
      let number = try await store.perform { store -> Int64? in
        try store.apply(opened, concerning: garcia)
        _ = try store.insert(Self.document, of: opened.alert.id, at: start)
        try store.insert(origin: Array("ZZCANARY".utf8), of: opened.alert.id, at: start)
        try store.insert(Self.report("A1", of: opened.alert.id))
        return try garcia.flatMap { try store.subject($0)?.number }
      }
      #expect(try `Content in a store`.files(folder).range(of: Data("ZZCANARY".utf8)) == nil)
      let subject = try #require(number)
      _ = try await store.perform { try $0.eraseSubject(subject, at: start) }
      let left = try await store.read { store in
        (try store.attachments(of: opened.alert.id), try store.outbound(after: 0, limit: 9))
      }
      #expect(left.0.isEmpty && left.1.isEmpty)
      await store.close()
    }
  }

  @Test func `keeps an alert's content while its filing is not told`() async throws {
    let store = try SQLiteStore.inMemory(.tested)
    let opened = Ward.open(1)
    let taken = Ward.advance(opened.alert, Ward.response(opened.alert, .accept))
    let closed = Ward.advance(taken.alert, Ward.response(taken.alert, .resolved))
    let later = start + .days(100)
    let counts = try await store.perform { store -> [Int] in
      for transition in [opened, taken, closed] { try store.apply(transition) }
      let aged = try store.alertsToFile(of: "laboratory", closedBy: later, limit: 9)
      for id in aged {
        try store.awaitFiling(of: id)
        try store.insert(
          OutboundDraft(
            .record, of: id, to: "laboratory", summary: "", controlID: "R1", body: [],
            madeAt: start))
      }
      let again = try store.alertsToFile(of: "laboratory", closedBy: later, limit: 9).count
      let kept = try store.shredAlerts(closedBy: later, limit: 9).alerts
      let open = try store.openFilings(of: "laboratory").count
      let filing = try #require(try store.nextOutbound(to: "laboratory", at: later))
      try store.settle(filing.id, as: .told, note: "")
      let gone = try store.shredAlerts(closedBy: later, limit: 9).alerts
      return [aged.count, again, kept, open, gone]
    }
    #expect(counts == [1, 0, 0, 1, 1])
  }
}
