// Tocsin — Gateway: who belongs to the hospital, and until when
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// The one set of routines by which people join, move and leave: the console, the command line,
/// an import and a directory all call these.
///
/// Every routine is one unit of the store with its leaf of the trail in it. The caller has asked
/// `Access.decide` before.
package struct Accounts: Sendable {
  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Everybody, sorted by id, ended ones too.
  package func all() async throws(AccountError) -> [Account] {
    try await read { try $0.accounts() }
  }

  /// One account; nil when there is none.
  package func find(_ id: ResponderID) async throws(AccountError) -> Account? {
    try await read { try $0.account(id) }
  }

  /// Adds an account. Ids are never given twice, not even after an end.
  ///
  /// - Returns: the account as it is stored, at revision 1.
  /// - Throws: `.fault`, `.idTaken`, `.nameTaken`, `.notNow`.
  @discardableResult
  package func add(
    _ account: Account, by actor: TrailActor
  ) async throws(AccountError) -> Account {
    let surroundings = surroundings
    return try await commit { store in
      try surroundings.add(account, by: actor, in: store)
    }
  }

  /// Changes an account as `edit` says; its id, revision and times of change are not for `edit`.
  ///
  /// An edit that sets `endedAt`, or an end that has passed, ends the account with all that
  /// belongs to it; one that takes `endedAt` away, beside an end that is still to come, lets the
  /// person in again. An edit that changes nothing costs no revision and leaves no leaf.
  ///
  /// - Parameter revision: the revision that the caller has seen; nil changes whatever is there.
  /// - Returns: the account as it is stored.
  /// - Throws: `.fault`, `.unknown`, `.nameTaken`, `.revision`, `.lastAdministrator`, `.notNow`.
  @discardableResult
  package func change(
    _ id: ResponderID, ifRevision revision: Int64? = nil, by actor: TrailActor,
    _ edit: @escaping @Sendable (inout Account) -> Void
  ) async throws(AccountError) -> Account {
    let surroundings = surroundings
    let outcome = try await commit { store in
      try surroundings.change(id, ifRevision: revision, by: actor, edit, in: store)
    }
    if let departed = outcome.departed { try await finish(departed) }
    return outcome.account
  }

  // MARK: - Units

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws(AccountError) -> Answer {
    try await surroundings.read(or: AccountError.notNow, "accounts cannot be read", body)
  }

  /// One unit, and a fresh directory after it, so that this process acts on it at once.
  func commit<Answer: Sendable>(
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, AccountError>
  ) async throws(AccountError) -> Answer {
    let outcome: Result<Answer, AccountError>
    do {
      outcome = try await surroundings.store.perform(byteCount: 4_096, unit)
    } catch {
      surroundings.logger.error("an account could not be changed: \(error)")
      throw .notNow
    }
    await refresh()
    return try outcome.get()
  }

  /// A directory that cannot be read now is read by the next pass.
  private func refresh() async {
    do {
      try await surroundings.refreshDirectory()
    } catch is DirectoryError {
    } catch {
      surroundings.logger.warning("the directory could not be read again: \(error)")
    }
  }
}

/// An account after a change, and the departure that the change was, if it was one.
struct ChangedAccount: Sendable {
  let account: Account
  var departed: Departed?
}

extension Surroundings {
  fileprivate func add(
    _ asked: Account, by actor: TrailActor, in store: any StoreTransaction
  ) throws -> Result<Account, AccountError> {
    var account = asked
    account.changedAt = time.now()
    account.revision = 0
    account.endedAt = nil
    account.grants.sort { $0.role < $1.role }
    if let fault = AccountFault.of(account) { return .failure(.fault(fault)) }
    guard try store.account(account.id) == nil else { return .failure(.idTaken) }
    if try isNameTaken(account, in: store) { return .failure(.nameTaken) }
    try store.upsert(account)
    try note(.accountAdded, account.id, by: actor, reason: "", in: store)
    account.revision = 1
    return .success(account)
  }

  /// A change inside a unit; nothing is written when it is refused.
  func change(
    _ id: ResponderID, ifRevision revision: Int64?, by actor: TrailActor,
    _ edit: (inout Account) -> Void, in store: any StoreTransaction
  ) throws -> Result<ChangedAccount, AccountError> {
    guard let before = try store.account(id) else { return .failure(.unknown) }
    if let revision, revision != before.revision { return .failure(.revision(before.revision)) }
    let now = time.now()
    let account = before.edited(edit, at: now)
    guard account != before else { return .success(ChangedAccount(account: before)) }
    if let fault = AccountFault.of(account) { return .failure(.fault(fault)) }
    if try isNameTaken(account, in: store) { return .failure(.nameTaken) }
    let isEnding = before.endedAt == nil && (account.endedAt != nil || account.isOverdue(at: now))
    if try isLastAdministrator(before, becomes: account, by: actor, in: store) {
      return .failure(.lastAdministrator)
    }
    var stored = account
    if isEnding { stored.endedAt = nil }
    if stored.endedAt != before.endedAt || !stored.isSame(as: before) {
      try store.upsert(stored)
      stored.revision += 1
      try note(.accountChanged, id, by: actor, reason: "", in: store)
    }
    guard isEnding else { return .success(ChangedAccount(account: stored)) }
    let departed = try depart(stored, reason: "changed", by: actor, in: store)
    let ended = try store.account(id) ?? stored
    return .success(ChangedAccount(account: ended, departed: departed))
  }

  private func isNameTaken(_ account: Account, in store: any StoreReader) throws -> Bool {
    let byName = try account.userName.flatMap { try store.account(userName: $0) }
    let byKey = try account.externalID.flatMap { try store.account(externalID: $0) }
    return [byName, byKey].contains { found in found.map { $0.id != account.id } ?? false }
  }

  /// Whether the site would be left without an administrator by somebody's slip. A date and a
  /// directory are obeyed: who has left the hospital leaves, and the next start makes a way in.
  func isLastAdministrator(
    _ before: Account, becomes after: Account?, by actor: TrailActor, in store: any StoreReader
  ) throws -> Bool {
    switch actor {
    case .gateway, .directory: return false
    case .person, .device, .commandLine: break
    }
    let now = time.now()
    func administers(_ account: Account) -> Bool {
      account.isValid(at: now) && account.roles.contains(.administrator)
    }
    guard administers(before), !(after.map(administers) ?? false) else { return false }
    let others = try store.accounts().filter { $0.id != before.id }
    return !others.contains(where: administers)
  }

  /// One leaf about an account.
  func note(
    _ action: TrailAction, _ account: ResponderID, by actor: TrailActor, reason: String,
    in store: any StoreTransaction
  ) throws {
    var leaf = TrailLeaf(action, on: "account:\(account)", by: actor, at: time.now())
    leaf.reason = reason
    try store.append(leaf)
  }
}

extension Account {
  /// The account after an edit, which has no say in what the gateway keeps.
  fileprivate func edited(_ edit: (inout Account) -> Void, at now: Timestamp) -> Account {
    var next = self
    edit(&next)
    var kept = Account(id: id, name: next.name, kind: next.kind, grants: next.grants, at: now)
    kept.telephone = next.telephone
    kept.addresses = next.addresses
    kept.identifiers = next.identifiers
    kept.userName = next.userName
    kept.externalID = next.externalID
    kept.validFrom = next.validFrom
    kept.validUntil = next.validUntil
    kept.endedAt = next.endedAt
    kept.revision = revision
    kept.grants.sort { $0.role < $1.role }
    return kept.isSame(as: self) ? self : kept
  }

  /// The same but for when it was changed.
  fileprivate func isSame(as other: Account) -> Bool {
    var twin = self
    twin.changedAt = other.changedAt
    return twin == other
  }
}
