// Tocsin — Identity: the public key of a passkey
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// The public key of a credential, from its COSE form (RFC 9052 §7, RFC 9053, RFC 8230).
///
/// Three algorithms are offered, and no more are read: what most authenticators make, what the
/// newer ones prefer, and what the TPM of an older desktop has.
enum PasskeyKey: Sendable {
  case es256(P256.Signing.PublicKey)
  case ed25519(Curve25519.Signing.PublicKey)
  case rs256(_RSA.Signing.PublicKey)

  /// The COSE numbers of the algorithms, the most wanted first.
  static let algorithms: [Int64] = [-8, -7, -257]

  /// The largest RSA modulus, in bytes.
  private static let modulusBytesMax = 512

  /// Nil when the key is of another algorithm, incomplete, or no point of its curve.
  init?(_ item: CBORItem) {
    guard let members = item.map, let type = members[.integer(1)]?.integer,
      let algorithm = members[.integer(3)]?.integer
    else { return nil }
    let parameter = { (label: Int64) in members[.integer(label)] }
    switch (type, algorithm) {
    case (1, -8): self.init(ed25519: parameter)
    case (2, -7): self.init(es256: parameter)
    case (3, -257): self.init(rs256: parameter)
    default: return nil
    }
  }

  private init?(ed25519 parameter: (Int64) -> CBORItem?) {
    guard parameter(-1)?.integer == 6, let x = parameter(-2)?.bytes, x.count == 32,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x)
    else { return nil }
    self = .ed25519(key)
  }

  private init?(es256 parameter: (Int64) -> CBORItem?) {
    guard parameter(-1)?.integer == 1,
      let x = parameter(-2)?.bytes, x.count == 32, let y = parameter(-3)?.bytes, y.count == 32,
      let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y)
    else { return nil }
    self = .es256(key)
  }

  private init?(rs256 parameter: (Int64) -> CBORItem?) {
    guard let modulus = parameter(-1)?.bytes, modulus.count <= Self.modulusBytesMax,
      let exponent = parameter(-2)?.bytes, exponent == [1, 0, 1],
      let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
    else { return nil }
    self = .rs256(key)
  }

  /// Whether the signature was made over `bytes` with the secret half.
  func isValid(signature: [UInt8], over bytes: [UInt8]) -> Bool {
    switch self {
    case .es256(let key):
      guard let parsed = try? P256.Signing.ECDSASignature(derRepresentation: signature) else {
        return false
      }
      return key.isValidSignature(parsed, for: bytes)
    case .ed25519(let key):
      return key.isValidSignature(signature, for: bytes)
    case .rs256(let key):
      let parsed = _RSA.Signing.RSASignature(rawRepresentation: signature)
      return key.isValidSignature(
        parsed, for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
    }
  }
}
