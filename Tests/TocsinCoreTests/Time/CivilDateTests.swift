// Tocsin — Core tests: calendar days and times of day
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore

@Suite struct `A civil date` {
  @Test(arguments: [
    ("1970-01-01", 0, Weekday.thursday), ("1969-12-31", -1, .wednesday),
    ("2000-02-29", 11_016, .tuesday), ("2026-11-25", 20_782, .wednesday),
    ("0000-01-01", -719_528, .saturday), ("9999-12-31", 2_932_896, .friday),
  ])
  func `has its day number and weekday`(text: String, number: Int, weekday: Weekday) {
    #expect(date(text).dayNumber == number)
    #expect(date(text).weekday == weekday)
    #expect(CivilDate(dayNumber: number).text == text)
  }

  @Test func `comes back from its parts for every day of eight centuries`() {
    var expected = (year: 1599, month: 12, day: 31)
    let first = date("1600-01-01").dayNumber
    for number in first...date("2400-12-31").dayNumber {
      expected.day += 1
      if expected.day > CivilDate.daysIn(month: expected.month, year: expected.year) {
        expected = (expected.year, expected.month + 1, 1)
        if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
      }
      let parts = CivilDate(dayNumber: number).parts
      guard parts == expected else {
        Issue.record("day \(number) is \(parts), not \(expected)")
        return
      }
      let again = CivilDate(year: parts.year, month: parts.month, day: parts.day)
      guard again?.dayNumber == number else {
        Issue.record("\(parts) is not day \(number)")
        return
      }
    }
  }

  @Test(arguments: [
    "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-4-01",
    "2026-04-1", "2026-04-01 ", "10000-01-01", "-001-01-01", "", "２０２６-01-01",
  ])
  func `is refused when the calendar has no such day`(text: String) {
    #expect(CivilDate(text: text) == nil)
  }

  @Test func `is held within four-digit years`() {
    #expect((date("9999-12-31") + 1).text == "9999-12-31")
    #expect((date("0000-01-01") - 1).text == "0000-01-01")
  }

  @Test func `and a time of day are coded as their text`() throws {
    let coded = try JSONEncoder().encode([civil("2026-11-25 08:00")])
    #expect(String(decoding: coded, as: UTF8.self).contains("\"2026-11-25\""))
    #expect(try JSONDecoder().decode([CivilTime].self, from: coded) == [civil("2026-11-25 08:00")])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([CivilDate].self, from: Data("[\"2026-02-30\"]".utf8))
    }
  }

  @Test func `knows weekdays by name`() {
    #expect(Weekday(text: "monday") == .monday)
    #expect(Weekday(text: "sun") == .sunday)
    #expect(Weekday(text: "su") == nil)
    #expect(Weekday.sunday.rawValue == 7)
  }
}

@Suite struct `A time of day` {
  @Test(arguments: [
    ("00:00", 0), ("08:00", 28_800_000), ("23:59:59", 86_399_000), ("24:00", 86_400_000),
  ])
  func `reads and writes its text`(text: String, milliseconds: Int) {
    #expect(clock(text).milliseconds == milliseconds)
    #expect(clock(text).text == text)
  }

  @Test(arguments: ["24:01", "25:00", "08:60", "8:00", "08:00:60", "24:00:01", "08", "08:00 "])
  func `is refused when no clock shows it`(text: String) {
    #expect(TimeOfDay(text: text) == nil)
  }

  @Test func `at 24:00 is the next day's midnight`() {
    #expect(civil("2026-12-31 24:00") == civil("2027-01-01 00:00"))
  }
}
