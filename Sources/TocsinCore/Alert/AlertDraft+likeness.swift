// Tocsin — Core: who acknowledged the last alert like this one
// SPDX-License-Identifier: Apache-2.0

/// By what an earlier alert is like a draft.
package enum Likeness: Sendable {
  /// The draft follows on it.
  case followed
  /// It concerns the same subject, and is of the same kind.
  case subject
  /// It is of the same kind and had the same location, which is known.
  case location
}

extension AlertDraft {
  /// Who acknowledged the newest of `alerts` that is like this one, was open at `since` or later
  /// and has been acknowledged; empty when there is none. Nothing crosses worlds (S22).
  ///
  /// - Parameter alerts: newest first; of `subject`, those that concern it.
  package func lastAcknowledged(
    among alerts: [Alert], by likeness: Likeness, since: Timestamp
  ) -> [ResponderID] {
    for alert in alerts where alert.world == world && alert.closedAt.map({ $0 >= since }) ?? true {
      let isLike =
        switch likeness {
        case .followed: true
        case .subject: alert.kind == kind
        case .location:
          alert.kind == kind && !content.location.isEmpty
            && alert.content.location == content.location
        }
      let holders = alert.holders
      if isLike, !holders.isEmpty { return holders }
    }
    return []
  }
}

extension Alert {
  /// Who has, or had at its end, a duty of it; nobody twice.
  package var holders: [ResponderID] {
    duties.flatMap(\.people).filter { $0.standing == .holder }.map(\.responder)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
