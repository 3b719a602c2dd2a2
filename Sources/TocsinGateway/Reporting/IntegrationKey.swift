// Tocsin — Gateway: what shows that a request comes from an integration
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// How a source shows that it knows its key, or the gateway that it knows the source's.
package enum KeyScheme: String, Sendable, CaseIterable {
  /// `Authorization: Bearer KEY` (RFC 6750 §2.1). Only the key's digest is kept.
  case bearer
  /// HMAC-SHA256 over `id.timestamp.body` (Standard Webhooks 1.0, `v1`).
  case standardWebhooks = "standard-webhooks"
  /// HMAC-SHA256 over the body, in `X-Hub-Signature-256`.
  case gitHub = "github"
  /// HMAC-SHA256 over `timestamp.body`, in `Stripe-Signature`.
  case stripe
  /// The other way: the gateway signs the webhooks that it sends to the source. Never good for what
  /// the source sends, or a webhook of ours could be turned round and sent back to us.
  case outbound = "outbound-webhooks"

  /// Whether the gateway needs the key itself, to check what it signs or to sign.
  package var keepsSecret: Bool { self != .bearer }
}

/// One key of an integration. Several are live at the same time while they are changed over.
package struct IntegrationKey: Hashable, Sendable {
  /// SHA-256 of the key, 32 bytes.
  package let digest: [UInt8]
  package let integration: String
  /// What people call it; unique among the live keys of its integration.
  package let name: String
  package let scheme: KeyScheme
  /// What it reports goes into this world; the test world is sealed (S22).
  package let world: World
  package let madeAt: Timestamp
  package var endedAt: Timestamp?
  /// The key itself, sealed at rest; empty where the digest is enough.
  package var secret: SigningSecret

  package init(
    digest: [UInt8], integration: String, name: String, scheme: KeyScheme, world: World,
    secret: SigningSecret, madeAt: Timestamp
  ) {
    self.digest = digest
    self.integration = integration
    self.name = name
    self.scheme = scheme
    self.world = world
    self.secret = secret
    self.madeAt = madeAt
  }
}

extension IntegrationKey {
  /// What a source shows in the place of a key: the certificate that its document pins. What it
  /// reports goes into production.
  ///
  /// - Parameter digest: the certificate's SHA-256.
  package init(certificate digest: [UInt8], of integration: String) {
    self.init(
      digest: digest, integration: integration, name: "certificate", scheme: .bearer,
      world: .production, secret: .none, madeAt: Timestamp(milliseconds: 0))
  }
}

extension IntegrationKey {
  /// What stands in the place of a key for senders of old pagers: their address is allowed.
  static func pagers(of integration: String) -> IntegrationKey {
    IntegrationKey(
      digest: [], integration: integration, name: "old pagers", scheme: .bearer,
      world: .production, secret: .none, madeAt: Timestamp(milliseconds: 0))
  }
}

/// A key with which a source signs. Never printed by accident.
package struct SigningSecret: Hashable, Sendable, CustomStringConvertible {
  package let unredacted: [UInt8]

  package init(unredacted: [UInt8]) { self.unredacted = unredacted }

  /// No secret.
  package static let none = SigningSecret(unredacted: [])

  package var description: String { "[redacted]" }
}

/// The live keys of all integrations, found by what a request shows.
package struct IntegrationKeys: Sendable {
  private let byDigest: [[UInt8]: IntegrationKey]
  private let byIntegration: [String: [IntegrationKey]]

  package init(_ keys: [IntegrationKey] = []) {
    let live = keys.filter { $0.endedAt == nil }
    byDigest = Dictionary(live.map { ($0.digest, $0) }) { first, _ in first }
    byIntegration = Dictionary(grouping: live, by: \.integration)
  }

  /// The live bearer key with this digest. It is found by its digest, so no comparison can leak
  /// where a wrong one differs.
  package func bearer(digest: [UInt8]) -> IntegrationKey? {
    byDigest[digest].flatMap { $0.scheme == .bearer ? $0 : nil }
  }

  /// The live keys of an integration, oldest first.
  package func keys(of integration: String) -> [IntegrationKey] {
    byIntegration[integration] ?? []
  }
}

/// What can be asked about keys of integrations; each call is one statement.
package protocol IntegrationKeyReader {
  /// Every key, ended ones too, oldest first.
  func integrationKeys() throws -> [IntegrationKey]
}

/// What a unit may do about keys of integrations.
package protocol IntegrationKeyTransaction: IntegrationKeyReader {
  /// Keeps a key. The directory's version grows.
  func insert(_ key: IntegrationKey) throws
  /// Ends a live key and overwrites its secret. The directory's version grows.
  ///
  /// - Returns: whether there was one.
  func endIntegrationKey(_ name: String, of integration: String, at now: Timestamp) throws -> Bool
}
