// Tocsin — System tests: the clock and identifiers
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import TocsinCore

@testable import TocsinSystem

@Suite struct `The system's clock` {
  @Test func `never runs backwards when the machine's does`() {
    let readings = Mutex<[Int64]>([100, 90, 95, 101, 50])
    let clock = SystemClock(
      wall: { Timestamp(milliseconds: readings.withLock { $0.removeFirst() }) }, steady: { 7 })
    let found = (0..<5).map { _ in clock.now().milliseconds }
    #expect(found == [100, 100, 100, 101, 101])
  }

  @Test func `begins at what an earlier process wrote, and says how far behind the machine is`() {
    let behind = SystemClock(
      notBefore: Timestamp(milliseconds: 100), wall: { Timestamp(milliseconds: 40) },
      steady: { 7 })
    #expect(behind.lag == Milliseconds(60))
    #expect(behind.now() == Timestamp(milliseconds: 100))
    let ahead = SystemClock(
      notBefore: Timestamp(milliseconds: 39), wall: { Timestamp(milliseconds: 40) },
      steady: { 7 })
    #expect(ahead.lag == nil)
    #expect(ahead.now() == Timestamp(milliseconds: 40))
  }

  @Test func `believes the machine beyond a day, and says so all the same`() {
    let floor = Timestamp(milliseconds: 40) + .hours(25)
    let clock = SystemClock(
      notBefore: floor, wall: { Timestamp(milliseconds: 40) }, steady: { 7 })
    #expect(clock.lag == .hours(25))
    #expect(clock.now() == Timestamp(milliseconds: 40))
  }

  @Test func `shows the present age and keeps its order under many threads`() async {
    let clock = SystemClock()
    #expect(clock.now() > Timestamp(milliseconds: 1_750_000_000_000))
    let isOrdered = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let seen = (0..<1_000).map { _ in clock.now() }
          return zip(seen, seen.dropFirst()).allSatisfy { $0 <= $1 }
        }
      }
      return await group.allSatisfy { $0 }
    }
    #expect(isOrdered)
  }
}

@Suite struct `The system's identifiers` {
  @Test func `differ, and are UUIDs of version 4`() {
    let source = SystemIdentifiers()
    let texts = (0..<1_000).map { _ in
      let (high, low) = source.next()
      return AlertID(high: high, low: low).text
    }
    #expect(Set(texts).count == 1_000)
    #expect(texts.allSatisfy { Array($0)[14] == "4" && "89ab".contains(Array($0)[19]) })
  }
}
