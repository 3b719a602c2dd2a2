// Tocsin — CoreTests: movements to try out
// SPDX-License-Identifier: Apache-2.0

import TocsinCore

/// Values for the tests of who is where. Hours count from an arbitrary morning.
enum Moving {
  static let w4e = Location(text: "W4E 12 B, NORTH", ward: "W4E")
  static let icu2 = Location(text: "ICU2 BED 07, NORTH", ward: "ICU2")
  static let ward7 = Location(text: "W7 1 A", ward: "W7")

  static func at(_ hour: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_795_500_000_000) + .hours(hour)
  }

  static let subject = SubjectIdentifier(identifier: "990017", authority: "NORTH")

  static func event(
    _ kind: MovementKind, _ hour: Int64, to location: Location? = nil, visit: String = "V1"
  ) -> Movement? {
    subject.map { subject in
      var movement = Movement(kind, of: subject)
      movement.at = at(hour)
      movement.visit = visit
      if let location { movement.location = .at(location) }
      return movement
    }
  }

  /// What is known after events, in the order in which they arrive.
  static func known(_ events: [Movement?]) -> (Whereabouts, [MovementWarning]) {
    var known = Whereabouts()
    var warnings: [MovementWarning] = []
    for event in events.compactMap(\.self) {
      warnings += known.apply(event, at: at(100))
    }
    return (known, warnings)
  }

  /// Every order of a few values.
  static func orders<Value>(_ values: [Value]) -> [[Value]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index -> [[Value]] in
      var rest = values
      let first = rest.remove(at: index)
      return orders(rest).map { [first] + $0 }
    }
  }
}
