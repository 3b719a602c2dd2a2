// Tocsin — Mapping: the results of one element of a JSON text, one by one
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Which results an element reports, and how they are followed from report to report: the element
/// itself, and the parts of it that are results of their own, such as the components of a panel.
package struct JSONFindings: Hashable, Sendable {
  /// The parts, beside the element itself; nil for none.
  package var each: JSONPath?
  /// What makes a finding critical; every one is when there are no sets.
  package let wanted: AnyOf<JSONPath>
  package let results: PathResults<JSONPath>

  package init(wanted: AnyOf<JSONPath>, results: PathResults<JSONPath>) {
    self.wanted = wanted
    self.results = results
  }
}

extension JSONDraftComposer {
  /// The findings of the element, the element itself first.
  private func scopes(_ findings: JSONFindings) -> [JSONScope] {
    var found = [scope]
    findings.each?.visit(scope) { part in
      var scope = scope
      scope.finding = part
      found.append(scope)
      return found.count >= MappingLimits.observationsMax
    }
    return found
  }

  /// Every finding, critical or not; several under one name are numbered. When all of them are
  /// taken back the element is, whatever parts it had before. An order of which no template has all
  /// its values is that of the alert: nothing is known again by half a key.
  ///
  /// - Returns: nil when the rule follows no results; else beside them where the first critical one
  ///   stands.
  func results() -> (OrderResults, first: JSONScope?)? {
    guard let findings = rule.findings else { return nil }
    let order = complete(findings.results.order) ?? dedupKey()
    var counts: [String: Int] = [:]
    var first: JSONScope?
    let reports = scopes(findings).map { scope in
      var report = report(of: scope, findings)
      report.order = order
      let count = counts[report.observation, default: 0] + 1
      counts[report.observation] = count
      if count > 1 { report.observation += "#\(count)" }
      if report.isCritical, first == nil { first = scope }
      return report
    }
    var results = OrderResults(order: order, reports: reports)
    if reports.allSatisfy({ $0.status == .retracted }) { results.takenBack = [order] }
    return (results, first)
  }

  private func report(of scope: JSONScope, _ findings: JSONFindings) -> ResultReport {
    let (results, rendering) = (findings.results, rendering(scope))
    let wanted = findings.wanted
    let value = rendering.text(results.value)
    var report = ResultReport(
      observation: rendering.text(results.observation).summed(beyond: MappingLimits.textBytesMax),
      status: standing(scope, results),
      isCritical: wanted.sets.isEmpty || wanted.holds(in: scope),
      name: rendering.text(rule.draft.what.name).cut(to: MappingLimits.textBytesMax),
      value: value.summed(beyond: MappingLimits.findingBytesMax))
    report.flags = results.flags.map(rendering.text) ?? ""
    let behind = rule.draft.what.finding.map(rendering.text) ?? ""
    report.finding = ResultReport.whole(
      value + (behind.isEmpty || behind.hasPrefix(",") ? behind : " " + behind))
    report.comment = comment(rendering)
    report.patient = results.patient.map { rendering.text($0) } ?? ""
    report.times = ResultTimes(
      collected: instant(results.collected, in: scope),
      reported: instant(results.reported, in: scope), sent: instant(results.sent, in: scope))
    report.likeness = report.likeness(by: results.alike.flatMap(rendering.complete))
    return report
  }

  private func standing(_ scope: JSONScope, _ results: PathResults<JSONPath>) -> ResultStatus {
    PathResults<JSONPath>.looked.first { results.standings[$0]?.holds(in: scope) == true } ?? .final
  }

  private func comment(_ rendering: PathRendering<JSONPath>) -> [String] {
    guard let note = rule.draft.what.note else { return [] }
    let lines = rendering.text(note).split(separator: "\n").map(String.init)
    var shown = lines.prefix(MappingLimits.notesMax).map { $0.cut(to: MappingLimits.noteBytesMax) }
    if lines.count > shown.count {
      shown.append("\(lines.count - shown.count) more comments: ask the source.")
    }
    return shown
  }
}

extension ResultReport {
  /// Half a value must not be shown (S21).
  static func whole(_ finding: String) -> String {
    finding.utf8.count <= MappingLimits.findingBytesMax
      ? finding : "too long to show whole (\(finding.utf8.count) bytes), call the source."
  }

  /// What makes it the same result under another order; empty when that cannot be known.
  func likeness(by key: String?) -> String {
    guard let key, !patient.isEmpty, isCritical else { return "" }
    return [patient, key, value].joined(separator: "\n")
      .summed(beyond: MappingLimits.findingBytesMax)
  }
}

extension MappedReport {
  /// Results of one order that one text reports element by element, such as the observations of a
  /// laboratory's Bundle, are one report: their alert pages once.
  static func joined(_ reports: [MappedReport]) -> [MappedReport] {
    var all: [MappedReport] = []
    var places: [ResultsKey: Int] = [:]
    for report in reports {
      guard let key = ResultsKey(report) else {
        all.append(report)
        continue
      }
      if let place = places[key] {
        all[place].join(report)
      } else {
        places[key] = all.count
        all.append(report)
      }
    }
    return all
  }

  private struct ResultsKey: Hashable {
    let dedupKey: String
    let world: World
    let who: [ContentField]
    let subject: SubjectIdentifier?

    /// Nil for what is no result, and for what repeats nothing.
    init?(_ report: MappedReport) {
      guard report.draft.results != nil, !report.draft.dedupKey.isEmpty else { return nil }
      (dedupKey, world) = (report.draft.dedupKey, report.draft.world)
      (who, subject) = (report.draft.content.who, report.subject)
    }
  }

  /// What the alert says beside its results is that of the first critical one.
  private mutating func join(_ other: MappedReport) {
    guard var results = draft.results, let more = other.draft.results else { return }
    results.reports += more.reports
    results.takenBack.formUnion(more.takenBack)
    let isFirst = !draft.isCritical && other.draft.isCritical
    let priority = min(draft.priority, other.draft.priority)
    if isFirst { self = other }
    (draft.results, draft.priority) = (results, priority)
    draft.content.what = results.text
  }
}

extension AlertDraft {
  fileprivate var isCritical: Bool { results?.reports.contains(where: \.isCritical) == true }
}

extension OrderResults {
  /// What a page says of them while nothing else is known.
  var text: String { ResultText.what(reports.map { ResultNews(before: nil, now: $0) }, []) }

  /// Whether somebody may have to be told: something is critical, or takes back what was.
  var tells: Bool {
    reports.contains { $0.isCritical || $0.status == .retracted || $0.status == .corrected }
  }
}
