// Tocsin — Core: a clinician as a source names one
// SPDX-License-Identifier: Apache-2.0

/// A clinician by an identifier and the authority that gave it (XCN.1 and XCN.9 of HL7 v2.5.1
/// §2A.88). It names a person of the site only through that person's own list of identifiers; a
/// name alone never does.
package struct ProviderReference: Hashable, Codable, Sendable {
  /// The authority's name or universal id; empty when the source gives none.
  package let authority: String
  package let identifier: String

  /// Nil when the identifier is empty.
  package init?(identifier: String, authority: String = "") {
    guard !identifier.isEmpty else { return nil }
    self.authority = authority
    self.identifier = identifier
  }

  /// Reads `AUTHORITY/IDENTIFIER`; the last slash counts. Nil when either part is empty.
  package init?(text: String) {
    guard let slash = text.lastIndex(of: "/") else { return nil }
    let (authority, identifier) = (text[..<slash], text[text.index(after: slash)...])
    guard !authority.isEmpty, !identifier.isEmpty else { return nil }
    self.authority = String(authority)
    self.identifier = String(identifier)
  }

  /// `AUTHORITY/IDENTIFIER`, or the identifier alone.
  package var text: String { authority.isEmpty ? identifier : "\(authority)/\(identifier)" }
}
