// Tocsin — Server: reports over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

/// The reports in figures.
package enum FigureRoute: Sendable, CaseIterable {
  case answers, noise, arrivals
}

extension Endpoints {
  /// A report in figures, in the scope of who asks: JSON, or CSV with `form=csv`.
  func figures(_ call: Call, _ route: FigureRoute) async throws(Problem) -> WebReply {
    let now = surroundings.time.now()
    let today = ZoneRules.utc.civil(at: now).date
    let until = try Self.day(call.request, "until") ?? today + 1
    let from = try Self.day(call.request, "from") ?? until - 28
    guard let span = ReportSpan(from: from, until: until) else {
      throw Self.unusable("until", "later than from, by at most \(ReportSpan.daysMax) days")
    }
    let form = try call.request.decodedParameter("form") ?? "json"
    guard ["json", "csv"].contains(form) else { throw Self.unusable("form", "json or csv") }
    switch route {
    case .answers:
      return try await answerFigures(call, span, isTable: form == "csv")
    case .noise:
      return try await noise(call, span, isTable: form == "csv")
    case .arrivals:
      return try await arrivals(call, span, isTable: form == "csv")
    }
  }

  private func answerFigures(
    _ call: Call, _ span: ReportSpan, isTable: Bool
  ) async throws(Problem) -> WebReply {
    let word = try call.request.decodedParameter("by") ?? FigureGroup.team.rawValue
    guard let group = FigureGroup(rawValue: word) else {
      throw Self.unusable("by", FigureGroup.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let now = surroundings.time.now()
    let report: Report
    do {
      report = try await Reports(surroundings).report(ReportQuery(span, by: group)) {
        call.mayAlso($0, at: now)
      }
    } catch { throw Problem(error) }
    guard isTable else { return WebReply(.ok, json: Self.json(report)) }
    return Self.table(ReportTable.text(of: report), named: group.rawValue, span)
  }

  /// A report as a file for spreadsheets.
  static func table(_ text: String, named name: String, _ span: ReportSpan) -> WebReply {
    var headers: HTTPFields = [.contentType: "text/csv; charset=utf-8", .cacheControl: "no-store"]
    headers[.contentDisposition] =
      "attachment; filename=\"tocsin-\(name)-\(span.from.text)-\(span.until.text).csv\""
    return WebReply(.ok, headers: headers, body: .bytes(Array(text.utf8)))
  }

  private static func day(
    _ request: WebRequest, _ name: String
  ) throws(Problem) -> CivilDate? {
    guard let text = try request.decodedParameter(name) else { return nil }
    guard let day = CivilDate(text: text) else { throw unusable(name, "a day, as 2026-11-24") }
    return day
  }

  private static func json(_ report: Report) -> JSONValue {
    let rows = report.rows.map { row in
      JSONValue.object(
        [("key", row.key.map(JSONValue.text) ?? .null), ("title", .text(row.title))]
          + members(row.figures) + [
            ("pagesPerHour", .written(Array(report.pagesPerHour(row).utf8))),
            (
              "uncoveredMinutes",
              row.uncovered.map { .number($0.count / 60_000) } ?? .null
            ),
          ])
    }
    return .object([
      ("from", .text(report.query.from.text)), ("until", .text(report.query.until.text)),
      ("by", .text(report.query.group.rawValue)), ("rows", .list(rows)),
      ("total", .object(members(report.total))), ("isWithheld", .flag(report.isWithheld)),
      ("isWhole", .flag(report.isWhole)),
    ])
  }

  private static func members(_ figures: Figures) -> [(String, JSONValue)] {
    func number(_ measure: Measure) -> JSONValue { .number(figures.count(measure)) }
    func time(_ bin: Int64?) -> JSONValue {
      bin.map { $0 == ResponseTimes.longer ? .number(-1) : .number($0) } ?? .null
    }
    let times = figures.times.counts.sorted { $0.key < $1.key }.map { bin, count in
      JSONValue.object([("upTo", time(bin)), ("count", .number(count))])
    }
    return [
      ("alerts", number(.alerts)), ("acknowledged", number(.acknowledged)),
      ("escalated", number(.escalated)), ("wrongPerson", number(.wrongPerson)),
      ("unanswered", number(.unanswered)), ("pages", number(.pages)),
      ("p50Seconds", time(figures.times.percentile(50))),
      ("p90Seconds", time(figures.times.percentile(90))), ("times", .list(times)),
      (
        "clocks",
        .object(
          Figures.clocked.map { measure in
            let clock = figures.clock(measure)
            return (
              "\(measure)",
              .object([
                ("pages", .number(clock.total)), ("p50Seconds", time(clock.percentile(50))),
                ("p90Seconds", time(clock.percentile(90))),
              ])
            )
          })
      ),
    ]
  }
}
