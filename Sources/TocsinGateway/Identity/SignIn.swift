// Tocsin — Gateway: signs people in
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore

/// What sign-in is built on at a site. A way that is nil is not offered.
package struct SignInWays: Sendable {
  package var passwords: (any PasswordHasher)?
  package var passkeys: (any PasskeyVerifier)?
  package var openID: (any OpenIDProvider)?
  /// Where passwords are hashed.
  package let slowWork: any SlowWork

  package init(slowWork: any SlowWork) { self.slowWork = slowWork }
}

/// Runs what takes long on threads of its own, few at a time, in the order of arrival.
package protocol SlowWork: Sendable {
  /// Nil, without running it, when too much waits already.
  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value?
}

/// Slow work of which one piece is done at a time, with all that it reads before it computes.
package protocol OneAtATime: Sendable {
  /// Does the piece, which computes by what it is given; nil, without beginning it, while another
  /// is done.
  ///
  /// - Throws: what the piece throws; the next one can begin then.
  func alone<Value: Sendable>(
    _ piece: (any SlowWork) async throws -> Value
  ) async rethrows -> Value?
}

/// Why somebody is not signed in, or a credential not taken.
package enum SignInError: Error, Hashable, Sendable {
  /// Not this way, not by this: says no more, so that nobody learns which names there are. 401.
  case refused
  /// Too many tries: wait so long. 429.
  case tooMany(waitSeconds: Int64)
  /// The site does not offer this way. 404.
  case notOffered
  /// A part of the request cannot be used. 422, with the part's name.
  case malformed(field: String)
  /// No proof, or its time is over: show again who you are. 401.
  case noProof
  /// The invitation was used before. 409.
  case spent
  /// The invitation is unknown or its time is over. 410.
  case expired
  /// The password cannot be one. 422.
  case password(PasswordError)
  /// Passwords are for two administrators, for the day when nothing else works. 403.
  case noPasswordForThis
  /// The provider cannot be reached: try again, or sign in otherwise. 503.
  case providerAway
  /// The store or the hashing cannot take it now. 503: try again.
  case notNow
}

/// Signs people in, in two steps: a proof of who somebody is, then a session that is bound to a key
/// of the browser.
///
/// Sessions live in the store; proofs, tries and nonces in memory, each within a bound, so that a
/// restart costs a half-made sign-in and nothing else. Nothing of this stands in the way of a page
/// (S4): devices have keys of their own.
package final class SignIn: Sendable {
  let surroundings: Surroundings
  let ways: SignInWays
  let proofs = Mutex(ProofMemory())
  let attempts = Mutex(AttemptMemory())
  let nonces = Mutex(NonceMemory())
  let ceremonies = Mutex(NonceMemory())
  let refusals = NoticeLimit()
  /// Makes the challenges of this process's ceremonies, so that none has to be kept.
  let ceremonySecret: [UInt8]
  let standInHash = Mutex<String?>(nil)

  package init(_ surroundings: Surroundings, _ ways: SignInWays) {
    self.surroundings = surroundings
    self.ways = ways
    ceremonySecret = surroundings.sealer.randomBytes(32)
  }

  /// Whether a way is offered, for the client's first screen.
  package func offers(_ method: SignInMethod) -> Bool {
    switch method {
    case .openID: ways.openID != nil
    case .passkey: ways.passkeys != nil
    case .password: ways.passwords != nil
    case .invitation: true
    }
  }

  // MARK: - Proofs

  /// Keeps a proof and gives the token for its cookie.
  func keep(
    _ method: SignInMethod, of account: ResponderID, _ edit: (inout Proof) -> Void = { _ in }
  ) -> ProofToken {
    let token = Base64URL.encode(surroundings.sealer.randomBytes(32))
    var proof = Proof(
      account: account, method: method,
      expiresAt: surroundings.time.now() + ProofMemory.lifetime)
    edit(&proof)
    let digest = surroundings.sealer.digest(Array(token.utf8))
    proofs.withLock { $0.add(proof, digest: digest) }
    return ProofToken(text: token, digest: digest, account: account)
  }

  /// Takes the proof of a cookie's token, once.
  func take(_ token: String?) throws(SignInError) -> (proof: Proof, digest: [UInt8]) {
    guard let token else { throw .noProof }
    let digest = surroundings.sealer.digest(Array(token.utf8))
    let now = surroundings.time.now()
    guard let proof = proofs.withLock({ $0.take(digest, at: now) }) else { throw .noProof }
    return (proof, digest)
  }

  // MARK: - Tries and refusals

  func admit(_ keys: [AttemptMemory.Key]) throws(SignInError) {
    let now = surroundings.time.now()
    if let wait = attempts.withLock({ $0.attempt(keys, at: now) }) {
      throw .tooMany(waitSeconds: (wait.count + 999) / 1_000)
    }
  }

  /// Leaves a leaf of a refusal, a few a second at most: who floods us must not fill the trail.
  func refuse(
    _ method: SignInMethod, _ account: ResponderID?, _ reason: String
  ) async -> SignInError {
    let now = surroundings.time.now()
    let (isAdmitted, leftOut) = refusals.admit(at: now)
    guard isAdmitted else { return .refused }
    let object = account.map { "account:\($0)" } ?? "sign-in:\(method.rawValue)"
    var leaf = TrailLeaf(.signInRefused, on: object, by: .gateway, at: now)
    leaf.isRefused = true
    leaf.reason = "\(method.rawValue): \(reason)" + (leftOut > 0 ? "; and \(leftOut) more" : "")
    do {
      _ = try await surroundings.store.perform { [leaf] in try $0.append(leaf) }
    } catch {
      surroundings.logger.error("a refused sign-in could not be kept on the trail: \(error)")
    }
    return .refused
  }

  // MARK: - The store

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws(SignInError) -> Answer {
    try await surroundings.read(or: SignInError.notNow, "sign-in cannot read the store", body)
  }

  func commit<Answer: Sendable>(
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, SignInError>
  ) async throws(SignInError) -> Answer {
    try await surroundings.perform(
      or: SignInError.notNow, "sign-in cannot write the store", byteCount: 2_048, unit)
  }
}
