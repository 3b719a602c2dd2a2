// Tocsin — GatewayTests: the ways to sign in, with the words of a provider and a passkey
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

/// A provider whose word is set by the test; what it checks itself is tested in its own module.
private final class SpokenProvider: OpenIDProvider {
  let word: Mutex<Result<ProvenIdentity, OpenIDError>>
  let named = Mutex(ProviderLogout(subject: nil, providerSession: nil))

  init(_ word: Result<ProvenIdentity, OpenIDError>) { self.word = Mutex(word) }

  func begin(
    _ purpose: OpenIDPurpose, redirect: String
  ) async throws(OpenIDError) -> OpenIDRequest {
    OpenIDRequest(url: "https://login.example/?to=\(redirect)", state: purpose.rawValue)
  }

  func finish(query: String, state: String) async throws(OpenIDError) -> ProvenIdentity {
    try word.withLock { $0 }.get()
  }

  func logout(token: String) async throws(OpenIDError) -> ProviderLogout {
    named.withLock { $0 }
  }
}

/// Runs at once: the threads of the server are tested there.
private struct AtOnce: SlowWork {
  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? { work() }
}

@Suite struct `A sign-in by the hospital's provider` {
  private let keys = DeviceKeys.generate()

  private func identity(
    subject: String = "s-1", name: String? = "Ada@north", session: String? = "sid-1",
    for purpose: OpenIDPurpose = .signIn, at time: Timestamp? = nil
  ) -> ProvenIdentity {
    ProvenIdentity(
      issuer: "https://login.example", subject: subject, userName: name,
      providerSession: session, authenticatedAt: time, purpose: purpose)
  }

  private func ward(
    _ word: Result<ProvenIdentity, OpenIDError>
  ) async throws -> (Ward, SignIn, SpokenProvider) {
    let ward = try await Ward()
    let provider = SpokenProvider(word)
    var ways = SignInWays(slowWork: AtOnce())
    ways.openID = provider
    try await ward.store.perform { store in
      guard var ada = try store.account(ResponderID("ada")) else { return }
      ada.userName = "ada@north"
      try store.upsert(ada)
    }
    return (ward, SignIn(ward.surroundings, ways), provider)
  }

  private func begin(_ signIn: SignIn, _ proof: ProofToken) async throws
    -> BegunSession
  {
    let key = keys.publicKeys.accept
    let bytes = SessionSignature.bindingBytes(proofDigest: proof.digest, key: key)
    return try await signIn.begin(
      proof: proof.text, key: key, signature: keys.signWithAccept(bytes), agent: "test",
      replacing: nil)
  }

  @Test func `finds the account by the name without case, or by the directory's key`()
    async throws
  {
    let (ward, signIn, provider) = try await ward(.success(identity()))
    #expect(try await signIn.proveOpenID(query: "", state: "").account == ResponderID("ada"))
    try await ward.store.perform { store in
      guard var bo = try store.account(ResponderID("bo")) else { return }
      bo.externalID = "s-1"
      try store.upsert(bo)
    }
    #expect(try await signIn.proveOpenID(query: "", state: "").account == ResponderID("bo"))
    provider.word.withLock { $0 = .success(identity(subject: "s-2", name: "nobody")) }
    await #expect(throws: SignInError.refused) {
      try await signIn.proveOpenID(query: "", state: "")
    }
  }

  @Test func `ends with the provider's logout, by session or by subject`() async throws {
    let (_, signIn, provider) = try await ward(.success(identity()))
    for (session, logout) in [
      ("sid-1", ProviderLogout(subject: nil, providerSession: "sid-1")),
      (nil, ProviderLogout(subject: "s-1", providerSession: nil)),
    ] as [(String?, ProviderLogout)] {
      provider.word.withLock { $0 = .success(identity(session: session)) }
      provider.named.withLock { $0 = logout }
      let proof = try await signIn.proveOpenID(query: "", state: "")
      let begun = try await begin(signIn, proof)
      #expect(try await signIn.sessions(of: begun.account.id).count == 1)
      try await signIn.logout(providerToken: "token")
      #expect(try await signIn.sessions(of: begun.account.id).isEmpty)
    }
  }

  @Test func `steps a session up only when the person had to show it just now`() async throws {
    let (ward, signIn, provider) = try await ward(.success(identity()))
    let now = ward.clock.now()
    let first = try await signIn.proveOpenID(query: "", state: "")
    let begun = try await begin(signIn, first)
    #expect(begun.record.steppedUpAt == nil)
    let session = SignedSession(record: begun.record, account: begun.account)
    let remembered = try await signIn.proveOpenID(query: "", state: "")
    await #expect(throws: SignInError.refused) {
      try await signIn.stepUp(session, proof: remembered.text)
    }
    for old in [nil, now - .minutes(5)] as [Timestamp?] {
      provider.word.withLock { $0 = .success(identity(for: .stepUp, at: old)) }
      await #expect(throws: SignInError.refused) {
        try await signIn.proveOpenID(query: "", state: "")
      }
    }
    provider.word.withLock { $0 = .success(identity(for: .stepUp, at: now)) }
    let shown = try await signIn.proveOpenID(query: "", state: "")
    let stepped = try await signIn.stepUp(session, proof: shown.text)
    #expect(stepped.record.steppedUpAt == now)
    #expect(stepped.record.id == begun.record.id)
    #expect(stepped.token != begun.token)
    #expect(stepped.record.endsAt == begun.record.endsAt)
    await #expect(throws: SignInError.noProof) {
      try await signIn.stepUp(session, proof: shown.text)
    }
  }

  @Test(
    arguments: [
      (.unreachable, .providerAway), (.wrongState, .refused), (.denied("access_denied"), .refused),
      (.refused("nonce"), .refused), (.replayed, .refused),
    ] as [(OpenIDError, SignInError)])
  func `says no more than that it is refused`(error: OpenIDError, seen: SignInError) async throws {
    let (_, signIn, _) = try await ward(.failure(error))
    await #expect(throws: seen) { try await signIn.proveOpenID(query: "", state: "") }
  }

  @Test func `needs a proof that is not five minutes old, and a key that signed`() async throws {
    let (ward, signIn, _) = try await ward(.success(identity()))
    let proof = try await signIn.proveOpenID(query: "", state: "")
    let key = keys.publicKeys.accept
    await #expect(throws: SignInError.malformed(field: "signature")) {
      try await signIn.begin(
        proof: proof.text, key: key, signature: [UInt8](repeating: 1, count: 64), agent: "",
        replacing: nil)
    }
    let late = try await signIn.proveOpenID(query: "", state: "")
    ward.clock.pass(.minutes(5))
    await #expect(throws: SignInError.noProof) { try await begin(signIn, late) }
  }

  @Test func `ends the oldest of too many sessions`() async throws {
    let (ward, signIn, _) = try await ward(.success(identity()))
    var begun: [SessionID] = []
    for _ in 0..<SignIn.sessionsMax + 2 {
      ward.clock.pass(.seconds(1))
      let proof = try await signIn.proveOpenID(query: "", state: "")
      begun.append(try await begin(signIn, proof).record.id)
    }
    let live = try await signIn.sessions(of: ResponderID("ada")).map(\.id)
    #expect(live == begun.suffix(SignIn.sessionsMax).reversed())
  }
}
