// Tocsin — Gateway: the ports that prove who somebody is
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

// MARK: - OpenID Connect

/// Why a browser is sent to the provider.
package enum OpenIDPurpose: String, Sendable, CaseIterable {
  case signIn = "sign-in"
  /// The person must show again who they are: `prompt=login` and `max_age=0`.
  case stepUp = "step-up"
}

/// Where the browser goes, and what it must bring back.
package struct OpenIDRequest: Hashable, Sendable {
  /// The provider's authorization endpoint with its query. Goes into `Location`.
  package let url: String
  /// State, nonce, PKCE verifier, redirect, purpose and time, sealed so that the browser can
  /// neither read nor make one. Characters of a cookie value only, at most 2,048 bytes. Kept in the
  /// cookie `__Host-tocsin-openid` (SameSite=Lax) until the return.
  package let state: String

  package init(url: String, state: String) {
    self.url = url
    self.state = state
  }
}

/// Who somebody is, by the word of the provider; its signature, issuer, audience, nonce and times
/// have been checked.
package struct ProvenIdentity: Hashable, Sendable {
  /// `iss` and `sub` of the identity token.
  package let issuer: String
  package let subject: String
  /// The name by which accounts know the person, from the claim that the site has chosen; nil when
  /// the token has none.
  package let userName: String?
  /// `sid`, for the provider's logout; nil when the token has none.
  package let providerSession: String?
  /// `acr`; empty when the token has none.
  package let contextClass: String
  /// `amr`, in the token's order.
  package let methods: [String]
  /// `auth_time`; nil when the token has none.
  package let authenticatedAt: Timestamp?
  /// What `begin` was called for, from the sealed state.
  package let purpose: OpenIDPurpose

  package init(
    issuer: String, subject: String, userName: String?, providerSession: String?,
    contextClass: String = "", methods: [String] = [], authenticatedAt: Timestamp?,
    purpose: OpenIDPurpose
  ) {
    self.issuer = issuer
    self.subject = subject
    self.userName = userName
    self.providerSession = providerSession
    self.contextClass = contextClass
    self.methods = methods
    self.authenticatedAt = authenticatedAt
    self.purpose = purpose
  }
}

/// What a back-channel logout names: at least one of the two is there.
package struct ProviderLogout: Hashable, Sendable {
  package let subject: String?
  package let providerSession: String?

  package init(subject: String?, providerSession: String?) {
    self.subject = subject
    self.providerSession = providerSession
  }
}

/// Why the provider's word is not taken.
package enum OpenIDError: Error, Hashable, Sendable {
  /// The provider cannot be reached or answers with a fault. 503: try again, or sign in otherwise.
  case unreachable
  /// The return does not belong to a request of this browser, or came too late. 401: begin again.
  case wrongState
  /// The provider said no, by its own `error` word.
  case denied(String)
  /// A token is not what it must be; the word says which check, and holds no value. 401.
  case refused(String)
  /// A logout token that was taken before. 400.
  case replayed
}

/// An OpenID Connect provider: code flow with PKCE, and back-channel logout.
package protocol OpenIDProvider: Sendable {
  /// Prepares a browser's way to the provider.
  ///
  /// - Parameter redirect: the registered return address of this site, whole.
  func begin(
    _ purpose: OpenIDPurpose, redirect: String
  ) async throws(OpenIDError) -> OpenIDRequest

  /// Takes the browser's return: exchanges the code, checks the token.
  ///
  /// - Parameters:
  ///   - query: the return's query without `?`, as it stands in the request; untrusted.
  ///   - state: the cookie's value; untrusted.
  func finish(query: String, state: String) async throws(OpenIDError) -> ProvenIdentity

  /// Checks a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6). A `jti` is taken once.
  func logout(token: String) async throws(OpenIDError) -> ProviderLogout
}

// MARK: - Passkeys

/// For whom a passkey is registered.
package struct PasskeyRegistration: Hashable, Sendable {
  /// 32 random bytes, used once; the caller keeps them until the response.
  package let challenge: [UInt8]
  /// 32 bytes that stand for the account and say nothing about it (WebAuthn §5.4.3).
  package let userHandle: [UInt8]
  /// Shown by the authenticator.
  package let userName: String
  package let displayName: String
  /// Ids of the person's passkeys, so that none is registered twice.
  package let known: [[UInt8]]

  package init(
    challenge: [UInt8], userHandle: [UInt8], userName: String, displayName: String,
    known: [[UInt8]]
  ) {
    self.challenge = challenge
    self.userHandle = userHandle
    self.userName = userName
    self.displayName = displayName
    self.known = known
  }
}

/// A registration that was checked.
package struct RegisteredPasskey: Hashable, Sendable {
  /// At most 1,023 bytes.
  package let id: [UInt8]
  /// The COSE key (RFC 9052).
  package let publicKey: [UInt8]
  package let signCount: Int64
  /// The authenticator has verified the person, by PIN or body.
  package let isUserVerified: Bool

  package init(id: [UInt8], publicKey: [UInt8], signCount: Int64, isUserVerified: Bool) {
    self.id = id
    self.publicKey = publicKey
    self.signCount = signCount
    self.isUserVerified = isUserVerified
  }
}

/// An assertion that was checked.
package struct PasskeyAssertion: Hashable, Sendable {
  package let id: [UInt8]
  /// The authenticator's new counter; 0 where it keeps none.
  package let signCount: Int64
  package let isUserVerified: Bool

  package init(id: [UInt8], signCount: Int64, isUserVerified: Bool) {
    self.id = id
    self.signCount = signCount
    self.isUserVerified = isUserVerified
  }
}

/// Why a passkey is not taken. All are 401 or, while registering, 422; none says more to the
/// browser.
package enum PasskeyError: Error, Hashable, Sendable {
  /// Not the JSON, CBOR or bytes that it must be.
  case malformed
  case wrongChallenge
  case wrongOrigin
  case wrongRelyingParty
  case badSignature
  /// The person was not verified, or not present.
  case unverifiedUser
  /// The counter did not grow: the authenticator may have been copied.
  case counterWentBack
  /// An algorithm or a key that is not among those offered.
  case unsupportedKey
}

/// Checks WebAuthn ceremonies for one relying party and its origins, which it is made with. Pure:
/// challenges, records and counters are the caller's.
package protocol PasskeyVerifier: Sendable {
  /// `PublicKeyCredentialCreationOptionsJSON` (WebAuthn §5.1.9), user verification required.
  func registrationOptions(_ registration: PasskeyRegistration) -> [UInt8]

  /// `PublicKeyCredentialRequestOptionsJSON`, user verification required.
  ///
  /// - Parameter allowed: ids of passkeys; empty for any that the authenticator finds.
  func assertionOptions(challenge: [UInt8], allowed: [[UInt8]]) -> [UInt8]

  /// Checks a `RegistrationResponseJSON` (WebAuthn §7.1).
  func verifyRegistration(
    _ response: [UInt8], challenge: [UInt8]
  ) throws(PasskeyError) -> RegisteredPasskey

  /// The credential's id in an `AuthenticationResponseJSON`, unchecked, to look its record up; nil
  /// when it cannot be read.
  func credentialID(of response: [UInt8]) -> [UInt8]?

  /// Checks an `AuthenticationResponseJSON` against a record (WebAuthn §7.2), with the counter: a
  /// counter that is not 0 must be greater than the record's.
  func verifyAssertion(
    _ response: [UInt8], challenge: [UInt8], by passkey: PasskeyRecord
  ) throws(PasskeyError) -> PasskeyAssertion
}

// MARK: - Directories

/// A directory's request below `/scim/v2`, its bearer key checked.
package struct DirectoryRequest: Sendable {
  /// The name of the directory's key: the actor on the trail.
  package let directory: String
  /// In capitals.
  package let method: String
  /// What follows `/scim/v2`, percent-encoded as it came, such as `/Groups`; empty for the root.
  package let path: String
  /// Without `?`, as it came; empty for none.
  package let query: String
  /// Values of the fields that count, by their names in lower case: `accept`, `content-type`,
  /// `if-match`, `if-none-match`.
  package let headers: [String: String]
  package let body: [UInt8]

  package init(
    directory: String, method: String, path: String, query: String, headers: [String: String],
    body: [UInt8]
  ) {
    self.directory = directory
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }
}

/// What a directory gets, whatever its status.
package struct DirectoryReply: Sendable {
  package let status: Int
  /// `content-type`, `etag`, `location` and the like.
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Where directories provision accounts: SCIM 2.0 (RFC 7644).
package protocol DirectoryDoor: Sendable {
  /// Answers any request, errors in SCIM's own form included.
  func answer(_ request: DirectoryRequest) async -> DirectoryReply
}
