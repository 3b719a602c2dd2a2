// Tocsin — Benchmarks: clocks, and how often something is measured
// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Glibc

/// The clocks of Linux, in nanoseconds.
enum Clock {
  /// Time by the wall, from an arbitrary start.
  static var wall: UInt64 { read(CLOCK_MONOTONIC) }
  /// What this thread has computed: the same on a busy machine as on a quiet one, but for caches.
  static var thread: UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }
  /// What all threads of this process have computed.
  static var process: UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    let result = clock_gettime(clock, &time)
    precondition(result == 0, "the system has no such clock")
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Measured values in microseconds, sorted.
struct Spread {
  private let values: [Double]

  init(_ values: [Double]) { self.values = values.sorted() }

  var count: Int { values.count }
  var p50: Double { at(0.50) }
  var p99: Double { at(0.99) }

  /// The value that this part of all values does not exceed; 0 without values.
  func at(_ part: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let index = Int((part * Double(values.count)).rounded(.up)) - 1
    return values[min(max(index, 0), values.count - 1)]
  }
}

/// Runs small pieces of work again and again.
struct Stopwatch {
  /// How long one piece is measured, in seconds of its own computing.
  let seconds: Double

  /// What one run costs, as this thread's own computing: warms up, then measures batches until the
  /// time is over. A batch hides the price of reading the clock; p99 is over batches.
  func cost(batch: Int, _ body: () throws -> Void) rethrows -> Spread {
    let warm = Clock.thread + UInt64(seconds * 0.2e9)
    while Clock.thread < warm { for _ in 0..<batch { try body() } }
    let end = Clock.thread + UInt64(seconds * 1e9)
    var costs: [Double] = []
    costs.reserveCapacity(100_000)
    var last = Clock.thread
    while last < end {
      for _ in 0..<batch { try body() }
      let now = Clock.thread
      costs.append(Double(now - last) / 1_000 / Double(batch))
      last = now
    }
    return Spread(costs)
  }
}

extension Stopwatch {
  /// How many times as much two threads get done as one, by the wall.
  func gainOfTwo(_ body: @escaping @Sendable () -> Void) -> Double {
    let runs = max(200, Int(seconds * 10_000))
    func took(_ hands: Int) -> Double {
      let begun = Clock.wall
      DispatchQueue.concurrentPerform(iterations: hands) { _ in
        for _ in 0..<runs { body() }
      }
      return Double(Clock.wall - begun)
    }
    _ = took(1)
    return 2 * took(1) / took(2)
  }
}

/// Keeps the optimizer from dropping a value that nobody reads.
@inline(never)
func keep<Value>(_ value: Value) {
  withExtendedLifetime(value) {}
}
