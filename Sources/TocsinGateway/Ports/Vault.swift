// Tocsin — Gateway: the port that keeps what is stored unreadable without its keys
// SPDX-License-Identifier: Apache-2.0

/// A key of 32 bytes that seals cells. Never printed by accident.
package struct CellKey: Hashable, Sendable, CustomStringConvertible {
  package let unredacted: [UInt8]

  package init(unredacted: [UInt8]) {
    precondition(unredacted.count == 32, "a cell key has 32 bytes")
    self.unredacted = unredacted
  }

  package var description: String { "[redacted]" }
}

/// Where a cell belongs. A cell opens nowhere else: what is cut out and pasted into another row,
/// column or table is refused.
package struct CellPlace: Hashable, Sendable {
  package let table: String
  package let column: String
  /// The row's identity, in a form that never changes.
  package let row: [UInt8]

  package init(_ table: String, _ column: String, row: [UInt8]) {
    self.table = table
    self.column = column
    self.row = row
  }

  package init(_ table: String, _ column: String, row number: Int64) {
    self.init(
      table, column,
      row: (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) })
  }
}

/// What is looked for by exact value without being stored in the clear.
package enum BlindIndex: String, Sendable, CaseIterable {
  /// An identifier of the person whom an alert concerns.
  case subject
  /// An alert's dedup key.
  case dedupKey = "dedup-key"
  /// The day of receipt, for what names nobody.
  case day
  /// A value by which a message can be found.
  case messageValue = "message-value"
  /// An order whose results are followed.
  case order
  /// What makes results of two orders alike.
  case likeness
}

/// Why a cell or a wrapped key does not open.
package enum VaultError: Error, Hashable, Sendable {
  /// In a form or of an epoch that this program does not know. Start the newer program.
  case unknownForm
  /// Altered, cut short, or taken from another place. The row is damaged: say so, restore it.
  case refused
}

/// Seals cells and wraps the keys that do. Holds the root key and shows it to nobody.
///
/// Every call is synchronous, thread-safe, and takes microseconds.
package protocol Vault: Sendable {
  /// The epoch under which keys are wrapped now, from 1; older epochs still unwrap.
  var epoch: UInt32 { get }
  /// Wraps under this epoch from now on. The store keeps the number.
  func adopt(epoch: UInt32)
  /// A new random key.
  func makeKey() -> CellKey
  /// The key, sealed under the root key of the present epoch and bound to its owner's number.
  func wrap(_ key: CellKey, for owner: Int64) -> [UInt8]
  func unwrap(_ wrapped: [UInt8], for owner: Int64) throws(VaultError) -> CellKey
  /// The epoch of a wrapped key, read without opening it; nil when it is none.
  func epoch(of wrapped: [UInt8]) -> UInt32?
  func seal(_ plain: [UInt8], with key: CellKey, at place: CellPlace) -> [UInt8]
  func open(
    _ cell: [UInt8], with key: CellKey, at place: CellPlace
  ) throws(VaultError) -> [UInt8]
  /// 16 bytes that stand for `text` and for nothing else, and say nothing about it to whoever does
  /// not have `key`.
  func blindIndex(_ text: [UInt8], of kind: BlindIndex, with key: CellKey) -> [UInt8]
  /// SHA-256, 32 bytes.
  func digest(_ bytes: [UInt8]) -> [UInt8]
  /// 32 bytes that commit to `detail` and, without the 16-byte salt, say nothing about it.
  func commitment(to detail: [UInt8], salt: [UInt8]) -> [UInt8]
  func randomBytes(_ count: Int) -> [UInt8]
}
