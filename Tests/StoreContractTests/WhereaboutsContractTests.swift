// Tocsin — StoreContract: the location table, merges, and how they go
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `The location table of a store` {
  static func known(_ ward: String, number: String = "") -> Whereabouts {
    var known = Whereabouts()
    var visit = Visit(number: "NORTH/V1")
    visit.location = Noted(Location(text: "ZZCANARY \(ward)", ward: ward), at: start)
    visit.before = Location(text: "ZZCANARY before", ward: "W1")
    visit.phase = Noted(.discharged(at: start + .hours(1)), at: start)
    visit.visitClass = Noted("I", at: start)
    visit.lastAt = start
    known.visits = [visit]
    known.death = Noted(.died(at: nil), at: start)
    known.number = number
    known.formerNumbers = ["ZZCANARY-1"]
    return known
  }

  static func people() throws -> (a: SubjectReference, b: SubjectReference, c: SubjectReference) {
    (
      try #require(SubjectReference(identifier: "A", authority: "NORTH")),
      try #require(SubjectReference(identifier: "B", authority: "NORTH")),
      try #require(SubjectReference(identifier: "C", authority: "NORTH"))
    )
  }

  @Test(arguments: StoreKind.allCases)
  func `gives back what was put, for each subject and world`(_ kind: StoreKind) async throws {
    let (a, b, _) = try Self.people()
    try await kind.with { store in
      try await store.perform { store in
        #expect(try store.whereabouts(of: a, in: .production) == nil)
        try store.put(Self.known("W1"), of: a, in: .production, at: start)
        try store.put(Self.known("W7"), of: a, in: .production, at: start)
        try store.put(Self.known("W9"), of: a, in: .test, at: start)
        #expect(try store.whereabouts(of: a, in: .production) == Self.known("W7"))
        #expect(try store.whereabouts(of: a, in: .test) == Self.known("W9"))
        #expect(try store.whereabouts(of: b, in: .production) == nil)
      }
    }
  }

  @Test func `threat 17: holds nothing in the clear`() async throws {
    let (a, b, _) = try Self.people()
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      try await store.perform { store in
        try store.put(Self.known("W1"), of: a, in: .production, at: start)
        try store.merge(a, into: b, in: .production, at: start)
      }
      await store.close()
      let canary = Data("ZZCANARY".utf8)
      #expect(try `Content in a store`.files(folder).range(of: canary) == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `finds the survivor of a merge under every number, chains and merges back included`(
    _ kind: StoreKind
  ) async throws {
    let (a, b, c) = try Self.people()
    try await kind.with { store in
      try await store.perform { store in
        try store.put(Self.known("W1", number: "A"), of: a, in: .production, at: start)
        try store.merge(a, into: b, in: .production, at: start)
        try store.merge(a, into: b, in: .production, at: start)
        try store.merge(b, into: c, in: .production, at: start)
        for one in [a, b, c] {
          #expect(try store.whereabouts(of: one, in: .production)?.visits.count == 1)
        }
        let survivor = try #require(try store.subject(c))
        #expect(try store.subject(a) == survivor && store.subject(b) == survivor)
        try store.merge(c, into: a, in: .production, at: start)
        let back = try #require(try store.subject(a))
        #expect(back != survivor)
        #expect(try store.subject(b) == back && store.subject(c) == back)
        try store.merge(a, into: a, in: .production, at: start)
        #expect(try store.whereabouts(of: c, in: .production)?.visits.count == 1)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `S22: merges nobody in another world`(_ kind: StoreKind) async throws {
    let (a, b, _) = try Self.people()
    try await kind.with { store in
      try await store.perform { store in
        try store.put(Self.known("W1"), of: b, in: .production, at: start)
        try store.merge(a, into: b, in: .test, at: start)
        #expect(try store.whereabouts(of: a, in: .production) == nil)
        #expect(try store.subject(a) != store.subject(b))
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `seals an alert for the survivor once a transition names them`(
    _ kind: StoreKind
  ) async throws {
    let (a, b, _) = try Self.people()
    try await kind.with { store in
      try await store.perform { store in
        let opened = Ward.open()
        try store.apply(opened, concerning: a)
        try store.merge(a, into: b, in: .production, at: start)
        let merged = ContentField(name: AlertContent.numberNow, value: "B")
        try store.apply(Ward.advance(opened.alert, .merged(merged)), concerning: b)
        let found = try store.openAlerts(concerning: b, in: .production, limit: 9)
        #expect(found.map(\.content.who.last?.value) == ["B"])
        #expect(try store.openAlerts(concerning: b, in: .test, limit: 9).isEmpty)
        #expect(try store.alert(opened.alert.id)?.revision == 2)
        try store.apply(
          Ward.open(2, Ward.draft("K2"), at: start + .seconds(1)), concerning: a)
        let all = try store.alerts(concerning: a, in: .production, limit: 9)
        #expect(all.map(\.dedupKey) == ["K2", opened.alert.dedupKey], "newest first")
        #expect(
          try store.alerts(concerning: b, in: .production, limit: 1).map(\.dedupKey) == ["K2"])
        #expect(try store.alerts(concerning: b, in: .test, limit: 9).isEmpty)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `goes with the erasure of its subject, former numbers included`(
    _ kind: StoreKind
  ) async throws {
    let (a, b, _) = try Self.people()
    try await kind.with { store in
      try await store.perform { store in
        try store.insert(`Content in a store`.message(of: a))
        try store.put(Self.known("W1"), of: b, in: .production, at: start)
        try store.merge(a, into: b, in: .production, at: start)
        let number = try #require(try store.subject(a)).number
        #expect(try store.messages(ofSubject: number, after: 0, limit: 9).count == 1)
        let counts = try store.eraseSubject(number, at: start)
        #expect(counts.messages == 1 && counts.keys == 2)
        #expect(try store.subject(a) == nil && store.subject(b) == nil)
        #expect(try store.whereabouts(of: b, in: .production) == nil)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `is kept as long as anything is, and its keys with it`(_ kind: StoreKind) async throws {
    let (a, b, _) = try Self.people()
    let later = start + .days(3)
    try await kind.with { store in
      try await store.perform { store in
        try store.put(Self.known("W1"), of: b, in: .production, at: start)
        try store.merge(a, into: b, in: .production, at: start)
        #expect(try store.shredKeys(madeBefore: later, after: 0, limit: 9).counts.keys == 0)
        #expect(try store.shredWhereabouts(changedBy: start - .hours(1), limit: 9) == 0)
        #expect(try store.shredWhereabouts(changedBy: start, limit: 9) == 1)
        #expect(try store.whereabouts(of: b, in: .production) == nil)
        #expect(try store.shredKeys(madeBefore: later, after: 0, limit: 9).counts.keys > 0)
        #expect(try store.subject(b) == nil)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps by what clinical systems know a person`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { store in
        var person = Responder(id: okafor, name: "R. Okafor")
        person.identifiers = ["NORTH/7701", "1.2.3/77"].compactMap(ProviderReference.init(text:))
        try store.upsert(person)
        #expect(try store.responders().map(\.identifiers) == [person.identifiers])
      }
    }
  }
}
