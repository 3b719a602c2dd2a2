// Tocsin — Mapping: a template filled from a group
// SPDX-License-Identifier: Apache-2.0

/// Fills templates with the values of one scope.
struct PathRendering<Path: ValuePath> {
  let scope: Path.Scope

  /// The first template whose places outside `<…>` all have a value, else the last one.
  func text(_ source: PathTexts<Path>) -> String {
    var last = ""
    for template in source.templates {
      let (text, isComplete) = filled(template.parts)
      if isComplete { return text.trimmed }
      last = text
    }
    return last.trimmed
  }

  func text(_ template: PathTemplate<Path>) -> String { filled(template.parts).text.trimmed }

  /// The text, when every place outside `<…>` has a value.
  func complete(_ template: PathTemplate<Path>) -> String? {
    let (text, isComplete) = filled(template.parts)
    return isComplete ? text.trimmed : nil
  }

  /// The plain text of one path; empty when it has no value.
  func text(of path: Path) -> String { path.value(in: scope, style: nil) }

  private func filled(_ parts: [PathTemplate<Path>.Part]) -> (text: String, isComplete: Bool) {
    var out = ""
    var isComplete = true
    for part in parts {
      switch part {
      case .literal(let text): out += text
      case .place(let place):
        let value = value(place)
        if value.isEmpty { isComplete = false }
        out += value
      case .optional(let inner):
        let section = filledSection(inner)
        out += section
      }
    }
    return (out, isComplete)
  }

  private func filledSection(_ parts: [PathTemplate<Path>.Part]) -> String {
    var out = ""
    for part in parts {
      switch part {
      case .literal(let text): out += text
      case .place(let place):
        let value = value(place)
        if value.isEmpty { return "" }
        out += value
      case .optional: break
      }
    }
    return out
  }

  private func value(_ place: PathTemplate<Path>.Place) -> String {
    for path in place.alternatives {
      let found = path.value(in: scope, style: place.style)
      guard !found.isEmpty else { continue }
      guard let table = place.table else { return found }
      if let word = table.entries[found] { return word }
    }
    return ""
  }
}

/// Fills templates of a mapping that reads HL7 messages.
typealias TemplateRendering = PathRendering<MappingPath>

extension String {
  /// Without ASCII blanks, tabs and line ends around it; most texts have none and are returned
  /// as they are.
  var trimmed: String {
    var bytes = utf8[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return bytes.count == utf8.count ? self : String(Substring(bytes))
  }
}
