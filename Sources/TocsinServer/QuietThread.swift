// Tocsin — Server: a thread for what may take seconds and hurries nobody
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOPosix
internal import Synchronization
internal import TocsinGateway

/// One thread that the system lets run when no other of the process wants the processor: replays of
/// past alerts compute for seconds, and paging must not wait for them.
///
/// One piece of work at a time; whoever comes meanwhile is told to come later. The thread begins
/// with the first work and ends with the process.
final class QuietThread: SlowWork {
  private struct State {
    var pool: NIOThreadPool?
    var isBusy = false
  }

  private let state = Mutex(State())
  /// Of 0 to 19: the greatest gets about a seventieth of what an ordinary thread gets.
  private static let niceness: Int32 = 15

  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
    let pool = state.withLock { state -> NIOThreadPool? in
      guard !state.isBusy else { return nil }
      state.isBusy = true
      if let pool = state.pool { return pool }
      let pool = NIOThreadPool(numberOfThreads: 1)
      pool.start()
      state.pool = pool
      return pool
    }
    guard let pool else { return nil }
    defer { state.withLock { $0.isBusy = false } }
    return try? await pool.runIfActive {
      // 0 is the calling thread alone (setpriority(2), "C library/kernel differences").
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
      return work()
    }
  }
}
