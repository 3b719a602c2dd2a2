// Tocsin — GatewayTests: movers, by the groups of a directory
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

private let directory = TrailActor.directory("entra")
private let eva = ResponderID("eva")

private func group(
  _ number: UInt64, _ name: String, _ members: Set<ResponderID>, revision: Int64 = 0
) -> DirectoryGroup {
  var group = DirectoryGroup(
    id: GroupID(high: 1, low: number), name: name, members: members,
    at: Timestamp(milliseconds: 0))
  group.revision = revision
  return group
}

extension Ward {
  /// A ward with an account that a directory keeps.
  fileprivate static func withEva(_ grants: [RoleGrant] = []) async throws -> Ward {
    let ward = try await Ward()
    var account = Account(id: eva, name: "Eva", grants: grants, at: ward.clock.now())
    account.userName = "eva"
    try await ward.accounts.add(account, by: directory)
    return ward
  }

  fileprivate var grants: [RoleGrant] {
    get async throws { try await accounts.find(eva)?.grants ?? [] }
  }

  /// The refusal of a group; nil when it is kept.
  fileprivate func refused(_ group: DirectoryGroup) async -> GroupRefusal? {
    do {
      try await accounts.keep(group, by: directory)
      return nil
    } catch {
      return error
    }
  }
}

@Suite struct `The name of a directory's group` {
  @Test(arguments: [
    ("tocsin-responder", GroupGrant.Reading.grant(.init(role: .responder, ward: nil, rota: nil))),
    ("Tocsin-Rota-Manager", .grant(.init(role: .rotaManager, ward: nil, rota: nil))),
    ("tocsin-caller@ward:ICU 2", .grant(.init(role: .caller, ward: "ICU 2", rota: nil))),
    (
      "tocsin-responder@ROTA:medicine",
      .grant(.init(role: .responder, ward: nil, rota: RotaID("medicine")))
    ),
    ("Everybody", .nothing), ("tocsin", .nothing),
    ("tocsin-surgeon", .malformed), ("tocsin-responder@", .malformed),
    ("tocsin-responder@ward:", .malformed), ("tocsin-responder@rota:No Id", .malformed),
    ("tocsin-responder@bed:3", .malformed),
  ])
  func `says a role and where, or nothing`(_ name: String, _ reading: GroupGrant.Reading) {
    #expect(GroupGrant.reading(name) == reading)
  }
}

@Suite struct `Somebody who moves between groups` {
  @Test func `has what the groups give, and loses it with them`() async throws {
    let ward = try await Ward.withEva([RoleGrant(.caller)])
    let accounts = ward.accounts
    try await accounts.keep(group(1, "tocsin-responder@ward:ICU", [eva]), by: directory)
    try await accounts.keep(group(2, "tocsin-responder@ward:CCU", [eva]), by: directory)
    let both = RoleGrant(.responder, AccessScope(wards: ["ICU", "CCU"]))
    #expect(try await ward.grants == [RoleGrant(.caller), both])
    // A group without a place covers all; without it the others count again.
    try await accounts.keep(group(3, "tocsin-responder", [eva]), by: directory)
    #expect(try await ward.grants == [RoleGrant(.caller), RoleGrant(.responder)])
    try await accounts.drop(GroupID(high: 1, low: 3), ifRevision: 1, by: directory)
    #expect(try await ward.grants == [RoleGrant(.caller), both])
    try await accounts.keep(group(1, "tocsin-responder@ward:ICU", [], revision: 1), by: directory)
    #expect(
      try await ward.grants
        == [RoleGrant(.caller), RoleGrant(.responder, AccessScope(wards: ["CCU"]))])
    // A new name takes the old role away and gives the new one.
    try await accounts.keep(group(2, "tocsin-trainee", [eva], revision: 1), by: directory)
    #expect(try await ward.grants == [RoleGrant(.caller), RoleGrant(.trainee)])
    #expect(try await accounts.groups(of: eva).map(\.name) == ["tocsin-trainee"])
  }

  @Test func `keeps both as they were when it would part what must be apart`() async throws {
    let ward = try await Ward.withEva([RoleGrant(.administrator)])
    #expect(
      await ward.refused(group(1, "tocsin-auditor", [eva]))
        == .fault(.conflict(.separationOfDuty)))
    #expect(try await ward.grants == [RoleGrant(.administrator)])
    #expect(try await ward.accounts.groups() == [])
  }

  @Test func `does not hold a role by wards and by rotas at once`() async throws {
    let ward = try await Ward.withEva()
    try await ward.accounts.keep(group(1, "tocsin-responder@ward:ICU", [eva]), by: directory)
    #expect(
      await ward.refused(group(2, "tocsin-responder@rota:medicine", [eva]))
        == .mixedScopes(.responder))
    #expect(
      try await ward.grants == [RoleGrant(.responder, AccessScope(wards: ["ICU"]))])
  }

  @Test func `is known, and the group's name and revision are right`() async throws {
    let ward = try await Ward.withEva()
    #expect(await ward.refused(group(1, "tocsin-nurse", [])) == .nameForm)
    #expect(await ward.refused(group(1, "", [])) == .nameForm)
    #expect(await ward.refused(group(1, "a", [ResponderID("nobody")])) == .unknownMember)
    #expect(await ward.refused(group(1, "a", [], revision: 3)) == .unknown)
    #expect(await ward.refused(group(1, "a", [eva])) == nil)
    #expect(await ward.refused(group(2, "A", [])) == .nameTaken)
    #expect(await ward.refused(group(1, "a", [])) == .revision(1))
    // A group without a role costs its members nothing.
    #expect(try await ward.accounts.find(eva)?.revision == 1)
  }

  @Test func `and is deleted leaves every group, the name free for another`() async throws {
    let ward = try await Ward.withEva()
    try await ward.accounts.keep(group(1, "tocsin-responder", [eva]), by: directory)
    let revision = try #require(try await ward.accounts.find(eva)?.revision)
    let gone = try await ward.accounts.forget(eva, ifRevision: revision, by: directory)
    #expect(gone.endedAt != nil && gone.userName == nil && gone.grants == [])
    #expect(try await ward.accounts.group(GroupID(high: 1, low: 1))?.members == [])
    var next = Account(id: ResponderID("eva-2"), name: "Eva", at: ward.clock.now())
    next.userName = "EVA"
    try await ward.accounts.add(next, by: directory)
  }
}
