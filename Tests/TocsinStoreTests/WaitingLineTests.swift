// Tocsin — StoreTests: the bounds of the line before the writer
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinGateway

@testable import TocsinStore

@Suite struct `The line before the writer` {
  private func unit(_ bytes: Int = 1, isUrgent: Bool = false) -> any WaitingUnit {
    var unit = StoreUnit(byteCount: bytes, run: { _ in })
    unit.isUrgent = isUrgent
    return Waiting(unit, completion: { _ in })
  }

  @Test func `gives at most 256 units at once, in the order of arrival`() throws {
    var line = WaitingLine()
    let units = (0..<600).map { _ in unit() }
    for unit in units { try line.append(unit) }
    var taken: [any WaitingUnit] = []
    var sizes: [Int] = []
    while !line.isEmpty {
      let batch = line.takeBatch()
      sizes.append(batch.count)
      taken += batch
    }
    #expect(sizes == [256, 256, 88])
    #expect(taken.map { ObjectIdentifier($0) } == units.map { ObjectIdentifier($0) })
    #expect(line.takeBatch().isEmpty)
  }

  @Test func `gives what is urgent first and alone, and the others with the next of it`() throws {
    var line = WaitingLine()
    for _ in 0..<300 { try line.append(unit()) }
    let urgent = (0..<3).map { _ in unit(isUrgent: true) }
    try line.append(urgent[0])
    try line.append(urgent[1])
    #expect(ids(line.takeBatch()) == ids(Array(urgent[..<2])))
    try line.append(urgent[2])
    let mixed = line.takeBatch()
    #expect(mixed.count == 256)
    #expect(ids(Array(mixed[..<1])) == ids([urgent[2]]))
    #expect(line.takeBatch().count == 45)
    #expect(line.isEmpty)
  }

  private func ids(_ units: [any WaitingUnit]) -> [ObjectIdentifier] {
    units.map { ObjectIdentifier($0) }
  }

  @Test func `gives at most 4 MiB at once, but a larger unit alone`() throws {
    var line = WaitingLine()
    for size in [3 << 20, 1 << 20, 1, 9 << 20, 1] { try line.append(unit(size)) }
    var sizes: [Int] = []
    while !line.isEmpty { sizes.append(line.takeBatch().count) }
    #expect(sizes == [2, 1, 1, 1])
  }

  @Test func `is full at 4096 units and takes more once some are gone`() throws {
    var line = WaitingLine()
    for _ in 0..<4_096 { try line.append(unit()) }
    #expect(throws: StoreError.lineFull) { try line.append(unit()) }
    _ = line.takeBatch()
    try line.append(unit())
  }

  @Test func `is full at 64 MiB, but takes one unit of any size when empty`() throws {
    var line = WaitingLine()
    try line.append(unit(70 << 20))
    #expect(throws: StoreError.lineFull) { try line.append(unit()) }
    _ = line.takeBatch()
    for _ in 0..<64 { try line.append(unit(1 << 20)) }
    #expect(throws: StoreError.lineFull) { try line.append(unit()) }
  }

  @Test func `takes nothing once it is closed`() {
    var line = WaitingLine()
    line.isClosed = true
    #expect(throws: StoreError.closed) { try line.append(unit()) }
  }
}
