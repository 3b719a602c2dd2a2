// Tocsin — Simulation tests: whole worlds, and worlds broken on purpose
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinSQLite

@testable import TocsinSimulation

@Suite struct `A simulated world` {
  /// A hundred and twenty seeds of four hours each, in blocks that run side by side.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func `keeps every promise under faults`(block: UInt64) async throws {
    let seeds = (block * 15 + 1)...(block * 15 + 15)
    var said: [String] = []
    let report = try await Simulation.run(seeds: seeds, hours: 4, workers: 1) { said.append($0) }
    #expect(said == [report.line])
    #expect(report.isClean)
    #expect(report.lifetimes > 200)
    #expect(report.crashes > 20)
  }

  /// What they found lies in tests of its own: `LeavingTests`, `LatenessTests`, the scenarios here.
  @Test(arguments: [2, 4, 11, 17, 24, 105] as [UInt64])
  func `keeps every promise through a whole day`(seed: UInt64) async throws {
    let report = try await Simulation.run(seed: seed)
    #expect(report.violations.map(\.text) == [])
  }

  @Test(arguments: [3, 8, 17] as [UInt64])
  func `gives the same trail, byte for byte, for the same seed`(seed: UInt64) async throws {
    let first = try await Simulation.run(seed: seed, hours: 12, keepsTrail: true)
    let second = try await Simulation.run(seed: seed, hours: 12, keepsTrail: true)
    #expect(!first.trail.isEmpty)
    #expect(first.trail == second.trail)
    #expect(first.trailDigest == second.trailDigest)
  }

  /// Half of what a page costs once went into compiling its statements for each value anew.
  @Test(arguments: [Scenario.Part.channels, .statuses])
  func `compiles each statement once, whatever is bound`(part: Scenario.Part) async throws {
    let habit = Habit.accepts(after: .seconds(20))
    let scenario = try await Scenario(habits: [Scenario.p1: habit], with: part)
    let store = try #require(scenario.world.ports.store as? SQLiteStore)
    // Those that the making of the tables needed are compiled again once it is over.
    let before = try await store.preparedAgain()
    for number in 1...5 {
      scenario.report("W1", order: "X\(number)")
      try await scenario.run(.minutes(7))
    }
    #expect(try await store.preparedAgain() == before)
    try await scenario.close()
  }

  @Test func `differs from the world of another seed`() async throws {
    let first = try await Simulation.run(seed: 5, hours: 6)
    let second = try await Simulation.run(seed: 13, hours: 6)
    #expect(first.trailDigest != second.trailDigest)
  }

  @Test func `is summed up in the line that scripts read`() async throws {
    var said: [String] = []
    let report = try await Simulation.run(seeds: 8...9, hours: 4) { said.append($0) }
    let expected =
      "\(report.lifetimes) lifetimes, 0 lost, 0 ownerless, 0 wrong person, 0 duplicates seen, "
      + "seeds 8-9"
    #expect(said.last == expected)
  }

  @Test func `that breaks a promise names it and the command that replays it`() {
    let violation = Violation(
      promise: .i6, what: "a page is gone", seed: 77, hours: 24, at: Timestamp(milliseconds: 0))
    #expect(violation.text.contains("I6 at least once: a page is gone"))
    #expect(violation.text.contains("1970-01-01T00:00:00"))
    #expect(violation.text.hasSuffix("tocsin simulate --seed 77 --hours 24"))
  }
}

@Suite struct `A canary` {
  @Test(arguments: BrokenPart.allCases)
  func `is caught by the checker of the promise that it breaks`(part: BrokenPart) async throws {
    let finding = try await Simulation.canary(part)
    #expect(finding.isCaught, "\(finding.violations.map(\.text))")
  }

  @Test func `sings only when something is broken`() async throws {
    var options = WorldOptions()
    options.reportEvery = Simulation.reportEvery
    let report = try await Simulation.run(seed: 1_001, options)
    #expect(report.isClean)
  }
}
