// Tocsin — Core tests: what holds for every rota
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `Every rota` {
  /// Shapes that meet each other's boundaries: turns × handoffs × restrictions, with and without
  /// overrides. Starts well before the days that are tried.
  static func shapes(start: String, around moment: Timestamp) -> [Rota] {
    let nights = WeeklyWindow(
      days: [.friday, .saturday], from: clock("20:30"), until: clock("02:15"))
    let mornings = WeeklyWindow(from: clock("01:45"), until: clock("08:00"))
    let turns: [RotaTurn] = [.daily(1), .daily(2), .daily(3), .weekly(1), .weekly(2)]
    return turns.flatMap { turn in
      ["00:00", "01:45", "02:30", "08:00", "23:30"].flatMap { handoff in
        let base = layer(turn, from: start, at: handoff)
        let top = layer(.daily(1), from: start, at: handoff, members: [dmitri, amara], name: "top")
        let override = RotaOverride(
          from: moment - .hours(3), until: moment + .minutes(90), responders: [dmitri],
          reason: "by agreement", replaces: amara)
        return [
          rota(base), rota(base.restricted(to: nights, mornings)),
          rota(base, top.restricted(to: nights)).needing(2), rota(base).overridden(override),
        ]
      }
    }
  }

  static let cases: [(ZoneRules, Timestamp, String)] = [
    (TestZones.paris, at("2026-03-29T01:00Z"), "2026-03-02"),
    (TestZones.paris, at("2026-10-25T01:00Z"), "2026-03-02"),
    (TestZones.newYork, at("2026-03-08T07:00Z"), "2026-01-05"),
    (TestZones.newYork, at("2026-11-01T06:00Z"), "2026-01-05"),
    (TestZones.lordHowe, at("2026-04-04T15:00Z"), "2026-01-05"),
    (TestZones.lordHowe, at("2026-10-03T15:30Z"), "2026-01-05"),
    (TestZones.apia, at("2011-12-30T10:00Z"), "2011-11-01"),
    (.utc, at("2026-06-15T00:00Z"), "2026-01-05"),
  ]

  @Test(arguments: cases)
  func `has shifts that follow each other and agree with every moment in them`(
    zone: ZoneRules, middle: Timestamp, start: String
  ) {
    for rota in Self.shapes(start: start, around: middle) {
      let (from, until) = (middle - .days(4), middle + .days(4))
      let shifts = rota.shifts(from: from, until: until, zone: zone)
      #expect(shifts.first?.from == from && shifts.last?.until == until)
      #expect(zip(shifts, shifts.dropFirst()).allSatisfy { $0.until == $1.from })
      #expect(shifts.allSatisfy { $0.from < $0.until })
      for shift in shifts {
        let length = (shift.until - shift.from).count
        for part in [0, length / 3, length / 2, length - 1] {
          let answer = rota.onCall(at: shift.from + Milliseconds(part), zone: zone)
          #expect(answer.holders == shift.holders, "\(zone.name) \(rota.layers)")
        }
      }
    }
  }

  @Test(arguments: cases)
  func `keeps its answer to the end of the span that it gives`(
    zone: ZoneRules, middle: Timestamp, start: String
  ) {
    for rota in Self.shapes(start: start, around: middle) {
      for step in stride(from: Int64(-60), through: 60, by: 3) {
        let moment = middle + .minutes(step * 24)
        let answer = rota.onCall(at: moment, zone: zone)
        #expect(answer.from <= moment && moment < answer.until)
        for other in [answer.from, answer.until - Milliseconds(1)] {
          #expect(rota.onCall(at: other, zone: zone).holders == answer.holders)
        }
      }
    }
  }

  @Test(arguments: cases)
  func `answers as a walk through all its turns does`(
    zone: ZoneRules, middle: Timestamp, start: String
  ) {
    for turn in [RotaTurn.daily(1), .daily(3), .weekly(1), .weekly(3)] {
      for handoff in ["00:00", "01:45", "02:30", "12:00", "24:00"] {
        let base = layer(turn, from: start, at: handoff)
        for step in stride(from: Int64(-200), through: 200, by: 7) {
          let moment = middle + .minutes(step * 15)
          let found = rota(base).onCall(at: moment, zone: zone).responders
          #expect(found == [walked(base, at: moment, zone)], "\(zone.name) \(turn) \(handoff)")
        }
      }
    }
  }

  /// The member by counting handoffs one by one from the start.
  private func walked(_ layer: RotaLayer, at moment: Timestamp, _ zone: ZoneRules) -> ResponderID {
    var days = 1
    if case .daily(let count) = layer.turn { days = count }
    if case .weekly(let count) = layer.turn { days = count * 7 }
    var turns = 0
    while zone.instant(of: CivilTime(layer.start + (turns + 1) * days, layer.handoff)) <= moment {
      turns += 1
    }
    return layer.members[turns % layer.members.count]
  }

  @Test(arguments: cases)
  func `moved by a week gives its answer a week later by the clock`(
    zone: ZoneRules, middle: Timestamp, start: String
  ) {
    for turn in [RotaTurn.daily(1), .daily(3), .weekly(1), .weekly(2)] {
      let here = rota(layer(turn, from: start))
      let later = rota(layer(turn, from: (date(start) + 7).text))
      for hour in stride(from: Int64(-96), through: 96, by: 5) {
        let shown = zone.civil(at: middle + .hours(hour))
        let moment = zone.instant(of: CivilTime(shown.date, clock("12:00")))
        let moved = zone.instant(of: CivilTime(shown.date + 7, clock("12:00")))
        guard zone.civil(at: moved).time == clock("12:00") else { continue }
        #expect(
          here.onCall(at: moment, zone: zone).responders
            == later.onCall(at: moved, zone: zone).responders)
      }
    }
  }

  @Test func `is bounded when asked for a thousand years`() {
    let shifts = rota(layer(.daily(1), from: "2026-11-02")).shifts(
      from: at("2026-11-02T08:00Z"), until: at("3026-11-02T08:00Z"), zone: .utc)
    #expect(shifts.count == 400)
    #expect(
      rota().shifts(from: at("2026-11-02T08:00Z"), until: at("2026-11-02T08:00Z"), zone: .utc) == []
    )
  }

  @Test func `of a thousand years resolves as one of a day`() {
    let old = rota(layer(.daily(1), from: "1026-11-02"))
    let days = date("2026-11-02").dayNumber - date("1026-11-02").dayNumber
    let expected = [amara, bruno, chloe][days % 3]
    #expect(old.onCall(at: at("2026-11-02T09:00Z"), zone: .utc).responders == [expected])
  }
}
