// Tocsin — Simulation: keys of what reports over HTTP, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func alerts(before alert: AlertID, limit: Int) throws -> [Alert] {
    try inner.alerts(before: alert, limit: limit)
  }
  func integrationKeys() throws -> [IntegrationKey] { try inner.integrationKeys() }
  func insert(_ key: IntegrationKey) throws { try inner.insert(key) }
  func endIntegrationKey(
    _ name: String, of integration: String, at now: Timestamp
  ) throws -> Bool {
    try inner.endIntegrationKey(name, of: integration, at: now)
  }
}
