// Tocsin — Simulation tests: the virtual clock
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinSimulation

@Suite struct `The virtual clock` {
  private let start = Timestamp(milliseconds: 1_000_000)

  @Test func `shows true time when nothing is wrong with it`() {
    let time = VirtualTime(startingAt: start)
    let clock = VirtualClock(time)
    time.advance(to: start + .minutes(5))
    #expect(clock.now() == start + .minutes(5))
  }

  @Test(arguments: [(200, 200), (-200, -200), (1_000, 1_000), (0, 0)] as [(Int64, Int64)])
  func `runs fast with a positive drift and slow with a negative one`(
    ppm: Int64, millisecondsAhead: Int64
  ) {
    let time = VirtualTime(startingAt: start, driftPPM: ppm)
    time.advance(to: start + .seconds(1_000))
    let ahead = time.rawReading - time.present
    #expect(ahead.count == millisecondsAhead)
  }

  @Test func `jumps ahead with a positive step`() {
    let time = VirtualTime(startingAt: start)
    let clock = VirtualClock(time)
    _ = clock.now()
    time.step(by: .seconds(30))
    #expect(time.rawReading == start + .seconds(30))
    #expect(clock.now() == start + .seconds(30))
  }

  @Test func `goes on an eighth slower while the raw clock catches up with a step back`() {
    let time = VirtualTime(startingAt: start)
    let clock = VirtualClock(time)
    time.advance(to: start + .seconds(60))
    #expect(clock.now() == start + .seconds(60))
    time.step(by: .seconds(-30))
    #expect(time.rawReading == start + .seconds(30))
    #expect(clock.now() == start + .seconds(60))
    time.advance(to: start + .seconds(80))
    #expect(clock.now() == start + .seconds(60) + Milliseconds(17_500))
    time.advance(to: start + .seconds(300))
    #expect(clock.now() == start + .seconds(270))
    time.advance(to: start + .seconds(301))
    #expect(clock.now() == start + .seconds(271))
  }

  @Test func `shows the raw clock when it knows no store`() {
    let time = VirtualTime(startingAt: start)
    let before = VirtualClock(time)
    time.advance(to: start + .seconds(60))
    _ = before.now()
    time.step(by: .seconds(-30))
    #expect(VirtualClock(time).now() == start + .seconds(30))
  }

  @Test func `goes on through a restart from the newest moment of the store`() {
    let time = VirtualTime(startingAt: start)
    time.advance(to: start + .seconds(60))
    time.step(by: .seconds(-30))
    let clock = VirtualClock(time)
    clock.begin(notBefore: start + .seconds(55))
    #expect(clock.now() == start + .seconds(55))
    time.advance(to: start + .seconds(100))
    #expect(clock.now() == start + .seconds(90))
  }

  @Test func `believes the raw clock when the store is more than a day ahead of it`() {
    let time = VirtualTime(startingAt: start)
    let clock = VirtualClock(time)
    clock.begin(notBefore: start + .hours(25))
    #expect(clock.now() == start)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `never runs backwards, whatever the raw clock does`(seed: UInt64) {
    var chance = Chance(seed: seed)
    let time = VirtualTime(startingAt: start)
    let clock = VirtualClock(time)
    var last = clock.now()
    for _ in 0..<500 {
      switch chance.below(4) {
      case 0: time.step(by: Milliseconds(Int64(chance.within(-90_000...90_000))))
      case 1: time.raw.drift(ppm: Int64(chance.within(-1_000...1_000)), at: time.present)
      default: time.advance(to: time.present + Milliseconds(Int64(chance.below(60_000))))
      }
      let shown = clock.now()
      #expect(shown >= last)
      last = shown
    }
  }

  @Test func `keeps its reading when its drift changes`() {
    let time = VirtualTime(startingAt: start, driftPPM: 1_000)
    time.advance(to: start + .seconds(1_000))
    let reading = time.rawReading
    time.raw.drift(ppm: -1_000, at: time.present)
    #expect(time.rawReading == reading)
  }
}
