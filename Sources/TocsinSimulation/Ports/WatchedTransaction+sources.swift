// Tocsin — Simulation: sources and maintenance, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func sourceStates() throws -> [String: SourceState] { try inner.sourceStates() }
  func sourceDays(from day: CivilDate) throws -> [SourceDay] { try inner.sourceDays(from: day) }
  func lastSourceLook() throws -> Timestamp? { try inner.lastSourceLook() }
  func openMaintenances() throws -> [Maintenance] { try inner.openMaintenances() }
  func maintenance(_ id: MaintenanceID) throws -> Maintenance? { try inner.maintenance(id) }
  func put(_ state: SourceState, of source: String) throws { try inner.put(state, of: source) }
  func add(_ day: SourceDay) throws { try inner.add(day) }
  func forgetSourceDays(before day: CivilDate) throws {
    try inner.forgetSourceDays(before: day)
  }
  func noteSourceLook(at now: Timestamp) throws { try inner.noteSourceLook(at: now) }
  func put(_ maintenance: Maintenance) throws { try inner.put(maintenance) }
}
