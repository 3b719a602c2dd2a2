// Tocsin — Gateway: a report as a table
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Writes a report as CSV (RFC 4180), for spreadsheets.
package enum ReportTable {
  private static let heads = [
    "group", "title", "alerts", "acknowledged", "p50_seconds", "p90_seconds", "escalated",
    "wrong_person", "unanswered", "pages", "pages_per_hour", "uncovered_minutes",
    "attempted_p50_seconds", "attempted_p90_seconds", "delivered_p50_seconds",
    "delivered_p90_seconds", "answered_p50_seconds", "answered_p90_seconds",
  ]

  package static func text(of report: Report) -> String {
    var lines = [heads.joined(separator: ",")]
    for row in report.rows {
      let figures = row.figures
      func time(_ share: Int64) -> String { Self.time(figures.times, share) }
      var cells: [String] = [cell(row.key ?? "others"), cell(row.title)]
      cells += ["\(figures.count(.alerts))", "\(figures.count(.acknowledged))", time(50), time(90)]
      cells += ["\(figures.count(.escalated))", "\(figures.count(.wrongPerson))"]
      cells += ["\(figures.count(.unanswered))", "\(figures.count(.pages))"]
      cells += [report.pagesPerHour(row), row.uncovered.map { "\($0.count / 60_000)" } ?? ""]
      for measure in Figures.clocked {
        let clock = figures.clock(measure)
        cells += [Self.time(clock, 50), Self.time(clock, 90)]
      }
      lines.append(cells.joined(separator: ","))
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  static func time(_ times: ResponseTimes, _ share: Int64) -> String {
    times.percentile(share).map { $0 == ResponseTimes.longer ? "7200+" : "\($0)" } ?? ""
  }

  /// A text as one cell. What a spreadsheet would take for a formula begins with a quotation mark
  /// that it shows as text.
  package static func cell(_ text: String) -> String {
    let starts: Set<Character> = ["=", "+", "-", "@", "\t", "\r"]
    let safe = text.first.map(starts.contains) == true ? "'" + text : text
    guard safe.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}

extension Report {
  /// With two places, as in `0.25`.
  package func pagesPerHour(_ row: ReportRow) -> String {
    let hundredths = row.figures.count(.pages) * 100 / Int64(query.span.days * 24)
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
