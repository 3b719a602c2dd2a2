// Tocsin — Gateway: passkeys, registered and used
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
package import TocsinCore

/// A WebAuthn ceremony that begins.
package struct PasskeyCeremony: Sendable {
  /// Comes back with the response; 24 bytes in base64url.
  package let ceremony: String
  /// The options as JSON, for the browser.
  package let options: [UInt8]
}

extension SignIn {
  /// How long a ceremony may take.
  package static let ceremonyLifetime = Milliseconds.minutes(5)
  /// The longest name of a passkey, in bytes.
  package static let passkeyNameBytesMax = 100
  /// Passkeys of one person.
  package static let passkeysMax = 16

  // MARK: - Using one

  /// Begins to show a passkey, whichever the authenticator has for this site.
  package func beginPasskey() throws(SignInError) -> PasskeyCeremony {
    guard let verifier = ways.passkeys else { throw .notOffered }
    let (ceremony, challenge) = newCeremony(for: nil)
    return PasskeyCeremony(
      ceremony: ceremony, options: verifier.assertionOptions(challenge: challenge, allowed: []))
  }

  /// Checks an assertion.
  ///
  /// - Parameter response: the browser's `AuthenticationResponseJSON`.
  package func provePasskey(
    _ response: [UInt8], ceremony: String
  ) async throws(SignInError) -> ProofToken {
    guard let verifier = ways.passkeys else { throw .notOffered }
    guard let challenge = challenge(of: ceremony, for: nil) else { throw .noProof }
    guard let id = verifier.credentialID(of: response) else {
      throw .malformed(field: "credential")
    }
    guard let record = try await read({ try $0.passkey(id) }) else {
      throw await refuse(.passkey, nil, "unknown")
    }
    let assertion: PasskeyAssertion
    do {
      assertion = try verifier.verifyAssertion(response, challenge: challenge, by: record)
    } catch {
      if error == .counterWentBack {
        surroundings.logger.warning(
          "a passkey's counter went back: it may have been copied",
          metadata: ["account": "\(record.account)"])
      }
      throw await refuse(.passkey, record.account, "\(error)")
    }
    guard assertion.isUserVerified, spend(ceremony) else {
      throw await refuse(.passkey, record.account, "not verified, or twice")
    }
    let now = surroundings.time.now()
    let isValid = try await commit { store in
      guard try store.account(record.account)?.isValid(at: now) == true,
        try store.passkey(id)?.signCount == record.signCount
      else { return .success(false) }
      try store.usePasskey(id, signCount: assertion.signCount, at: now)
      return .success(true)
    }
    guard isValid else { throw await refuse(.passkey, record.account, "no valid account") }
    return keep(.passkey, of: record.account)
  }

  // MARK: - Registering one

  /// Begins to register a passkey for a person.
  package func beginRegistration(for account: Account) async throws(SignInError)
    -> PasskeyCeremony
  {
    guard let verifier = ways.passkeys else { throw .notOffered }
    let known = try await read { try $0.passkeys(of: account.id).map(\.id) }
    let (ceremony, challenge) = newCeremony(for: account.id)
    return PasskeyCeremony(
      ceremony: ceremony,
      options: verifier.registrationOptions(
        PasskeyRegistration(
          challenge: challenge, userHandle: handle(of: account.id),
          userName: account.userName ?? account.id.text, displayName: account.name,
          known: known)))
  }

  /// Registers a passkey.
  ///
  /// - Parameter response: the browser's `RegistrationResponseJSON`.
  package func register(
    _ response: [UInt8], ceremony: String, name: String, for account: ResponderID
  ) async throws(SignInError) -> PasskeyRecord {
    guard let verifier = ways.passkeys else { throw .notOffered }
    guard (1...Self.passkeyNameBytesMax).contains(name.utf8.count) else {
      throw .malformed(field: "name")
    }
    guard let challenge = challenge(of: ceremony, for: account) else {
      throw .malformed(field: "ceremony")
    }
    guard let made = try? verifier.verifyRegistration(response, challenge: challenge),
      made.isUserVerified, spend(ceremony)
    else { throw .malformed(field: "credential") }
    let record = PasskeyRecord(
      id: made.id, account: account, publicKey: made.publicKey, signCount: made.signCount,
      name: name, addedAt: surroundings.time.now())
    return try await commit { store in
      guard try store.passkey(record.id) == nil,
        try store.passkeys(of: account).count < Self.passkeysMax
      else { return .failure(.malformed(field: "credential")) }
      try store.insert(record)
      try store.append(
        TrailLeaf(
          .passkeyAdded, on: "account:\(account)", by: .person(account), at: record.addedAt))
      return .success(record)
    }
  }

  package func passkeys(of account: ResponderID) async throws(SignInError) -> [PasskeyRecord] {
    try await read { try $0.passkeys(of: account) }
  }

  /// Takes a passkey away.
  ///
  /// - Returns: false when the person has no such passkey.
  package func removePasskey(
    _ id: [UInt8], of account: ResponderID
  ) async throws(SignInError) -> Bool {
    let now = surroundings.time.now()
    return try await commit { store in
      guard try store.passkey(id)?.account == account else { return .success(false) }
      try store.deletePasskey(id, of: account)
      try store.append(
        TrailLeaf(.passkeyEnded, on: "account:\(account)", by: .person(account), at: now))
      return .success(true)
    }
  }

  // MARK: - Challenges

  /// 32 bytes that stand for a person and say nothing about them.
  private func handle(of account: ResponderID) -> [UInt8] {
    surroundings.sealer.digest(
      Array("tocsin/passkey/v1\0\(surroundings.site.text)\0\(account.text)".utf8))
  }

  /// A ceremony is its nonce and its time; its challenge follows from them, from whom it is for,
  /// and from a secret of this process. So nothing is kept for those who never come back.
  private func newCeremony(for account: ResponderID?) -> (text: String, challenge: [UInt8]) {
    let time = surroundings.time.now().milliseconds
    let bytes =
      surroundings.sealer.randomBytes(WireSize.nonce)
      + (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * Int64($0))) }
    return (Base64URL.encode(bytes), challenge(bytes, account))
  }

  /// The challenge of a ceremony that is not over; nil for anything else.
  private func challenge(of ceremony: String, for account: ResponderID?) -> [UInt8]? {
    guard let bytes = Base64URL.decode(ceremony), bytes.count == WireSize.nonce + 8 else {
      return nil
    }
    let begun = bytes.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    let now = surroundings.time.now().milliseconds
    guard begun <= now, now - begun < Self.ceremonyLifetime.count else { return nil }
    return challenge(bytes, account)
  }

  private func challenge(_ ceremony: [UInt8], _ account: ResponderID?) -> [UInt8] {
    let purpose = account.map { "register\0\($0.text)" } ?? "assert"
    return surroundings.sealer.digest(
      ceremonySecret + ceremony + Array("tocsin/ceremony/v1\0\(purpose)".utf8))
  }

  /// A ceremony counts once.
  private func spend(_ ceremony: String) -> Bool {
    let now = surroundings.time.now()
    return ceremonies.withLock { $0.take(Array(ceremony.utf8), at: now) }
  }
}
