// Tocsin — Simulation: whether the right steps and persons were paged
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// The right person, and no step passed over (S1, S12).
extension DecisionView {
  /// Why this page should not go to this person; nil when it should.
  func wrongPage(_ page: PageOrder, duty index: Int) -> String? {
    guard let policy else { return "no such policy revision" }
    let duty = after.duties[index]
    if page.responder == duty.phase.holder || page.responder == duty.offeredTo { return nil }
    if wasGiven(to: page.responder, duty.role) {
      return truth.isReachable(page.responder, at: now)
        ? nil : "\(page.responder) is given \(duty.role) and cannot be reached"
    }
    if wasOn(page, duty: index) || isNews(page, duty: index) { return nil }
    if page.isFallback {
      let expected = truth.onCall(policy.fallback.targets, at: now)
      return expected.contains(page.responder)
        ? nil : "\(page.responder) is paged as the last resort and is not it"
    }
    return wrongStep(page, steps: steps(index))
  }

  private func wrongStep(_ page: PageOrder, steps: [PolicyStep]) -> String? {
    if page.position == .beforePolicy { return nil }
    guard steps.indices.contains(page.position.step) else { return "no such step" }
    let step = steps[page.position.step]
    guard truth.isOpen(step.hours, at: now) else { return nil }
    let out = left.union(leaving)
    if out.contains(page.responder) {
      return "\(page.responder) has left the alert and is paged by step \(page.position.step + 1)"
    }
    let asked = truth.onCall(step.targets, at: now, without: out, of: after)
    let told = truth.onCall(step.alongside, at: now, without: out, of: after)
    let beside = truth.beside(asked.union(told), of: after, at: now, without: out)
    guard asked.union(told).union(beside).contains(page.responder) else {
      return "\(page.responder) is not on call for step \(page.position.step + 1)"
    }
    return truth.isReachable(page.responder, at: now)
      ? nil : "\(page.responder) is paged and cannot be reached"
  }

  /// What the decision does to a duty that its policy does not say; nil when it follows it: a step
  /// pages in its hours alone, and is given the time of the alert's priority.
  func unfollowed(_ index: Int) -> String? {
    let duty = after.duties[index]
    guard case .escalating(let position, let deadline) = duty.phase, position != .beforePolicy,
      steps(index).indices.contains(position.step), duty.stepEnteredAt == now,
      beforeDuty(index)?.stepEnteredAt != now, !duty.people.isEmpty, !said(.held, .reassigned)
    else { return nil }
    let step = steps(index)[position.step]
    let isAsked = decision.transition.pages.contains {
      $0.role == duty.role && $0.position == position && $0.attempt == 1 && $0.type == .preview
        && !wasAsked($0.responder, index)
    }
    if isAsked, !truth.isOpen(step.hours, at: now) {
      return "step \(position.step + 1) pages outside its hours"
    }
    let wait = step.wait.of(after.priority)
    return deadline == now + wait
      ? nil : "step \(position.step + 1) is given \((deadline - now).text), not \(wait.text)"
  }

  /// S23: a high page of somebody who has not answered the test page of their duty goes to who was
  /// there before as well.
  func unaccompanied(_ page: PageOrder, duty index: Int) -> String? {
    let duty = after.duties[index]
    guard page.type == .preview, !page.isFallback, page.position != .beforePolicy,
      steps(index).indices.contains(page.position.step), page.responder != duty.offeredTo,
      page.responder != duty.phase.holder, !wasGiven(to: page.responder, duty.role),
      !wasOn(page, duty: index)
    else { return nil }
    let out = left.union(leaving)
    let asked = truth.onCall(
      steps(index)[page.position.step].targets, at: now, without: out, of: after)
    guard asked.contains(page.responder) else { return nil }
    let beside = truth.beside([page.responder], of: after, at: now, without: out)
    let missing = beside.sorted().first { person in
      !duty.people.contains { $0.responder == person }
    }
    return missing.map {
      "\(page.responder) has not answered the test page; \($0) was there before and is not asked"
    }
  }

  /// The person had the page open, or the duty: what the alert says now pages them anew, whatever
  /// the hours of the step are by then (S17).
  private func wasAsked(_ person: ResponderID, _ index: Int) -> Bool {
    beforeDuty(index)?.people.contains {
      $0.responder == person && ($0.standing.isOpen || $0.standing == .holder)
    } ?? false
  }

  /// The person had a page of this alert before, in the same step: it sounds again, has new
  /// content, or tells of an end.
  private func wasOn(_ page: PageOrder, duty index: Int) -> Bool {
    guard let known = beforeDuty(index)?.people.first(where: { $0.responder == page.responder })
    else { return false }
    if page.type != .preview { return true }
    let wasOpen = known.standing.isOpen || known.standing == .holder
    return wasOpen && known.position == page.position && known.isFallback == page.isFallback
  }

  /// The person was delivered the result by an alert before this one, and learns that it was wrong
  /// (S18).
  private func isNews(_ page: PageOrder, duty index: Int) -> Bool {
    page.type == .retracted
      && after.duties[index].people.contains { $0.page == page.page && $0.hadBefore }
  }

  /// A step that was passed although somebody on it could be, or still was, asked.
  func passedOver(_ index: Int) -> String? {
    let duty = after.duties[index]
    guard policy != nil, !duty.phase.isResolved, duty.phase.holder == nil else { return nil }
    return passedEarly(index) ?? skipped(index)
  }

  /// The switchboard gave the duty to this person, by this decision or before (S25).
  private func wasGiven(to person: ResponderID, _ role: String) -> Bool {
    let text = " gives \(role) to "
    return decision.transition.trail.contains { entry in
      guard entry.event == .reassigned, let names = entry.text.split(separator: text).last
      else { return false }
      return names.split(separator: ", ").contains { $0 == person.text }
    }
  }

  /// S12: early only when everyone on the step declined, is the wrong person, or is unreachable.
  private func passedEarly(_ index: Int) -> String? {
    guard !decision.transition.trail.contains(where: { $0.reason == .calledNext }),
      let duty = beforeDuty(index),
      case .escalating(let position, let deadline) = duty.phase, now < deadline,
      hasMoved(from: position, duty: after.duties[index])
    else { return nil }
    let waiting = duty.people.first { person in
      person.standing == .asked && !person.isCopy && !person.isFallback
        && person.position == position && stillThere(person, index)
    }
    return waiting.map {
      "step \(position.step + 1) passes \((deadline - now).text) early; \($0.responder) is asked"
    }
  }

  /// On the same step: who was lost with every channel may be asked again by a later one.
  private func stillThere(_ person: PagedResponder, _ index: Int) -> Bool {
    after.duties[index].people.contains {
      $0.responder == person.responder && $0.standing.isOpen && !$0.isFallback
        && $0.position == person.position
    }
  }

  private func hasMoved(from position: StepPosition, duty: Duty) -> Bool {
    switch duty.phase {
    case .escalating(let next, _): next != position
    case .exhausted: true
    case .acknowledged, .resolved: false
    }
  }

  /// I3: between where the walk began and where it stopped, nobody could have been asked.
  private func skipped(_ index: Int) -> String? {
    let duty = after.duties[index]
    let begin = walkBegin(index)
    guard let begin, let end = walkEnd(duty, begin: begin, index: index) else { return nil }
    let out = left.union(leaving)
    for step in begin.step..<max(begin.step, end) where steps(index).indices.contains(step) {
      guard truth.isOpen(steps(index)[step].hours, at: now) else { continue }
      let targets = steps(index)[step].targets
      let found = truth.onCall(targets, at: now, without: out, of: after)
      for person in found.sorted() {
        guard truth.isReachable(person, at: now), truth.people[person]?.isTrainee != true,
          !duty.people.contains(where: { $0.responder == person })
        else { continue }
        return "step \(step + 1) is passed; \(person) is on call for it and was not asked"
      }
    }
    return nil
  }

  /// Where this decision's walk over the steps began; nil when it did not walk.
  private func walkBegin(_ index: Int) -> StepPosition? {
    if case .escalating(.beforePolicy, _) = after.duties[index].phase { return nil }
    guard let before = beforeDuty(index) else { return StepPosition(step: 0, cycle: 1) }
    guard before.phase != after.duties[index].phase else { return nil }
    switch before.phase {
    case .escalating(let position, _):
      return before.people.isEmpty ? position : position.next
    case .acknowledged:
      guard said(.released, .declined) else { return nil }
      return before.resume == .beforePolicy ? before.resume.next : before.resume
    case .exhausted, .resolved: return nil
    }
  }

  /// The step before which the walk stopped, in the cycle in which it began.
  private func walkEnd(_ duty: Duty, begin: StepPosition, index: Int) -> Int? {
    switch duty.phase {
    case .escalating(let position, _):
      return position.cycle == begin.cycle ? position.step : steps(index).count
    case .exhausted: return steps(index).count
    case .acknowledged, .resolved: return nil
    }
  }
}
