// Tocsin — Gateway: the list that an "N more" page opens
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What opening the list gave.
package struct OpenedList: Hashable, Sendable {
  /// Pages that are on their way to the device's mailbox, each for itself.
  package let opened: Int
  /// Pages that are still folded.
  package let left: Int

  package init(opened: Int, left: Int) {
    self.opened = opened
    self.left = left
  }
}

extension Desk {
  /// Pages that one opening of the list brings at most.
  package static let listedMax = 64

  /// Opens the list: the most urgent and oldest pages that were folded for the device come into its
  /// mailbox, sealed each for itself. Nothing is answered by it: whoever reads a page answers it.
  ///
  /// - Parameter limit: 1 to `listedMax`.
  package func openList(
    of device: DeviceID, limit: Int
  ) async throws -> OpenedList {
    let found = try await surroundings.store.perform { store in
      let (opened, left) = try store.unfold(of: device, limit: limit)
      return OpenedList(opened: opened, left: left)
    }
    if found.opened > 0 { surroundings.hints.outboxChanged() }
    return found
  }
}
