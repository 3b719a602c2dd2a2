// Tocsin — Store: how accounts, sessions and credentials are written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLTransaction {
  // MARK: - Accounts

  package func upsert(_ account: Account) throws {
    let addresses = account.addresses.isEmpty ? nil : sealed(account.addresses, of: account.id)
    try connection.execute(
      .upsertAccount,
      [
        .text(account.id.text), .text(account.name),
        .int(Int64(Codes.code(account.kind, in: Codes.accountKinds))), .text(account.telephone),
        .optionalText(account.userName), .optionalText(account.userName?.lowercased()),
        .optionalText(account.externalID), .text(GrantText.write(account.grants)),
        .time(account.validFrom), .time(account.validUntil), .time(account.endedAt),
        .int(account.revision + 1), .time(account.changedAt),
        .text(account.identifiers.map(\.text).joined(separator: "\n")), .optionalBlob(addresses),
      ])
    try raiseDirectory()
  }

  private func sealed(_ addresses: DirectoryAddresses, of account: ResponderID) -> [UInt8] {
    let text = [addresses.mobile, addresses.pager, addresses.mail].joined(separator: "\n")
    return vault.seal(Array(text.utf8), with: keys.site, at: Places.addresses(of: account))
  }

  /// What a document or a command says of a responder, into their account. Grants that it says
  /// nothing about stay, and an account that has ended stays ended.
  package func upsert(_ responder: Responder) throws {
    var account =
      try account(responder.id)
      ?? Account(id: responder.id, name: responder.name, at: Timestamp(milliseconds: 0))
    account.name = responder.name
    account.telephone = responder.telephone
    account.identifiers = responder.identifiers
    account.validFrom = responder.validFrom
    account.validUntil = responder.validUntil
    let others = account.grants.filter { ![.responder, .trainee, .rotaManager].contains($0.role) }
    let paged: Role = responder.isTrainee ? .trainee : .responder
    let wanted: [Role] = responder.isRotaManager ? [paged, .rotaManager] : [paged]
    account.grants = others + wanted.map { account.grant(of: $0) ?? RoleGrant($0) }
    try upsert(account)
  }

  // MARK: - Sessions

  package func insert(_ session: SessionRecord) throws {
    try connection.execute(
      .insertSession,
      [
        .blob(session.digest), .id(session.id), .text(session.account.text),
        .int(Int64(Codes.code(session.method, in: Codes.signInMethods))), .blob(session.key),
        .time(session.begunAt), .time(session.seenAt), .int(session.idle.count),
        .time(session.endsAt), .time(session.steppedUpAt),
        .optionalText(session.providerSession), .text(session.agent),
      ])
  }

  package func touchSession(digest: [UInt8], at now: Timestamp) throws {
    try connection.execute(.touchSession, [.time(now), .blob(digest)])
  }

  package func stepUpSession(digest: [UInt8], at now: Timestamp) throws {
    try connection.execute(.stepUpSession, [.time(now), .blob(digest)])
  }

  package func endSession(_ id: SessionID, of account: ResponderID) throws {
    try connection.execute(.endSession, [.id(id), .text(account.text)])
  }

  @discardableResult
  package func endSessions(of account: ResponderID) throws -> Int {
    try connection.execute(.endSessionsOfAccount, [.text(account.text)])
  }

  @discardableResult
  package func endSessions(providerSession: String) throws -> Int {
    try connection.execute(.endSessionsOfProvider, [.text(providerSession)])
  }

  package func endSessions(deadBefore now: Timestamp) throws {
    try connection.execute(.endDeadSessions, [.time(now)])
  }

  // MARK: - Credentials

  package func setPasswordHash(
    _ hash: String?, of account: ResponderID, at now: Timestamp
  ) throws {
    guard let hash else {
      try connection.execute(.deletePassword, [.text(account.text)])
      return
    }
    try connection.execute(.setPassword, [.text(account.text), .text(hash), .time(now)])
  }

  package func insert(_ passkey: PasskeyRecord) throws {
    try connection.execute(
      .insertPasskey,
      [
        .blob(passkey.id), .text(passkey.account.text), .blob(passkey.publicKey),
        .int(passkey.signCount), .text(passkey.name), .time(passkey.addedAt),
        .time(passkey.usedAt),
      ])
  }

  package func usePasskey(_ id: [UInt8], signCount: Int64, at now: Timestamp) throws {
    try connection.execute(.usePasskey, [.int(signCount), .time(now), .blob(id)])
  }

  package func deletePasskey(_ id: [UInt8], of account: ResponderID) throws {
    try connection.execute(.deletePasskey, [.text(account.text), .blob(id)])
  }

  package func insert(_ invitation: InvitationRecord) throws {
    try connection.execute(
      .insertInvitation,
      [
        .blob(invitation.digest), .text(invitation.account.text), .time(invitation.expiresAt),
        .time(invitation.spentAt),
      ])
  }

  /// - Throws: `StoreError.refused` when there is no such invitation or it is spent already.
  package func spendInvitation(digest: [UInt8], at now: Timestamp) throws {
    let changed = try connection.execute(.spendInvitation, [.time(now), .blob(digest)])
    guard changed == 1 else {
      throw StoreError.refused(code: 0, operation: Statement.spendInvitation.name)
    }
  }

  package func insert(_ key: DirectoryKeyRecord) throws {
    try connection.execute(
      .insertDirectoryKey,
      [.blob(key.digest), .text(key.name), .time(key.madeAt), .time(key.endedAt)])
  }

  package func endDirectoryKey(named name: String, at now: Timestamp) throws {
    try connection.execute(.endDirectoryKey, [.time(now), .text(name)])
  }

  package func insert(_ breakGlass: BreakGlassRecord) throws {
    try connection.execute(
      .insertBreakGlass,
      [
        .text(breakGlass.account.text), .id(breakGlass.alert), .time(breakGlass.begunAt),
        .time(breakGlass.endsAt),
      ])
  }

  // MARK: - Leaving

  package func clearDevices(of account: ResponderID, at now: Timestamp) throws -> [DeviceID] {
    var live: [(id: DeviceID, number: Int64)] = []
    try connection.query(.liveDevices, [.text(account.text)]) { row in
      live.append((try row.identifier(0, Statement.liveDevices.name), row.int(1)))
    }
    let nothing: Value = .blob([UInt8](repeating: 0, count: 32))
    for device in live {
      try connection.execute(.forgetPending, [.id(device.id)])
      try connection.execute(.dropLock, [.id(device.id)])
      try connection.execute(
        .emptyMailbox,
        [
          .int(Places.mailbox(device.number, seq: 0)),
          .int(Places.mailbox(device.number + 1, seq: 0)),
        ])
      try connection.execute(.clearDevice, [.time(now), nothing, .int(device.number)])
    }
    try connection.execute(.spendLinks, [.time(now), .text(account.text)])
    if !live.isEmpty { try raiseDirectory() }
    return live.map(\.id)
  }

  package func clearCredentials(of account: ResponderID, at now: Timestamp) throws {
    try connection.execute(.deletePassword, [.text(account.text)])
    try connection.execute(.deletePasskeys, [.text(account.text)])
    try connection.execute(.spendInvitations, [.time(now), .text(account.text)])
  }

  package func endHandovers(of account: ResponderID, at now: Timestamp) throws {
    let changed = try connection.execute(.endHandovers, [.time(now), .text(account.text)])
    if changed > 0 { try raiseDirectory() }
  }
}
