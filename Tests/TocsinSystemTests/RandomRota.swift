// Tocsin — System tests: random rotas, and who holds them by another way
// SPDX-License-Identifier: Apache-2.0

import TocsinCore

/// Rotas drawn from a seed (SplitMix64), of every kind of turn, window, line and holiday.
struct RandomRota {
  private var state: UInt64
  private static let people = ["amara", "bruno", "chloe", "dmitri", "ebba"].map { ResponderID($0) }
  private static let times = ["00:00", "00:30", "01:45", "02:30", "08:00", "20:00", "23:30"]
    .compactMap { TimeOfDay(text: $0) }

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 }

  mutating func below(_ count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(count))
  }

  /// A rota whose layers begin up to 400 days before `day`.
  mutating func rota(around day: CivilDate, zone: String) -> Rota {
    let layers = (0...below(4)).map { layer("\($0)", around: day) }
    var rota = Rota(id: RotaID("tried"), title: "Tried", zone: zone, layers: layers)
    rota.needs = below(3) + 1
    let days = (0..<below(12)).map { _ in day + (below(60) - 40) }
    rota.calendar = HolidayCalendar(
      name: "tried", title: "Tried", days: days.map { Holiday(date: $0, name: "") })
    return rota
  }

  private mutating func layer(_ name: String, around day: CivilDate) -> RotaLayer {
    let members = (0...below(3)).map { _ in Self.people[below(5)] }
    var layer = RotaLayer(
      name: name, members: members, start: day - below(400), handoff: Self.times[below(7)],
      turn: turn())
    layer.line = [.first, .first, .first, .second, .trainee][below(5)]
    layer.restriction = (0..<below(3)).map { _ in window() }
    if below(4) == 0 { layer.end = day + (below(8) - 3) }
    return layer
  }

  private mutating func turn() -> RotaTurn {
    switch below(6) {
    case 0: .daily(below(9) + 1)
    case 1: .weekly(below(3) + 1)
    case 2: .monthly(below(2) + 1)
    case 3: .cycle((0...below(3)).map { _ in below(5) + 1 })
    default: .workingDays(below(6) + 1)
    }
  }

  private mutating func window() -> WeeklyWindow {
    var window = WeeklyWindow(
      days: Weekday.allCases.filter { _ in below(2) == 0 }, from: Self.times[below(7)],
      until: below(4) == 0 ? .endOfDay : Self.times[below(7)])
    window.holidays = [.ordinary, .skipped, .also, .only][below(4)]
    return window
  }
}

/// Who holds a rota without overrides, by walking: each handoff from the start on is made an
/// instant, and each window of the days around is tried.
struct WalkedRota {
  let rota: Rota
  let zone: ZoneRules

  func holders(of line: RotaLine, at moment: Timestamp) -> [ResponderID] {
    var found: [ResponderID] = []
    let places = line == .first ? rota.needs : 1
    for layer in rota.layers.reversed() where layer.line == line && found.count < places {
      if let holder = holder(of: layer, at: moment), !found.contains(holder) {
        found.append(holder)
      }
    }
    return found
  }

  private func holder(of layer: RotaLayer, at moment: Timestamp) -> ResponderID? {
    func handoff(_ day: CivilDate) -> Timestamp {
      zone.instant(of: CivilTime(day, layer.handoff))
    }
    guard handoff(layer.start) <= moment, layer.end.map({ moment < handoff($0) }) ?? true,
      layer.restriction.isEmpty || isInWindow(layer, moment)
    else { return nil }
    var (number, length) = (0, 0)
    var day = layer.start
    let last = zone.civil(at: moment).date + 2
    while day < last {
      if !isCounted(layer) || isWorked(layer, day) { length += 1 }
      day = day + 1
      guard isHandoff(layer, day, number, length) else { continue }
      if handoff(day) > moment { break }
      (number, length) = (number + 1, 0)
    }
    return layer.members[number % layer.members.count]
  }

  private func isCounted(_ layer: RotaLayer) -> Bool {
    if case .workingDays = layer.turn { true } else { false }
  }

  /// Whether a turn that has lasted `length` days gives way on `day`.
  private func isHandoff(_ layer: RotaLayer, _ day: CivilDate, _ number: Int, _ length: Int) -> Bool
  {
    switch layer.turn {
    case .daily(let count): return length == count
    case .weekly(let count): return length == count * 7
    case .cycle(let lengths): return length == lengths[number % lengths.count]
    case .workingDays(let count): return length >= count && isWorked(layer, day)
    case .monthly(let count):
      let (year, month, date) = day.parts
      let (firstYear, firstMonth, first) = layer.start.parts
      let months = (year - firstYear) * 12 + month - firstMonth
      return months % count == 0 && date == min(first, CivilDate.daysIn(month: month, year: year))
    }
  }

  private func isWorked(_ layer: RotaLayer, _ day: CivilDate) -> Bool {
    layer.restriction.isEmpty || layer.restriction.contains { begins($0, on: day) }
  }

  private func begins(_ window: WeeklyWindow, on day: CivilDate) -> Bool {
    let isHoliday = rota.calendar.days.contains { $0.date == day }
    let isNamed = window.days.isEmpty || window.days.contains(day.weekday)
    switch window.holidays {
    case .ordinary: return isNamed
    case .skipped: return isNamed && !isHoliday
    case .also: return isNamed || isHoliday
    case .only: return isHoliday
    }
  }

  private func isInWindow(_ layer: RotaLayer, _ moment: Timestamp) -> Bool {
    let today = zone.civil(at: moment).date
    return (-3...2).contains { offset in
      let day = today + offset
      return layer.restriction.contains { window in
        let end = CivilTime(window.until <= window.from ? day + 1 : day, window.until)
        return begins(window, on: day)
          && zone.instant(of: CivilTime(day, window.from)) <= moment
          && moment < zone.instant(of: end)
      }
    }
  }
}
