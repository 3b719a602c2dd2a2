// Tocsin — Server: threads for what takes long
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import TocsinGateway

/// Two threads on which passwords are hashed: each hash takes a tenth of a second and 64 MiB, so
/// that more at once would cost the paging its processor and its memory.
package final class HashingThreads: SlowWork {
  /// Hashes at the same time.
  package static let threadCount = 2
  /// Hashes that run or wait; beyond it the answer is 503 at once.
  package static let waitingMax = 16

  private let pool: NIOThreadPool
  private let waiting = Mutex(0)

  /// Starts the threads; they end with the process.
  package init() {
    pool = NIOThreadPool(numberOfThreads: Self.threadCount)
    pool.start()
  }

  package func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
    let isAdmitted = waiting.withLock { count in
      guard count < Self.waitingMax else { return false }
      count += 1
      return true
    }
    guard isAdmitted else { return nil }
    defer { waiting.withLock { $0 -= 1 } }
    return try? await pool.runIfActive { work() }
  }
}
