// Tocsin — TocsinHL7: the values of a field by their bytes, as conditions look at them
// SPDX-License-Identifier: Apache-2.0

/// One repetition of a field while its message is looked at. Valid inside the call that gives it.
package struct HL7Repetition {
  private let bytes: UnsafeRawBufferPointer
  private let range: Range<Int>
  private let delimiters: HL7Delimiters
  /// It is of a field that holds the delimiters themselves.
  private let isLiteral: Bool

  fileprivate init(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ delimiters: HL7Delimiters,
    isLiteral: Bool
  ) {
    self.bytes = bytes
    self.range = range
    self.delimiters = delimiters
    self.isLiteral = isLiteral
  }

  /// A component, or a subcomponent of it, both counted from 1; without either the whole. Empty
  /// when there is none.
  package func part(
    _ component: Int?, _ subcomponent: Int? = nil
  ) -> UnsafeRawBufferPointer {
    var found: Range<Int>? = range
    if let component { found = part(component, of: found, by: delimiters.component) }
    if let subcomponent { found = part(subcomponent, of: found, by: delimiters.subcomponent) }
    return found.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) } ?? .init(start: nil, count: 0)
  }

  private func part(_ number: Int, of range: Range<Int>?, by delimiter: UInt8?) -> Range<Int>? {
    guard let range else { return nil }
    return ByteScan.part(number, of: range, in: bytes, by: isLiteral ? nil : delimiter)
  }
}

extension HL7Segment {
  /// Walks the repetitions of field `number`, as `field` and `repetitions` give them, and makes no
  /// element: nothing is counted or allocated for them. An absent field has none.
  ///
  /// - Parameter body: says whether it has seen enough.
  package func eachRepetition(of number: Int, _ body: (HL7Repetition) -> Bool) {
    let isLiteral = span.key.declaresDelimiters && number <= 2
    guard number >= 1, let field = storage.field(number, of: span) else { return }
    let delimiters = storage.delimiters
    storage.bytes.withUnsafeBytes { bytes in
      var start = field.lowerBound
      while true {
        var stop = field.upperBound
        if !isLiteral, let delimiter = delimiters.repetition {
          stop = ByteScan.first(delimiter, in: bytes, from: start, to: stop)
        }
        if body(HL7Repetition(bytes, start..<stop, delimiters, isLiteral: isLiteral)) { return }
        guard stop < field.upperBound else { return }
        start = stop + 1
      }
    }
  }
}
