// Tocsin — Gateway: whom a message concerns, as its source names them
// SPDX-License-Identifier: Apache-2.0

/// An identifier with its assigning authority (PID-3.1 and PID-3.4.1 of HL7 v2.5.1 §3.4.2.3, data
/// type CX). It is never stored: the store keeps a blind index of it, and seals what concerns the
/// subject with a key of the subject's own. Never printed by accident.
package struct SubjectReference: Hashable, Sendable, CustomStringConvertible {
  /// Authority, a byte that no text holds, identifier.
  package let unredacted: [UInt8]

  /// Nil when the identifier is empty. White space around either does not count.
  package init?(identifier: String, authority: String = "") {
    let identifier = Self.trimmed(identifier)
    guard !identifier.isEmpty else { return nil }
    unredacted = Array(Self.trimmed(authority).utf8) + [0] + Array(identifier.utf8)
  }

  package var description: String { "[redacted]" }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
