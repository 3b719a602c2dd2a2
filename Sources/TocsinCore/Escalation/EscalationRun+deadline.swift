// Tocsin — Core: what happens when time passes
// SPDX-License-Identifier: Apache-2.0

/// Deadlines and sounds that are due. After an outage the present state decides once; what is late
/// is marked late with its age, and nothing is replayed (I7).
extension EscalationRun {
  mutating func passDeadlines() {
    for index in alert.duties.indices {
      passReadBack(index)
      if let deadline = alert.duties[index].phase.deadline, deadline <= now {
        noteLateness(deadline, duty: index)
        passDeadline(index)
      } else {
        soundAgain(index)
      }
    }
    if let silentAt = alert.staleAt, silentAt <= now { markStale() }
  }

  mutating func noteLateness(_ deadline: Timestamp, duty index: Int) {
    let age = now - deadline
    guard age > Limits.lateAfter else { return }
    note(
      .late, .outage,
      "the deadline of \(alert.duties[index].role) is acted on \(age.text) late")
  }

  private mutating func passDeadline(_ index: Int) {
    switch alert.duties[index].phase {
    case .escalating where alert.duties[index].isHeldBack:
      begin(index)
    case .escalating(let position, _):
      moveOn(index)
      walk(index, from: position.next)
    case .acknowledged(let holder, let at, _):
      passAcknowledged(index, holder: holder, at: at)
    case .exhausted:
      alert.duties[index].phase = .exhausted(nextDeadline: now + policy.fallback.every)
      pageFallback(index)
    case .resolved:
      break
    }
  }

  /// The owner is reminded, then the next person (S8, S14).
  private mutating func passAcknowledged(_ index: Int, holder: ResponderID, at: Timestamp) {
    let reason: Reason = alert.duties[index].awaitsOpening ? .notOpened : .overdue
    if alert.duties[index].reminded || !staffing.isReachable(holder, at: now)
      || alert.duties[index].offeredTo != nil
    {
      letGo(index, reason, standing: .passed)
      return
    }
    alert.duties[index].reminded = true
    alert.duties[index].phase = .acknowledged(
      by: holder, at: at, nextDeadline: now + policy.times.reminded)
    remind(index, reason)
  }

  /// Sounds the owner's page once more; the one page that I2 allows for a taken duty.
  mutating func remind(_ index: Int, _ reason: Reason) {
    guard let slot = holderSlot(index) else { return }
    alert.duties[index].people[slot].attempt += 1
    order(slot, duty: index, type: currentType)
    note(
      .reminded, reason,
      "\(alert.duties[index].people[slot].responder) is reminded of an open alert in hand")
  }

  /// The holder no longer has the duty; escalation goes on where it stood.
  mutating func letGo(_ index: Int, _ reason: Reason, standing: Standing) {
    guard let slot = holderSlot(index) else { return }
    let person = alert.duties[index].people[slot].responder
    alert.duties[index].people[slot].standing = standing
    clearAcknowledgment(index)
    note(.released, reason, "\(person) no longer holds \(alert.duties[index].role)")
    resume(index)
  }

  mutating func clearAcknowledgment(_ index: Int) {
    alert.duties[index].reminded = false
    alert.duties[index].awaitsOpening = false
    alert.duties[index].readBackDue = nil
    alert.duties[index].wrongReadBacks = 0
    alert.duties[index].offeredTo = nil
    alert.duties[index].telephone = nil
    alert.duties[index].arrivedAt = nil
  }

  /// Escalation resumes with the next person at once (S9): the step where it stood is entered
  /// again for those whose page was withdrawn; who is out or was passed is not asked first.
  mutating func resume(_ index: Int) {
    let position = alert.duties[index].resume
    alert.duties[index].phase = .escalating(position: position, nextDeadline: now)
    walk(index, from: position == .beforePolicy ? position.next : position)
  }

  func holderSlot(_ index: Int) -> Int? {
    guard let holder = alert.duties[index].phase.holder else { return nil }
    return alert.duties[index].people.firstIndex { $0.responder == holder }
  }

  private mutating func passReadBack(_ index: Int) {
    guard let due = alert.duties[index].readBackDue, due <= now else { return }
    alert.duties[index].readBackDue = nil
    noteLateness(due, duty: index)
    letGo(index, .readBackMissing, standing: .passed)
  }

  private mutating func soundAgain(_ index: Int) {
    for slot in alert.duties[index].people.indices {
      guard let due = alert.duties[index].people[slot].soundsAt, due <= now else { continue }
      alert.duties[index].people[slot].attempt += 1
      sound(slot, duty: index)
      let person = alert.duties[index].people[slot]
      note(
        .resounded, .soundsAgain,
        "the page of \(person.responder) sounds again, attempt \(person.attempt)")
    }
  }
}
