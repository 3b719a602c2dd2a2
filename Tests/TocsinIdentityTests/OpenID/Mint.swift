// Tocsin — IdentityTests: keys and tokens, made on the spot
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import TocsinGateway

/// A key pair of a provider.
enum MintKey: Sendable {
  case es256(P256.Signing.PrivateKey)
  case rs256(_RSA.Signing.PrivateKey)

  static let elliptic = MintKey.es256(P256.Signing.PrivateKey())
  static let otherElliptic = MintKey.es256(P256.Signing.PrivateKey())
  /// Made once: it takes a while.
  static let rsa: MintKey = {
    guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else {
      fatalError("no RSA key can be made")
    }
    return .rs256(key)
  }()

  var algorithm: String {
    switch self {
    case .es256: "ES256"
    case .rs256: "RS256"
    }
  }

  func sign(_ bytes: [UInt8]) throws -> [UInt8] {
    switch self {
    case .es256(let key): try Array(key.signature(for: Data(bytes)).rawRepresentation)
    case .rs256(let key):
      try Array(
        key.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
          .rawRepresentation)
    }
  }

  /// The public key as a member of a JWK Set, with more members or others.
  func published(_ id: String?, _ more: [String: String] = [:]) throws -> String {
    var members: [String: String] = [:]
    switch self {
    case .es256(let key):
      let raw = Array(key.publicKey.rawRepresentation)
      members = ["kty": "EC", "crv": "P-256"]
      members["x"] = Base64URL.encode(Array(raw[..<32]))
      members["y"] = Base64URL.encode(Array(raw[32...]))
    case .rs256(let key):
      let parts = try key.publicKey.getKeyPrimitives()
      members = ["kty": "RSA"]
      members["n"] = Base64URL.encode(Array(parts.modulus))
      members["e"] = Base64URL.encode(Array(parts.publicExponent))
    }
    members["kid"] = id
    members.merge(more) { $1 }
    return "{" + members.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}"
  }
}

/// A token under construction: members as pieces of JSON.
struct Mint: Sendable {
  var header: [String: String]
  var claims: [String: String]

  /// A good token of `Provider`, issued at `second`.
  static func identity(at second: Int64, nonce: String, kid: String = "e1") -> Mint {
    Mint(
      header: ["alg": "\"ES256\"", "typ": "\"JWT\"", "kid": "\"\(kid)\""],
      claims: [
        "iss": "\"\(Provider.issuer)\"", "aud": "\"tocsin\"", "sub": "\"s-1\"",
        "iat": "\(second)", "exp": "\(second + 300)", "nonce": "\"\(nonce)\"",
        "preferred_username": "\"ada.amsel\"", "acr": "\"gold\"", "amr": "[\"pwd\",\"otp\"]",
        "sid": "\"session-1\"", "auth_time": "\(second)",
      ])
  }

  static func logout(at second: Int64, id: String = "j-1") -> Mint {
    Mint(
      header: ["alg": "\"ES256\"", "typ": "\"logout+jwt\"", "kid": "\"e1\""],
      claims: [
        "iss": "\"\(Provider.issuer)\"", "aud": "[\"tocsin\"]", "sub": "\"s-1\"",
        "sid": "\"session-1\"", "iat": "\(second)", "jti": "\"\(id)\"",
        "events": "{\"http://schemas.openid.net/event/backchannel-logout\":{}}",
      ])
  }

  /// The same with one claim other, or without it.
  func with(_ claim: String, _ json: String?) -> Mint {
    var copy = self
    copy.claims[claim] = json
    return copy
  }

  func headed(_ member: String, _ json: String?) -> Mint {
    var copy = self
    copy.header[member] = json
    return copy
  }

  /// The first two parts.
  var signed: String {
    [header, claims].map { members in
      let json = members.map { "\"\($0)\":\($1)" }.joined(separator: ",")
      return Base64URL.encode(Array("{\(json)}".utf8))
    }.joined(separator: ".")
  }

  func signed(by key: MintKey) throws -> String {
    try signed + "." + Base64URL.encode(key.sign(Array(signed.utf8)))
  }
}
