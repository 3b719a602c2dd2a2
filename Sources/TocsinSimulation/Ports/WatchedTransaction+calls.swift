// Tocsin — Simulation: roll-calls, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func rollReport(of alert: AlertID) throws -> RollReport? { try inner.rollReport(of: alert) }
  func rollReports(limit: Int) throws -> [RollReport] { try inner.rollReports(limit: limit) }
  func insert(_ report: RollReport) throws { try inner.insert(report) }
}
