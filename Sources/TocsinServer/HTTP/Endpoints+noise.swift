// Tocsin — Server: the ledger of noise over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  /// What each rule asked of people, in the scope of who asks.
  func noise(
    _ call: Call, _ span: ReportSpan, isTable: Bool
  ) async throws(Problem) -> WebReply {
    let now = surroundings.time.now()
    let report: NoiseReport
    do {
      report = try await Reports(surroundings).noise(span) { call.mayAlso($0, at: now) }
    } catch { throw Problem(error) }
    guard isTable else { return WebReply(.ok, json: Self.json(report)) }
    return Self.table(ReportTable.text(of: report), named: "noise", span)
  }

  private static func json(_ report: NoiseReport) -> JSONValue {
    .object([
      ("from", .text(report.span.from.text)), ("until", .text(report.span.until.text)),
      ("rules", .list(report.rules.map { json($0.rule, $0.figures) })),
      ("isWhole", .flag(report.isWhole)),
    ])
  }

  /// A rule that must not wait has no holds.
  private static func json(_ rule: NoiseRule, _ figures: NoiseFigures) -> JSONValue {
    let holds = (rule.mayWait ? NoiseFigures.holds : []).map { seconds in
      JSONValue.object([
        ("seconds", .number(seconds)), ("removed", .number(figures.removed(byHoldOf: seconds))),
        ("lost", .number(figures.lost(byHoldOf: seconds))),
      ])
    }
    let advised = rule.mayWait ? figures.advisedHold : nil
    return .object(
      [
        ("integration", .text(rule.integration)), ("kind", .text(rule.kind)),
        ("priority", .text(rule.priority.word)),
      ] + NoiseReport.counts(of: figures).map { ($0.name, .number($0.count)) } + [
        ("mayWait", .flag(rule.mayWait)), ("holds", .list(holds)),
        ("advisedHoldSeconds", advised.map(JSONValue.number) ?? .null),
      ])
  }
}
