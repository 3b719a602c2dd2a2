// Tocsin — Simulation: worlds that are broken on purpose
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What the checkers said of one broken part.
package struct CanaryFinding: Sendable {
  package let part: BrokenPart
  package let violations: [Violation]

  /// Whether the broken promise was found, by its name.
  package var isCaught: Bool { violations.contains { $0.promise == part.promise } }

  /// One line for the operator.
  package var text: String {
    let word = isCaught ? "caught" : "NOT CAUGHT"
    return
      "\(word): \(part.rawValue); \(violations.first.map(\.promise.rawValue) ?? "nothing said")"
  }
}

extension Simulation {
  /// Breaks one part after the other and gives what the checkers say. A run that finds all of them
  /// proves that a clean run means something.
  package static func canary(hours: Int = hoursDefault) async throws -> [CanaryFinding] {
    var findings: [CanaryFinding] = []
    for part in BrokenPart.allCases { findings.append(try await canary(part, hours: hours)) }
    return findings
  }

  /// Tries a few seeds, since not every world comes to use every part.
  static func canary(_ part: BrokenPart, hours: Int = hoursDefault) async throws -> CanaryFinding {
    if part == .unseededIdentifiers { return try await unseeded(hours: hours) }
    var all: [Violation] = []
    for seed in UInt64(1_001)...1_024 {
      var options = WorldOptions()
      options.hours = hours
      options.reportEvery = reportEvery
      options.breakage = part
      options.isWide = true
      if part.needsTrouble { options.rates = .all }
      options.tells = part == .creditsUnheard
      options.hasChannels = part == .waitsOutSilence
      all += try await run(seed: seed, options).violations
      if all.contains(where: { $0.promise == part.promise }) { break }
    }
    return CanaryFinding(part: part, violations: all)
  }

  /// I5 is checked by comparing two runs; here the second takes its chance from elsewhere.
  private static func unseeded(hours: Int) async throws -> CanaryFinding {
    var options = WorldOptions()
    options.hours = hours
    options.reportEvery = reportEvery
    let first = try await run(seed: 1_001, options)
    options.salt = 1 << 32
    let second = try await run(seed: 1_001, options)
    return CanaryFinding(
      part: .unseededIdentifiers, violations: differences(first, second, hours: hours))
  }

  /// What two runs of one seed differ in: nothing, or I5 is broken.
  static func differences(
    _ first: SimulationReport, _ second: SimulationReport, hours: Int
  ) -> [Violation] {
    guard first.trailDigest != second.trailDigest else { return [] }
    return [
      Violation(
        promise: .i5, what: "two runs of one seed gave two trails",
        seed: first.seeds.lowerBound, hours: hours, at: Timestamp(milliseconds: 0))
    ]
  }
}
