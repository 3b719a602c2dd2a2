// Tocsin — Core: hours of the week by the clock of one zone
// SPDX-License-Identifier: Apache-2.0

/// Hours and days in a zone: when a step of a policy pages, or a route takes an alert.
package struct WeeklyHours: Hashable, Codable, Sendable {
  /// The union counts; not empty.
  package let windows: [WeeklyWindow]
  /// IANA name of the zone by whose clock the windows begin and end.
  package let zone: String
  /// The calendar that the windows observe, by name; nil for none.
  package let holidays: String?

  package init(windows: [WeeklyWindow], zone: String, holidays: String? = nil) {
    self.windows = windows
    self.zone = zone
    self.holidays = holidays
  }

  /// Whether one of the windows holds the moment, half-open.
  ///
  /// Where the zone is not known every moment counts: hours that nobody can tell close nothing.
  package func holds(_ moment: Timestamp, with staffing: Staffing) -> Bool {
    guard let zone = staffing.zones[zone] else { return true }
    let calendar = holidays.flatMap { staffing.calendars[$0] } ?? .none
    let today = zone.civil(at: moment).date
    return (-2...1).contains { shift in
      windows.contains {
        $0.span(beginningOn: today + shift, in: zone, observing: calendar)?.holds(moment) == true
      }
    }
  }

  /// A time of the week, by the clock, that none of these hours holds; nil when there is none.
  /// Hours in different zones are not joined: only those of one zone count together.
  ///
  /// Where a window speaks of holidays, each day counts once more as a public holiday.
  package static func gap(in sets: [WeeklyHours]) -> WeekMoment? {
    var found: WeekMoment?
    for zone in Set(sets.map(\.zone)).sorted() {
      let windows = sets.filter { $0.zone == zone }.flatMap(\.windows)
      guard let gap = WeekMoment.outside(windows) else { return nil }
      found = found ?? gap
    }
    return found
  }

  /// As a person reads it: `mon-fri 08:00-18:00, sat, sun 10:00-16:00 (Europe/Paris)`.
  package var text: String { windows.map(\.text).joined(separator: ", ") + " (\(zone))" }
}

/// A time of day on a day of the week.
package struct WeekMoment: Hashable, Sendable {
  package let day: Weekday
  package let time: TimeOfDay
  /// The day is a public holiday, or follows one.
  package let isHoliday: Bool

  /// `saturday 18:00`, or `saturday 18:00 around a public holiday`.
  package var text: String {
    "\(day.text) \(time.text)" + (isHoliday ? " around a public holiday" : "")
  }

  /// The first moment that no window holds. Whatever is uncovered begins with a day or with the end
  /// of a window, so that no other moment has to be looked at.
  fileprivate static func outside(_ windows: [WeeklyWindow]) -> WeekMoment? {
    let ends = windows.map(\.until).filter { $0 < .endOfDay }
    let times = Set(ends + [.midnight]).sorted()
    let speaks = windows.contains { $0.holidays != .ordinary }
    let pairs = [(false, false), (true, false), (false, true), (true, true)]
    for (isHoliday, wasHoliday) in pairs.prefix(speaks ? 4 : 1) {
      for day in Weekday.allCases {
        let time = times.first { time in
          !windows.contains {
            $0.holds(time, on: day, isHoliday: isHoliday, wasHoliday: wasHoliday)
          }
        }
        if let time {
          return WeekMoment(day: day, time: time, isHoliday: isHoliday || wasHoliday)
        }
      }
    }
    return nil
  }
}

extension WeeklyWindow {
  /// Whether it holds a time of a day, begun on that day or on the one before.
  fileprivate func holds(
    _ time: TimeOfDay, on day: Weekday, isHoliday: Bool, wasHoliday: Bool
  ) -> Bool {
    let passesMidnight = until <= from
    if begins(on: day, isHoliday: isHoliday), from <= time, passesMidnight || time < until {
      return true
    }
    let before = Weekday(rawValue: day == .monday ? 7 : day.rawValue - 1) ?? .sunday
    return passesMidnight && time < until && begins(on: before, isHoliday: wasHoliday)
  }

  /// `mon-fri 08:00-18:00`, `sat, sun, holiday 10:00-16:00`, `every day but holidays 22:00-06:00`.
  package var text: String {
    let hours = "\(from.text)-\(until.text)"
    let sorted = Set(days).sorted()
    var names = sorted.map { String($0.text.prefix(3)) }
    if let first = sorted.first, let last = sorted.last, sorted.count > 2,
      last.rawValue - first.rawValue == sorted.count - 1
    {
      names = ["\(first.text.prefix(3))-\(last.text.prefix(3))"]
    }
    switch holidays {
    case .only: return "holidays \(hours)"
    case .also: names.append("holidays")
    case .ordinary, .skipped: break
    }
    let listed = names.isEmpty ? "every day" : names.joined(separator: ", ")
    return "\(listed)\(holidays == .skipped ? " but holidays" : "") \(hours)"
  }
}
