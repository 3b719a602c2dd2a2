// Tocsin — Simulation: what is to happen, in order
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What is to happen, ordered by time and, at the same time, by the order in which it was put
/// down: a binary heap, so that two runs of one seed never differ in a tie.
struct Agenda<Item> {
  private struct Entry {
    let at: Timestamp
    let number: UInt64
    let item: Item

    func comesBefore(_ other: Entry) -> Bool {
      at != other.at ? at < other.at : number < other.number
    }
  }

  private var heap: [Entry] = []
  private var numbers: UInt64 = 0

  /// When the first item is due; nil when there is none.
  var nextAt: Timestamp? { heap.first?.at }
  var count: Int { heap.count }

  mutating func add(_ item: Item, at time: Timestamp) {
    numbers += 1
    heap.append(Entry(at: time, number: numbers, item: item))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].comesBefore(heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the first item out.
  mutating func next() -> (at: Timestamp, item: Item)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return (first.at, first.item) }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].comesBefore(heap[least]) { least = child }
      guard least != parent else { return (first.at, first.item) }
      heap.swapAt(least, parent)
      parent = least
    }
  }
}
