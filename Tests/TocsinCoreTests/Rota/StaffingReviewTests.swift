// Tocsin — Core tests: rests, double bookings, shares and quality
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

private func named(_ name: String, _ layers: RotaLayer...) -> Rota {
  Rota(id: RotaID(name), title: name, zone: "Europe/Paris", layers: layers)
}

/// One person each day between two times.
private func daily(_ person: ResponderID, _ from: String, _ until: String) -> RotaLayer {
  layer(.daily(1), from: "2026-01-01", at: from, members: [person], name: "\(person) \(from)")
    .restricted(to: WeeklyWindow(from: clock(from), until: clock(until)))
}

private let begin = at("2026-11-02T00:00+01:00")

extension Rota {
  fileprivate func resting(_ rest: Milliseconds) -> Rota {
    var copy = self
    copy.rest = rest
    return copy
  }
}

private let medicine = RotaID("medicine")

@Suite struct `A person's rest after a night` {
  private func broken(_ staffing: Staffing, days: Int64 = 3) -> [String] {
    StaffingReview(staffing, from: begin, until: begin + .days(days)).brokenRests.map {
      "\($0.night.rota) \(RFC3339.minuteText($0.night.until, in: TestZones.paris)) then"
        + " \($0.next.rota) after \($0.rest.text)"
    }
  }

  @Test func `is too short when a shift of another rota begins before it is over`() {
    let nights = named("nights", daily(amara, "20:00", "08:00")).resting(.hours(11))
    let clinic = named("clinic", daily(amara, "15:00", "16:00"))
    #expect(
      broken(staffing(nights, clinic)) == [
        "nights 2026-11-02T08:00+01:00 then clinic after 7h",
        "nights 2026-11-03T08:00+01:00 then clinic after 7h",
        "nights 2026-11-04T08:00+01:00 then clinic after 7h",
      ])
    #expect(broken(staffing(nights.resting(.hours(7)), clinic)) == [])
    #expect(broken(staffing(nights)) == [])
  }

  @Test func `is not looked at after a day, nor where the rota states none`() {
    let days = named("days", daily(amara, "06:00", "12:00")).resting(.hours(11))
    let clinic = named("clinic", daily(amara, "15:00", "16:00"))
    #expect(broken(staffing(days, clinic)) == [])
    let nights = named("nights", daily(amara, "20:00", "08:00"))
    #expect(broken(staffing(nights, clinic)) == [])
  }

  @Test func `counts from the end of a shift that runs on without a break`() {
    let nights = named("nights", daily(amara, "20:00", "02:00"), daily(amara, "02:00", "08:00"))
      .resting(.hours(11))
    #expect(broken(staffing(nights)) == [])
  }

  @Test func `is none when the next shift begins before the night ends`() {
    let nights = named("nights", daily(amara, "20:00", "08:00")).resting(.hours(2))
    let early = named("early", daily(amara, "07:00", "12:00"))
    #expect(
      broken(staffing(nights, early), days: 2).first
        == "nights 2026-11-02T08:00+01:00 then early after 0s")
  }

  @Test func `is that of one person alone`() {
    let nights = named("nights", daily(amara, "20:00", "08:00")).resting(.hours(11))
    let clinic = named("clinic", daily(bruno, "09:00", "16:00"))
    #expect(broken(staffing(nights, clinic)) == [])
  }
}

@Suite struct `A double booking` {
  @Test func `is one person on two rotas at once`() {
    let review = StaffingReview(
      staffing(
        named("a", daily(amara, "08:00", "16:00")), named("b", daily(amara, "12:00", "20:00"))),
      from: begin, until: begin + .days(1))
    #expect(review.doubleBookings.map(\.responder) == [amara])
    #expect(review.doubleBookings.first?.from == begin + .hours(12))
    #expect(review.doubleBookings.first?.until == begin + .hours(16))
  }

  @Test func `is none when one ends where the other begins, nor for a trainee`() {
    let next = staffing(
      named("a", daily(amara, "08:00", "12:00")), named("b", daily(amara, "12:00", "20:00")))
    #expect(
      StaffingReview(next, from: begin, until: begin + .days(9)).doubleBookings.isEmpty)
    let trainee = staffing(
      named("a", daily(amara, "08:00", "16:00")),
      named("b", daily(amara, "12:00", "20:00").on(.trainee)))
    #expect(
      StaffingReview(trainee, from: begin, until: begin + .days(9)).doubleBookings.isEmpty)
  }
}

@Suite struct `The shares of a rota` {
  @Test func `count hours, nights, weekends and holidays by the clock`() {
    let weeks = named(
      "medicine", layer(.weekly(1), from: "2026-11-02", at: "00:00", members: [amara, bruno])
    ).observing("2026-11-11", "2026-11-14")
    let shares = StaffingReview(staffing(weeks), from: begin, until: begin + .days(14))
      .shares(of: medicine)
    #expect(shares.map(\.responder) == [amara, bruno])
    #expect(shares.map(\.shifts) == [1, 1])
    #expect(shares.map(\.total) == [.days(7), .days(7)])
    #expect(shares.map(\.night) == [.hours(42), .hours(42)])
    #expect(shares.map(\.weekend) == [.hours(48), .hours(48)])
    #expect(shares.map(\.holiday) == [.zero, .hours(48)])
  }

  @Test func `have an hour more in the night in which clocks go back, and one less in spring`() {
    let nights = named("medicine", daily(amara, "00:00", "06:00"))
    func night(_ day: String) -> Milliseconds? {
      let midnight = TestZones.paris.instant(of: CivilTime(date(day), .midnight))
      return StaffingReview(staffing(nights), from: midnight, until: midnight + .hours(12))
        .shares(of: medicine).first?.night
    }
    #expect(night("2026-10-24") == .hours(6))
    #expect(night("2026-10-25") == .hours(7))
    #expect(night("2026-03-29") == .hours(5))
  }

  @Test func `are those of one line, and add up to the time that it is held`() {
    let rota = named(
      "medicine", layer(.daily(1), from: "2026-10-01"),
      layer(.weekly(1), from: "2026-10-01", members: [dmitri], name: "behind").on(.second))
    let review = StaffingReview(staffing(rota), from: begin, until: begin + .days(30))
    let total = review.shares(of: medicine).reduce(Milliseconds.zero) { $0 + $1.total }
    #expect(total == .days(30))
    #expect(review.shares(of: medicine, line: .second).map(\.responder) == [dmitri])
    #expect(review.shares(of: medicine, line: .trainee).isEmpty)
    #expect(review.shares(of: RotaID("none")).isEmpty)
  }
}

@Suite struct `The quality of a rota` {
  private let weeks = named("medicine", layer(.weekly(1), from: "2026-10-05", at: "00:00"))
  private let span = (at("2026-11-02T00:00+01:00"), at("2027-02-01T00:00+01:00"))

  private func quality(_ staffing: Staffing) -> RotaQuality? {
    StaffingReview(staffing, from: span.0, until: span.1).quality(of: medicine)
  }

  @Test func `is a hundred when nothing is wrong`() {
    #expect(quality(staffing(weeks)) == RotaQuality(findings: []))
    #expect(quality(staffing(weeks))?.score == 100)
    #expect(quality(staffing()) == nil)
  }

  @Test func `loses ten points for any gap, and sixty for one of a tenth`() {
    let hour = RotaOverride(
      from: begin + .days(3), until: begin + .days(3) + .hours(1), responders: [], reason: "x")
    let short = quality(staffing(weeks.overridden(hour)))
    #expect(
      short?.findings == [
        QualityFinding(reason: .uncovered(gaps: 1, total: .hours(1)), points: 11)
      ])
    let weekends = named(
      "medicine",
      layer(.weekly(1), from: "2026-10-05", at: "00:00").restricted(to: workdays))
    let uncovered = quality(staffing(weekends))?.findings.first
    #expect(
      uncovered
        == QualityFinding(
          reason: .uncovered(gaps: 13, total: .days(26)), points: 60))
    #expect(quality(staffing(named("medicine")))?.score == 40)
  }

  @Test func `loses points for whoever has no device`() {
    var lacking = staffing(weeks)
    lacking.devices[bruno] = []
    let found = quality(lacking)?.findings
    #expect(found?.map(\.reason) == [.unreachable(bruno, total: .days(35))])
    #expect(found?.map(\.points) == [30])
  }

  @Test func `loses five points for each broken rest and each double booking`() {
    let nights = named("medicine", daily(amara, "20:00", "08:00"), daily(bruno, "08:00", "20:00"))
      .resting(.hours(11))
    let once = RotaOverride(
      from: begin + .hours(12), until: begin + .hours(13), responders: [amara], reason: "x")
    let clinic = named("clinic").overridden(once)
    let rests = quality(staffing(nights, clinic))
    #expect(rests?.findings.last == QualityFinding(reason: .restBroken(times: 1), points: 5))
    let twice = RotaOverride(
      from: begin + .hours(12), until: begin + .hours(13), responders: [bruno], reason: "x")
    let bookings = quality(staffing(nights, named("clinic").overridden(twice)))
    #expect(bookings?.findings.last == QualityFinding(reason: .doubleBooked(times: 1), points: 5))
  }

  @Test func `lets one person have a turn more than the others, and no more`() {
    let fair = named(
      "medicine", layer(.weekly(1), from: "2026-11-02", at: "00:00", members: [amara, bruno]))
    #expect(quality(staffing(fair))?.score == 100)
    let unfair = named(
      "medicine",
      layer(
        .weekly(1), from: "2026-11-02", at: "00:00", members: [amara, bruno, amara, chloe, amara]))
    let found = quality(staffing(unfair))?.findings.first
    guard case .imbalance(let hours, let person, let has, let mean) = found?.reason else {
      Issue.record("nothing is said of the imbalance")
      return
    }
    #expect(person == amara && hours == .all)
    #expect(has == .days(56) && mean.count == Milliseconds.days(91).count / 3)
    #expect((1...20).contains(found?.points ?? 0))
  }

  @Test func `says that the calendar of holidays ends too soon`() {
    let ending = weeks.observing("2026-12-25")
    #expect(
      quality(staffing(ending))?.findings == [
        QualityFinding(reason: .holidaysEnd(date("2026-12-25")), points: 5)
      ])
    #expect(quality(staffing(weeks.observing("2027-12-25")))?.score == 100)
  }

  @Test func `never falls below nothing, and puts the heaviest reason first`() {
    var bad = staffing(
      named("medicine", daily(amara, "20:00", "08:00"), daily(amara, "10:00", "12:00"))
        .resting(.hours(11)).observing("2026-11-11"),
      named("clinic", daily(amara, "10:00", "12:00")))
    bad.devices = [:]
    let found = quality(bad)
    #expect(found?.score == 0)
    let points = found?.findings.map(\.points) ?? []
    #expect(points == points.sorted(by: >) && points.count == 5)
  }
}
