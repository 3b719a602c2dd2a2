// Tocsin — Simulation: the trail passes through the watched transaction
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func append(_ leaf: TrailLeaf) throws -> Int64 {
    if leaf.action == .accountEnded {
      seen.departures.append(
        Observation.Departed(
          person: ResponderID(String(leaf.object.dropFirst("account:".count))), at: leaf.at))
      seen.directoryVersion = try inner.directoryVersion()
    }
    return try inner.append(leaf)
  }
  func put(_ tiles: [Tile]) throws { try inner.put(tiles) }
  func insert(_ checkpoint: CheckpointRecord) throws { try inner.insert(checkpoint) }
  func leafCount() throws -> Int64 { try inner.leafCount() }
  func leaves(from index: Int64, limit: Int, withDetails: Bool) throws -> [StoredLeaf] {
    try inner.leaves(from: index, limit: limit, withDetails: withDetails)
  }
  func leafIndexes(of alert: AlertID) throws -> [Int64] { try inner.leafIndexes(of: alert) }
  func tile(_ place: TilePlace) throws -> [UInt8]? { try inner.tile(place) }
  func newestMoment() throws -> Timestamp? { try inner.newestMoment() }
  func lastCheckpoint() throws -> CheckpointRecord? { try inner.lastCheckpoint() }
  func checkpoints(after size: Int64, limit: Int) throws -> [CheckpointRecord] {
    try inner.checkpoints(after: size, limit: limit)
  }
  func standings(after number: Int64, limit: Int) throws -> [AlertStanding] {
    try inner.standings(after: number, limit: limit)
  }
  func answers(of device: DeviceID, after counter: Int64, limit: Int) throws -> [AnswerRecord] {
    try inner.answers(of: device, after: counter, limit: limit)
  }
  func entries(in detail: [UInt8]) throws -> [TrailEntry] { try inner.entries(in: detail) }
  func documentRevisions(of kind: String) throws -> [DocumentRevision] {
    try inner.documentRevisions(of: kind)
  }
}
