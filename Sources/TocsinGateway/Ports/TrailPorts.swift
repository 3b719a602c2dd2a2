// Tocsin — Gateway: the trail as the store keeps it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What is kept of what a leaf commits to.
package enum LeafDetail: Hashable, Sendable {
  /// Nothing: there never was any, or it was erased.
  case none
  case kept(salt: [UInt8], bytes: [UInt8])
  /// It is there and does not open, or belongs to another leaf: the row is damaged.
  case refused
}

/// A leaf as a row.
package struct StoredLeaf: Hashable, Sendable {
  package let index: Int64
  package let body: [UInt8]
  package let link: [UInt8]
  package let detail: LeafDetail

  package init(index: Int64, body: [UInt8], link: [UInt8], detail: LeafDetail) {
    self.index = index
    self.body = body
    self.link = link
    self.detail = detail
  }
}

/// A checkpoint as a row.
package struct CheckpointRecord: Hashable, Sendable {
  /// Leaves that it covers.
  package let size: Int64
  package let madeAt: Timestamp
  package let note: String

  package init(size: Int64, madeAt: Timestamp, note: String) {
    self.size = size
    self.madeAt = madeAt
    self.note = note
  }
}

/// Where an alert stands, in a few words: what its trail must agree with.
package struct AlertStanding: Hashable, Sendable {
  package let number: Int64
  package let alert: AlertID
  package let revision: Int64
  /// The word of the contract.
  package let phase: String

  package init(number: Int64, alert: AlertID, revision: Int64, phase: String) {
    self.number = number
    self.alert = alert
    self.revision = revision
    self.phase = phase
  }
}

/// What can be asked of the trail; each call is one statement.
package protocol TrailReader {
  /// How many leaves there are.
  func leafCount() throws -> Int64
  /// Leaves from `index` on, in order; with what they commit to, or without looking at it.
  func leaves(from index: Int64, limit: Int, withDetails: Bool) throws -> [StoredLeaf]
  /// The index of each leaf of an alert, in order.
  func leafIndexes(of alert: AlertID) throws -> [Int64]
  /// The hashes of a tile, full or not; nil when there is none.
  func tile(_ place: TilePlace) throws -> [UInt8]?
  func lastCheckpoint() throws -> CheckpointRecord?
  /// The newest moment that was written: of the last message, leaf and checkpoint, and of the last
  /// envelope of each device. Nil for a store in which nothing has happened.
  ///
  /// An envelope counts up to `SteadyTime.reach` after the rest: a device that was last paged under
  /// a wrong clock does not hold that clock's time for ever.
  func newestMoment() throws -> Timestamp?
  /// Checkpoints that cover more than `size` leaves, smallest first.
  func checkpoints(after size: Int64, limit: Int) throws -> [CheckpointRecord]
  /// Alerts by number, from after `number` on.
  func standings(after number: Int64, limit: Int) throws -> [AlertStanding]
  /// The answers of a device with a counter greater than `counter`, in order of counter.
  func answers(of device: DeviceID, after counter: Int64, limit: Int) throws -> [AnswerRecord]
  /// The trail entries that the leaf of a transition commits to.
  func entries(in detail: [UInt8]) throws -> [TrailEntry]
  /// Every revision of the documents of a kind, by name and revision.
  func documentRevisions(of kind: String) throws -> [DocumentRevision]
}

/// How the trail grows.
package protocol TrailTransaction: TrailReader {
  /// Appends a leaf to the site's trail, in the transaction of what it tells.
  ///
  /// - Returns: its index, from 0.
  @discardableResult
  func append(_ leaf: TrailLeaf) throws -> Int64
  /// Stores tiles; one that is not full yet is replaced when it has grown.
  func put(_ tiles: [Tile]) throws
  func insert(_ checkpoint: CheckpointRecord) throws
}
