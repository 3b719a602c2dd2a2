// Tocsin — Simulation: people, rotas and policies of a world
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What the hospital of a world is like: the truth about people and rotas, the newest revisions of
/// its documents, and everybody's habits.
struct Hospital {
  var truth = Truth()
  var policies: [String: Policy] = [:]
  var rotaRevisions: [RotaID: Int] = [:]
  var habits: [ResponderID: Habit] = [:]
  let zone: ZoneRules
  var routing = Hospital.routing
  var calendars: [String: HolidayCalendar] = [:]
  var contacts = ContactTable()

  static let switchboard = ResponderID("switchboard")
  /// Somebody whom no rota and no policy names.
  static let offDuty = ResponderID("off-duty")
  static let wards = ["W1", "W2", "W3", "W4"]

  /// Pages are folded sooner than by default, so that worlds of a day see it often.
  static let routing: RoutingTable = {
    var table = RoutingTable(
      routes: [
        Route(name: "intensive", ward: "W1", policy: "urgent"),
        Route(name: "medicine", ward: "W2", policy: "ward"),
        Route(name: "theatre", ward: "W3", policy: "team"),
      ], catchAll: "site")
    table.folding.pagesMax = 2
    table.folding.window = .minutes(3)
    return table
  }()

  /// What can be called for by hand: a team, and one person.
  static let calls = CallTable(types: [
    CallType(
      name: "crash", titles: [.english: "Crash"], priority: .crash, policy: "team",
      fields: [.place]),
    CallType(
      name: "review", titles: [.english: "Review"], priority: .medium, policy: "ward",
      fields: CallField.allCases),
  ])

  static let rotaIDs = ["registrar", "doctor", "consultant", "empty"].map { RotaID($0) }

  /// A hospital of a few people in `zone`, its rotas begun some weeks before `start`.
  init(_ chance: inout Chance, zone: ZoneRules, start: Timestamp) {
    self.zone = zone
    let count = chance.within(5...11)
    let people = (1...count).map { ResponderID("p\($0)") }
    for id in people + [Self.switchboard, Self.offDuty] {
      truth.people[id] = Responder(id: id, name: "Person \(id)")
      habits[id] = Habit()
    }
    truth.people[people[count - 1]]?.isTrainee = chance.below(3) == 0
    habits[Self.switchboard] = .accepts(after: .minutes(3), work: .minutes(30))
    let today = zone.civil(at: start).date
    for id in Self.rotaIDs {
      rotaRevisions[id] = 1
      truth.rotas[id] = Self.rota(id, people, &chance, zone: zone, today: today)
    }
    var aside = chance
    let day = hours(&aside)
    for policy in Self.firstPolicies(people, day: day) { policies[policy.reference.name] = policy }
  }

  private static func rota(
    _ id: RotaID, _ people: [ResponderID], _ chance: inout Chance, zone: ZoneRules,
    today: CivilDate
  ) -> Rota {
    var rota = Rota(id: id, title: id.text, zone: zone.name, layers: [])
    guard id != rotaIDs[3] else { return rota }
    for number in 0..<chance.within(1...3) {
      var members = people
      chance.shuffle(&members)
      members = Array(members.prefix(chance.within(1...3)))
      let handoff = chance.pick([0, 120, 150, 180, 480, 1_200])
      var layer = RotaLayer(
        name: "layer \(number)", members: members, start: today - chance.within(0...40),
        handoff: TimeOfDay(milliseconds: handoff * 60_000),
        turn: chance.pick([.daily(1), .daily(2), .weekly(1)]))
      if number > 0, chance.below(2) == 0 {
        layer.restriction = [
          WeeklyWindow(
            days: chance.below(2) == 0 ? [] : [.monday, .saturday, .sunday],
            from: TimeOfDay(milliseconds: chance.pick([120, 150, 480]) * 60_000),
            until: TimeOfDay(milliseconds: chance.pick([150, 180, 1_200]) * 60_000))
        ]
      }
      rota.layers.append(layer)
    }
    rota.needs = chance.within(1...2)
    return rota
  }

  /// One wait, or one for what rings and a longer one for the rest.
  static func wait(_ chance: inout Chance) -> StepWait {
    let short = Milliseconds.minutes(Int64(chance.within(1...6)))
    let long = short + .minutes(Int64(chance.within(0...6)))
    return StepWait([.high: short, .medium: long]) ?? StepWait(short)
  }

  /// A part of the day, or of some days of the week, by the clock of the hospital.
  func hours(_ chance: inout Chance) -> WeeklyHours {
    let from = TimeOfDay(milliseconds: chance.pick([0, 120, 480, 1_080]) * 60_000)
    let until = TimeOfDay(milliseconds: chance.pick([150, 720, 1_080, 1_440]) * 60_000)
    let days: [Weekday] = chance.below(2) == 0 ? [] : [.monday, .tuesday, .saturday]
    return WeeklyHours(
      windows: [WeeklyWindow(days: days, from: from, until: until)], zone: zone.name)
  }

  private static func firstPolicies(_ people: [ResponderID], day: WeeklyHours) -> [Policy] {
    let last = Fallback(targets: [.responder(switchboard)], every: .minutes(10))
    let registrar = PageTarget.rota(rotaIDs[0])
    let doctor = PageTarget.rota(rotaIDs[1])
    let consultant = PageTarget.rota(rotaIDs[2])
    func policy(_ name: String, _ roles: [PolicyRole], cycles: Int, fallback: Fallback = last)
      -> Policy
    {
      var times = PolicyTimes()
      times.resound = .seconds(150)
      times.readBack = name == "team" ? .minutes(5) : nil
      return Policy(
        reference: PolicyReference(name: name, revision: 1), title: name, roles: roles,
        cycles: cycles, fallback: fallback, times: times)
    }
    let urgent = [
      PolicyStep(
        targets: [registrar],
        wait: StepWait([.high: .minutes(2), .medium: .minutes(4)]) ?? StepWait(.minutes(2))),
      PolicyStep(targets: [doctor, consultant], copies: [registrar], wait: .minutes(3)),
      PolicyStep(targets: [.responder(people[0]), consultant], wait: .minutes(4)),
    ]
    var daily = PolicyStep(targets: [consultant], wait: .minutes(2))
    daily.hours = day
    let ward = [
      PolicyStep(targets: [.rota(rotaIDs[3])], wait: .minutes(3)), daily,
      PolicyStep(targets: [doctor], wait: .minutes(5)),
    ]
    let second = [
      PolicyStep(targets: [.lastAcknowledged], wait: .minutes(2)),
      PolicyStep(targets: [doctor, .responder(people[1])], wait: .minutes(3)),
      PolicyStep(targets: [consultant], wait: .minutes(3)),
    ]
    let desk = Fallback(
      targets: [.responder(switchboard), .responder(people[2])], every: .minutes(8))
    return [
      policy("urgent", [PolicyRole(role: "responder", steps: urgent)], cycles: 2),
      policy("ward", [PolicyRole(role: "responder", steps: ward)], cycles: 1, fallback: desk),
      policy(
        "team",
        [PolicyRole(role: "leader", steps: urgent), PolicyRole(role: "second", steps: second)],
        cycles: 1),
      policy("site", [PolicyRole(role: "responder", steps: second)], cycles: 2, fallback: desk),
    ]
  }

  /// Everyone but the last resort and the one off duty, sorted.
  var doctors: [ResponderID] {
    truth.people.keys.filter { $0 != Self.switchboard && $0 != Self.offDuty }.sorted()
  }
}
