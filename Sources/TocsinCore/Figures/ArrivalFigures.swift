// Tocsin — Core: arrivals of many pages together, and where they are bad
// SPDX-License-Identifier: Apache-2.0

/// What was counted at one place in one hour of the day.
package struct ArrivalRow: Hashable, Sendable {
  package let group: ArrivalGroup
  package let name: String
  /// 0 to 23, in UTC.
  package let hour: Int
  package let measure: ArrivalMeasure
  package let bin: Int64
  package let count: Int64

  package init(
    _ group: ArrivalGroup, _ name: String, hour: Int,
    counted: (ArrivalMeasure, bin: Int64, count: Int64)
  ) {
    self.group = group
    self.name = name
    self.hour = hour
    (measure, bin, count) = counted
  }
}

/// How pages arrived at one place.
package struct ArrivalFigures: Hashable, Sendable {
  /// How long those took that arrived.
  package private(set) var delivered = ResponseTimes()
  package private(set) var undelivered: Int64 = 0
  package private(set) var lost: Int64 = 0

  /// Fewer pages than these say nothing of a place.
  package static let judgedFrom: Int64 = 20
  /// Nineteen of twenty pages have to be there in so many seconds (S1: after ten, a high page goes
  /// on to the next channel).
  package static let p95SecondsMax: Int64 = 10
  package static let undeliveredPercentMax: Int64 = 5

  package init(_ rows: some Sequence<ArrivalRow>) {
    for row in rows {
      switch row.measure {
      case .delivered: delivered.add(row.count, to: row.bin)
      case .undelivered: undelivered += row.count
      case .lost: lost += row.count
      }
    }
  }

  /// Those that arrived, and those that never did.
  package var pages: Int64 { delivered.total + undelivered }

  /// Whether pages arrive late here, or more than a few never do.
  package var isDeadSpot: Bool {
    guard pages >= Self.judgedFrom else { return false }
    return undelivered * 100 > pages * Self.undeliveredPercentMax
      || delivered.percentile(95) ?? 0 > Self.p95SecondsMax
  }
}
