// Tocsin — Core: the page that says how many more there are
// SPDX-License-Identifier: Apache-2.0

/// What is folded for one device in one world, at one moment.
package struct FoldedPages: Hashable, Sendable {
  package var medium: Int
  package var low: Int
  /// When the oldest of them was decided.
  package var since: Timestamp
  /// When the newest of them was folded.
  package var foldedAt: Timestamp

  package init(medium: Int, low: Int, since: Timestamp, foldedAt: Timestamp) {
    self.medium = medium
    self.low = low
    self.since = since
    self.foldedAt = foldedAt
  }

  package var count: Int { medium + low }
  /// Of the most urgent of them.
  package var priority: Priority { medium > 0 ? .medium : .low }
}

/// The page that stands on a device for all that is folded for it. It names no alert and no
/// subject, and nothing is answered by it: it opens the list. One device has one in each world; a
/// new count replaces it under its page id.
package struct MorePage: Hashable, Sendable {
  package let page: PageID
  /// What the device was told last.
  package var medium: Int
  package var low: Int
  /// How often it has sounded, from 1.
  package var attempt: Int
  /// When the device was told last.
  package var toldAt: Timestamp
  /// When it sounded last.
  package var soundedAt: Timestamp

  package init(
    page: PageID, medium: Int, low: Int, attempt: Int, toldAt: Timestamp, soundedAt: Timestamp
  ) {
    self.page = page
    self.medium = medium
    self.low = low
    self.attempt = attempt
    self.toldAt = toldAt
    self.soundedAt = soundedAt
  }

  package var count: Int { medium + low }
  package var priority: Priority { medium > 0 ? .medium : .low }

  /// A device is told a new count no sooner than this after the last one: within the two seconds
  /// in which a page is to be on its way.
  package static let toldEvery = Milliseconds.seconds(2)
}

/// What a device is to be told of what is folded for it.
package enum MoreStep: Hashable, Sendable {
  /// It knows.
  case nothing
  /// Not yet: it was told something less than `MorePage.toldEvery` ago.
  case later
  /// This, sealed with this attempt.
  case tell(MorePage)
  /// Nothing is folded any more.
  case withdraw(MorePage)

  /// Decides from what is folded and what the device was told.
  ///
  /// - Parameters:
  ///   - folded: nil when nothing is.
  ///   - known: what the device was told last; nil when it never was told anything.
  ///   - page: the page id of a first one.
  package static func next(
    _ folded: FoldedPages?, known: MorePage?, page: PageID, under rule: FoldingRule,
    at now: Timestamp
  ) -> MoreStep {
    guard let folded, folded.count > 0 else {
      guard var known, known.count > 0 else { return .nothing }
      (known.medium, known.low, known.toldAt) = (0, 0, now)
      return .withdraw(known)
    }
    guard var more = known else {
      return .tell(
        MorePage(
          page: page, medium: folded.medium, low: folded.low, attempt: 1, toldAt: now,
          soundedAt: now))
    }
    let isNew = folded.foldedAt > more.toldAt || folded.count > more.count
    let isFirst = more.count == 0
    let isUrgent = folded.priority < more.priority && isNew
    guard isNew || folded.medium != more.medium || folded.low != more.low else { return .nothing }
    guard isFirst || isUrgent || now - more.toldAt >= MorePage.toldEvery else { return .later }
    if isFirst || isUrgent || isNew && now - more.soundedAt >= rule.window {
      more.attempt += 1
      more.soundedAt = now
    }
    (more.medium, more.low, more.toldAt) = (folded.medium, folded.low, now)
    return .tell(more)
  }
}
