// Tocsin — Simulation: what came of a run
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What one world, or a range of them, came to.
package struct SimulationReport: Sendable {
  package let seeds: ClosedRange<UInt64>
  /// Alerts that were opened and followed to their close or to the end.
  package private(set) var lifetimes = 0
  /// Of these, still open at the end.
  package private(set) var openAtEnd = 0
  /// Times that the gateway crashed or was stopped.
  package private(set) var crashes = 0
  package private(set) var violations: [Violation] = []
  /// A checksum over every trail entry and page, in order; over all worlds.
  package private(set) var trailDigest: UInt64 = 0
  /// The whole trail, where it was asked for.
  package private(set) var trail = ""

  init(seeds: ClosedRange<UInt64>) { self.seeds = seeds }

  init(_ world: SimulatedWorld) {
    seeds = world.seed...world.seed
    lifetimes = world.judge.ledger.openedCount
    openAtEnd = world.judge.ledger.open.count
    crashes = world.arranged.crashes
    violations = world.judge.violations
    trailDigest = world.judge.ledger.digest
    trail = world.judge.ledger.text
  }

  mutating func add(_ other: SimulationReport) {
    lifetimes += other.lifetimes
    openAtEnd += other.openAtEnd
    crashes += other.crashes
    violations += other.violations
    trailDigest = trailDigest &* 0x100_0000_01B3 ^ other.trailDigest
    trail += other.trail
  }

  /// How often a promise was broken.
  package func count(_ promise: Promise) -> Int {
    violations.count { $0.promise == promise }
  }

  /// Whether nothing was broken, in whatever number of the line it would show.
  package var isClean: Bool { violations.isEmpty }

  /// `N lifetimes, 0 lost, 0 ownerless, 0 wrong person, 0 duplicates seen, seeds A-B`. What breaks
  /// an invariant without being one of the four is counted as lost: the line never looks clean
  /// when the run was not.
  package var line: String {
    let others = violations.count { !$0.promise.isCounted }
    return "\(lifetimes) lifetimes, \(count(.lost) + others) lost, \(count(.ownerless)) ownerless, "
      + "\(count(.wrongPerson)) wrong person, \(count(.duplicatesSeen)) duplicates seen, "
      + "seeds \(seeds.lowerBound)-\(seeds.upperBound)"
  }
}
