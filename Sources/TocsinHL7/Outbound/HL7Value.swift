// Tocsin — TocsinHL7: a field to be written
// SPDX-License-Identifier: Apache-2.0

/// What one field says, as text without delimiters: repetitions, their components, and the
/// subcomponents of these.
package struct HL7Value: Hashable, Sendable {
  package var repetitions: [[[String]]]

  package init(repetitions: [[[String]]]) { self.repetitions = repetitions }

  /// One text, whatever characters it has.
  package init(_ text: String) { repetitions = [[[text]]] }

  /// Components of one repetition.
  package init(components: [String]) { repetitions = [components.map { [$0] }] }

  /// What a field of a message says, decoded once; a null stays one.
  package init(_ element: HL7Element) {
    let marks = element.storage.delimiters
    func parts(_ part: HL7Element, _ delimiter: UInt8?, _ depth: HL7Element.Depth) -> HL7Elements {
      HL7Elements(storage: part.storage, range: part.range, delimiter: delimiter, depth: depth)
    }
    repetitions = element.repetitions.prefix(HL7Limits.valuesMax).map { repetition in
      parts(repetition, marks.component, .component).map { component in
        parts(component, marks.subcomponent, .subcomponent).map { $0.literalText() }
      }
    }
  }

  /// Whether it says nothing at all.
  package var isBlank: Bool {
    repetitions.allSatisfy { $0.allSatisfy { $0.allSatisfy(\.isEmpty) } }
  }

  /// Component `number` of the first repetition, counted from 1, as components of a field of its
  /// own: EI as a component becomes EI as a field.
  package func promoted(_ number: Int) -> HL7Value {
    guard let first = repetitions.first, first.indices.contains(number - 1) else {
      return HL7Value("")
    }
    return HL7Value(components: first[number - 1])
  }

  /// The same without what says nothing at the end of anything.
  package var trimmed: HL7Value {
    func trim<Part>(_ parts: [Part], _ isBlank: (Part) -> Bool) -> [Part] {
      Array(parts.prefix((parts.lastIndex { !isBlank($0) } ?? -1) + 1))
    }
    let whole = repetitions.map { components in
      trim(components.map { trim($0, \.isEmpty) }, \.isEmpty)
    }
    return HL7Value(repetitions: trim(whole, \.isEmpty))
  }
}
