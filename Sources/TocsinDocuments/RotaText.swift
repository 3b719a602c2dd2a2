// Tocsin — Documents: parts of a rota as the text of its document
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Layers and overrides in the words of `rotas/NAME.yaml`.
///
/// Each is the text of one item of its list, indented by two blanks, with a line end after each
/// line. Read back it gives the same value, for every value that a document can say; a name or a
/// reason with a control character is written, and refused when it is read.
package enum RotaText {
  /// One item of `layers:`.
  package static func item(_ layer: RotaLayer) -> String {
    var lines = ["name: \(scalar(layer.name))"]
    if layer.line != .first { lines.append("line: \(layer.line.rawValue)") }
    lines.append("members: \(list(layer.members.map(\.text)))")
    lines.append("start: \(layer.start)")
    lines.append("handoff: \(YAMLText.quoted(layer.handoff.text))")
    lines.append("turn: \(layer.turn.documentText)")
    if !layer.restriction.isEmpty {
      lines.append("only:")
      lines += layer.restriction.map { "  - \(window($0))" }
    }
    if let end = layer.end { lines.append("end: \(end)") }
    return text(lines)
  }

  /// One item of `overrides:`; its times carry the offset that the zone has then.
  package static func item(_ override: RotaOverride, in zone: ZoneRules) -> String {
    text(YAMLText.lines(of: override, zone: zone))
  }

  private static func text(_ lines: [String]) -> String {
    YAMLText.item(lines, column: 2).map { $0 + "\n" }.joined()
  }

  private static func window(_ window: WeeklyWindow) -> String {
    var keys: [String] = []
    var days = window.days.map { String($0.text.prefix(3)) }
    if window.holidays == .also || window.holidays == .only { days.append("holiday") }
    if !days.isEmpty { keys.append("days: \(list(days))") }
    if window.holidays == .skipped { keys.append("holidays: skip") }
    if window.from != .midnight || keys.isEmpty && window.until == .endOfDay {
      keys.append("from: \(YAMLText.quoted(window.from.text))")
    }
    if window.until != .endOfDay { keys.append("until: \(YAMLText.quoted(window.until.text))") }
    return "{ \(keys.joined(separator: ", ")) }"
  }

  private static func list(_ words: [String]) -> String {
    "[\(words.joined(separator: ", "))]"
  }

  /// As it stands where YAML reads letters, digits and little else; in quotes otherwise.
  private static func scalar(_ text: String) -> String {
    let isPlain =
      text.utf8.first.map(isLetter) == true && text.utf8.last != UInt8(ascii: " ")
      && text.utf8.allSatisfy { isLetter($0) || plainBytes.contains($0) }
    return isPlain ? text : YAMLText.quoted(text)
  }

  private static let plainBytes = Set(" 0123456789._-/()".utf8)

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}

extension RotaTurn {
  /// As a document says it: `1 week`, `5 working days` or `[3 days, 4 days]`.
  package var documentText: String {
    switch self {
    case .daily(let count): Self.counted(count, "day")
    case .weekly(let count): Self.counted(count, "week")
    case .monthly(let count): Self.counted(count, "month")
    case .workingDays(let count): Self.counted(count, "working day")
    case .cycle(let lengths):
      "[" + lengths.map { Self.counted($0, "day") }.joined(separator: ", ") + "]"
    }
  }

  private static func counted(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }
}
