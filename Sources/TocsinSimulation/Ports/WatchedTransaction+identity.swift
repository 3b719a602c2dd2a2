// Tocsin — Simulation: identity passes through the watched transaction
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

// MARK: - Asked

extension WatchedTransaction {
  func accounts() throws -> [Account] { try inner.accounts() }
  func account(_ id: ResponderID) throws -> Account? { try inner.account(id) }
  func account(userName: String) throws -> Account? { try inner.account(userName: userName) }
  func account(externalID: String) throws -> Account? {
    try inner.account(externalID: externalID)
  }
  func overdueAccounts(at now: Timestamp, limit: Int) throws -> [ResponderID] {
    try inner.overdueAccounts(at: now, limit: limit)
  }
  func session(digest: [UInt8]) throws -> SessionRecord? { try inner.session(digest: digest) }
  func sessions(of account: ResponderID) throws -> [SessionRecord] {
    try inner.sessions(of: account)
  }
  func passwordHash(of account: ResponderID) throws -> String? {
    try inner.passwordHash(of: account)
  }
  func passkeys(of account: ResponderID) throws -> [PasskeyRecord] {
    try inner.passkeys(of: account)
  }
  func passkey(_ id: [UInt8]) throws -> PasskeyRecord? { try inner.passkey(id) }
  func invitation(digest: [UInt8]) throws -> InvitationRecord? {
    try inner.invitation(digest: digest)
  }
  func directoryKey(digest: [UInt8]) throws -> DirectoryKeyRecord? {
    try inner.directoryKey(digest: digest)
  }
  func directoryKeys() throws -> [DirectoryKeyRecord] { try inner.directoryKeys() }
  func breakGlass(of account: ResponderID, to alert: AlertID) throws -> BreakGlassRecord? {
    try inner.breakGlass(of: account, to: alert)
  }
  func breakGlasses(since: Timestamp) throws -> [BreakGlassRecord] {
    try inner.breakGlasses(since: since)
  }
}

// MARK: - Written

extension WatchedTransaction {
  func upsert(_ account: Account) throws { try inner.upsert(account) }
  func insert(_ session: SessionRecord) throws { try inner.insert(session) }
  func touchSession(digest: [UInt8], at now: Timestamp) throws {
    try inner.touchSession(digest: digest, at: now)
  }
  func stepUpSession(digest: [UInt8], at now: Timestamp) throws {
    try inner.stepUpSession(digest: digest, at: now)
  }
  func endSession(_ id: SessionID, of account: ResponderID) throws {
    try inner.endSession(id, of: account)
  }
  func endSessions(of account: ResponderID) throws -> Int { try inner.endSessions(of: account) }
  func endSessions(providerSession: String) throws -> Int {
    try inner.endSessions(providerSession: providerSession)
  }
  func endSessions(deadBefore now: Timestamp) throws { try inner.endSessions(deadBefore: now) }
  func setPasswordHash(_ hash: String?, of account: ResponderID, at now: Timestamp) throws {
    try inner.setPasswordHash(hash, of: account, at: now)
  }
  func insert(_ passkey: PasskeyRecord) throws { try inner.insert(passkey) }
  func usePasskey(_ id: [UInt8], signCount: Int64, at now: Timestamp) throws {
    try inner.usePasskey(id, signCount: signCount, at: now)
  }
  func deletePasskey(_ id: [UInt8], of account: ResponderID) throws {
    try inner.deletePasskey(id, of: account)
  }
  func insert(_ invitation: InvitationRecord) throws { try inner.insert(invitation) }
  func spendInvitation(digest: [UInt8], at now: Timestamp) throws {
    try inner.spendInvitation(digest: digest, at: now)
  }
  func insert(_ key: DirectoryKeyRecord) throws { try inner.insert(key) }
  func endDirectoryKey(named name: String, at now: Timestamp) throws {
    try inner.endDirectoryKey(named: name, at: now)
  }
  func insert(_ breakGlass: BreakGlassRecord) throws { try inner.insert(breakGlass) }
  func clearDevices(of account: ResponderID, at now: Timestamp) throws -> [DeviceID] {
    if breakage?.kind == .leaverKeepsDevices { return [] }
    return try inner.clearDevices(of: account, at: now)
  }
  func clearCredentials(of account: ResponderID, at now: Timestamp) throws {
    try inner.clearCredentials(of: account, at: now)
  }
  func endHandovers(of account: ResponderID, at now: Timestamp) throws {
    try inner.endHandovers(of: account, at: now)
  }
}
