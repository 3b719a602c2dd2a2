// Tocsin — Core: what a source goes on saying, and its silence
// SPDX-License-Identifier: Apache-2.0

/// Signs of life (S19), the bedside (S7), and waiting before the first page (S20).
///
/// An alert that is held back is escalating at its first step, with a deadline (I1) and with nobody
/// asked yet. Nothing else is in that state.
extension EscalationRun {
  /// Waits before anybody is paged. Medium and low alone; bounded by the policy with all other
  /// holds of the alert.
  ///
  /// - Returns: false when the alert is to be paged at once.
  mutating func holdBack(for asked: Milliseconds) -> Bool {
    let wait = min(asked, policy.times.holdMax)
    guard wait > .zero, !alert.priority.rings else { return false }
    alert.held = wait
    let first = StepPosition(step: 0, cycle: 1)
    for index in alert.duties.indices {
      alert.duties[index].phase = .escalating(position: first, nextDeadline: now + wait)
    }
    note(.held, .sourceHolds, "nobody is paged for \(wait.text): it may end by itself")
    return true
  }

  /// Waits for the end of planned work before anybody is paged (S27). Medium and low alone; the
  /// holds that the policy bounds are not used up by it.
  ///
  /// - Returns: false when the alert is to be paged at once.
  mutating func holdBack(until end: Timestamp) -> Bool {
    guard end > now, !alert.priority.rings else { return false }
    for index in alert.duties.indices { setBack(index, until: end) }
    note(.held, .maintenance, "nobody is paged before \(RFC3339.text(end)): planned work")
    return true
  }

  private mutating func setBack(_ index: Int, until end: Timestamp) {
    let first = StepPosition(step: 0, cycle: 1)
    alert.duties[index].phase = .escalating(position: first, nextDeadline: end)
  }

  /// Planned work ends at `end`, maybe now: what waits for it is paged then.
  mutating func waitOn(until end: Timestamp) {
    let waiting = alert.duties.indices.filter { alert.duties[$0].isHeldBack }
    guard !waiting.isEmpty else { return }
    if end > now {
      for index in waiting { setBack(index, until: end) }
      note(.held, .maintenance, "nobody is paged before \(RFC3339.text(end)): planned work")
    } else {
      note(.released, .maintenance, "the planned work is over")
      for index in waiting { walk(index, from: StepPosition(step: 0, cycle: 1)) }
    }
  }

  /// The source gave a sign of life: the time until it is stale begins anew. Pages that said that
  /// it is silent are replaced, unless they are about to be replaced anyway.
  mutating func markAlive(pagesFollow: Bool = false) {
    guard alert.staleAfter != nil else { return }
    alert.aliveAt = now
    guard alert.isStale else { return }
    alert.isStale = false
    note(.stale, .reported, "its source gives signs of life again")
    if !pagesFollow { tellEveryone() }
  }

  /// No sign of life for too long: said on the page and the board, never taken for an end.
  mutating func markStale() {
    guard !alert.isStale else { return }
    alert.isStale = true
    note(.stale, .sourceSilent, "no sign of life from the source; the alert stays open")
    tellEveryone()
  }

  /// Why this person, and that the source is silent, as the page says it.
  func why(_ person: PagedResponder) -> String {
    guard alert.isStale, let limit = alert.staleAfter else { return person.why }
    return person.why + PageReason.stale(limit: limit.text).text
  }

  /// The same again, of which only the details are new: taken over without a page. A source may
  /// lower the priority of what somebody has seen; what nobody has seen stays as it was reported,
  /// so that a high alert does not end unseen as a medium one (S19).
  mutating func refresh(from draft: AlertDraft) {
    foldRepeat()
    let before = alert.content.before
    if draft.content.location != alert.content.location {
      move(to: draft.content.location, ward: draft.content.ward)
    }
    alert.content = draft.content
    alert.content.before = before
    if draft.priority > alert.priority, wasSeen { lower(to: draft.priority) }
    if draft.signal == .attended { attend() }
  }

  private mutating func lower(to priority: Priority) {
    note(
      .repeated, .contentChanged,
      "its source lowers it from \(alert.priority.word) to \(priority.word)")
    alert.priority = priority
    guard !priority.rings else { return }
    for index in alert.duties.indices {
      for slot in alert.duties[index].people.indices {
        alert.duties[index].people[slot].soundsAt = nil
      }
    }
  }

  /// Somebody at the bedside has taken note: escalation waits for what is left of the time that
  /// holds may take in all, and then goes on (S7).
  private mutating func attend() {
    let isEscalating = alert.duties.contains { duty in
      if case .escalating = duty.phase { true } else { false }
    }
    guard isEscalating, alert.held < policy.times.holdMax else { return }
    hold(until: now + policy.times.holdMax)
  }

  /// Somebody has the alert or has looked at it.
  var wasSeen: Bool {
    alert.duties.contains { duty in
      duty.phase.holder != nil || duty.people.contains(where: \.isDisplayed)
    }
  }

  /// Reported again after its end and before anybody saw it: it is there again, and pages.
  mutating func revive() {
    guard alert.endedAt != nil, !alert.isClosed else { return }
    alert.endedAt = nil
    alert.contentRevision += 1
    note(.changed, .reported, "the source reports it again after its end")
    for index in alert.duties.indices where !alert.duties[index].phase.isResolved {
      pageAgain(index)
    }
  }
}
