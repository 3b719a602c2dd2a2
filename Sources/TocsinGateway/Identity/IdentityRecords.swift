// Tocsin — Gateway: the rows of sign-in
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// How a person showed who they are.
package enum SignInMethod: String, Sendable, CaseIterable {
  case openID = "openid"
  case passkey
  case password
  /// The one-time link of a first administrator or an invited person.
  case invitation
}

/// A session of the web client. Only the digest of its token is kept.
package struct SessionRecord: Hashable, Sendable {
  /// SHA-256 of the token in the cookie.
  package let digest: [UInt8]
  /// A name for lists and for ending it, unrelated to the token.
  package let id: SessionID
  package let account: ResponderID
  package let method: SignInMethod
  /// The Ed25519 key with which the browser signs each request, 32 bytes: a stolen cookie is of no
  /// use without it.
  package let key: [UInt8]
  package let begunAt: Timestamp
  package var seenAt: Timestamp
  /// How long it lasts without a request.
  package let idle: Milliseconds
  /// Ends at this instant however busy it is.
  package let endsAt: Timestamp
  package var steppedUpAt: Timestamp?
  /// The provider's session, for its logout; nil for other methods.
  package let providerSession: String?
  /// What the browser calls itself, cut to 120 bytes; for the person's own list.
  package let agent: String

  package init(
    digest: [UInt8], id: SessionID, account: ResponderID, method: SignInMethod, key: [UInt8],
    begunAt: Timestamp, idle: Milliseconds, endsAt: Timestamp, providerSession: String?,
    agent: String
  ) {
    self.digest = digest
    self.id = id
    self.account = account
    self.method = method
    self.key = key
    self.begunAt = begunAt
    seenAt = begunAt
    self.idle = idle
    self.endsAt = endsAt
    steppedUpAt = nil
    self.providerSession = providerSession
    self.agent = agent
  }

  package func isLive(at now: Timestamp) -> Bool { now < endsAt && now < seenAt + idle }
}

/// A passkey (WebAuthn credential) of a person.
package struct PasskeyRecord: Hashable, Sendable {
  /// The authenticator's id of the credential, at most 1,023 bytes.
  package let id: [UInt8]
  package let account: ResponderID
  /// The COSE key (RFC 9052), as it was registered.
  package let publicKey: [UInt8]
  package var signCount: Int64
  package let name: String
  package let addedAt: Timestamp
  package var usedAt: Timestamp?

  package init(
    id: [UInt8], account: ResponderID, publicKey: [UInt8], signCount: Int64, name: String,
    addedAt: Timestamp
  ) {
    self.id = id
    self.account = account
    self.publicKey = publicKey
    self.signCount = signCount
    self.name = name
    self.addedAt = addedAt
    usedAt = nil
  }
}

/// A one-time permission to sign in once and set up how to sign in from then on.
package struct InvitationRecord: Hashable, Sendable {
  /// SHA-256 of the token in the link.
  package let digest: [UInt8]
  package let account: ResponderID
  package let expiresAt: Timestamp
  package var spentAt: Timestamp?

  package init(digest: [UInt8], account: ResponderID, expiresAt: Timestamp) {
    self.digest = digest
    self.account = account
    self.expiresAt = expiresAt
    spentAt = nil
  }
}

/// A directory's bearer key. Only its digest is kept.
package struct DirectoryKeyRecord: Hashable, Sendable {
  package let digest: [UInt8]
  /// Unique among those that are not ended.
  package let name: String
  package let madeAt: Timestamp
  package var endedAt: Timestamp?

  package init(digest: [UInt8], name: String, madeAt: Timestamp) {
    self.digest = digest
    self.name = name
    self.madeAt = madeAt
    endedAt = nil
  }
}

/// One opening of one alert's content by somebody for whom it was not.
package struct BreakGlassRecord: Hashable, Sendable {
  package let account: ResponderID
  package let alert: AlertID
  package let begunAt: Timestamp
  package let endsAt: Timestamp

  package init(account: ResponderID, alert: AlertID, begunAt: Timestamp, endsAt: Timestamp) {
    self.account = account
    self.alert = alert
    self.begunAt = begunAt
    self.endsAt = endsAt
  }
}

/// Phantom kind of a session's identifier.
package enum SessionKind {}
package typealias SessionID = Identifier<SessionKind>
