// Tocsin — Store: how roll-calls are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinGateway

extension SQLReader {
  package func rollReport(of alert: AlertID) throws -> RollReport? {
    try connection.first(.findRollReport, [.id(alert)], Self.report)
  }

  package func rollReports(limit: Int) throws -> [RollReport] {
    try connection.all(.listRollReports, [.int(limit)], Self.report)
  }

  private static func report(_ row: any Row) throws -> RollReport {
    RollReport(
      alert: try row.identifier(0, "read roll report"), type: row.text(1), calledAt: row.time(2),
      reportedAt: row.time(3), answers: try RollReportCodec.decode(row.blob(4)))
  }
}

extension SQLTransaction {
  package func insert(_ report: RollReport) throws {
    try connection.execute(
      .putRollReport,
      [
        .id(report.alert), .text(report.type), .time(report.calledAt), .time(report.reportedAt),
        .blob(RollReportCodec.encode(report.answers)),
      ])
  }
}
