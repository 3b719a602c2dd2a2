// Tocsin — Core: when one page went on, on one device
// SPDX-License-Identifier: Apache-2.0

/// The moments of one page on one device, each the first of its kind; nil for what has not
/// happened, and for what was before anybody noted it.
package struct PageTimeline: Hashable, Sendable {
  package var askedAt: Timestamp?
  package var sealedAt: Timestamp?
  package var handedOverAt: Timestamp?
  package var deliveredAt: Timestamp?
  package var displayedAt: Timestamp?
  package var answeredAt: Timestamp?
  /// Withdrawn, expired or failed.
  package var endedAt: Timestamp?

  package init(
    askedAt: Timestamp? = nil, sealedAt: Timestamp? = nil, handedOverAt: Timestamp? = nil,
    deliveredAt: Timestamp? = nil, displayedAt: Timestamp? = nil, answeredAt: Timestamp? = nil,
    endedAt: Timestamp? = nil
  ) {
    self.askedAt = askedAt
    self.sealedAt = sealedAt
    self.handedOverAt = handedOverAt
    self.deliveredAt = deliveredAt
    self.displayedAt = displayedAt
    self.answeredAt = answeredAt
    self.endedAt = endedAt
  }
}

/// The three clocks of a page: how long each of its stretches took. One person has one page on
/// several devices; whatever comes first on any of them counts.
package struct PageClocks: Hashable, Sendable {
  /// From the decision, which the acceptance of a report is, to the first mailbox.
  package var attempted: Milliseconds?
  /// From there until a device said that it has the page.
  package var delivered: Milliseconds?
  /// From there until its person answered.
  package var answered: Milliseconds?

  /// - Parameter devices: the timelines of one page.
  package init(_ devices: [PageTimeline]) {
    let sealed = devices.compactMap(\.sealedAt).min()
    let delivered = devices.compactMap(\.deliveredAt).min()
    attempted = Self.length(devices.compactMap(\.askedAt).min(), sealed)
    self.delivered = Self.length(sealed, delivered)
    answered = Self.length(delivered, devices.compactMap(\.answeredAt).min())
  }

  private static func length(_ from: Timestamp?, _ until: Timestamp?) -> Milliseconds? {
    guard let from, let until else { return nil }
    return max(.zero, until - from)
  }
}
