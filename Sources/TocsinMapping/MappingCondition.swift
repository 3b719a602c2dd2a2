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
      for repetition in segment.field(path.field).repetitions where isChosen(repetition) {
        let value = element(in: repetition).raw
        if !isMissing(value), found(value) { return }
      }
    }
  }

  private func isChosen(_ repetition: HL7Element) -> Bool {
    guard let choice = path.choice else { return true }
    return repetition.component(choice.component).raw.elementsEqual(choice.value.utf8)
  }

  private func element(in repetition: HL7Element) -> HL7Element {
    guard let component = path.component else { return repetition }
    let part = repetition.component(component)
    return path.subcomponent.map { part.subcomponent($0) } ?? part
  }

  private func isMissing(_ value: ArraySlice<UInt8>) -> Bool {
    value.allSatisfy { $0 == 0x20 } || value.count == 2 && value.allSatisfy { $0 == 0x22 }
  }
}
