// Tocsin — Mapping: what a message can be found by
// SPDX-License-Identifier: Apache-2.0

package import TocsinHL7

extension Integration {
  /// By what every message can be found: the subject's numbers, also one that a merge gives up, the
  /// numbers of orders, and that of the visit.
  package static let standardIndex = [
    "PID-3.1", "MRG-1.1", "OBR-2.1", "OBR-3.1", "ORC-2.1", "PV1-19.1",
  ].compactMap { try? MappingPath(parsing: $0) }

  /// Every path by whose values its messages can be found, as text, without doubles.
  package var indexedPaths: [String] {
    (Self.standardIndex + index).map(\.text).reduce(into: []) { all, text in
      if !all.contains(text) { all.append(text) }
    }
  }

  /// What a message can be found by: each different value of the paths, in order, at most
  /// `MappingLimits.indexedValuesMax`. The values may name a patient.
  package func indexedValues(of message: HL7Message) -> [(path: String, value: String)] {
    Self.indexedValues(of: message, at: Self.standardIndex + index)
  }

  /// The same at given paths; what is not there gives nothing.
  package static func indexedValues(
    of message: HL7Message, at paths: [MappingPath] = standardIndex
  ) -> [(path: String, value: String)] {
    var found: [(path: String, value: String)] = []
    for segment in message.segments {
      for path in paths where path.name.names(segment) {
        let text = path.text
        for value in path.values(in: segment)
        where !found.contains(where: { $0 == (text, value) }) {
          guard found.count < MappingLimits.indexedValuesMax else { return found }
          found.append((text, value))
        }
      }
    }
    return found
  }
}

extension MappingPath {
  /// The value of each repetition that is meant, in order.
  fileprivate func values(in segment: HL7Segment) -> [String] {
    segment.field(field).repetitions.prefix(MappingLimits.indexedValuesMax)
      .filter { $0.isChosen(by: choice) }
      .compactMap { repetition in
        let element = component.map { repetition.component($0) } ?? repetition
        let value = subcomponent.map { element.subcomponent($0) } ?? element
        let isSized = (1...MappingLimits.indexedBytesMax).contains(value.raw.count)
        return isSized ? value.text() : nil
      }
  }
}

extension HL7Element {
  /// Whether it is a repetition that a path chooses.
  fileprivate func isChosen(by choice: MappingPath.Choice?) -> Bool {
    guard let choice else { return true }
    return component(choice.component).raw.elementsEqual(choice.value.utf8)
  }
}
