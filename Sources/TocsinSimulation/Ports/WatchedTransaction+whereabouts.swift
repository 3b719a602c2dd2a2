// Tocsin — Simulation: what of the location table is passed on as it is
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func whereabouts(of subject: SubjectReference, in world: World) throws -> Whereabouts? {
    try inner.whereabouts(of: subject, in: world)
  }
  func put(
    _ known: Whereabouts, of subject: SubjectReference, in world: World, at now: Timestamp
  ) throws {
    try inner.put(known, of: subject, in: world, at: now)
  }
  func openAlerts(
    concerning subject: SubjectReference, in world: World, limit: Int
  ) throws -> [Alert] {
    try inner.openAlerts(concerning: subject, in: world, limit: limit)
  }
  func alerts(
    concerning subject: SubjectReference, in world: World, limit: Int
  ) throws -> [Alert] {
    try inner.alerts(concerning: subject, in: world, limit: limit)
  }
  func merge(
    _ old: SubjectReference, into survivor: SubjectReference, in world: World, at now: Timestamp
  ) throws {
    try inner.merge(old, into: survivor, in: world, at: now)
  }
  func shredWhereabouts(changedBy time: Timestamp, limit: Int) throws -> Int {
    try inner.shredWhereabouts(changedBy: time, limit: limit)
  }
}
