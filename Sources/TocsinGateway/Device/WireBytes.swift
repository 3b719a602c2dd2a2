// Tocsin — Gateway: big-endian fields of the device formats
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A key by the first 16 bytes of SHA-256 over its 32 public bytes.
package typealias KeyID = Identifier<KeyKind>

/// Phantom kind of `KeyID`.
package enum KeyKind {}

extension KeyID {
  /// The id of the key whose SHA-256 this is (32 bytes).
  package init(digest: [UInt8]) {
    precondition(digest.count == WireSize.digest, "SHA-256 has 32 bytes")
    var reader = WireReader(digest)
    self = reader.identifier()
  }
}

/// The fixed sizes that the device formats share, in bytes.
package enum WireSize {
  /// An X25519 or Ed25519 public key.
  package static let key = 32
  /// A SHA-256 value.
  package static let digest = 32
  /// An Ed25519 signature (RFC 8032 §5.1.6).
  package static let signature = 64
  /// The nonce of a signed request.
  package static let nonce = 16
}

/// Why bytes are not the format that they claim to be; a device's answer gets 422 with the text.
///
/// No case carries a byte of content, so the text may stand in a log.
package enum WireError: Error, Hashable, Sendable {
  /// Fewer or more bytes than the layout has; trailing bytes are refused like missing ones.
  case length(expected: Int, found: Int)
  /// The first four bytes are another format's.
  case magic
  case unknownSuite(UInt8)
  case unknownType(UInt8)
  case unknownPriority(UInt8)
  /// Flags that nothing has a meaning for must be zero.
  case unusedFlags(UInt8)
  case unknownKind(UInt8)
  case unknownAssurance(UInt8)
  case unknownResult(UInt8)
  case unknownPhase(UInt8)
  /// Reserved bytes must be zero.
  case reserved
  /// A time outside the years that a browser's Date can hold, or an expiry before the issue or
  /// more than 24 h after it.
  case time
  /// A ciphertext longer than the largest bucket, or too short to hold a length and a tag.
  case ciphertextLength(UInt32)
}

extension WireError: CustomStringConvertible {
  /// What is wrong, for the one who wrote the other end.
  package var description: String {
    switch self {
    case .length(let expected, let found): "\(expected) bytes expected, \(found) found"
    case .magic: "the first four bytes name another format"
    case .unknownSuite(let byte): "suite \(byte) is not known; suite 1 is the only one"
    case .unknownType(let byte): "envelope type \(byte) is not known; 1 to 9 are"
    case .unknownPriority(let byte): "priority \(byte) is not known; 1 to 4 are"
    case .unusedFlags(let byte): "flags \(byte) has a bit that must be zero"
    case .unknownKind(let byte): "answer kind \(byte) is not known; 1 to 11 are"
    case .unknownAssurance(let byte): "assurance \(byte) is not known; 0 to 2 are"
    case .unknownResult(let byte): "result \(byte) is not known; 0 to 4 are"
    case .unknownPhase(let byte): "phase \(byte) is not known; 0 to 4 are"
    case .reserved: "a reserved byte is not zero"
    case .time: "a time is out of range"
    case .ciphertextLength(let length): "a ciphertext of \(length) bytes is out of range"
    }
  }
}

extension [UInt8] {
  /// Appends an integer, most significant byte first.
  mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  /// Appends the 16 bytes of an identifier.
  mutating func append<Kind>(_ identifier: Identifier<Kind>) {
    append(bigEndian: identifier.high)
    append(bigEndian: identifier.low)
  }
}

/// Reads fields one after the other from bytes whose length has been checked; reading past the end
/// is a mistake of ours and traps.
struct WireReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type = T.self) -> T {
    var value: T = 0
    for _ in 0..<MemoryLayout<T>.size {
      value = value &<< 8 | T(bytes[offset])
      offset += 1
    }
    return value
  }

  mutating func identifier<Kind>() -> Identifier<Kind> {
    let high: UInt64 = integer()
    return Identifier(high: high, low: integer())
  }

  mutating func take(_ count: Int) -> [UInt8] {
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  /// Reads four bytes and refuses all but those of `magic`.
  mutating func expect(magic: StaticString) throws(WireError) {
    let found = take(4)
    guard magic.withUTF8Buffer({ found.elementsEqual($0) }) else { throw .magic }
  }

  /// Reads unsigned milliseconds and refuses what no Date of a browser can hold.
  mutating func timestamp() throws(WireError) -> Timestamp {
    let milliseconds: UInt64 = integer()
    guard milliseconds <= Timestamp.wireMillisecondsMax else { throw .time }
    return Timestamp(milliseconds: Int64(milliseconds))
  }
}

extension Timestamp {
  /// The last instant of an ECMAScript Date (ECMA-262 §21.4.1.1), so that no arithmetic on a time
  /// from outside can overflow.
  static let wireMillisecondsMax: UInt64 = 8_640_000_000_000_000

  /// The instant as the wire has it; an instant before 1970 is written as zero.
  var wireMilliseconds: UInt64 { UInt64(max(0, milliseconds)) }
}
