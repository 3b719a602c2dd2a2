// Tocsin — tocsin: the simulation
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinSimulation

/// `tocsin simulate`: the whole gateway in virtual time, broken on purpose.
struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the whole gateway in virtual time and check the invariants.",
    discussion: """
      Example: tocsin simulate --seeds 200
      Example: tocsin simulate --seeds 1000-1999 --hours 48
      Example: tocsin simulate --seed 17     (replays one)
      --canary breaks one part after the other: exit code 1 says that every one was caught.
      """)

  @Option(help: "One seed.") var seed: UInt64?
  @Option(help: "A number of seeds from 1, or a range A-B.") var seeds: String?
  @Option(help: "Virtual hours a seed.") var hours = 24
  @Flag(help: "Break parts on purpose; must exit 1.") var canary = false

  func validate() throws {
    guard hours > 0, hours <= 24 * 366 else {
      throw ValidationError("--hours takes 1 to 8784")
    }
    _ = try range()
  }

  private func range() throws -> ClosedRange<UInt64> {
    if let seed { return seed...seed }
    let parts = (seeds ?? "1").split(separator: "-").map { UInt64($0) }
    if parts.count == 1, let count = parts[0], count >= 1 { return 1...count }
    if parts.count == 2, let first = parts[0], let last = parts[1], first <= last {
      return first...last
    }
    throw ValidationError("--seeds takes a number or a range A-B")
  }

  func run() async throws {
    if canary {
      let findings = try await Simulation.canary()
      for finding in findings { Console.say(finding.text) }
      guard findings.allSatisfy(\.isCaught) else { return }
      throw ExitCode(1)
    }
    let report = try await Simulation.run(seeds: range(), hours: hours) { Console.say($0) }
    guard report.isClean else { throw ExitCode(1) }
  }
}
