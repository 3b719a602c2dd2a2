// Tocsin — Sealing: the one suite of TCN1, from swift-crypto
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
internal import TocsinGateway

/// Suite 1: HPKE base mode (RFC 9180 §5.1.1) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
/// AES-256-GCM. One message a context; the header goes into `info`, the AAD is empty.
enum Suite {
  private static let hpke = HPKE.Ciphersuite(
    kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)

  /// The encapsulated key and the ciphertext with its tag; nil when the key has another length or
  /// is of small order, so that the secret would be all zeros (RFC 9180 §7.1.4). The check is
  /// ours: swift-crypto 4.5 does not make it for X25519.
  static func seal(
    _ plaintext: [UInt8], info: [UInt8], for deviceKey: [UInt8]
  ) -> (encapsulatedKey: [UInt8], ciphertext: [UInt8])? {
    guard !SmallOrder.contains(deviceKey),
      let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: deviceKey),
      var sealing = try? HPKE.Sender(recipientKey: key, ciphersuite: hpke, info: Data(info)),
      let ciphertext = try? sealing.seal(plaintext)
    else { return nil }
    return (Array(sealing.encapsulatedKey), Array(ciphertext))
  }

  /// The plaintext; nil when anything is not what was sealed.
  static func open(
    _ ciphertext: [UInt8], encapsulatedKey: [UInt8], info: [UInt8], with secretKey: AgreementKey
  ) -> [UInt8]? {
    guard !SmallOrder.contains(encapsulatedKey),
      var opening = try? HPKE.Recipient(
        privateKey: secretKey.key, ciphersuite: hpke, info: Data(info),
        encapsulatedKey: Data(encapsulatedKey)),
      let plaintext = try? opening.open(ciphertext)
    else { return nil }
    return Array(plaintext)
  }

  /// SHA-256, 32 bytes.
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var sha = SHA256()
    bytes.withUnsafeBytes { sha.update(bufferPointer: $0) }
    return Array(sha.finalize())
  }

  /// HMAC-SHA256, 32 bytes.
  static func tag(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
  }
}

/// The X25519 public keys with which every secret gives zeros: the points whose order divides 8 on
/// the curve and its twist, in every encoding below 2^255 (RFC 7748 §6.1; the list of libsodium's
/// `crypto_scalarmult_curve25519`). The top bit of a key does not count (RFC 7748 §5).
private enum SmallOrder {
  static func contains(_ publicKey: [UInt8]) -> Bool {
    guard publicKey.count == WireSize.key else { return false }
    var canonical = publicKey
    canonical[31] &= 0x7f
    return points.contains(canonical)
  }

  private static let points: Set<[UInt8]> = [
    low(0), low(1), high(0xec), high(0xed), high(0xee),
    [
      0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae,
      0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
      0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd,
      0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ],
    [
      0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24,
      0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
      0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86,
      0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
    ],
  ]

  /// A small number, little-endian.
  private static func low(_ first: UInt8) -> [UInt8] { [first] + [UInt8](repeating: 0, count: 31) }

  /// A number near 2^255 - 19, little-endian.
  private static func high(_ first: UInt8) -> [UInt8] {
    [first] + [UInt8](repeating: 0xff, count: 30) + [0x7f]
  }
}

/// An X25519 secret (RFC 7748 §5).
struct AgreementKey: Sendable {
  let key: Curve25519.KeyAgreement.PrivateKey
  /// 32 bytes.
  let publicKey: [UInt8]

  /// Nil when the secret does not have 32 bytes.
  init?(secret: [UInt8]) {
    guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: secret) else {
      return nil
    }
    self.key = key
    self.publicKey = Array(key.publicKey.rawRepresentation)
  }
}

extension AgreementKey: CustomStringConvertible {
  var description: String { "[redacted]" }
}
