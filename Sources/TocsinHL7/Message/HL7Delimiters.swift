// Tocsin — TocsinHL7: the delimiters that one message declares
// SPDX-License-Identifier: Apache-2.0

/// MSH-1 and MSH-2: how this message separates its parts (HL7 v2.5.1 §2.5.4).
///
/// Senders declare between one and five encoding characters, whatever version they name. One
/// that is missing does not exist in the message. One that repeats an earlier one is dropped:
/// the first meaning wins.
package struct HL7Delimiters: Sendable, Equatable {
  /// MSH-1.
  package var field: UInt8
  /// MSH-2 position 1, `^` as a rule.
  package var component: UInt8?
  /// MSH-2 position 2, `~` as a rule.
  package var repetition: UInt8?
  /// MSH-2 position 3, `\` as a rule.
  package var escape: UInt8?
  /// MSH-2 position 4, `&` as a rule.
  package var subcomponent: UInt8?
  /// MSH-2 position 5, `#` as a rule; it means something only as the last byte of a value.
  package var truncation: UInt8?

  /// `|^~\&`, used where a message gives none to copy.
  package static let standard = HL7Delimiters(field: 0x7C, encoding: [0x5E, 0x7E, 0x5C, 0x26])

  /// Delimiters from MSH-1 and the bytes of MSH-2.
  package init(field: UInt8, encoding: some Collection<UInt8>) {
    self.field = field
    var rest = encoding.makeIterator()
    component = fresh(rest.next())
    repetition = fresh(rest.next())
    escape = fresh(rest.next())
    subcomponent = fresh(rest.next())
    truncation = fresh(rest.next())
  }

  /// The byte, unless it has a meaning already. What is not given yet is nil, and says nothing.
  private func fresh(_ byte: UInt8?) -> UInt8? {
    guard let byte else { return nil }
    return byte == field || byte == escape || separatesInsideField(byte) ? nil : byte
  }

  /// Whether each of them is a byte of ASCII and none is ESC: only beside such can characters of
  /// several bytes be told from delimiters.
  var areTold: Bool {
    let inside = [component, repetition, escape, subcomponent, truncation].compactMap(\.self)
    return ([field] + inside).allSatisfy { $0 < 0x80 && $0 != MultibyteText.escape }
  }

  /// Whether a byte is one of the separators that structure a field.
  func separatesInsideField(_ byte: UInt8) -> Bool {
    byte == component || byte == repetition || byte == subcomponent
  }
}
