// Tocsin — Core: what a wall clock shows
// SPDX-License-Identifier: Apache-2.0

/// A time of day on a wall clock, from 00:00 to 24:00 inclusive, to the millisecond.
///
/// 24:00 is the end of the day, for windows that end with it; no clock shows it.
/// Coded as its text, `08:00`.
package struct TimeOfDay: Hashable, Comparable, Sendable {
  /// Milliseconds since the day began, 0 to 86 400 000.
  package let milliseconds: Int

  /// The length of a day on the wall clock.
  package static let dayMilliseconds = 86_400_000
  package static let midnight = TimeOfDay(milliseconds: 0)
  package static let endOfDay = TimeOfDay(milliseconds: dayMilliseconds)

  /// That many milliseconds into the day, held within 0 to 86 400 000.
  package init(milliseconds: Int) {
    self.milliseconds = min(max(milliseconds, 0), Self.dayMilliseconds)
  }

  /// A whole minute of the day; nil unless it lies within 00:00 to 24:00.
  package init?(hour: Int, minute: Int) {
    guard (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
    else { return nil }
    self.init(milliseconds: (hour * 60 + minute) * 60_000)
  }

  /// Reads `HH:MM` or `HH:MM:SS`, up to 24:00; nil when it is anything else.
  package init?(text: String) {
    var digits = DigitReader(text)
    guard let hour = digits.number(2), digits.take(":"), let minute = digits.number(2),
      let whole = TimeOfDay(hour: hour, minute: minute)
    else { return nil }
    var seconds = 0
    if digits.take(":") {
      guard let read = digits.number(2), read < 60, hour < 24 else { return nil }
      seconds = read
    }
    guard digits.isAtEnd else { return nil }
    self.init(milliseconds: whole.milliseconds + seconds * 1_000)
  }

  /// Hour, minute, second and millisecond.
  package var parts: (hour: Int, minute: Int, second: Int, millisecond: Int) {
    let seconds = milliseconds / 1_000
    return (seconds / 3_600, seconds / 60 % 60, seconds % 60, milliseconds % 1_000)
  }

  /// `HH:MM`, with `:SS` and `.SSS` only when they are not zero.
  package var text: String {
    let (hour, minute, second, millisecond) = parts
    var out = "\(hour.padded(2)):\(minute.padded(2))"
    if second > 0 || millisecond > 0 { out += ":\(second.padded(2))" }
    if millisecond > 0 { out += ".\(millisecond.padded(3))" }
    return out
  }

  package static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.milliseconds < b.milliseconds }
}

extension TimeOfDay: CustomStringConvertible, Codable {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    self = try decoder.decodeText("a time of day HH:MM", TimeOfDay.init(text:))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// What a wall clock and the calendar beside it show. Which instant that is, `ZoneRules` says.
package struct CivilTime: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  package let date: CivilDate
  package let time: TimeOfDay

  /// 24:00 becomes 00:00 of the next day, so that equal moments are equal values.
  package init(_ date: CivilDate, _ time: TimeOfDay) {
    self.date = time == .endOfDay ? date + 1 : date
    self.time = time == .endOfDay ? .midnight : time
  }

  /// The civil time that many wall-clock milliseconds after 1970-01-01 00:00.
  package init(wallMilliseconds: Int64) {
    let day = wallMilliseconds.floored(by: Int64(TimeOfDay.dayMilliseconds))
    let rest = wallMilliseconds - day * Int64(TimeOfDay.dayMilliseconds)
    self.init(CivilDate(dayNumber: Int(day)), TimeOfDay(milliseconds: Int(rest)))
  }

  /// Wall-clock milliseconds since 1970-01-01 00:00; an order, not a length of time.
  package var wallMilliseconds: Int64 {
    Int64(date.dayNumber) * Int64(TimeOfDay.dayMilliseconds) + Int64(time.milliseconds)
  }

  /// `YYYY-MM-DD HH:MM`, with seconds only when they are not zero.
  package var description: String { "\(date) \(time)" }

  package static func < (a: CivilTime, b: CivilTime) -> Bool {
    a.wallMilliseconds < b.wallMilliseconds
  }
}
