// Tocsin — StoreContract: results that were critical once
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Results in a store` {
  static let order = OrderKey(integration: "laboratory", world: .production, text: "ZZORDER-1")
  static let alike = OrderKey(integration: "laboratory", world: .production, text: "ZZLIKE-1")

  static func record(_ alert: AlertID, _ value: String = "ZZCANARY 7.1", number: Int64 = 0)
    -> ResultRecord
  {
    var report = ResultReport(
      observation: "2823-3|", status: .corrected, isCritical: true, name: "Potassium", value: value)
    report.flags = "HH"
    report.comment = ["first line", "second line"]
    report.patient = "990017"
    report.times = ResultTimes(collected: start, reported: nil, sent: start + .minutes(1))
    var record = ResultRecord(
      number: number, alert: alert, known: KnownResult(report, shown: ["Potassium \(value)"]))
    record.likeness = alike
    return record
  }

  @Test(arguments: StoreKind.allCases)
  func `taken back before they were known are kept as times alone, the last ones`(
    kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let first = ResultTimes(collected: start, reported: nil, sent: start + .minutes(1))
      let second = ResultTimes(collected: nil, reported: start + .minutes(9), sent: nil)
      try await store.perform { store in
        #expect(try store.early(of: Self.order, since: start) == nil)
        try store.keepEarly(first, of: Self.order, at: start)
        #expect(try store.early(of: Self.order, since: start) == first)
        #expect(try store.early(of: Self.alike, since: start) == nil)
        try store.keepEarly(second, of: Self.order, at: start + .hours(1))
        #expect(try store.early(of: Self.order, since: start + .hours(1)) == second)
        #expect(try store.early(of: Self.order, since: start + .hours(2)) == nil)
        try store.forgetEarly(keptBefore: start + .hours(1))
        #expect(try store.early(of: Self.order, since: start) == second)
        try store.forgetEarly(keptBefore: start + .hours(2))
        #expect(try store.early(of: Self.order, since: start) == nil)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are found by order, alert and likeness, as they were kept`(kind: StoreKind) async throws {
    try await kind.with { store in
      let alert = Ward.open(1).alert.id
      let record = Self.record(alert)
      try await store.perform { store in
        try store.keep(record, of: Self.order, at: start)
        #expect(try store.results(of: Self.order, since: start).isEmpty, "there is no alert yet")
        try store.apply(Ward.open(1))
        try store.keep(record, of: Self.order, at: start)
        let found = try store.results(of: Self.order, since: start)
        #expect(found.map(\.known) == [record.known] && found.map(\.alert) == [alert])
        #expect(try store.results(of: alert).map(\.number) == found.map(\.number))
        #expect(try store.result(like: Self.alike, since: start)?.known == record.known)
        #expect(try store.result(like: Self.alike, since: start + .seconds(1)) == nil)
        #expect(try store.results(of: Self.order, since: start + .seconds(1)).isEmpty)
        var other = Self.record(alert, "4.2", number: try #require(found.first).number)
        other.likeness = nil
        try store.keep(other, of: Self.order, at: start + .hours(1))
        #expect(
          try store.results(of: Self.order, since: start).map(\.known) == [other.known])
        #expect(try store.result(like: Self.alike, since: start) == nil)
        for key in [
          OrderKey(integration: "laboratory", world: .test, text: Self.order.text),
          OrderKey(integration: "other", world: .production, text: Self.order.text),
        ] {
          #expect(try store.results(of: key, since: start).isEmpty, "S22")
        }
      }
    }
  }

  @Test func `lie sealed on the disk, open after a restart, and go with their subject`()
    async throws
  {
    try await TemporaryFolder.with { folder in
      let path = folder + "/store.sqlite"
      var store = try SQLiteStore.open(path: path, .tested)
      let opened = Ward.open(1)
      try await store.perform { store in
        try store.apply(opened, concerning: garcia)
        try store.keep(Self.record(opened.alert.id), of: Self.order, at: start)
      }
      await store.close()
      for canary in ["ZZCANARY", "ZZORDER", "ZZLIKE"] {
        #expect(try `Content in a store`.files(folder).range(of: Data(canary.utf8)) == nil)
      }
      store = try SQLiteStore.open(path: path, .tested)
      try await store.perform { store in
        #expect(try store.results(of: Self.order, since: start).count == 1)
        let reference = try #require(garcia)
        _ = try store.eraseSubject(try #require(try store.subject(reference)).number, at: start)
        #expect(try store.results(of: Self.order, since: start).isEmpty)
      }
      await store.close()
    }
  }

  @Test func `go with the content of their alert`() async throws {
    let store = try SQLiteStore.inMemory(.tested)
    let opened = Ward.open(1)
    let taken = Ward.advance(opened.alert, Ward.response(opened.alert, .accept))
    let closed = Ward.advance(taken.alert, Ward.response(taken.alert, .resolved))
    try await store.perform { store in
      for transition in [opened, taken, closed] { try store.apply(transition) }
      try store.keep(Self.record(opened.alert.id), of: Self.order, at: start)
      try store.apply(Ward.open(2))
      let other = Ward.open(2).alert.id
      try store.moveResults(of: opened.alert.id, to: other)
      #expect(try store.results(of: other).count == 1)
      try store.moveResults(of: other, to: opened.alert.id)
      _ = try store.shredAlerts(closedBy: start + .days(1), limit: 9)
      #expect(try store.results(of: Self.order, since: start).isEmpty)
    }
    await store.close()
  }
}
