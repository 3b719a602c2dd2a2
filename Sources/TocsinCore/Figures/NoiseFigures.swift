// Tocsin — Core: the ledger of noise, rule by rule
// SPDX-License-Identifier: Apache-2.0

/// What was counted of alerts of one rule, team and ward.
package struct NoiseRow: Hashable, Sendable {
  package let rule: NoiseRule
  package let team: String
  package let ward: String
  package let count: NoiseCount

  package init(rule: NoiseRule, team: String, ward: String, count: NoiseCount) {
    self.rule = rule
    self.team = team
    self.ward = ward
    self.count = count
  }
}

/// The figures of one rule, and what a hold would have done: an alert that ends by itself within a
/// hold of N seconds pages nobody (S20).
package struct NoiseFigures: Hashable, Sendable {
  package private(set) var counts: [NoiseMeasure: Int64] = [:]
  private var unaccepted = ResponseTimes()
  private var accepted = ResponseTimes()

  /// The holds that are tried, in seconds, shortest first. Each is the end of a bin.
  package static let holds: [Int64] = [15, 30, 60, 120]

  /// No hold is advised from fewer alerts than this: what did not happen in a few may in the next.
  package static let advisedAlertsMin: Int64 = 10

  /// - Parameter rows: of one rule.
  package init(_ rows: some Sequence<NoiseRow>) {
    for row in rows {
      let (measure, bin, count) = (row.count.measure, row.count.bin, row.count.count)
      counts[measure, default: 0] += count
      if measure == .endedUnaccepted { unaccepted.add(count, to: bin) }
      if measure == .endedAccepted { accepted.add(count, to: bin) }
    }
  }

  package func count(_ measure: NoiseMeasure) -> Int64 { counts[measure] ?? 0 }

  /// Alerts that ended by themselves, whatever was answered before.
  package var ended: Int64 { count(.endedUnaccepted) + count(.endedAccepted) }

  /// How many alerts a hold of so many seconds would have kept from paging anybody.
  package func removed(byHoldOf seconds: Int64) -> Int64 {
    unaccepted.count(until: seconds) + lost(byHoldOf: seconds)
  }

  /// How many of those somebody had accepted: the hold would have lost them.
  package func lost(byHoldOf seconds: Int64) -> Int64 { accepted.count(until: seconds) }

  /// The shortest hold that removes the most without losing one that was accepted; nil where none
  /// removes anything, and for fewer alerts than `advisedAlertsMin`. Whether the rule may have a
  /// hold at all is another question (`NoiseRule.mayWait`).
  package var advisedHold: Int64? {
    guard count(.alerts) >= Self.advisedAlertsMin else { return nil }
    let safe = Self.holds.filter { lost(byHoldOf: $0) == 0 }
    let most = safe.map { removed(byHoldOf: $0) }.max() ?? 0
    return most > 0 ? safe.first { removed(byHoldOf: $0) == most } : nil
  }
}
