// Tocsin — TocsinHL7: one HL7 v2 message over its raw bytes
// SPDX-License-Identifier: Apache-2.0

/// One HL7 v2 message in its delimited form ("ER7"), read without loss and without judging it.
///
/// The bytes stay as they came. Parsing finds the delimiters, the character set and where each
/// segment lies; fields are found when asked for, by scanning the segment. Nothing is
/// validated beyond what reading needs: what is odd is a warning, and only bytes in which no
/// message can be found are an error.
///
/// A value is cheap to copy and holds the whole message alive, as do its segments and elements.
package struct HL7Message: Sendable {
  let storage: HL7Storage

  /// Reads a message; `characterSets` says what the integration knows about the source's text.
  ///
  /// Linear in the number of bytes, whatever they are. Errors: the bytes are not a message;
  /// keep them and answer AR.
  package init(
    parsing bytes: [UInt8], characterSets: HL7CharacterSetRule = .standard
  ) throws(HL7ParseError) {
    storage = try MessageParse.storage(of: bytes, characterSets: characterSets)
  }

  /// The bytes as they came, every one of them.
  package var bytes: [UInt8] { storage.raw }

  /// The delimiters that MSH declares.
  package var delimiters: HL7Delimiters { storage.delimiters }

  /// The character set in which text is decoded.
  package var characterSet: HL7CharacterSet { storage.characterSet }

  /// What was odd about the message, in the order found, one for each kind.
  package var warnings: [HL7Warning] { storage.warnings }

  /// The segments, in order; the first is MSH. Never empty.
  package var segments: HL7Segments {
    HL7Segments(storage: storage, bounds: 0..<storage.spans.count)
  }

  /// MSH-n as it stands, undecoded. MSH-1 is the separator, MSH-2 the encoding characters.
  package func msh(_ number: Int) -> ArraySlice<UInt8> {
    guard let range = storage.headerField(number) else { return [] }
    return storage.bytes[range]
  }

  /// MSH-9 as it stands: the message type, its event and its structure.
  package var messageType: ArraySlice<UInt8> { msh(9) }

  /// MSH-10 byte for byte as it came, in whatever set; empty when the source gave none.
  package var controlID: ArraySlice<UInt8> { storage.rawHeaderField(10) }

  /// MSH-11 as it stands.
  package var processingID: ArraySlice<UInt8> { msh(11) }

  /// MSH-12 as it stands.
  package var versionID: ArraySlice<UInt8> { msh(12) }

  /// MSH-12 as a version; nil when it is missing or unreadable.
  package var version: HL7Version? { HL7Version(versionID) }

  /// MSH-9.1 as it stands, for instance `ORU`.
  package var messageCode: ArraySlice<UInt8> { headerPart(9, 1) }

  /// MSH-9.2 as it stands, for instance `R01`.
  package var triggerEvent: ArraySlice<UInt8> { headerPart(9, 2) }

  /// Whether it is ORU^R40, the alert of a device (IHE PCD-04).
  package var isDeviceAlert: Bool {
    messageCode.elementsEqual("ORU".utf8) && triggerEvent.elementsEqual("R40".utf8)
  }

  /// Whether MSH-11.1 says training or debugging: such a message must never page people.
  package var isForTest: Bool {
    let mode = headerPart(11, 1)
    return mode.elementsEqual("T".utf8) || mode.elementsEqual("D".utf8)
  }

  /// The first segment of a name, whatever its case.
  package func first(_ name: String) -> HL7Segment? {
    guard let key = SegmentKey(name) else { return nil }
    return segments.first { $0.key == key }
  }

  /// All segments of a name, in order.
  package func all(_ name: String) -> [HL7Segment] {
    guard let key = SegmentKey(name) else { return [] }
    return segments.filter { $0.key == key }
  }

  /// A part of a field of MSH, as it stands.
  func headerPart(_ field: Int, _ component: Int) -> ArraySlice<UInt8> {
    guard let range = storage.headerField(field) else { return [] }
    let part = storage.part(component, of: range, by: storage.delimiters.component)
    return part.map { storage.bytes[$0] } ?? []
  }
}

extension HL7Message: CustomStringConvertible {
  /// Sizes alone, so that a message in a log line gives nothing away.
  package var description: String {
    "HL7Message(\(storage.raw.count) bytes, \(storage.spans.count) segments)"
  }
}

/// The version of HL7 that a message declares.
package struct HL7Version: Sendable, Equatable, Comparable {
  /// 2 in 2.5.1.
  package let major: Int
  /// 5 in 2.5.1.
  package let minor: Int
  /// 1 in 2.5.1; 0 when it is not given.
  package let patch: Int

  /// The version that `2.3.1` and the like spell; further components are passed over.
  package init?(_ bytes: some Collection<UInt8>) {
    var numbers = [0]
    for byte in bytes.prefix(12) {
      if Byte.isDigit(byte) {
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 0x30)
      } else if byte == 0x2E {
        numbers.append(0)
      } else {
        break
      }
    }
    guard numbers[0] > 0 else { return nil }
    major = numbers[0]
    minor = numbers.count > 1 ? numbers[1] : 0
    patch = numbers.count > 2 ? numbers[2] : 0
  }

  /// By major, minor and patch, as numbers.
  package static func < (left: HL7Version, right: HL7Version) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }

  /// Whether it is at least `major.minor.patch`.
  func isAtLeast(_ major: Int, _ minor: Int, _ patch: Int = 0) -> Bool {
    (self.major, self.minor, self.patch) >= (major, minor, patch)
  }
}
