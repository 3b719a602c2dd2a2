// Tocsin — Mapping: a segment's name, quick to compare
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// A segment's name as three bytes in one word, so that a walk over a message compares words and
/// allocates nothing. Letters match in either case, as they do in messages.
struct SegmentName: Hashable, Sendable {
  private let word: UInt32

  /// - Precondition: three characters, as `MappingPath` has checked.
  init(_ text: String) {
    precondition(text.utf8.count == 3, "a segment's name has three characters")
    word = Self.word(text.utf8)
  }

  static let header = SegmentName("MSH")
  static let subject = SegmentName("PID")
  static let order = SegmentName("OBR")
  static let observation = SegmentName("OBX")
  /// What was read of a device's alert; no message has it.
  static let alert = SegmentName("ALT")

  /// Whether a segment has this name.
  func names(_ segment: HL7Segment) -> Bool { Self.word(segment.raw.prefix(3)) == word }

  private static func word(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var word: UInt32 = 0
    for byte in bytes {
      word = word << 8 | UInt32((0x61...0x7A).contains(byte) ? byte & 0xDF : byte)
    }
    return word
  }
}
