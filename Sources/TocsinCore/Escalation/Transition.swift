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
    alert.addressed = draft.incoming.map { [$0] } ?? staffing.persons(draft.addressed)
    alert.outgoing = draft.outgoing
    alert.copied = staffing.persons(draft.copied)
    alert.lastAcknowledged = draft.lastAcknowledged
    let former = draft.formerHolders.filter { staffing.isReachable($0.responder, at: now) }
    alert.duties = roles(of: policy, former).map { Duty(role: $0.role, at: now) }
    alert.staleAfter = draft.staleAfter
    alert.aliveAt = draft.staleAfter.map { _ in now }
    alert.follows = draft.follows
    var run = EscalationRun(alert: alert, policy: policy, staffing: staffing, now: now)
    run.note(.opened, .reported, "opened under policy \(policy.reference.name)")
    if draft.signal == .retracted { run.alert.retractedAt = now }
    guard former.isEmpty else {
      run.askFormer(former)
      run.remember(draft.formerReaders)
      return run.finished()
    }
    if let end = draft.waitsUntil, run.holdBack(until: end) { return run.finished() }
    guard !run.holdBack(for: draft.holdFor) else { return run.finished() }
    run.begin()
    run.remember(draft.formerReaders)
    return run.finished()
  }

  /// Opens an alert in the place of one that nobody has acknowledged, because its subject is
  /// elsewhere now and another policy covers that place. The caller supersedes the old one.
  ///
  /// - Parameter old: with the content that pages are to say from now on, and the route by which it
  ///   comes under that policy.
  /// - Postcondition: as of `open`.
  package static func reroute(
    _ old: Alert, as id: AlertID, under policy: Policy, with staffing: Staffing, at now: Timestamp
  ) -> Transition {
    var alert = Alert(
      id: id, revision: 0, integration: old.integration, dedupKey: old.dedupKey, world: old.world,
      kind: old.kind, controlID: old.controlID, priority: old.priority, content: old.content,
      contentRevision: old.contentRevision, policy: policy.reference, openedAt: now, duties: [],
      pageCount: 0, repeats: old.repeats, held: old.held, endedAt: nil, retractedAt: nil,
      isStale: old.isStale)
    alert.duties = policy.roles.map { Duty(role: $0.role, at: now) }
    (alert.addressed, alert.copied) = (old.addressed, old.copied)
    (alert.lastAcknowledged, alert.route) = (old.lastAcknowledged, old.route)
    (alert.staleAfter, alert.aliveAt) = (old.staleAfter, old.aliveAt)
    alert.follows = [old.id]
    var run = EscalationRun(alert: alert, policy: policy, staffing: staffing, now: now)
    run.note(
      .opened, .subjectMoved,
      "opened under policy \(policy.reference.name) in the place of alert \(old.id), which was "
        + "under policy \(old.policy.name): the subject is elsewhere")
    run.begin()
    run.remember(old.readers)
    return run.finished()
  }

  /// All roles; of an alert that takes back or corrects, those that had an answer, else the first.
  private static func roles(of policy: Policy, _ former: [FormerHolder]) -> [PolicyRole] {
    guard !former.isEmpty else { return policy.roles }
    let own = policy.roles.filter { role in former.contains { $0.role == role.role } }
    return own.isEmpty ? Array(policy.roles.prefix(1)) : own
  }

  /// Advances an open alert on one event. A closed alert stays closed: a correction or retraction
  /// still reaches whoever was delivered its pages, and everything else changes only its trail.
  package static func advance(
    _ alert: Alert, on event: AlertEvent, under policy: Policy, with staffing: Staffing,
    at now: Timestamp
  ) -> Transition {
    var run = EscalationRun(alert: alert, policy: policy, staffing: staffing, now: now)
    run.take(event)
    return run.finished()
  }
}
