// Tocsin — Simulation: what of results is passed on as it is
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func results(of alert: AlertID) throws -> [ResultRecord] { try inner.results(of: alert) }
  func results(of order: OrderKey, since: Timestamp) throws -> [ResultRecord] {
    let found = try inner.results(of: order, since: since)
    guard breakage?.forgetsTimes == true else { return found }
    return found.map { record in
      var record = record
      record.known.times = ResultTimes()
      return record
    }
  }
  func result(like likeness: OrderKey, since: Timestamp) throws -> ResultRecord? {
    try inner.result(like: likeness, since: since)
  }
  func early(of observation: OrderKey, since: Timestamp) throws -> ResultTimes? {
    if breakage?.forgetsTimes == true { return nil }
    return try inner.early(of: observation, since: since)
  }
  func keepEarly(_ times: ResultTimes, of observation: OrderKey, at now: Timestamp) throws {
    try inner.keepEarly(times, of: observation, at: now)
  }
  func forgetEarly(keptBefore time: Timestamp) throws {
    try inner.forgetEarly(keptBefore: time)
  }
  func keep(_ record: ResultRecord, of order: OrderKey, at now: Timestamp) throws {
    try inner.keep(record, of: order, at: now)
  }
  func moveResults(of alert: AlertID, to next: AlertID) throws {
    try inner.moveResults(of: alert, to: next)
  }
}
