// Tocsin — Benchmarks: who is on call in a large hospital
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Rotas by themselves: no store, no socket, one core.
struct Rotas {
  let samples: Samples
  let watch: Stopwatch
  let report: Report

  private static let count = 200

  func run() throws {
    report.begin("rotas")
    onCallNow()
    try shapes()
    review()
    rehearsing()
    try hindsight()
  }

  /// The shipped rotas under other names, 200 in all, with an override in force on every fifth.
  private var hospital: Staffing {
    var staffing = samples.staffing
    staffing.rotas = [:]
    let shipped = samples.staffing.rotas.values.sorted { $0.id < $1.id }
    for number in 0..<Self.count {
      let model = shipped[number % shipped.count]
      var rota = Rota(
        id: RotaID("rota-\(number)"), title: model.title, zone: model.zone, layers: model.layers)
      (rota.needs, rota.holidays, rota.calendar) = (model.needs, model.holidays, model.calendar)
      if number % 5 == 0 {
        rota.overrides = [
          RotaOverride(
            from: samples.start - .hours(1), until: samples.start + .hours(8),
            responders: [ResponderID("dr.brandt")], reason: "exchange")
        ]
      }
      staffing.rotas[rota.id] = rota
    }
    return staffing
  }

  private func onCallNow() {
    let staffing = hospital
    let ids = staffing.rotas.keys.sorted()
    let cost = watch.cost(batch: 1) {
      for id in ids { keep(staffing.onCall(.rota(id), at: samples.start)) }
    }
    let each = Report.fixed(cost.p50 / Double(Self.count), digits: 2)
    report.add(
      ReportRow(
        "on call now, a hospital of 200 rotas", cost, note: "\(each) µs a rota; goal 20"))
  }

  /// One rota of each kind of turn, twenty years old.
  private func shapes() throws {
    let turns: [(String, RotaTurn)] = [
      ("days", .daily(1)), ("months", .monthly(1)), ("a cycle", .cycle([3, 4])),
      ("working days", .workingDays(1)),
    ]
    guard let start = CivilDate(text: "2006-01-02"), let begin = TimeOfDay(text: "08:00"),
      let end = TimeOfDay(text: "17:00")
    else { throw Trouble("the days of the samples cannot be read") }
    for (name, turn) in turns {
      var layer = RotaLayer(
        name: name, members: ["a", "b", "c"].map { ResponderID($0) }, start: start, handoff: begin,
        turn: turn)
      if case .workingDays = turn {
        var window = WeeklyWindow(
          days: [.monday, .tuesday, .wednesday, .thursday, .friday], from: begin, until: end)
        window.holidays = .skipped
        layer.restriction = [window]
      }
      var rota = Rota(id: RotaID(name), title: name, zone: samples.rota.zone, layers: [layer])
      rota.calendar = samples.rota.calendar
      let (tried, zone, now) = (rota, samples.zone, samples.start)
      let asking = watch.cost(batch: 16) { keep(tried.onCall(at: now, zone: zone)) }
      report.add(ReportRow("on call, turns of \(name) for 20 years", asking))
      let year = watch.cost(batch: 1) {
        keep(tried.shifts(from: now, until: now + .days(365), zone: zone))
      }
      report.add(ReportRow("a year, turns of \(name)", year, note: "goal 5,000 µs"))
    }
  }

  private func review() {
    let staffing = hospital
    let (start, end) = (samples.start, samples.start + .days(91))
    let cost = watch.cost(batch: 1) {
      keep(StaffingReview(staffing, from: start, until: end))
    }
    report.add(ReportRow("a review of 200 rotas over 13 weeks", cost))
  }

  private func rehearsing() {
    let (policy, staffing, start) = (samples.policy, samples.staffing, samples.start)
    let cost = watch.cost(batch: 1) {
      keep(Rehearsal.timeline(policy, staffing, from: start, in: samples.zone))
    }
    report.add(ReportRow("a rehearsal", cost))
  }

  /// The newest 5,000 alerts, each played under the rotas in force and under an edited one; every
  /// third was taken by nobody in truth and walks through the whole policy.
  private func hindsight() throws {
    let staffing = samples.staffing
    let before = PlayedDocuments(
      routing: RoutingTable(routes: [], catchAll: samples.policy.reference.name),
      policies: [samples.policy.reference.name: samples.policy], staffing: staffing)
    var after = before
    var edited = samples.rota
    edited.layers.swapAt(0, 1)
    after.staffing.rotas[edited.id] = edited
    let facts = RouteFacts(try samples.draft())
    let alerts = (0..<Hindsight.alertsMax).map { number in
      var alert = PastAlert(
        id: AlertID(high: 1, low: UInt64(number)),
        openedAt: samples.start - .minutes(Int64(number) * 25), facts: facts, priority: .high,
        policy: samples.policy.reference.name)
      if number % 3 > 0 {
        for person in staffing.responders.keys { alert.delays[person] = .seconds(75) }
      }
      return alert
    }
    let (begin, spent) = (Clock.wall, Clock.thread)
    keep(Hindsight.report(on: alerts, under: before, edited: after))
    var row = ReportRow("hindsight over \(alerts.count) alerts, both sides")
    (row.p50, row.cpu) = (
      Double(Clock.wall - begin) / 1_000, Double(Clock.thread - spent) / 1_000
    )
    let each = (row.cpu ?? 0) / Double(alerts.count)
    row.note = "once; \(Report.fixed(each, digits: 0)) µs an alert"
    report.add(row)
  }
}
