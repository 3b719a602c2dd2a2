// Tocsin — Gateway: importing a table of people, after looking at what it would do
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a row of a table does, or would do.
package enum AccountDeed: Hashable, Sendable {
  case added, changed, ended, unchanged
  /// Nothing; with the reason.
  case refused(String)

  package var word: String {
    switch self {
    case .added: "added"
    case .changed: "changed"
    case .ended: "ended"
    case .unchanged: "unchanged"
    case .refused: "refused"
    }
  }

  package var reason: String {
    if case .refused(let reason) = self { reason } else { "" }
  }
}

/// One row of a table with its deed.
package struct AccountTableLine: Hashable, Sendable {
  package let line: Int
  package let id: ResponderID
  package let deed: AccountDeed

  package var isRefused: Bool {
    if case .refused = deed { true } else { false }
  }
}

extension Accounts {
  /// What a table would do now. Writes nothing.
  package func preview(_ table: AccountTable) async throws(AccountError) -> [AccountTableLine] {
    var world = AccountPreview(try await all(), at: surroundings.time.now())
    return table.rows.map { row in
      AccountTableLine(line: row.line, id: row.id, deed: world.take(row))
    }
  }

  /// Carries a table out, row by row, by the routines that everything else uses. A table with a
  /// row that is refused is not carried out at all.
  ///
  /// - Returns: what was done. A row that another change has overtaken is refused, and the rows
  ///   after it are still taken.
  package func apply(
    _ table: AccountTable, by actor: TrailActor
  ) async throws(AccountError) -> [AccountTableLine] {
    let foreseen = try await preview(table)
    guard !foreseen.contains(where: \.isRefused) else { return foreseen }
    var done: [AccountTableLine] = []
    for (row, line) in zip(table.rows, foreseen) {
      var deed = line.deed
      do {
        try await carryOut(row, line.deed, by: actor)
      } catch {
        deed = .refused(error.words)
      }
      done.append(AccountTableLine(line: row.line, id: row.id, deed: deed))
    }
    return done
  }

  private func carryOut(
    _ row: AccountRow, _ deed: AccountDeed, by actor: TrailActor
  ) async throws(AccountError) {
    switch deed {
    case .added: try await add(row.newAccount(at: surroundings.time.now()), by: actor)
    case .changed: try await change(row.id, by: actor) { row.apply(to: &$0) }
    case .ended: try await end(row.id, reason: "table", by: actor)
    case .unchanged, .refused: break
    }
  }
}

extension AccountRow {
  func newAccount(at now: Timestamp) -> Account {
    var account = Account(id: id, name: "", grants: [RoleGrant(.responder)], at: now)
    apply(to: &account)
    return account
  }
}

/// The accounts as they would be after the rows so far.
private struct AccountPreview {
  private var accounts: [ResponderID: Account]
  private let now: Timestamp

  init(_ accounts: [Account], at now: Timestamp) {
    self.accounts = Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    self.now = now
  }

  mutating func take(_ row: AccountRow) -> AccountDeed {
    if let fault = row.fault { return .refused(fault) }
    let known = accounts[row.id]
    if row.isEnd { return end(row, known) }
    if known?.endedAt != nil { return .refused(AccountError.ended.words) }
    let next: Account
    if var changed = known {
      row.apply(to: &changed)
      next = changed
    } else {
      next = row.newAccount(at: now)
    }
    if let known, known == next { return .unchanged }
    if let fault = AccountFault.of(next) { return .refused(AccountError.fault(fault).words) }
    if isNameTaken(next) { return .refused(AccountError.nameTaken.words) }
    if let known, isLastAdministrator(known, becomes: next) {
      return .refused(AccountError.lastAdministrator.words)
    }
    accounts[row.id] = next
    if next.isOverdue(at: now) {
      // The routine that changes it ends it too.
      accounts[row.id]?.endedAt = now
    }
    return known == nil ? .added : .changed
  }

  private mutating func end(_ row: AccountRow, _ known: Account?) -> AccountDeed {
    guard let known else { return .refused(AccountError.unknown.words) }
    guard known.endedAt == nil else { return .unchanged }
    var gone = known
    gone.endedAt = now
    if isLastAdministrator(known, becomes: gone) {
      return .refused(AccountError.lastAdministrator.words)
    }
    accounts[row.id] = gone
    return .ended
  }

  private func isNameTaken(_ account: Account) -> Bool {
    accounts.values.contains { other in
      guard other.id != account.id else { return false }
      let isName =
        account.userName.map { $0.lowercased() == other.userName?.lowercased() } ?? false
      return isName || account.externalID.map { $0 == other.externalID } ?? false
    }
  }

  private func isLastAdministrator(_ before: Account, becomes after: Account) -> Bool {
    func administers(_ account: Account) -> Bool {
      account.isValid(at: now) && account.roles.contains(.administrator)
    }
    guard administers(before), !administers(after) else { return false }
    return !accounts.values.contains { $0.id != before.id && administers($0) }
  }
}
