// Tocsin — Gateway: how sources do, as the store keeps it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// How many messages came, and what became of them; and how many alerts waited.
package struct SourceCounts: Hashable, Sendable {
  package var received: Int64 = 0
  package var mapped: Int64 = 0
  package var notForUs: Int64 = 0
  package var refused: Int64 = 0
  package var repeated: Int64 = 0
  /// Alerts that waited before anybody was paged (S20, S27).
  package var held: Int64 = 0
  /// Those of them that ended by themselves, so that nobody was paged.
  package var dropped: Int64 = 0

  package init() {}

  /// Counts what transitions say of waiting. Test is no part of any figure (S22).
  package init(waitsIn transitions: [Transition]) {
    for alert in transitions.map(\.alert) where alert.world == .production {
      if alert.revision == 1, alert.isHeldBack { held += 1 }
      if alert.isEndedUnpaged { dropped += 1 }
    }
  }

  /// Counts one message.
  package mutating func count(_ outcome: MessageOutcome) {
    received += 1
    switch outcome {
    case .accepted: mapped += 1
    case .notForUs: notForUs += 1
    case .refused: refused += 1
    case .repeated: repeated += 1
    }
  }

  package static func + (a: SourceCounts, b: SourceCounts) -> SourceCounts {
    a.combined(with: b, +)
  }

  package static func - (a: SourceCounts, b: SourceCounts) -> SourceCounts {
    a.combined(with: b, -)
  }

  private func combined(
    with other: SourceCounts, _ sum: (Int64, Int64) -> Int64
  ) -> SourceCounts {
    var counts = self
    let fields: [WritableKeyPath<SourceCounts, Int64>] = [
      \.received, \.mapped, \.notForUs, \.refused, \.repeated, \.held, \.dropped,
    ]
    for field in fields {
      counts[keyPath: field] = sum(self[keyPath: field], other[keyPath: field])
    }
    return counts
  }
}

/// The counts of one source on one day of its zone.
package struct SourceDay: Hashable, Sendable {
  package let source: String
  package let day: CivilDate
  package var counts: SourceCounts

  package init(source: String, day: CivilDate, counts: SourceCounts) {
    self.source = source
    self.day = day
    self.counts = counts
  }
}

/// What is only in memory of a source.
package struct SourceFigures: Hashable, Sendable {
  /// Connections that are open.
  package var connections: Int
  /// Bytes of frames that are not whole yet, or wait for their reply.
  package var bytesPending: Int

  package init(connections: Int, bytesPending: Int) {
    self.connections = connections
    self.bytesPending = bytesPending
  }
}

/// What can be asked about sources; each call is one statement.
package protocol SourceReader {
  /// How each source was doing when the gateway last looked, by name.
  func sourceStates() throws -> [String: SourceState]
  /// The counts of every source from a day on, by source and day.
  func sourceDays(from day: CivilDate) throws -> [SourceDay]
  /// When the gateway last looked at its sources; nil before the first time.
  func lastSourceLook() throws -> Timestamp?
  /// What is in force or planned, and what is over and was not announced yet, by begin.
  func openMaintenances() throws -> [Maintenance]
  func maintenance(_ id: MaintenanceID) throws -> Maintenance?
}

/// What a unit may do about sources.
package protocol SourceTransaction: SourceReader {
  func put(_ state: SourceState, of source: String) throws
  /// Adds to the counts of a day.
  func add(_ day: SourceDay) throws
  /// Takes away the counts of days before one.
  func forgetSourceDays(before day: CivilDate) throws
  func noteSourceLook(at now: Timestamp) throws
  /// Stores a maintenance, or changes the one with its id.
  func put(_ maintenance: Maintenance) throws
}
