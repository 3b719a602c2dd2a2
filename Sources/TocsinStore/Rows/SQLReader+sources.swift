// Tocsin — Store: how sources and maintenance are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func sourceStates() throws -> [String: SourceState] {
    let rows = try connection.all(.listSources, []) { row in
      (row.text(0), try SourceCodec.decode(row.blob(1), Statement.listSources.name))
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  package func sourceDays(from day: CivilDate) throws -> [SourceDay] {
    try connection.all(.listSourceDays, [.int(day.dayNumber)]) { row in
      var counts = SourceCounts()
      counts.received = row.int(2)
      counts.mapped = row.int(3)
      counts.notForUs = row.int(4)
      counts.refused = row.int(5)
      counts.repeated = row.int(6)
      counts.held = row.int(7)
      counts.dropped = row.int(8)
      return SourceDay(
        source: row.text(0), day: CivilDate(dayNumber: Int(row.int(1))), counts: counts)
    }
  }

  package func lastSourceLook() throws -> Timestamp? {
    try connection.first(.readMeta, [.text("source-look")]) { $0.time(0) }
  }

  package func openMaintenances() throws -> [Maintenance] {
    try connection.all(.listMaintenances, [], Self.maintenance)
  }

  package func maintenance(_ id: MaintenanceID) throws -> Maintenance? {
    try connection.first(.findMaintenance, [.id(id)], Self.maintenance)
  }

  private static func maintenance(_ row: any Row) throws -> Maintenance {
    let operation = Statement.listMaintenances.name
    guard let object = MaintenanceObject(text: row.text(1)) else {
      throw StoreError.refused(code: 0, operation: operation)
    }
    var found = Maintenance(
      try row.identifier(0, operation), of: object, from: row.time(2), until: row.time(3),
      by: (ResponderID(row.text(4)), row.text(5)))
    found.endedAt = row.optionalTime(6)
    found.isAnnounced = row.flag(7)
    return found
  }
}

extension SQLTransaction {
  package func put(_ state: SourceState, of source: String) throws {
    try connection.execute(.putSource, [.text(source), .blob(SourceCodec.encode(state))])
  }

  package func add(_ day: SourceDay) throws {
    let counts = day.counts
    try connection.execute(
      .addSourceDay,
      [
        .int(day.day.dayNumber), .text(day.source), .int(counts.received), .int(counts.mapped),
        .int(counts.notForUs), .int(counts.refused), .int(counts.repeated), .int(counts.held),
        .int(counts.dropped),
      ])
  }

  package func forgetSourceDays(before day: CivilDate) throws {
    try connection.execute(.forgetSourceDays, [.int(day.dayNumber)])
  }

  package func noteSourceLook(at now: Timestamp) throws {
    try connection.execute(.putSourceLook, [.time(now)])
  }

  package func put(_ work: Maintenance) throws {
    try connection.execute(
      .putMaintenance,
      [
        .id(work.id), .text(work.object.text), .time(work.begin), .time(work.end),
        .text(work.owner.text), .text(work.reason), .time(work.endedAt), .flag(work.isAnnounced),
      ])
  }
}
