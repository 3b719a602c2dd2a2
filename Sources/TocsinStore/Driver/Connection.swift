// Tocsin — Store: the port that a database driver implements
// SPDX-License-Identifier: Apache-2.0

/// A value that goes into a statement. No boolean, float or date: 0 and 1, and milliseconds.
package enum Value: Sendable, Equatable {
  case null
  case int(Int64)
  case text(String)
  case blob([UInt8])
  /// A blob of 16 bytes, big-endian, without a buffer of its own.
  case id(UInt64, UInt64)
}

/// One row of an answer, valid only while the closure that got it runs. Columns count from 0.
package protocol Row {
  func isNull(_ column: Int) -> Bool
  /// 0 for NULL.
  func int(_ column: Int) -> Int64
  /// Empty for NULL.
  func text(_ column: Int) -> String
  /// Empty for NULL.
  func blob(_ column: Int) -> [UInt8]
  /// The two halves of a blob of 16 bytes; nil for any other length.
  func id(_ column: Int) -> (UInt64, UInt64)?
}

/// One connection to one database, used by one thread at a time.
///
/// Every call throws `StoreError`: `full` when no space is left, `locked` when another process held
/// the database for longer than the busy wait, `unreachable` when a server does not answer, else
/// `refused` with the driver's code and the name of the statement, never with its values.
package protocol Connection: AnyObject {
  /// Carries out a statement that gives no rows.
  ///
  /// - Returns: how many rows it inserted, changed or deleted.
  @discardableResult
  func execute(_ statement: Statement, _ arguments: [Value]) throws -> Int

  /// Carries out an INSERT into a table whose key the database numbers.
  ///
  /// - Returns: the new row's number; nil when a conflict clause kept it from being inserted.
  func insert(_ statement: Statement, _ arguments: [Value]) throws -> Int64?

  /// Hands each row of the answer to `row`, in order. What `row` throws ends the query.
  func query(
    _ statement: Statement, _ arguments: [Value], row: (any Row) throws -> Void) throws

  /// Carries out one statement of the schema.
  func define(_ sql: String) throws

  /// Begins a transaction that may write: takes the right to write at once.
  func begin() throws
  /// Makes the transaction durable; returns only when it is.
  func commit() throws
  /// Takes the transaction back; nothing when none is open.
  func rollback()
  /// Begins a part of the transaction that can be taken back alone.
  func beginPart() throws
  func keepPart() throws
  func dropPart() throws
}

extension Connection {
  /// The first row of the answer, read by `read`; nil when there is none.
  package func first<Answer>(
    _ statement: Statement, _ arguments: [Value], _ read: (any Row) throws -> Answer
  ) throws -> Answer? {
    var found: Answer?
    try query(statement, arguments) { row in
      if found == nil { found = try read(row) }
    }
    return found
  }

  /// Every row of the answer, read by `read`.
  package func all<Answer>(
    _ statement: Statement, _ arguments: [Value], _ read: (any Row) throws -> Answer
  ) throws -> [Answer] {
    var found: [Answer] = []
    try query(statement, arguments) { found.append(try read($0)) }
    return found
  }
}
