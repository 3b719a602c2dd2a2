// Tocsin — Core: when pages to one device are folded
// SPDX-License-Identifier: Apache-2.0

/// From how many pages on the rest are folded into one "N more" page; a site may set both numbers.
///
/// A page of high priority is never folded, whatever the rule says.
package struct FoldingRule: Hashable, Codable, Sendable {
  /// Pages that reach a device by themselves within `window`; `pagesMaxRange`.
  package var pagesMax = 3
  /// How far back pages are counted; `windowRange`.
  package var window: Milliseconds = .seconds(60)

  package init() {}

  /// What a site may set `pagesMax` to.
  package static let pagesMaxRange = 1...20
  /// What a site may set `window` to.
  package static let windowRange: ClosedRange<Milliseconds> = .seconds(10) ... .minutes(10)

  /// How many of `waiting` pages go out by themselves.
  ///
  /// - Parameter recent: pages of that device, gone out or folded, within `window`. As long as a
  ///   storm goes on, new pages are folded, so that a person is not called three times a minute.
  package func ownPages(of waiting: Int, after recent: Int) -> Int {
    max(0, min(waiting, pagesMax - recent))
  }
}

extension Alert {
  /// Whether its pages may be folded at all. Never what rings (S2), what was taken back or has
  /// ended (S18, S19), nor what a person has called for by hand.
  package var mayFold: Bool {
    !priority.rings && retractedAt == nil && endedAt == nil && integration != AlertDraft.switchboard
  }
}
