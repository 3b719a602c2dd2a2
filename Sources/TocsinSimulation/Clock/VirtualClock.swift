// Tocsin — Simulation: virtual time, and a machine's clock in it
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The clock of a machine as it stands on the shelf: it drifts, jumps and steps back.
///
/// True time is the world's alone; nobody in the world can read it. The raw reading is
/// `base + (true - since) * (1 + drift)`: a positive drift runs fast, a positive step jumps ahead.
struct RawClock {
  private var base: Timestamp
  private var since: Timestamp
  /// Parts per million; positive runs fast. Within ±1 000.
  private(set) var driftPPM: Int64

  init(startingAt time: Timestamp, driftPPM: Int64 = 0) {
    base = time
    since = time
    self.driftPPM = driftPPM
  }

  /// What the clock shows at that true time. A true time before the last step reads as that step.
  func reading(at time: Timestamp) -> Timestamp {
    let passed = max((time - since).count, 0)
    return base + Milliseconds(passed + passed * driftPPM / 1_000_000)
  }

  /// Moves the clock: ahead when positive, back when negative.
  mutating func step(by distance: Milliseconds, at time: Timestamp) {
    base = reading(at: time) + distance
    since = time
  }

  mutating func drift(ppm: Int64, at time: Timestamp) {
    base = reading(at: time)
    since = time
    driftPPM = min(max(ppm, -1_000), 1_000)
  }
}

/// The time of one world: true time, which only its agenda moves, and the machine's raw clock.
///
/// Proof of `@unchecked Sendable`: a world's task awaits one step at a time, and everything that
/// reads or moves this time runs within such a step, on the thread that runs the step.
final class VirtualTime: @unchecked Sendable {
  private(set) var present: Timestamp
  var raw: RawClock

  init(startingAt time: Timestamp, driftPPM: Int64 = 0) {
    present = time
    raw = RawClock(startingAt: time, driftPPM: driftPPM)
  }

  /// - Precondition: time moves on or stands still.
  func advance(to time: Timestamp) {
    precondition(time >= present, "true time never runs backwards")
    present = time
  }

  /// What the machine's clock shows now; may be earlier than what it showed before.
  var rawReading: Timestamp { raw.reading(at: present) }

  func step(by distance: Milliseconds) { raw.step(by: distance, at: present) }
}

/// The clock that one life of the gateway reads: the raw reading made steady as the real program
/// makes it. A restart forgets what was shown, as a process does, and begins by what the store
/// holds.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class VirtualClock: TimeSource, @unchecked Sendable {
  private let time: VirtualTime
  private var steady = SteadyTime()

  /// A clock that knows no store: it shows the raw reading.
  init(_ time: VirtualTime) { self.time = time }

  /// Begins anew, where the store's newest moment says.
  func begin(notBefore floor: Timestamp?) { steady = SteadyTime(notBefore: floor) }

  func now() -> Timestamp {
    steady.now(wall: time.rawReading, steady: time.present.milliseconds)
  }
}
