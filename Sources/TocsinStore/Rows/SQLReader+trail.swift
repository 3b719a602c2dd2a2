// Tocsin — Store: what can be asked of the site's trail
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func leafCount() throws -> Int64 {
    try connection.first(.lastLeaf, []) { $0.int(0) + 1 } ?? 0
  }

  package func leaves(
    from index: Int64, limit: Int, withDetails: Bool
  ) throws -> [StoredLeaf] {
    guard withDetails else {
      return try connection.all(.listLeaves, [.int(index), .int(limit)]) { row in
        StoredLeaf(index: row.int(0), body: row.blob(1), link: row.blob(2), detail: .none)
      }
    }
    let rows = try connection.all(.listDetails, [.int(index), .int(limit)]) { row in
      (
        leaf: StoredLeaf(index: row.int(0), body: row.blob(1), link: row.blob(2), detail: .none),
        cell: row.optionalBlob(3), isElsewhere: !row.isNull(4) && !row.isNull(7),
        owner: row.int(5), salt: row.blob(6), entries: row.blob(7)
      )
    }
    return try rows.map { row in
      var detail = LeafDetail.none
      if row.isElsewhere {
        let isOwn = row.owner == row.leaf.index
        detail = isOwn ? .kept(salt: row.salt, bytes: row.entries) : .refused
      } else if let cell = row.cell {
        detail = try opened(cell, at: row.leaf.index)
      }
      return StoredLeaf(
        index: row.leaf.index, body: row.leaf.body, link: row.leaf.link, detail: detail)
    }
  }

  package func leafIndexes(of alert: AlertID) throws -> [Int64] {
    guard let number = try number(of: alert) else { return [] }
    let range = Places.range(of: number)
    return try connection.all(.leavesOfAlert, [.int(range.from), .int(range.until)]) { $0.int(0) }
  }

  package func tile(_ place: TilePlace) throws -> [UInt8]? {
    try connection.first(.readTile, [.int(place.key)]) { $0.blob(0) }
  }

  package func lastCheckpoint() throws -> CheckpointRecord? {
    try connection.first(.lastCheckpoint, [], Self.checkpoint)
  }

  package func newestMoment() throws -> Timestamp? {
    let row = try connection.first(.newestMoment, []) { row in
      (
        message: row.isNull(0) ? nil : row.time(0), checkpoint: row.isNull(1) ? nil : row.time(1),
        leaf: row.blob(2)
      )
    }
    let known = [row?.message, row?.checkpoint, row.flatMap { LeafBody(decoding: $0.leaf)?.at }]
    guard let newest = known.compactMap({ $0 }).max() else { return nil }
    let bound = newest + SteadyTime.reach
    let sealed = try connection.first(.newestEnvelope, [.time(bound)]) { row in
      row.isNull(0) ? nil : row.time(0)
    }
    return max(newest, (sealed ?? nil) ?? newest)
  }

  package func checkpoints(after size: Int64, limit: Int) throws -> [CheckpointRecord] {
    try connection.all(.listCheckpoints, [.int(size), .int(limit)], Self.checkpoint)
  }

  private static func checkpoint(_ row: any Row) -> CheckpointRecord {
    CheckpointRecord(size: row.int(0), madeAt: row.time(1), note: row.text(2))
  }

  package func standings(after number: Int64, limit: Int) throws -> [AlertStanding] {
    let operation = Statement.listStandings.name
    return try connection.all(.listStandings, [.int(number), .int(limit)]) { row in
      AlertStanding(
        number: row.int(0), alert: try row.identifier(1, operation), revision: row.int(2),
        phase: try Codes.word(row.int(3), in: Codes.phases, operation))
    }
  }

  package func answers(
    of device: DeviceID, after counter: Int64, limit: Int
  ) throws -> [AnswerRecord] {
    try connection.all(.listAnswers, [.id(device), .int(counter), .int(limit)]) { row in
      var answer = AnswerRecord(
        device: device, counter: UInt64(bitPattern: row.int(0)), digest: row.blob(1),
        receipt: row.blob(2), takenAt: row.time(3))
      answer.signed = row.blob(4)
      return answer
    }
  }

  package func entries(in detail: [UInt8]) throws -> [TrailEntry] {
    try TrailCodec.decode(detail)
  }

  package func documentRevisions(of kind: String) throws -> [DocumentRevision] {
    try connection.all(.documentRevisions, [.text(kind)], Self.document)
  }
}
