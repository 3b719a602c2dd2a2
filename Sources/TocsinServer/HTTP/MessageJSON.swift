// Tocsin — Server: messages as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

/// Writes what the message browser shows. What is masked arrives here masked.
enum MessageJSON {
  static func heading(_ heading: MessageHeading) -> [(String, JSONValue)] {
    let traits = heading.traits
    return [
      ("id", .number(heading.id)), ("receivedAt", .time(heading.receivedAt)),
      ("integration", .text(heading.integration)), ("controlID", .text(heading.controlID)),
      ("type", .text(traits.type)), ("application", .text(traits.application)),
      ("facility", .text(traits.facility)), ("outcome", .text(heading.outcome.rawValue)),
      ("reason", .text(heading.reason)), ("rule", .text(traits.rule)),
      ("revision", .number(Int64(traits.revision))),
      ("reply", heading.code.isEmpty ? .null : .text(heading.code)),
      ("warnings", .text(traits.warnings)),
      ("alert", heading.alert.map { .text($0.text) } ?? .null),
      ("replayOf", traits.replayOf.map { .number($0) } ?? .null),
    ]
  }

  static func view(_ view: MessageView) -> [(String, JSONValue)] {
    heading(view.heading) + [
      ("bytes", .number(Int64(view.byteCount))), ("hasContent", .flag(view.hasContent)),
      ("isRevealed", .flag(view.revealedUntil != nil)),
      ("revealedUntil", .time(view.revealedUntil)), ("fault", optional(view.fault)),
      ("lines", .list(view.lines.map(line))), ("tree", view.tree.map(tree) ?? .null),
      ("findings", .list(view.warnings.map(warning))),
      ("why", view.explanation.map(MessageJSON.why) ?? .null),
      ("drafts", .list(view.drafts.map(draft))), ("replyLines", .list(view.reply.map(line))),
      ("phase", optional(view.alert?.phaseWord)), ("timeline", .list(view.timeline.map(entry))),
      ("repeats", .list(view.repeats.map { .object(heading($0)) })),
    ]
  }

  static func replayed(_ one: ReplayedMessage) -> JSONValue {
    .object([
      ("original", .number(one.original)), ("id", one.id.map { .number($0) } ?? .null),
      ("outcome", .text(one.outcome)), ("alert", one.alert.map { .text($0.text) } ?? .null),
    ])
  }

  private static func optional(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

  private static func line(_ line: RawLine) -> JSONValue {
    .object([("text", .text(line.text)), ("furtherBytes", .number(Int64(line.furtherBytes)))])
  }

  private static func warning(_ warning: WarningView) -> JSONValue {
    .object([
      ("kind", .text(warning.kind)), ("byte", .number(Int64(warning.byte))),
      ("count", .number(Int64(warning.count))), ("peek", .text(warning.peek)),
    ])
  }

  private static func entry(_ entry: TrailEntry) -> JSONValue {
    .object([
      ("at", .time(entry.at)), ("event", .text(entry.event.rawValue)),
      ("reason", .text(entry.reason.rawValue)), ("text", .text(entry.text)),
    ])
  }

  // MARK: - The tree

  private static func tree(_ tree: MessageTree) -> JSONValue {
    .object([
      ("segments", .list(tree.branches.map(branch))),
      ("furtherSegments", .number(Int64(tree.furtherSegments))),
    ])
  }

  private static func branch(_ branch: MessageBranch) -> JSONValue {
    .object([
      ("index", .number(Int64(branch.index))), ("code", .text(branch.code)),
      ("name", optional(branch.name)), ("bytes", .number(Int64(branch.byteCount))),
      ("isOpen", .flag(branch.isOpen)), ("fields", .list(branch.fields.map(part))),
    ])
  }

  /// Nests as deep as HL7 does: field, repetition, component, subcomponent.
  private static func part(_ part: MessagePart) -> JSONValue {
    var members: [(String, JSONValue)] = [("path", .text(part.path))]
    if let name = part.name { members.append(("name", .text(name))) }
    guard part.parts.isEmpty else {
      return .object(members + [("parts", .list(part.parts.map(MessageJSON.part)))])
    }
    members += [("text", .text(part.text)), ("isMasked", .flag(part.isMasked))]
    if part.furtherBytes > 0 {
      members.append(("furtherBytes", .number(Int64(part.furtherBytes))))
    }
    return .object(members)
  }

  // MARK: - Drafts and tries

  static func draft(_ draft: DraftView) -> JSONValue {
    let lines = draft.lines.map { line in
      JSONValue.object([
        ("name", .text(line.name)), ("text", .text(line.text)),
        ("isMasked", .flag(line.isMasked)),
      ])
    }
    return .object([
      ("kind", .text(draft.kind)), ("priority", .text(draft.priority.word)),
      ("world", .text(draft.world.rawValue)), ("signal", .text(draft.signal.rawValue)),
      ("ward", .text(draft.ward)), ("lines", .list(lines)),
    ])
  }

  static func report(_ report: TryReport) -> JSONValue {
    let findings = report.findings.map { finding in
      JSONValue.object([
        ("line", .number(Int64(finding.line))), ("isError", .flag(finding.isError)),
        ("text", .text(finding.text)),
      ])
    }
    return .object([
      ("findings", .list(findings)), ("messages", .list(report.messages.map(tried))),
    ])
  }

  private static func tried(_ message: TriedMessage) -> JSONValue {
    .object([
      ("id", message.id.map { .number($0) } ?? .null), ("controlID", .text(message.controlID)),
      ("type", .text(message.type)), ("before", result(message.before)),
      ("after", result(message.after)),
      ("differences", .list(message.differences.map { .text($0) })),
    ])
  }

  private static func result(_ result: TryResult) -> JSONValue {
    .object([
      ("outcome", .text(result.outcome)), ("reason", .text(result.reason)),
      ("drafts", .list(result.drafts.map(draft))),
    ])
  }
}
