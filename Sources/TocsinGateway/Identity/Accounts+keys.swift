// Tocsin — Gateway: links, sessions and directory keys that accounts are given
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension Accounts {
  /// How long an invited person may take.
  package static let invitationLifetime = Milliseconds.hours(24)
  /// How long the first administrator may take.
  package static let firstLinkLifetime = Milliseconds.minutes(30)

  /// Makes a one-time link with which a person signs in once and sets up how to sign in from then
  /// on. Earlier links stay good until they are spent or end.
  ///
  /// - Returns: the token for the link's fragment and its end; only its digest is kept.
  /// - Throws: `.unknown`, `.ended`, `.notNow`.
  package func invite(
    _ id: ResponderID, for lifetime: Milliseconds = Self.invitationLifetime, by actor: TrailActor
  ) async throws(AccountError) -> EnrolmentLink {
    let surroundings = surroundings
    let token = surroundings.newToken()
    let digest = surroundings.sealer.digest(Array(token.utf8))
    return try await commit { store in
      let now = surroundings.time.now()
      guard let account = try store.account(id) else { return .failure(.unknown) }
      guard account.endedAt == nil, !account.isOverdue(at: now) else { return .failure(.ended) }
      let invitation = InvitationRecord(digest: digest, account: id, expiresAt: now + lifetime)
      try store.insert(invitation)
      try surroundings.note(.invitationMade, id, by: actor, reason: "", in: store)
      return .success(EnrolmentLink(token: token, expiresAt: invitation.expiresAt))
    }
  }

  /// Makes an account named `administrator`, when there is no administrator who can sign in, and a
  /// link with which somebody becomes it. Called at each start; earlier such links end.
  ///
  /// - Returns: nil when an administrator can sign in already.
  /// - Throws: `.ended` when an account of that name has ended; `.notNow`.
  package func firstAdministratorLink() async throws(AccountError) -> EnrolmentLink? {
    let surroundings = surroundings
    let first = ResponderID("administrator")
    let needs = try await commit { store -> Result<Bool, AccountError> in
      if try surroundings.hasAdministrator(in: store) { return .success(false) }
      let now = surroundings.time.now()
      guard let known = try store.account(first) else {
        let account = Account(
          id: first, name: "Administrator", grants: [RoleGrant(.administrator)], at: now)
        try store.upsert(account)
        try surroundings.note(.accountAdded, first, by: .gateway, reason: "start", in: store)
        return .success(true)
      }
      guard known.isValid(at: now), known.roles.contains(.administrator) else {
        return .failure(.ended)
      }
      try store.clearCredentials(of: first, at: now)
      return .success(true)
    }
    guard needs else { return nil }
    return try await invite(first, for: Self.firstLinkLifetime, by: .gateway)
  }

  /// Ends every session of a person.
  ///
  /// - Returns: how many ended.
  /// - Throws: `.unknown`, `.notNow`.
  @discardableResult
  package func endSessions(
    of id: ResponderID, by actor: TrailActor
  ) async throws(AccountError) -> Int {
    let surroundings = surroundings
    return try await commit { store in
      guard try store.account(id) != nil else { return .failure(.unknown) }
      let count = try store.endSessions(of: id)
      if count > 0 {
        try surroundings.note(.signedOut, id, by: actor, reason: "all", in: store)
      }
      return .success(count)
    }
  }

  // MARK: - Directory keys

  /// The keys of directories, ended ones too.
  package func directoryKeys() async throws(AccountError) -> [DirectoryKeyRecord] {
    try await read { try $0.directoryKeys() }
  }

  /// Makes a bearer key for a directory that provisions accounts.
  ///
  /// - Parameter name: the form of an id; unique among the live keys.
  /// - Returns: 43 characters of base64url, 256 random bits; only the digest is kept.
  /// - Throws: `.fault(.idForm)`, `.nameTaken`, `.notNow`.
  package func makeDirectoryKey(
    _ name: String, by actor: TrailActor
  ) async throws(AccountError) -> String {
    guard NameForm.holds(name) else { throw .fault(.idForm) }
    let surroundings = surroundings
    let token = surroundings.newToken()
    let digest = surroundings.sealer.digest(Array(token.utf8))
    return try await commit { store in
      let live = try store.directoryKeys().filter { $0.endedAt == nil }
      guard !live.contains(where: { $0.name == name }) else { return .failure(.nameTaken) }
      let now = surroundings.time.now()
      try store.insert(DirectoryKeyRecord(digest: digest, name: name, madeAt: now))
      let leaf = TrailLeaf(.directoryKeyMade, on: "directory-key:\(name)", by: actor, at: now)
      try store.append(leaf)
      return .success(token)
    }
  }

  /// Ends a directory's key; requests with it are refused from now on.
  ///
  /// - Throws: `.unknown`, `.notNow`.
  package func endDirectoryKey(
    _ name: String, by actor: TrailActor
  ) async throws(AccountError) {
    let surroundings = surroundings
    try await commit { store -> Result<Void, AccountError> in
      let live = try store.directoryKeys().filter { $0.endedAt == nil }
      guard live.contains(where: { $0.name == name }) else { return .failure(.unknown) }
      let now = surroundings.time.now()
      try store.endDirectoryKey(named: name, at: now)
      let leaf = TrailLeaf(.directoryKeyEnded, on: "directory-key:\(name)", by: actor, at: now)
      try store.append(leaf)
      return .success(())
    }
  }
}

extension Surroundings {
  /// 43 characters of base64url: 256 random bits.
  func newToken() -> String { Base64URL.encode(sealer.randomBytes(32)) }

  /// Whether an administrator has a way to sign in: a credential of their own, a session, or the
  /// hospital's directory.
  fileprivate func hasAdministrator(in store: any StoreReader) throws -> Bool {
    let now = time.now()
    return try store.accounts().contains { account in
      guard account.isValid(at: now), account.roles.contains(.administrator) else { return false }
      if account.userName != nil || account.externalID != nil { return true }
      if try store.passwordHash(of: account.id) != nil { return true }
      if try store.passkeys(of: account.id).isEmpty == false { return true }
      return try store.sessions(of: account.id).contains { $0.isLive(at: now) }
    }
  }
}
