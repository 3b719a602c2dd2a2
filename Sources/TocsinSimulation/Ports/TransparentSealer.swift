// Tocsin — Simulation: a sealer that one can look through
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Keeps the formats, the sizes and every check of the real sealer, and hides nothing: the
/// "ciphertext" is the padded content and a checksum in the place of the tag; a signature is a
/// checksum keyed by the public key, twice. Whoever changes a bit is found out, as long as nobody
/// wants to cheat.
struct TransparentSealer: Sealer {
  let signerPublicKey: [UInt8]
  let signerKeyID: KeyID
  private let random: SeededIdentifiers

  init(site: SiteID, random: SeededIdentifiers) {
    signerPublicKey = Checksum.digest(site.bytes, key: 1)
    signerKeyID = KeyID(digest: Checksum.digest(signerPublicKey))
    self.random = random
  }

  func seal(
    _ content: [UInt8], header: EnvelopeHeader, for deviceKey: [UInt8]
  ) throws(SealingError) -> Envelope {
    guard let padded = PaddedContent.pad(content) else {
      throw .contentTooLong(bytes: content.count)
    }
    return try seal(document: padded, header: header, for: deviceKey)
  }

  func seal(
    document padded: [UInt8], header: EnvelopeHeader, for deviceKey: [UInt8]
  ) throws(SealingError) -> Envelope {
    guard deviceKey.count == WireSize.key else { throw .keyRefused }
    guard header.hasValidTimes else { throw .times }
    var header = header
    header.deviceKeyID = keyID(of: deviceKey)
    header.signerKeyID = signerKeyID
    header.ciphertextLength = UInt32(padded.count + 16)
    let tag = Checksum.digest(padded, key: Self.word(deviceKey)).prefix(16)
    var envelope = Envelope(
      header: header, encapsulatedKey: deviceKey, ciphertext: padded + tag, signature: [])
    envelope.signature = Self.sign(envelope.signedBytes, with: signerPublicKey)
    return envelope
  }

  /// The content again; nil when the envelope is not whole or not for this key.
  func open(_ envelope: Envelope, with deviceKey: [UInt8]) -> [UInt8]? {
    guard envelope.header.deviceKeyID == keyID(of: deviceKey),
      verify(
        signature: envelope.signature, over: envelope.signedBytes, by: signerPublicKey)
    else { return nil }
    let padded = Array(envelope.ciphertext.dropLast(16))
    guard
      envelope.ciphertext.suffix(16)
        == Checksum.digest(padded, key: Self.word(deviceKey)).prefix(16)
    else { return nil }
    return PaddedContent.unpad(padded)
  }

  /// The signature that `verify` takes for this key.
  static func sign(_ bytes: [UInt8], with key: [UInt8]) -> [UInt8] {
    let half = Checksum.digest(bytes, key: word(key))
    return half + half
  }

  func countersign(_ receipt: CountersignedReceipt) -> CountersignedReceipt {
    var receipt = receipt
    receipt.signerKeyID = signerKeyID
    receipt.signature = Self.sign(receipt.signedBytes, with: signerPublicKey)
    return receipt
  }

  func verify(signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]) -> Bool {
    signature.count == WireSize.signature && publicKey.count == WireSize.key
      && signature == Self.sign(bytes, with: publicKey)
  }

  func isUsable(_ keys: DevicePublicKeys) -> Bool { true }

  func tag(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    Checksum.digest(message, key: Self.word(Checksum.digest(key)))
  }

  func digest(_ bytes: [UInt8]) -> [UInt8] { Checksum.digest(bytes) }

  func randomBytes(_ count: Int) -> [UInt8] {
    var out: [UInt8] = []
    while out.count < count {
      let (high, low) = random.next()
      out += Identifier<SiteKind>(high: high, low: low).bytes
    }
    return Array(out.prefix(count))
  }

  private static func word(_ key: [UInt8]) -> UInt64 {
    key.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
