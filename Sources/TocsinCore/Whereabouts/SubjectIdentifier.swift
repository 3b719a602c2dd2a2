// Tocsin — Core: whom a message concerns, and where
// SPDX-License-Identifier: Apache-2.0

/// An identifier of a person under the authority that gave it (PID-3.1 and PID-3.4 of HL7 v2.5.1
/// §3.4.2.3, data type CX). Never printed by accident: its description is redacted.
///
/// It has the shape of `ProviderReference` and is a type apart on purpose: that one is written into
/// documents, alerts and answers, and this one has no `text` and no coding by which it could be.
package struct SubjectIdentifier: Hashable, Sendable, CustomStringConvertible {
  /// The authority's name; empty when nothing gives one.
  package let authority: String
  package let identifier: String

  /// Nil when the identifier is empty.
  package init?(identifier: String, authority: String = "") {
    guard !identifier.isEmpty else { return nil }
    self.authority = authority
    self.identifier = identifier
  }

  package var description: String { "[redacted]" }
}

/// A location as a source names it (PL of HL7 v2.5.1 §2A.53).
package struct Location: Hashable, Codable, Sendable, CustomStringConvertible {
  /// In full, as a responder is to read it.
  package let text: String
  /// The part of it that routes; empty when unknown.
  package let ward: String

  package init(text: String, ward: String) {
    self.text = text
    self.ward = ward
  }

  package var description: String { "[redacted]" }
}
