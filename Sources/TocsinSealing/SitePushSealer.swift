// Tocsin — Sealing: what the site sends to push services, and as whom
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
internal import Synchronization
package import TocsinCore
package import TocsinGateway

/// The `PushSealer` of a site, made from the 32-byte seed of its signing key.
///
/// Browsers subscribe with one P-256 point of the site (RFC 8292 §4), and another point ends every
/// subscription. Its secret is therefore not a key of its own that a backup could lose: it is
/// HKDF-SHA256 (RFC 5869) of the seed, without a salt, with the info `tocsin/vapid/v1` and one byte
/// that counts up from 0 until the 32 bytes are a scalar of the curve.
///
/// Every body has the same length, `PushLimits.bodyBytes`, whatever it says. Who looks on at the
/// push service learns no more than that there was one.
package final class SitePushSealer: PushSealer {
  package let pushPublicKey: [UInt8]
  private let key: P256.Signing.PrivateKey
  private let tokens = Mutex<[TokenName: String]>([:])

  /// A token serves one origin and one sender until one time.
  private struct TokenName: Hashable {
    let origin: String
    let subject: String
    let until: Timestamp
  }

  /// Tokens that are kept; more forgets them all, and each is made again.
  private static let tokensMax = 256

  /// Nil unless the seed has 32 bytes.
  package init?(signerSeed: [UInt8]) {
    guard signerSeed.count == WireSize.key, let key = Self.key(of: signerSeed) else { return nil }
    self.key = key
    pushPublicKey = Array(key.publicKey.x963Representation)
  }

  private static func key(of seed: [UInt8]) -> P256.Signing.PrivateKey? {
    for count in UInt8.min...UInt8.max {
      let bytes = HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: seed),
        info: Array("tocsin/vapid/v1".utf8) + [count], outputByteCount: 32)
      let key = bytes.withUnsafeBytes {
        try? P256.Signing.PrivateKey(rawRepresentation: $0)
      }
      if let key { return key }
    }
    return nil
  }

  package func encrypt(
    _ plain: [UInt8], for subscription: PushSubscription
  ) throws(SealingError) -> [UInt8] {
    guard plain.count <= PushLimits.plainBytesMax else {
      throw .contentTooLong(bytes: plain.count)
    }
    let secret = Array(P256.KeyAgreement.PrivateKey().rawRepresentation)
    let salt = Sodium.randomBytes(PushRecord.saltBytes)
    guard
      let body = PushRecord.seal(
        plain, for: subscription, bodyBytes: PushLimits.bodyBytes, sender: (secret, salt))
    else { throw .keyRefused }
    assert(body.count == PushLimits.bodyBytes)
    return body
  }

  package func authorization(
    origin: String, subject: String, until: Timestamp
  ) throws(SealingError) -> String {
    let name = TokenName(origin: origin, subject: subject, until: until)
    if let token = tokens.withLock({ $0[name] }) { return token }
    let token = "vapid t=\(try jwt(name)),k=\(Base64URL.encode(pushPublicKey))"
    tokens.withLock { tokens in
      if tokens.count >= Self.tokensMax { tokens = [:] }
      tokens[name] = token
    }
    return token
  }

  package func digest(_ bytes: [UInt8]) -> [UInt8] { Suite.digest(bytes) }

  /// A token (RFC 7519) in the compact form of RFC 7515 §7.1, signed with ES256 (RFC 7518 §3.4).
  private func jwt(_ name: TokenName) throws(SealingError) -> String {
    var claims = JSONText()
    claims.raw("{")
    claims.members(["aud": name.origin])
    claims.raw(",\"exp\":")
    claims.number(Int(name.until.milliseconds / 1_000))
    claims.raw(",")
    claims.members(["sub": name.subject])
    claims.raw("}")
    let head = Base64URL.encode(Array(#"{"typ":"JWT","alg":"ES256"}"#.utf8))
    let signed = "\(head).\(Base64URL.encode(claims.bytes))"
    guard let signature = try? key.signature(for: Array(signed.utf8)) else { throw .keyRefused }
    return "\(signed).\(Base64URL.encode(Array(signature.rawRepresentation)))"
  }
}

extension SitePushSealer: CustomStringConvertible {
  package var description: String { "[redacted]" }
}
