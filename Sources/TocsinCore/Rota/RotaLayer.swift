// Tocsin — Core: one recurring pattern of a rota
// SPDX-License-Identifier: Apache-2.0

/// What public holidays mean to a window.
package enum HolidayRule: String, Hashable, Codable, Sendable {
  /// They are days like others.
  case ordinary
  /// The window does not begin on one.
  case skipped
  /// The window begins on them as well.
  case also
  /// The window begins on them alone.
  case only
}

/// Hours of some days of the week to which a layer is restricted: half-open, [from, until).
///
/// A window whose `until` is not after its `from` ends on the next day; equal times are 24 hours
/// by the clock. `days` are those on which the window *begins*, and so are holidays.
package struct WeeklyWindow: Hashable, Codable, Sendable {
  /// Weekdays on which the window begins; empty means each day.
  package let days: [Weekday]
  package let from: TimeOfDay
  package let until: TimeOfDay
  package var holidays: HolidayRule = .ordinary

  package init(
    days: [Weekday] = [], from: TimeOfDay = .midnight, until: TimeOfDay = .endOfDay
  ) {
    self.days = days
    self.from = from
    self.until = until
  }

  /// Whether it begins on such a day.
  func begins(on weekday: Weekday, isHoliday: Bool) -> Bool {
    let isNamed = holidays != .only && (days.isEmpty || days.contains(weekday))
    guard isHoliday else { return isNamed }
    return switch holidays {
    case .ordinary: isNamed
    case .skipped: false
    case .also, .only: true
    }
  }

  /// The window that begins on that day, as instants; nil when none does or clocks skip it whole.
  func span(
    beginningOn date: CivilDate, in zone: ZoneRules, observing calendar: HolidayCalendar = .none
  ) -> TimeSpan? {
    let isHoliday = holidays != .ordinary && calendar.holds(date)
    guard begins(on: date.weekday, isHoliday: isHoliday) else { return nil }
    let begin = zone.instant(of: CivilTime(date, from))
    let end = zone.instant(of: CivilTime(until <= from ? date + 1 : date, until))
    return begin < end ? TimeSpan(from: begin, until: end) : nil
  }
}

/// One recurring pattern: its members take turns, in order, for ever.
///
/// Turn k runs from the handoff time on the day on which it begins (`TurnDays`) to that of the next
/// one, half-open. Each handoff is an instant computed from civil time for that occurrence alone
/// (`ZoneRules`), so it stays at the same time by the clock across every change of clocks. Turns
/// follow the calendar: days outside the restriction count as well, but for turns of working days.
package struct RotaLayer: Equatable, Codable, Sendable {
  package let name: String
  /// In the order of their turns; a member may stand more than once. Empty covers nothing.
  package let members: [ResponderID]
  /// The day of the first handoff; before it the layer covers nothing.
  package let start: CivilDate
  /// The time by the clock at which each turn begins.
  package let handoff: TimeOfDay
  package let turn: RotaTurn
  /// Which part of the rota its members hold.
  package var line: RotaLine = .first
  /// The only hours that the layer covers, the union of the windows; empty means all.
  package var restriction: [WeeklyWindow] = []
  /// The day on which the layer ends, at the handoff time; nil for never.
  package var end: CivilDate?

  /// A layer of the first line without restriction or end, which are set afterwards.
  package init(
    name: String, members: [ResponderID], start: CivilDate, handoff: TimeOfDay, turn: RotaTurn
  ) {
    self.name = name
    self.members = members
    self.start = start
    self.handoff = handoff
    self.turn = turn
  }
}

/// A half-open interval of instants, [from, until).
struct TimeSpan: Hashable {
  var from: Timestamp
  var until: Timestamp

  /// The longest look in either direction from a moment.
  static let searchDays: Int64 = 400

  init(from: Timestamp, until: Timestamp) {
    self.from = from
    self.until = until
  }

  /// As far as a search from one moment looks.
  init(around moment: Timestamp) {
    self.init(from: moment - .days(Self.searchDays), until: moment + .days(Self.searchDays))
  }

  func holds(_ moment: Timestamp) -> Bool { from <= moment && moment < until }

  /// Narrows to the side of `boundary` on which `moment` lies.
  mutating func cut(at boundary: Timestamp, around moment: Timestamp) {
    if boundary <= moment {
      from = max(from, boundary)
    } else {
      until = min(until, boundary)
    }
  }

  func intersection(_ other: TimeSpan) -> TimeSpan {
    TimeSpan(from: max(from, other.from), until: min(until, other.until))
  }
}
