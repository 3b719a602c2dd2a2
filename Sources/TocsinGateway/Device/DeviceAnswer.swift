// Tocsin — Gateway: TCA1, what a device says about a page
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a device reports or a person answers; the byte at offset 4.
package enum AnswerKind: UInt8, Sendable, CaseIterable {
  /// The device has the envelope and opened it.
  case received = 1
  /// The page stood on the screen.
  case displayed = 2
  case accept = 3
  case decline = 4
  case resolved = 5
  case wrongPerson = 6
  /// Coming in `argument` minutes; 0 says "I am there".
  case comingIn = 7
  case callMe = 8
  case giveBack = 9
  case readBack = 10
  case seen = 11
  /// It was not worth its sound: no answer to the page, which stands as it stood.
  case notUseful = 12

  /// Whether it is evidence about the page and not the act of a person.
  package var isReceipt: Bool { self == .received || self == .displayed }
}

/// One signed answer, 188 bytes, big-endian:
///
/// ```
///   0  4  magic "TCA1"            72 32  SHA-256 of the whole envelope
///   4  1  kind                   104  8  the device's counter, rising
///   5  1  assurance              112  8  the device's time, ms since 1970
///   6  1  flags, 0               120  2  reason code
///   7  1  reserved, 0            122  2  argument
///   8 16  site                   124 64  Ed25519 over "tocsin/ack/v1\0" and bytes 0 to 123
///  24 16  page
///  40 16  device
///  56 16  signing key id
/// ```
///
/// Idempotent by (device, counter): the same bytes again get the same receipt.
package struct DeviceAnswer: Hashable, Sendable {
  /// Bytes of an encoded answer.
  package static let size = 188

  package var kind: AnswerKind
  /// 1 the device alone, as from a lock screen; 2 unlocked by its person; 0 says nothing and
  /// counts as 1.
  package var assurance: UInt8 = 1
  package var site: SiteID
  package var page: PageID
  package var device: DeviceID
  /// Of the key that signed; an Ed25519 key of the device.
  package var signingKeyID = KeyID(high: 0, low: 0)
  /// SHA-256 of the envelope that is answered, 32 bytes.
  package var envelopeDigest: [UInt8]
  package var counter: UInt64
  /// The device's own clock in milliseconds, as it stands in the answer: never a reason to refuse,
  /// and never to be computed with; see `deviceTime`.
  package var deviceMilliseconds: Int64
  package var reason: UInt16 = 0
  package var argument: UInt16 = 0
  /// Ed25519, 64 bytes; zeros until it is signed.
  package var signature = [UInt8](repeating: 0, count: WireSize.signature)

  /// An unsigned answer to the envelope with that digest.
  package init(
    _ kind: AnswerKind, to header: EnvelopeHeader, digest: [UInt8], counter: UInt64,
    at time: Timestamp
  ) {
    self.kind = kind
    self.site = header.site
    self.page = header.page
    self.device = header.device
    self.envelopeDigest = digest
    self.counter = counter
    self.deviceMilliseconds = time.milliseconds
  }

  /// Whether the person had unlocked the device.
  package var isUnlocked: Bool { assurance == 2 }

  /// The device's time, held within what a browser's Date can be, so that no difference overflows.
  package var deviceTime: Timestamp {
    let last = Int64(Timestamp.wireMillisecondsMax)
    return Timestamp(milliseconds: min(max(deviceMilliseconds, -last), last))
  }

  /// What the device signs: `"tocsin/ack/v1\0"` and the first 124 bytes.
  package var signedBytes: [UInt8] { Array("tocsin/ack/v1\0".utf8) + body }

  /// The 188 bytes.
  package var encoded: [UInt8] { body + signature }

  private var body: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(Self.size)
    out += "TCA1".utf8
    out += [kind.rawValue, assurance, 0, 0]
    out.append(site)
    out.append(page)
    out.append(device)
    out.append(signingKeyID)
    out += envelopeDigest
    out.append(bigEndian: counter)
    out.append(bigEndian: UInt64(bitPattern: deviceMilliseconds))
    out.append(bigEndian: reason)
    out.append(bigEndian: argument)
    return out
  }

  /// Reads exactly 188 bytes.
  ///
  /// - Throws: `WireError`, answered 422. The signature is not yet verified when it returns.
  package init(decoding bytes: [UInt8]) throws(WireError) {
    guard bytes.count == Self.size else {
      throw .length(expected: Self.size, found: bytes.count)
    }
    var reader = WireReader(bytes)
    try reader.expect(magic: "TCA1")
    let kindByte: UInt8 = reader.integer()
    guard let kind = AnswerKind(rawValue: kindByte) else { throw .unknownKind(kindByte) }
    self.kind = kind
    self.assurance = reader.integer()
    guard assurance <= 2 else { throw .unknownAssurance(assurance) }
    let flags: UInt8 = reader.integer()
    guard flags == 0 else { throw .unusedFlags(flags) }
    guard reader.integer(UInt8.self) == 0 else { throw .reserved }
    self.site = reader.identifier()
    self.page = reader.identifier()
    self.device = reader.identifier()
    self.signingKeyID = reader.identifier()
    self.envelopeDigest = reader.take(WireSize.digest)
    self.counter = reader.integer()
    self.deviceMilliseconds = Int64(bitPattern: reader.integer())
    self.reason = reader.integer()
    self.argument = reader.integer()
    self.signature = reader.take(WireSize.signature)
  }
}
