// Tocsin — Core: public holidays, by name of the calendar
// SPDX-License-Identifier: Apache-2.0

/// One public holiday.
package struct Holiday: Hashable, Codable, Sendable {
  package let date: CivilDate
  /// What people call it.
  package let name: String

  package init(date: CivilDate, name: String) {
    self.date = date
    self.name = name
  }
}

/// The public holidays of one place, as a list of dates: no rule of any church or state is known
/// here. A holiday that falls on a Saturday is a holiday.
package struct HolidayCalendar: Sendable {
  /// By what rotas name it; empty for the calendar without holidays.
  package let name: String
  package let title: String
  /// Ascending by date, each date once, at most `Limits.holidaysMax`.
  package let days: [Holiday]
  /// For each place in `days` and each weekday, how many holidays before it fall on that weekday.
  private let running: [Int]

  /// The calendar without holidays.
  package static let none = HolidayCalendar(name: "", title: "", days: [])

  /// Of two holidays of one date the first is kept.
  package init(name: String, title: String, days: [Holiday]) {
    self.name = name
    self.title = title
    var kept: [Holiday] = []
    for day in days.sorted(by: { $0.date < $1.date }).prefix(Limits.holidaysMax)
    where kept.last?.date != day.date { kept.append(day) }
    self.days = kept
    var counts = [Int](repeating: 0, count: 7)
    var running = counts
    for day in kept {
      counts[day.date.weekday.rawValue - 1] += 1
      running += counts
    }
    self.running = running
  }

  package var isEmpty: Bool { days.isEmpty }

  /// Whether that day is a public holiday.
  package func holds(_ date: CivilDate) -> Bool {
    let index = index(of: date)
    return index < days.count && days[index].date == date
  }

  /// The sum of the weights of the holidays from `begin` to `end`, half-open; one weight for each
  /// weekday, Monday first.
  func sum(of weights: [Int], from begin: CivilDate, until end: CivilDate) -> Int {
    guard begin < end else { return 0 }
    let (low, high) = (index(of: begin) * 7, index(of: end) * 7)
    var sum = 0
    for (column, weight) in weights.enumerated() where weight != 0 {
      sum += weight * (running[high + column] - running[low + column])
    }
    return sum
  }

  /// The place of the first holiday on `date` or after it.
  private func index(of date: CivilDate) -> Int {
    var low = 0
    var high = days.count
    while low < high {
      let middle = (low + high) / 2
      if days[middle].date < date { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension HolidayCalendar: Equatable, Codable {
  private enum CodingKeys: String, CodingKey { case name, title, days }

  package static func == (a: HolidayCalendar, b: HolidayCalendar) -> Bool {
    a.name == b.name && a.title == b.title && a.days == b.days
  }

  package init(from decoder: any Decoder) throws {
    let coded = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try coded.decode(String.self, forKey: .name),
      title: try coded.decode(String.self, forKey: .title),
      days: try coded.decode([Holiday].self, forKey: .days))
  }

  package func encode(to encoder: any Encoder) throws {
    var coded = encoder.container(keyedBy: CodingKeys.self)
    try coded.encode(name, forKey: .name)
    try coded.encode(title, forKey: .title)
    try coded.encode(days, forKey: .days)
  }
}

/// The days on which one of some windows begins, counted without walking through them.
///
/// Every week has the same ordinary days; each holiday then adds or takes away its own. So a count
/// costs two binary searches in the calendar.
struct CoveredDays {
  private let calendar: HolidayCalendar
  /// By weekday: a window begins on an ordinary day.
  private let ordinary: [Bool]
  /// By weekday: what a holiday adds to the count of covered days, or takes away.
  private let weights: [Int]
  private let perWeek: Int

  /// No window at all covers every day.
  init(_ windows: [WeeklyWindow], _ calendar: HolidayCalendar) {
    self.calendar = calendar
    ordinary = Weekday.allCases.map { day in
      windows.isEmpty || windows.contains { $0.begins(on: day, isHoliday: false) }
    }
    weights = zip(Weekday.allCases, ordinary).map { day, isOrdinary in
      let isCovered = windows.isEmpty || windows.contains { $0.begins(on: day, isHoliday: true) }
      return (isCovered ? 1 : 0) - (isOrdinary ? 1 : 0)
    }
    perWeek = ordinary.count { $0 }
  }

  /// How many days from `begin` to `end`, half-open, are covered.
  func count(from begin: CivilDate, until end: CivilDate) -> Int {
    let length = end.dayNumber - begin.dayNumber
    guard length > 0 else { return 0 }
    var count = length / 7 * perWeek
    let first = begin.weekday.rawValue - 1
    for offset in 0..<length % 7 where ordinary[(first + offset) % 7] { count += 1 }
    return calendar.isEmpty ? count : count + calendar.sum(of: weights, from: begin, until: end)
  }

  /// The covered day with that many covered days from `start` before it; nil when the calendar
  /// ends before.
  func day(_ index: Int, from start: CivilDate) -> CivilDate? {
    func isReached(_ day: Int) -> Bool {
      count(from: start, until: CivilDate(dayNumber: day + 1)) > index
    }
    let last = CivilDate.dayNumbers.upperBound - 1
    let guess = perWeek > 0 ? start.dayNumber + index * 7 / perWeek : start.dayNumber
    var low = start.dayNumber - 1
    var high = min(max(guess, start.dayNumber), last)
    var step = 8
    if isReached(high) {
      var probe = high - step
      while probe > low, isReached(probe) {
        high = probe
        step *= 2
        probe = high - step
      }
      low = max(low, probe)
    } else {
      while !isReached(high) {
        guard high < last else { return nil }
        low = high
        high = min(high + step, last)
        step *= 2
      }
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isReached(middle) { high = middle } else { low = middle }
    }
    return CivilDate(dayNumber: high)
  }
}
