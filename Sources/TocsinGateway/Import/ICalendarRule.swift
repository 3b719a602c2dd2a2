// Tocsin — Gateway: recurrence rules of iCalendar
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// A recurrence rule (RFC 5545 §3.3.10) of days, weeks, months or years. Parts that no shift needs
/// (hours and less, numbers of weeks and of days of the year) are refused by name, never guessed.
struct ICalendarRule: Sendable {
  enum Frequency: String, Sendable {
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  /// A day of the week, and which one of its period; nil for each.
  struct Day: Hashable, Sendable {
    let number: Int?
    let weekday: Weekday
  }

  private(set) var frequency = Frequency.daily
  private(set) var interval = 1
  private(set) var count: Int?
  private(set) var until: ICalendarTime?
  private(set) var days: [Day] = []
  private(set) var monthDays: [Int] = []
  private(set) var months: Set<Int> = []
  private(set) var positions: [Int] = []
  private(set) var weekStart = Weekday.monday

  /// Periods that are looked at for all rules of one file: every day of a thousand years.
  static let periodsMax = 400_000

  init(_ line: ICalendarLine) throws(ShiftFileFault) {
    var isTold = false
    for part in line.value.split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1).map { $0.uppercased() }
      guard pair.count == 2, try take(pair[0], pair[1], line.line, &isTold) else {
        let name = pair.first.flatMap { $0.utf8.count <= 12 ? $0 : nil } ?? "a part"
        throw ShiftFileFault(line.line, "\(name) of this recurrence rule is not supported")
      }
    }
    guard isTold else { throw ShiftFileFault(line.line, "a recurrence rule without FREQ") }
    if days.contains(where: { $0.number != nil }), [.daily, .weekly].contains(frequency) {
      throw ShiftFileFault(line.line, "BYDAY with numbers is for months and years")
    }
  }

  /// False for what is not supported.
  private mutating func take(
    _ name: String, _ value: String, _ line: Int, _ isTold: inout Bool
  ) throws(ShiftFileFault) -> Bool {
    switch name {
    case "FREQ":
      guard let found = Frequency(rawValue: value) else { return false }
      (frequency, isTold) = (found, true)
    case "INTERVAL":
      guard let found = Int(value), (1...1_000).contains(found) else { return false }
      interval = found
    case "COUNT":
      guard let found = Int(value), found > 0 else { return false }
      count = found
    case "UNTIL":
      guard let found = ICalendarTime(value) else { return false }
      until = found
    case "BYDAY": return takeDays(value)
    case "BYMONTHDAY":
      guard let found = Self.numbers(value, 31) else { return false }
      monthDays = found
    case "BYMONTH":
      guard let found = Self.numbers(value, 12), found.allSatisfy({ $0 > 0 }) else { return false }
      months = Set(found)
    case "BYSETPOS":
      guard let found = Self.numbers(value, 366) else { return false }
      positions = found
    case "WKST":
      guard let found = Self.weekday(value) else { return false }
      weekStart = found
    default: return false
    }
    return true
  }

  private mutating func takeDays(_ value: String) -> Bool {
    for text in value.split(separator: ",") {
      guard let weekday = Self.weekday(String(text.suffix(2))) else { return false }
      let number = text.dropLast(2)
      guard number.isEmpty || Int(number).map({ (1...53).contains(abs($0)) }) == true else {
        return false
      }
      days.append(Day(number: Int(number), weekday: weekday))
    }
    return !days.isEmpty
  }

  private static func numbers(_ text: String, _ most: Int) -> [Int]? {
    let found = text.split(separator: ",").map { Int($0) ?? 0 }
    guard !found.isEmpty, found.allSatisfy({ (1...most).contains(abs($0)) }) else { return nil }
    return found
  }

  private static func weekday(_ text: String) -> Weekday? {
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    return names.firstIndex(of: text).flatMap { Weekday(rawValue: $0 + 1) }
  }

  /// The civil times from `begin` to the end of `span`, in order; some before the span may lack.
  ///
  /// - Parameters:
  ///   - periods: how many may still be looked at; what was is taken off.
  ///   - isOver: whether a time lies behind the rule's UNTIL.
  /// - Returns: nil when there were too many periods.
  func times(
    from begin: CivilTime, in span: ClosedRange<CivilDate>, periods: inout Int,
    isOver: (CivilTime) -> Bool
  ) -> [CivilTime]? {
    var found: [CivilTime] = []
    var left = count ?? .max
    var index = count == nil ? passedOver(from: begin.date, before: span.lowerBound) : 0
    while let period = period(index, from: begin.date), period.first <= span.upperBound {
      guard periods > 0 else { return nil }
      periods -= 1
      index += 1
      for date in dates(in: period, from: begin.date) {
        let time = CivilTime(date, begin.time)
        guard begin <= time else { continue }
        guard left > 0, date <= span.upperBound, !isOver(time) else { return found }
        left -= 1
        found.append(time)
      }
    }
    return found
  }

  /// Whether a day is one of the rule's own. What a rule means that begins on another day is left
  /// undefined by the standard (§3.8.5.3), and programs differ.
  func holds(_ begin: CivilDate) -> Bool {
    period(0, from: begin).map { dates(in: $0, from: begin).contains(begin) } ?? false
  }

  /// How many periods end before a day for sure. What a rule counts has to be counted.
  private func passedOver(from begin: CivilDate, before day: CivilDate) -> Int {
    let length =
      switch frequency {
      case .daily: 1
      case .weekly: 7
      case .monthly: 31
      case .yearly: 366
      }
    return max(0, (day.dayNumber - begin.dayNumber) / (length * interval) - 1)
  }

  /// The n-th period; nil beyond the calendar.
  private func period(_ index: Int, from begin: CivilDate) -> Period? {
    let step = index * interval
    let (year, month, _) = begin.parts
    switch frequency {
    case .daily: return Period(days: begin + step, 1)
    case .weekly:
      let back = (begin.weekday.rawValue - weekStart.rawValue + 7) % 7
      return Period(days: begin - back + step * 7, 7)
    case .monthly:
      let months = year * 12 + month - 1 + step
      return Period(year: months / 12, months: [months % 12 + 1])
    case .yearly: return Period(year: year + step, months: Array(1...12))
    }
  }

  private func dates(in period: Period, from begin: CivilDate) -> [CivilDate] {
    var found: [CivilDate]
    switch frequency {
    case .daily, .weekly:
      let all = (0..<period.length).map { period.first + $0 }
      let weekdays = Set(days.map(\.weekday))
      found = all.filter { date in
        if days.isEmpty { return frequency == .daily || date.weekday == begin.weekday }
        return weekdays.contains(date.weekday)
      }
      found = found.filter { months.isEmpty || months.contains($0.parts.month) }
      if !monthDays.isEmpty { found = found.filter(isOnMonthDay) }
    case .monthly, .yearly: found = monthDates(in: period, from: begin)
    }
    guard !positions.isEmpty else { return found }
    let places = positions.map { $0 > 0 ? $0 - 1 : found.count + $0 }
    return Set(places).sorted().filter(found.indices.contains).map { found[$0] }
  }

  private func monthDates(in period: Period, from begin: CivilDate) -> [CivilDate] {
    let (_, beginMonth, beginDay) = begin.parts
    // A year without BYMONTH: its days are those of every month, or of the one it began in.
    let isPlainYear = frequency == .yearly && months.isEmpty
    if isPlainYear, !days.isEmpty, monthDays.isEmpty {
      return matching(Set(days), period.dates, monthDays: [])
    }
    let chosen = period.months.filter { month in
      if isPlainYear, days.isEmpty, monthDays.isEmpty { return month == beginMonth }
      return months.isEmpty || months.contains(month)
    }
    return chosen.flatMap { month -> [CivilDate] in
      let count = CivilDate.daysIn(month: month, year: period.year)
      let all = (1...count).compactMap { CivilDate(year: period.year, month: month, day: $0) }
      if days.isEmpty, monthDays.isEmpty { return all.filter { $0.parts.day == beginDay } }
      return matching(Set(days), all, monthDays: monthDays)
    }
  }

  /// Those of consecutive days that are on the named days of the week and of the month.
  private func matching(
    _ wanted: Set<Day>, _ all: [CivilDate], monthDays: [Int]
  ) -> [CivilDate] {
    var found = monthDays.isEmpty ? all : all.filter(isOnMonthDay)
    guard !wanted.isEmpty else { return found }
    found = found.filter { date in
      let same = all.filter { $0.weekday == date.weekday }
      guard let place = same.firstIndex(of: date) else { return false }
      return wanted.contains { day in
        guard day.weekday == date.weekday else { return false }
        guard let number = day.number else { return true }
        return number > 0 ? place == number - 1 : place == same.count + number
      }
    }
    return found
  }

  private func isOnMonthDay(_ date: CivilDate) -> Bool {
    let (year, month, day) = date.parts
    let count = CivilDate.daysIn(month: month, year: year)
    return monthDays.contains { $0 > 0 ? day == $0 : day == count + 1 + $0 }
  }
}

/// The days of one period of a rule.
private struct Period {
  let first: CivilDate
  let length: Int
  var year = 0
  var months: [Int] = []

  init?(days first: CivilDate, _ length: Int) {
    guard first.dayNumber + length < CivilDate.dayNumbers.upperBound else { return nil }
    self.first = first
    self.length = length
  }

  init?(year: Int, months: [Int]) {
    guard year < 9_999, let begin = CivilDate(year: year, month: months[0], day: 1) else {
      return nil
    }
    first = begin
    length = months.reduce(0) { $0 + CivilDate.daysIn(month: $1, year: year) }
    self.year = year
    self.months = months
  }

  var dates: [CivilDate] { (0..<length).map { first + $0 } }
}
