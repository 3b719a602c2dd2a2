// Tocsin — Core tests: mistakes of on-call calendars in use, each as what must not happen
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// Each is a mistake that was reported of some system in use.
@Suite struct `A rota, unlike others in use,` {
  @Test func `keeps a shift by the clock at its hour in every week of the year`() {
    let days = rota(
      layer(.weekly(1), from: "2026-01-05").restricted(
        to: WeeklyWindow(from: clock("08:00"), until: clock("17:00"))))
    let shifts = days.shifts(
      from: at("2026-01-05T08:00+01:00"), until: at("2027-01-04T08:00+01:00"),
      zone: TestZones.paris)
    let covered = shifts.filter { !$0.holders.isEmpty }
    #expect(covered.count == 364)
    for shift in covered {
      #expect(TestZones.paris.civil(at: shift.from).time == clock("08:00"))
      #expect(TestZones.paris.civil(at: shift.until).time == clock("17:00"))
    }
  }

  @Test func `leaves no hole of an hour in a turn of seven days`() {
    for zone in [TestZones.paris, TestZones.newYork, TestZones.lordHowe] {
      let weekly = rota(layer(.daily(7), from: "2026-01-05"))
      let shifts = weekly.shifts(
        from: at("2026-02-01T00:00Z"), until: at("2026-12-31T00:00Z"), zone: zone)
      #expect(shifts.allSatisfy { $0.holders.count == 1 }, "\(zone.name)")
      #expect(zip(shifts, shifts.dropFirst()).allSatisfy { $0.until == $1.from })
    }
  }

  @Test func `finds the person of the day far from UTC, on both sides of its midnight`() {
    let kiritimati = ZoneRules(name: "+14", initialOffsetSeconds: 14 * 3_600, transitions: [])
    let west = ZoneRules(name: "-12", initialOffsetSeconds: -12 * 3_600, transitions: [])
    let daily = rota(layer(.daily(1), from: "2026-11-02", at: "00:00"))
    #expect(daily.names(at: "2026-11-01T10:00Z", kiritimati) == ["amara"])
    #expect(daily.names(at: "2026-11-02T09:59Z", kiritimati) == ["amara"])
    #expect(daily.names(at: "2026-11-02T10:00Z", kiritimati) == ["bruno"])
    #expect(daily.names(at: "2026-11-02T11:59Z", west) == [])
    #expect(daily.names(at: "2026-11-02T12:00Z", west) == ["amara"])
    #expect(daily.names(at: "2026-11-03T11:59Z", west) == ["amara"])
  }

  @Test func `hands off at eight in winter although it began in summer`() {
    let begun = rota(layer(.daily(1), from: "2026-07-06"))
    let answer = begun.onCall(at: at("2026-12-01T12:00Z"), zone: TestZones.paris)
    #expect(answer.from == at("2026-12-01T08:00+01:00"))
  }

  @Test func `does not give Monday to whoever follows the one of Sunday`() {
    let workdaily = rota(layer(.workingDays(1), from: "2026-11-02").restricted(to: workdays))
    #expect(workdaily.names(at: "2026-11-06T12:00+01:00") == ["bruno"])
    #expect(workdaily.names(at: "2026-11-09T12:00+01:00") == ["chloe"])
  }

  @Test func `does not lose the last day of a month in which an hour is lost`() {
    let monthly = rota(layer(.monthly(1), from: "2026-03-01", at: "00:00"))
    let march = monthly.onCall(at: at("2026-03-31T12:00+02:00"), zone: TestZones.paris)
    #expect(march.responders == [amara])
    #expect(march.until - march.from == .hours(31 * 24 - 1))
    #expect(monthly.names(at: "2026-03-31T23:59:59+02:00") == ["amara"])
    #expect(monthly.names(at: "2026-04-01T00:00+02:00") == ["bruno"])
  }

  @Test func `replaces a person in their place, and adds nobody when they are not on call`() {
    let noon = at("2026-11-03T12:00+01:00")
    let two = rota(
      layer(.daily(1), from: "2026-11-02", members: [amara]),
      layer(.daily(1), from: "2026-11-02", members: [bruno], name: "top")
    ).needing(2)
    func replacing(_ person: ResponderID) -> [ResponderID] {
      let override = RotaOverride(
        from: noon, until: noon + .hours(1), responders: [dmitri], reason: "x", replaces: person)
      return two.overridden(override).onCall(at: noon, zone: TestZones.paris).responders
    }
    #expect(replacing(amara) == [bruno, dmitri])
    #expect(replacing(bruno) == [dmitri, amara])
    #expect(replacing(chloe) == [bruno, amara])
  }

  @Test func `has no double holder in the minute of a handoff`() {
    let daily = rota(layer(.daily(1), from: "2026-11-02"))
    for second in 0..<120 {
      let moment = at("2026-11-03T07:59:00+01:00") + .seconds(Int64(second))
      let expected = second < 60 ? amara : bruno
      #expect(daily.onCall(at: moment, zone: TestZones.paris).responders == [expected])
    }
  }

  @Test func `finds no gap before the time that is asked about`() {
    let past = RotaOverride(
      from: at("2026-11-03T00:00Z"), until: at("2026-11-05T00:00Z"), responders: [], reason: "x")
    var staffing = Staffing(zones: ["Europe/Paris": TestZones.paris])
    for id in [amara, bruno, chloe] { staffing.responders[id] = Responder(id: id, name: id.text) }
    staffing.rotas[RotaID("medicine")] = rota(layer(.daily(1), from: "2026-11-02"))
      .overridden(past)
    let now = at("2026-11-04T12:00Z")
    let review = StaffingReview(staffing, from: now, until: now + .days(7))
    let gaps = review.gaps(of: RotaID("medicine"))
    #expect(gaps.map(\.from) == [now])
    #expect(gaps.map(\.until) == [past.until])
  }

  @Test func `gives a shift to nobody who has not taken it`() {
    var offered = handover(
      bruno, dmitri, "2026-11-03T10:00+01:00", "2026-11-03T18:00+01:00")
    offered.acceptedAt = nil
    let daily = rota(layer(.daily(1), from: "2026-11-02"))
    #expect(daily.names(at: "2026-11-03T12:00+01:00", TestZones.paris, [offered]) == ["bruno"])
  }

  @Test func `goes on by the new clock when the rules of its zone change in mid-turn`() {
    let abolished = ZoneRules(
      name: "Europe/Paris", initialOffsetSeconds: 3_600,
      transitions: [ZoneTransition(at: at("2026-03-29T01:00Z"), offsetSeconds: 7_200)])
    let weekly = rota(layer(.weekly(1), from: "2026-10-05"))
    let moment = at("2026-10-25T22:00Z")
    let old = weekly.onCall(at: moment, zone: TestZones.paris)
    let new = weekly.onCall(at: moment, zone: abolished)
    #expect(old.responders == [chloe] && new.responders == [chloe])
    #expect(old.from == new.from)
    #expect(old.until == at("2026-10-26T07:00Z") && new.until == at("2026-10-26T06:00Z"))
    #expect(abolished.civil(at: new.until).time == clock("08:00"))
  }
}
