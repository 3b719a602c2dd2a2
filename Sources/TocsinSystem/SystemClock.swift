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
  /// How far the machine's clock was behind the floor when this began; nil when it was not. Beyond
  /// `SteadyTime.reach` it was believed all the same.
  package let lag: Milliseconds?
  private let time: Mutex<SteadyTime>
  private let wall: @Sendable () -> Timestamp
  private let steady: @Sendable () -> Int64

  /// - Parameter floor: the newest moment that an earlier process wrote; nil where there is none.
  package convenience init(notBefore floor: Timestamp? = nil) {
    self.init(
      notBefore: floor, wall: { Timestamp(milliseconds: Self.milliseconds(CLOCK_REALTIME)) },
      steady: { Self.milliseconds(CLOCK_BOOTTIME) })
  }

  /// A clock over other readings, for tests.
  init(
    notBefore floor: Timestamp? = nil, wall: @escaping @Sendable () -> Timestamp,
    steady: @escaping @Sendable () -> Int64
  ) {
    self.wall = wall
    self.steady = steady
    lag = floor.flatMap { SteadyTime.lead(of: $0, over: wall()) }
    time = Mutex(SteadyTime(notBefore: floor))
  }

  /// The present instant, never earlier than one given before nor than a floor within reach.
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
