// Tocsin — Identity: passkeys, checked
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
package import TocsinGateway

/// Whom passkeys are made for, and where they may be used.
package struct RelyingParty: Hashable, Sendable {
  /// The host of the site, such as `tocsin.hospital.example`, or `localhost`; never an address.
  package let id: String
  /// Shown by the authenticator.
  package let name: String
  /// Scheme, host and port, as a browser writes them; each of the id or below it.
  package let origins: Set<String>

  package init(id: String, name: String, origins: Set<String>) {
    self.id = id
    self.name = name
    self.origins = origins
  }
}

/// Checks the ceremonies of WebAuthn Level 3 (§7.1, §7.2) for one relying party.
///
/// The person must be present and verified. Attestation is not asked for; a statement that comes
/// all the same is read and not trusted, because what counts is who was there when the passkey was
/// added and not which company made the key.
package struct Passkeys: PasskeyVerifier {
  /// The largest response of a browser, in bytes.
  package static let responseBytesMax = 65_536

  private let party: RelyingParty
  private let digest: [UInt8]

  package init(_ party: RelyingParty) {
    self.party = party
    digest = Array(SHA256.hash(data: Array(party.id.utf8)))
  }

  package func verifyRegistration(
    _ response: [UInt8], challenge: [UInt8]
  ) throws(PasskeyError) -> RegisteredPasskey {
    let response = try Self.decode(CeremonyJSON<RegistrationJSON>.self, response)
    try check(try response.bytes(\.clientDataJSON), type: "webauthn.create", challenge)
    let report = try Self.attested(try response.bytes(\.attestationObject))
    try check(report)
    guard let credential = report.credential else { throw .malformed }
    guard credential.id == Base64URL.decode(response.id), response.id == response.rawId else {
      throw .malformed
    }
    guard PasskeyKey(credential.key) != nil else { throw .unsupportedKey }
    return RegisteredPasskey(
      id: credential.id, publicKey: credential.publicKey, signCount: Int64(report.signCount),
      isUserVerified: true)
  }

  package func credentialID(of response: [UInt8]) -> [UInt8]? {
    guard let response = try? Self.decode(CeremonyJSON<AssertionJSON>.self, response),
      let id = Base64URL.decode(response.id), !id.isEmpty,
      id.count <= AuthenticatorReport.credentialBytesMax
    else { return nil }
    return id
  }

  package func verifyAssertion(
    _ response: [UInt8], challenge: [UInt8], by passkey: PasskeyRecord
  ) throws(PasskeyError) -> PasskeyAssertion {
    let response = try Self.decode(CeremonyJSON<AssertionJSON>.self, response)
    guard Base64URL.decode(response.id) == passkey.id, response.id == response.rawId else {
      throw .malformed
    }
    let client = try response.bytes(\.clientDataJSON)
    try check(client, type: "webauthn.get", challenge)
    let signed = try response.bytes(\.authenticatorData)
    guard let report = try? AuthenticatorReport(parsing: signed) else { throw .malformed }
    try check(report)
    guard let item = try? CBORReader.whole(passkey.publicKey), let key = PasskeyKey(item) else {
      throw .unsupportedKey
    }
    let signature = try response.bytes(\.signature)
    guard key.isValid(signature: signature, over: signed + SHA256.hash(data: client)) else {
      throw .badSignature
    }
    let signCount = Int64(report.signCount)
    guard signCount > passkey.signCount || signCount == 0 && passkey.signCount == 0 else {
      throw .counterWentBack
    }
    return PasskeyAssertion(id: passkey.id, signCount: signCount, isUserVerified: true)
  }

  // MARK: - The checks that both ceremonies share

  private func check(
    _ client: [UInt8], type: String, _ challenge: [UInt8]
  ) throws(PasskeyError) {
    guard let statement = ClientStatement(parsing: client), statement.type == type else {
      throw .malformed
    }
    guard statement.challenge == Base64URL.encode(challenge), !challenge.isEmpty else {
      throw .wrongChallenge
    }
    guard party.origins.contains(statement.origin), statement.crossOrigin != true,
      statement.topOrigin == nil
    else { throw .wrongOrigin }
  }

  private func check(_ report: AuthenticatorReport) throws(PasskeyError) {
    guard report.relyingPartyDigest == digest else { throw .wrongRelyingParty }
    guard report.flags.isSuperset(of: [.isPresent, .isVerified]) else { throw .unverifiedUser }
  }

  /// The authenticator data of an attestation object (§6.5.4): a map of `fmt`, `attStmt` and
  /// `authData`.
  private static func attested(_ object: [UInt8]) throws(PasskeyError) -> AuthenticatorReport {
    guard let members = (try? CBORReader.whole(object))?.map, members.count == 3,
      let format = members[.text("fmt")]?.text, let statement = members[.text("attStmt")]?.map,
      format != "none" || statement.isEmpty, let bytes = members[.text("authData")]?.bytes,
      let report = try? AuthenticatorReport(parsing: bytes)
    else { throw .malformed }
    return report
  }

  private static func decode<Response: Decodable>(
    _ type: CeremonyJSON<Response>.Type, _ bytes: [UInt8]
  ) throws(PasskeyError) -> CeremonyJSON<Response> {
    guard bytes.count <= responseBytesMax,
      let response = try? JSONDecoder().decode(type, from: Data(bytes)),
      response.type == "public-key"
    else { throw .malformed }
    return response
  }
}

// MARK: - What is asked of the browser

extension Passkeys {
  package func registrationOptions(_ registration: PasskeyRegistration) -> [UInt8] {
    Self.encode(
      CreationOptionsJSON(
        rp: .init(id: party.id, name: party.name),
        user: .init(
          id: Base64URL.encode(registration.userHandle), name: registration.userName,
          displayName: registration.displayName),
        challenge: Base64URL.encode(registration.challenge),
        pubKeyCredParams: PasskeyKey.algorithms.map { .init(alg: $0) },
        excludeCredentials: registration.known.map(CredentialJSON.init)))
  }

  package func assertionOptions(challenge: [UInt8], allowed: [[UInt8]]) -> [UInt8] {
    Self.encode(
      RequestOptionsJSON(
        challenge: Base64URL.encode(challenge), rpId: party.id,
        allowCredentials: allowed.map(CredentialJSON.init)))
  }

  private static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("texts and whole numbers are always JSON")
    }
    return [UInt8](data)
  }
}
