// Tocsin — Gateway: what the watch over the gateway itself asks of the store
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// How much there is of everything that waits, at one moment.
package struct StoreStanding: Hashable, Sendable {
  /// Open alerts, by the word of their phase.
  package var openAlerts: [String: Int] = [:]
  /// Pages of open alerts, by their state.
  package var livePages: [PageState: Int] = [:]
  /// Pages with something to seal, by priority.
  package var outbox: [Priority: Int] = [:]
  /// When the oldest of these was decided; nil when none waits.
  package var oldestInOutbox: Timestamp?
  /// Envelopes that no stream and no fetch has taken yet.
  package var mailbox = 0
  /// Ladders that are due.
  package var laddersDue = 0
  /// Hand-overs that wait or are on their way.
  package var handOversOpen = 0

  package init() {}
}

/// How an alert can be left without anybody who answers for it: the ways in which promise I1, and
/// I3, I6 and I10 with it, would be seen to be broken in the store.
package enum OwnerlessKind: String, Sendable, CaseIterable {
  /// Open, and nothing will ever advance it (I1).
  case withoutDeadline = "no-deadline"
  /// Open, and its deadline is further ahead than any policy waits (I1).
  case deadlineTooFar = "deadline-too-far"
  /// Its deadline has passed, and nobody has looked (I3).
  case deadlineOverdue = "deadline-overdue"
  /// A page was decided, and is neither sealed nor folded, failed or moot (I6).
  case pageNotSealed = "page-not-sealed"
  /// A ladder is due, and nobody has looked: no channel begins (I6).
  case ladderOverdue = "ladder-overdue"
  /// A hand-over is on its way for longer than any channel may take (I10).
  case handOverUnsettled = "hand-over-unsettled"

  /// What an operator reads.
  package var words: String {
    switch self {
    case .withoutDeadline: "are open and have no deadline"
    case .deadlineTooFar: "are open and have a deadline more than eight days ahead"
    case .deadlineOverdue: "were not advanced when they were due"
    case .pageNotSealed: "have pages that are not sealed"
    case .ladderOverdue: "have pages whose channels do not begin"
    case .handOverUnsettled: "have hand-overs that do not end"
    }
  }

  /// What is beyond this moment is found; the bound leaves room for a storm and a slow disk.
  package func bound(at now: Timestamp) -> Timestamp {
    switch self {
    case .withoutDeadline: now
    case .deadlineTooFar: now + .days(8)
    case .deadlineOverdue: now - .seconds(30)
    case .pageNotSealed, .ladderOverdue: now - .seconds(60)
    case .handOverUnsettled: now - .minutes(5)
    }
  }
}

/// What can be asked about the gateway's own work. Each question goes by an index of what waits, so
/// it costs as much as there is to find, whatever the history.
package protocol WatchReader: AnyObject {
  /// - Parameter now: ladders that are due by then count.
  func standing(at now: Timestamp) throws -> StoreStanding
  /// Alerts that are without an owner in this way, each once, in no order.
  ///
  /// - Parameter bound: beyond which it counts.
  func ownerless(_ kind: OwnerlessKind, beyond bound: Timestamp, limit: Int) throws -> [AlertID]
}
