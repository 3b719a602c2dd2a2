// Tocsin — TocsinHL7: why bytes are not an HL7 message
// SPDX-License-Identifier: Apache-2.0

/// Why bytes could not be read as a message, and where. Never holds content of the message.
///
/// The caller keeps the bytes, answers AR with `HL7Fault(_:)`, and shows `message` and `hint`.
package struct HL7ParseError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The causes.
  package enum Reason: String, Sendable, Equatable, CaseIterable {
    /// Nothing, or nothing but blanks.
    case empty
    /// Over `HL7Limits.frameBytesMax`.
    case tooLong = "too-long"
    /// MSH is not first.
    case noHeader = "no-header"
    /// FHS or BHS is first: split it first.
    case batch
    /// MSH ends before MSH-2.
    case truncatedHeader = "truncated-header"
    /// MSH-1 is a letter, a digit, a blank or a control character.
    case fieldSeparator = "field-separator"
    /// MSH-2 is empty or cannot be used.
    case encodingCharacters = "encoding-characters"
    /// Over `HL7Limits.segmentsMax`.
    case tooManySegments = "too-many-segments"
  }

  /// The cause.
  package var reason: Reason
  /// The segment that is wrong, where one is known.
  package var segment: String?
  /// The field that is wrong, where one is known.
  package var field: Int?
  /// The offset of the first byte that is wrong.
  package var byte: Int

  init(_ reason: Reason, segment: String? = nil, field: Int? = nil, byte: Int) {
    self.reason = reason
    self.segment = segment
    self.field = field
    self.byte = byte
  }

  /// One sentence on what is wrong.
  package var message: String {
    switch reason {
    case .empty: "the message is empty"
    case .tooLong: "the message is longer than \(HL7Limits.frameBytesMax) bytes"
    case .noHeader: "the message does not begin with an MSH segment"
    case .batch: "this is a batch (FHS or BHS), not one message"
    case .truncatedHeader: "the MSH segment ends before its delimiters are declared"
    case .fieldSeparator: "MSH-1 is not usable as a field separator"
    case .encodingCharacters: "MSH-2 does not give usable encoding characters"
    case .tooManySegments: "the message has more than \(HL7Limits.segmentsMax) segments"
    }
  }

  /// What to do next.
  package var hint: String {
    switch reason {
    case .empty: "check what the source puts between the bytes 0x0B and 0x1C 0x0D"
    case .tooLong: "have the source send large documents by reference (OBX-2 RP)"
    case .noHeader: "send HL7 v2 in its delimited form, with MSH and its separator first"
    case .batch: "split the batch into its messages first"
    case .truncatedHeader: "check that the source sends the whole message, beginning with MSH|^~\\&"
    case .fieldSeparator: "MSH must be followed by a punctuation character, as a rule |"
    case .encodingCharacters: "MSH-2 must be printable and differ from MSH-1, as a rule ^~\\&"
    case .tooManySegments: "have the source send fewer results in one message"
    }
  }

  /// The message and the offset.
  package var description: String { "\(message) (byte \(byte))" }
}
