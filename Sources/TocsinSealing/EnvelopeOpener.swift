// Tocsin — Sealing: the receiver's side of TCN1
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// Why a device did not open an envelope; in the order in which the checks are made.
package enum OpeningError: Error, Hashable, Sendable {
  /// Length, magic, or a value that must not stand there.
  case format(WireError)
  /// Signed by nobody whom the device knows.
  case unknownSigner
  case signature
  /// For another device, another key of this one, or from another site.
  case notForThisDevice
  /// The ciphertext, the encapsulated key or the padding is not what was sealed.
  case seal
  /// It was opened before, or its place is too far behind.
  case replay
}

/// An envelope after all checks.
package struct OpenedEnvelope: Hashable, Sendable {
  package let header: EnvelopeHeader
  /// The content without its padding.
  package let content: [UInt8]
  /// SHA-256 of the whole envelope: what an answer to it names.
  package let digest: [UInt8]

  /// Whether the page came after its time: it is shown as late, never hidden.
  package func isLate(at now: Timestamp) -> Bool { now > header.expiresAt }
}

/// Opens envelopes as a device does: for the demonstration's pagers, the simulation and tests.
///
/// The order is that of `device-protocol.md`: length and magic, pinned signer, signature, device
/// and key, seal, replay. Nothing of the content is looked at before the last check has passed.
package struct EnvelopeOpener: Sendable {
  private let site: SiteID
  private let device: DeviceID
  private let secret: AgreementKey
  private let deviceKeyID: KeyID
  /// The signers' public keys by id.
  private let signers: [KeyID: [UInt8]]
  private var windows: [KeyID: ReplayWindow] = [:]

  /// An opener for one device at one site with the public keys of the signers that it pinned;
  /// nil when the X25519 secret does not have 32 bytes.
  package init?(site: SiteID, device: DeviceID, secret: [UInt8], signers: [[UInt8]]) {
    guard let key = AgreementKey(secret: secret) else { return nil }
    self.site = site
    self.device = device
    self.secret = key
    deviceKeyID = KeyID(publicKey: key.publicKey)
    self.signers = Dictionary(
      signers.map { (KeyID(publicKey: $0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Opens one envelope; its place counts as taken only when every check has passed.
  package mutating func open(_ bytes: [UInt8]) throws(OpeningError) -> OpenedEnvelope {
    let envelope: Envelope
    do { envelope = try Envelope(decoding: bytes) } catch { throw .format(error) }
    let header = envelope.header
    guard let signer = signers[header.signerKeyID] else { throw .unknownSigner }
    guard
      Ed25519.isValid(signature: envelope.signature, over: envelope.signedBytes, by: signer)
    else { throw .signature }
    guard header.site == site, header.device == device, header.deviceKeyID == deviceKeyID
    else { throw .notForThisDevice }
    let info = Envelope.sealingInfo(for: header)
    guard
      let padded = Suite.open(
        envelope.ciphertext, encapsulatedKey: envelope.encapsulatedKey, info: info, with: secret),
      let content = PaddedContent.unpad(padded)
    else { throw .seal }
    guard windows[header.signerKeyID, default: ReplayWindow()].take(header.seq) else {
      throw .replay
    }
    return OpenedEnvelope(header: header, content: content, digest: Suite.digest(bytes))
  }
}

extension EnvelopeOpener: CustomStringConvertible {
  package var description: String { "[redacted]" }
}

/// Which of the last 64 places of a mailbox have been opened (RFC 4303 §3.4.3).
struct ReplayWindow: Sendable {
  private var highest: UInt64 = 0
  /// Bit n stands for `highest - n`.
  private var taken: UInt64 = 0

  /// Takes a place; false when it was taken before or lies 64 or more behind the highest.
  mutating func take(_ seq: UInt64) -> Bool {
    if taken == 0 || seq > highest {
      let ahead = seq &- highest
      taken = taken == 0 || ahead >= 64 ? 1 : taken << ahead | 1
      highest = seq
      return true
    }
    let behind = highest - seq
    guard behind < 64, taken & (1 << behind) == 0 else { return false }
    taken |= 1 << behind
    return true
  }
}
