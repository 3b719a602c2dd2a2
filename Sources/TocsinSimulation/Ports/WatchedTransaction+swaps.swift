// Tocsin — Simulation: swaps of shifts, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func swap(_ id: SwapID) throws -> Swap? { try inner.swap(id) }
  func swaps(overAfter moment: Timestamp, limit: Int) throws -> [Swap] {
    try inner.swaps(overAfter: moment, limit: limit)
  }
  func put(_ swap: Swap) throws { try inner.put(swap) }
  func dropSwaps(overBefore moment: Timestamp) throws {
    try inner.dropSwaps(overBefore: moment)
  }
}
