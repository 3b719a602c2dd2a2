// Tocsin — StoreContract: documents, people, devices, tokens and answers
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `The directory in a store` {
  @Test(arguments: StoreKind.allCases)
  func `keeps every revision of a document and lists the newest`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let names = [("rota", "b", 1), ("policy", "a", 1), ("policy", "a", 2), ("policy", "b", 1)]
      try await store.perform { transaction in
        for (kind, name, revision) in names {
          try transaction.insert(
            DocumentRevision(
              kind: kind, name: name, revision: revision, text: "\(name)\(revision): é\n",
              importedAt: start))
        }
      }
      let newest = try await store.read { try $0.documents() }
      #expect(newest.map(\.text) == ["a2: é\n", "b1: é\n", "b1: é\n"])
      #expect(newest.map(\.kind) == ["policy", "policy", "rota"])
      let first = try await store.read { try $0.document(kind: "policy", name: "a", revision: 1) }
      #expect(first?.text == "a1: é\n" && first?.importedAt == start)
      #expect(
        try await store.read { try $0.document(kind: "policy", name: "a", revision: 3) } == nil)
      await #expect(throws: StoreError.self) {
        try await store.perform {
          try $0.insert(
            DocumentRevision(
              kind: "policy", name: "a", revision: 2, text: "other", importedAt: start))
        }
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `says who made which revision and why, newest first`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { transaction in
        for (name, number) in [("laboratory", 1), ("laboratory", 2), ("laboratory", 3), ("x", 1)] {
          var revision = DocumentRevision(
            kind: "integration", name: name, revision: number, text: "t\(number)",
            importedAt: start)
          if number == 2 {
            (revision.author, revision.reason) = ("person:eng", "new codes")
            revision.acceptance = "closed that day"
          }
          try transaction.insert(revision)
        }
      }
      let found = try await store.read {
        try $0.revisions(ofKind: "integration", name: "laboratory", limit: 2)
      }
      #expect(found.map(\.revision) == [3, 2])
      #expect(found.map(\.author) == ["", "person:eng"])
      #expect(found.map(\.reason) == ["", "new codes"])
      #expect(found.map(\.acceptance) == ["", "closed that day"])
      let none = try await store.read {
        try $0.revisions(ofKind: "integration", name: "nothing", limit: 2)
      }
      #expect(none.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps people and handovers, the last word counts`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      var person = Responder(id: okafor, name: "R. Okafor")
      var handover = Handover(
        rota: RotaID("medicine"), from: okafor, to: ferrand, at: start, until: start + .hours(8))
      try await store.perform { [person, handover] transaction in
        try transaction.upsert(person)
        try transaction.upsert(Responder(id: ferrand, name: "M. Ferrand"))
        try transaction.insert(handover)
      }
      person.isTrainee = true
      person.isRotaManager = true
      person.telephone = "4711"
      person.validUntil = start + .days(1)
      handover.acceptedAt = start + .minutes(1)
      var second = handover
      second.line = .second
      try await store.perform { [person, handover, second] transaction in
        try transaction.upsert(person)
        try transaction.insert(handover)
        try transaction.insert(second)
      }
      let people = try await store.read { try $0.responders() }
      #expect(people == [Responder(id: ferrand, name: "M. Ferrand"), person])
      #expect(try await store.read { try $0.handovers() } == [handover, second])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `names who is asked about or holds an open alert, once each`(_ kind: StoreKind) async throws
  {
    try await kind.with { store in
      let (first, second) = (Ward.open(1), Ward.open(2, Ward.draft("ORD2")))
      try await store.perform {
        try $0.apply(first)
        try $0.apply(second)
      }
      #expect(try await store.read { try $0.respondersOfOpenAlerts() } == [okafor])
      for opened in [first, second] {
        let closed = Ward.advance(opened.alert, Ward.response(opened.alert, .resolved))
        _ = try await store.perform { try $0.apply(closed) }
      }
      #expect(try await store.read { try $0.respondersOfOpenAlerts() } == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps devices, their last contact and their end`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { transaction in
        try transaction.insert(Ward.device(phone, of: okafor))
        try transaction.insert(Ward.device(tablet, of: okafor))
        try transaction.touchDevice(phone, at: start + .seconds(9))
        try transaction.touchDevice(phone, at: start + .seconds(2))
        try transaction.endDevice(tablet, at: start + .seconds(3))
        try transaction.endDevice(tablet, at: start + .seconds(4))
      }
      let devices = try await store.read { try $0.devices() }
      #expect(devices.map(\.id) == [phone, tablet])
      #expect(devices.map(\.lastContact) == [start + .seconds(9), nil])
      #expect(devices.map(\.endedAt) == [nil, start + .seconds(3)])
      let device = try await store.read { try $0.device(phone) }
      #expect(device?.acceptKey == [UInt8](repeating: 2, count: 32))
      #expect(device?.unlockedKey == [UInt8](repeating: 4, count: 32))
      #expect(device?.name == "Ward phone" && device?.responder == okafor)
      #expect(try await store.read { try $0.device(ferrandPhone) } == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `raises its version with every change, and with nothing else`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let changes: [(Bool, @Sendable (any StoreTransaction) throws -> Void)] = [
        (true, { try $0.insert(Ward.device(phone, of: okafor)) }),
        (true, { try $0.upsert(Responder(id: okafor, name: "R. Okafor")) }),
        (true, { try $0.endDevice(phone, at: start) }),
        (false, { try $0.endDevice(phone, at: start) }),
        (false, { try $0.touchDevice(phone, at: start) }),
        (false, { try $0.apply(Ward.open()) }),
        (false, { try $0.insert(Ward.message()) }),
      ]
      for (raises, change) in changes {
        let before = try await store.read { try $0.directoryVersion() }
        try await store.perform { try change($0) }
        let after = try await store.read { try $0.directoryVersion() }
        #expect((after > before) == raises)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `lets a token be spent once`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let digest = [UInt8](repeating: 7, count: 32)
      let token = EnrolmentToken(
        digest: digest, responder: okafor, expiresAt: start + .minutes(10))
      try await store.perform { transaction in
        try transaction.insert(token)
        try transaction.spendToken(digest: digest, at: start + .minutes(1))
      }
      let found = try await store.perform { try $0.enrolmentToken(digest: digest) }
      #expect(found?.spentAt == start + .minutes(1) && found?.responder == okafor)
      #expect(found?.expiresAt == token.expiresAt)
      await #expect(throws: StoreError.refused(code: 0, operation: "spend token")) {
        try await store.perform { try $0.spendToken(digest: digest, at: start) }
      }
      #expect(try await store.perform { try $0.enrolmentToken(digest: [1]) } == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps an answer with its receipt, one a counter`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let answer = AnswerRecord(
        device: phone, counter: .max, digest: [1, 2], receipt: [3, 4], takenAt: start)
      try await store.perform { try $0.insert(answer) }
      let found = try await store.perform { try $0.answer(device: phone, counter: .max) }
      #expect(found?.digest == [1, 2] && found?.receipt == [3, 4] && found?.takenAt == start)
      #expect(try await store.perform { try $0.answer(device: phone, counter: 1) } == nil)
      await #expect(throws: StoreError.self) {
        try await store.perform { try $0.insert(answer) }
      }
    }
  }
}
