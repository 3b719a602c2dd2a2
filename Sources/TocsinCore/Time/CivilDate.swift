// Tocsin — Core: a calendar day and its weekday
// SPDX-License-Identifier: Apache-2.0

/// A day of the proleptic Gregorian calendar, as a wall calendar shows it: no zone, no instant.
///
/// Kept as one number, the days since 1970-01-01, so that arithmetic is addition. The conversion to
/// year, month and day counts in eras of 400 years (146 097 days) that begin on 1 March, which
/// puts the leap day last and needs no table. Coded as its ISO 8601 text, `2026-11-25`.
package struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; negative before. Within `dayNumbers`.
  package let dayNumber: Int

  /// The days of the years 0000 to 9999, the range of RFC 3339.
  package static let dayNumbers = -719_528...2_932_896

  /// The day of that number, held within `dayNumbers`.
  package init(dayNumber: Int) {
    self.dayNumber = min(max(dayNumber, Self.dayNumbers.lowerBound), Self.dayNumbers.upperBound)
  }

  /// The day so named; nil when the calendar has no such day or the year is not 0 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= Self.daysIn(month: month, year: year)
    else { return nil }
    self.init(dayNumber: Self.number(year: year, month: month, day: day))
  }

  /// Reads `YYYY-MM-DD`; nil when it is anything else or no day of the calendar.
  package init?(text: String) {
    var digits = DigitReader(text)
    guard let year = digits.number(4), digits.take("-"), let month = digits.number(2),
      digits.take("-"), let day = digits.number(2), digits.isAtEnd
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month (1 to 12) and day of the month (1 to 31).
  package var parts: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = shifted.floored(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The day of the week.
  package var weekday: Weekday {
    let fromMonday = (dayNumber + 3) - (dayNumber + 3).floored(by: 7) * 7
    return Weekday.allCases[fromMonday]
  }

  /// The ISO 8601 text, `YYYY-MM-DD`.
  package var text: String {
    let (year, month, day) = parts
    return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
  }

  /// How many days a month has.
  package static func daysIn(month: Int, year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The day that many days later.
  package static func + (date: CivilDate, days: Int) -> CivilDate {
    CivilDate(dayNumber: date.dayNumber + days)
  }

  /// The day that many days earlier.
  package static func - (date: CivilDate, days: Int) -> CivilDate {
    CivilDate(dayNumber: date.dayNumber - days)
  }

  package static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }

  private static func number(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = marchYear.floored(by: 400)
    let yearOfEra = marchYear - era * 400
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension CivilDate: CustomStringConvertible, Codable {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    self = try decoder.decodeText("a date YYYY-MM-DD", CivilDate.init(text:))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A day of the week, numbered as ISO 8601 does: Monday 1 to Sunday 7.
package enum Weekday: Int, CaseIterable, Codable, Comparable, Sendable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday

  /// Reads an English name or its first three letters in lower case: `monday` or `mon`.
  package init?(text: String) {
    guard let day = Self.allCases.first(where: { text == $0.text || text == $0.text.prefix(3) })
    else { return nil }
    self = day
  }

  /// The English name in lower case.
  package var text: String { "\(self)" }

  package static func < (a: Weekday, b: Weekday) -> Bool { a.rawValue < b.rawValue }
}
