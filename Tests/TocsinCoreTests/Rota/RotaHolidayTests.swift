// Tocsin — Core tests: public holidays and the lines of a rota
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore

@Suite struct `A public holiday` {
  private let base = layer(.weekly(1), from: "2026-11-02", members: [amara])

  @Test func `is covered by a window that names it, also on a Saturday`() {
    let special = layer(.daily(1), from: "2026-11-02", members: [dmitri], name: "holidays")
      .restricted(
        to: WeeklyWindow(from: clock("08:00"), until: clock("20:00")).observing(.only))
    let tried = rota(base, special).observing("2026-11-07", "2026-11-11")
    #expect(
      tried.lines(from: "2026-11-07T00:00+01:00", until: "2026-11-11T21:00+01:00") == [
        "2026-11-07T00:00+01:00 amara", "2026-11-07T08:00+01:00 dmitri",
        "2026-11-07T20:00+01:00 amara", "2026-11-09T08:00+01:00 amara",
        "2026-11-11T08:00+01:00 dmitri", "2026-11-11T20:00+01:00 amara",
      ])
  }

  @Test func `joins the weekend where a window names both`() {
    let weekend = WeeklyWindow(days: [.saturday, .sunday]).observing(.also)
    let tried = rota(base.restricted(to: weekend)).observing("2026-11-09")
    let answer = tried.onCall(at: at("2026-11-08T12:00+01:00"), zone: TestZones.paris)
    #expect(answer.from == at("2026-11-07T00:00+01:00"))
    #expect(answer.until == at("2026-11-09T08:00+01:00"))
    #expect(tried.names(at: "2026-11-09T23:59+01:00") == ["amara"])
    #expect(tried.names(at: "2026-11-10T00:00+01:00") == [])
  }

  @Test func `is left out by a window that skips it, and a day like others to the rest`() {
    let skipping = rota(base.restricted(to: workdays.observing(.skipped))).observing("2026-11-11")
    let usual = rota(base.restricted(to: workdays)).observing("2026-11-11")
    #expect(skipping.names(at: "2026-11-11T12:00+01:00") == [])
    #expect(skipping.names(at: "2026-11-12T12:00+01:00") == ["amara"])
    #expect(usual.names(at: "2026-11-11T12:00+01:00") == ["amara"])
  }

  @Test func `leaves a night that began the day before as it is`() {
    let nights = WeeklyWindow(from: clock("20:00"), until: clock("08:00")).observing(.skipped)
    let tried = rota(base.restricted(to: nights)).observing("2026-11-11")
    #expect(tried.names(at: "2026-11-11T07:00+01:00") == ["amara"])
    #expect(tried.names(at: "2026-11-11T21:00+01:00") == [])
    #expect(tried.names(at: "2026-11-12T07:00+01:00") == [])
  }

  @Test func `is the day of the rota's own zone`() {
    let only = rota(base.restricted(to: WeeklyWindow().observing(.only))).observing("2026-11-11")
    #expect(only.names(at: "2026-11-11T00:00+01:00") == ["amara"])
    #expect(only.names(at: "2026-11-10T22:59Z") == [])
    #expect(only.names(at: "2026-11-11T23:00Z") == [])
  }

  @Test func `stands once in its calendar, which comes back from its coded form`() throws {
    let days = ["2026-12-25", "2026-01-01", "2026-12-25"].map { Holiday(date: date($0), name: $0) }
    let calendar = HolidayCalendar(name: "c", title: "C", days: days)
    #expect(calendar.days.map(\.date.text) == ["2026-01-01", "2026-12-25"])
    #expect(calendar.holds(date("2026-12-25")) && !calendar.holds(date("2026-12-26")))
    #expect(!HolidayCalendar.none.holds(date("2026-12-25")))
    let coded = try JSONEncoder().encode(calendar)
    #expect(try JSONDecoder().decode(HolidayCalendar.self, from: coded) == calendar)
  }

  @Test func `counts for a rota only once the calendar that it names is looked up`() {
    var tried = rota(base.restricted(to: WeeklyWindow().observing(.only)))
    tried.holidays = "france"
    let calendar = HolidayCalendar(
      name: "france", title: "France", days: [Holiday(date: date("2026-11-11"), name: "")])
    #expect(tried.names(at: "2026-11-11T12:00+01:00") == [])
    #expect(tried.observing(["france": calendar]).names(at: "2026-11-11T12:00+01:00") == ["amara"])
    #expect(tried.observing(["other": calendar]).names(at: "2026-11-11T12:00+01:00") == [])
  }
}

extension RotaLayer {
  /// The same layer on another line.
  func on(_ line: RotaLine) -> RotaLayer {
    var copy = self
    copy.line = line
    return copy
  }
}

@Suite struct `The lines of a rota` {
  private let noon = at("2026-11-03T12:00+01:00")
  private let day = (at("2026-11-03T10:00+01:00"), at("2026-11-03T18:00+01:00"))
  private let tried = rota(
    layer(.daily(1), from: "2026-11-02", members: [amara, bruno]),
    layer(.daily(1), from: "2026-11-02", members: [chloe], name: "behind").on(.second),
    layer(.weekly(1), from: "2026-11-02", members: [dmitri], name: "trainees").on(.trainee))

  private func names(_ rota: Rota, _ line: RotaLine, _ handovers: [Handover] = []) -> [String] {
    let answer = rota.onCall(at: noon, zone: TestZones.paris, handovers: handovers)
    let holders = answer.holders(of: line)
    #expect(
      holders == rota.onCall(of: line, at: noon, zone: TestZones.paris, handovers: handovers))
    return holders.map(\.responder.text)
  }

  @Test func `are held each by itself`() {
    #expect(names(tried, .first) == ["bruno"])
    #expect(names(tried, .second) == ["chloe"])
    #expect(names(tried, .trainee) == ["dmitri"])
    #expect(names(tried.needing(3), .first) == ["bruno"])
    #expect(names(tried.needing(3), .second) == ["chloe"])
  }

  @Test func `let one person stand on two of them`() {
    let both = rota(
      layer(.daily(1), from: "2026-11-02", members: [amara]),
      layer(.daily(1), from: "2026-11-02", members: [amara], name: "behind").on(.second))
    #expect(names(both, .first) == ["amara"])
    #expect(names(both, .second) == ["amara"])
  }

  @Test func `are changed by overrides of their own alone`() {
    var other = RotaOverride(from: day.0, until: day.1, responders: [dmitri], reason: "ill")
    #expect(names(tried.overridden(other), .first) == ["dmitri"])
    #expect(names(tried.overridden(other), .second) == ["chloe"])
    other.line = .second
    #expect(names(tried.overridden(other), .first) == ["bruno"])
    #expect(names(tried.overridden(other), .second) == ["dmitri"])
    #expect(names(tried.overridden(other), .trainee) == ["dmitri"])
  }

  @Test func `are handed over one by one`() {
    var taken = handover(chloe, dmitri, "2026-11-03T10:00+01:00", "2026-11-03T18:00+01:00")
    taken.line = .second
    #expect(names(tried, .first, [taken]) == ["bruno"])
    #expect(names(tried, .second, [taken]) == ["dmitri"])
  }

  @Test func `say in the reason which one it is`() {
    func why(_ rota: Rota, _ line: RotaLine, _ handovers: [Handover] = []) -> String? {
      rota.onCall(of: line, at: noon, zone: TestZones.paris, handovers: handovers).first?.reason
        .text
    }
    #expect(
      why(tried, .second) == "second on call for Medicine registrar until 2026-11-04T08:00+01:00")
    #expect(
      why(tried, .trainee)
        == "trainee on call for Medicine registrar until 2026-11-09T08:00+01:00")
    var other = RotaOverride(from: day.0, until: day.1, responders: [dmitri], reason: "ill")
    other.line = .second
    #expect(
      why(tried.overridden(other), .second)
        == "second on call for Medicine registrar by override until 2026-11-03T18:00+01:00: ill")
    var taken = handover(chloe, dmitri, "2026-11-03T10:00+01:00", "2026-11-03T18:00+01:00")
    taken.line = .second
    #expect(
      why(tried, .second, [taken])
        == "took over the second line of Medicine registrar from chloe until"
        + " 2026-11-03T18:00+01:00")
  }

  @Test func `divide the shifts of the rota wherever one of them changes`() {
    let begin = at("2026-11-03T08:00+01:00")
    let shifts = tried.shifts(from: begin, until: begin + .days(7), zone: TestZones.paris)
    #expect(shifts.count == 7)
    #expect(shifts.allSatisfy { $0.second.count == 1 && $0.trainees.count == 1 })
    #expect(shifts.map(\.responders) == (0..<7).map { $0 % 2 == 0 ? [bruno] : [amara] })
  }
}
