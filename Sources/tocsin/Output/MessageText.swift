// Tocsin — tocsin: messages as text
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

/// A message, its tree and why it became what it became, as lines for a terminal.
enum MessageText {
  /// The lines of a tree: two blanks a depth, `PATH NAME: TEXT`.
  static func lines(of tree: MessageTree) -> [String] {
    var lines: [String] = []
    for branch in tree.branches {
      let name = branch.name.map { "  \($0)" } ?? ""
      lines.append("\(branch.index + 1)  \(branch.code)\(name)")
      if !branch.isOpen { lines.append("  (\(branch.byteCount) bytes, see: --open)") }
      lines += branch.fields.flatMap { Self.lines(of: $0, indent: "  ") }
    }
    if tree.furtherSegments > 0 { lines.append("(\(tree.furtherSegments) more segments)") }
    return lines
  }

  /// At most as deep as HL7 nests: field, repetition, component, subcomponent.
  private static func lines(of part: MessagePart, indent: String) -> [String] {
    let name = part.name.map { "  \($0)" } ?? ""
    guard part.parts.isEmpty else {
      return ["\(indent)\(part.path)\(name)"]
        + part.parts.flatMap { lines(of: $0, indent: indent + "  ") }
    }
    let more = part.furtherBytes > 0 ? " (\(part.furtherBytes) more bytes)" : ""
    return ["\(indent)\(part.path)\(name): \(part.text)\(more)"]
  }

  /// What each rule looked for, and what it found.
  static func lines(of explanation: MappingExplanation) -> [String] {
    explanation.rules.flatMap { rule -> [String] in
      var lines = ["rule \(rule.name): \(words(rule))"]
      lines += rule.conditions.map { "  \(line(of: $0))" }
      if let search = rule.search {
        lines.append("  \(search.segment): \(search.foundCount) of \(search.segmentCount) wanted")
        lines += search.conditions.map { "    \(line(of: $0))" }
        lines += search.checks.filter { !$0.missed.isEmpty }.map {
          "    segment \($0.index + 1) misses \($0.missed.joined(separator: ", "))"
        }
      }
      return lines
    }
  }

  private static func words(_ rule: RuleExplanation) -> String {
    switch rule.verdict {
    case .made: "it made \(rule.groupCount == 1 ? "1 draft" : "\(rule.groupCount) drafts")"
    case .notAsked: "not asked, a rule before it made drafts"
    case .otherType: "it takes \(rule.types.joined(separator: ", "))"
    case .conditionMissed: "a condition on the message does not hold"
    case .nothingFound: "nothing that it wants is reported"
    }
  }

  private static func line(of condition: ConditionExplanation) -> String {
    let more = condition.furtherPatterns > 0 ? ", and \(condition.furtherPatterns) more" : ""
    let patterns = condition.patterns.map { $0.isEmpty ? "no value" : $0 }.joined(separator: ", ")
    let word = condition.isNegated ? "none of" : "one of"
    return "\(condition.holds ? "yes" : "NO ")  \(condition.path) is \(word) \(patterns)\(more): "
      + "\(condition.heldCount) of \(condition.segmentCount)"
  }

  /// A draft.
  static func lines(of draft: DraftView) -> [String] {
    ["draft \(draft.kind), \(draft.priority.word), ward \(draft.ward.isEmpty ? "-" : draft.ward)"]
      + draft.lines.flatMap { line in
        let parts = line.text.split(separator: "\n", omittingEmptySubsequences: false)
        return ["  \(line.name): \(parts.first ?? "")"] + parts.dropFirst().map { "    \($0)" }
      }
  }
}
