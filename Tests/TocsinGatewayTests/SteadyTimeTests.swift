// Tocsin — GatewayTests: time that moves on whatever the machine's clock does
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@Suite struct `Time, when the machine's clock is set` {
  private static let hour: Int64 = 3_600_000

  private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  @Test func `threat 24: goes on through a step back and loses an eighth until it is caught up`() {
    var time = SteadyTime()
    #expect(time.now(wall: at(Self.hour), steady: 0) == at(Self.hour))
    #expect(time.now(wall: at(0), steady: 0) == at(Self.hour))
    #expect(time.now(wall: at(120_000), steady: 120_000) == at(Self.hour + 105_000))
    let caughtUp = 8 * Self.hour
    #expect(time.now(wall: at(caughtUp), steady: caughtUp) == at(caughtUp))
    #expect(time.now(wall: at(caughtUp + 1), steady: caughtUp + 1) == at(caughtUp + 1))
  }

  @Test func `threat 24: follows a step ahead at once`() {
    var time = SteadyTime()
    _ = time.now(wall: at(0), steady: 0)
    #expect(time.now(wall: at(Self.hour), steady: 1) == at(Self.hour))
  }

  @Test func `is what the wall says while that runs a little slow or fast`() {
    for drift: Int64 in [-1_000, 0, 1_000] {
      var time = SteadyTime()
      for second: Int64 in 0..<1_000 {
        let wall = at(second * 1_000 + second * drift / 1_000)
        #expect(time.now(wall: wall, steady: second * 1_000) == wall)
      }
    }
  }

  @Test func `moves on when it is asked every millisecond`() {
    var time = SteadyTime()
    _ = time.now(wall: at(Self.hour), steady: 0)
    var last = at(0)
    for millisecond: Int64 in 0..<10_000 {
      let now = time.now(wall: at(millisecond), steady: millisecond)
      #expect(now >= last)
      last = now
    }
    #expect(last == at(Self.hour + 9_999 - 1_249))
  }
}

@Suite struct `Time, after a restart` {
  private static let hour: Int64 = 3_600_000

  private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  @Test func `threat 24: begins at what was written last when the wall clock is behind it`() {
    var time = SteadyTime(notBefore: at(Self.hour))
    #expect(time.now(wall: at(0), steady: 5) == at(Self.hour))
    #expect(time.now(wall: at(120_000), steady: 120_005) == at(Self.hour + 105_000))
    let caughtUp = 8 * Self.hour
    #expect(time.now(wall: at(caughtUp), steady: caughtUp + 5) == at(caughtUp))
  }

  @Test func `begins at the wall clock when that is ahead of what was written last`() {
    for floor in [nil, at(0), at(Self.hour - 1), at(Self.hour)] {
      var time = SteadyTime(notBefore: floor)
      #expect(time.now(wall: at(Self.hour), steady: 0) == at(Self.hour))
      #expect(time.now(wall: at(Self.hour + 1), steady: 1) == at(Self.hour + 1))
    }
  }

  @Test func `believes the wall clock when what was written last is more than a day ahead`() {
    let day = 24 * Self.hour
    var near = SteadyTime(notBefore: at(day))
    #expect(near.now(wall: at(0), steady: 0) == at(day))
    var far = SteadyTime(notBefore: at(day + 1))
    #expect(far.now(wall: at(0), steady: 0) == at(0))
    #expect(far.now(wall: at(1), steady: 1) == at(1))
  }

  @Test func `names how far what was written last is ahead, whether it is believed or not`() {
    #expect(SteadyTime.lead(of: at(70_000), over: at(10_000)) == .seconds(60))
    #expect(SteadyTime.lead(of: at(Self.hour * 1_000), over: at(0)) == .hours(1_000))
    #expect(SteadyTime.lead(of: at(10_000), over: at(10_000)) == nil)
    #expect(SteadyTime.lead(of: at(9_000), over: at(10_000)) == nil)
    #expect(SteadyTime.lead(of: nil, over: at(10_000)) == nil)
  }
}
