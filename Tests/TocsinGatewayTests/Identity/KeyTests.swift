// Tocsin — GatewayTests: links, directory keys, the first administrator
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

private let root = TrailActor.commandLine("root")
private let ada = ResponderID("ada")

@Suite struct `An invitation` {
  @Test func `is kept as a digest and ends after a day`() async throws {
    let ward = try await Ward()
    let link = try await ward.accounts.invite(ada, by: root)
    #expect(link.token.utf8.count == 43)
    #expect(link.expiresAt == ward.clock.now() + .hours(24))
    let digest = ward.surroundings.sealer.digest(Array(link.token.utf8))
    let record = try await ward.store.read { try $0.invitation(digest: digest) }
    #expect(record?.account == ada)
    #expect(record?.spentAt == nil)
  }

  @Test func `is not made for who has left or never was`() async throws {
    let ward = try await Ward()
    try await ward.accounts.end(ada, reason: "test", by: root)
    let ended = await ward.refusal { () async throws(AccountError) in
      _ = try await ward.accounts.invite(ada, by: root)
    }
    #expect(ended == .ended)
    let unknown = await ward.refusal { () async throws(AccountError) in
      _ = try await ward.accounts.invite(ResponderID("nobody"), by: root)
    }
    #expect(unknown == .unknown)
  }
}

@Suite struct `The first administrator` {
  @Test func `is offered anew at each start, and the offer before is spent`() async throws {
    let ward = try await Ward()
    let first = try #require(try await ward.accounts.firstAdministratorLink())
    #expect(first.expiresAt == ward.clock.now() + .minutes(30))
    let second = try #require(try await ward.accounts.firstAdministratorLink())
    let digest = ward.surroundings.sealer.digest
    let (old, new) = (digest(Array(first.token.utf8)), digest(Array(second.token.utf8)))
    #expect(try await ward.store.read { try $0.invitation(digest: old)?.spentAt } != nil)
    #expect(try await ward.store.read { try $0.invitation(digest: new)?.spentAt } == nil)
    let account = try await ward.accounts.find(ResponderID("administrator"))
    #expect(account?.roles == [.administrator])
  }

  @Test func `is not offered once somebody has a way to sign in`() async throws {
    let ward = try await Ward()
    _ = try await ward.accounts.firstAdministratorLink()
    let now = ward.clock.now()
    try await ward.store.perform {
      try $0.insert(
        PasskeyRecord(
          id: [1], account: ResponderID("administrator"), publicKey: [1], signCount: 0,
          name: "key", addedAt: now))
    }
    #expect(try await ward.accounts.firstAdministratorLink() == nil)
  }
}

@Suite struct `A directory's key` {
  @Test func `is kept as a digest, has a name of its own, and ends`() async throws {
    let ward = try await Ward()
    let token = try await ward.accounts.makeDirectoryKey("entra", by: root)
    let digest = ward.surroundings.sealer.digest(Array(token.utf8))
    #expect(try await ward.store.read { try $0.directoryKey(digest: digest)?.name } == "entra")
    let taken = await ward.refusal { () async throws(AccountError) in
      _ = try await ward.accounts.makeDirectoryKey("entra", by: root)
    }
    #expect(taken == .nameTaken)
    try await ward.accounts.endDirectoryKey("entra", by: root)
    #expect(try await ward.store.read { try $0.directoryKey(digest: digest)?.endedAt } != nil)
    let gone = await ward.refusal { () async throws(AccountError) in
      try await ward.accounts.endDirectoryKey("entra", by: root)
    }
    #expect(gone == .unknown)
  }
}

@Suite struct `threat 4: a device for somebody else` {
  /// Enrols with a token as a thief would have it; what the front door answers.
  private func enrol(_ ward: Ward, _ token: String) async throws -> EnrolmentError? {
    let enrolment = try #require(DeviceKeys.generate().enrolment(token: token, name: "rogue"))
    do {
      _ = try await ward.desk.enrol(enrolment)
      return nil
    } catch {
      return error
    }
  }

  @Test func `cannot be enrolled with a spent, an old or an invented link`() async throws {
    let ward = try await Ward()
    let link = try await ward.desk.makeLink(for: ada, by: root)
    #expect(try await enrol(ward, link.token) == nil)
    #expect(try await enrol(ward, link.token) == .spent)
    let old = try await ward.desk.makeLink(for: ada, by: root)
    ward.clock.pass(Desk.linkLifetime)
    #expect(try await enrol(ward, old.token) == .expired)
    #expect(try await enrol(ward, String(repeating: "A", count: 43)) == .expired)
  }

  @Test func `cannot be enrolled with a link that was taken for other keys`() async throws {
    let ward = try await Ward()
    let link = try await ward.desk.makeLink(for: ada, by: root)
    let (theirs, mine) = (DeviceKeys.generate(), DeviceKeys.generate())
    let stolen = try #require(theirs.enrolment(token: link.token, name: "phone"))
    let forged = try #require(mine.enrolment(token: link.token, name: "phone"))
    let mixed = try #require(
      Enrolment(token: link.token, name: "phone", keys: forged.keys, proof: stolen.proof))
    await #expect(throws: EnrolmentError.badProof) { try await ward.desk.enrol(mixed) }
  }

  @Test func `cannot be enrolled for who has left, and a login link enrols nothing`() async throws {
    let ward = try await Ward()
    let link = try await ward.desk.makeLink(for: ada, by: root)
    let invitation = try await ward.accounts.invite(ada, by: root)
    #expect(try await enrol(ward, invitation.token) == .expired)
    try await ward.accounts.end(ada, reason: "test", by: root)
    #expect(try await enrol(ward, link.token) == .spent)
    let late = try await ward.desk.makeLink(for: ada, by: root)
    #expect(try await enrol(ward, late.token) == .expired)
  }
}

@Suite struct `threat 16: a telephone number` {
  @Test func `that moves to another person moves nothing with it`() async throws {
    let ward = try await Ward()
    let pocket = try await ward.enrol("ada")
    let other = try await ward.enrol("bo")
    try await ward.accounts.change(ada, by: root) { $0.telephone = "4711" }
    _ = await ward.send(Ward.potassium())
    try await ward.accounts.change(ada, by: root) { $0.telephone = "" }
    try await ward.accounts.change(ResponderID("bo"), by: root) { $0.telephone = "4711" }
    try await ward.courier.deliverPending()
    #expect(try await pocket.fetch().count == 1)
    #expect(try await other.fetch().isEmpty)
    let found = try await ward.store.read { store in
      (try store.account(userName: "4711"), try store.account(externalID: "4711"))
    }
    #expect(found == (nil, nil))
  }
}
