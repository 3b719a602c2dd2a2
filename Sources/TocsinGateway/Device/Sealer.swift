// Tocsin — Gateway: the port through which the activities reach cryptography
// SPDX-License-Identifier: Apache-2.0

/// Why nothing was sealed.
package enum SealingError: Error, Hashable, Sendable {
  /// More than `PaddedContent.contentBytesMax` bytes; `PageContent` never makes as many.
  case contentTooLong(bytes: Int)
  /// The key has another length or is a point of small order: the device must enrol again. Until
  /// it does the page goes to the person's other devices, or the step passes (S1).
  case keyRefused
  /// The header's expiry lies before its issue or more than 24 h after it: a mistake of ours.
  case times
}

/// Seals, signs and verifies for the gateway. Holds the site's signing key and shows it to nobody.
///
/// Every call is synchronous and thread-safe, and but for documents takes well under a millisecond.
package protocol Sealer: Sendable {
  /// Seals `content` for one device and signs the whole: the ids of both keys and the length of
  /// the ciphertext in the envelope's header are the sealer's own.
  func seal(
    _ content: [UInt8], header: EnvelopeHeader, for deviceKey: [UInt8]
  ) throws(SealingError) -> Envelope

  /// Seals a document as it is, without padding, for one device, and signs the whole. Takes as long
  /// as its bytes ask for: a few milliseconds for the largest (`AttachmentLimits.bytesMax`).
  func seal(
    document bytes: [UInt8], header: EnvelopeHeader, for deviceKey: [UInt8]
  ) throws(SealingError) -> Envelope

  /// The id of the site's signing key.
  var signerKeyID: KeyID { get }

  /// The site's Ed25519 public key, 32 bytes: what devices pin when they enrol.
  var signerPublicKey: [UInt8] { get }

  /// The receipt with the signer's key id and its signature.
  func countersign(_ receipt: CountersignedReceipt) -> CountersignedReceipt

  /// Whether `signature` (64 bytes) is the Ed25519 signature of `bytes` by the key (32 bytes);
  /// false for anything of another length and for keys of small order.
  func verify(signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]) -> Bool

  /// Whether all four can be sealed for and verified by: asked once, at enrolment, so that no
  /// device is taken that no page can reach.
  func isUsable(_ keys: DevicePublicKeys) -> Bool

  /// SHA-256, 32 bytes.
  func digest(_ bytes: [UInt8]) -> [UInt8]

  /// HMAC-SHA256 (RFC 2104), 32 bytes: what webhooks are signed with.
  func tag(of message: [UInt8], key: [UInt8]) -> [UInt8]

  /// Bytes from the system's generator, fit for nonces, tokens and seeds.
  func randomBytes(_ count: Int) -> [UInt8]
}

extension Sealer {
  /// The id of any public key: the first 16 bytes of its SHA-256.
  package func keyID(of publicKey: [UInt8]) -> KeyID {
    KeyID(digest: digest(publicKey))
  }

  /// Whether the device that is named signed the answer with this key.
  package func verify(_ answer: DeviceAnswer, by publicKey: [UInt8]) -> Bool {
    answer.signingKeyID == keyID(of: publicKey)
      && verify(signature: answer.signature, over: answer.signedBytes, by: publicKey)
  }

  /// Whether the device signed the answer, with the key that its assurance asks for: a device with
  /// a lock says that it was unlocked by its unlocked key, and everything else by its accept key.
  package func verify(_ answer: DeviceAnswer, of device: DeviceRecord) -> Bool {
    let isByUnlocked = device.hasLock && answer.isUnlocked
    return verify(answer, by: isByUnlocked ? device.unlockedKey : device.acceptKey)
  }

  /// Whether the proof is by the accept key over exactly these keys and this token.
  package func verify(_ enrolment: Enrolment) -> Bool {
    let signed = Enrolment.signedBytes(
      tokenDigest: digest(Array(enrolment.token.utf8)), keys: enrolment.keys,
      lockProof: enrolment.lockProof)
    return verify(signature: enrolment.proof, over: signed, by: enrolment.keys.accept)
  }
}
