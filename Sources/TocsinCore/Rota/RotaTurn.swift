// Tocsin — Core: how long a turn of a layer lasts
// SPDX-License-Identifier: Apache-2.0

/// How long one member's turn lasts, counted in civil days so that no change of clocks shifts it.
package enum RotaTurn: Hashable, Codable, Sendable {
  /// Every n days.
  case daily(Int)
  /// Every n weeks; the handoff falls on the weekday of the layer's start.
  case weekly(Int)
  /// Every n months; the handoff falls on the day of the month of the layer's start, in a shorter
  /// month on its last day.
  case monthly(Int)
  /// Lengths in days that recur in this order, such as 3 and 4.
  case cycle([Int])
  /// Every n working days: days on which a window of the layer begins. A day that the layer leaves
  /// out is nobody's turn, so that whoever follows the holder of a Friday has Monday.
  case workingDays(Int)

  /// The longest turn, in days; a longer one counts as this, one under a day as a day.
  package static let daysMax = 3_660
  /// The most lengths of a cycle; later ones are passed over.
  package static let lengthsMax = 60

  /// A count held within 1 and `most`.
  static func held(_ count: Int, _ most: Int = daysMax) -> Int { min(max(count, 1), most) }
}

/// On which day each turn of a layer begins: turn 0 on the layer's start, each later one after it.
///
/// Days, weeks, months and cycles are closed forms. Working days are found by halving a stretch of
/// days in which the covered ones are counted (`CoveredDays`): about 20 counts however old the rota
/// is, each a binary search in its holidays. Days beyond the calendar's end count as its last day.
struct TurnDays {
  let start: CivilDate
  let turn: RotaTurn
  /// Nil but for working days.
  private let covered: CoveredDays?

  init(of layer: RotaLayer, observing calendar: HolidayCalendar) {
    start = layer.start
    turn = layer.turn
    if case .workingDays = layer.turn {
      covered = CoveredDays(layer.restriction, calendar)
    } else {
      covered = nil
    }
  }

  /// The day on which turn `number` begins.
  func day(_ number: Int) -> CivilDate {
    switch turn {
    case .daily(let count): start + number * RotaTurn.held(count)
    case .weekly(let count): start + number * RotaTurn.held(count, RotaTurn.daysMax / 7) * 7
    case .monthly(let count): month(number * RotaTurn.held(count, RotaTurn.daysMax / 28))
    case .cycle(let lengths): cycleDay(number, Self.held(lengths))
    case .workingDays(let count):
      number == 0
        ? start
        : covered?.day(number * RotaTurn.held(count), from: start)
          ?? CivilDate(dayNumber: CivilDate.dayNumbers.upperBound)
    }
  }

  /// The last turn that begins on `day` or before it; 0 before the start.
  func number(on day: CivilDate) -> Int {
    let since = day.dayNumber - start.dayNumber
    guard since > 0 else { return 0 }
    switch turn {
    case .daily(let count): return since / RotaTurn.held(count)
    case .weekly(let count):
      return since / (RotaTurn.held(count, RotaTurn.daysMax / 7) * 7)
    case .monthly(let count):
      let months = Self.months(day) - Self.months(start)
      let number = months / RotaTurn.held(count, RotaTurn.daysMax / 28)
      return number > 0 && self.day(number) > day ? number - 1 : number
    case .cycle(let lengths): return cycleNumber(since, Self.held(lengths))
    case .workingDays(let count):
      let counted = covered?.count(from: start, until: day + 1) ?? 0
      return max(counted - 1, 0) / RotaTurn.held(count)
    }
  }

  private static func held(_ lengths: [Int]) -> [Int] {
    lengths.isEmpty ? [1] : lengths.prefix(RotaTurn.lengthsMax).map { RotaTurn.held($0) }
  }

  private func cycleDay(_ number: Int, _ lengths: [Int]) -> CivilDate {
    let whole = number / lengths.count * lengths.reduce(0, +)
    return start + (whole + lengths.prefix(number % lengths.count).reduce(0, +))
  }

  private func cycleNumber(_ since: Int, _ lengths: [Int]) -> Int {
    let total = lengths.reduce(0, +)
    var number = since / total * lengths.count
    var rest = since % total
    for length in lengths {
      guard rest >= length else { break }
      rest -= length
      number += 1
    }
    return number
  }

  /// Months since the year 0.
  private static func months(_ day: CivilDate) -> Int {
    let (year, month, _) = day.parts
    return year * 12 + month - 1
  }

  /// The day of the month of the start, that many months later.
  private func month(_ later: Int) -> CivilDate {
    let months = Self.months(start) + later
    let (year, month) = (months / 12, months % 12 + 1)
    let day = min(start.parts.day, CivilDate.daysIn(month: month, year: year))
    return CivilDate(year: year, month: month, day: day)
      ?? CivilDate(dayNumber: CivilDate.dayNumbers.upperBound)
  }
}
