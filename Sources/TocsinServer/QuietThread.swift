// Tocsin — Server: a thread for what may take seconds and hurries nobody
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOPosix
internal import Synchronization
internal import TocsinGateway

/// One thread that the system lets run when no other of the process wants the processor: replays of
/// past alerts compute for seconds, and paging must not wait for them.
///
/// One piece of work at a time, with what it reads before; whoever comes meanwhile is told to come
/// later. The thread begins with the first computing and ends with the process.
final class QuietThread: OneAtATime {
  /// The thread itself, for whoever is inside the gate.
  private final class Lane: SlowWork {
    private let pool = Mutex<NIOThreadPool?>(nil)

    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
      let pool = self.pool.withLock { pool in
        if let pool { return pool }
        let new = NIOThreadPool(numberOfThreads: 1)
        new.start()
        pool = new
        return new
      }
      return try? await pool.runIfActive {
        // 0 is the calling thread alone (setpriority(2), "C library/kernel differences").
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, QuietThread.niceness)
        return work()
      }
    }
  }

  private let lane = Lane()
  private let isBusy = Mutex(false)
  /// Of 0 to 19: the greatest gets about a seventieth of what an ordinary thread gets.
  private static let niceness: Int32 = 15

  func alone<Value: Sendable>(
    _ piece: (any SlowWork) async throws -> Value
  ) async rethrows -> Value? {
    let isMine = isBusy.withLock { isBusy in
      defer { isBusy = true }
      return !isBusy
    }
    guard isMine else { return nil }
    defer { isBusy.withLock { $0 = false } }
    return try await piece(lane)
  }
}
