// Tocsin — Gateway: the ports about swaps of shifts
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What can be asked about swaps.
package protocol SwapReader: AnyObject {
  /// The swap with this id, whatever has become of it.
  func swap(_ id: SwapID) throws -> Swap?
  /// Those whose last shift ends at or after `moment`, oldest first.
  func swaps(overAfter moment: Timestamp, limit: Int) throws -> [Swap]
}

/// What a unit may do to swaps.
package protocol SwapTransaction: SwapReader {
  /// Stores a swap; the same one again is what has become of it.
  func put(_ swap: Swap) throws
  /// Forgets those whose last shift ended before `moment`.
  func dropSwaps(overBefore moment: Timestamp) throws
}
