// Tocsin — Gateway: sessions, begun, checked and ended
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore

/// A session as its request has shown it, with the account as it stands now.
package struct SignedSession: Sendable {
  package let record: SessionRecord
  package let account: Account

  package init(record: SessionRecord, account: Account) {
    self.record = record
    self.account = account
  }
}

/// A session that begins, or goes on under a new token.
package struct BegunSession: Sendable {
  /// For the cookie alone; only its digest is kept.
  package let token: String
  package let record: SessionRecord
  package let account: Account
}

/// Why a request is not one of a session.
package enum SessionError: Error, Hashable, Sendable {
  /// No cookie, no signature, or not of the form. 401.
  case unsigned
  /// Outside the window of 300 s. 401 with `Date`.
  case untimely
  /// No session of this token with this key: ended, over, or stolen. 401.
  case unknown
  /// The nonce was used before. 401.
  case replayed
  /// The account has ended; its sessions with it. 403.
  case ended
  /// 503: try again.
  case notNow
}

extension SignIn {
  /// The longest that any session lasts: a shift.
  package static let sessionLifetime = Milliseconds.hours(12)
  /// How long a session lasts without a request for those whose role reaches further than their
  /// own pages.
  package static let managingIdle = Milliseconds.minutes(15)
  /// How often a session notes that it was used; an idle end may come so much early.
  package static let touchInterval = Milliseconds.minutes(1)
  /// Sessions of one account; the oldest ends when another begins.
  package static let sessionsMax = 16
  /// The longest name of a browser that is kept, in bytes.
  package static let agentBytesMax = 120

  private static let managing: Set<Role> = [
    .rotaManager, .administrator, .auditor, .integrationEngineer, .serviceOperator,
  ]

  /// How long a session of somebody with these roles lasts without a request.
  package static func idle(for roles: Set<Role>) -> Milliseconds {
    roles.isDisjoint(with: managing) ? sessionLifetime : managingIdle
  }

  // MARK: - Beginning

  /// Begins a session with a proof, bound to a key.
  ///
  /// - Parameters:
  ///   - proof: the token in the proof's cookie.
  ///   - key: the browser's Ed25519 public key, 32 bytes.
  ///   - signature: by that key over `SessionSignature.bindingBytes`.
  ///   - replacing: the token of a session that the same browser had; it ends.
  package func begin(
    proof token: String?, key: [UInt8], signature: [UInt8], agent: String, replacing old: String?
  ) async throws(SignInError) -> BegunSession {
    guard key.count == WireSize.key, signature.count == WireSize.signature else {
      throw .malformed(field: "key")
    }
    let (proof, digest) = try take(token)
    guard
      surroundings.sealer.verify(
        signature: signature,
        over: SessionSignature.bindingBytes(proofDigest: digest, key: key), by: key)
    else { throw .malformed(field: "signature") }
    let fresh = newToken()
    let oldDigest = tokenDigest(old)
    let surroundings = surroundings
    return try await commit { store in
      let now = surroundings.time.now()
      guard let account = try store.account(proof.account), account.isValid(at: now) else {
        return .failure(.refused)
      }
      if let invitation = proof.invitation {
        guard try store.invitation(digest: invitation)?.spentAt == nil else {
          return .failure(.spent)
        }
        try store.spendInvitation(digest: invitation, at: now)
      }
      var session = SessionRecord(
        digest: fresh.digest, id: surroundings.identifiers.identifier(), account: account.id,
        method: proof.method, key: key, begunAt: now, idle: Self.idle(for: account.roles),
        endsAt: now + Self.sessionLifetime, providerSession: proof.providerSession,
        agent: JSONText.prefix(agent, bytesMax: Self.agentBytesMax))
      // An invited person has nothing yet to show a second time.
      if proof.method == .invitation { session.steppedUpAt = now }
      try Self.makeRoom(for: session, replacing: oldDigest, in: store)
      try store.insert(session)
      try store.append(Self.leaf(.signedIn, session, at: now, proof.method.rawValue))
      return .success(BegunSession(token: fresh.token, record: session, account: account))
    }
  }

  /// Ends the session that the browser had, those that are over, and the person's oldest when there
  /// are too many.
  private static func makeRoom(
    for session: SessionRecord, replacing old: [UInt8]?, in store: any StoreTransaction
  ) throws {
    let account = session.account
    if let old = try old.flatMap({ try store.session(digest: $0) }), old.account == account {
      try store.endSession(old.id, of: account)
    }
    try store.endSessions(deadBefore: session.begunAt)
    for surplus in try store.sessions(of: account).dropFirst(sessionsMax - 1) {
      try store.endSession(surplus.id, of: account)
    }
  }

  /// Lets a session do what needs a step-up for ten minutes, under a new token.
  ///
  /// - Parameter token: of a proof, by the same person, that was made just now.
  package func stepUp(
    _ session: SignedSession, proof token: String?
  ) async throws(SignInError) -> BegunSession {
    let (proof, _) = try take(token)
    let old = session.record
    guard proof.account == old.account, proof.isFresh, proof.method != .invitation else {
      throw await refuse(proof.method, old.account, "a step-up by other means")
    }
    let fresh = newToken()
    let surroundings = surroundings
    return try await commit { store in
      let now = surroundings.time.now()
      guard try store.session(digest: old.digest) != nil else { return .failure(.noProof) }
      var next = SessionRecord(
        digest: fresh.digest, id: old.id, account: old.account, method: old.method, key: old.key,
        begunAt: old.begunAt, idle: old.idle, endsAt: old.endsAt,
        providerSession: old.providerSession, agent: old.agent)
      next.seenAt = now
      next.steppedUpAt = now
      try store.endSession(old.id, of: old.account)
      try store.insert(next)
      try store.append(Self.leaf(.steppedUp, next, at: now, proof.method.rawValue))
      return .success(
        BegunSession(token: fresh.token, record: next, account: session.account))
    }
  }

  private func tokenDigest(_ token: String?) -> [UInt8]? {
    guard let token else { return nil }
    return surroundings.sealer.digest(Array(token.utf8))
  }

  private func newToken() -> (token: String, digest: [UInt8]) {
    let token = Base64URL.encode(surroundings.sealer.randomBytes(32))
    return (token, surroundings.sealer.digest(Array(token.utf8)))
  }

  private static func leaf(
    _ action: TrailAction, _ session: SessionRecord, at now: Timestamp, _ reason: String
  ) -> TrailLeaf {
    var leaf = TrailLeaf(
      action, on: "session:\(session.id)", by: .person(session.account), at: now)
    leaf.reason = reason
    return leaf
  }

  // MARK: - Checking

  /// Checks a request of a session: the cookie names it, the signature shows that it is the browser
  /// that began it, and the account is valid now.
  package func check(
    _ token: String?, _ authorization: String?, request: SignedRequest
  ) async throws(SessionError) -> SignedSession {
    guard let token, let authorization,
      let signature = SessionSignature(authorization: authorization)
    else { throw .unsigned }
    let now = surroundings.time.now()
    guard signature.isTimely(at: now) else { throw .untimely }
    let digest = surroundings.sealer.digest(Array(token.utf8))
    guard let found = try await session(digest) else { throw .unknown }
    let record = found.record
    guard
      surroundings.sealer.verify(
        signature: signature.signature, over: signature.signedBytes(for: request), by: record.key)
    else { throw .unknown }
    guard nonces.withLock({ $0.take(signature.nonce, at: now) }) else { throw .replayed }
    guard found.account.isValid(at: now) else {
      await end(of: record.account, "the account has ended")
      throw .ended
    }
    // A role that was given since the session began shortens it.
    let idle = min(record.idle, Self.idle(for: found.account.roles))
    guard record.isLive(at: now), now < record.seenAt + idle else { throw .unknown }
    if now >= record.seenAt + Self.touchInterval { touch(digest, at: now) }
    return found
  }

  private func session(_ digest: [UInt8]) async throws(SessionError) -> SignedSession? {
    do {
      return try await surroundings.store.read { store in
        guard let record = try store.session(digest: digest),
          let account = try store.account(record.account)
        else { return nil }
        return SignedSession(record: record, account: account)
      }
    } catch {
      throw .notNow
    }
  }

  /// Not waited for: a note that is lost costs a minute of idleness.
  private func touch(_ digest: [UInt8], at now: Timestamp) {
    surroundings.store.submit(
      StoreUnit { try $0.touchSession(digest: digest, at: now) }, completion: { _ in })
  }

  // MARK: - Listing and ending

  /// The live sessions of a person, newest first.
  package func sessions(of account: ResponderID) async throws(SignInError) -> [SessionRecord] {
    let now = surroundings.time.now()
    return try await read { try $0.sessions(of: account).filter { $0.isLive(at: now) } }
  }

  /// Ends one session of a person.
  ///
  /// - Returns: false when there is none of this id.
  package func end(
    _ id: SessionID, of account: ResponderID, _ reason: String
  ) async throws(SignInError) -> Bool {
    let now = surroundings.time.now()
    return try await commit { store in
      guard let session = try store.sessions(of: account).first(where: { $0.id == id }) else {
        return .success(false)
      }
      try store.endSession(id, of: account)
      try store.append(Self.leaf(.signedOut, session, at: now, reason))
      return .success(true)
    }
  }

  /// Ends every session of a person but one.
  ///
  /// - Returns: how many ended.
  package func endOthers(than session: SessionRecord) async throws(SignInError) -> Int {
    let now = surroundings.time.now()
    return try await commit { store in
      let others = try store.sessions(of: session.account).filter { $0.id != session.id }
      for other in others {
        try store.endSession(other.id, of: session.account)
        try store.append(Self.leaf(.signedOut, other, at: now, "by the person, elsewhere"))
      }
      return .success(others.count)
    }
  }

  /// Ends all sessions of an account that is no longer valid.
  private func end(of account: ResponderID, _ reason: String) async {
    let now = surroundings.time.now()
    _ = try? await commit { store -> Result<Void, SignInError> in
      if try store.endSessions(of: account) > 0 {
        var leaf = TrailLeaf(.signedOut, on: "account:\(account)", by: .gateway, at: now)
        leaf.reason = reason
        try store.append(leaf)
      }
      return .success(())
    }
  }
}
