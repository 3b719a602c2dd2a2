// Tocsin — Store: what can be asked about accounts, sessions and credentials
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension Places {
  static func addresses(of account: ResponderID) -> CellPlace {
    CellPlace("account", "addresses", row: Array(account.text.utf8))
  }
}

extension SQLReader {
  package func responders() throws -> [Responder] { try accounts().map(\.responder) }

  package func accounts() throws -> [Account] {
    try connection.all(.listAccounts, [], account)
  }

  package func account(_ id: ResponderID) throws -> Account? {
    try connection.first(.findAccount, [.text(id.text)], account)
  }

  package func account(userName: String) throws -> Account? {
    try connection.first(.accountByUserName, [.text(userName.lowercased())], account)
  }

  package func account(externalID: String) throws -> Account? {
    try connection.first(.accountByExternalID, [.text(externalID)], account)
  }

  package func overdueAccounts(at now: Timestamp, limit: Int) throws -> [ResponderID] {
    try connection.all(.overdueAccounts, [.time(now), .int(limit)]) { ResponderID($0.text(0)) }
  }

  package func session(digest: [UInt8]) throws -> SessionRecord? {
    try connection.first(.findSession, [.blob(digest)], Self.session)
  }

  package func sessions(of account: ResponderID) throws -> [SessionRecord] {
    try connection.all(.listSessions, [.text(account.text)], Self.session)
  }

  package func passwordHash(of account: ResponderID) throws -> String? {
    try connection.first(.findPassword, [.text(account.text)]) { $0.text(0) }
  }

  package func passkeys(of account: ResponderID) throws -> [PasskeyRecord] {
    try connection.all(.listPasskeys, [.text(account.text)], Self.passkey)
  }

  package func passkey(_ id: [UInt8]) throws -> PasskeyRecord? {
    try connection.first(.findPasskey, [.blob(id)], Self.passkey)
  }

  package func invitation(digest: [UInt8]) throws -> InvitationRecord? {
    try connection.first(.findInvitation, [.blob(digest)]) { row in
      var invitation = InvitationRecord(
        digest: digest, account: ResponderID(row.text(0)), expiresAt: row.time(1))
      invitation.spentAt = row.optionalTime(2)
      return invitation
    }
  }

  package func directoryKey(digest: [UInt8]) throws -> DirectoryKeyRecord? {
    try connection.first(.findDirectoryKey, [.blob(digest)], Self.directoryKey)
  }

  package func directoryKeys() throws -> [DirectoryKeyRecord] {
    try connection.all(.listDirectoryKeys, [], Self.directoryKey)
  }

  package func breakGlass(
    of account: ResponderID, to alert: AlertID
  ) throws -> BreakGlassRecord? {
    try connection.first(.findBreakGlass, [.id(alert), .text(account.text)], Self.breakGlass)
  }

  package func breakGlasses(since: Timestamp) throws -> [BreakGlassRecord] {
    try connection.all(.listBreakGlasses, [.time(since)], Self.breakGlass)
  }

  // MARK: - Rows

  private func account(_ row: any Row) throws -> Account {
    let operation = Statement.findAccount.name
    guard let grants = GrantText.read(row.text(6)) else {
      throw StoreError.refused(code: 0, operation: operation)
    }
    var account = Account(
      id: ResponderID(row.text(0)), name: row.text(1),
      kind: try Codes.word(row.int(2), in: Codes.accountKinds, operation), grants: grants,
      at: row.time(11))
    account.telephone = row.text(3)
    account.userName = row.isNull(4) ? nil : row.text(4)
    account.externalID = row.isNull(5) ? nil : row.text(5)
    account.validFrom = row.optionalTime(7)
    account.validUntil = row.optionalTime(8)
    account.endedAt = row.optionalTime(9)
    account.revision = row.int(10)
    account.identifiers = row.text(12).split(separator: "\n")
      .compactMap { ProviderReference(text: String($0)) }
    if let sealed = row.optionalBlob(13) {
      account.addresses = addresses(sealed, of: account.id)
    }
    return account
  }

  /// None where they do not open any more: the directory sends them again.
  private func addresses(_ sealed: [UInt8], of account: ResponderID) -> DirectoryAddresses {
    var found = DirectoryAddresses()
    let place = Places.addresses(of: account)
    guard let plain = try? vault.open(sealed, with: keys.site, at: place) else { return found }
    let lines = String(decoding: plain, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 3 else { return found }
    (found.mobile, found.pager, found.mail) = (lines[0], lines[1], lines[2])
    return found
  }

  private static func session(_ row: any Row) throws -> SessionRecord {
    let operation = Statement.findSession.name
    var session = SessionRecord(
      digest: row.blob(0), id: try row.identifier(1, operation),
      account: ResponderID(row.text(2)),
      method: try Codes.word(row.int(3), in: Codes.signInMethods, operation), key: row.blob(4),
      begunAt: row.time(5), idle: Milliseconds(row.int(7)), endsAt: row.time(8),
      providerSession: row.isNull(10) ? nil : row.text(10), agent: row.text(11))
    session.seenAt = row.time(6)
    session.steppedUpAt = row.optionalTime(9)
    return session
  }

  private static func passkey(_ row: any Row) -> PasskeyRecord {
    var passkey = PasskeyRecord(
      id: row.blob(0), account: ResponderID(row.text(1)), publicKey: row.blob(2),
      signCount: row.int(3), name: row.text(4), addedAt: row.time(5))
    passkey.usedAt = row.optionalTime(6)
    return passkey
  }

  private static func directoryKey(_ row: any Row) -> DirectoryKeyRecord {
    var key = DirectoryKeyRecord(digest: row.blob(0), name: row.text(1), madeAt: row.time(2))
    key.endedAt = row.optionalTime(3)
    return key
  }

  private static func breakGlass(_ row: any Row) throws -> BreakGlassRecord {
    BreakGlassRecord(
      account: ResponderID(row.text(0)),
      alert: try row.identifier(1, Statement.findBreakGlass.name), begunAt: row.time(2),
      endsAt: row.time(3))
  }
}
