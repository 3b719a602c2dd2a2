// Tocsin — Store: the bounded line of units before the writer
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// Units in the order of arrival, the urgent before the others, bounded in number and in bytes.
struct WaitingLine {
  /// A drain has been asked for and has not found the line empty yet.
  var isDraining = false
  var isClosed = false
  private var urgent = UnitQueue()
  private var ordinary = UnitQueue()
  private var byteCount = 0
  /// Urgent units had a transaction for themselves last, so that the others have the next one too.
  private var wasUrgentAlone = false

  var isEmpty: Bool { urgent.isEmpty && ordinary.isEmpty }

  /// Puts a unit at the end.
  ///
  /// - Throws: `closed`, or `lineFull` at the bound. A line that is empty takes a unit of any size.
  mutating func append(_ unit: any WaitingUnit) throws(StoreError) {
    guard !isClosed else { throw .closed }
    let isFull =
      urgent.count + ordinary.count >= StoreLimits.lineUnitsMax
      || byteCount + unit.byteCount > StoreLimits.lineBytesMax
    guard !isFull || isEmpty else { throw .lineFull }
    if unit.isUrgent { urgent.append(unit) } else { ordinary.append(unit) }
    byteCount += unit.byteCount
  }

  /// Takes what fits into one transaction: at least one unit, unless the line is empty. Urgent
  /// units do not wait for the others of a long line, which every second transaction takes along.
  mutating func takeBatch() -> [any WaitingUnit] {
    var room = BatchRoom()
    var batch = Array(urgent.take(within: &room))
    wasUrgentAlone = !batch.isEmpty && !wasUrgentAlone
    if !wasUrgentAlone { batch += ordinary.take(within: &room) }
    byteCount -= batch.reduce(0) { $0 + $1.byteCount }
    return batch
  }
}

/// What one transaction has room for. A unit that is too large has one to itself.
private struct BatchRoom {
  private var units = 0
  private var bytes = 0

  mutating func holds(_ unit: any WaitingUnit) -> Bool {
    guard units < StoreLimits.batchUnitsMax,
      units == 0 || bytes + unit.byteCount <= StoreLimits.batchBytesMax
    else { return false }
    units += 1
    bytes += unit.byteCount
    return true
  }
}

/// Units in the order of arrival.
private struct UnitQueue {
  private var units: [any WaitingUnit] = []
  private var head = 0

  var isEmpty: Bool { head == units.count }
  var count: Int { units.count - head }

  mutating func append(_ unit: any WaitingUnit) { units.append(unit) }

  mutating func take(within room: inout BatchRoom) -> ArraySlice<any WaitingUnit> {
    var end = head
    while end < units.count, room.holds(units[end]) { end += 1 }
    let taken = units[head..<end]
    head = end
    if head == units.count {
      units.removeAll(keepingCapacity: head <= StoreLimits.batchUnitsMax)
      head = 0
    } else if head >= StoreLimits.batchUnitsMax {
      units.removeFirst(head)
      head = 0
    }
    return taken
  }
}
