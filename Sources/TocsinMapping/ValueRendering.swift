// Tocsin — Mapping: values as a person reads them
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// Shows one value of a segment by its HL7 v2 data type (v2.5.1 chapter 2A). What does not have
/// the expected form is shown as it came, never dropped.
struct ValueRendering {
  let segment: HL7Segment
  let path: MappingPath

  func text(_ style: ValueStyle?) -> String {
    switch style {
    case nil: plain
    case .result: result
    case .text: repetitions.map { part(of: $0).text() }.joined(separator: "\n")
    case .list:
      repetitions.map { part(of: $0).text() }.filter { !$0.isEmpty }.joined(separator: ", ")
    case .name: first.map(name) ?? ""
    case .place: first.map(place) ?? ""
    case .phone: repetitions.lazy.map(phone).first { !$0.isEmpty } ?? ""
    case .date: HL7Moment(plain)?.dayText ?? plain
    case .time: HL7Moment(plain)?.text ?? plain
    }
  }

  /// The repetitions that the path chooses; all of them when it does not choose.
  private var repetitions: [HL7Element] {
    let all = segment.field(path.field).repetitions.prefix(HL7Limits.valuesMax)
    guard let choice = path.choice else { return Array(all) }
    return all.filter { $0.component(choice.component).raw.elementsEqual(choice.value.utf8) }
  }

  private var first: HL7Element? { repetitions.first { !part(of: $0).text().isEmpty } }

  private func part(of repetition: HL7Element) -> HL7Element {
    guard let component = path.component else { return repetition }
    let part = repetition.component(component)
    return path.subcomponent.map { part.subcomponent($0) } ?? part
  }

  /// A whole field stands with its delimiters; a part is that of the first repetition.
  private var plain: String {
    if path.component == nil, path.choice == nil {
      let field = segment.field(path.field)
      return field.presence == .value ? field.text() : ""
    }
    guard path.choice == nil else { return first.map { part(of: $0).text() } ?? "" }
    return part(of: segment.field(path.field)).text()
  }

  private func name(_ value: HL7Element) -> String {
    let family = value.component(1).subcomponent(1).text()
    let given = [2, 3].map { value.component($0).text() }.filter { !$0.isEmpty }
      .joined(separator: " ")
    return [family, given].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private func place(_ value: HL7Element) -> String {
    func words(_ components: Int...) -> String {
      components.map { value.component($0).subcomponent(1).text() }.filter { !$0.isEmpty }
        .joined(separator: " ")
    }
    let parts = [words(1, 2, 3), words(7, 8), words(4)].filter { !$0.isEmpty }
    return parts.isEmpty ? words(9) : parts.joined(separator: ", ")
  }

  /// XTN: the deprecated whole number, else country, area, local and extension, else the
  /// unformatted number.
  private func phone(_ value: HL7Element) -> String {
    func part(_ component: Int) -> String { value.component(component).text().trimmed }
    let whole = part(1)
    if !whole.isEmpty { return whole }
    let country = part(5)
    let number = [country, part(6), part(7)].filter { !$0.isEmpty }.joined(separator: " ")
    guard !number.isEmpty else { return part(12) }
    let plus = country.isEmpty || country.utf8.first == UInt8(ascii: "+") ? "" : "+"
    let extended = part(8)
    return plus + number + (extended.isEmpty ? "" : " ext. \(extended)")
  }
}

// Observations: OBX-5 by the type in OBX-2, with the unit of OBX-6 (S21).
extension ValueRendering {
  private var result: String {
    let type = segment.field(2).component(1).text().trimmed.uppercased()
    switch type {
    case "NM", "SI": return withUnit(segment.observationText.trimmed, isNumber: true)
    case "SN": return withUnit(repetitions.map(structured).joined(separator: ", "), isNumber: true)
    case "CE", "CWE", "CNE", "CF", "IS", "ID":
      return withUnit(repetitions.map(coded).filter { !$0.isEmpty }.joined(separator: "; "))
    case "ED", "RP": return "document attached, open it at the source"
    case "TS", "DTM", "DT":
      let text = segment.observationText
      return HL7Moment(text)?.text ?? text
    default:
      let text = segment.observationText.trimmed
      return withUnit(text, isNumber: type.isEmpty && text.first?.isNumber == true)
    }
  }

  private func withUnit(_ value: String, isNumber: Bool = false) -> String {
    guard !value.isEmpty else { return "no value given" }
    let field = segment.field(6)
    let code = field.component(1).text().trimmed
    let word = field.component(2).text().trimmed
    let isNumeric = code.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let unit = isNumeric && !word.isEmpty ? word : code
    if unit.isEmpty { return isNumber ? "\(value) (no unit given)" : value }
    return "\(value) \(unit)"
  }

  /// SN: comparator, number, separator, number.
  private func structured(_ value: HL7Element) -> String {
    (1...4).map { value.component($0).text().trimmed }.joined()
  }

  /// CWE: the text, else the original text, else the code, else the alternate ones.
  private func coded(_ value: HL7Element) -> String {
    [2, 9, 1, 5, 4].lazy.map { value.component($0).text().trimmed }.first { !$0.isEmpty } ?? ""
  }
}
