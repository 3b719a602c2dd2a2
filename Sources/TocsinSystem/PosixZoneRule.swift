// Tocsin — System: the POSIX TZ rule of a zone's future
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// A POSIX TZ rule, as the footer of a TZif file gives it: `CET-1CEST,M3.5.0,M10.5.0/3`
/// (POSIX.1 §8.3; RFC 8536 §3.3.1 lets times run from -167 to 167 hours).
///
/// The sign is POSIX's: hours *west* of UTC. Offsets here are seconds east of it.
struct PosixZoneRule: Equatable {
  let standardOffset: Int
  /// Nil for a zone that does not change its clocks any more.
  let daylight: Daylight?

  /// The other offset, and when in a year it holds.
  struct Daylight: Equatable {
    let offset: Int
    let begin: YearlyMoment
    let end: YearlyMoment
  }

  /// A day of each year and the seconds from its midnight, which may lie outside that day.
  struct YearlyMoment: Equatable {
    let day: YearlyDay
    let seconds: Int
  }

  enum YearlyDay: Equatable {
    /// `Jn`: day 1 to 365, 29 February never counted.
    case julian(Int)
    /// `n`: day 0 to 365, 29 February counted.
    case zeroBased(Int)
    /// `Mm.w.d`: weekday d (Sunday 0) of week w (5 means the last) of month m.
    case weekday(month: Int, week: Int, weekday: Int)
  }

  /// Reads a rule; nil when it is anything else.
  init?(text: String) {
    var reader = RuleReader(text)
    guard reader.name(), let west = reader.clock(hoursMax: 24) else { return nil }
    standardOffset = -west
    guard !reader.isAtEnd else {
      daylight = nil
      return
    }
    guard reader.name() else { return nil }
    var offset = standardOffset + 3_600
    if !reader.isAt(",") {
      guard let west = reader.clock(hoursMax: 24) else { return nil }
      offset = -west
    }
    guard reader.take(","), let begin = reader.moment(), reader.take(","),
      let end = reader.moment(), reader.isAtEnd
    else { return nil }
    daylight = Daylight(offset: offset, begin: begin, end: end)
  }

  /// The changes that the rule makes after an instant and up to the end of a year, ascending.
  ///
  /// Where an end and a begin fall together, daylight time has no break and the begin wins.
  func changes(after: Int64, until lastYear: Int) -> [(at: Int64, offset: Int)] {
    guard let daylight else {
      return after == .min ? [] : [(at: after + 1, offset: standardOffset)]
    }
    let firstYear = after == .min ? 1900 : max(1900, Self.year(of: after) - 1)
    var byInstant: [Int64: Int] = [:]
    for year in firstYear...max(firstYear, lastYear) {
      let begin = daylight.begin.wallSeconds(inYear: year) - Int64(standardOffset)
      let end = daylight.end.wallSeconds(inYear: year) - Int64(daylight.offset)
      if byInstant[end] == nil { byInstant[end] = standardOffset }
      byInstant[begin] = daylight.offset
    }
    return byInstant.filter { $0.key > after }.sorted { $0.key < $1.key }
      .map { (at: $0.key, offset: $0.value) }
  }

  private static func year(of seconds: Int64) -> Int {
    let days = min(max(seconds / 86_400, -719_528), 2_932_896)
    return CivilDate(dayNumber: Int(days)).parts.year
  }
}

extension PosixZoneRule.YearlyMoment {
  /// Wall-clock seconds since 1970-01-01 00:00 at which the moment falls in a year.
  func wallSeconds(inYear year: Int) -> Int64 {
    Int64(day.dayNumber(inYear: year)) * 86_400 + Int64(seconds)
  }
}

extension PosixZoneRule.YearlyDay {
  /// Days since 1970-01-01; the parser has checked the month and the rest.
  func dayNumber(inYear year: Int) -> Int {
    let newYear = CivilDate(year: year, month: 1, day: 1)?.dayNumber ?? 0
    switch self {
    case .zeroBased(let day): return newYear + day
    case .julian(let day):
      let isLeap = CivilDate.daysIn(month: 2, year: year) == 29
      return newYear + day - 1 + (isLeap && day >= 60 ? 1 : 0)
    case .weekday(let month, let week, let weekday):
      let first = CivilDate(year: year, month: month, day: 1)?.dayNumber ?? newYear
      let firstWeekday = CivilDate(dayNumber: first).weekday.rawValue % 7
      let day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      return first + (day < CivilDate.daysIn(month: month, year: year) ? day : day - 7)
    }
  }
}

/// Reads the parts of a rule, byte by byte.
private struct RuleReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { index == bytes.count }

  func isAt(_ mark: Character) -> Bool { index < bytes.count && bytes[index] == mark.asciiValue }

  mutating func take(_ mark: Character) -> Bool {
    guard isAt(mark) else { return false }
    index += 1
    return true
  }

  /// Three letters or more, or anything between angle brackets; the name itself is not kept.
  mutating func name() -> Bool {
    if take("<") {
      guard let close = bytes[index...].firstIndex(of: UInt8(ascii: ">")), close > index
      else { return false }
      index = close + 1
      return true
    }
    let begin = index
    while index < bytes.count, (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= bytes[index] | 0x20 {
      index += 1
    }
    return index - begin >= 3
  }

  /// One to three digits.
  mutating func number(_ range: ClosedRange<Int>) -> Int? {
    let begin = index
    var value = 0
    while index < bytes.count, index - begin < 3,
      (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= bytes[index]
    {
      value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
      index += 1
    }
    return index > begin && range.contains(value) ? value : nil
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func clock(hoursMax: Int) -> Int? {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    guard let hours = number(0...hoursMax) else { return nil }
    var seconds = hours * 3_600
    for size in [60, 1] where take(":") {
      guard let value = number(0...59) else { return nil }
      seconds += value * size
    }
    return isNegative ? -seconds : seconds
  }

  /// `date[/time]`, the time 02:00 when it is not said.
  mutating func moment() -> PosixZoneRule.YearlyMoment? {
    guard let day = day() else { return nil }
    var seconds = 7_200
    if take("/") {
      guard let read = clock(hoursMax: 167) else { return nil }
      seconds = read
    }
    return PosixZoneRule.YearlyMoment(day: day, seconds: seconds)
  }

  private mutating func day() -> PosixZoneRule.YearlyDay? {
    if take("J") { return number(1...365).map { .julian($0) } }
    guard take("M") else { return number(0...365).map { .zeroBased($0) } }
    guard let month = number(1...12), take("."), let week = number(1...5), take("."),
      let weekday = number(0...6)
    else { return nil }
    return .weekday(month: month, week: week, weekday: weekday)
  }
}
