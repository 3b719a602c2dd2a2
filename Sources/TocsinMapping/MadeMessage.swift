// Tocsin — Mapping: a message that somebody makes up of a few fields
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinHL7

/// One field of a message that is made up, such as `OBX-5` with `7.1` (HL7 v2.5.1 §2.5).
package struct MadeField: Hashable, Sendable {
  let segment: String
  let field: Int
  let component: Int
  let value: String

  package static let valueBytesMax = 200
  private static let placesMax = 99

  /// Nil for a path that is not `SEG-F` or `SEG-F.C`, for the delimiters of MSH, and for a value of
  /// more than `valueBytesMax` bytes or of several lines.
  package init?(_ path: String, value: String) {
    let parts = path.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.isName(parts[0]) else { return nil }
    let places = parts[1].split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(places.count), let field = places[0], let component = places.last ?? nil,
      (1...Self.placesMax).contains(field), (1...Self.placesMax).contains(component),
      parts[0] != "MSH" || field > 2
    else { return nil }
    guard value.utf8.count <= Self.valueBytesMax, value.utf8.allSatisfy({ $0 >= 0x20 }) else {
      return nil
    }
    segment = String(parts[0])
    self.field = field
    self.component = places.count == 2 ? component : 1
    self.value = value
  }

  private static func isName(_ text: Substring) -> Bool {
    text.utf8.count == 3 && text.first?.isLetter == true
      && text.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isWholeNumber) }
  }

  /// Reads `OBX-5=7.1`.
  package init?(parsing text: String) {
    guard let at = text.firstIndex(of: "=") else { return nil }
    self.init(String(text[..<at]), value: String(text[text.index(after: at)...]))
  }
}

/// Why fields that were made up give no draft.
package enum MadeMessageFault: Error, Hashable, Sendable {
  /// There are none, or more than `Mapping.madeFieldsMax`, or they cannot be a message.
  case malformed
  /// The mapping makes no alert of them; the text names the rule that looked last and what it
  /// missed.
  case noAlert(String)
}

extension Mapping {
  package static let madeFieldsMax = 40
  /// In the order of a result message (HL7 v2.5.1 §7.3.1); others follow in that of their names.
  private static let order = ["MSH", "PID", "PV1", "ORC", "OBR", "OBX", "NTE", "SPM"]
  /// Always there, so that a rule finds the group that it looks for.
  private static let always = ["MSH", "PID", "PV1", "ORC", "OBR"]

  /// What the mapping makes of a message that has these fields and no others, but a header: its
  /// type is that of the first rule unless it is given, and it is for production.
  ///
  /// - Returns: at least one draft, in the order of the message.
  package func drafts(of fields: [MadeField]) throws(MadeMessageFault) -> [AlertDraft] {
    guard !rules.isEmpty else { throw .noAlert("it has no rule for HL7 messages") }
    guard (1...Self.madeFieldsMax).contains(fields.count),
      let message = try? HL7Message(parsing: Array(text(of: fields).utf8))
    else { throw .malformed }
    switch outcome(for: message) {
    case .drafts(let drafts, _): return drafts
    case .notForUs(let rule): throw .noAlert(rule)
    case .movements(_, let rule), .heartbeat(_, let rule): throw .noAlert(rule)
    }
  }

  private func text(of fields: [MadeField]) -> String {
    let type = (rules.first?.messages.first?.text ?? "").replacing("*", with: "")
      .split(separator: "^", omittingEmptySubsequences: false)
    let header = [
      (9, 1, String(type.first ?? "")), (9, 2, String(type.dropFirst().first ?? "")),
      (10, 1, "REHEARSAL"), (11, 1, "P"), (12, 1, "2.5.1"),
    ]
    var segments: [String: [Int: [Int: String]]] = [:]
    for name in Self.always { segments[name] = [:] }
    for (field, component, value) in header {
      segments["MSH"]?[field, default: [:]][component] = value
    }
    for one in fields {
      segments[one.segment, default: [:]][one.field, default: [:]][one.component] = one.value
    }
    if let value = segments["OBX"]?[5]?[1], segments["OBX"]?[2] == nil {
      segments["OBX"]?[2] = [1: Double(value) == nil ? "ST" : "NM"]
    }
    let others = segments.keys.filter { !Self.order.contains($0) }.sorted()
    return (Self.order + others).compactMap { name in
      segments[name].map { Self.line(name, $0) }
    }.joined(separator: "\r") + "\r"
  }

  private static func line(_ name: String, _ fields: [Int: [Int: String]]) -> String {
    let isHeader = name == "MSH"
    let first = isHeader ? 3 : 1
    let last = max(fields.keys.max() ?? 0, first)
    let texts = (first...last).map { field in
      let components = fields[field] ?? [:]
      return (1...max(components.keys.max() ?? 1, 1)).map { escaped(components[$0] ?? "") }
        .joined(separator: "^")
    }
    return ([isHeader ? "MSH|^~\\&" : name] + texts).joined(separator: "|")
  }

  /// The delimiters as escape sequences (HL7 v2.5.1 §2.7).
  private static func escaped(_ value: String) -> String {
    value.map { character in
      switch character {
      case "|": "\\F\\"
      case "^": "\\S\\"
      case "&": "\\T\\"
      case "~": "\\R\\"
      case "\\": "\\E\\"
      default: String(character)
      }
    }.joined()
  }
}
