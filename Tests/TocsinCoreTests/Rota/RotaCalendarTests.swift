// Tocsin — Core tests: a rota as a calendar shows it
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A calendar of rotas` {
  private static let zone = TestZones.paris

  private func staffing(_ rotas: Rota...) -> Staffing {
    var staffing = Staffing()
    for rota in rotas { staffing.rotas[rota.id] = rota }
    staffing.zones["Europe/Paris"] = Self.zone
    for id in [amara, bruno, chloe, dmitri] {
      staffing.responders[id] = Responder(id: id, name: id.text)
    }
    return staffing
  }

  private func lines(_ entries: [CalendarEntry]) -> [String] {
    entries.map { entry in
      let who = entry.holder?.text ?? "\(entry.missing) missing"
      let span = [entry.from, entry.until].map { RFC3339.minuteText($0, in: Self.zone) }
      let line = entry.line == .first ? "" : " \(entry.line.rawValue)"
      return "\(span.joined(separator: " ")) \(who)\(line)"
    }
  }

  private func calendar(_ staffing: Staffing, from: String, until: String) -> [String] {
    lines(staffing.calendar(of: [RotaID("medicine")], from: at(from), until: at(until)))
  }

  @Test func `has an entry for each turn, by the clock`() {
    let entries = calendar(
      staffing(rota(layer(.weekly(1), from: "2026-10-12"))), from: "2026-10-19T06:00Z",
      until: "2026-11-02T07:00Z")
    #expect(
      entries == [
        "2026-10-19T08:00+02:00 2026-10-26T08:00+01:00 bruno",
        "2026-10-26T08:00+01:00 2026-11-02T08:00+01:00 chloe",
      ])
  }

  @Test func `shows how many persons are missing`() {
    let base = layer(.daily(1), from: "2026-10-19", members: [amara])
    let top = layer(.daily(1), from: "2026-10-20", members: [bruno], name: "top")
    let entries = calendar(
      staffing(rota(base, top).needing(2)), from: "2026-10-19T00:00Z", until: "2026-10-20T08:00Z")
    #expect(
      entries == [
        "2026-10-19T08:00+02:00 2026-10-20T08:00+02:00 amara",
        "2026-10-20T08:00+02:00 2026-10-20T10:00+02:00 bruno",
        "2026-10-20T08:00+02:00 2026-10-20T10:00+02:00 amara",
        "2026-10-19T02:00+02:00 2026-10-19T08:00+02:00 2 missing",
        "2026-10-19T08:00+02:00 2026-10-20T08:00+02:00 1 missing",
      ])
  }

  @Test func `does not cut one person's turn where another's ends`() {
    let base = layer(.weekly(1), from: "2026-10-19", members: [amara, bruno])
    let top = layer(.daily(1), from: "2026-10-19", members: [chloe, dmitri], name: "top")
    let entries = calendar(
      staffing(rota(base, top).needing(2)), from: "2026-10-19T06:00Z", until: "2026-10-22T06:00Z")
    #expect(entries.filter { $0.hasSuffix("amara") }.count == 1)
    #expect(entries.filter { $0.hasSuffix("chloe") }.count == 2)
  }

  @Test func `shows the second line and the trainee beside the first, and no gaps of theirs`() {
    var second = layer(.daily(1), from: "2026-10-20", members: [bruno], name: "second")
    second.line = .second
    var trainee = layer(.daily(1), from: "2026-10-19", members: [chloe], name: "trainee")
    trainee.line = .trainee
    let base = layer(.weekly(1), from: "2026-10-19", members: [amara])
    let entries = calendar(
      staffing(rota(base, second, trainee)), from: "2026-10-19T06:00Z", until: "2026-10-21T06:00Z")
    #expect(
      Set(entries) == [
        "2026-10-19T08:00+02:00 2026-10-21T08:00+02:00 amara",
        "2026-10-20T08:00+02:00 2026-10-21T08:00+02:00 bruno second",
        "2026-10-19T08:00+02:00 2026-10-20T08:00+02:00 chloe trainee",
        "2026-10-20T08:00+02:00 2026-10-21T08:00+02:00 chloe trainee",
      ])
    #expect(entries.count == 4)
  }

  @Test func `has a gap from the instant at which an account ends`() {
    var staffing = staffing(rota(layer(.daily(1), from: "2026-10-19", members: [amara])))
    staffing.responders[amara]?.validUntil = at("2026-10-19T18:00Z")
    let entries = calendar(staffing, from: "2026-10-19T06:00Z", until: "2026-10-20T06:00Z")
    #expect(
      entries == [
        "2026-10-19T08:00+02:00 2026-10-19T20:00+02:00 amara",
        "2026-10-19T20:00+02:00 2026-10-20T08:00+02:00 1 missing",
      ])
  }

  @Test(arguments: `Every rota`.cases)
  func `agrees with who would be paged at each moment`(
    zone: ZoneRules, middle: Timestamp, start: String
  ) {
    for rota in `Every rota`.shapes(start: start, around: middle) {
      var staffing = staffing(rota)
      staffing.zones["Europe/Paris"] = zone
      staffing.responders[bruno]?.validUntil = middle
      let (from, until) = (middle - .days(3), middle + .days(3))
      let entries = staffing.calendar(of: [rota.id], from: from, until: until)
      for entry in entries {
        for moment in [entry.from, entry.until - Milliseconds(1)] {
          let paged = Set(staffing.onCall(.rota(rota.id), at: moment).map(\.responder))
          let shown = entries.filter { $0.from <= moment && moment < $0.until && $0.line == .first }
          #expect(Set(shown.compactMap(\.holder)) == paged)
          #expect(
            shown.reduce(0) { $0 + $1.missing } == max(0, rota.needs - paged.count))
        }
      }
    }
  }

  @Test func `of a team has all the rotas of its policy, and there is none of what is unknown`() {
    let staffing = staffing(rota(layer(.weekly(1), from: "2026-10-12")))
    let policy = Policy(
      reference: PolicyReference(name: "ward", revision: 1), title: "Ward",
      roles: [
        PolicyRole(
          role: "responder",
          steps: [
            PolicyStep(
              targets: [.rota(RotaID("medicine")), .rota(RotaID("gone"))], wait: .minutes(2))
          ])
      ], fallback: Fallback(targets: [.responder(amara)], every: .minutes(1)))
    #expect(staffing.rotas(of: .team("ward"), ["ward": policy]) == [RotaID("medicine")])
    #expect(staffing.rotas(of: .team("no"), ["ward": policy]) == nil)
    #expect(staffing.rotas(of: .rota(RotaID("gone")), [:]) == nil)
    #expect(staffing.rotas(of: .person(ResponderID("nobody")), [:]) == nil)
    #expect(CalendarScope(kind: "shift", name: "x") == nil)
    #expect(CalendarScope(kind: "board", name: "x") == nil)
    let scopes: [CalendarScope] = [
      .person(amara), .rota(RotaID("medicine")), .team("ward"), .board(.names), .board(.numbers),
    ]
    for scope in scopes {
      #expect(CalendarScope(kind: scope.kind, name: scope.name) == scope)
    }
  }
}
