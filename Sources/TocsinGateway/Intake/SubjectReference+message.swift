// Tocsin — Gateway: whom an HL7 message names
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

extension SubjectReference {
  /// The identifier of PID-3 that stands for the person (`SubjectIdentifier`). Nil when the message
  /// names nobody, and when it names several: then what it holds belongs to the day on which it
  /// came, and goes with that day.
  init?(_ message: HL7Message) {
    guard let named = SubjectIdentifier(message) else { return nil }
    self.init(named)
  }

  /// The reference of an identifier; nil when it is blank.
  package init?(_ named: SubjectIdentifier) {
    self.init(identifier: named.identifier, authority: named.authority)
  }
}

extension SubjectIdentifier {
  /// The one person whom a message names.
  init?(_ message: HL7Message) {
    let named = message.all("PID").map { SubjectIdentifier($0.field(3), in: message) }
    guard let first = named.first, named.allSatisfy({ $0 == first }), let first else { return nil }
    self = first
  }
}
