// Tocsin — Mapping: a draft composed from one group
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

/// Fills a draft from one group of segments.
struct DraftComposer {
  let mapping: Mapping
  let rule: MappingRule
  let scope: GroupScope

  init(mapping: Mapping, rule: MappingRule, scope: GroupScope) {
    self.mapping = mapping
    self.rule = rule
    self.scope = scope
  }

  /// Of a group that a rule has cut.
  init(
    _ mapping: Mapping, _ rule: MappingRule, _ message: HL7Message, _ group: SegmentGroup,
    _ finder: SegmentFinder
  ) {
    let leading = rule.grouping.leadingNames
    self.init(
      mapping: mapping, rule: rule,
      scope: GroupScope(message: message, group: group, leading: leading, finder: finder))
  }

  func draft() -> AlertDraft {
    let pattern = rule.draft
    var content = AlertContent(what: what())
    content.who = pattern.who.compactMap { line in
      let value = text(line.value)
      return value.isEmpty ? nil : ContentField(name: line.name, value: value)
    }
    content.location = pattern.location.map(text) ?? ""
    content.ward = pattern.ward.map(text) ?? ""
    content.specimen = pattern.specimen.map(text) ?? ""
    content.callBack = pattern.callBack.map(text) ?? ""
    content.since = since()
    var draft = AlertDraft(
      integration: mapping.integration, dedupKey: dedupKey(), priority: priority(),
      kind: pattern.kind.word(in: atFirstFinding), content: content)
    draft.service = pattern.service.map(text) ?? ""
    draft.signal = pattern.signal.word(in: atFirstFinding)
    draft.holdFor = draft.priority.rings ? .zero : pattern.holdFor
    draft.staleAfter = pattern.staleAfter
    draft.addressed = persons(pattern.addressed)
    draft.copied = persons(pattern.copied)
    draft.reportedAt = reportedAt
    if mapping.keepsOrigin { draft.origin = SourceOrigin(scope).bytes }
    draft.world = scope.message.isForTest ? .test : .production
    guard var results = results() else {
      AttachmentReading(scope).fill(&draft)
      return draft
    }
    AttachmentReading(scope).fill(&draft)
    results.beside = draft.content.what.split(separator: "\n").map(String.init)
    let news = results.reports.map { ResultNews(before: nil, now: $0) }
    draft.content.what = ResultText.what(news, [], beside: results.beside)
    draft.results = results
    return draft
  }

  /// The scope with the first finding at hand.
  private var atFirstFinding: GroupScope { at(scope.group.findings.first) }

  private func at(_ finding: Int?) -> GroupScope {
    var scope = scope
    scope.finding = finding.map { scope.message.segments[$0] }
    return scope
  }

  /// The most urgent of all findings, so that a milder one in front of it hides nothing.
  private func priority() -> Priority {
    let word = rule.draft.priority
    let found = scope.group.findings.lazy.map { word.word(in: at($0)) }.min()
    return found ?? word.word(in: scope)
  }

  /// Whom XCN fields name, each once.
  private func persons(_ fields: [[MappingPath]]) -> [ProviderReference] {
    var seen: Set<ProviderReference> = []
    return fields.flatMap { alternatives in
      alternatives.lazy.compactMap { path -> [ProviderReference]? in
        guard let segment = scope.segment(path.name) else { return nil }
        let found = ProviderReference.all(segment.field(path.field), in: scope.message)
        return found.isEmpty ? nil : found
      }.first ?? []
    }.filter { seen.insert($0).inserted }
  }

  /// When the source made the report: MSH-7, else OBR-22, else OBX-14.
  private var reportedAt: Timestamp? {
    let scope = atFirstFinding
    let fields = [("MSH", 7), ("OBR", 22), ("OBX", 14)]
    return fields.lazy.compactMap { name, number -> Timestamp? in
      let field = scope.segment(SegmentName(name))?.field(number).component(1)
      return field.flatMap { HL7Moment($0.text())?.instant(in: mapping.zoneRules) }
    }.first
  }

  /// A long key keeps its length and a checksum.
  private func dedupKey() -> String {
    TemplateRendering(scope: scope).text(rule.draft.dedupKey)
      .summed(beyond: MappingLimits.textBytesMax)
  }

  func text(_ source: FirstOf) -> String {
    TemplateRendering(scope: scope).text(source).cut(to: MappingLimits.textBytesMax)
  }

  private func since() -> Timestamp? {
    instant(rule.draft.since, in: atFirstFinding)
  }

  /// The first of the paths that holds a time to the minute at least.
  func instant(_ paths: [MappingPath], in scope: GroupScope) -> Timestamp? {
    for path in paths {
      let text = TemplateRendering(scope: scope).text(of: path)
      if let instant = HL7Moment(text)?.instant(in: mapping.zoneRules) { return instant }
    }
    return nil
  }

  private func what() -> String {
    guard let findings = rule.findings else { return text(rule.draft.what.name) }
    guard findings.results == nil else { return "" }
    var lines: [String] = []
    var byteCount = 0
    var shown = 0
    for index in scope.group.findings.prefix(MappingLimits.findingsMax) {
      let found = findingLines(index)
      let size = found.reduce(0) { $0 + $1.utf8.count + 1 }
      guard byteCount + size <= MappingLimits.whatBytesMax else { break }
      lines.append(contentsOf: found)
      byteCount += size
      shown += 1
    }
    let further = scope.group.findings.count - shown
    if further > 0 { lines.append("\(further) more findings are not shown: call the source.") }
    return lines.joined(separator: "\n")
  }

  private func findingLines(_ index: Int) -> [String] {
    var scope = scope
    scope.finding = scope.message.segments[index]
    let rendering = TemplateRendering(scope: scope)
    let name = rendering.text(rule.draft.what.name).cut(to: MappingLimits.textBytesMax)
    let value = rule.draft.what.finding.map(rendering.text) ?? ""
    guard value.utf8.count <= MappingLimits.findingBytesMax else {
      return ["\(name): too long to show whole (\(value.utf8.count) bytes), call the source."]
    }
    let line = [name, value].filter { !$0.isEmpty }.joined(separator: " ")
    return [line.isEmpty ? "a result without name or value, call the source." : line]
      + noteLines(behind: index, scope)
  }

  func noteLines(behind index: Int, _ scope: GroupScope) -> [String] {
    guard let name = rule.findings?.notesName, let template = rule.draft.what.note else {
      return []
    }
    let notes = scope.notes(behind: index, named: name)
    var scope = scope
    var lines = notes.prefix(MappingLimits.notesMax).compactMap { note -> String? in
      scope.note = note
      let text = TemplateRendering(scope: scope).text(template)
      return text.isEmpty ? nil : text.cut(to: MappingLimits.noteBytesMax)
    }
    if notes.count > MappingLimits.notesMax {
      lines.append("\(notes.count - MappingLimits.notesMax) more comments: ask the source.")
    }
    return lines
  }
}

extension String {
  /// The text; a long one by its beginning, its length and a checksum of all of it, so that two
  /// long ones differ.
  func summed(beyond limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return cut(to: limit) + " #\(utf8.count)-\(String(sum, radix: 16))"
  }

  /// The text, or its beginning with an ellipsis, in at most `limit` bytes and the ellipsis.
  func cut(to limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var out = ""
    var byteCount = 0
    for character in self {
      byteCount += character.utf8.count
      if byteCount > limit { break }
      out.append(character)
    }
    return out + "…"
  }
}
