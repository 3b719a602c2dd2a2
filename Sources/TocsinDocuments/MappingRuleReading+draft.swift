// Tocsin — Documents: the draft of a mapping's rule
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

extension MappingRuleReading {
  /// The keys of every draft, whatever it is made of.
  static let commonKeys = [
    "kind", "priority", "dedup-key", "who", "what", "location", "ward", "service", "specimen",
    "call-back",
    "since", "signal", "hold", "stale-after",
  ]

  func draft(_ value: YAMLValue, hasFindings: Bool) -> DraftPattern? {
    guard let object = value.object(Self.commonKeys + ["addressed", "copied"]) else { return nil }
    let what = object.required("what", example: "what: with name and finding")
      .flatMap { statement($0, hasFindings: hasFindings) }
    guard var pattern: DraftPattern = draft(object, of: value, what: what) else { return nil }
    pattern.addressed = object["addressed"].map(persons) ?? []
    pattern.copied = object["copied"].map(persons) ?? []
    return pattern
  }

  /// What every draft has.
  ///
  /// - Parameter what: nil when it is wrong or missing, which is logged already.
  func draft<Path: ValuePath>(
    _ object: YAMLObject, of value: YAMLValue, what: PathStatement<Path>?
  ) -> PathDraft<Path>? {
    let kind: PathWord<String, Path>? = object.required("kind", example: "kind: critical-result")
      .flatMap { word($0, Vocabulary.kinds) }
    let priority: PathWord<Priority, Path>? =
      object.required("priority", example: "priority: high")
      .flatMap { word($0, Vocabulary.priorities) }
    let key: PathTexts<Path>? =
      object.required("dedup-key", example: "dedup-key: and what makes two drafts one")
      .flatMap { firstOf($0) }
    let who: [PathIdentifier<Path>] = object["who"].map { identifiers($0) } ?? []
    checkIdentifiers(who.count, at: object["who"] ?? value)
    let signal: PathWord<SourceSignal, Path>? =
      object["signal"].flatMap { word($0, Vocabulary.signals) }
    guard let kind, let priority, let key, let what else { return nil }
    var pattern = PathDraft(
      kind: kind.otherwise, priority: priority.otherwise, dedupKey: key, who: who, what: what)
    pattern.kind = kind
    pattern.priority = priority
    if let signal { pattern.signal = signal }
    pattern.staleAfter = object["stale-after"].flatMap {
      $0.duration(in: MappingLimits.staleAfter)
    }
    pattern.holdFor =
      object["hold"].flatMap { hold($0, isLoud: priority.all.allSatisfy(\.rings)) } ?? .zero
    pattern.location = object["location"].flatMap { firstOf($0) }
    pattern.ward = object["ward"].flatMap { firstOf($0) }
    pattern.service = object["service"].flatMap { firstOf($0) }
    pattern.specimen = object["specimen"].flatMap { firstOf($0) }
    pattern.callBack = object["call-back"].flatMap { firstOf($0) }
    pattern.since = object["since"].map { paths($0) } ?? []
    return pattern
  }

  /// A hold concerns medium and low alone (S20).
  private func hold(_ value: YAMLValue, isLoud: Bool) -> Milliseconds? {
    if isLoud {
      value.refuse(
        "\(value.label) does nothing here: only medium and low alerts wait, remove it (S20)")
    }
    return value.duration(in: MappingLimits.holdFor)
  }

  /// `FIELD`, `FIELD|FIELD` or a list of them: fields of the type XCN, such as OBR-16.
  private func persons(_ value: YAMLValue) -> [[MappingPath]] {
    (value.items(max: MappingLimits.alternativesMax) ?? []).compactMap { item in
      guard let text = item.text() else { return nil }
      let parts = text.split(separator: "|", omittingEmptySubsequences: false)
      let paths = parts.prefix(MappingLimits.alternativesMax).compactMap {
        read(String($0), line: item.line, MappingPath.init(parsing:))
      }
      if paths.contains(where: { $0.component != nil }) {
        item.refuse("a clinician is a whole field: write OBR-16, not OBR-16.1")
      }
      return paths.isEmpty ? nil : paths
    }
  }

  /// One identifier alone can show the wrong patient; none at all is a technical alert.
  private func checkIdentifiers(_ count: Int, at value: YAMLValue) {
    if count == 1 {
      value.refuse("one identifier is not enough: name two, such as name and born (S21)")
    }
  }

  private func identifiers<Path: ValuePath>(_ value: YAMLValue) -> [PathIdentifier<Path>] {
    (value.entries() ?? []).prefix(MappingLimits.alternativesMax).compactMap { entry in
      guard NameForm.holds(entry.key) else {
        log.error(
          entry.keyLine,
          "\"\(entry.key)\" is no name: use a-z, 0-9 and dashes, such as name or born")
        return nil
      }
      return firstOf(entry.value).map { PathIdentifier(name: entry.key, value: $0) }
    }
  }

  private func statement(_ value: YAMLValue, hasFindings: Bool) -> MappingStatement? {
    guard let object = value.object(["name", "finding", "note"]) else { return nil }
    let name: FirstOf? = object.required("name", example: "name: \"{OBX-3.2}\"")
      .flatMap { firstOf($0) }
    let finding: MappingTemplate? = object["finding"].flatMap { template($0) }
    let note: MappingTemplate? = object["note"].flatMap { template($0) }
    if hasFindings, object["finding"] == nil {
      value.refuse("\"what\" lacks \"finding\": add finding: \"{OBX-5 as result}\"")
    }
    if !hasFindings, let extra = object["finding"] ?? object["note"] {
      extra.refuse("\(extra.label) needs \"findings\" in the rule: add them, or remove this key")
    }
    return name.map { MappingStatement(name: $0, finding: finding, note: note) }
  }

  /// One template, or `{ first-of: [TEMPLATE, …] }`.
  func firstOf<Path: ValuePath>(_ value: YAMLValue) -> PathTexts<Path>? {
    guard value.isObject else { return template(value).map { PathTexts([$0]) } }
    guard
      let items = value.object(["first-of"])?
        .required("first-of", example: "first-of: with a list under it")?
        .list(max: MappingLimits.alternativesMax)
    else { return nil }
    let templates: [PathTemplate<Path>] = items.compactMap { template($0) }
    return templates.isEmpty ? nil : PathTexts(templates)
  }

  func template<Path: ValuePath>(_ value: YAMLValue) -> PathTemplate<Path>? {
    guard let text = value.anyText() else { return nil }
    let template = read(text, line: value.line) { (text) throws(MappingSyntaxError) in
      try PathTemplate<Path>(parsing: text, tables: tables)
    }
    if let objection = template.flatMap(Path.objection) { value.refuse(objection) }
    return template
  }
}
