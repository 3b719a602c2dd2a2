// Tocsin — CoreTests: what alerts count for
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinCore

@Suite struct `The time to an acknowledgment` {
  @Test(arguments: [
    (0, 5), (5, 5), (6, 10), (60, 60), (61, 75), (300, 300), (301, 360), (1_800, 1_800),
    (1_801, 2_100), (7_200, 7_200),
  ])
  func `counts to the end of its bin`(_ seconds: Int64, _ bin: Int64) {
    #expect(ResponseTimes.bin(of: seconds) == bin)
  }

  @Test func `longer than two hours is longer`() {
    #expect(ResponseTimes.bin(of: 7_201) == ResponseTimes.longer)
  }

  @Test func `has percentiles that are never better than the truth`() {
    let all: [Int64] = (1...200).map { $0 * $0 % 1_777 }
    var times = ResponseTimes()
    for seconds in all { times.add(1, to: ResponseTimes.bin(of: seconds)) }
    #expect(ResponseTimes().percentile(50) == nil)
    for share in [Int64(1), 50, 90, 100] {
      let exact = all.sorted()[Int((Int64(all.count) * share + 99) / 100) - 1]
      #expect(times.percentile(share) == ResponseTimes.bin(of: exact))
    }
  }
}

@Suite struct `A group of fewer than five people` {
  private func people(_ numbers: ClosedRange<Int>) -> Set<ResponderID> {
    Set(numbers.map { ResponderID("p\($0)") })
  }

  @Test func `is folded with the others that are too small`() {
    let (own, folded) = SmallTeams.fold([
      "large": people(1...5), "small": people(1...4), "other": people(4...6),
    ])
    #expect(own == ["large"])
    #expect(folded == ["small", "other"])
  }

  @Test func `is left out when even together they are too few`() {
    let (own, folded) = SmallTeams.fold(["large": people(1...9), "small": people(1...4)])
    #expect(own == ["large"])
    #expect(folded == nil)
    #expect(SmallTeams.fold(["large": people(1...5)]).folded == [])
  }
}

@Suite struct `The three clocks of a page` {
  private let start = Timestamp(milliseconds: 1_790_000_000_000)

  @Test func `run from first to first, on whatever device`() {
    let phone = PageTimeline(
      askedAt: start, sealedAt: start + .seconds(1), deliveredAt: start + .seconds(9))
    let tablet = PageTimeline(
      askedAt: start, sealedAt: start + .seconds(2), deliveredAt: start + .seconds(4),
      answeredAt: start + .seconds(30))
    let clocks = PageClocks([phone, tablet])
    #expect(clocks.attempted == .seconds(1))
    #expect(clocks.delivered == .seconds(3))
    #expect(clocks.answered == .seconds(26))
  }

  @Test func `stand still where nothing came after`() {
    let clocks = PageClocks([PageTimeline(askedAt: start)])
    #expect(clocks.attempted == nil && clocks.delivered == nil && clocks.answered == nil)
    #expect(PageClocks([]) == PageClocks([PageTimeline()]))
  }

  @Test func `are no figure of a person: only sums of a group`() {
    let rows = [
      FigureRow(
        team: "a", ward: "W", priority: .high, counted: (.delivered, bin: 5, count: 3)),
      FigureRow(
        team: "a", ward: "W", priority: .high, counted: (.delivered, bin: 60, count: 1)),
    ]
    let clock = Figures(rows).clock(.delivered)
    #expect(clock.total == 4)
    #expect(clock.percentile(50) == 5 && clock.percentile(90) == 60)
    #expect(Figures(rows).clock(.answered).total == 0)
  }
}
