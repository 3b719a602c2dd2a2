// Tocsin — Store: results that were critical once, read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension Places {
  /// The cell of what is known of a result.
  static func result(_ number: Int64) -> CellPlace { CellPlace("result", "state", row: number) }
}

extension SQLReader {
  package func results(of alert: AlertID) throws -> [ResultRecord] {
    guard let number = try number(of: alert) else { return [] }
    return try records(.resultsOfAlert, [.int(number), .int(Limits.resultsKnownMax)])
  }

  package func results(of order: OrderKey, since: Timestamp) throws -> [ResultRecord] {
    let index = orderIndex(order, .order)
    return try records(
      .resultsOfOrder, [.blob(index), .time(since), .int(Limits.resultsKnownMax)])
  }

  package func result(like likeness: OrderKey, since: Timestamp) throws -> ResultRecord? {
    try records(
      .resultByLikeness, [.blob(orderIndex(likeness, .likeness)), .time(since)]
    ).first
  }

  package func early(of observation: OrderKey, since: Timestamp) throws -> ResultTimes? {
    let index = orderIndex(observation, .order)
    return try connection.first(.findEarly, [.blob(index), .time(since)]) { row in
      ResultTimes(
        collected: row.optionalTime(0), reported: row.optionalTime(1), sent: row.optionalTime(2))
    }
  }

  func orderIndex(_ key: OrderKey, _ kind: BlindIndex) -> [UInt8] {
    let text = "\(key.integration)\n\(key.world.rawValue)\n\(key.text)"
    return vault.blindIndex(Array(text.utf8), of: kind, with: keys.site)
  }

  /// Passes over damaged rows: nothing is known of such a result, and the next report pages.
  private func records(_ statement: Statement, _ arguments: [Value]) throws -> [ResultRecord] {
    try connection.all(statement, arguments) { row -> ResultRecord? in
      let number = row.int(0)
      let state = try? open(
        row.blob(1), of: CellOwner(row, at: 2), at: Places.result(number), row: number)
      guard let state, let known = try? ResultCodec.decode(state),
        let alert: AlertID = row.optionalIdentifier(4)
      else { return nil }
      return ResultRecord(number: number, alert: alert, known: known)
    }.compactMap(\.self)
  }
}

extension SQLTransaction {
  package func keep(_ record: ResultRecord, of order: OrderKey, at now: Timestamp) throws {
    guard let (alert, subject) = try owner(of: record.alert, at: now) else { return }
    let number = record.number > 0 ? record.number : try next(.lastResult)
    let likeness: Value = record.likeness.map { .blob(orderIndex($0, .likeness)) } ?? .null
    let cell = seal(ResultCodec.encode(record.known), for: subject, at: Places.result(number))
    guard record.number == 0 else {
      try connection.execute(
        .updateResult,
        [
          likeness, .int(alert), .int(subject.number), .time(now), .blob(cell), .int(number),
        ])
      return
    }
    try connection.execute(
      .insertResult,
      [
        .int(number), .blob(orderIndex(order, .order)), likeness, .int(alert),
        .int(subject.number), .time(now), .blob(cell),
      ])
  }

  package func keepEarly(
    _ times: ResultTimes, of observation: OrderKey, at now: Timestamp
  ) throws {
    try connection.execute(
      .keepEarly,
      [
        .blob(orderIndex(observation, .order)), .time(times.collected), .time(times.reported),
        .time(times.sent), .time(now),
      ])
  }

  package func forgetEarly(keptBefore time: Timestamp) throws {
    try connection.execute(.forgetEarly, [.time(time)])
  }

  package func moveResults(of alert: AlertID, to next: AlertID) throws {
    guard let from = try number(of: alert), let to = try number(of: next) else { return }
    try connection.execute(.moveResults, [.int(to), .int(from)])
  }
}
