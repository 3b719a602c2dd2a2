// Tocsin — TocsinHL7: the written path to values
// SPDX-License-Identifier: Apache-2.0

/// A path to values: `SEG-n`, `SEG-n.m`, `SEG-n.m.s`, with `SEG[2]-n[1].m` for one occurrence
/// and one repetition. All numbers count from 1.
///
/// Without `[…]` a path means every occurrence and every repetition.
package struct HL7Path: Sendable, Equatable, CustomStringConvertible {
  /// The segment's name in upper case.
  package let segment: String
  /// The one occurrence of the segment that is meant.
  package let occurrence: Int?
  /// The field.
  package let field: Int
  /// The one repetition of the field that is meant.
  package let repetition: Int?
  /// The component; nil means the whole repetition.
  package let component: Int?
  /// The subcomponent; nil means the whole component.
  package let subcomponent: Int?

  let key: SegmentKey

  /// Reads a path; nil when it is not one.
  package init?(_ text: String) {
    var reader = PathReader(text)
    guard let name = reader.name(), let key = SegmentKey(name) else { return nil }
    segment = name.uppercased()
    self.key = key
    occurrence = reader.bracketed()
    guard reader.take(0x2D), let field = reader.number() else { return nil }
    self.field = field
    repetition = reader.bracketed()
    component = reader.take(0x2E) ? reader.required() : nil
    subcomponent = component != nil && reader.take(0x2E) ? reader.required() : nil
    guard reader.isDone else { return nil }
  }

  /// The path as it is written, in its shortest form.
  package var description: String {
    let which = occurrence.map { "[\($0)]" } ?? ""
    let turn = repetition.map { "[\($0)]" } ?? ""
    let parts = [component, subcomponent].compactMap { $0 }.map { ".\($0)" }.joined()
    return "\(segment)\(which)-\(field)\(turn)\(parts)"
  }
}

/// Reads a path byte by byte; `isDone` is false for good after a mistake.
private struct PathReader {
  private var rest: ArraySlice<UInt8>
  private var failed = false

  init(_ text: String) { rest = Array(text.utf8)[...] }

  var isDone: Bool { rest.isEmpty && !failed }

  mutating func name() -> String? {
    guard rest.count > 3 else { return nil }
    defer { rest = rest.dropFirst(3) }
    return String(decoding: rest.prefix(3), as: UTF8.self)
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func number() -> Int? {
    let digits = rest.prefix(while: Byte.isDigit)
    guard !digits.isEmpty, digits.count <= 6 else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    guard value >= 1, value <= HL7Limits.pathNumberMax else { return nil }
    rest = rest.dropFirst(digits.count)
    return value
  }

  mutating func required() -> Int? {
    let value = number()
    if value == nil { failed = true }
    return value
  }

  mutating func bracketed() -> Int? {
    guard take(0x5B) else { return nil }
    let value = required()
    if !take(0x5D) { failed = true }
    return value
  }
}

extension HL7Message {
  /// The values at a path, decoded: one for each repetition of each occurrence, in order, at
  /// most `HL7Limits.valuesMax`.
  ///
  /// An occurrence without the field, or a repetition without the component, gives an empty
  /// text, so that places line up between paths. A null stands as its two quotes.
  package func values(at path: HL7Path) -> [String] {
    elements(at: path).map { $0.literalText() }
  }

  /// The elements at a path, in the order of `values(at:)`.
  package func elements(at path: HL7Path) -> [HL7Element] {
    var found: [HL7Element] = []
    var occurrence = 0
    for index in storage.spans.indices where storage.spans[index].key == path.key {
      occurrence += 1
      if let wanted = path.occurrence, wanted != occurrence { continue }
      let field = segments[index].field(path.field)
      append(path, of: field, to: &found)
      if found.count >= HL7Limits.valuesMax || occurrence == path.occurrence { break }
    }
    return found
  }

  private func append(_ path: HL7Path, of field: HL7Element, to found: inout [HL7Element]) {
    if let repetition = path.repetition {
      found.append(part(path, of: field.repetition(repetition)))
      return
    }
    if field.presence == .absent {
      found.append(field)
      return
    }
    for repetition in field.repetitions {
      found.append(part(path, of: repetition))
      if found.count >= HL7Limits.valuesMax { return }
    }
  }

  private func part(_ path: HL7Path, of repetition: HL7Element) -> HL7Element {
    guard let component = path.component else { return repetition }
    let element = repetition.component(component)
    guard let subcomponent = path.subcomponent else { return element }
    return element.subcomponent(subcomponent)
  }
}
