// Tocsin — Core: one decision, as a value
// SPDX-License-Identifier: Apache-2.0

/// What one event does to one alert: the new alert, what to page, what to withdraw, what to write.
///
/// Commits as a whole or not at all. `alert.revision` is one more than that of the alert it was
/// decided on.
package struct Transition: Hashable, Sendable {
  package var alert: Alert
  package var pages: [PageOrder]
  package var withdrawals: [Withdrawal]
  package var trail: [TrailEntry]
  /// What became of the response, when the event was one.
  package var result: ResponseResult?
  /// Something that an operator or a rota manager must be told now.
  package var notices: [Notice]

  /// Nothing to page, to withdraw or to write: the alert stays as it is, at its revision.
  package var changesNothing: Bool { pages.isEmpty && withdrawals.isEmpty && trail.isEmpty }
}

/// What an operator or a manager must be told.
package enum Notice: Hashable, Sendable {
  /// A target resolves to nobody (S12).
  case uncovered(target: String)
  case wrongPerson(ResponderID)
  /// The last resort has no reachable device; ring the person (S25).
  case fallbackUnreachable(ResponderID)
  case exhausted
  /// A person asks to be rung (the response "call me").
  case callMe(ResponderID)
  case limitReached(String)
}

/// Decides what happens to an alert, from values alone. Two pure functions; same in, same out (I5).
package enum Escalation {
  /// Opens an alert and pages its first people.
  ///
  /// Postcondition: the alert is paged to someone, or already at its fallback (I3), or waits for a
  /// bounded time because its draft asks for a hold (S20).
  package static func open(
    _ draft: AlertDraft, as id: AlertID, under policy: Policy, with staffing: Staffing,
    at now: Timestamp
  ) -> Transition {
    var alert = Alert(
      id: id, revision: 0, integration: draft.integration, dedupKey: draft.dedupKey,
      world: draft.world, kind: draft.kind, controlID: "", priority: draft.priority,
      content: draft.content, contentRevision: 1, policy: policy.reference, openedAt: now,
      duties: [], pageCount: 0, repeats: 0, held: .zero, endedAt: nil, retractedAt: nil,
      isStale: false)
    alert.duties = policy.roles.map { Duty(role: $0.role, at: now) }
    alert.staleAfter = draft.staleAfter
    alert.aliveAt = draft.staleAfter.map { _ in now }
    var run = EscalationRun(alert: alert, policy: policy, staffing: staffing, now: now)
    run.note(.opened, .reported, "opened under policy \(policy.reference.name)")
    if let end = draft.waitsUntil, run.holdBack(until: end) { return run.finished() }
    guard !run.holdBack(for: draft.holdFor) else { return run.finished() }
    for index in run.alert.duties.indices {
      run.walk(index, from: StepPosition(step: 0, cycle: 1))
    }
    return run.finished()
  }

  /// Advances an open alert on one event. A closed alert changes only its trail.
  package static func advance(
    _ alert: Alert, on event: AlertEvent, under policy: Policy, with staffing: Staffing,
    at now: Timestamp
  ) -> Transition {
    var run = EscalationRun(alert: alert, policy: policy, staffing: staffing, now: now)
    run.take(event)
    return run.finished()
  }
}
