// Tocsin — Core: what others are told about an alert as a whole
// SPDX-License-Identifier: Apache-2.0

/// What happened to one duty of an alert, as a webhook or a FHIR resource tells it. Where
/// `StatusReport` says what became of the page of each person, this says what became of the duty.
package struct AlertNews: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A person took the duty.
    case acknowledged
    /// A person passed it on or gave it back.
    case declined
    /// The next people are asked.
    case escalated
    /// Nobody of the policy has answered: it is with the last resort.
    case exhausted
    /// It needs nobody any more.
    case resolved
  }

  package let kind: Kind
  /// The role of the duty, as the policy names it (S6).
  package let role: String
  /// Whose act it was; nil for what nobody did.
  package let responder: ResponderID?
  /// Said on the telephone and written down by another: of lower assurance (S16).
  package let isByTelephone: Bool
  package let at: Timestamp
}

extension Transition {
  /// What a transition has to tell, duty by duty, in the order in which it came about.
  ///
  /// - Parameter before: the alert as it was; nil for one that opens.
  package func news(since before: Alert?) -> [AlertNews] {
    let at = trail.last?.at ?? alert.openedAt
    return alert.duties.indices.flatMap { index -> [AlertNews] in
      let old = before.flatMap { $0.duties.indices.contains(index) ? $0.duties[index] : nil }
      return alert.duties[index].news(since: old, at: at)
    }
  }
}

extension Duty {
  fileprivate func news(since old: Duty?, at now: Timestamp) -> [AlertNews] {
    func told(
      _ kind: AlertNews.Kind, _ responder: ResponderID? = nil, byTelephone: Bool = false
    ) -> AlertNews {
      AlertNews(
        kind: kind, role: role, responder: responder, isByTelephone: byTelephone, at: now)
    }
    let declined = people.filter { person in
      let known = old?.people.first { $0.responder == person.responder }
      return person.hasPassedOn && known?.hasPassedOn != true
    }
    var found = declined.map { told(.declined, $0.responder) }
    switch phase {
    case .escalating(let position, _):
      if let known = old?.phase, known.hasMoved(to: position) { found.append(told(.escalated)) }
    case .exhausted:
      if case .exhausted? = old?.phase { break }
      found.append(told(.exhausted))
    case .acknowledged(let holder, _, _):
      if old?.phase.holder != holder {
        found.append(told(.acknowledged, holder, byTelephone: telephone != nil))
      }
    case .resolved:
      if old?.phase.isResolved == false { found.append(told(.resolved)) }
    }
    return found
  }
}

extension DutyPhase {
  /// Whether others than before are asked, at a place of the policy.
  fileprivate func hasMoved(to position: StepPosition) -> Bool {
    if case .escalating(let known, _) = self { known != position } else { true }
  }
}

extension PagedResponder {
  fileprivate var hasPassedOn: Bool { hasLeft || standing.isExcluded }
}
