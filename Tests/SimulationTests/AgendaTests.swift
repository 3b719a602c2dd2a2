// Tocsin — Simulation tests: the agenda and the source of chance
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinSimulation

@Suite struct `The agenda` {
  @Test func `gives what is earlier first and, at one time, what was put down first`() {
    var agenda = Agenda<Int>()
    let times: [Int64] = [5, 3, 5, 1, 3, 5, 1]
    for (number, time) in times.enumerated() {
      agenda.add(number, at: Timestamp(milliseconds: time))
    }
    var order: [Int] = []
    while let next = agenda.next() { order.append(next.item) }
    #expect(order == [3, 6, 1, 4, 0, 2, 5])
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `agrees with a stable sort`(seed: UInt64) {
    var chance = Chance(seed: seed)
    var agenda = Agenda<Int>()
    let times = (0..<300).map { _ in Int64(chance.below(40)) }
    for (number, time) in times.enumerated() {
      agenda.add(number, at: Timestamp(milliseconds: time))
    }
    let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var order: [Int] = []
    while let next = agenda.next() { order.append(next.item) }
    #expect(order == expected)
  }
}

@Suite struct `The source of chance` {
  /// From the reference C programs of xoshiro256** and splitmix64, seed 0.
  @Test func `gives the published numbers`() {
    var chance = Chance(seed: 0)
    #expect(
      [chance.word(), chance.word(), chance.word()] == [
        0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0,
      ])
  }

  @Test func `stays within its bounds and reaches each of them`() {
    var chance = Chance(seed: 7)
    let drawn = Set((0..<500).map { _ in chance.within(-2...3) })
    #expect(drawn == [-2, -1, 0, 1, 2, 3])
  }

  @Test func `never comes true at nought in a thousand and always at a thousand`() {
    var chance = Chance(seed: 7)
    #expect((0..<1_000).allSatisfy { _ in !chance.isTrue(0) })
    #expect((0..<1_000).allSatisfy { _ in chance.isTrue(1_000) })
  }

  @Test func `splits into generators that do not follow each other`() {
    var chance = Chance(seed: 7)
    var first = chance.split()
    var second = chance.split()
    #expect(first.word() != second.word())
  }
}
