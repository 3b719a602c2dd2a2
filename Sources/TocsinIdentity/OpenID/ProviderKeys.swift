// Tocsin — Identity: the keys that a provider signs with
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import JWTKit
internal import TocsinGateway

/// One public key, bound to the one algorithm of its type.
struct ProviderKey: Sendable {
  let keyID: String?
  let algorithm: TokenAlgorithm
  private let verifier: any JWTAlgorithm

  /// Nil for a key that is not for signatures, of another type, or unsound.
  fileprivate init?(_ key: KeyDocument) async {
    guard key.use == nil || key.use == "sig", key.operations?.contains("verify") ?? true else {
      return nil
    }
    let keys = JWTKeyCollection()
    switch key.type {
    case "RSA":
      algorithm = .rs256
      // 8,192 bits at most; the library asks for 2,048 at least.
      guard let modulus = key.modulus, let exponent = key.exponent, modulus.utf8.count <= 1_366,
        exponent.utf8.count <= 6,
        let rsa = try? Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
      else { return nil }
      await keys.add(rsa: rsa, digestAlgorithm: .sha256)
    case "EC":
      algorithm = .es256
      guard key.curve == "P-256", let x = key.x, let y = key.y,
        let point = try? ES256PublicKey(parameters: (x, y))
      else { return nil }
      await keys.add(ecdsa: point)
    default: return nil
    }
    guard key.algorithm == nil || key.algorithm == algorithm.rawValue,
      let verifier = try? await keys.getKey()
    else { return nil }
    keyID = key.keyID
    self.verifier = verifier
  }

  /// Whether the token's signature is this key's. The algorithm is the key's own, whatever the
  /// token says.
  func verifies(_ token: CompactToken) -> Bool {
    guard token.algorithm == algorithm else { return false }
    return (try? verifier.verify(token.signature, signs: token.signed)) ?? false
  }
}

/// A member of a JWK Set (RFC 7517 §4).
private struct KeyDocument: Decodable {
  let type: String
  let keyID: String?
  let algorithm: String?
  let use: String?
  let operations: [String]?
  let curve: String?
  let x: String?
  let y: String?
  let modulus: String?
  let exponent: String?

  private enum CodingKeys: String, CodingKey {
    case type = "kty"
    case keyID = "kid"
    case algorithm = "alg"
    case use
    case operations = "key_ops"
    case curve = "crv"
    case x
    case y
    case modulus = "n"
    case exponent = "e"
  }
}

/// The usable keys of a provider.
struct ProviderKeys: Sendable {
  let keys: [ProviderKey]

  private struct Document: Decodable {
    let keys: [Lenient]
  }

  /// A member that is not understood is passed over (RFC 7517 §5).
  private struct Lenient: Decodable {
    let key: KeyDocument?
    init(from decoder: any Decoder) throws { key = try? KeyDocument(from: decoder) }
  }

  /// Nil for what is no JWK Set. Keys after the first 64 are not looked at.
  init?(_ json: [UInt8]) async {
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else {
      return nil
    }
    var keys: [ProviderKey] = []
    for member in document.keys.prefix(OpenIDLimits.keysMax) {
      if let member = member.key, let key = await ProviderKey(member) { keys.append(key) }
    }
    self.keys = keys
  }

  /// The key that a token names; without a name, the one key of the token's algorithm.
  func key(for token: CompactToken) -> ProviderKey? {
    let fitting = keys.filter { $0.algorithm == token.algorithm }
    guard let keyID = token.keyID else { return fitting.count == 1 ? fitting.first : nil }
    return fitting.first { $0.keyID == keyID }
  }
}
