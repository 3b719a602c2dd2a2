// Tocsin — Mapping: what a value must be for a rule to apply
// SPDX-License-Identifier: Apache-2.0

/// What the values at a path must be: one of some patterns, or none of them.
///
/// It holds when any value matches; negated, when no value does. A missing value matches the empty
/// pattern alone. What a value is, and when it is missing, is the path's own.
package struct PathCondition<Path: ValuePath>: Hashable, Sendable {
  package let path: Path
  let patterns: [MappingPattern]
  let isNegated: Bool

  package init(path: Path, patterns: [MappingPattern], isNegated: Bool = false) {
    self.path = path
    self.patterns = patterns
    self.isNegated = isNegated
  }

  /// Whether it holds. Allocates nothing.
  ///
  /// - Parameter values: calls what it is given with each value that is not missing, until that
  ///   says that it has enough.
  func holds(_ values: ((UnsafeRawBufferPointer) -> Bool) -> Void) -> Bool {
    var isMatched = false
    var hasValue = false
    values { value in
      hasValue = true
      isMatched = patterns.contains { !$0.isEmpty && $0.matches(value) }
      return isMatched
    }
    if !hasValue { isMatched = patterns.contains(where: \.isEmpty) }
    return isMatched != isNegated
  }
}

/// Conditions in sets: it holds when all of one set hold.
package struct AnyOf<Path: ValuePath>: Hashable, Sendable {
  package let sets: [[PathCondition<Path>]]

  package init(_ sets: [[PathCondition<Path>]]) { self.sets = sets }
}
