// Tocsin — Gateway: where ladders begin
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Surroundings {
  /// Whether the site has any channel beside the streams of devices.
  var hasChannels: Bool {
    (try? directory.snapshot().staffing.contacts.channels.isEmpty) == false
  }

  /// Begins the ladders of pages that were sealed, in the unit that puts them into the mailboxes;
  /// and of those whose device is gone. What ends a page is pushed to whom it was pushed.
  ///
  /// - Returns: whether the Carrier has something to look at.
  func beginLadders(
    of pages: [PendingPage], failed: [PendingPage], in store: any StoreTransaction,
    at now: Timestamp
  ) throws -> Bool {
    guard hasChannels else { return false }
    let contacts = try directory.snapshot().staffing.contacts
    var begun: Set<PageID> = []
    var isAnyDue = false
    for page in pages + failed where !begun.contains(page.record.page) {
      guard page.asks else {
        if try store.ladder(of: page.record.page) != nil {
          try store.look(at: page.record.page, noLaterThan: now)
          isAnyDue = true
        }
        continue
      }
      // One of a person's devices may be pushed to, and another not.
      let person = page.record.responder
      let isPushed = try page.record.device.flatMap { try store.subscription(of: $0) } != nil
      guard isPushed || contacts.reaches(person), let alert = try store.alert(page.record.alert)
      else { continue }
      begun.insert(page.record.page)
      isAnyDue = true
      try store.begin(
        LadderStart(
          page.record.page, of: alert, for: person, cycle: page.record.cycle,
          attempt: page.record.attempt), at: now)
    }
    return isAnyDue
  }

  /// A device has the page as it is now: what waits for a receipt is not begun (S1). A receipt for
  /// what the page said before says nothing of that.
  func noteDelivery(_ answer: DeviceAnswer, in store: any StoreTransaction) throws {
    guard hasChannels, let ladder = try store.ladder(of: answer.page), ladder.endedAt == nil,
      ladder.deliveredAt == nil,
      try store.isNewest(answer.envelopeDigest, of: answer.page, device: answer.device)
    else { return }
    try store.markLadderDelivered(answer.page, at: time.now())
  }
}

extension PendingPage {
  /// Wants an answer, and not only the end of what stands on the screen.
  fileprivate var asks: Bool {
    switch type {
    case .preview, .retracted: true
    case .withdrawn, .ended, .resolved, .stoodDown: false
    }
  }
}
