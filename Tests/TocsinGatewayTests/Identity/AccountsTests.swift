// Tocsin — GatewayTests: joining and moving
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

extension Ward {
  var accounts: Accounts { Accounts(surroundings) }

  /// The error of a refused routine; a failed expectation when it is not refused.
  func refusal(
    _ body: () async throws(AccountError) -> Void
  ) async -> AccountError? {
    do {
      try await body()
      return nil
    } catch {
      return error
    }
  }
}

private let root = TrailActor.commandLine("root")

private func account(_ id: String, _ grants: [RoleGrant] = [RoleGrant(.responder)]) -> Account {
  Account(id: ResponderID(id), name: id, grants: grants, at: Timestamp(milliseconds: 0))
}

@Suite struct `Somebody who joins` {
  @Test func `has an account at revision 1 and is found`() async throws {
    let ward = try await Ward()
    let added = try await ward.accounts.add(account("cleo"), by: root)
    #expect(added.revision == 1)
    #expect(added.changedAt == ward.clock.now())
    #expect(try await ward.accounts.find(ResponderID("cleo")) == added)
  }

  @Test(arguments: [
    (AccountFault.idForm, account("Not an id")),
    (
      .nameLength,
      {
        var it = account("cleo")
        it.name = ""
        return it
      }()
    ),
    (
      .locumWithoutEnd,
      {
        var it = account("cleo")
        it.kind = .locum
        return it
      }()
    ),
    (
      .endBeforeBeginning,
      {
        var it = account("cleo")
        it.validFrom = Timestamp(milliseconds: 2)
        it.validUntil = Timestamp(milliseconds: 1)
        return it
      }()
    ),
    (
      .conflict(.separationOfDuty),
      account("cleo", [RoleGrant(.auditor), RoleGrant(.administrator)])
    ),
  ])
  func `is refused with the field that is at fault`(
    _ fault: AccountFault, _ asked: Account
  ) async throws {
    let ward = try await Ward()
    let error = await ward.refusal { () async throws(AccountError) in
      try await ward.accounts.add(asked, by: root)
    }
    #expect(error == .fault(fault))
    #expect(error?.field != nil)
    #expect(try await ward.accounts.find(asked.id) == nil)
  }

  @Test func `never gets an id that was given before, not even after an end`() async throws {
    let ward = try await Ward()
    try await ward.accounts.end(ResponderID("ada"), reason: "test", by: root)
    let error = await ward.refusal { () async throws(AccountError) in
      try await ward.accounts.add(account("ada"), by: root)
    }
    #expect(error == .idTaken)
  }

  @Test func `never gets the directory's name of another, in whatever case`() async throws {
    let ward = try await Ward()
    var first = account("cleo")
    first.userName = "Cleo@north.example"
    try await ward.accounts.add(first, by: root)
    var second = account("clio")
    second.userName = "CLEO@NORTH.EXAMPLE"
    let asked = second
    let error = await ward.refusal { () async throws(AccountError) in
      try await ward.accounts.add(asked, by: root)
    }
    #expect(error == .nameTaken)
  }

  @Test func `is not paged before the account begins`() async throws {
    let ward = try await Ward()
    let begin = ward.clock.now() + .hours(1)
    _ = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    try await ward.accounts.change(ResponderID("ada"), by: root) { $0.validFrom = begin }
    _ = await ward.send(Ward.potassium())
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.duties[0].people.map(\.responder) == [ResponderID("bo")])
  }
}

@Suite struct `Somebody who moves` {
  @Test func `keeps the identifiers and the addresses that a change says nothing about`()
    async throws
  {
    let ward = try await Ward()
    var before = account("cleo")
    before.identifiers = [try #require(ProviderReference(text: "NORTH/7701"))]
    before.addresses.mobile = "+49 170 1"
    let added = try await ward.accounts.add(before, by: root)
    let changed = try await ward.accounts.change(added.id, by: root) { $0.name = "Cleo C." }
    #expect(changed.identifiers == before.identifiers)
    #expect(changed.addresses == before.addresses)
    #expect(try await ward.accounts.find(added.id) == changed)
  }

  @Test func `has another revision, and a stale change is told the present one`() async throws {
    let ward = try await Ward()
    let before = try await ward.accounts.add(account("cleo"), by: root)
    let after = try await ward.accounts.change(
      before.id, ifRevision: before.revision, by: root
    ) { $0.grants = [RoleGrant(.caller, AccessScope(wards: ["W4E"]))] }
    #expect(after.revision == 2)
    let error = await ward.refusal { () async throws(AccountError) in
      try await ward.accounts.change(before.id, ifRevision: before.revision, by: root) {
        $0.name = "lost update"
      }
    }
    #expect(error == .revision(2))
    #expect(try await ward.accounts.find(before.id) == after)
  }

  @Test func `without any difference costs no revision`() async throws {
    let ward = try await Ward()
    let before = try await ward.accounts.add(account("cleo"), by: root)
    ward.clock.pass(.seconds(5))
    let after = try await ward.accounts.change(before.id, by: root) { $0.name = "cleo" }
    #expect(after == before)
  }

  @Test func `keeps the id, the revision and the times that the gateway gives`() async throws {
    let ward = try await Ward()
    let before = try await ward.accounts.add(account("cleo"), by: root)
    let after = try await ward.accounts.change(before.id, by: root) { edited in
      edited.revision = 99
      edited.changedAt = Timestamp(milliseconds: 1)
      edited.name = "Cleo"
    }
    #expect(after.revision == 2)
    #expect(after.changedAt == ward.clock.now())
  }

  @Test func `and is the last administrator is refused, but a directory is obeyed`()
    async throws
  {
    let ward = try await Ward()
    try await ward.accounts.add(account("cleo", [RoleGrant(.administrator)]), by: root)
    let cleo = ResponderID("cleo")
    let takeAway = await ward.refusal { () async throws(AccountError) in
      try await ward.accounts.change(cleo, by: .person(cleo)) { $0.grants = [] }
    }
    #expect(takeAway == .lastAdministrator)
    let end = await ward.refusal { () async throws(AccountError) in
      try await ward.accounts.end(cleo, reason: "test", by: root)
    }
    #expect(end == .lastAdministrator)
    try await ward.accounts.end(cleo, reason: "test", by: .directory("entra"))
    #expect(try await ward.accounts.find(cleo)?.endedAt == ward.clock.now())
  }

  @Test func `and comes back after an end has a new account in all but the id`() async throws {
    let ward = try await Ward()
    let ada = ResponderID("ada")
    let pocket = try await ward.enrol("ada")
    try await ward.accounts.end(ada, reason: "test", by: root)
    ward.clock.pass(.hours(1))
    let back = try await ward.accounts.change(ada, by: root) { $0.endedAt = nil }
    #expect(back.isValid(at: ward.clock.now()))
    let (store, device) = (ward.store, pocket.enrolled.device)
    #expect(try await store.read { try $0.device(device)?.endedAt } != nil)
  }
}
