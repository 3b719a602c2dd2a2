// Tocsin — Core tests: zone rules written out by hand
// SPDX-License-Identifier: Apache-2.0

import TocsinCore

/// The zones of the golden tests, so that these read no file. Years outside are not covered.
enum TestZones {
  static let paris = zone(
    "Europe/Paris", initial: "+01:00",
    """
    2025-03-30T01:00Z +02:00
    2025-10-26T01:00Z +01:00
    2026-03-29T01:00Z +02:00
    2026-10-25T01:00Z +01:00
    2027-03-28T01:00Z +02:00
    2027-10-31T01:00Z +01:00
    """)

  static let newYork = zone(
    "America/New_York", initial: "-05:00",
    """
    2025-03-09T07:00Z -04:00
    2025-11-02T06:00Z -05:00
    2026-03-08T07:00Z -04:00
    2026-11-01T06:00Z -05:00
    """)

  static let lordHowe = zone(
    "Australia/Lord_Howe", initial: "+11:00",
    """
    2025-04-05T15:00Z +10:30
    2025-10-04T15:30Z +11:00
    2026-04-04T15:00Z +10:30
    2026-10-03T15:30Z +11:00
    2027-04-03T15:00Z +10:30
    """)

  static let apia = zone(
    "Pacific/Apia", initial: "-11:00",
    """
    2010-09-26T11:00Z -10:00
    2011-04-02T14:00Z -11:00
    2011-09-24T14:00Z -10:00
    2011-12-30T10:00Z +14:00
    2012-03-31T14:00Z +13:00
    """)

  static let all = [paris, newYork, lordHowe, apia, .utc]

  private static func zone(_ name: String, initial: String, _ lines: String) -> ZoneRules {
    let transitions = lines.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      return ZoneTransition(at: at(String(words[0])), offsetSeconds: offset(String(words[1])))
    }
    return ZoneRules(
      name: name, initialOffsetSeconds: offset(initial), transitions: transitions)
  }

  /// An offset's seconds, from the difference of one civil time under it and under UTC.
  private static func offset(_ text: String) -> Int {
    Int((at("2000-01-01T00:00Z") - at("2000-01-01T00:00\(text)")).count / 1_000)
  }
}

/// An instant from RFC 3339 text that the test itself wrote.
func at(_ text: String) -> Timestamp {
  guard let instant = RFC3339.parse(text) else { preconditionFailure("bad test time \(text)") }
  return instant
}

/// A date from text that the test itself wrote.
func date(_ text: String) -> CivilDate {
  guard let date = CivilDate(text: text) else { preconditionFailure("bad test date \(text)") }
  return date
}

/// A time of day from text that the test itself wrote.
func clock(_ text: String) -> TimeOfDay {
  guard let time = TimeOfDay(text: text) else { preconditionFailure("bad test clock \(text)") }
  return time
}

/// A civil time from `YYYY-MM-DD HH:MM` that the test itself wrote.
func civil(_ text: String) -> CivilTime {
  let words = text.split(separator: " ")
  return CivilTime(date(String(words[0])), clock(String(words[1])))
}
