// Tocsin — Gateway: what the store keeps about sources beside their messages
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A control id as one integration has used it.
package struct UsedControlID: Sendable {
  /// The replay key of the message that has it now: its first six bytes are those of every message
  /// of the source with this control id.
  package let key: [UInt8]
  package let integration: String
  /// As in `MessageRecord`.
  package let controlID: String

  package init(key: [UInt8], integration: String, controlID: String) {
    self.key = key
    self.integration = integration
    self.controlID = controlID
  }
}

/// One part of a message that has not come as a whole.
package struct WaitingPart: Sendable {
  /// The number of its message in the list.
  package let message: Int64
  /// The number of the first part's message: all parts of one message share it.
  package let origin: Int64
  /// What the next part will ask for: 32 bytes.
  package let awaits: [UInt8]
  package let receivedAt: Timestamp

  package init(message: Int64, origin: Int64, awaits: [UInt8], receivedAt: Timestamp) {
    self.message = message
    self.origin = origin
    self.awaits = awaits
    self.receivedAt = receivedAt
  }
}

/// What Intake looks up without the writer.
package protocol IntakeReader {
  /// Whether parts of a message have waited since before `limit`.
  func hasStaleParts(before limit: Timestamp) throws -> Bool
}

/// What Intake asks of the store beside messages and alerts; each call is one statement.
package protocol IntakeTransaction: IntakeReader {
  /// Whether a message with this control id, and with other bytes, came at or after `since`.
  func isReused(_ used: UsedControlID, since: Timestamp) throws -> Bool

  /// The last sequence number (MSH-13) of a source; nil when it never gave one.
  ///
  /// - Parameter source: 32 bytes that stand for it.
  func lastNumber(of source: [UInt8]) throws -> Int64?
  func setLastNumber(_ number: Int64, of source: [UInt8], at now: Timestamp) throws

  /// Keeps a part, and takes from the parts before it what they await.
  func insert(_ part: WaitingPart) throws
  /// The origin of the parts that await this, the newest first, of those that came at or after
  /// `since`.
  func origin(awaiting key: [UInt8], since: Timestamp) throws -> Int64?
  /// The messages of the parts of an origin, in order; one whose bytes do not open has none.
  func parts(of origin: Int64) throws -> [MessageRecord]
  /// Forgets that the parts of an origin wait; their messages stay.
  func forgetParts(of origin: Int64) throws
  /// Origins to which nothing was added since `limit`, oldest first.
  func staleOrigins(before limit: Timestamp, max: Int) throws -> [Int64]
}
