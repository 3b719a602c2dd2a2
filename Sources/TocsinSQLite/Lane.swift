// Tocsin — SQLite: one connection and the queue that it is used on
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import GRDBSQLite
internal import TocsinGateway
internal import TocsinStore

/// A connection that GRDB opened and serialises, with our prepared statements beside it.
///
/// `@unchecked`: `connection` is touched only within `queue`, which runs one closure at a time; the
/// initializer hands it over before anyone else can see the lane.
final class Lane: @unchecked Sendable {
  private let queue: DatabaseQueue
  private var connection: SQLiteConnection?

  /// Opens a database.
  ///
  /// - Parameter pragmas: run after GRDB has set the connection up, since it sets some itself.
  init(_ queue: DatabaseQueue, pragmas: [String]) throws {
    self.queue = queue
    connection = try queue.inDatabase { database in
      for pragma in pragmas { try database.execute(sql: "PRAGMA \(pragma)") }
      guard let handle = database.sqliteConnection else { throw StoreError.closed }
      return try SQLiteConnection(handle)
    }
  }

  /// Runs `work` on the queue, later. Nothing when the lane is closed.
  func later(_ work: @escaping @Sendable (SQLiteConnection) -> Void) {
    queue.asyncWriteWithoutTransaction { _ in
      if let connection = self.connection { work(connection) }
    }
  }

  /// Runs `work` on the queue and returns when it is done. Never call it from within the queue.
  func now<Answer>(_ work: (SQLiteConnection) throws -> Answer) throws -> Answer {
    try queue.inDatabase { _ in
      guard let connection else { throw StoreError.closed }
      return try work(connection)
    }
  }

  /// Runs `work` on the queue and waits for its answer.
  func answer<Answer: Sendable>(
    _ work: @escaping @Sendable (SQLiteConnection) throws -> Answer
  ) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      queue.asyncWriteWithoutTransaction { _ in
        guard let connection = self.connection else {
          return continuation.resume(throwing: StoreError.closed)
        }
        continuation.resume(with: Result { try work(connection) })
      }
    }
  }

  /// Closes the connection once everything before it on the queue is done.
  func close() {
    queue.inDatabase { _ in
      connection?.finalize()
      connection = nil
    }
    try? queue.close()
  }
}
