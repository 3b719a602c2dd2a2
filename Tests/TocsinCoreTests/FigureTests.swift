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
