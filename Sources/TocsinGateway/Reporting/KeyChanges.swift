// Tocsin — Gateway: makes and ends keys of integrations
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore
internal import TocsinMapping

/// Why a key of an integration is not made or ended.
package enum KeyFault: Error, Hashable, Sendable {
  /// No document names this integration. 404.
  case unknownIntegration
  /// Its document does not say that it reports over HTTP. 422.
  case noHTTP
  /// Its document does not say that it is told over HTTP. 422.
  case noWebhook
  /// A live key of this integration has this name. 409.
  case nameTaken
  /// There is no such live key. 404.
  case unknown
  /// A name is 1 to 64 of a-z, 0-9, dot, dash and underscore. 422.
  case nameForm
  /// A secret that is given has 24 to 64 bytes (Standard Webhooks 1.0), or its text is no base64.
  /// 422.
  case secretForm
  /// An integration has at most `KeyChanges.keysMax` live keys. 409.
  case tooMany
  /// The store cannot keep or read it. 503.
  case notNow
}

/// A key that is wished for.
package struct KeyOrder: Sendable {
  package let integration: String
  /// Unique among the live keys of its integration.
  package let name: String
  package var scheme = KeyScheme.bearer
  package var world = World.production
  /// What the source signs with already; nil makes one. Of no use to a bearer key, which is always
  /// made here.
  package var secret: String?

  package init(_ name: String, of integration: String) {
    self.name = name
    self.integration = integration
  }
}

/// Makes, ends and lists keys of integrations. Each act leaves a leaf on the trail, in the unit of
/// what it tells; the key itself is on no trail.
package struct KeyChanges: Sendable {
  /// Live keys of one integration: two while they are changed over, and a few senders apart.
  package static let keysMax = 20
  /// Bytes of a secret with which a source signs.
  package static let secretBytes = 24...64

  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Every key, ended ones too, oldest first.
  package func all() async throws(KeyFault) -> [IntegrationKey] {
    try await surroundings.read(or: KeyFault.notNow, "the keys cannot be read") {
      try $0.integrationKeys()
    }
  }

  /// Makes a key for an integration.
  ///
  /// - Returns: the key as its source is given it, once: `whsec_` and base64 for one that signs,
  ///   43 characters of base64url for a bearer, 32 hexadecimal digits where events-v2 is spoken.
  package func make(
    _ order: KeyOrder, by actor: TrailActor
  ) async throws(KeyFault) -> String {
    let (integration, name, scheme) = (order.integration, order.name, order.scheme)
    guard NameForm.holds(name) else { throw .nameForm }
    let (text, bytes) = try keyText(of: order)
    let surroundings = surroundings
    let digest = surroundings.sealer.digest(bytes)
    let secret = SigningSecret(unredacted: scheme.keepsSecret ? bytes : [])
    return try await commit { store in
      let now = surroundings.time.now()
      guard let document = try surroundings.directory.snapshot().integrations[integration] else {
        return .failure(.unknownIntegration)
      }
      if scheme == .outbound {
        guard case .web(_, .webhook)? = document.returnPath?.target else {
          return .failure(.noWebhook)
        }
      } else {
        guard document.http != nil else { return .failure(.noHTTP) }
      }
      let known = try store.integrationKeys()
      let live = known.filter { $0.endedAt == nil && $0.integration == integration }
      guard live.count < Self.keysMax else { return .failure(.tooMany) }
      guard !live.contains(where: { $0.name == name }) else { return .failure(.nameTaken) }
      guard !known.contains(where: { $0.digest == digest }) else { return .failure(.nameTaken) }
      try store.insert(
        IntegrationKey(
          digest: digest, integration: integration, name: name, scheme: scheme, world: order.world,
          secret: secret, madeAt: now))
      var leaf = TrailLeaf(
        .integrationKeyMade, on: "integration-key:\(integration)/\(name)", by: actor, at: now)
      leaf.reason = "\(scheme.rawValue), \(order.world.rawValue)"
      try store.append(leaf)
      return .success(text)
    }
  }

  /// Ends a key; requests with it are refused from the next look at the directory on.
  package func end(
    _ name: String, of integration: String, by actor: TrailActor
  ) async throws(KeyFault) {
    let surroundings = surroundings
    try await commit { store -> Result<Void, KeyFault> in
      let now = surroundings.time.now()
      guard try store.endIntegrationKey(name, of: integration, at: now) else {
        return .failure(.unknown)
      }
      let leaf = TrailLeaf(
        .integrationKeyEnded, on: "integration-key:\(integration)/\(name)", by: actor, at: now)
      try store.append(leaf)
      return .success(())
    }
  }

  private func keyText(of order: KeyOrder) throws(KeyFault) -> (text: String, bytes: [UInt8]) {
    let (scheme, given) = (order.scheme, order.secret)
    guard scheme.keepsSecret else {
      let document = (try? surroundings.directory.snapshot())?.integrations[order.integration]
      if document?.http?.format == .events {
        // 32 characters, as clients of the Events API v2 expect them.
        let token = Self.hexadecimal(surroundings.sealer.randomBytes(16))
        return (token, Array(token.utf8))
      }
      let token = Base64URL.encode(surroundings.sealer.randomBytes(32))
      return (token, Array(token.utf8))
    }
    guard let given else {
      let bytes = surroundings.sealer.randomBytes(32)
      return ("whsec_\(Base64.encode(bytes))", bytes)
    }
    guard let bytes = Self.secret(given, scheme), Self.secretBytes.contains(bytes.count) else {
      throw .secretForm
    }
    return (given, bytes)
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Standard Webhooks writes its secrets in base64 behind `whsec_`; the others sign with the
  /// characters as they stand.
  static func secret(_ text: String, _ scheme: KeyScheme) -> [UInt8]? {
    let prefix = "whsec_"
    guard scheme == .standardWebhooks || scheme == .outbound else { return Array(text.utf8) }
    return Base64.decode(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
  }

  private func commit<Answer: Sendable>(
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, KeyFault>
  ) async throws(KeyFault) -> Answer {
    try await surroundings.perform(
      or: KeyFault.notNow, "a key of an integration could not be kept", byteCount: 1_024, unit)
  }
}
