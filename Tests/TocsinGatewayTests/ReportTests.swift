// Tocsin — GatewayTests: reports
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@Suite struct `A report as a table` {
  @Test(arguments: [
    ("Ward 4", "Ward 4"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@sum", "'@sum"), ("\tx", "'\tx"),
    ("=a,b", "\"'=a,b\""), ("a\nb", "\"a\nb\""), ("", ""),
  ])
  func `is no formula`(_ text: String, _ cell: String) {
    #expect(ReportTable.cell(text) == cell)
  }
}

@Suite struct `A report` {
  @Test func `is of at most 400 days`() throws {
    let day = try #require(CivilDate(text: "2026-11-24"))
    #expect(ReportSpan(from: day, until: day) == nil)
    #expect(ReportSpan(from: day, until: day + 400) != nil)
    #expect(ReportSpan(from: day, until: day + 401) == nil)
  }

  @Test func `shows nothing for which fewer than five people answer`() async throws {
    let ward = try await Ward()
    let reports = Reports(ward.surroundings)
    let today = ZoneRules.utc.civil(at: ward.clock.now()).date
    let span = try #require(ReportSpan(from: today - 9, until: today + 1))
    let report = try await reports.report(ReportQuery(span, by: .ward)) { _ in true }
    #expect(report.rows.isEmpty)
    #expect(report.total.count(.alerts) == 0)
    #expect(report.isWhole)
  }
}
