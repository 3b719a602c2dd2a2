// Tocsin — System: the machine's clock
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization
package import TocsinCore
internal import TocsinGateway

/// The machine's wall clock, which never runs backwards and never stands still (`SteadyTime`).
///
/// One is made for a process; may be read from any thread.
package final class SystemClock: TimeSource {
  private let time = Mutex(SteadyTime())
  private let wall: @Sendable () -> Timestamp
  private let steady: @Sendable () -> Int64

  package convenience init() {
    self.init(
      wall: { Timestamp(milliseconds: Self.milliseconds(CLOCK_REALTIME)) },
      steady: { Self.milliseconds(CLOCK_BOOTTIME) })
  }

  /// A clock over other readings, for tests.
  init(wall: @escaping @Sendable () -> Timestamp, steady: @escaping @Sendable () -> Int64) {
    self.wall = wall
    self.steady = steady
  }

  /// The present instant, never earlier than one given before.
  package func now() -> Timestamp {
    time.withLock { $0.now(wall: wall(), steady: steady()) }
  }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    let result = clock_gettime(clock, &time)
    precondition(result == 0, "the system has no such clock")
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
