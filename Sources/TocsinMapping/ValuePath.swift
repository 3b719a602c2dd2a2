// Tocsin — Mapping: what templates need of the address of a value
// SPDX-License-Identifier: Apache-2.0

/// The address of a value in what a source sends, be it HL7 or JSON. Templates, tables and drafts
/// are the same for both; where a value stands and how it is shown is the path's own.
package protocol ValuePath: Hashable, Sendable {
  /// What a path is looked up in.
  associatedtype Scope
  /// The words behind `as`.
  associatedtype Style: RawRepresentable<String> & CaseIterable & Hashable & Sendable

  /// A path for advice, as a document writes it.
  static var example: String { get }

  /// Reads the text form.
  init(parsing text: String) throws(MappingSyntaxError)

  /// The value without blanks around it; empty when there is none.
  func value(in scope: Scope, style: Style?) -> String

  /// What is wrong with a template of such paths, and the mend; nil when nothing is.
  static func objection(to template: PathTemplate<Self>) -> String?
}

extension ValuePath {
  /// Nothing is wrong with any template.
  package static func objection(to template: PathTemplate<Self>) -> String? { nil }
}

extension MappingPath: ValuePath {
  package static let example = "OBX-8.1"

  /// The value as a person reads it.
  package func value(in scope: GroupScope, style: ValueStyle?) -> String {
    guard let segment = scope.segment(name) else { return "" }
    return ValueRendering(segment: segment, path: self).text(style).trimmed
  }

  /// A result without its unit (S21).
  package static func objection(to template: MappingTemplate) -> String? {
    template.shows("OBX", field: 5, otherThan: .result)
      ? "OBX-5 is shown without its unit: write {OBX-5 as result} (S21)" : nil
  }
}
