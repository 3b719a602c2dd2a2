// Tocsin — Gateway: the ports about pages that are folded in a storm
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A page that may be folded, on one device; the Courier decides by it before anything is sealed.
package struct FoldablePage: Hashable, Sendable {
  package let page: PageID
  package let device: DeviceID
  package let attempt: Int

  package init(page: PageID, device: DeviceID, attempt: Int) {
    self.page = page
    self.device = device
    self.attempt = attempt
  }
}

/// What is folded for one device in one world, and what the device was told of it.
package struct DeviceFolding: Sendable {
  package let device: DeviceID
  package let world: World
  /// Nil when nothing is folded.
  package var folded: FoldedPages?
  /// Nil when the device was never told of anything folded.
  package var told: MorePage?
  /// The device's notify key, 32 bytes.
  package let notifyKey: [UInt8]
  /// The highest seq that the device's mailbox has held.
  package let lastSeq: Int64

  package init(
    device: DeviceID, world: World, notifyKey: [UInt8], lastSeq: Int64
  ) {
    self.device = device
    self.world = world
    self.notifyKey = notifyKey
    self.lastSeq = lastSeq
  }
}

/// What an "N more" page says, sealed for its device.
package struct SealedMore: Sendable {
  package let more: MorePage
  package let world: World
  /// With the more page's id and its place in the mailbox.
  package let envelope: SealedPage

  package init(more: MorePage, world: World, envelope: SealedPage) {
    self.more = more
    self.world = world
    self.envelope = envelope
  }
}

/// What can be asked about folding.
package protocol FoldingReader: AnyObject {
  /// How many pages of a device went out by themselves, or were folded, after `since`; counted up
  /// to `limit`. Pages that ring are not among them.
  func pagesTakenOn(
    by device: DeviceID, in world: World, after since: Timestamp, limit: Int
  ) throws -> Int
  /// The devices in use for which something is folded, or which were told of something. One walk
  /// over all pages that are folded.
  func foldings() throws -> [DeviceFolding]
}

/// What a unit may do about folding.
package protocol FoldingTransaction: FoldingReader {
  /// Puts pages into the list that an "N more" page opens. One that was withdrawn, ordered again or
  /// sealed meanwhile stays as it is.
  func fold(_ pages: [FoldablePage], at now: Timestamp) throws
  /// Takes up to `limit` pages of a device out of the list, the most urgent and oldest first: they
  /// wait to be sealed, each for itself.
  ///
  /// - Returns: how many were taken out, and how many are left.
  func unfold(of device: DeviceID, limit: Int) throws -> (opened: Int, left: Int)
  /// Puts an "N more" page into its mailbox, in the place of the one before.
  func deposit(_ more: SealedMore) throws
}
