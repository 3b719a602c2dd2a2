// Tocsin — CoreTests: how pages arrive, and where they do not
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `An arrival` {
  /// 2026-09-21T15:00:00Z.
  private let sealed = Timestamp(milliseconds: 1_790_002_800_000)

  @Test(
    arguments: [(0, 5), (5_000, 5), (5_001, 10), (10_000, 10), (10_001, 15)] as [(Int64, Int64)])
  func `takes its time from the mailbox, begun seconds counting whole`(
    _ milliseconds: Int64, _ bin: Int64
  ) {
    let figure = ArrivalFigure.delivered(
      sealedAt: sealed, at: sealed + Milliseconds(milliseconds), network: "west", ward: "W7")
    #expect(figure.bin == bin && figure.measure == .delivered)
    #expect(figure.hour == 15 && figure.day.text == "2026-09-21")
    #expect(figure.places.map(\.name) == ["west", "W7"])
    #expect(figure.places.map(\.group) == [.network, .ward])
  }

  @Test func `before the mailbox, by a clock that went back, took no time`() {
    let figure = ArrivalFigure.delivered(
      sealedAt: sealed, at: sealed + .seconds(-9), network: "", ward: "")
    #expect(figure.bin == 5)
  }
}

@Suite struct `A page that never arrived` {
  private let sealed = Timestamp(milliseconds: 1_790_002_800_000)

  private func figure(
    _ page: PageTimeline, after length: Milliseconds = .minutes(5),
    contact: Milliseconds? = .minutes(-2)
  ) -> ArrivalFigure? {
    let device = HeardDevice(network: "basement", lastContact: contact.map { sealed + $0 })
    return .undelivered(page, until: sealed + length, device: device, ward: "W7")
  }

  @Test func `counts against the network from which its device was heard last`() {
    let found = figure(PageTimeline(sealedAt: sealed))
    #expect(found?.network == "basement" && found?.measure == .undelivered && found?.bin == 0)
    #expect(found?.hour == 15)
  }

  @Test func `says nothing when it was withdrawn at once, since somebody else answered`() {
    #expect(figure(PageTimeline(sealedAt: sealed, endedAt: sealed + .seconds(59))) == nil)
    #expect(figure(PageTimeline(sealedAt: sealed, endedAt: sealed + .seconds(60))) != nil)
    #expect(figure(PageTimeline(sealedAt: sealed), after: .seconds(59)) == nil)
  }

  @Test func `did arrive where its device said so, or answered it`() {
    #expect(figure(PageTimeline(sealedAt: sealed, deliveredAt: sealed)) == nil)
    #expect(figure(PageTimeline(sealedAt: sealed, answeredAt: sealed)) == nil)
    #expect(figure(PageTimeline()) == nil)
  }

  @Test func `says nothing of a device that is switched off or was never heard`() {
    let page = PageTimeline(sealedAt: sealed)
    #expect(figure(page, contact: .minutes(-61)) == nil)
    #expect(figure(page, contact: nil) == nil)
    #expect(figure(page, contact: .minutes(-60)) != nil)
    #expect(
      ArrivalFigure.undelivered(page, until: sealed + .hours(1), device: nil, ward: "") == nil)
  }
}

@Suite struct `A link that was lost` {
  private let begin = Timestamp(milliseconds: 1_790_000_000_000)

  private func figure(_ length: Milliseconds, after: Milliseconds = .hours(30)) -> ArrivalFigure? {
    .lost(for: length, until: begin + after, since: begin, network: "lift")
  }

  @Test func `counts from more than a minute on, up to a day`() {
    #expect(figure(.seconds(60)) == nil)
    #expect(figure(.seconds(61))?.measure == .lost)
    #expect(figure(.hours(24)) != nil && figure(.hours(25)) == nil)
  }

  @Test func `counts where and when it was lost, for no ward`() {
    let found = figure(.hours(2))
    let civil = ZoneRules.utc.civil(at: begin + .hours(28))
    #expect(found?.hour == civil.time.milliseconds / 3_600_000 && found?.day == civil.date)
    #expect(found?.places.map(\.name) == ["lift"])
  }

  @Test func `is not the network's when the gateway was away`() {
    #expect(figure(.minutes(10), after: .minutes(9)) == nil)
    #expect(figure(.minutes(10), after: .minutes(10)) != nil)
  }
}

@Suite struct `A dead spot` {
  private func figures(_ counted: [(ArrivalMeasure, bin: Int64, count: Int64)]) -> ArrivalFigures {
    ArrivalFigures(counted.map { ArrivalRow(.network, "n", hour: 3, counted: $0) })
  }

  @Test func `is where more than one page in twenty takes longer than ten seconds`() {
    #expect(!figures([(.delivered, 5, 38), (.delivered, 15, 2)]).isDeadSpot)
    #expect(figures([(.delivered, 5, 37), (.delivered, 15, 3)]).isDeadSpot)
    #expect(!figures([(.delivered, 10, 40)]).isDeadSpot)
  }

  @Test func `is where more than one page in twenty never arrives`() {
    #expect(!figures([(.delivered, 5, 38), (.undelivered, 0, 2)]).isDeadSpot)
    #expect(figures([(.delivered, 5, 37), (.undelivered, 0, 3)]).isDeadSpot)
    #expect(figures([(.undelivered, 0, 20)]).isDeadSpot)
  }

  @Test func `is none from fewer than twenty pages, and none for lost links alone`() {
    #expect(!figures([(.undelivered, 0, 19)]).isDeadSpot)
    let lost = figures([(.delivered, 5, 40), (.lost, 0, 12)])
    #expect(!lost.isDeadSpot && lost.lost == 12 && lost.pages == 40)
  }
}
