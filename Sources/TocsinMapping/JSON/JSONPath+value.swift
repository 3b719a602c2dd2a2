// Tocsin — Mapping: values of JSON as a person reads them
// SPDX-License-Identifier: Apache-2.0

/// How values of JSON are shown. Without a style the first value is shown as it was written.
package enum JSONStyle: String, Hashable, Sendable, CaseIterable {
  /// Each value on a line of its own.
  case text
  /// Each value, with commas between them.
  case list
  /// Each value, with blanks between them, such as the given names of a person.
  case words
  /// A day (ISO 8601): `2026-11-24`.
  case date
  /// A time (ISO 8601, RFC 3339) with the precision and the offset that it came with.
  case time
}

extension JSONPath: ValuePath {
  package static let example = "labels.severity"

  /// Every scalar, shown in its style. Lists and objects show nothing, null is missing.
  package func value(in scope: JSONScope, style: JSONStyle?) -> String {
    switch style {
    case nil: return first(in: scope)
    case .text: return all(in: scope).joined(separator: "\n")
    case .list: return all(in: scope).joined(separator: ", ")
    case .words: return all(in: scope).joined(separator: " ")
    case .date:
      let text = first(in: scope)
      return ISOMoment(text)?.moment.dayText ?? text
    case .time:
      let text = first(in: scope)
      return ISOMoment(text)?.moment.text ?? text
    }
  }

  private func first(in scope: JSONScope) -> String {
    var text = ""
    visit(scope) { tree in
      text = Self.shown(tree, scope)
      return !text.isEmpty
    }
    return text
  }

  private func all(in scope: JSONScope) -> [String] {
    var texts: [String] = []
    visit(scope) { tree in
      let text = Self.shown(tree, scope)
      if !text.isEmpty { texts.append(text) }
      return texts.count >= MappingLimits.jsonValuesMax
    }
    return texts
  }

  /// A scalar without control characters, line ends aside, and without blanks around it.
  private static func shown(_ tree: JSONTree, _ scope: JSONScope) -> String {
    guard let text = tree.scalar, scope.document.spend(text.utf8.count / 8) else { return "" }
    let trimmed = text.trimmed
    guard trimmed.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return trimmed }
    var out = ""
    for scalar in trimmed.unicodeScalars where scalar != "\r" {
      let isControl = scalar.value < 0x20 && scalar != "\n" || scalar.value == 0x7F
      out.unicodeScalars.append(isControl ? " " : scalar)
    }
    return out.trimmed
  }
}

/// A date or time of ISO 8601, with less when less was given.
struct ISOMoment {
  /// The same in the form of HL7, which shows it and knows instants.
  let moment: HL7Moment

  /// Nil when the text is neither.
  init?(_ text: String) {
    guard text.utf8.count <= 64 else { return nil }
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves.count == 1 ? text.split(separator: " ", maxSplits: 1) : halves
    guard let day = parts.first else { return nil }
    var digits = day.filter { $0 != "-" }
    if parts.count == 2 {
      let clock = parts[1]
      let end = clock.firstIndex { "Zz+-".contains($0) } ?? clock.endIndex
      digits += clock[..<end].prefix { $0 != "." && $0 != "," }.filter { $0 != ":" }
      let offset = clock[end...]
      digits += offset.lowercased() == "z" ? "+0000" : offset.filter { $0 != ":" }
    }
    guard let moment = HL7Moment(digits) else { return nil }
    self.moment = moment
  }
}
