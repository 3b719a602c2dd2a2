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
