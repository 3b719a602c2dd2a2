// Tocsin — Mapping: the observations of a group, one by one
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

extension MappingFindings {
  /// The order of a group as it is known again; nil when the rule follows no results.
  func order(in scope: GroupScope) -> String? { results?.orderText(in: scope) }

  /// Whether an observation of the group takes back or corrects what was reported.
  func takesBack(in scope: GroupScope) -> Bool {
    guard results != nil else { return false }
    let segments = scope.message.segments
    return scope.group.observations.prefix(MappingLimits.observationsMax).contains { index in
      let standing = results?.standing(of: segments[index], in: segments, self)
      return standing == .retracted || standing == .corrected
    }
  }
}

extension MappingResults {
  fileprivate func orderText(in scope: GroupScope) -> String {
    TemplateRendering(scope: scope).text(order).summed(beyond: MappingLimits.textBytesMax)
  }
}

extension DraftComposer {
  /// Every observation of the group, critical or not; several under one name are numbered, such as
  /// the organisms of a culture without a sub-id.
  ///
  /// - Returns: nil when the rule follows no results.
  func results() -> OrderResults? {
    guard let findings = rule.findings, let results = findings.results else { return nil }
    let patient = results.patient.map(text) ?? ""
    let sent = sent
    var counts: [String: Int] = [:]
    let reports = scope.group.observations.prefix(MappingLimits.observationsMax).map { index in
      var report = report(of: index, findings, results, patient: patient)
      report.times.sent = sent
      let count = counts[report.observation, default: 0] + 1
      counts[report.observation] = count
      if count > 1 { report.observation += "#\(count)" }
      return report
    }
    return OrderResults(order: results.orderText(in: scope), reports: reports)
  }

  private func report(
    of index: Int, _ findings: MappingFindings, _ results: MappingResults, patient: String
  ) -> ResultReport {
    var scope = scope
    let segments = scope.message.segments
    scope.finding = segments[index]
    let rendering = TemplateRendering(scope: scope)
    var report = ResultReport(
      observation: rendering.text(results.observation).summed(beyond: MappingLimits.textBytesMax),
      status: results.standing(of: segments[index], in: segments, findings),
      isCritical: findings.isWanted(segments[index], in: segments),
      name: rendering.text(rule.draft.what.name).cut(to: MappingLimits.textBytesMax),
      value: rendering.text(results.value).summed(beyond: MappingLimits.findingBytesMax))
    report.flags = results.flags.map(rendering.text) ?? ""
    report.finding = ResultReport.whole(
      rule.draft.what.finding.map(rendering.text) ?? report.value)
    report.comment = noteLines(behind: index, scope)
    report.patient = patient
    report.times = ResultTimes(
      collected: instant(results.collected, in: scope),
      reported: instant(results.reported, in: scope), sent: nil)
    report.likeness = report.likeness(by: results.alike.flatMap(rendering.complete))
    return report
  }

  /// MSH-7.
  private var sent: Timestamp? {
    guard let text = scope.segment(.header)?.field(7).text() else { return nil }
    return HL7Moment(text)?.instant(in: mapping.zoneRules)
  }
}
