// Tocsin — Gateway: the header of TCN1
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What an envelope is for; the byte at offset 5.
package enum EnvelopeType: UInt8, Sendable, CaseIterable {
  case preview = 1
  case detail = 2
  case note = 3
  case withdrawn = 4
  case rekey = 5
  case drill = 6
  case retracted = 7
  case ended = 8
  case resolved = 9
  /// How many pages are folded behind the list; names no alert and no subject.
  case more = 10
  /// Somebody stood everyone down who was paged (S15).
  case stoodDown = 11
}

/// The flags at offset 7; the five high bits must be zero.
package struct EnvelopeFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The device asks for a response.
  package static let responseRequired = EnvelopeFlags(rawValue: 1)
  /// The sealed world of tests (S22): the client says TEST on every screen.
  package static let test = EnvelopeFlags(rawValue: 2)
  /// A copy that somebody opened by breaking the glass.
  package static let breakGlassCopy = EnvelopeFlags(rawValue: 4)

  static let known: EnvelopeFlags = [.responseRequired, .test, .breakGlassCopy]
}

/// The 136 bytes before the encapsulated key, big-endian:
///
/// ```
///   0  4  magic "TCN1"          72 16  signer key id
///   4  1  suite, 1 only         88  8  seq, rises with every envelope to one device
///   5  1  type                  96  8  issued at, ms since 1970
///   6  1  priority             104  8  expires at, ms, at most 24 h later
///   7  1  flags                112  2  step
///   8 16  site                 114  2  attempt
///  24 16  page                 116 16  origin: 0 the gateway, else the sending device
///  40 16  recipient device     132  4  ciphertext length with its tag
///  56 16  recipient key id
/// ```
///
/// A header says neither who nor what: it is the part that anyone on the way can read (I8). A page
/// that sounds again keeps its page id and has a higher attempt and a new seq.
package struct EnvelopeHeader: Hashable, Sendable {
  /// Bytes of an encoded header.
  package static let size = 136

  /// HPKE base mode with X25519, HKDF-SHA256 and AES-256-GCM; the only suite there is.
  package static let suite: UInt8 = 1

  package var type: EnvelopeType
  package var priority: Priority
  package var flags: EnvelopeFlags = []
  package var site: SiteID
  package var page: PageID
  package var device: DeviceID
  /// Filled by the sealer.
  package var deviceKeyID = KeyID(high: 0, low: 0)
  /// Filled by the sealer.
  package var signerKeyID = KeyID(high: 0, low: 0)
  /// The place in the device's mailbox, from 1.
  package var seq: UInt64
  package var issuedAt: Timestamp
  package var expiresAt: Timestamp
  package var step: UInt16 = 0
  package var attempt: UInt16 = 0
  /// The device that sealed it; nil for the gateway.
  package var sealingDevice: DeviceID?
  /// Filled by the sealer.
  package var ciphertextLength: UInt32 = 0

  /// The longest life of an envelope.
  package static let lifetimeMax = Milliseconds.hours(24)

  /// A header of the gateway for one page on one device, issued at `issuedAt` for 24 hours; the
  /// caller sets `flags`, `expiresAt`, `step` and `attempt` where they differ.
  package init(
    _ type: EnvelopeType, priority: Priority, page: PageID, to address: EnvelopeAddress,
    issuedAt: Timestamp
  ) {
    self.type = type
    self.priority = priority
    self.site = address.site
    self.page = page
    self.device = address.device
    self.seq = address.seq
    self.issuedAt = issuedAt
    self.expiresAt = issuedAt + Self.lifetimeMax
  }

  /// Whether the times can be written: after 1970, expiry not before the issue, at most 24 h.
  package var hasValidTimes: Bool {
    let last = Timestamp(milliseconds: Int64(Timestamp.wireMillisecondsMax))
    guard issuedAt.milliseconds >= 0, issuedAt <= last else { return false }
    return expiresAt >= issuedAt && expiresAt <= last && expiresAt - issuedAt <= Self.lifetimeMax
  }
}

/// Where an envelope goes: one place in one device's mailbox at one site.
package struct EnvelopeAddress: Hashable, Sendable {
  package let site: SiteID
  package let device: DeviceID
  /// The place in the mailbox, from 1, given by the store.
  package let seq: UInt64

  package init(site: SiteID, device: DeviceID, seq: UInt64) {
    self.site = site
    self.device = device
    self.seq = seq
  }
}

extension EnvelopeHeader {
  /// The 136 bytes.
  package var encoded: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(Self.size)
    out += "TCN1".utf8
    out += [Self.suite, type.rawValue, priority.rawValue, flags.rawValue]
    out.append(site)
    out.append(page)
    out.append(device)
    out.append(deviceKeyID)
    out.append(signerKeyID)
    out.append(bigEndian: seq)
    out.append(bigEndian: issuedAt.wireMilliseconds)
    out.append(bigEndian: expiresAt.wireMilliseconds)
    out.append(bigEndian: step)
    out.append(bigEndian: attempt)
    out.append(sealingDevice ?? .gateway)
    out.append(bigEndian: ciphertextLength)
    assert(out.count == Self.size)
    return out
  }

  /// Reads exactly 136 bytes; every unknown value and every unused bit is refused.
  package init(decoding bytes: [UInt8]) throws(WireError) {
    guard bytes.count == Self.size else {
      throw .length(expected: Self.size, found: bytes.count)
    }
    var reader = WireReader(bytes)
    try reader.expect(magic: "TCN1")
    let first = try Self.classification(&reader)
    self.type = first.type
    self.priority = first.priority
    self.flags = first.flags
    self.site = reader.identifier()
    self.page = reader.identifier()
    self.device = reader.identifier()
    self.deviceKeyID = reader.identifier()
    self.signerKeyID = reader.identifier()
    self.seq = reader.integer()
    self.issuedAt = try reader.timestamp()
    self.expiresAt = try reader.timestamp()
    self.step = reader.integer()
    self.attempt = reader.integer()
    let sealingDevice: DeviceID = reader.identifier()
    self.sealingDevice = sealingDevice == .gateway ? nil : sealingDevice
    self.ciphertextLength = reader.integer()
    guard hasValidTimes else { throw .time }
    guard Self.ciphertextLengths.contains(ciphertextLength) else {
      throw .ciphertextLength(ciphertextLength)
    }
  }

  /// From a length and a tag to the largest bucket and a tag.
  private static let ciphertextLengths: ClosedRange<UInt32> = 18...3600

  /// The four bytes after the magic.
  private static func classification(
    _ reader: inout WireReader
  ) throws(WireError) -> (type: EnvelopeType, priority: Priority, flags: EnvelopeFlags) {
    let suite: UInt8 = reader.integer()
    guard suite == Self.suite else { throw .unknownSuite(suite) }
    let typeByte: UInt8 = reader.integer()
    guard let type = EnvelopeType(rawValue: typeByte) else { throw .unknownType(typeByte) }
    let priorityByte: UInt8 = reader.integer()
    guard let priority = Priority(rawValue: priorityByte) else {
      throw .unknownPriority(priorityByte)
    }
    let flags = EnvelopeFlags(rawValue: reader.integer())
    guard flags.isSubset(of: .known) else { throw .unusedFlags(flags.rawValue) }
    return (type, priority, flags)
  }
}

extension DeviceID {
  /// What stands where a sealing device would when the gateway sealed.
  fileprivate static let gateway = DeviceID(high: 0, low: 0)
}
