// Tocsin — Mapping: what a value must be for a rule to apply
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// What a value of one segment must be: one of some patterns, or none of them.
///
/// Each repetition of the field is looked at. It holds when any value matches; negated, when no
/// value does. A missing value matches the empty pattern alone. Explicit null counts as missing.
package struct MappingCondition: Hashable, Sendable {
  package let path: MappingPath
  let patterns: [MappingPattern]
  let isNegated: Bool

  package init(path: MappingPath, patterns: [MappingPattern], isNegated: Bool = false) {
    self.path = path
    self.patterns = patterns
    self.isNegated = isNegated
  }

  /// Whether it holds for a segment of the path's name. Allocates nothing.
  func holds(for segment: HL7Segment) -> Bool {
    var isMatched = false
    var hasValue = false
    for repetition in segment.field(path.field).repetitions where isChosen(repetition) {
      let value = element(in: repetition).raw
      guard !isMissing(value) else { continue }
      hasValue = true
      if patterns.contains(where: { !$0.isEmpty && $0.matches(value) }) {
        isMatched = true
        break
      }
    }
    if !hasValue { isMatched = patterns.contains(where: \.isEmpty) }
    return isMatched != isNegated
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
