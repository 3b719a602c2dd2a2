// Tocsin — Postgres: one connection and the queue that it is used on
// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import TocsinGateway
internal import TocsinStore

/// A connection with a queue of its own, since libpq's calls block.
///
/// `@unchecked`: `connection` is touched only within `queue`, which runs one closure at a time; the
/// initializer hands it over before anyone else can see the lane.
final class PostgresLane: @unchecked Sendable {
  private let queue: DispatchQueue
  private var connection: PostgresConnection?

  init(_ label: String, _ connection: PostgresConnection) {
    queue = DispatchQueue(label: label)
    self.connection = connection
  }

  /// Runs `work` on the queue, later. Nothing when the lane is closed.
  func later(_ work: @escaping @Sendable (PostgresConnection) -> Void) {
    queue.async {
      if let connection = self.connection { work(connection) }
    }
  }

  /// Runs `work` on the queue and returns when it is done. Never call it from within the queue.
  func now<Answer>(_ work: (PostgresConnection) throws -> Answer) throws -> Answer {
    try queue.sync {
      guard let connection else { throw StoreError.closed }
      return try work(connection)
    }
  }

  /// Runs `work` on the queue and waits for its answer.
  func answer<Answer: Sendable>(
    _ work: @escaping @Sendable (PostgresConnection) throws -> Answer
  ) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      queue.async {
        guard let connection = self.connection else {
          return continuation.resume(throwing: StoreError.closed)
        }
        continuation.resume(with: Result { try work(connection) })
      }
    }
  }

  /// Closes the connection once everything before it on the queue is done.
  func close() {
    queue.sync {
      connection?.close()
      connection = nil
    }
  }
}
