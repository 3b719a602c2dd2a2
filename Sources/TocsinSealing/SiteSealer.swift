// Tocsin — Sealing: the site's sealer and signer
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// The `Sealer` of a site, made from the 32-byte seed of its signing key.
///
/// Pads, seals with suite 1 of `device-protocol.md`, then signs header, encapsulated
/// key and ciphertext. Encrypt-then-sign is safe here, since signer, recipient device and recipient
/// key stand in the header, which both the signature and the seal cover. A value without mutable
/// state: any number of threads may share it.
package struct SiteSealer: Sealer {
  package let signerKeyID: KeyID
  private let signer: SigningKey

  /// Nil unless the seed has 32 bytes.
  package init?(signerSeed: [UInt8]) {
    guard signerSeed.count == WireSize.key else { return nil }
    signer = SigningKey(seed: signerSeed)
    signerKeyID = KeyID(publicKey: signer.publicKey)
  }

  package var signerPublicKey: [UInt8] { signer.publicKey }

  package func seal(
    _ content: [UInt8], header: EnvelopeHeader, for deviceKey: [UInt8]
  ) throws(SealingError) -> Envelope {
    guard let padded = PaddedContent.pad(content) else {
      throw .contentTooLong(bytes: content.count)
    }
    return try seal(padded: padded, header: header, for: deviceKey)
  }

  package func seal(
    document bytes: [UInt8], header: EnvelopeHeader, for deviceKey: [UInt8]
  ) throws(SealingError) -> Envelope {
    try seal(padded: bytes, header: header, for: deviceKey)
  }

  /// Seals what has been padded already, to any size.
  package func seal(
    padded: [UInt8], header: EnvelopeHeader, for deviceKey: [UInt8]
  ) throws(SealingError) -> Envelope {
    guard header.hasValidTimes else { throw .times }
    var header = header
    header.deviceKeyID = KeyID(publicKey: deviceKey)
    header.signerKeyID = signerKeyID
    header.ciphertextLength = UInt32(padded.count + Self.tagBytes)
    let info = Envelope.sealingInfo(for: header)
    guard let sealed = Suite.seal(padded, info: info, for: deviceKey) else {
      throw .keyRefused
    }
    assert(sealed.ciphertext.count == Int(header.ciphertextLength))
    var envelope = Envelope(
      header: header, encapsulatedKey: sealed.encapsulatedKey, ciphertext: sealed.ciphertext,
      signature: [])
    envelope.signature = signer.sign(envelope.signedBytes)
    return envelope
  }

  package func countersign(_ receipt: CountersignedReceipt) -> CountersignedReceipt {
    var receipt = receipt
    receipt.signerKeyID = signerKeyID
    receipt.signature = signer.sign(receipt.signedBytes)
    return receipt
  }

  package func verify(
    signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]
  ) -> Bool {
    Ed25519.isValid(signature: signature, over: bytes, by: publicKey)
  }

  package func isUsable(_ keys: DevicePublicKeys) -> Bool {
    Ed25519.isUsable(publicKey: keys.accept) && Ed25519.isUsable(publicKey: keys.unlocked)
      && [keys.notify, keys.detail].allSatisfy { Suite.seal([0], info: [], for: $0) != nil }
  }

  package func digest(_ bytes: [UInt8]) -> [UInt8] { Suite.digest(bytes) }

  package func tag(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    Suite.tag(of: message, key: key)
  }

  package func randomBytes(_ count: Int) -> [UInt8] { Sodium.randomBytes(count) }

  /// The tag of AES-GCM.
  private static let tagBytes = 16
}

extension SiteSealer: NoteSigner {
  package var notePublicKey: [UInt8] { signer.publicKey }
  package func sign(note text: [UInt8]) -> [UInt8] { signer.sign(text) }
}

extension SiteSealer: CustomStringConvertible {
  package var description: String { "[redacted]" }
}

extension KeyID {
  /// The id of a public key: the first 16 bytes of its SHA-256.
  package init(publicKey: [UInt8]) {
    self.init(digest: Suite.digest(publicKey))
  }
}
