// Tocsin — Sealing: one encrypted record for a browser's push service
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
package import TocsinGateway

/// The body of a push message (RFC 8291 §4, in the coding `aes128gcm` of RFC 8188 §2): one record,
/// which is the last.
///
/// ```
/// salt 16 | record size 4 = 4096 | length 1 = 65 | sender's P-256 point 65 | ciphertext | tag 16
/// ```
///
/// The plaintext is the content, the delimiter 0x02 of a last record, then zeros. The key comes of
/// the two points and the browser's secret, then of the salt; so a sender's key serves one message.
package enum PushRecord {
  package static let saltBytes = 16
  package static let secretBytes = 16
  package static let pointBytes = 65
  static let headerBytes = saltBytes + 4 + 1 + pointBytes
  private static let tagBytes = 16
  private static let recordSize: [UInt8] = [0, 0, 0x10, 0]

  /// The record; nil for a key of the browser, a secret or a sender's secret that is none.
  ///
  /// - Parameters:
  ///   - bodyBytes: the length of the whole, zeros included; 0 for as short as it can be. A content
  ///     that does not fit makes it longer.
  ///   - sender: the secret scalar, 32 bytes, and the salt, 16 bytes. New for each message.
  package static func seal(
    _ plain: [UInt8], for subscription: PushSubscription, bodyBytes: Int,
    sender: (secret: [UInt8], salt: [UInt8])
  ) -> [UInt8]? {
    guard subscription.secret.count == secretBytes, sender.salt.count == saltBytes,
      subscription.publicKey.count == pointBytes,
      let browser = try? P256.KeyAgreement.PublicKey(
        x963Representation: subscription.publicKey),
      let own = try? P256.KeyAgreement.PrivateKey(rawRepresentation: sender.secret),
      let shared = try? own.sharedSecretFromKeyAgreement(with: browser)
    else { return nil }
    let point = Array(own.publicKey.x963Representation)
    let mixed = shared.hkdfDerivedSymmetricKey(
      using: SHA256.self, salt: subscription.secret,
      sharedInfo: Array("WebPush: info\0".utf8) + subscription.publicKey + point,
      outputByteCount: 32)
    let key = derive(mixed, sender.salt, "Content-Encoding: aes128gcm\0", 16)
    let nonce = derive(mixed, sender.salt, "Content-Encoding: nonce\0", 12)
    let zeros = max(0, bodyBytes - headerBytes - plain.count - 1 - tagBytes)
    let padded = plain + [0x02] + [UInt8](repeating: 0, count: zeros)
    guard let nonce = try? AES.GCM.Nonce(data: nonce.withUnsafeBytes { Array($0) }),
      let sealed = try? AES.GCM.seal(padded, using: key, nonce: nonce)
    else { return nil }
    let header = sender.salt + recordSize + [UInt8(pointBytes)] + point
    return header + Array(sealed.ciphertext) + Array(sealed.tag)
  }

  private static func derive(
    _ key: SymmetricKey, _ salt: [UInt8], _ info: String, _ count: Int
  ) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, salt: salt, info: Array(info.utf8), outputByteCount: count)
  }
}
