// Tocsin — tocsin: when devices with a lock lock themselves
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinServer

/// After how long without a touch.
struct LockOption: ParsableArguments {
  @Option(help: "After how many idle minutes an unlocked device locks (TOCSIN_LOCK_AFTER).")
  var lockAfter: Int?

  /// - Throws: `ValidationError` for what is no number of minutes, or beyond 12 hours.
  func minutes(_ settings: Settings) throws -> Int {
    let said = lockAfter.map(String.init) ?? settings.string("lockAfter")
    guard let said else { return LockTimes.idleMinutesDefault }
    guard let minutes = Int(said), LockTimes.idleMinutes.contains(minutes) else {
      throw ValidationError("--lock-after takes 1 to 720 minutes, not \(said)")
    }
    return minutes
  }
}
