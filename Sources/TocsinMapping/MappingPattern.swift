// Tocsin — Mapping: a value, or a value with asterisks
// SPDX-License-Identifier: Apache-2.0

/// A value that a condition accepts: literal bytes, in which `*` stands for any run of bytes.
///
/// ASCII letters match in either case, and blanks around the value do not count: sources differ
/// in both, and a missed critical flag is the greater harm. The empty pattern means "no value".
/// Matching walks the value at most once for each asterisk; there is no backtracking beyond it.
package struct MappingPattern: Hashable, Sendable {
  private let bytes: [UInt8]
  private let hasAsterisk: Bool

  package init(parsing text: String) throws(MappingSyntaxError) {
    guard text.utf8.count <= MappingLimits.patternBytesMax else {
      throw MappingSyntaxError(
        "the pattern is longer than \(MappingLimits.patternBytesMax) bytes: shorten it, with *")
    }
    bytes = text.utf8.map(Self.upper)
    hasAsterisk = bytes.contains(Self.asterisk)
  }

  /// The pattern as it is compared: ASCII letters in upper case.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether it accepts a missing value.
  var isEmpty: Bool { bytes.isEmpty }

  /// Whether the bytes of a value match as a whole, blanks around it aside.
  func matches(_ value: ArraySlice<UInt8>) -> Bool { value.withUnsafeBytes(matches) }

  /// The same, of bytes in place.
  func matches(_ value: UnsafeRawBufferPointer) -> Bool {
    var (start, end) = (0, value.count)
    while start < end, value[start] == 0x20 { start += 1 }
    while start < end, value[end - 1] == 0x20 { end -= 1 }
    if hasAsterisk { return matchesWithAsterisk(value, start..<end) }
    guard end - start == bytes.count else { return false }
    for index in bytes.indices where Self.upper(value[start + index]) != bytes[index] {
      return false
    }
    return true
  }

  /// After a mismatch only the last asterisk takes one byte more, which is enough for asterisks.
  private func matchesWithAsterisk(_ value: UnsafeRawBufferPointer, _ part: Range<Int>) -> Bool {
    var place = part.lowerBound
    var index = 0
    var retry: (index: Int, place: Int)?
    while place < part.upperBound {
      if index < bytes.count, bytes[index] == Self.asterisk {
        index += 1
        retry = (index, place)
      } else if index < bytes.count, bytes[index] == Self.upper(value[place]) {
        index += 1
        place += 1
      } else if let last = retry {
        index = last.index
        place = last.place + 1
        retry = (last.index, place)
      } else {
        return false
      }
    }
    return bytes[index...].allSatisfy { $0 == Self.asterisk }
  }

  private static let asterisk = UInt8(ascii: "*")

  private static func upper(_ byte: UInt8) -> UInt8 {
    (0x61...0x7A).contains(byte) ? byte & 0xDF : byte
  }

  static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var value = value
    while value.first == 0x20 { value.removeFirst() }
    while value.last == 0x20 { value.removeLast() }
    return value
  }
}

/// Message types that a rule takes: `ORU^R01`, `ORU^*`; `ORU` alone means that no event is given.
package struct MessageTypePattern: Hashable, Sendable {
  let code: MappingPattern
  let event: MappingPattern

  package init(parsing text: String) throws(MappingSyntaxError) {
    let parts = text.split(separator: "^", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let first = parts.first, !first.isEmpty else {
      throw MappingSyntaxError(
        "\"\(text)\" is not a message type: write MSH-9.1^MSH-9.2, as in ORU^R01 or ORU^*")
    }
    code = try MappingPattern(parsing: first)
    event = try MappingPattern(parsing: parts.count > 1 ? parts[1] : "")
  }

  /// As the document has it, letters in upper case.
  package var text: String { event.isEmpty ? code.text : "\(code.text)^\(event.text)" }

  func matches(code: ArraySlice<UInt8>, event: ArraySlice<UInt8>) -> Bool {
    self.code.matches(code) && self.event.matches(event)
  }
}
