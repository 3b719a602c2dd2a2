// Tocsin — Simulation: many lives of the gateway, in virtual time
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Runs worlds. One seed and one version of the program give one course of events, byte for byte
/// (I5); see `SimulatedWorld` for what a world is and `Promise` for what is watched.
package enum Simulation {
  /// How long a world lasts, in virtual hours, unless another length is asked for.
  package static let hoursDefault = 24
  /// Mean time between the results of a world.
  static let reportEvery = Milliseconds.minutes(10)

  /// One world. In one of four the laboratory is told what became of its alerts; in four of five
  /// there are channels beside the streams of devices.
  ///
  /// - Parameter keepsTrail: keeps the whole trail as text, for comparing two runs.
  package static func run(
    seed: UInt64, hours: Int = hoursDefault, faults: FaultRates? = nil, keepsTrail: Bool = false
  ) async throws -> SimulationReport {
    var options = WorldOptions()
    options.hours = hours
    options.rates = faults ?? rates(of: seed)
    options.reportEvery = reportEvery
    options.keepsTrail = keepsTrail
    options.tells = seed % 4 == 3
    options.isWide = true
    options.hasChannels = seed % 5 != 0
    return try await run(seed: seed, options)
  }

  /// A range of seeds, `workers` at a time. What is found is said in the order of the seeds, and at
  /// the end the line of the report.
  package static func run(
    seeds: ClosedRange<UInt64>, hours: Int = hoursDefault, workers: Int = 2,
    say: (String) -> Void
  ) async throws -> SimulationReport {
    var sum = SimulationReport(seeds: seeds)
    var next = seeds.lowerBound
    while next <= seeds.upperBound {
      let last = min(next + UInt64(max(workers, 1) * 16) - 1, seeds.upperBound)
      for report in try await reports(next...last, hours: hours, workers: max(workers, 1)) {
        for violation in report.violations { say(violation.text) }
        sum.add(report)
      }
      guard last < seeds.upperBound else { break }
      next = last + 1
    }
    say(sum.line)
    return sum
  }

  /// The worlds of some seeds, in order, shared out over as many tasks as there are workers.
  private static func reports(
    _ seeds: ClosedRange<UInt64>, hours: Int, workers: Int
  ) async throws -> [SimulationReport] {
    try await withThrowingTaskGroup(of: [SimulationReport].self) { group in
      for worker in 0..<UInt64(workers) {
        group.addTask {
          var done: [SimulationReport] = []
          for seed in seeds where (seed - seeds.lowerBound) % UInt64(workers) == worker {
            done.append(try await run(seed: seed, hours: hours))
          }
          return done
        }
      }
      var all: [SimulationReport] = []
      for try await some in group { all += some }
      return all.sorted { $0.seeds.lowerBound < $1.seeds.lowerBound }
    }
  }

  /// One world in eight is calm, so that nothing hides behind the faults.
  static func rates(of seed: UInt64) -> FaultRates {
    var rates = FaultRates.all
    switch seed % 8 {
    case 0: rates = .none
    case 1: rates.crash = 20
    case 2: rates.refusal = 60
    case 3: rates.loss = 300
    default: break
    }
    return rates
  }

  static func run(seed: UInt64, _ options: WorldOptions) async throws -> SimulationReport {
    let world = try SimulatedWorld(seed, options)
    try await world.settleIn(options.rates)
    try await world.run(until: world.start + .hours(Int64(options.hours)))
    try await world.finish()
    return SimulationReport(world)
  }
}
