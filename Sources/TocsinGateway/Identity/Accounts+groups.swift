// Tocsin — Gateway: movers, by the groups of a directory
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension Accounts {
  /// Every group, sorted by name.
  package func groups() async throws(AccountError) -> [DirectoryGroup] {
    try await read { try $0.directoryGroups() }
  }

  package func group(_ id: GroupID) async throws(AccountError) -> DirectoryGroup? {
    try await read { try $0.directoryGroup(id) }
  }

  /// The groups of somebody, sorted by name.
  package func groups(of account: ResponderID) async throws(AccountError) -> [GroupLabel] {
    try await read { try $0.directoryGroups(of: account) }
  }

  /// Keeps a group and gives its members what its name says, all in one unit. For the roles that a
  /// directory's groups name, their word replaces what was given by hand.
  ///
  /// - Parameters:
  ///   - asked: a new group at revision 0, or the group as it is to be at the revision that the
  ///     caller has read.
  /// - Returns: the group as it is stored.
  @discardableResult
  package func keep(
    _ asked: DirectoryGroup, by actor: TrailActor
  ) async throws(GroupRefusal) -> DirectoryGroup {
    let surroundings = surroundings
    return try await commitGroup { store in
      try surroundings.keep(asked, by: actor, in: store)
    }
  }

  /// Takes a group away, and from its members what it gave.
  package func drop(
    _ id: GroupID, ifRevision revision: Int64, by actor: TrailActor
  ) async throws(GroupRefusal) {
    let surroundings = surroundings
    try await commitGroup { store in
      guard var group = try store.directoryGroup(id) else { return .failure(.unknown) }
      group.members = []
      group.revision = revision
      let outcome = try surroundings.keep(group, by: actor, in: store)
      if case .success = outcome { try store.deleteDirectoryGroup(id) }
      return outcome
    }
  }

  /// Ends an account that its directory has deleted: what the directory knew it by is forgotten, so
  /// that another may have the name; the account itself stays for the trail.
  ///
  /// - Throws: `.unknown`, `.revision`, `.notNow`.
  @discardableResult
  package func forget(
    _ id: ResponderID, ifRevision revision: Int64, by actor: TrailActor
  ) async throws(AccountError) -> Account {
    let surroundings = surroundings
    let outcome = try await commit { store -> Result<ChangedAccount, AccountError> in
      let now = surroundings.time.now()
      let outcome = try surroundings.change(
        id, ifRevision: revision, by: actor,
        {
          $0.endedAt = $0.endedAt ?? now
          $0.userName = nil
          $0.externalID = nil
          $0.addresses = DirectoryAddresses()
          $0.grants = []
        }, in: store)
      if case .success = outcome { try store.leaveDirectoryGroups(id) }
      return outcome
    }
    if let departed = outcome.departed { try await finish(departed) }
    return outcome.account
  }

  @discardableResult
  private func commitGroup(
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<KeptGroup, GroupRefusal>
  ) async throws(GroupRefusal) -> DirectoryGroup {
    let outcome: Result<KeptGroup, GroupRefusal>
    do {
      outcome = try await commit { .success(try unit($0)) }
    } catch {
      throw .notNow
    }
    let kept = try outcome.get()
    for departed in kept.departed {
      do {
        try await finish(departed)
      } catch {
        throw .notNow
      }
    }
    return kept.group
  }
}

/// A group after a change, and the departures that came with it.
struct KeptGroup: Sendable {
  let group: DirectoryGroup
  var departed: [Departed] = []
}

extension Surroundings {
  /// Everything is judged before anything is written: a refusal leaves nothing behind.
  func keep(
    _ asked: DirectoryGroup, by actor: TrailActor, in store: any StoreTransaction
  ) throws -> Result<KeptGroup, GroupRefusal> {
    let before = try store.directoryGroup(asked.id)
    if let refusal = try refusal(of: asked, before: before, in: store) { return .failure(refusal) }
    let wanted: [ResponderID: [RoleGrant]]
    switch try grants(after: asked, before: before, in: store) {
    case .success(let grants): wanted = grants
    case .failure(let refusal): return .failure(refusal)
    }
    var group = asked
    group.changedAt = time.now()
    try store.upsert(group)
    group.revision += 1
    var kept = KeptGroup(group: group)
    for (id, grants) in wanted.sorted(by: { $0.key < $1.key }) {
      let outcome = try change(id, ifRevision: nil, by: actor, { $0.grants = grants }, in: store)
      guard case .success(let changed) = outcome else {
        throw StoreError.refused(code: 0, operation: "give a group's role")
      }
      if let departed = changed.departed { kept.departed.append(departed) }
    }
    return .success(kept)
  }

  private func refusal(
    of asked: DirectoryGroup, before: DirectoryGroup?, in store: any StoreTransaction
  ) throws -> GroupRefusal? {
    if before == nil, asked.revision != 0 { return .unknown }
    if let before, before.revision != asked.revision { return .revision(before.revision) }
    let isLong = !(1...GroupGrant.nameBytesMax).contains(asked.name.utf8.count)
    if isLong || GroupGrant.reading(asked.name) == .malformed { return .nameForm }
    if let other = try store.directoryGroup(named: asked.name), other.id != asked.id {
      return .nameTaken
    }
    for member in asked.members.subtracting(before?.members ?? []) {
      if try store.account(member)?.userName == nil { return .unknownMember }
    }
    return nil
  }

  /// The grants of everybody for whom the change counts.
  private func grants(
    after asked: DirectoryGroup, before: DirectoryGroup?, in store: any StoreTransaction
  ) throws -> Result<[ResponderID: [RoleGrant]], GroupRefusal> {
    let old = before ?? DirectoryGroup(id: asked.id, name: asked.name, at: asked.changedAt)
    let roles = Set([old.name, asked.name].compactMap(GroupGrant.role))
    let concerned =
      old.name == asked.name
      ? old.members.symmetricDifference(asked.members) : old.members.union(asked.members)
    var wanted: [ResponderID: [RoleGrant]] = [:]
    guard !roles.isEmpty else { return .success(wanted) }
    for id in concerned {
      guard var account = try store.account(id) else { continue }
      var names = try store.directoryGroups(of: id).filter { $0.id != asked.id }.map(\.name)
      if asked.members.contains(id) { names.append(asked.name) }
      for role in roles {
        account.grants.removeAll { $0.role == role }
        switch GroupGrant.sum(of: role, names) {
        case .success(let grant): account.grants += grant.map { [$0] } ?? []
        case .failure(let refusal): return .failure(refusal)
        }
      }
      if let fault = AccountFault.of(account) { return .failure(.fault(fault)) }
      wanted[id] = account.grants
    }
    return .success(wanted)
  }
}
