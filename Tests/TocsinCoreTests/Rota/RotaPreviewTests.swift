// Tocsin — Core tests: what a change of a rota comes to
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

private let from = at("2026-06-01T00:00+02:00")
private let until = from + RotaPreview.reach

extension Staffing {
  fileprivate func preview(_ before: Rota, _ after: Rota) -> RotaPreview {
    preview(of: RotaChange(from: before, to: after), from: from, until: until)
  }
}

private func override(_ from: String, _ until: String, _ people: [ResponderID]) -> RotaOverride {
  RotaOverride(from: at(from), until: at(until), responders: people, reason: "r")
}

@Suite struct `A preview` {
  private static let weeks = rota(layer(.weekly(1), from: "2026-06-01", at: "00:00"))

  @Test func `of no change finds nothing`() {
    let preview = staffing(Self.weeks).preview(Self.weeks, Self.weeks)
    #expect(preview.differences.isEmpty && preview.gaps.isEmpty && preview.newGaps.isEmpty)
    #expect(preview.unreachable.isEmpty && preview.doubled.isEmpty)
  }

  @Test func `says who gains what and who loses it`() {
    let cover = override("2026-06-03T08:00+02:00", "2026-06-09T08:00+02:00", [dmitri])
    let preview = staffing(Self.weeks).preview(Self.weeks, Self.weeks.overridden(cover))
    #expect(preview.differences.map(\.losing) == [[amara], [bruno]])
    #expect(preview.differences.map(\.gaining) == [[dmitri], [dmitri]])
    #expect(preview.differences.map(\.from) == [cover.from, at("2026-06-08T00:00+02:00")])
    #expect(preview.differences.last?.until == cover.until)
  }

  @Test func `tells gaps that are new from those that were there`() {
    let days = rota(
      layer(.weekly(1), from: "2026-06-01", at: "00:00").restricted(
        to: WeeklyWindow(from: clock("08:00"), until: clock("20:00"))))
    let nobody = override("2026-06-02T18:00+02:00", "2026-06-02T22:00+02:00", [])
    let preview = staffing(days).preview(days, days.overridden(nobody))
    #expect(preview.newGaps.map(\.from) == [nobody.from])
    #expect(preview.newGaps.map(\.until) == [at("2026-06-02T20:00+02:00")])
    #expect(preview.gaps.count == 92)
    #expect(
      preview.gaps == staffing(days).gaps(of: days.overridden(nobody), from: from, until: until))
  }

  @Test func `counts each person who is missing`() {
    let two = rota(
      layer(.weekly(1), from: "2026-06-01", at: "00:00"),
      layer(.weekly(1), from: "2026-06-01", at: "00:00", members: [dmitri], name: "second")
    ).needing(2)
    let one = override("2026-06-02T08:00+02:00", "2026-06-02T10:00+02:00", [chloe])
    let preview = staffing(two).preview(two, two.overridden(one))
    #expect(preview.newGaps.map(\.missing) == [1] && preview.newGaps[0].present == [chloe])
  }

  @Test func `finds who cannot be reached, and since when`() {
    var staffing = staffing(Self.weeks)
    staffing.responders[amara]?.validUntil = at("2026-06-03T00:00+02:00")
    staffing.devices[bruno] = nil
    staffing.responders[chloe]?.isTrainee = true
    let after = rota(
      layer(
        .weekly(13), from: "2026-06-01", at: "00:00", members: [amara]))
    let ended = staffing.preview(after, after)
    #expect(ended.unreachable.map(\.cause) == [.accountEnded] && !ended.unreachable[0].isNew)
    #expect(ended.gaps.map(\.from) == [at("2026-06-03T00:00+02:00")] && ended.newGaps.isEmpty)
    let ghost = ResponderID("ghost")
    let covers = [bruno, chloe, ghost].enumerated().map { day, person in
      override("2026-06-1\(day)T00:00+02:00", "2026-06-1\(day + 1)T00:00+02:00", [person])
    }
    var covered = after
    covered.overrides = covers
    let preview = staffing.preview(after, covered)
    #expect(
      preview.unreachable.filter(\.isNew).map(\.cause) == [.noDevice, .trainee, .unknown])
    #expect(preview.differences.count == 3 && preview.newGaps.isEmpty)
    #expect(preview.gaps.map(\.from).contains(covers[1].from))
  }

  @Test func `finds who is on two rotas at once`() {
    let other = Rota(
      id: RotaID("surgery"), title: "Surgery", zone: "Europe/Paris",
      layers: [layer(.daily(1), from: "2026-06-01", members: [dmitri, bruno])])
    let cover = override("2026-06-02T00:00+02:00", "2026-06-04T00:00+02:00", [dmitri])
    let preview = staffing(Self.weeks, other).preview(Self.weeks, Self.weeks.overridden(cover))
    let new = preview.doubled.filter(\.isNew)
    #expect(
      new.map(\.responder) == [dmitri, dmitri]
        && new.map(\.cause) == [.alsoOn(other.id), .alsoOn(other.id)])
    #expect(new.map(\.from) == [cover.from, at("2026-06-03T08:00+02:00")])
    #expect(new.map(\.until) == [at("2026-06-02T08:00+02:00"), cover.until])
    #expect(preview.doubled.contains { $0.responder == bruno && !$0.isNew })
  }

  @Test func `says for each line who gains and who loses it`() {
    var before = Self.weeks
    var behind = layer(.weekly(13), from: "2026-06-01", at: "00:00", members: [dmitri], name: "b")
    behind.line = .second
    before.layers.append(behind)
    var swap = [
      override("2026-06-02T00:00+02:00", "2026-06-03T00:00+02:00", [dmitri]),
      override("2026-06-02T00:00+02:00", "2026-06-03T00:00+02:00", [amara]),
    ]
    swap[1].line = .second
    var after = before
    after.overrides = swap
    let preview = staffing(before).preview(before, after)
    #expect(preview.differences.map(\.line) == [.first, .second])
    #expect(preview.differences.map(\.gaining) == [[dmitri], [amara]])
    #expect(preview.differences.map(\.losing) == [[amara], [dmitri]])
    #expect(preview.newGaps.isEmpty && preview.doubled.isEmpty)
    after.overrides = [swap[0]]
    let both = staffing(before).preview(before, after).doubled
    #expect(both.map(\.line) == [.second] && both.map(\.cause) == [.alsoOn(before.id)])
  }

  @Test func `finds what the second line loses, and asks nothing of a trainee line`() {
    var before = Self.weeks
    for line in [RotaLine.second, .trainee] {
      var other = layer(.weekly(13), from: "2026-06-01", members: [dmitri], name: line.rawValue)
      other.line = line
      before.layers.append(other)
    }
    let behind = staffing(before).preview(before, Self.weeks)
    #expect(behind.newGaps.map(\.line) == [.second] && behind.gaps == behind.newGaps)
    #expect(behind.newGaps.map(\.until) == [until])
    #expect(behind.differences.map(\.line) == [.second, .trainee])
    #expect(staffing(before).preview(Self.weeks, before).gaps.isEmpty)
  }

  @Test func `finds a rest after a night that the change breaks`() {
    var nights = rota(
      layer(.daily(1), from: "2026-06-01", at: "20:00", members: [amara]).restricted(
        to: WeeklyWindow(days: [.tuesday], from: clock("20:00"), until: clock("08:00"))))
    nights.rest = .hours(11)
    let cover = override("2026-06-03T12:00+02:00", "2026-06-03T18:00+02:00", [amara])
    let preview = staffing(nights).preview(nights, nights.overridden(cover))
    #expect(preview.brokenRests.map(\.isNew) == [true])
    #expect(preview.brokenRests.first?.broken.rest == .hours(4))
    #expect(preview.brokenRests.first?.broken.next.from == cover.from)
    let kept = nights.overridden(cover)
    #expect(staffing(nights).preview(kept, kept).brokenRests.map(\.isNew) == [false])
    let clinic = Rota(
      id: RotaID("clinic"), title: "Clinic", zone: "Europe/Paris",
      layers: [
        layer(.daily(1), from: "2026-06-01", at: "09:00", members: [amara]).restricted(
          to: WeeklyWindow(from: clock("09:00"), until: clock("17:00")))
      ])
    let beside = staffing(nights, clinic).preview(nights, nights)
    #expect(beside.brokenRests.allSatisfy { !$0.isNew && $0.broken.next.rota == clinic.id })
    #expect(!beside.brokenRests.isEmpty)
  }

  @Test func `says when the holidays that the rota observes end within a year`() {
    var window = WeeklyWindow()
    window.holidays = .skipped
    var observing = rota(layer(.weekly(1), from: "2026-06-01").restricted(to: window))
    func end(_ last: String, _ rota: Rota) -> CivilDate? {
      var rota = rota
      rota.calendar = HolidayCalendar(
        name: "h", title: "H", days: [Holiday(date: date(last), name: "Last")])
      return staffing(rota).preview(rota, rota).holidaysEnd
    }
    #expect(end("2026-12-25", observing) == date("2026-12-25"))
    #expect(end("2027-06-01", observing) == nil)
    observing.layers[0].restriction = []
    #expect(end("2026-12-25", observing) == nil)
  }

  /// What a preview says of a moment is what both rotas answer there.
  @Test func `agrees with both rotas at every moment`() {
    let layers = [
      layer(.daily(2), from: "2026-05-04").restricted(
        to: WeeklyWindow(days: [.friday, .saturday], from: clock("20:30"), until: clock("02:15"))),
      layer(.daily(3), from: "2026-05-06", at: "01:45", members: [dmitri, amara], name: "top"),
    ]
    let before = rota(layers[0]).overridden(
      override("2026-06-20T00:00Z", "2026-06-21T00:00Z", [chloe]))
    let after = rota(layers[0], layers[1]).overridden(
      override("2026-06-05T00:00Z", "2026-06-06T12:00Z", []))
    let preview = staffing(before).preview(before, after)
    for hour in stride(from: Int64(0), to: 91 * 24, by: 5) {
      let moment = from + .hours(hour)
      let old = before.onCall(at: moment, zone: TestZones.paris).responders
      let new = after.onCall(at: moment, zone: TestZones.paris).responders
      let found = preview.differences.first { $0.from <= moment && moment < $0.until }
      #expect(found?.before ?? new == old && found?.after ?? old == new)
      #expect(preview.gaps.contains { $0.from <= moment && moment < $0.until } == new.isEmpty)
      let isNew = new.isEmpty && !old.isEmpty
      #expect(preview.newGaps.contains { $0.from <= moment && moment < $0.until } == isNew)
    }
  }
}

@Suite struct `Parts of a rota` {
  private static let two = rota(
    layer(.weekly(1), from: "2026-06-01"), layer(.daily(1), from: "2026-06-01", name: "top"))

  @Test func `meet only themselves, overrides that overlap, and the whole`() {
    let june = RotaEdit.addOverride(override("2026-06-01T00:00Z", "2026-06-02T00:00Z", [amara]))
    let next = RotaEdit.addOverride(override("2026-06-02T00:00Z", "2026-06-03T00:00Z", [amara]))
    let long = RotaEdit.removeOverride(override("2026-06-01T12:00Z", "2026-06-09T00:00Z", []))
    func meet(_ a: RotaEdit, _ b: RotaEdit) -> Bool {
      a.parts(in: Self.two).contains { part in b.parts(in: Self.two).contains(where: part.meets) }
    }
    #expect(!meet(june, next) && meet(june, long) && meet(next, long) && meet(june, june))
    #expect(!meet(june, .putLayer(name: "top", text: "")))
    #expect(!meet(.putLayer(name: "base", text: ""), .putLayer(name: "top", text: "")))
    #expect(meet(.putLayer(name: "new", text: ""), .removeLayer("top")))
    #expect(meet(.putLayer(name: "top", text: ""), .removeLayer("top")))
    #expect(
      meet(.moveLayer("top", to: 0), .removeLayer("base")) && !meet(.setTitle("T"), .setNeeds(2)))
    #expect(meet(.replace(text: ""), june) && meet(.setNeeds(2), .replace(text: "")))
  }

  @Test func `are found by comparing two rotas`() {
    var other = Self.two
    #expect(Self.two.parts(changedIn: other).isEmpty)
    (other.title, other.needs) = ("T", 2)
    #expect(Self.two.parts(changedIn: other) == [.title, .needs])
    other = Self.two
    other.layers[1] = layer(.daily(2), from: "2026-06-01", name: "top")
    let cover = override("2026-06-01T00:00Z", "2026-06-02T00:00Z", [amara])
    other.overrides = [cover]
    #expect(
      Self.two.parts(changedIn: other)
        == [.layer("top"), .overrides(from: cover.from, until: cover.until)])
    other = Self.two
    other.layers.swapAt(0, 1)
    #expect(Self.two.parts(changedIn: other) == [.order])
    let moved = Rota(
      id: Self.two.id, title: Self.two.title, zone: "Europe/Berlin", layers: Self.two.layers)
    #expect(Self.two.parts(changedIn: moved) == [.rest])
  }
}
