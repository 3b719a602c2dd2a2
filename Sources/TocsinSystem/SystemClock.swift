// Tocsin — System: the machine's clock
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization
package import TocsinCore
internal import TocsinGateway

/// The machine's wall clock, which never runs backwards: a reading is the later of the system's
/// time and the last reading given, so that a step back stands still until time has caught up.
///
/// One is made for a process; may be read from any thread.
package final class SystemClock: TimeSource {
  private let last = Mutex(Timestamp(milliseconds: .min))
  private let read: @Sendable () -> Timestamp

  package convenience init() { self.init(reading: Self.realTime) }

  /// A clock over another reading, for tests.
  init(reading: @escaping @Sendable () -> Timestamp) { read = reading }

  /// The present instant, never earlier than one given before.
  package func now() -> Timestamp {
    let reading = read()
    return last.withLock { last in
      last = max(last, reading)
      return last
    }
  }

  private static func realTime() -> Timestamp {
    var time = timespec()
    let result = clock_gettime(CLOCK_REALTIME, &time)
    precondition(result == 0, "the system has no real-time clock")
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
