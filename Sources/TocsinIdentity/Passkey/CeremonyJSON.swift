// Tocsin — Identity: the JSON of WebAuthn's two ceremonies
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// `RegistrationResponseJSON` or `AuthenticationResponseJSON` (WebAuthn Level 3 §5.1): what a
/// browser's `toJSON()` gives. Members that are not checked are not read.
struct CeremonyJSON<Response: Decodable & Sendable>: Decodable, Sendable {
  let id: String
  let rawId: String
  let type: String
  let response: Response

  /// A byte string of the response; `malformed` when it is not base64url.
  func bytes(_ member: KeyPath<Response, String>) throws(PasskeyError) -> [UInt8] {
    guard let bytes = Base64URL.decode(response[keyPath: member]) else { throw .malformed }
    return bytes
  }
}

/// `response` of a registration, each in base64url.
struct RegistrationJSON: Decodable, Sendable {
  let clientDataJSON: String
  let attestationObject: String
}

/// `response` of an assertion, each in base64url.
struct AssertionJSON: Decodable, Sendable {
  let clientDataJSON: String
  let authenticatorData: String
  let signature: String
}

/// `PublicKeyCredentialDescriptorJSON`.
struct CredentialJSON: Encodable {
  let type = "public-key"
  let id: String

  init(_ id: [UInt8]) { self.id = Base64URL.encode(id) }

  enum CodingKeys: CodingKey { case type, id }
}

/// How long the browser waits for the person, in milliseconds; challenges live as long.
private let patience: Int64 = 300_000

/// `PublicKeyCredentialCreationOptionsJSON`: a passkey that is found without a name, that verifies
/// the person, and whose maker is not asked about.
struct CreationOptionsJSON: Encodable {
  struct Party: Encodable {
    let id: String
    let name: String
  }

  struct Person: Encodable {
    let id: String
    let name: String
    let displayName: String
  }

  struct Algorithm: Encodable {
    let type = "public-key"
    let alg: Int64

    enum CodingKeys: CodingKey { case type, alg }
  }

  struct Selection: Encodable {
    let residentKey = "required"
    let requireResidentKey = true
    let userVerification = "required"

    enum CodingKeys: CodingKey { case residentKey, requireResidentKey, userVerification }
  }

  let rp: Party
  let user: Person
  let challenge: String
  let pubKeyCredParams: [Algorithm]
  let excludeCredentials: [CredentialJSON]
  let authenticatorSelection = Selection()
  let attestation = "none"
  let timeout = patience

  enum CodingKeys: CodingKey {
    case rp, user, challenge, pubKeyCredParams, excludeCredentials, authenticatorSelection
    case attestation, timeout
  }
}

/// `PublicKeyCredentialRequestOptionsJSON`.
struct RequestOptionsJSON: Encodable {
  let challenge: String
  let rpId: String
  let allowCredentials: [CredentialJSON]
  let userVerification = "required"
  let timeout = patience

  enum CodingKeys: CodingKey { case challenge, rpId, allowCredentials, userVerification, timeout }
}
