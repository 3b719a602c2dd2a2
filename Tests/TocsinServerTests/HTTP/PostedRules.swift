// Tocsin — ServerTests: a rule that reads JSON
// SPDX-License-Identifier: Apache-2.0

import TocsinCore
import TocsinMapping

/// The rule of the integration `monitors`: each element of `alerts`, firing or over.
enum PostedRules {
  static func rule() throws -> JSONRule {
    let tables = [
      "signals": MappingTable(entries: ["over": "resolved"]),
      "priorities": MappingTable(entries: ["mild": "medium"]),
    ]
    func template(_ text: String) throws -> PathTemplate<JSONPath> {
      try PathTemplate(parsing: text, tables: tables)
    }
    var draft = JSONDraft(
      kind: "machine-room", priority: .high, dedupKey: PathTexts([try template("{key}")]), who: [],
      what: PathStatement(name: PathTexts([try template("{text}")])))
    draft.signal = PathWord(
      from: try template("{state via signals}"), words: ["resolved": .resolved],
      otherwise: .active)
    draft.priority = PathWord(
      from: try template("{severity via priorities}"), words: ["medium": .medium],
      otherwise: .high)
    var rule = JSONRule(name: "alert", draft: draft)
    rule.each = try JSONPath(parsing: "alerts")
    rule.testing = [
      JSONCondition(
        path: try JSONPath(parsing: "mode"), patterns: [try MappingPattern(parsing: "test")])
    ]
    rule.conditions = [
      JSONCondition(
        path: try JSONPath(parsing: "text"), patterns: [try MappingPattern(parsing: "")],
        isNegated: true)
    ]
    return rule
  }

  /// The rule of the integration `events`, which speaks the Events API v2.
  static func event() throws -> JSONRule {
    let tables = [
      "signals": MappingTable(
        entries: ["acknowledge": "attended", "resolve": "resolved"]),
      "priorities": MappingTable(entries: ["info": "low", "warning": "medium"]),
    ]
    func template(_ text: String) throws -> PathTemplate<JSONPath> {
      try PathTemplate(parsing: text, tables: tables)
    }
    var draft = JSONDraft(
      kind: "monitoring", priority: .high, dedupKey: PathTexts([try template("{dedup_key}")]),
      who: [], what: PathStatement(name: PathTexts([try template("{payload.summary}")])))
    draft.signal = PathWord(
      from: try template("{event_action via signals}"),
      words: ["attended": .attended, "resolved": .resolved], otherwise: .active)
    draft.priority = PathWord(
      from: try template("{payload.severity via priorities}"),
      words: ["low": .low, "medium": .medium], otherwise: .high)
    return JSONRule(name: "event", draft: draft)
  }

  /// The rule of the integration `peer`: each Flag of a Bundle.
  static func resource() throws -> JSONRule {
    let tables = ["signals": MappingTable(entries: ["inactive": "resolved"])]
    func template(_ text: String) throws -> PathTemplate<JSONPath> {
      try PathTemplate(parsing: text, tables: tables)
    }
    var draft = JSONDraft(
      kind: "flag", priority: .medium, dedupKey: PathTexts([try template("Flag {id}")]),
      who: [
        PathIdentifier(
          name: "name", value: PathTexts([try template("{subject.resolve().name.text}")])),
        PathIdentifier(
          name: "number", value: PathTexts([try template("{subject.resolve().id}")])),
      ],
      what: PathStatement(name: PathTexts([try template("{code.text}")])))
    draft.signal = PathWord(
      from: try template("{status via signals}"), words: ["resolved": .resolved],
      otherwise: .active)
    var rule = JSONRule(name: "flag", draft: draft)
    rule.each = try JSONPath(parsing: "entry.resource")
    rule.conditions = [
      JSONCondition(
        path: try JSONPath(parsing: "resourceType"),
        patterns: [try MappingPattern(parsing: "Flag")])
    ]
    return rule
  }
}
