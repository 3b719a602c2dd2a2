// Tocsin — Documents: a rule that reads JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinMapping

/// Reads one rule of `http:`.
struct JSONRuleReading {
  private static let keys = ["name", "each", "where", "test", "opens", "findings", "draft"]
  private static let draftKeys = MappingRuleReading.commonKeys + ["subject", "reported-at"]
  private let common: MappingRuleReading

  init(_ common: MappingRuleReading) { self.common = common }

  func rule(_ value: YAMLValue) -> JSONRule? {
    guard let object = value.object(Self.keys) else { return nil }
    let name = object.required("name", example: "name: alert")?.name()
    let each = object["each"].map { path($0) }
    let draft = object.required("draft", example: "draft: with kind, priority and the texts")?
      .object(Self.draftKeys)
    guard let draft, let place = object["draft"],
      let pattern = common.draft(
        draft, of: place, what: statement(draft, hasFindings: object["findings"] != nil)),
      let name
    else { return nil }
    var rule = JSONRule(name: name, draft: pattern)
    rule.each = each ?? nil
    rule.conditions = object["where"].map(conditions) ?? []
    rule.testing = object["test"].map(conditions) ?? []
    if let opens = object["opens"]?.flag() { rule.opens = opens }
    rule.findings = object["findings"].flatMap(findings)
    if let opens = object["opens"], object["findings"] != nil {
      opens.refuse(
        "\(opens.label) does not go with findings, of which the critical ones open: remove it")
    }
    rule.subject = draft["subject"].flatMap(subject)
    rule.reportedAt = draft["reported-at"].map { common.paths($0) } ?? []
    return rule
  }

  /// With findings `what` is of each of them: what it is called, what stands behind its value, and
  /// the comments on it.
  private func statement(
    _ draft: YAMLObject, hasFindings: Bool
  ) -> PathStatement<JSONPath>? {
    if hasFindings {
      guard
        let object = draft.required("what", example: "what: with name and behind")?
          .object(["name", "behind", "note"])
      else { return nil }
      let name: PathTexts<JSONPath>? = object.required("name", example: "name: \"{@.code.text}\"")
        .flatMap { common.firstOf($0) }
      let behind: PathTemplate<JSONPath>? = object["behind"].flatMap { common.template($0) }
      let note: PathTemplate<JSONPath>? = object["note"].flatMap { common.template($0) }
      return name.map { PathStatement(name: $0, finding: behind, note: note) }
    }
    let texts: PathTexts<JSONPath>? =
      draft.required("what", example: "what: \"{\(JSONPath.example)}\"")
      .flatMap { common.firstOf($0) }
    return texts.map { PathStatement(name: $0) }
  }

  private func path(_ value: YAMLValue) -> JSONPath? {
    value.text().flatMap { common.read($0, line: value.line, JSONPath.init(parsing:)) }
  }

  private func conditions(_ value: YAMLValue) -> [JSONCondition] {
    (value.entries() ?? []).prefix(MappingLimits.conditionsMax).compactMap { entry in
      let path = common.read(entry.key, line: entry.keyLine, JSONPath.init(parsing:))
      guard let path, let wanted = common.wanted(entry.value) else { return nil }
      return JSONCondition(path: path, patterns: wanted.patterns, isNegated: wanted.isNegated)
    }
  }

  private func findings(_ value: YAMLValue) -> JSONFindings? {
    guard let object = value.object(["each", "where", "results"]) else { return nil }
    func anyOf(_ value: YAMLValue) -> AnyOf<JSONPath> { common.anyOf(value, conditions) }
    let results: PathResults<JSONPath>? =
      object.required("results", example: "results: with order, observation and value")
      .flatMap { common.results($0, more: ["sent"], conditions: anyOf) }
    guard let results else { return nil }
    var findings = JSONFindings(
      wanted: object["where"].map(anyOf) ?? AnyOf([]), results: results)
    findings.each = object["each"].flatMap { path($0) }
    return findings
  }

  private func subject(_ value: YAMLValue) -> JSONSubject? {
    guard let object = value.object(["identifier", "authority", "visit"]) else { return nil }
    let identifier: PathTexts<JSONPath>? =
      object.required("identifier", example: "identifier: \"{patient.number}\"")
      .flatMap { common.firstOf($0) }
    guard let identifier else { return nil }
    var subject = JSONSubject(identifier: identifier)
    subject.authority = object["authority"].flatMap { common.firstOf($0) }
    subject.visit = object["visit"].flatMap { common.firstOf($0) }
    return subject
  }
}
