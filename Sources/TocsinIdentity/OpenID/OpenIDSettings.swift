// Tocsin — Identity: how a site knows its OpenID Connect provider
// SPDX-License-Identifier: Apache-2.0

/// The secret that the provider has given to this site. Never printed by accident.
package struct ClientSecret: Hashable, Sendable, CustomStringConvertible {
  package let unredacted: String

  package init(unredacted: String) { self.unredacted = unredacted }

  package var description: String { "[redacted]" }
}

/// The provider of a site and what this site is to it.
package struct OpenIDSettings: Hashable, Sendable {
  /// To the letter as the provider writes it into its tokens, such as
  /// `https://login.example.org/realms/hospital`.
  package let issuer: String
  package let clientID: String
  /// Nil for a public client, which PKCE alone protects.
  package var secret: ClientSecret?
  /// The return address as it is registered there; nil for the one that each request names.
  package var redirect: String?
  /// The claim that holds the name by which accounts know the person.
  package var claim = "preferred_username"
  package var scopes = ["openid", "profile"]

  package init(issuer: String, clientID: String) {
    self.issuer = issuer
    self.clientID = clientID
  }
}

/// Named limits and spans of sign-in by a provider (I10). Spans in seconds.
package enum OpenIDLimits {
  /// How far two clocks may differ.
  package static let leewaySeconds: Int64 = 60
  /// From the way to the provider until the return.
  package static let signInSeconds: Int64 = 600
  /// How old an identity token may be when it comes, over the leeway.
  package static let identityAgeSeconds: Int64 = 600
  /// How old a logout token may be when it comes, over the leeway.
  package static let logoutAgeSeconds: Int64 = 300
  /// The provider's document and keys are asked for again after so long.
  package static let freshSeconds: Int64 = 3_600
  /// When they cannot be had, the old ones serve so long.
  package static let staleSeconds: Int64 = 86_400
  /// An unknown key makes the keys be asked for again, but only so often.
  package static let refetchSeconds: Int64 = 30
  /// After a failure the provider is left alone so long.
  package static let pauseSeconds: Int64 = 5
  package static let documentBytesMax = 262_144
  package static let keysMax = 64
  package static let queryBytesMax = 8_192
  package static let stateBytesMax = 2_048
  package static let redirectBytesMax = 1_024
  /// Logout tokens that are remembered.
  package static let seenMax = 10_000
  /// A subject, a session, a name or an id in a token.
  package static let nameBytesMax = 255
}
