// Tocsin — Gateway: TCN1, a page's content sealed for one device
// SPDX-License-Identifier: Apache-2.0

/// A whole TCN1 envelope: header (136 bytes), encapsulated key (32), ciphertext, signature (64).
///
/// The header is bound to the ciphertext through the HPKE `info` (RFC 9180 §8.1), and the
/// signature covers header, encapsulated key and ciphertext; whoever changes one bit of any of
/// them gets nothing opened. Opening belongs to the device, see `device-protocol.md`.
package struct Envelope: Hashable, Sendable {
  package var header: EnvelopeHeader
  /// The encapsulated key of HPKE, 32 bytes.
  package var encapsulatedKey: [UInt8]
  /// The padded content, encrypted, with its 16-byte tag.
  package var ciphertext: [UInt8]
  /// Ed25519 over `signedBytes`, 64 bytes.
  package var signature: [UInt8]

  package init(
    header: EnvelopeHeader, encapsulatedKey: [UInt8], ciphertext: [UInt8], signature: [UInt8]
  ) {
    self.header = header
    self.encapsulatedKey = encapsulatedKey
    self.ciphertext = ciphertext
    self.signature = signature
  }

  /// Reads one envelope and nothing beside it.
  ///
  /// - Throws: `WireError`; nothing has been verified when it returns.
  package init(decoding bytes: [UInt8]) throws(WireError) {
    let frame = EnvelopeHeader.size + WireSize.key + WireSize.signature
    guard bytes.count > frame else { throw .length(expected: frame + 1, found: bytes.count) }
    let header = try EnvelopeHeader(decoding: Array(bytes[..<EnvelopeHeader.size]))
    let length = Int(header.ciphertextLength)
    guard bytes.count == frame + length else {
      throw .length(expected: frame + length, found: bytes.count)
    }
    var reader = WireReader(Array(bytes[EnvelopeHeader.size...]))
    self.header = header
    self.encapsulatedKey = reader.take(WireSize.key)
    self.ciphertext = reader.take(length)
    self.signature = reader.take(WireSize.signature)
  }

  /// The bytes that the store keeps and the stream carries.
  package var encoded: [UInt8] { header.encoded + encapsulatedKey + ciphertext + signature }

  /// What the site's signer signs: `"tocsin/envelope/v1\0"` and all that stands before the
  /// signature.
  package var signedBytes: [UInt8] {
    Self.signaturePrefix + header.encoded + encapsulatedKey + ciphertext
  }

  /// The HPKE `info` for a header: `"tocsin/hpke/v1\0"` and its 136 bytes.
  package static func sealingInfo(for header: EnvelopeHeader) -> [UInt8] {
    Array("tocsin/hpke/v1\0".utf8) + header.encoded
  }

  private static let signaturePrefix = Array("tocsin/envelope/v1\0".utf8)
}

/// The padding under the seal: a 16-bit length, the content, zeros up to the bucket, so that the
/// size of an envelope tells four classes of content apart and no more (RFC 9180 §9.7.6).
package enum PaddedContent {
  /// The sizes of a padded content in bytes, rising.
  package static let buckets = [512, 1024, 2048, 3584]

  /// The longest content that the largest bucket holds, in bytes.
  package static let contentBytesMax = 3582

  /// Pads to the smallest bucket that holds the content; nil when none does.
  package static func pad(_ content: [UInt8]) -> [UInt8]? {
    guard let bucket = buckets.first(where: { content.count + 2 <= $0 }) else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(bucket)
    out.append(bigEndian: UInt16(content.count))
    out += content
    out += repeatElement(0, count: bucket - out.count)
    return out
  }

  /// The content again; nil when the length runs past the end or the padding is not all zeros.
  ///
  /// Any size is taken, since the tag has already proved who padded it.
  package static func unpad(_ padded: [UInt8]) -> [UInt8]? {
    guard padded.count >= 2 else { return nil }
    let length = Int(padded[0]) << 8 | Int(padded[1])
    guard padded.count >= 2 + length else { return nil }
    guard padded[(2 + length)...].allSatisfy({ $0 == 0 }) else { return nil }
    return Array(padded[2..<2 + length])
  }
}
