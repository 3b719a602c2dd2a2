// Tocsin — Server: why a message became what it became, as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinMapping

extension MessageJSON {
  /// Paths and patterns of the document and places in the message, never a value of it.
  static func why(_ explained: MappingExplanation) -> JSONValue {
    .object([
      ("rule", explained.rule.map { .text($0) } ?? .null),
      ("rules", .list(explained.rules.map(rule))),
    ])
  }

  private static func rule(_ rule: RuleExplanation) -> JSONValue {
    .object([
      ("name", .text(rule.name)), ("verdict", .text(rule.verdict.rawValue)),
      ("types", .list(rule.types.map { .text($0) })),
      ("conditions", .list(rule.conditions.map(condition))),
      ("search", rule.search.map(search) ?? .null), ("groups", .number(Int64(rule.groupCount))),
    ])
  }

  private static func condition(_ condition: ConditionExplanation) -> JSONValue {
    .object([
      ("path", .text(condition.path)),
      ("patterns", .list(condition.patterns.map { .text($0) })),
      ("furtherPatterns", .number(Int64(condition.furtherPatterns))),
      ("isNegated", .flag(condition.isNegated)),
      ("segments", .number(Int64(condition.segmentCount))),
      ("held", .number(Int64(condition.heldCount))),
    ])
  }

  private static func search(_ search: FindingSearch) -> JSONValue {
    let checks = search.checks.map { check in
      JSONValue.object([
        ("index", .number(Int64(check.index))),
        ("missed", .list(check.missed.map { .text($0) })),
      ])
    }
    return .object([
      ("segment", .text(search.segment)),
      ("conditions", .list(search.conditions.map(condition))), ("checks", .list(checks)),
      ("furtherSegments", .number(Int64(search.furtherSegments))),
      ("found", .number(Int64(search.foundCount))),
    ])
  }
}
