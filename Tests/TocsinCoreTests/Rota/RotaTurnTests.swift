// Tocsin — Core tests: turns of months, of cycles and of working days
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// Monday to Friday, all day.
let workdays = WeeklyWindow(days: [.monday, .tuesday, .wednesday, .thursday, .friday])

extension WeeklyWindow {
  /// The same window, with what public holidays mean to it.
  func observing(_ rule: HolidayRule) -> WeeklyWindow {
    var copy = self
    copy.holidays = rule
    return copy
  }
}

extension Rota {
  /// The same rota, with these public holidays.
  func observing(_ days: String...) -> Rota {
    var copy = self
    copy.holidays = "tried"
    copy.calendar = HolidayCalendar(
      name: "tried", title: "Tried", days: days.map { Holiday(date: date($0), name: $0) })
    return copy
  }
}

@Suite struct `A turn of months` {
  @Test func `hands off on the day of the month of the start, in a shorter month on its last`() {
    let tried = rota(layer(.monthly(1), from: "2026-01-31"))
    #expect(
      tried.lines(from: "2026-01-31T08:00+01:00", until: "2026-06-01T00:00+02:00") == [
        "2026-01-31T08:00+01:00 amara", "2026-02-28T08:00+01:00 bruno",
        "2026-03-31T08:00+02:00 chloe", "2026-04-30T08:00+02:00 amara",
        "2026-05-31T08:00+02:00 bruno",
      ])
    #expect(tried.names(at: "2028-02-29T09:00+01:00") == ["bruno"])
    #expect(tried.names(at: "2028-02-29T07:00+01:00") == ["amara"])
  }

  @Test func `of several months counts them over the year's end`() {
    let tried = rota(layer(.monthly(5), from: "2026-10-15"))
    #expect(
      tried.lines(from: "2026-10-15T08:00+02:00", until: "2027-10-01T00:00+02:00") == [
        "2026-10-15T08:00+02:00 amara", "2027-03-15T08:00+01:00 bruno",
        "2027-08-15T08:00+02:00 chloe",
      ])
  }
}

@Suite struct `A turn of a cycle` {
  @Test func `takes its lengths in order, again and again`() {
    let tried = rota(layer(.cycle([3, 4]), from: "2026-11-02", members: [amara, bruno]))
    #expect(
      tried.lines(from: "2026-11-02T08:00+01:00", until: "2026-11-13T08:00+01:00") == [
        "2026-11-02T08:00+01:00 amara", "2026-11-05T08:00+01:00 bruno",
        "2026-11-09T08:00+01:00 amara", "2026-11-12T08:00+01:00 bruno",
      ])
  }

  @Test func `with an odd number of lengths lets members change places`() {
    let tried = rota(layer(.cycle([2, 2, 3]), from: "2026-11-02", members: [amara, bruno]))
    #expect(
      tried.lines(from: "2026-11-02T08:00+01:00", until: "2026-11-14T08:00+01:00") == [
        "2026-11-02T08:00+01:00 amara", "2026-11-04T08:00+01:00 bruno",
        "2026-11-06T08:00+01:00 amara", "2026-11-09T08:00+01:00 bruno",
        "2026-11-11T08:00+01:00 amara", "2026-11-13T08:00+01:00 bruno",
      ])
  }
}

@Suite struct `A turn of working days` {
  @Test func `gives Monday to whoever follows the one of Friday`() {
    let tried = rota(layer(.workingDays(1), from: "2026-11-02").restricted(to: workdays))
    let days = ["05", "06", "09", "10"].map { tried.names(at: "2026-11-\($0)T12:00+01:00") }
    #expect(days == [["amara"], ["bruno"], ["chloe"], ["amara"]])
    #expect(tried.names(at: "2026-11-07T12:00+01:00") == [])
  }

  @Test func `leaves the hours after a Friday's midnight to the one of Friday`() {
    let nights = WeeklyWindow(
      days: workdays.days, from: clock("20:00"), until: clock("08:00"))
    let tried = rota(layer(.workingDays(1), from: "2026-11-02").restricted(to: nights))
    #expect(tried.names(at: "2026-11-07T07:59+01:00") == ["bruno"])
    #expect(tried.names(at: "2026-11-09T21:00+01:00") == ["chloe"])
  }

  @Test func `is not spent on a public holiday`() {
    let tried = rota(
      layer(.workingDays(1), from: "2026-11-02").restricted(to: workdays.observing(.skipped))
    ).observing("2026-11-04", "2026-11-09")
    let days = ["03", "04", "05", "06", "09", "10"].map {
      tried.names(at: "2026-11-\($0)T12:00+01:00")
    }
    #expect(days == [["bruno"], [], ["chloe"], ["amara"], [], ["bruno"]])
  }

  @Test func `of five lasts a week, and longer when a holiday falls in it`() {
    let tried = rota(
      layer(.workingDays(5), from: "2026-11-02").restricted(to: workdays.observing(.skipped))
    ).observing("2026-11-11")
    #expect(tried.names(at: "2026-11-06T12:00+01:00") == ["amara"])
    #expect(tried.names(at: "2026-11-13T12:00+01:00") == ["bruno"])
    #expect(tried.names(at: "2026-11-16T12:00+01:00") == ["bruno"])
    #expect(tried.names(at: "2026-11-17T12:00+01:00") == ["chloe"])
  }

  @Test func `is that of a day when every day is covered`() {
    let tried = rota(layer(.workingDays(2), from: "2026-11-02"))
    let daily = rota(layer(.daily(2), from: "2026-11-02"))
    for hour in 0..<300 {
      let moment = at("2026-11-01T00:00Z") + .hours(Int64(hour))
      #expect(
        tried.onCall(at: moment, zone: TestZones.paris).responders
          == daily.onCall(at: moment, zone: TestZones.paris).responders)
    }
  }

  @Test func `on holidays alone ends with the calendar`() {
    let only = WeeklyWindow().observing(.only)
    let tried = rota(layer(.workingDays(1), from: "2026-11-02").restricted(to: only))
      .observing("2026-11-11", "2026-12-25", "2027-01-01")
    let days = ["2026-11-11", "2026-12-25", "2027-01-01", "2027-05-01"].map {
      tried.names(at: "\($0)T12:00+01:00")
    }
    #expect(days == [["amara"], ["bruno"], ["chloe"], []])
    #expect(tried.names(at: "2026-11-12T12:00+01:00") == [])
  }

  /// Members by counting one day after the other.
  @Test(arguments: [1, 2, 3, 5, 7], ["2006-01-02", "2026-01-07", "2026-01-10"])
  func `counts as a walk through the days does, also after twenty years`(
    length: Int, start: String
  ) {
    let windows = [
      WeeklyWindow(days: [.monday, .wednesday, .saturday]).observing(.skipped),
      WeeklyWindow(days: [.thursday]), WeeklyWindow(days: [.friday]).observing(.also),
    ]
    var base = layer(.workingDays(length), from: start)
    base.restriction = windows
    let first = date(start)
    let holidays = (0..<240).map { first + ($0 * 31 + $0 % 5) }
    var tried = rota(base)
    tried.calendar = HolidayCalendar(
      name: "tried", title: "Tried", days: holidays.map { Holiday(date: $0, name: "") })
    let special = Set(holidays)
    var worked = 0
    for offset in 0..<7_400 {
      let day = first + offset
      let isWorked =
        special.contains(day) || ![.tuesday, .sunday].contains(day.weekday)
      if isWorked { worked += 1 }
      guard isWorked, offset % 13 == 0 || offset > 7_300 else { continue }
      let noon = TestZones.paris.instant(of: CivilTime(day, clock("12:00")))
      let expected = base.members[(worked - 1) / length % 3]
      #expect(tried.onCall(at: noon, zone: TestZones.paris).responders == [expected], "\(day)")
    }
  }
}
