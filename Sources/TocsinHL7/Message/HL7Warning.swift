// Tocsin — TocsinHL7: what was odd about a message that was taken all the same
// SPDX-License-Identifier: Apache-2.0

/// One kind of oddity in a message, with where it was first seen and how often.
///
/// A warning never holds content of the message.
package struct HL7Warning: Sendable, Equatable, CustomStringConvertible {
  /// The kinds; the raw value is what tools print.
  package enum Kind: String, Sendable, Equatable, CaseIterable {
    /// A second MSH inside the message.
    case anotherHeader = "another-header"
    /// A line of nothing or of blanks.
    case blankLine = "blank-line"
    /// A byte order mark before MSH.
    case byteOrderMark = "byte-order-mark"
    /// MSH-18 names another set than the bytes are in.
    case characterSetMismatch = "character-set-mismatch"
    /// Bytes above 0x7F, and MSH-18 is empty.
    case characterSetUndeclared = "character-set-undeclared"
    /// MSH-18 names a set that is not decoded here.
    case characterSetUnknown = "character-set-unknown"
    /// MSH-10 is empty.
    case controlIDMissing = "control-id-missing"
    /// MSH-10 stood in another message of the same source before.
    case controlIDReuse = "control-id-reuse"
    /// A delimiter is declared twice.
    case delimiterDuplicate = "delimiter-duplicate"
    /// A delimiter is a letter, a digit, a blank or not ASCII.
    case delimiterUnusual = "delimiter-unusual"
    /// MSH-14 continues what has not come, or has come too long ago.
    case fragmentWithoutStart = "fragment-without-start"
    /// Blanks, line ends or a start byte before MSH.
    case leadingBytes = "leading-bytes"
    /// A bare LF inside a segment of a message that has CR.
    case lineFeedInSegment = "line-feed-in-segment"
    /// Segments end with LF alone.
    case lineFeedTerminator = "line-feed-terminator"
    /// A segment's name is in lower case.
    case lowercaseSegment = "lowercase-segment"
    /// MSH-9 is empty.
    case messageTypeMissing = "message-type-missing"
    /// MSH-13 is not the number after the last.
    case sequenceGap = "sequence-gap"
    /// A line that belongs to the field before it.
    case strayLine = "stray-line"
    /// NUL or end bytes after the last segment.
    case trailingBytes = "trailing-bytes"
    /// Bytes without a character in the set; they become U+FFFD.
    case undecodableBytes = "undecodable-bytes"
    /// A path has more values than are shown.
    case valuesTruncated = "values-truncated"
    /// UTF-16 whose envelope was of two-byte characters too.
    case wideEnvelope = "wide-envelope"
    /// A trailer counts otherwise than the batch holds.
    case batchCountMismatch = "batch-count-mismatch"
    /// A batch ends without BTS.
    case batchTrailerMissing = "batch-trailer-missing"
    /// Bytes before the first message of a batch.
    case bytesOutsideMessage = "bytes-outside-message"
  }

  /// What was seen.
  package var kind: Kind
  /// Where it was first seen: an offset into the bytes of the message.
  package var byte: Int
  /// How often it was seen, at least 1.
  package var count: Int

  /// A warning about the message as a whole.
  package init(_ kind: Kind) { self.init(kind: kind, byte: 0, count: 1) }

  package init(kind: Kind, byte: Int, count: Int) {
    self.kind = kind
    self.byte = byte
    self.count = count
  }

  /// `stray-line at byte 120 (3 times)`.
  package var description: String {
    let times = count == 1 ? "" : " (\(count) times)"
    return "\(kind.rawValue) at byte \(byte)\(times)"
  }
}

/// Collects warnings, one for each kind, so that a million oddities cost no more than one.
struct WarningTally {
  private(set) var warnings: [HL7Warning] = []

  mutating func add(_ kind: HL7Warning.Kind, at byte: Int) {
    for index in warnings.indices where warnings[index].kind == kind {
      warnings[index].count += 1
      return
    }
    warnings.append(HL7Warning(kind: kind, byte: byte, count: 1))
  }
}
