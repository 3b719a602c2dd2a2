// Tocsin — Documents: a rule of a mapping
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// Reads one rule.
struct MappingRuleReading {
  let tables: [String: MappingTable]
  let log: FindingLog

  func rule(_ value: YAMLValue) -> MappingRule? {
    let keys = ["name", "message", "where", "each", "leading", "findings", "draft", "reads"]
    guard let object = value.object(keys) else { return nil }
    let name = object.required("name", example: "name: critical-result")?.name()
    let messages = object.required("message", example: "message: ORU^R01")?
      .items(max: MappingLimits.conditionsMax)?.compactMap { messageType($0) }
    let conditions = object["where"].map { self.conditions($0, segment: nil) } ?? []
    let reading = object["reads"].flatMap { self.reading($0, of: object) }
    let each = object["each"].flatMap { segment($0) } ?? (reading == nil ? nil : "OBR")
    let leading = object["leading"]?.items(max: 10)?.compactMap { segment($0) } ?? []
    if let value = object["leading"], object["each"] == nil, reading == nil {
      value.refuse("\"leading\" needs \"each\": add each: OBR, or remove it")
    }
    let findings = object["findings"].flatMap { self.findings($0) }
    let draft = object.required("draft", example: "draft: with kind, priority and the texts")
      .flatMap { self.draft($0, hasFindings: object["findings"] != nil) }
    guard let name, let messages, !messages.isEmpty, let draft else { return nil }
    var rule = MappingRule(
      name: name, messages: messages, conditions: conditions,
      grouping: MappingGrouping(each: each, leading: leading), draft: draft, findings: findings)
    rule.reading = reading
    return rule
  }

  private func reading(_ value: YAMLValue, of rule: YAMLObject) -> MappingReading? {
    guard let word = value.text() else { return nil }
    guard let reading = MappingReading(rawValue: word) else {
      let known = MappingReading.allCases.map(\.rawValue).joined(separator: ", ")
      value.refuse("\(value.label) is \"\(word)\": write \(known), or remove it")
      return nil
    }
    if let extra = rule["findings"] ?? rule["each"] {
      extra.refuse(
        "\(extra.label) does not go with reads: \(word), which takes each OBR as an alert: remove"
          + " one of the two")
    }
    return reading
  }

  private func findings(_ value: YAMLValue) -> MappingFindings? {
    guard let object = value.object(["segment", "where", "notes", "results"]) else { return nil }
    let name = object.required("segment", example: "segment: OBX").flatMap { segment($0) }
    let notes = object["notes"].flatMap { segment($0) }
    guard let name else { return nil }
    func anyOf(_ value: YAMLValue) -> AnyOf<MappingPath> {
      self.anyOf(value) { conditions($0, segment: name, notes: notes) }
    }
    let wanted = object["where"].map(anyOf) ?? AnyOf([])
    var findings = MappingFindings(segment: name, wanted: wanted, notes: notes)
    findings.results = object["results"].flatMap { results($0, conditions: anyOf) }
    return findings
  }

  /// `PATH: PATTERN`, `PATH: [PATTERN, …]`, `PATH: { in: TABLE }`, `PATH: { not: [PATTERN, …] }`.
  func conditions(
    _ value: YAMLValue, segment: String?, notes: String? = nil
  ) -> [MappingCondition] {
    (value.entries() ?? []).prefix(MappingLimits.conditionsMax).compactMap { entry in
      guard let path = read(entry.key, line: entry.keyLine, MappingPath.init(parsing:)) else {
        return nil
      }
      if let segment, path.segment != segment, path.segment != notes {
        log.error(
          entry.keyLine,
          "\(entry.key) is not in \(segment): conditions of findings look at the finding and its"
            + " notes alone, move it to the rule's where")
        return nil
      }
      return condition(path, entry.value)
    }
  }

  private func condition(_ path: MappingPath, _ value: YAMLValue) -> MappingCondition? {
    wanted(value).map {
      MappingCondition(path: path, patterns: $0.patterns, isNegated: $0.isNegated)
    }
  }

  /// What a condition accepts.
  func wanted(_ value: YAMLValue) -> (patterns: [MappingPattern], isNegated: Bool)? {
    guard value.isObject else { return (patterns(value), false) }
    guard let object = value.object(["in", "not"]) else { return nil }
    switch (object["in"], object["not"]) {
    case (let table?, nil): return (keys(ofTable: table), false)
    case (nil, let not?): return (patterns(not), true)
    case (nil, nil), (.some, .some):
      value.refuse("\(value.label) needs either in: TABLE or not: [VALUES]")
      return nil
    }
  }

  func patterns(_ value: YAMLValue) -> [MappingPattern] {
    (value.items(max: MappingLimits.tableEntriesMax) ?? []).compactMap { item in
      item.anyText().flatMap { read($0, line: item.line, MappingPattern.init(parsing:)) }
    }
  }

  private func keys(ofTable value: YAMLValue) -> [MappingPattern] {
    guard let name = value.text() else { return [] }
    guard let table = tables[name] else {
      value.refuse("there is no table \"\(name)\": add it under tables, or mend the name")
      return []
    }
    return table.entries.keys.sorted().compactMap {
      read($0, line: value.line, MappingPattern.init(parsing:))
    }
  }

  func messageType(_ value: YAMLValue) -> MessageTypePattern? {
    value.text().flatMap { read($0, line: value.line, MessageTypePattern.init(parsing:)) }
  }

  private func segment(_ value: YAMLValue) -> String? {
    guard let text = value.text() else { return nil }
    guard read("\(text)-1", line: value.line, MappingPath.init(parsing:)) != nil else {
      return nil
    }
    return text
  }

  /// Reads a piece of the language, logging what is wrong with it.
  func read<Piece>(
    _ text: String, line: Int, _ reading: (String) throws(MappingSyntaxError) -> Piece
  ) -> Piece? {
    do throws(MappingSyntaxError) {
      return try reading(text)
    } catch {
      log.error(line, error.text)
      return nil
    }
  }
}
