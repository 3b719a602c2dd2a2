// Tocsin — Core: one recurring pattern of a rota
// SPDX-License-Identifier: Apache-2.0

/// How long one member's turn lasts, counted in civil days so that no change of clocks shifts it.
package enum RotaTurn: Hashable, Codable, Sendable {
  /// Every n days.
  case daily(Int)
  /// Every n weeks; the handoff falls on the weekday of the layer's start.
  case weekly(Int)

  /// The longest turn, in days; a longer one counts as this, one under a day as a day.
  package static let daysMax = 3_660

  /// The length of a turn in civil days, 1 to `daysMax`.
  package var days: Int {
    switch self {
    case .daily(let count): min(max(count, 1), Self.daysMax)
    case .weekly(let count): min(max(count, 1), Self.daysMax / 7) * 7
    }
  }
}

/// Hours of some days of the week to which a layer is restricted: half-open, [from, until).
///
/// A window whose `until` is not after its `from` ends on the next day; equal times are 24 hours
/// by the clock. `days` are those on which the window *begins*.
package struct WeeklyWindow: Hashable, Codable, Sendable {
  /// Weekdays on which the window begins; empty means each day.
  package let days: [Weekday]
  package let from: TimeOfDay
  package let until: TimeOfDay

  package init(
    days: [Weekday] = [], from: TimeOfDay = .midnight, until: TimeOfDay = .endOfDay
  ) {
    self.days = days
    self.from = from
    self.until = until
  }

  /// The window that begins on that day, as instants; nil when none does or clocks skip it whole.
  func span(beginningOn date: CivilDate, in zone: ZoneRules) -> TimeSpan? {
    guard days.isEmpty || days.contains(date.weekday) else { return nil }
    let begin = zone.instant(of: CivilTime(date, from))
    let end = zone.instant(of: CivilTime(until <= from ? date + 1 : date, until))
    return begin < end ? TimeSpan(from: begin, until: end) : nil
  }
}

/// One recurring pattern: its members take turns of equal civil length, in order, for ever.
///
/// Turn k runs from the handoff time on `start` + k turns to the next one, half-open. Each
/// handoff is an instant computed from civil time for that occurrence alone (`ZoneRules`), so it
/// stays at the same time by the clock across every change of clocks. Turns follow the calendar:
/// days outside the restriction count as well.
package struct RotaLayer: Equatable, Codable, Sendable {
  package let name: String
  /// In the order of their turns; a member may stand more than once. Empty covers nothing.
  package let members: [ResponderID]
  /// The day of the first handoff; before it the layer covers nothing.
  package let start: CivilDate
  /// The time by the clock at which each turn begins.
  package let handoff: TimeOfDay
  package let turn: RotaTurn
  /// The only hours that the layer covers, the union of the windows; empty means all.
  package var restriction: [WeeklyWindow] = []
  /// The day on which the layer ends, at the handoff time; nil for never.
  package var end: CivilDate?

  /// A layer without restriction or end, which are set afterwards.
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
