// Tocsin — Gateway: what keys, erasure and retention ask of the store
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// One subject whose content is held, under a number that says nothing.
package struct SubjectRecord: Hashable, Sendable {
  package let number: Int64
  package let madeAt: Timestamp

  package init(number: Int64, madeAt: Timestamp) {
    self.number = number
    self.madeAt = madeAt
  }
}

/// A row whose content does not open: altered on the disk, or sealed with a key that is gone.
package struct DamagedRow: Hashable, Sendable, Comparable {
  /// `alert`, `message`, `subject` or `whereabouts`.
  package let table: String
  package let number: Int64

  package init(_ table: String, _ number: Int64) {
    self.table = table
    self.number = number
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.table, left.number) < (right.table, right.number)
  }
}

/// How far the data keys have come over to the present epoch.
package struct KeyState: Hashable, Sendable {
  /// The epoch under which keys are wrapped now.
  package let epoch: UInt32
  /// Data keys that are wrapped, by epoch, ascending.
  package let keys: [EpochCount]

  package init(epoch: UInt32, keys: [EpochCount]) {
    self.epoch = epoch
    self.keys = keys
  }

  /// Keys that still wait for the present epoch.
  package var waiting: Int { keys.filter { $0.epoch != epoch }.reduce(0) { $0 + $1.count } }
}

/// How many data keys an epoch wraps.
package struct EpochCount: Hashable, Sendable {
  package let epoch: UInt32
  package let count: Int

  package init(epoch: UInt32, count: Int) {
    self.epoch = epoch
    self.count = count
  }
}

/// How much was made unreadable.
package struct ShreddedCounts: Hashable, Sendable {
  package var alerts = 0
  package var messages = 0
  package var envelopes = 0
  package var sessions = 0
  /// Subjects of whom the location table knows nothing any more.
  package var whereabouts = 0
  /// Subjects whose key was destroyed.
  package var keys = 0

  package init() {}

  package var isEmpty: Bool { self == ShreddedCounts() }

  package static func += (left: inout Self, right: Self) {
    left.alerts += right.alerts
    left.messages += right.messages
    left.envelopes += right.envelopes
    left.sessions += right.sessions
    left.whereabouts += right.whereabouts
    left.keys += right.keys
  }
}

/// What can be asked about subjects and their keys.
package protocol SealingReader: AnyObject {
  /// Nil when nothing is held, or all was erased.
  func subject(_ reference: SubjectReference) throws -> SubjectRecord?
  /// Oldest first.
  func alerts(ofSubject number: Int64) throws -> [Alert]
  /// Oldest first, at most `limit`, with a number greater than `id`.
  func messages(ofSubject number: Int64, after id: Int64, limit: Int) throws -> [MessageRecord]
  func keyState() throws -> KeyState
}

/// What a unit may do to subjects and their keys.
package protocol SealingTransaction: SealingReader {
  /// Stores a transition as a whole: alert, pages, withdrawals, trail.
  ///
  /// - Parameters:
  ///   - actor: who did it, as its leaf says.
  ///   - subject: whom the alert concerns from now on. Nil leaves an alert with its subject, and
  ///     gives a new one to the day on which it was opened.
  /// - Returns: the index of the leaf that tells of it.
  /// - Throws: `StoreError.revisionConflict` when the stored revision is not one less.
  @discardableResult
  func apply(
    _ transition: Transition, by actor: TrailActor, concerning subject: SubjectReference?
  ) throws -> Int64

  /// Takes the content out of every alert and message of a subject and destroys its key.
  func eraseSubject(_ number: Int64, at now: Timestamp) throws -> ShreddedCounts

  // Rotation
  /// Begins the next epoch.
  func raiseEpoch() throws -> UInt32
  /// Wraps up to `limit` keys of other epochs under the present one.
  ///
  /// - Returns: how many. A key that does not unwrap keeps its epoch and is among the damaged rows.
  func rewrapKeys(limit: Int) throws -> Int

  // Retention: each call does a bounded part, and is repeated until it does nothing.
  /// Takes the content out of alerts that closed at or before this time.
  func shredAlerts(closedBy time: Timestamp, limit: Int) throws -> ShreddedCounts
  /// Empties what mailboxes hold of alerts that closed at or before this time.
  func shredEnvelopes(closedBy time: Timestamp, limit: Int) throws -> ShreddedCounts
  /// Deletes messages received before this time, but those of an alert that has its content.
  ///
  /// - Returns: the counts, and the number from which the next call goes on; nil at the end.
  func shredMessages(
    receivedBefore time: Timestamp, after id: Int64, limit: Int
  ) throws -> (counts: ShreddedCounts, last: Int64?)
  /// Destroys the keys of subjects made before this time of whom nothing is held any more.
  ///
  /// - Returns: the counts, and the number from which the next call goes on; nil at the end.
  func shredKeys(
    madeBefore time: Timestamp, after number: Int64, limit: Int
  ) throws -> (counts: ShreddedCounts, last: Int64?)
}

extension SealingTransaction {
  /// Stores a transition of an alert that stays with its subject.
  @discardableResult
  package func apply(_ transition: Transition, by actor: TrailActor) throws -> Int64 {
    try apply(transition, by: actor, concerning: nil)
  }

  /// Stores a transition that the gateway itself decided.
  @discardableResult
  package func apply(
    _ transition: Transition, concerning subject: SubjectReference?
  ) throws -> Int64 {
    try apply(transition, by: .gateway, concerning: subject)
  }
}
