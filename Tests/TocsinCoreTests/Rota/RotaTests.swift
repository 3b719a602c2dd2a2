// Tocsin — Core tests: layers, windows, overrides and handovers
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore

@Suite struct `A rota's layers` {
  @Test(arguments: [
    (RotaTurn.daily(1), ["amara", "bruno", "chloe", "amara"]),
    (.daily(2), ["amara", "amara", "bruno", "bruno"]),
  ])
  func `take turns day by day`(turn: RotaTurn, expected: [String]) {
    let tried = rota(layer(turn, from: "2026-11-02"))
    let found = (2...5).map { tried.names(at: "2026-11-0\($0)T08:00+01:00") }
    #expect(found == expected.map { [$0] })
  }

  @Test(arguments: [
    (1, ["amara", "bruno", "chloe", "amara"]), (2, ["amara", "amara", "bruno", "bruno"]),
  ])
  func `take turns week by week, from the weekday of the start`(weeks: Int, expected: [String]) {
    let tried = rota(layer(.weekly(weeks), from: "2026-11-04"))
    for (week, name) in expected.enumerated() {
      let handoff = at("2026-11-04T08:00+01:00") + .days(Int64(week) * 7)
      let answer = tried.onCall(at: handoff, zone: TestZones.paris)
      #expect(answer.responders.map(\.text) == [name])
      #expect(TestZones.paris.civil(at: answer.from).date.weekday == .wednesday)
    }
  }

  @Test func `are half open`() {
    let tried = rota(layer(.daily(1), from: "2026-11-02"))
    #expect(tried.names(at: "2026-11-03T07:59:59.999+01:00") == ["amara"])
    #expect(tried.names(at: "2026-11-03T08:00:00.000+01:00") == ["bruno"])
  }

  @Test func `cover nothing before the start, after the end or without members`() {
    let tried = rota(layer(.daily(1), from: "2026-11-02").ending("2026-11-04"))
    #expect(tried.names(at: "2026-11-02T07:59+01:00") == [])
    #expect(tried.names(at: "2026-11-04T07:59+01:00") == ["bruno"])
    #expect(tried.names(at: "2026-11-04T08:00+01:00") == [])
    #expect(
      rota(layer(.daily(1), from: "2026-11-02", members: [])).names(at: "2026-11-03T08:00Z") == [])
    #expect(rota().names(at: "2026-11-03T08:00Z") == [])
    let before = tried.onCall(at: at("2026-11-01T08:00Z"), zone: TestZones.paris)
    #expect(before.until == at("2026-11-02T08:00+01:00"))
    let never = rota(layer(.daily(1), from: "2026-11-02").ending("2026-11-02"))
    #expect(never.names(at: "2026-11-02T08:00+01:00") == [])
  }

  @Test func `let a member stand more than once`() {
    let tried = rota(layer(.daily(1), from: "2026-11-02", members: [amara, amara, bruno]))
    let found = (2...5).map { tried.names(at: "2026-11-0\($0)T09:00+01:00") }
    #expect(found == [["amara"], ["amara"], ["bruno"], ["amara"]])
  }

  @Test func `give way to the last one that covers the moment`() {
    let weekend = layer(.weekly(1), from: "2026-11-02", members: [dmitri], name: "weekend")
      .restricted(to: WeeklyWindow(days: [.saturday, .sunday]))
    let tried = rota(layer(.weekly(1), from: "2026-11-02", members: [amara]), weekend)
    #expect(
      tried.lines(from: "2026-11-05T08:00+01:00", until: "2026-11-11T08:00+01:00") == [
        "2026-11-05T08:00+01:00 amara", "2026-11-07T00:00+01:00 dmitri",
        "2026-11-09T00:00+01:00 amara", "2026-11-09T08:00+01:00 amara",
      ])
  }

  @Test func `fill a rota that needs two from the last ones down`() {
    let tried = rota(
      layer(.daily(1), from: "2026-11-02", members: [amara]),
      layer(.daily(1), from: "2026-11-02", members: [bruno]),
      layer(.daily(1), from: "2026-11-03", members: [amara], name: "top"))
    #expect(tried.needing(2).names(at: "2026-11-02T09:00+01:00") == ["bruno", "amara"])
    #expect(tried.needing(2).names(at: "2026-11-03T09:00+01:00") == ["amara", "bruno"])
    #expect(tried.needing(3).names(at: "2026-11-03T09:00+01:00") == ["amara", "bruno"])
    #expect(tried.names(at: "2026-11-03T09:00+01:00") == ["amara"])
  }

  @Test(arguments: [
    RotaTurn.daily(0), .daily(-3), .weekly(0), .daily(.max), .weekly(.max), .weekly(.min),
  ])
  func `with an impossible turn still answer`(turn: RotaTurn) {
    let tried = rota(layer(turn, from: "2026-11-02"))
    #expect(tried.names(at: "2026-11-02T09:00+01:00") == ["amara"])
    #expect(tried.names(at: "9999-12-31T09:00Z").count == 1)
  }

  @Test func `answer at any instant at all`() {
    let tried = rota(layer(.daily(1), from: "0000-01-01"))
    for edge in [Int64.min, .max, 0] {
      let answer = tried.onCall(at: Timestamp(milliseconds: edge), zone: TestZones.paris)
      #expect(answer.from < answer.until)
    }
  }
}

@Suite struct `A layer restricted to some hours` {
  private let nights = rota(
    layer(.daily(1), from: "2026-11-02", at: "20:00").restricted(
      to: WeeklyWindow(
        days: [.monday, .tuesday, .friday], from: clock("20:00"), until: clock("08:00"))))

  @Test func `covers a night that crosses midnight to its morning`() {
    #expect(
      nights.lines(from: "2026-11-02T00:00+01:00", until: "2026-11-10T00:00+01:00") == [
        "2026-11-02T00:00+01:00 nobody", "2026-11-02T20:00+01:00 amara",
        "2026-11-03T08:00+01:00 nobody", "2026-11-03T20:00+01:00 bruno",
        "2026-11-04T08:00+01:00 nobody", "2026-11-06T20:00+01:00 bruno",
        "2026-11-07T08:00+01:00 nobody", "2026-11-09T20:00+01:00 bruno",
      ])
  }

  @Test func `says until when nobody is on call`() {
    let answer = nights.onCall(at: at("2026-11-05T12:00+01:00"), zone: TestZones.paris)
    #expect(answer.holders == [])
    #expect(answer.from == at("2026-11-04T08:00+01:00"))
    #expect(answer.until == at("2026-11-06T20:00+01:00"))
  }

  @Test func `joins windows that touch into one shift`() {
    let weekend = rota(
      layer(.weekly(1), from: "2026-11-02").restricted(
        to: WeeklyWindow(days: [.friday], from: clock("17:00")),
        WeeklyWindow(days: [.saturday, .sunday]),
        WeeklyWindow(days: [.monday], until: clock("08:00"))))
    for moment in ["2026-11-06T17:00", "2026-11-07T12:00", "2026-11-09T07:59"] {
      let answer = weekend.onCall(at: at("\(moment)+01:00"), zone: TestZones.paris)
      #expect(answer.responders == [amara])
      #expect(answer.from == at("2026-11-06T17:00+01:00"))
      #expect(answer.until == at("2026-11-09T08:00+01:00"))
    }
    #expect(weekend.names(at: "2026-11-09T08:00+01:00") == [])
  }

  @Test func `divides a window at the handoff within it`() {
    let tried = rota(
      layer(.daily(1), from: "2026-11-02", at: "12:00").restricted(
        to: WeeklyWindow(from: clock("08:00"), until: clock("18:00"))))
    #expect(
      tried.lines(from: "2026-11-03T00:00+01:00", until: "2026-11-04T00:00+01:00") == [
        "2026-11-03T00:00+01:00 nobody", "2026-11-03T08:00+01:00 amara",
        "2026-11-03T12:00+01:00 bruno", "2026-11-03T18:00+01:00 nobody",
      ])
  }

  @Test func `covers everything when its windows do`() {
    let tried = rota(layer(.weekly(2), from: "2026-11-02").restricted(to: WeeklyWindow()))
    let answer = tried.onCall(at: at("2026-11-10T12:00+01:00"), zone: TestZones.paris)
    #expect(answer.from == at("2026-11-02T08:00+01:00"))
    #expect(answer.until == at("2026-11-16T08:00+01:00"))
  }
}

@Suite struct `An override` {
  private let base = rota(layer(.daily(1), from: "2026-11-02"))
  private let day = (at("2026-11-03T10:00+01:00"), at("2026-11-03T18:00+01:00"))

  @Test func `wins over layers for exactly its span`() {
    let tried = base.overridden(
      RotaOverride(from: day.0, until: day.1, responders: [dmitri], reason: "by agreement"))
    #expect(
      tried.lines(from: "2026-11-03T08:00+01:00", until: "2026-11-04T09:00+01:00") == [
        "2026-11-03T08:00+01:00 bruno", "2026-11-03T10:00+01:00 dmitri",
        "2026-11-03T18:00+01:00 bruno", "2026-11-04T08:00+01:00 chloe",
      ])
  }

  @Test func `with no responders leaves nobody on call`() {
    let tried = base.overridden(
      RotaOverride(from: day.0, until: day.1, responders: [], reason: "closed"))
    let answer = tried.onCall(at: at("2026-11-03T12:00+01:00"), zone: TestZones.paris)
    #expect(answer == RotaAnswer(holders: [], from: day.0, until: day.1))
  }

  @Test func `gives way to a later one`() {
    let tried = base.overridden(
      RotaOverride(from: day.0, until: day.1, responders: [dmitri], reason: "first"),
      RotaOverride(from: day.0, until: day.0 + .hours(1), responders: [amara, chloe], reason: "x"))
    #expect(tried.names(at: "2026-11-03T10:30+01:00") == ["amara", "chloe"])
    #expect(tried.names(at: "2026-11-03T11:00+01:00") == ["dmitri"])
  }

  @Test func `that replaces one person leaves the others, and does nothing when that one is off`() {
    let two = RotaOverride(from: day.0, until: day.1, responders: [amara, bruno], reason: "two")
    let replacement = RotaOverride(
      from: day.0, until: day.1, responders: [dmitri], reason: "ill", replaces: bruno)
    #expect(base.overridden(replacement).names(at: "2026-11-03T12:00+01:00") == ["dmitri"])
    #expect(
      base.overridden(two, replacement).names(at: "2026-11-03T12:00+01:00") == ["amara", "dmitri"])
    let other = RotaOverride(
      from: day.0, until: day.1, responders: [dmitri], reason: "ill", replaces: chloe)
    #expect(base.overridden(other).names(at: "2026-11-03T12:00+01:00") == ["bruno"])
  }

  @Test func `names each person once`() {
    let tried = base.overridden(
      RotaOverride(from: day.0, until: day.1, responders: [dmitri, dmitri], reason: "twice"))
    #expect(tried.names(at: "2026-11-03T12:00+01:00") == ["dmitri"])
  }
}

@Suite struct `A handover` {
  private let base = rota(layer(.daily(1), from: "2026-11-02"))
  private let begin = "2026-11-03T10:00+01:00"
  private let end = "2026-11-03T18:00+01:00"

  @Test func `that is accepted wins over layers and overrides`() {
    let taken = handover(bruno, chloe, begin, end)
    let tried = base.overridden(
      RotaOverride(from: at(begin), until: at(end), responders: [dmitri], reason: "by agreement"))
    #expect(base.names(at: "2026-11-03T12:00+01:00", TestZones.paris, [taken]) == ["chloe"])
    #expect(tried.names(at: "2026-11-03T12:00+01:00", TestZones.paris, [taken]) == ["chloe"])
    #expect(base.names(at: end, TestZones.paris, [taken]) == ["bruno"])
  }

  @Test func `counts from its acceptance, and not at all without one`() {
    let late = handover(bruno, chloe, begin, end, accepted: "2026-11-03T11:00+01:00")
    #expect(base.names(at: "2026-11-03T10:59+01:00", TestZones.paris, [late]) == ["bruno"])
    #expect(base.names(at: "2026-11-03T11:00+01:00", TestZones.paris, [late]) == ["chloe"])
    let early = handover(bruno, chloe, begin, end, accepted: "2026-11-02T11:00+01:00")
    #expect(base.names(at: "2026-11-03T09:59+01:00", TestZones.paris, [early]) == ["bruno"])
    var proposed = late
    proposed.acceptedAt = nil
    #expect(base.names(at: "2026-11-03T12:00+01:00", TestZones.paris, [proposed]) == ["bruno"])
  }

  @Test func `passes on along a chain`() {
    let inTurn = [
      handover(chloe, dmitri, "2026-11-03T12:00+01:00", end),
      handover(bruno, chloe, begin, end),
    ]
    #expect(base.names(at: "2026-11-03T11:00+01:00", TestZones.paris, inTurn) == ["chloe"])
    #expect(base.names(at: "2026-11-03T13:00+01:00", TestZones.paris, inTurn) == ["dmitri"])
  }

  @Test func `of one duty to two people leaves both on call`() {
    let both = [
      handover(bruno, chloe, begin, end),
      handover(bruno, dmitri, begin, end, accepted: "2026-11-03T10:05+01:00"),
    ]
    #expect(base.names(at: "2026-11-03T12:00+01:00", TestZones.paris, both) == ["chloe", "dmitri"])
  }

  @Test func `of another rota counts nothing`() {
    var other = Handover(
      rota: RotaID("surgery"), from: bruno, to: chloe, at: at(begin), until: at(end))
    other.acceptedAt = at(begin)
    #expect(base.names(at: "2026-11-03T12:00+01:00", TestZones.paris, [other]) == ["bruno"])
  }
}

@Suite struct `The reason why someone is on call` {
  private let base = rota(layer(.daily(1), from: "2026-11-24"))
  private let begin = at("2026-11-24T10:00+01:00")
  private let end = at("2026-11-24T18:00+01:00")

  private func text(_ rota: Rota, _ handovers: [Handover] = []) -> String? {
    rota.onCall(at: begin, zone: TestZones.paris, handovers: handovers).holders.first?.reason.text
  }

  @Test func `is a clause in English`() {
    #expect(text(base) == "on call for Medicine registrar until 2026-11-25T08:00+01:00")
    let changed = base.overridden(
      RotaOverride(from: begin, until: end, responders: [dmitri], reason: "study leave"))
    #expect(
      text(changed)
        == "on call for Medicine registrar by override until 2026-11-24T18:00+01:00: study leave")
    let taken = handover(amara, chloe, "2026-11-24T10:00+01:00", "2026-11-24T18:00+01:00")
    #expect(
      text(base, [taken]) == "took over Medicine registrar from amara until 2026-11-24T18:00+01:00")
    #expect(OnCallReason.named.text == "named by the policy")
    #expect(OnCallReason.named.rota == nil)
  }

  @Test func `and the rota come back from their coded form`() throws {
    let full = rota(
      layer(.weekly(2), from: "2026-11-02").restricted(to: WeeklyWindow()).ending("2027-01-01")
    )
    .overridden(RotaOverride(from: begin, until: end, responders: [], reason: "closed"))
    let coded = try JSONEncoder().encode(full)
    #expect(try JSONDecoder().decode(Rota.self, from: coded) == full)
    let answer = base.onCall(at: begin, zone: TestZones.paris)
    let codedAnswer = try JSONEncoder().encode(answer)
    #expect(try JSONDecoder().decode(RotaAnswer.self, from: codedAnswer) == answer)
  }
}
