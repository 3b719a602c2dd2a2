// Tocsin — Core: what happens when the content changes or is taken back
// SPDX-License-Identifier: Apache-2.0

/// Changes, corrections and retractions (S17, S18).
extension EscalationRun {
  /// Another value, priority, specimen or subject pages again under a new page id (S17). What takes
  /// back a part of what people were told reaches everyone who was delivered it (S18). Of a closed
  /// alert only that: whoever answered for it is asked by another alert, since closed stays closed.
  mutating func change(to draft: AlertDraft, _ changes: [ContentChange]) {
    remember(draft.formerReaders)
    let wasClosed = alert.isClosed
    if draft.signal == .retracted, alert.retractedAt == nil {
      take(draft)
      return retract()
    }
    if draft.signal == .active, !changes.isEmpty { alert.retractedAt = nil }
    take(draft)
    let isUrgent = draft.priority < alert.priority
    alert.priority = min(alert.priority, draft.priority)
    alert.endedAt = nil
    let list = changes.map(\.rawValue).joined(separator: ", ")
    note(.changed, .contentChanged, "the source changed: \(list)")
    alert.staleAfter = draft.staleAfter ?? alert.staleAfter
    markAlive(pagesFollow: true)
    for index in alert.duties.indices {
      if !alert.duties[index].phase.isResolved { pageAgain(index) }
      if isUrgent { hasten(index) }
      if changes.takesBack { tellOthers(index, .contentChanged, sparesHolder: wasClosed) }
    }
  }

  /// What has become more urgent waits no longer than the step gives it now.
  private mutating func hasten(_ index: Int) {
    guard case .escalating(let position, let deadline) = alert.duties[index].phase else { return }
    let steps = steps(of: index)
    let due = now + steps[min(position.step, steps.count - 1)].wait.of(alert.priority)
    guard due < deadline, !alert.duties[index].isHeldBack else { return }
    alert.duties[index].phase = .escalating(position: position, nextDeadline: due)
    stampDeadline(duty: index)
  }

  private mutating func take(_ draft: AlertDraft) {
    let old = alert.content
    alert.content = draft.content
    alert.content.before = old.what == draft.content.what ? old.before : old.what
    alert.contentRevision += 1
  }

  /// Everyone who is on the page gets the new content; an owner must take it again. What was held
  /// back is paged now when it has become high, and waits on otherwise.
  mutating func pageAgain(_ index: Int) {
    if alert.duties[index].isHeldBack {
      if alert.priority.rings { begin(index) }
      return
    }
    reopen(index)
    for slot in alert.duties[index].people.indices {
      let person = alert.duties[index].people[slot]
      let isOn = person.standing.isOpen || person.standing == .holder
      guard isOn, !pages.contains(where: { $0.page == person.page }) else { continue }
      replacePage(slot, duty: index)
      sound(slot, duty: index)
      note(.paged, .contentChanged, "paged \(person.responder) again: the content changed")
    }
    stampDeadline(duty: index)
  }

  /// The owner's duty is open again with a fresh deadline; nobody else is asked before it passes.
  /// An owner who cannot be paged, since they took it by telephone, is not asked: the next is.
  private mutating func reopen(_ index: Int) {
    guard let slot = holderSlot(index) else { return }
    alert.duties[index].people[slot].hadTaken = true
    let owner = alert.duties[index].people[slot].responder
    guard staffing.isReachable(owner, at: now) else {
      return letGo(index, .nobodyReachable, standing: .unreachable)
    }
    clearAcknowledgment(index)
    let position = alert.duties[index].resume
    let steps = steps(of: index)
    let wait = steps[min(position.step, steps.count - 1)].wait.of(alert.priority)
    alert.duties[index].people[slot].standing = .asked
    alert.duties[index].stepEnteredAt = now
    alert.duties[index].phase = .escalating(position: position, nextDeadline: now + wait)
  }

  private mutating func replacePage(_ slot: Int, duty index: Int) {
    let old = alert.duties[index].people[slot]
    withdraw(
      Withdrawal(
        page: old.page, responder: old.responder, type: .withdrawn, exceptDevice: nil,
        standing: .withdrawn))
    alert.duties[index].people[slot].page = nextPage()
    alert.duties[index].people[slot].hadBefore = old.isReader
    alert.duties[index].people[slot].attempt = 1
    alert.duties[index].people[slot].isDelivered = false
    alert.duties[index].people[slot].isDisplayed = false
    alert.duties[index].people[slot].isOwedNews = false
  }

  /// The report was wrong. Everyone who has the page is told, off duty included; who acknowledged
  /// must acknowledge the retraction, which escalates like any high page (S18), also when a change
  /// in between had asked them again: then it goes on from where it stands. A duty that is resolved
  /// stays so; who was delivered its page is told as well.
  mutating func retract() {
    guard alert.retractedAt == nil else { return }
    let wasClosed = alert.isClosed
    alert.retractedAt = now
    note(.retracted, .sourceRetracted, "the source takes the report back")
    for index in alert.duties.indices {
      if alert.duties[index].owesAnswer {
        alert.priority = min(alert.priority, .high)
        reopen(index)
        askToAcknowledgeRetraction(index)
        stampDeadline(duty: index)
      } else if !alert.duties[index].phase.isResolved {
        close(index, .retracted, type: .retracted)
      }
      tellOthers(index, .sourceRetracted, sparesHolder: wasClosed)
    }
  }

  /// Whoever had acknowledged the report, or is asked in their place, is paged for the retraction,
  /// under a new page id.
  private mutating func askToAcknowledgeRetraction(_ index: Int) {
    for slot in alert.duties[index].people.indices
    where alert.duties[index].people[slot].standing == .asked {
      let page = alert.duties[index].people[slot].page
      guard !pages.contains(where: { $0.page == page }) else { continue }
      replacePage(slot, duty: index)
      sound(slot, duty: index)
      let person = alert.duties[index].people[slot].responder
      note(.paged, .sourceRetracted, "\(person) must acknowledge the retraction")
    }
  }

  /// Everyone else who was delivered the report learns that it was wrong, off duty included, on the
  /// page that they have. So does whoever turns out later to have been delivered it.
  ///
  /// - Parameter sparesHolder: whoever answered is asked by another alert, and is not told twice.
  mutating func tellOthers(_ index: Int, _ reason: Reason, sparesHolder: Bool) {
    for slot in alert.duties[index].people.indices {
      let person = alert.duties[index].people[slot]
      if sparesHolder, person.standing == .holder { continue }
      let isPaged = pages.contains { $0.page == person.page }
      guard !isPaged else { continue }
      guard person.isReader else {
        alert.duties[index].people[slot].isOwedNews = true
        continue
      }
      guard staffing.isReachable(person.responder, at: now) else {
        note(
          .refused, .nobodyReachable,
          "\(person.responder) had it and cannot be paged: nobody tells them that it was wrong")
        continue
      }
      tell(slot, duty: index, reason)
    }
  }

  /// It turns out only now that somebody has a page of which something was taken back meanwhile:
  /// they are told as well.
  mutating func tellLate(_ slot: Int, duty index: Int) {
    let person = alert.duties[index].people[slot]
    guard person.isOwedNews, person.standing != .holder else { return }
    tell(slot, duty: index, alert.retractedAt == nil ? .contentChanged : .sourceRetracted)
  }

  private mutating func tell(_ slot: Int, duty index: Int, _ reason: Reason) {
    alert.duties[index].people[slot].isTold = true
    alert.duties[index].people[slot].isOwedNews = false
    order(slot, duty: index, type: .retracted)
    let person = alert.duties[index].people[slot].responder
    note(.paged, reason, "\(person) is told that it was wrong")
  }

  /// Asks those who answered for what this alert takes back or corrects, before the policy's first
  /// step, in their own roles.
  ///
  /// - Parameter holders: reachable; at least one.
  mutating func askFormer(_ holders: [FormerHolder]) {
    let roles = Set(alert.duties.map(\.role))
    for index in alert.duties.indices {
      let role = alert.duties[index].role
      let wait = steps(of: index)[0].wait.of(alert.priority)
      alert.duties[index].phase = .escalating(
        position: .beforePolicy, nextDeadline: now + wait)
      alert.duties[index].resume = .beforePolicy
      for holder in holders where holder.role == role || !roles.contains(holder.role) {
        page(
          OnCall(responder: holder.responder, why: PageReason.answeredBefore.text),
          duty: index, at: .beforePolicy)
      }
      stampDeadline(duty: index)
    }
  }
}
