// Tocsin — Mapping: conditions on segments of a message
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// A condition of a mapping that reads HL7 messages: what a value of one segment must be. Explicit
/// null counts as missing.
package typealias MappingCondition = PathCondition<MappingPath>

extension PathCondition where Path == MappingPath {
  /// Whether it holds for a segment of the path's name. Each repetition of the field is looked at.
  func holds(for segment: HL7Segment) -> Bool {
    holds { found in
      segment.eachRepetition(of: path.field) { repetition in
        guard isChosen(repetition) else { return false }
        let value = repetition.part(path.component, path.subcomponent)
        return isMissing(value) ? false : found(value)
      }
    }
  }

  private func isChosen(_ repetition: HL7Repetition) -> Bool {
    guard let choice = path.choice else { return true }
    return repetition.part(choice.component).elementsEqual(choice.value.utf8)
  }

  private func isMissing(_ value: UnsafeRawBufferPointer) -> Bool {
    value.allSatisfy { $0 == 0x20 } || value.count == 2 && value.allSatisfy { $0 == 0x22 }
  }
}
