// Tocsin — Store: the bounded line of units before the writer
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// Units in the order of arrival, bounded in number and in bytes.
struct WaitingLine {
  /// A drain has been asked for and has not found the line empty yet.
  var isDraining = false
  var isClosed = false
  private var units: [any WaitingUnit] = []
  private var head = 0
  private var byteCount = 0

  var isEmpty: Bool { head == units.count }

  /// Puts a unit at the end.
  ///
  /// - Throws: `closed`, or `lineFull` at the bound. A line that is empty takes a unit of any size.
  mutating func append(_ unit: any WaitingUnit) throws(StoreError) {
    guard !isClosed else { throw .closed }
    let isFull =
      units.count - head >= StoreLimits.lineUnitsMax
      || byteCount + unit.byteCount > StoreLimits.lineBytesMax
    guard !isFull || isEmpty else { throw .lineFull }
    units.append(unit)
    byteCount += unit.byteCount
  }

  /// Takes what fits into one transaction: at least one unit, unless the line is empty.
  mutating func takeBatch() -> [any WaitingUnit] {
    var end = head
    var bytes = 0
    while end < units.count, end - head < StoreLimits.batchUnitsMax {
      bytes += units[end].byteCount
      guard bytes <= StoreLimits.batchBytesMax || end == head else { break }
      end += 1
    }
    let batch = Array(units[head..<end])
    byteCount -= batch.reduce(0) { $0 + $1.byteCount }
    head = end
    if head == units.count {
      units.removeAll(keepingCapacity: head <= StoreLimits.batchUnitsMax)
      head = 0
    } else if head >= StoreLimits.batchUnitsMax {
      units.removeFirst(head)
      head = 0
    }
    return batch
  }
}
