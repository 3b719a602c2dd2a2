// Tocsin — Core: a zone's offsets from UTC, as data
// SPDX-License-Identifier: Apache-2.0

/// One change of a zone's offset: from `at` on, clocks show UTC plus `offsetSeconds`.
package struct ZoneTransition: Hashable, Codable, Sendable {
  package let at: Timestamp
  /// Seconds east of UTC.
  package let offsetSeconds: Int

  package init(at: Timestamp, offsetSeconds: Int) {
    self.at = at
    self.offsetSeconds = offsetSeconds
  }
}

/// What clocks of one zone show at any instant, as a list of changes, so that daylight saving is an
/// input that can be recorded and replayed. An adapter reads it from the system's zone data.
///
/// From civil time to an instant there is one written rule: **the first instant at which the zone's
/// clocks show that time or a later one.** Hence
/// - a time that exists once means that instant;
/// - a time in the spring gap moves forward to the first instant that exists after it;
/// - a time that occurs twice means its first occurrence;
/// - a later civil time never gives an earlier instant, so shifts built on it cannot overlap.
package struct ZoneRules: Hashable, Codable, Sendable {
  /// The IANA name, as in `Europe/Paris`.
  package let name: String
  /// Seconds east of UTC before the first transition.
  package let initialOffsetSeconds: Int
  /// Strictly ascending by instant; may be empty. The last one holds for ever.
  package let transitions: [ZoneTransition]

  /// No offset lies further from UTC than this (RFC 8536 §3.2 allows -25 to +26 hours).
  package static let offsetSecondsMax = 26 * 3_600

  /// Coordinated Universal Time.
  package static let utc = ZoneRules(name: "UTC", initialOffsetSeconds: 0, transitions: [])

  /// - Precondition: transitions ascend strictly and no offset exceeds `offsetSecondsMax`.
  package init(name: String, initialOffsetSeconds: Int, transitions: [ZoneTransition]) {
    let offsets = [initialOffsetSeconds] + transitions.map(\.offsetSeconds)
    precondition(
      offsets.allSatisfy { abs($0) <= Self.offsetSecondsMax }, "a zone's offset is out of range")
    precondition(
      zip(transitions, transitions.dropFirst()).allSatisfy { $0.at < $1.at },
      "a zone's transitions must ascend")
    self.name = name
    self.initialOffsetSeconds = initialOffsetSeconds
    self.transitions = transitions
  }

  /// Seconds east of UTC that clocks show at an instant.
  package func offset(at instant: Timestamp) -> Int {
    offsetSeconds(ofSpan: span(at: instant.milliseconds))
  }

  /// What clocks show at an instant. Instants beyond the years 0000 to 9999 count as its ends.
  package func civil(at instant: Timestamp) -> CivilTime {
    let held = instant.heldToCalendar.milliseconds
    let offset = Int64(offsetSeconds(ofSpan: span(at: held)))
    return CivilTime(wallMilliseconds: held + offset * 1_000)
  }

  /// The first instant at which clocks show `civil` or a later time.
  package func instant(of civil: CivilTime) -> Timestamp {
    let wall = civil.wallMilliseconds
    var index = span(at: wall - Int64(Self.offsetSecondsMax) * 1_000)
    while index < transitions.count {
      let found = firstInstant(inSpan: index, showing: wall)
      if found < transitions[index].at.milliseconds { return Timestamp(milliseconds: found) }
      index += 1
    }
    return Timestamp(milliseconds: firstInstant(inSpan: index, showing: wall))
  }

  /// Within one span clocks run evenly, so the answer is the exact instant or the span's begin.
  private func firstInstant(inSpan index: Int, showing wall: Int64) -> Int64 {
    let exact = wall - Int64(offsetSeconds(ofSpan: index)) * 1_000
    return index == 0 ? exact : max(exact, transitions[index - 1].at.milliseconds)
  }

  /// Span 0 lies before the first transition; span n begins with transition n - 1.
  private func span(at milliseconds: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].at.milliseconds <= milliseconds {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private func offsetSeconds(ofSpan index: Int) -> Int {
    index == 0 ? initialOffsetSeconds : transitions[index - 1].offsetSeconds
  }
}

extension Timestamp {
  /// The same instant, or the nearest one whose civil time in any zone has a year of four digits.
  var heldToCalendar: Timestamp {
    let margin = Int64(TimeOfDay.dayMilliseconds) * 2
    let day = Int64(TimeOfDay.dayMilliseconds)
    let first = Int64(CivilDate.dayNumbers.lowerBound) * day + margin
    let last = Int64(CivilDate.dayNumbers.upperBound) * day - margin
    return Timestamp(milliseconds: min(max(milliseconds, first), last))
  }
}
