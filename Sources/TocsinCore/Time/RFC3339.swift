// Tocsin — Core: instants as text (RFC 3339, HL7 DTM)
// SPDX-License-Identifier: Apache-2.0

/// Instants as RFC 3339 text with an offset: the form of every interface and document.
package enum RFC3339 {
  /// `2026-11-25T08:00:00.000+01:00`: milliseconds always shown, UTC as `+00:00`.
  ///
  /// An offset that is not whole minutes (local mean time) is cut to the minute and the time shown
  /// with it, so that the text still means the same instant.
  package static func text(_ instant: Timestamp, in zone: ZoneRules = .utc) -> String {
    let shown = ShownTime(instant, in: zone)
    let (hour, minute, second, millisecond) = shown.civil.time.parts
    return "\(shown.civil.date.text)T\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))"
      + ".\(millisecond.padded(3))\(shown.offset(separator: ":"))"
  }

  /// `2026-11-25T08:00+01:00`: to the minute, for people to read; what is finer is cut off.
  package static func minuteText(_ instant: Timestamp, in zone: ZoneRules = .utc) -> String {
    let shown = ShownTime(instant, in: zone)
    let (hour, minute, _, _) = shown.civil.time.parts
    return "\(shown.civil.date.text)T\(hour.padded(2)):\(minute.padded(2))"
      + shown.offset(separator: ":")
  }

  /// Reads RFC 3339 §5.6 text; nil when it is anything else, and always when it has no offset.
  ///
  /// Seconds may be missing, `T` may be a space or `t`, `Z` may be `z`; what is finer than a
  /// millisecond is cut off; second 60 is the first of the next minute, as POSIX counts.
  package static func parse(_ text: String) -> Timestamp? {
    var digits = DigitReader(text)
    guard let year = digits.number(4), digits.take("-"), let month = digits.number(2),
      digits.take("-"), let day = digits.number(2), digits.take("Tt "),
      let date = CivilDate(year: year, month: month, day: day),
      let time = digits.clock(separator: ":")
    else { return nil }
    if digits.take("Zz") { return digits.isAtEnd ? instant(date, time, offsetMinutes: 0) : nil }
    guard let offset = digits.offsetMinutes(separator: ":"), digits.isAtEnd else { return nil }
    return instant(date, time, offsetMinutes: offset)
  }
}

/// Instants as HL7 v2 DTM text (v2.5.1 §2.A.22): `YYYYMMDDHHMMSS.sss+HHMM`.
package enum HL7TimeText {
  /// To the millisecond and with the offset, which leaves nothing to the reader's own zone.
  package static func text(_ instant: Timestamp, in zone: ZoneRules = .utc) -> String {
    let shown = ShownTime(instant, in: zone)
    let (year, month, day) = shown.civil.date.parts
    let (hour, minute, second, millisecond) = shown.civil.time.parts
    return "\(year.padded(4))\(month.padded(2))\(day.padded(2))"
      + "\(hour.padded(2))\(minute.padded(2))\(second.padded(2)).\(millisecond.padded(3))"
      + shown.offset(separator: "")
  }

  /// Reads DTM text; nil when it is anything else.
  ///
  /// What is missing after the year is its beginning; without an offset, `zone` is the one meant.
  package static func parse(_ text: String, in zone: ZoneRules) -> Timestamp? {
    var digits = DigitReader(text)
    guard let year = digits.number(4) else { return nil }
    let month = digits.number(2) ?? 1
    let day = digits.number(2) ?? 1
    guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
    var time: Int64 = 0
    if digits.isAtDigit {
      guard let read = digits.clock(separator: "") else { return nil }
      time = read
    }
    if digits.isAtEnd {
      let wall = CivilTime(date, .midnight).wallMilliseconds + time
      return zone.instant(of: CivilTime(wallMilliseconds: wall))
    }
    guard let offset = digits.offsetMinutes(separator: ""), digits.isAtEnd else { return nil }
    return instant(date, time, offsetMinutes: offset)
  }
}

private func instant(_ date: CivilDate, _ time: Int64, offsetMinutes: Int) -> Timestamp {
  let wall = CivilTime(date, .midnight).wallMilliseconds + time
  return Timestamp(milliseconds: wall - Int64(offsetMinutes) * 60_000)
}

/// A civil time together with the offset, in whole minutes, under which it is shown.
private struct ShownTime {
  let civil: CivilTime
  let offsetMinutes: Int

  init(_ instant: Timestamp, in zone: ZoneRules) {
    let held = instant.heldToCalendar
    offsetMinutes = zone.offset(at: held) / 60
    civil = CivilTime(wallMilliseconds: held.milliseconds + Int64(offsetMinutes) * 60_000)
  }

  func offset(separator: String) -> String {
    let size = abs(offsetMinutes)
    return (offsetMinutes < 0 ? "-" : "+")
      + "\((size / 60).padded(2))\(separator)\((size % 60).padded(2))"
  }
}

extension DigitReader {
  /// `HH`, `HHMM` or `HHMMSS[.s…]` with the separator between, as milliseconds of the day.
  ///
  /// With a separator (RFC 3339) the minute must be there; without (DTM) it may be missing.
  fileprivate mutating func clock(separator: String) -> Int64? {
    guard let hour = number(2), hour < 24 else { return nil }
    var (minute, second, fraction) = (0, 0, 0)
    if separator.isEmpty ? isAtDigit : true {
      guard separator.isEmpty || take(separator), let read = number(2), read < 60
      else { return nil }
      minute = read
      if separator.isEmpty ? isAtDigit : take(separator) {
        guard let read = number(2), read <= 60 else { return nil }
        second = read
        if take(".") {
          guard let read = fractionMilliseconds() else { return nil }
          fraction = read
        }
      }
    }
    return Int64((hour * 60 + minute) * 60 + second) * 1_000 + Int64(fraction)
  }

  /// `+HH:MM` or `-HH:MM` with that separator, in minutes.
  fileprivate mutating func offsetMinutes(separator: String) -> Int? {
    let isWest = take("-")
    guard isWest || take("+"), let hours = number(2), hours < 24,
      separator.isEmpty || take(separator), let minutes = number(2), minutes < 60
    else { return nil }
    return (isWest ? -1 : 1) * (hours * 60 + minutes)
  }
}
