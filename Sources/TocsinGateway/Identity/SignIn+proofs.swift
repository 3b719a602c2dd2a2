// Tocsin — Gateway: the ways to show who one is
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore

extension SignIn {
  // MARK: - Password

  /// The longest name and password that are looked at, in bytes.
  package static let nameBytesMax = 200
  package static let passwordBytesMax = 1_024

  /// Checks a local password: for the administrators who have one, when nothing else works.
  ///
  /// A name that there is not costs the same hash and gets the same answer.
  ///
  /// - Parameter address: where the request comes from, for the count of tries.
  package func provePassword(
    _ password: [UInt8], of name: String, from address: String
  ) async throws(SignInError) -> ProofToken {
    guard let hasher = ways.passwords else { throw .notOffered }
    guard (1...Self.nameBytesMax).contains(name.utf8.count) else {
      throw .malformed(field: "name")
    }
    guard (1...Self.passwordBytesMax).contains(password.count) else {
      throw .malformed(field: "password")
    }
    let key = name.lowercased()
    let keys: [AttemptMemory.Key] = [.pair(key, address), .account(key), .address(address)]
    try admit(keys)
    let standIn = try await standIn(hasher)
    let known = try await read { store in
      let account = try store.account(userName: name) ?? store.account(ResponderID(name))
      return try account.map { ($0, try store.passwordHash(of: $0.id)) }
    }
    let now = surroundings.time.now()
    let usable = known.flatMap { account, hash in
      account.isValid(at: now) && account.roles.contains(.administrator) ? hash : nil
    }
    let stored = usable ?? standIn
    guard let fits = await ways.slowWork.run({ hasher.verify(password, against: stored) }) else {
      throw .notNow
    }
    guard fits, usable != nil, let account = known?.0.id else {
      throw await refuse(.password, known?.0.id, "wrong")
    }
    attempts.withLock { $0.succeed(keys) }
    if hasher.needsRehash(stored) { await rehash(password, of: account, hasher) }
    surroundings.logger.warning(
      "a local password was used to sign in", metadata: ["account": "\(account)"])
    return keep(.password, of: account)
  }

  /// The hash of a password that nobody has, made before the first name is looked up.
  private func standIn(_ hasher: any PasswordHasher) async throws(SignInError) -> String {
    if let known = standInHash.withLock({ $0 }) { return known }
    let random = Array(Base64URL.encode(surroundings.sealer.randomBytes(32)).utf8)
    guard let made = await ways.slowWork.run({ try? hasher.hash(random) }), let made else {
      throw .notNow
    }
    standInHash.withLock { $0 = made }
    return made
  }

  /// Stores the password under the parameters in force. One that cannot be stored now is hashed
  /// anew at the next sign-in.
  private func rehash(
    _ password: [UInt8], of account: ResponderID, _ hasher: any PasswordHasher
  ) async {
    guard let made = await ways.slowWork.run({ try? hasher.hash(password) }), let made else {
      return
    }
    let now = surroundings.time.now()
    _ = try? await surroundings.store.perform {
      try $0.setPasswordHash(made, of: account, at: now)
    }
  }

  // MARK: - Invitation

  /// Checks the token of an invitation. It is spent when the session begins, not before.
  package func proveInvitation(
    _ token: String, from address: String
  ) async throws(SignInError) -> ProofToken {
    guard (1...Self.nameBytesMax).contains(token.utf8.count) else {
      throw .malformed(field: "token")
    }
    try admit([.address(address)])
    let digest = surroundings.sealer.digest(Array(token.utf8))
    let now = surroundings.time.now()
    let found = try await read { store in
      try store.invitation(digest: digest).map { ($0, try store.account($0.account)) }
    }
    guard let (invitation, account) = found else {
      _ = await refuse(.invitation, nil, "unknown")
      throw .expired
    }
    guard invitation.spentAt == nil else {
      _ = await refuse(.invitation, invitation.account, "used before")
      throw .spent
    }
    guard now < invitation.expiresAt, account?.isValid(at: now) == true else {
      _ = await refuse(.invitation, invitation.account, "over")
      throw .expired
    }
    return keep(.invitation, of: invitation.account) { $0.invitation = digest }
  }

  // MARK: - OpenID Connect

  /// Prepares a browser's way to the provider.
  package func beginOpenID(
    _ purpose: OpenIDPurpose, redirect: String
  ) async throws(SignInError) -> OpenIDRequest {
    guard let provider = ways.openID else { throw .notOffered }
    do { return try await provider.begin(purpose, redirect: redirect) } catch {
      throw await refusal(error)
    }
  }

  /// Takes the browser's return from the provider.
  package func proveOpenID(
    query: String, state: String
  ) async throws(SignInError) -> ProofToken {
    guard let provider = ways.openID else { throw .notOffered }
    let identity: ProvenIdentity
    do { identity = try await provider.finish(query: query, state: state) } catch {
      throw await refusal(error)
    }
    let now = surroundings.time.now()
    let account = try await read { try Self.account(of: identity, in: $0) }
    guard let account, account.isValid(at: now) else {
      throw await refuse(.openID, account?.id, "no valid account")
    }
    // A step-up counts only when the person had to show it again, just now.
    let isFresh =
      identity.purpose == .stepUp
      && identity.authenticatedAt.map { now < $0 + ProofMemory.lifetime } ?? false
    guard identity.purpose == .signIn || isFresh else {
      throw await refuse(.openID, account.id, "not shown again")
    }
    return keep(.openID, of: account.id) {
      $0.providerSession = identity.providerSession ?? Self.subjectSession(identity.subject)
      $0.isFresh = isFresh
    }
  }

  /// The directory's key of the person decides before the name.
  private static func account(
    of identity: ProvenIdentity, in store: any StoreReader
  ) throws -> Account? {
    if let account = try store.account(externalID: identity.subject) { return account }
    return try identity.userName.flatMap { try store.account(userName: $0) }
  }

  private static func subjectSession(_ subject: String) -> String { "sub:\(subject)" }

  private func refusal(_ error: OpenIDError) async -> SignInError {
    switch error {
    case .unreachable: return .providerAway
    case .wrongState: return await refuse(.openID, nil, "another browser's return, or late")
    case .denied: return await refuse(.openID, nil, "the provider said no")
    case .refused(let check): return await refuse(.openID, nil, check)
    case .replayed: return await refuse(.openID, nil, "a logout token again")
    }
  }

  /// Ends what a provider's back-channel logout names.
  package func logout(providerToken token: String) async throws(SignInError) {
    guard let provider = ways.openID else { throw .notOffered }
    let named: ProviderLogout
    do { named = try await provider.logout(token: token) } catch { throw await refusal(error) }
    let surroundings = surroundings
    try await commit { store -> Result<Void, SignInError> in
      let now = surroundings.time.now()
      var count = 0
      if let session = named.providerSession {
        count += try store.endSessions(providerSession: session)
      }
      if let subject = named.subject, named.providerSession == nil {
        count += try store.endSessions(providerSession: Self.subjectSession(subject))
        let account = try store.account(externalID: subject) ?? store.account(userName: subject)
        if let account { count += try store.endSessions(of: account.id) }
      }
      if count > 0 {
        var leaf = TrailLeaf(.signedOut, on: "sessions:\(count)", by: .gateway, at: now)
        leaf.reason = "the provider's logout"
        try store.append(leaf)
      }
      return .success(())
    }
  }
}
