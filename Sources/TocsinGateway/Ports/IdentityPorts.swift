// Tocsin — Gateway: what identity asks of the store
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Accounts, sessions and credentials as they stand.
package protocol IdentityReader: GroupReader {
  /// Sorted by id, ended ones too.
  func accounts() throws -> [Account]
  func account(_ id: ResponderID) throws -> Account?
  /// By the directory's name, compared without case.
  func account(userName: String) throws -> Account?
  func account(externalID: String) throws -> Account?
  /// Accounts that a date has ended and that have not been ended yet; at most `limit`.
  func overdueAccounts(at now: Timestamp, limit: Int) throws -> [ResponderID]
  func session(digest: [UInt8]) throws -> SessionRecord?
  /// Newest first, ended ones left out.
  func sessions(of account: ResponderID) throws -> [SessionRecord]
  /// The stored form of the hash (Argon2id); nil when no password is set.
  func passwordHash(of account: ResponderID) throws -> String?
  func passkeys(of account: ResponderID) throws -> [PasskeyRecord]
  func passkey(_ id: [UInt8]) throws -> PasskeyRecord?
  func invitation(digest: [UInt8]) throws -> InvitationRecord?
  func directoryKey(digest: [UInt8]) throws -> DirectoryKeyRecord?
  func directoryKeys() throws -> [DirectoryKeyRecord]
  /// The break-glass access of a person to an alert that ends last; nil when there was none.
  func breakGlass(of account: ResponderID, to alert: AlertID) throws -> BreakGlassRecord?
  /// Break-glass accesses begun at or after `since`, oldest first.
  func breakGlasses(since: Timestamp) throws -> [BreakGlassRecord]
}

/// What a unit may do to accounts, sessions and credentials.
package protocol IdentityTransaction: IdentityReader, GroupTransaction {
  /// Keeps an account as given, with its revision one higher; the directory of responders follows.
  func upsert(_ account: Account) throws
  func insert(_ session: SessionRecord) throws
  func touchSession(digest: [UInt8], at now: Timestamp) throws
  func stepUpSession(digest: [UInt8], at now: Timestamp) throws
  func endSession(_ id: SessionID, of account: ResponderID) throws
  /// - Returns: how many ended.
  @discardableResult
  func endSessions(of account: ResponderID) throws -> Int
  /// Ends the sessions that a provider's logout names: by its session, or all of the account's.
  @discardableResult
  func endSessions(providerSession: String) throws -> Int
  func endSessions(deadBefore now: Timestamp) throws
  /// Nil takes the password away.
  func setPasswordHash(_ hash: String?, of account: ResponderID, at now: Timestamp) throws
  func insert(_ passkey: PasskeyRecord) throws
  func usePasskey(_ id: [UInt8], signCount: Int64, at now: Timestamp) throws
  func deletePasskey(_ id: [UInt8], of account: ResponderID) throws
  func insert(_ invitation: InvitationRecord) throws
  func spendInvitation(digest: [UInt8], at now: Timestamp) throws
  func insert(_ key: DirectoryKeyRecord) throws
  func endDirectoryKey(named name: String, at now: Timestamp) throws
  func insert(_ breakGlass: BreakGlassRecord) throws

  // Leaving
  /// Ends every device of a person, overwrites its keys, empties its mailbox, forgets what waits to
  /// be sealed for it, and spends the person's open links and invitations.
  ///
  /// - Returns: the devices that were ended now.
  func clearDevices(of account: ResponderID, at now: Timestamp) throws -> [DeviceID]
  /// Takes away every credential: password, passkeys, invitations.
  func clearCredentials(of account: ResponderID, at now: Timestamp) throws
  /// Ends handovers to a person that are running or to come: the duty is the giver's again. What
  /// the person has handed to another stays with the other.
  func endHandovers(of account: ResponderID, at now: Timestamp) throws
}

/// Hashes passwords so that guessing one costs memory and time (Argon2id, RFC 9106).
package protocol PasswordHasher: Sendable {
  /// The stored form, with its parameters and salt. Takes about a tenth of a second and 64 MiB:
  /// callers keep it off the shared threads and run few at once.
  func hash(_ password: [UInt8]) throws(PasswordError) -> String
  func verify(_ password: [UInt8], against hash: String) -> Bool
  /// Whether the hash was made with weaker parameters than those in force.
  func needsRehash(_ hash: String) -> Bool
}

/// Why a password is not hashed.
package enum PasswordError: Error, Hashable, Sendable {
  case tooShort(minimum: Int)
  case tooLong(maximum: Int)
  /// It is made of what is known, or of one pattern; the person chooses another.
  case predictable
  case noMemory
}
