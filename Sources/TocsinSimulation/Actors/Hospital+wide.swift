// Tocsin — Simulation: all that rotas, policies and routes can say
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Hospital {
  static let calendar = "holidays"
  static let dutyPolicy = "duty"

  /// Adds second and trainee lines, turns of every kind, public holidays, routes by the hour, a
  /// bundle for what is low, and the test page at the start of a duty. Uses its own chance.
  mutating func widen(_ chance: inout Chance, start: Timestamp) {
    let today = zone.civil(at: start).date
    addHolidays((-30...3).filter { _ in chance.below(4) == 0 }.map { today + $0 })
    for id in Self.rotaIDs.prefix(3) {
      guard var rota = truth.rotas[id] else { continue }
      widen(&rota, &chance, today: today)
      truth.rotas[id] = rota
    }
    widenPolicies(&chance)
    widenRoutes(&chance)
  }

  /// The public holidays of the hospital's calendar.
  mutating func addHolidays(_ days: [CivilDate]) {
    calendars[Self.calendar] = HolidayCalendar(
      name: Self.calendar, title: "Holidays", days: days.map { Holiday(date: $0, name: "day") })
    truth.holidays[Self.calendar] = Set(days.map { Int64($0.dayNumber) })
  }

  private func widen(_ rota: inout Rota, _ chance: inout Chance, today: CivilDate) {
    for index in rota.layers.indices {
      let layer = rota.layers[index]
      guard chance.below(2) == 0 else { continue }
      var wide = RotaLayer(
        name: layer.name, members: layer.members, start: layer.start - chance.below(90),
        handoff: layer.handoff,
        turn: chance.pick([.monthly(1), .workingDays(1), .workingDays(2), .cycle([2, 3, 1])]))
      wide.restriction = layer.restriction.map { window in
        var window = window
        window.holidays = chance.pick([.ordinary, .skipped, .also, .only])
        return window
      }
      rota.layers[index] = wide
    }
    for line in [RotaLine.second, .trainee] where chance.below(2) == 0 {
      var members = doctors
      chance.shuffle(&members)
      var layer = RotaLayer(
        name: line.rawValue, members: Array(members.prefix(2)), start: today - 10,
        handoff: TimeOfDay(milliseconds: 480 * 60_000), turn: .daily(1))
      layer.line = line
      rota.layers.insert(layer, at: 0)
    }
    rota.holidays = Self.calendar
    rota = rota.observing(calendars)
  }

  private mutating func widenPolicies(_ chance: inout Chance) {
    let second = PageTarget.line(.second, of: Self.rotaIDs[chance.below(2)])
    let trainee = PageTarget.line(.trainee, of: Self.rotaIDs[1])
    for name in ["ward", "urgent"] {
      guard let policy = policies[name] else { continue }
      var times = policy.times
      times.bundle = .minutes(5)
      let roles = policy.roles.map { role in
        PolicyRole(
          role: role.role,
          steps: role.steps + [
            PolicyStep(targets: [second, trainee], wait: .minutes(3))
          ])
      }
      policies[name] = Policy(
        reference: policy.reference, title: policy.title, roles: roles, cycles: policy.cycles,
        fallback: policy.fallback, times: times)
    }
    addDutyPolicy()
  }

  /// The policy of the test page at the start of a duty.
  mutating func addDutyPolicy() {
    let last = PageTarget.responder(Self.switchboard)
    let steps = [
      PolicyStep(targets: [.named], wait: .minutes(3)),
      PolicyStep(targets: [.outgoing, last], wait: .minutes(3)),
    ]
    policies[Self.dutyPolicy] = Policy(
      reference: PolicyReference(name: Self.dutyPolicy, revision: 1), title: Self.dutyPolicy,
      roles: [PolicyRole(role: "responder", steps: steps)],
      fallback: Fallback(targets: [last], every: .minutes(10)))
  }

  private mutating func widenRoutes(_ chance: inout Chance) {
    var day = Route(name: "medicine by day", ward: "W2", policy: "ward")
    day.during = hours(&chance)
    var holiday = Route(name: "holidays", ward: "W4", policy: "team")
    var window = WeeklyWindow()
    window.holidays = .only
    holiday.during = WeeklyHours(windows: [window], zone: zone.name, holidays: Self.calendar)
    let routes = [
      Route(name: "intensive", ward: "W1", policy: "urgent"),
      Route(name: "theatre", ward: "W3", priority: .high, policy: "team"), day, holiday,
      Route(name: "high by night", ward: "W2", priority: .high, policy: "urgent"),
    ]
    let folding = routing.folding
    routing = RoutingTable(routes: routes, catchAll: "site")
    routing.folding = folding
    routing.dutyStarts = chance.below(3) > 0 ? Self.dutyPolicy : nil
  }
}
