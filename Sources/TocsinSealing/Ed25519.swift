// Tocsin — Sealing: Ed25519 and randomness from libsodium
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import TocsinGateway

/// libsodium, initialised once before its first use (libsodium's `sodium_init` may be called from
/// several threads and again).
enum Sodium {
  static let isReady: Bool = sodium_init() >= 0

  static func prepare() {
    precondition(isReady, "libsodium could not be initialised: the system has no random source")
  }

  /// Bytes from the system's generator.
  static func randomBytes(_ count: Int) -> [UInt8] {
    prepare()
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      if let start = buffer.baseAddress { randombytes_buf(start, count) }
      filled = count
    }
  }
}

/// An Ed25519 signing key (RFC 8032) made from its 32-byte seed.
struct SigningKey: Sendable {
  /// 32 bytes.
  let publicKey: [UInt8]
  /// libsodium's form: seed and public key, 64 bytes.
  private let secretKey: [UInt8]

  init(seed: [UInt8]) {
    precondition(seed.count == WireSize.key, "a seed has 32 bytes")
    Sodium.prepare()
    var publicKey = [UInt8](repeating: 0, count: WireSize.key)
    var secretKey = [UInt8](repeating: 0, count: WireSize.signature)
    let result = crypto_sign_ed25519_seed_keypair(&publicKey, &secretKey, seed)
    precondition(result == 0, "libsodium makes a key of any seed")
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// The 64 bytes of the signature; deterministic.
  func sign(_ bytes: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: WireSize.signature)
    let result = crypto_sign_ed25519_detached(
      &signature, nil, bytes, UInt64(bytes.count), secretKey)
    precondition(result == 0, "libsodium signs any bytes")
    return signature
  }
}

extension SigningKey: CustomStringConvertible {
  var description: String { "[redacted]" }
}

/// Verification of Ed25519; keys of small order and signatures in a second encoding are refused.
enum Ed25519 {
  static func isValid(signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]) -> Bool {
    guard signature.count == WireSize.signature, publicKey.count == WireSize.key else {
      return false
    }
    Sodium.prepare()
    return crypto_sign_ed25519_verify_detached(
      signature, bytes, UInt64(bytes.count), publicKey) == 0
  }

  /// Whether the bytes are a point of the main subgroup, in its one encoding.
  static func isUsable(publicKey: [UInt8]) -> Bool {
    guard publicKey.count == WireSize.key else { return false }
    Sodium.prepare()
    return crypto_core_ed25519_is_valid_point(publicKey) == 1
  }
}
