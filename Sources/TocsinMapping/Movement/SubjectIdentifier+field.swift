// Tocsin — Mapping: identifiers of persons, as a message gives them
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinHL7

extension SubjectIdentifier {
  /// The identifier that a list of them (CX) stands for: the medical record number (MR), else the
  /// one within the hospital (PI), else the first. Nil when the list names nobody.
  ///
  /// An identifier without an authority belongs to whoever sent the message (MSH-4).
  package init?(_ field: HL7Element, in message: HL7Message) {
    let all = field.repetitions.prefix(HL7Limits.valuesMax).filter {
      !$0.component(1).text().trimmed.isEmpty
    }
    let chosen =
      ["MR", "PI"].lazy.compactMap { type in
        all.first { $0.component(5).raw.elementsEqual(type.utf8) }
      }.first ?? all.first
    guard let chosen else { return nil }
    self.init(one: chosen, in: message)
  }

  /// Every identifier of a list, in order.
  static func all(_ field: HL7Element, in message: HL7Message) -> [SubjectIdentifier] {
    field.repetitions.prefix(HL7Limits.valuesMax).compactMap {
      SubjectIdentifier(one: $0, in: message)
    }
  }

  private init?(one: HL7Element, in message: HL7Message) {
    let authority = one.component(4).subcomponent(1).text().trimmed
    self.init(
      identifier: one.component(1).text().trimmed,
      authority: authority.isEmpty ? message.facility : authority)
  }
}

extension ProviderReference {
  /// Whom the repetitions of a field (XCN) name, most wanted first: by the name of the authority
  /// and by its universal id, of which the site may know either. Without an authority the
  /// identifier is that of whoever sent the message (MSH-4).
  static func all(_ field: HL7Element, in message: HL7Message) -> [ProviderReference] {
    field.repetitions.prefix(HL7Limits.valuesMax).flatMap { one -> [ProviderReference] in
      let identifier = one.component(1).text().trimmed
      let authority = one.component(9)
      let names = [1, 2].map { authority.subcomponent($0).text().trimmed }.filter { !$0.isEmpty }
      return (names.isEmpty ? [message.facility] : names).compactMap {
        ProviderReference(identifier: identifier, authority: $0)
      }
    }
  }
}

extension HL7Message {
  /// The name of the sending facility (MSH-4.1).
  package var facility: String {
    segments.first?.field(4).component(1).subcomponent(1).text().trimmed ?? ""
  }

  /// The visit that the message speaks of, with its authority (PV1-19); empty when it names none.
  package var visit: String { first("PV1").map { visit(of: $0) } ?? "" }

  func visit(of segment: HL7Segment) -> String {
    let number = SubjectIdentifier(segment.field(19), in: self)
    return number.map { "\($0.authority)/\($0.identifier)" } ?? ""
  }
}
