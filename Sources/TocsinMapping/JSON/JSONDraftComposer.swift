// Tocsin — Mapping: a draft composed from one element of a JSON text
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Fills a draft from one element.
struct JSONDraftComposer {
  let mapping: JSONMapping
  let rule: JSONRule
  let scope: JSONScope

  func report() -> MappedReport {
    let pattern = rule.draft
    let found = results()
    let scope = found?.first ?? scope
    var content = AlertContent(what: found?.0.text ?? what())
    content.who = pattern.who.compactMap { line in
      let value = self.line(line.value)
      return value.isEmpty ? nil : ContentField(name: line.name, value: value)
    }
    content.location = line(pattern.location)
    content.ward = line(pattern.ward)
    content.specimen = line(pattern.specimen)
    content.callBack = line(pattern.callBack)
    content.since = instant(pattern.since, in: scope)
    var draft = AlertDraft(
      integration: mapping.integration, dedupKey: dedupKey(),
      priority: pattern.priority.word(in: scope), kind: pattern.kind.word(in: scope),
      content: content)
    draft.service = line(pattern.service)
    draft.signal = pattern.signal.word(in: scope)
    draft.holdFor = draft.priority.rings ? .zero : pattern.holdFor
    draft.staleAfter = pattern.staleAfter
    draft.reportedAt = instant(rule.reportedAt, in: scope)
    let isForTest = !rule.testing.isEmpty && rule.testing.allSatisfy { $0.holds(in: scope) }
    draft.world = isForTest ? .test : .production
    draft.results = found?.0
    var report = MappedReport(draft)
    report.opens = rule.opens
    if let subject = rule.subject {
      let identifier = line(subject.identifier)
      if !identifier.isEmpty {
        report.subject = SubjectIdentifier(
          identifier: identifier, authority: line(subject.authority))
        report.visit = line(subject.visit)
      }
    }
    return report
  }

  private var rendering: PathRendering<JSONPath> { rendering(scope) }

  func rendering(_ scope: JSONScope) -> PathRendering<JSONPath> { PathRendering(scope: scope) }

  /// A text on one line.
  private func line(_ source: PathTexts<JSONPath>?) -> String {
    guard let source else { return "" }
    let text = rendering.text(source).cut(to: MappingLimits.textBytesMax)
    guard text.utf8.contains(0x0A) else { return text }
    return String(text.map { $0 == "\n" ? " " : $0 })
  }

  /// The first key whose places all have a value, so that two conditions that lack the same are not
  /// taken for one. Empty when there is none: then the report repeats nothing.
  func dedupKey() -> String { complete(rule.draft.dedupKey) ?? "" }

  /// The first text whose places all have a value; nil when there is none.
  func complete(_ source: PathTexts<JSONPath>) -> String? {
    source.templates.lazy.compactMap { rendering.complete($0) }.first?
      .summed(beyond: MappingLimits.textBytesMax)
  }

  /// Whole lines, so that no half of a value is shown (S21).
  private func what() -> String {
    let text = rendering.text(rule.draft.what.name)
    guard !text.isEmpty else { return "an alert without words, call the source." }
    let limit = MappingLimits.reportBytesMax
    guard text.utf8.count > limit else { return text }
    var lines: [Substring] = []
    var byteCount = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      byteCount += line.utf8.count + 1
      guard byteCount <= limit else { break }
      lines.append(line)
    }
    let rest = "\(text.utf8.count) bytes are too long to show whole, call the source."
    return (lines + [rest[...]]).joined(separator: "\n")
  }

  /// The first of the paths that holds a time.
  func instant(_ paths: [JSONPath], in scope: JSONScope) -> Timestamp? {
    for path in paths {
      let text = rendering(scope).text(of: path)
      if let instant = RFC3339.parse(text) { return instant }
      if let moment = ISOMoment(text)?.moment.instant(in: mapping.zone) { return moment }
    }
    return nil
  }
}
