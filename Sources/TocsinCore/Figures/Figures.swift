// Tocsin — Core: figures of many alerts together
// SPDX-License-Identifier: Apache-2.0

/// What was counted of alerts of one team, ward and priority.
package struct FigureRow: Hashable, Sendable {
  package let team: String
  package let ward: String
  package let priority: Priority
  package let measure: Measure
  package let bin: Int64
  package let count: Int64

  package init(
    team: String, ward: String, priority: Priority, counted: (Measure, bin: Int64, count: Int64)
  ) {
    self.team = team
    self.ward = ward
    self.priority = priority
    (measure, bin, count) = counted
  }
}

/// By what a report is put together.
package enum FigureGroup: String, Hashable, Sendable, CaseIterable {
  /// The policy of the alerts, whose rotas answer.
  case team
  case ward
  case priority

  package func key(of row: FigureRow) -> String {
    switch self {
    case .team: row.team
    case .ward: row.ward
    case .priority: row.priority.word
    }
  }
}

/// The figures of one group.
package struct Figures: Hashable, Sendable {
  package private(set) var counts: [Measure: Int64] = [:]
  package private(set) var times = ResponseTimes()
  /// The three clocks of pages, by their measure.
  private var clocks: [Measure: ResponseTimes] = [:]

  package init() {}

  /// How long pages took: for `attempted`, `delivered` and `answered`.
  package func clock(_ measure: Measure) -> ResponseTimes { clocks[measure] ?? ResponseTimes() }

  package init(_ rows: some Sequence<FigureRow>) {
    for row in rows {
      counts[row.measure, default: 0] += row.count
      if row.measure == .acknowledged { times.add(row.count, to: row.bin) }
      if Self.clocked.contains(row.measure) {
        clocks[row.measure, default: ResponseTimes()].add(row.count, to: row.bin)
      }
    }
  }

  package func count(_ measure: Measure) -> Int64 { counts[measure] ?? 0 }

  /// In the order of a page's way.
  package static let clocked: [Measure] = [.attempted, .delivered, .answered]
}

/// Groups that are too small to be shown by themselves (S29): where fewer than five people answer,
/// a figure is one of persons.
package enum SmallTeams {
  package static let peopleMin = 5

  /// Which groups are shown by themselves, and which together with all others that are too small,
  /// when those are enough people.
  ///
  /// - Parameter people: who answers for each group.
  /// - Returns: the groups of their own, and those that are folded; nil where even those together
  ///   are too few.
  package static func fold(
    _ people: [String: Set<ResponderID>]
  ) -> (own: Set<String>, folded: Set<String>?) {
    let small = people.filter { $0.value.count < peopleMin }
    let own = Set(people.keys).subtracting(small.keys)
    guard !small.isEmpty else { return (own, []) }
    let together = small.values.reduce(into: Set<ResponderID>()) { $0.formUnion($1) }
    return (own, together.count < peopleMin ? nil : Set(small.keys))
  }
}
