// Tocsin — StoreTests: the SQL, as far as it can be judged without an engine
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinStore

@Suite struct `The statements of the store` {
  @Test func `have numbers of their own, by which a driver keeps them`() {
    let numbers = Statement.all.map(\.number)
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers.allSatisfy { (0..<Statement.numberEnd).contains($0) })
    #expect(Set(Statement.all.map(\.name)).count == numbers.count)
  }

  @Test(arguments: Statement.all.map(\.name))
  func `number their arguments without a gap and cast in words`(_ name: String) throws {
    let sql = try #require(Statement.all.first { $0.name == name }).sql
    let numbers = sql.split(separator: "$", omittingEmptySubsequences: false).dropFirst()
      .compactMap { Int($0.prefix { $0.isNumber }) }
    #expect(Set(numbers) == Set(numbers.isEmpty ? [] : Array(1...(numbers.max() ?? 1))))
    #expect(!sql.contains("::"))
    #expect(!sql.contains("?"))
  }
}

@Suite struct `The key of a row` {
  @Test(arguments: [1, 2, 900_000] as [Int64])
  func `gives its owner and its place back`(_ number: Int64) {
    let key = Places.key(number, 77)
    let range = Places.range(of: number)
    #expect(key >= range.from && key < range.until)
    #expect(Places.place(key) == 77)
    #expect(Places.range(of: number + 1).from == range.until)
    #expect(key / 16_777_216 == number)
    #expect(Places.seq(Places.mailbox(number, seq: 123)) == 123)
  }
}
