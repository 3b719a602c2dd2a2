// Tocsin — Gateway: whom an HL7 message names
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

extension SubjectReference {
  /// The first identifier of PID-3. Nil when the message names nobody, and when it names several:
  /// then what it holds belongs to the day on which it came, and goes with that day.
  init?(_ message: HL7Message) {
    let named = message.all("PID").map { segment -> SubjectReference? in
      let identifier = segment.field(3).repetition(1)
      return SubjectReference(
        identifier: identifier.component(1).text(),
        authority: identifier.component(4).subcomponent(1).text())
    }
    guard let first = named.first, named.allSatisfy({ $0 == first }), let first else { return nil }
    self = first
  }
}
