// Tocsin — Gateway: what is exported of the trail, away from the machine
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension ExportedCheckpoint {
  /// The stored checkpoints that cover more than `size` leaves, smallest first, each with the
  /// hashes of the leaves that it added. A tile that is missing gives no hashes: whoever verifies
  /// says so.
  package static func stored(
    after size: Int64, limit: Int, in store: any StoreReader
  ) throws -> [(size: Int64, checkpoint: ExportedCheckpoint)] {
    var before = size
    return try store.checkpoints(after: size, limit: limit).map { record in
      let hashes = try Self.hashes(from: before, until: record.size, in: store)
      before = record.size
      return (
        record.size,
        ExportedCheckpoint(name: "\(record.size)", note: record.note, hashes: hashes ?? [])
      )
    }
  }

  private static func hashes(
    from first: Int64, until end: Int64, in store: any StoreReader
  ) throws -> [UInt8]? {
    var hashes: [UInt8] = []
    hashes.reserveCapacity(Int(end - first) * WireSize.digest)
    var next = first
    while next < end {
      let place = TilePlace(level: 0, index: next / TilePlace.width)
      let last = min(end, (place.index + 1) * TilePlace.width)
      let start = Int(next % TilePlace.width) * WireSize.digest
      let stop = start + Int(last - next) * WireSize.digest
      guard let tile = try store.tile(place), tile.count >= stop else { return nil }
      hashes += tile[start..<stop]
      next = last
    }
    return hashes
  }
}

/// Which leaves are looked for; what is nil does not matter.
package struct TrailQuery: Sendable {
  /// As the leaf has it, such as `person:dr.amsel`.
  package var actor: String?
  package var action: String?
  package var object: String?
  package var since: Int64?
  /// Milliseconds; a leaf at this time is no longer wanted.
  package var until: Int64?

  package init() {}

  package func wants(_ body: LeafBody) -> Bool {
    let at = body.at.milliseconds
    return actor.map { $0 == body.actor || $0 == body.device?.text } ?? true
      && action.map { $0 == body.action } ?? true && object.map { $0 == body.object } ?? true
      && since.map { at >= $0 } ?? true && until.map { at < $0 } ?? true
  }
}

extension TrailReader {
  /// Goes through the leaves before `end`, in order. A body that cannot be read is passed over:
  /// verifying is for `TrailCheck`.
  package func scan(before end: Int64, _ take: (LeafBody) throws -> Void) throws {
    var next: Int64 = 0
    while next < end {
      let batch = try leaves(from: next, limit: 1_000, withDetails: false)
      for leaf in batch where leaf.index < end {
        if let body = LeafBody(decoding: leaf.body) { try take(body) }
      }
      guard let last = batch.last else { return }
      next = last.index + 1
    }
  }
}
