// Tocsin — Mapping: the address of a value in a message
// SPDX-License-Identifier: Apache-2.0

/// The address of a value: `SEG-n`, `SEG-n.m` or `SEG-n.m.s`, all counted from 1 as HL7 v2 does.
///
/// `PID-3[5=MR]` chooses the first repetition whose component 5 is `MR`; without a choice a path
/// means the first repetition in templates and any repetition in conditions. Which occurrence of
/// the segment is meant, the rule's scope says (`GroupScope`).
package struct MappingPath: Hashable, Sendable {
  /// A repetition chosen by one of its components.
  struct Choice: Hashable, Sendable {
    let component: Int
    let value: String
  }

  /// Three characters, the first a letter.
  package let segment: String
  package let field: Int
  /// Nil means the whole field.
  package let component: Int?
  /// Nil means the whole component.
  package let subcomponent: Int?
  let choice: Choice?
  let name: SegmentName
  /// The text form without a choice of repetition.
  package let text: String

  /// Reads the text form.
  package init(parsing text: String) throws(MappingSyntaxError) {
    let mend = "write SEG-n, SEG-n.m or SEG-n.m.s, as in OBX-5.1"
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, Self.isSegmentName(parts[0]) else {
      throw MappingSyntaxError("\"\(text)\" is not a path: \(mend)")
    }
    segment = String(parts[0])
    name = SegmentName(segment)
    var rest = String(parts[1])
    choice = try Self.takeChoice(from: &rest)
    let numbers = rest.split(separator: ".", omittingEmptySubsequences: false).map {
      Self.number($0)
    }
    guard (1...3).contains(numbers.count), !numbers.contains(nil), let first = numbers.first,
      let field = first
    else { throw MappingSyntaxError("\"\(text)\" is not a path: \(mend)") }
    self.field = field
    component = numbers.count > 1 ? numbers[1] : nil
    subcomponent = numbers.count > 2 ? numbers[2] : nil
    self.text = segment + "-" + numbers.compactMap { $0.map(String.init) }.joined(separator: ".")
  }

  /// A whole field.
  init(_ segment: String, field: Int) {
    self.segment = segment
    self.field = field
    component = nil
    subcomponent = nil
    choice = nil
    name = SegmentName(segment)
    text = "\(segment)-\(field)"
  }

  private static func isSegmentName(_ name: Substring) -> Bool {
    let bytes = Array(name.utf8)
    return bytes.count == 3 && (0x41...0x5A).contains(bytes[0])
      && bytes.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
  }

  private static func number(_ text: Substring) -> Int? {
    guard let number = Int(text), (1...999).contains(number), text.first != "+" else { return nil }
    return number
  }

  /// Takes `[5=MR]` out of `3[5=MR].1`.
  private static func takeChoice(from text: inout String) throws(MappingSyntaxError) -> Choice? {
    guard let open = text.firstIndex(of: "[") else { return nil }
    guard let close = text.firstIndex(of: "]"), open < close else {
      throw MappingSyntaxError("the choice of a repetition in \"\(text)\" has no end: add ]")
    }
    let inner = text[text.index(after: open)..<close].split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard inner.count == 2, let component = number(inner[0]), !inner[1].isEmpty else {
      throw MappingSyntaxError(
        "\"\(text)\" does not choose a repetition: write the component and its value, as in"
          + " PID-3[5=MR].1")
    }
    text = String(text[..<open]) + String(text[text.index(after: close)...])
    return Choice(component: component, value: String(inner[1]))
  }
}
