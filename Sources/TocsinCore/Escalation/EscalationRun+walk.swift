// Tocsin — Core: walking the steps of a policy
// SPDX-License-Identifier: Apache-2.0

/// Steps, cycles and the fallback (S1, S12). The walk is bounded: it passes each step at most once
/// and then stops at a deadline or at the fallback.
extension EscalationRun {
  /// Starts every duty of a new alert at its first step.
  mutating func begin() {
    for index in alert.duties.indices { begin(index) }
  }

  /// Starts one duty, and pages copies beside the first.
  mutating func begin(_ index: Int) {
    walk(index, from: StepPosition(step: 0, cycle: 1))
    if index == 0 { pageCopies() }
  }

  /// Enters `start` and passes on until a step adds somebody new, else ends the cycle.
  mutating func walk(_ index: Int, from start: StepPosition) {
    let steps = steps(of: index)
    var position = start
    while position.step < steps.count {
      if enter(position, duty: index) {
        let deadline = now + steps[position.step].wait.of(alert.priority)
        alert.duties[index].phase = .escalating(position: position, nextDeadline: deadline)
        alert.duties[index].stepEnteredAt = now
        alert.duties[index].resume = position
        stampDeadline(duty: index)
        return
      }
      position.step += 1
    }
    if start.step < steps.count { alert.duties[index].stepEnteredAt = now }
    endCycle(position.cycle, duty: index)
  }

  /// Pages whom the step resolves to and who is new in this cycle.
  ///
  /// - Returns: whether anybody new was paged; the trail says why not.
  private mutating func enter(_ position: StepPosition, duty index: Int) -> Bool {
    let step = steps(of: index)[position.step]
    guard isOpen(step) else {
      noteClosed(step, at: position)
      return false
    }
    let found = shared(candidates(step.targets), duty: index)
    let added = ask(found, at: position, duty: index)
    guard added > 0 else {
      notePassing(step, found: found, at: position, duty: index)
      return false
    }
    for who in candidates(step.alongside) {
      let isNew = isNew(who.responder, at: position, duty: index, asCopy: true)
      if isNew, staffing.isReachable(who.responder, at: now) {
        page(who, duty: index, at: position, isCopy: true)
      }
    }
    return true
  }

  /// Whether the moment lies within the hours of the step.
  private func isOpen(_ step: PolicyStep) -> Bool {
    step.hours?.holds(now, with: staffing) ?? true
  }

  private mutating func noteClosed(_ step: PolicyStep, at position: StepPosition) {
    note(
      .stepPassed, .outsideHours,
      "step \(position.step + 1) of cycle \(position.cycle) passes at once: it pages only "
        + (step.hours?.text ?? ""))
  }

  /// Pages those who are new and can be reached.
  ///
  /// - Returns: how many of them have to answer.
  private mutating func ask(
    _ found: [OnCall], at position: StepPosition, duty index: Int
  ) -> Int {
    var added = 0
    for who in found {
      let trainee = staffing.responders[who.responder]?.isTrainee == true
      guard isNew(who.responder, at: position, duty: index, asCopy: trainee) else { continue }
      guard staffing.isReachable(who.responder, at: now) else {
        note(.refused, .nobodyReachable, "\(who.responder) has no device that can be reached")
        continue
      }
      if page(who, duty: index, at: position, isCopy: trainee), !trainee { added += 1 }
    }
    return added
  }

  /// Pages whom a step falls back to when somebody on it was the wrong person. The others of the
  /// step keep the time that they have: it passes only when nobody is left on it (S12).
  mutating func replaceWrongPerson(_ index: Int, at position: StepPosition) {
    let isAnyoneLeft = alert.duties[index].people.contains { $0.standing == .asked && !$0.isCopy }
    guard position != .beforePolicy else { return passIfNobodyLeft(index) }
    guard isAnyoneLeft else { return walk(index, from: position) }
    _ = askAgain(index, at: position)
    stampDeadline(duty: index)
  }

  /// Asks whom the step resolves to by now, beside those who were asked.
  ///
  /// - Returns: how many of those who are new have to answer.
  mutating func askAgain(_ index: Int, at position: StepPosition) -> Int {
    let step = steps(of: index)[position.step]
    guard isOpen(step) else { return 0 }
    let found = candidates(step.targets)
    return ask(shared(found, duty: index), at: position, duty: index)
  }

  private mutating func notePassing(
    _ step: PolicyStep, found: [OnCall], at position: StepPosition, duty index: Int
  ) {
    let answered = found.allSatisfy { who in
      alert.duties[index].people.contains {
        $0.responder == who.responder && $0.standing.isExcluded
      }
    }
    let reachable = found.contains { staffing.isReachable($0.responder, at: now) }
    let reason: Reason =
      found.isEmpty
      ? .nobodyOnCall : answered ? .allAnswered : reachable ? .nobodyNew : .nobodyReachable
    let covering = step.targets.filter { !$0.mayBeNobody }
    if found.isEmpty {
      for target in covering { notice(.uncovered(target: target.text)) }
    }
    let words: [Reason: String] = [
      .nobodyOnCall: !covering.isEmpty
        ? "nobody is on call"
        : step.targets == [.lastAcknowledged]
          ? "nobody who acknowledged the last alert like this is on call"
          : "nobody whom the message names is on call",
      .allAnswered: "everyone on it has declined",
      .nobodyNew: "it adds nobody new in this cycle",
      .nobodyReachable: "nobody on it can be reached",
    ]
    note(
      .stepPassed, reason,
      "step \(position.step + 1) of cycle \(position.cycle) passes at once: "
        + (words[reason] ?? reason.rawValue))
  }

  /// Whom targets resolve to, each person once, excluded persons left out (S12).
  private func candidates(_ targets: [PageTarget]) -> [OnCall] {
    var seen: Set<ResponderID> = []
    let wrong = excluded
    let found = targets.flatMap { target -> [OnCall] in
      switch target {
      case .named:
        staffing.onCall(
          at: now, of: alert.addressed, because: .namedByMessage, excluding: wrong)
      case .lastAcknowledged:
        staffing.onCall(
          at: now, of: alert.lastAcknowledged, because: .acknowledgedLast,
          excluding: wrong)
      case .outgoing: staffing.outgoing(alert.outgoing, at: now, excluding: wrong)
      case .responder, .rota, .line: staffing.onCall(target, at: now, excluding: wrong)
      }
    }
    let rings = alert.priority.rings && !alert.isDutyStart && !alert.isOwnTest
    let beside = rings ? staffing.beside(found, at: now, excluding: wrong) : []
    return (found + beside).filter { seen.insert($0.responder).inserted }
  }

  /// Of several roles that need a person each out of the same people, each asks its share of them:
  /// those who can be reached in turn, and nobody who stands on another of these roles (S15).
  private func shared(_ found: [OnCall], duty index: Int) -> [OnCall] {
    guard let share = role(of: index).share else { return found }
    let others = alert.duties.indices.filter {
      $0 != index && role(of: $0).share?.name == share.name
    }
    let taken = Set(others.flatMap { alert.duties[$0].people.map(\.responder) })
    let reachable = found.filter { staffing.isReachable($0.responder, at: now) }
    let own = reachable.enumerated()
      .filter { $0.offset % share.count == share.index }.map(\.element)
    let lost = found.filter { !staffing.isReachable($0.responder, at: now) }
    return (own + (share.index == 0 ? lost : [])).filter { !taken.contains($0.responder) }
  }

  /// Everyone who is not paged again for this alert, whatever the duty (S12).
  var excluded: Set<ResponderID> {
    Set(
      alert.duties.flatMap { duty in
        duty.people.filter(\.hasLeft).map(\.responder)
      })
  }

  /// Not yet asked in this cycle for this duty; who only got a copy has not been asked (S7).
  private func isNew(
    _ person: ResponderID, at position: StepPosition, duty index: Int, asCopy: Bool
  ) -> Bool {
    guard let known = alert.duties[index].people.first(where: { $0.responder == person }) else {
      return true
    }
    guard !known.hasLeft else { return false }
    if known.isCopy, !asCopy { return true }
    switch known.standing {
    case .asked, .passed: return known.position.cycle < position.cycle
    case .withdrawn, .unreachable: return true
    case .holder, .declined, .wrongPerson, .gaveBack: return false
    }
  }

  /// The last step is done: another cycle no sooner than the last step's wait, else the fallback.
  private mutating func endCycle(_ cycle: Int, duty index: Int) {
    let duty = alert.duties[index]
    let open = duty.people.filter { $0.standing.isOpen && !$0.isCopy && !$0.isFallback }
    guard open.contains(where: { $0.position.cycle == cycle }) else {
      let isClosed = !steps(of: index).contains(where: isOpen)
      exhaust(
        index,
        isClosed ? .outsideHours : duty.people.isEmpty ? .nobodyReachable : .allAnswered)
      return
    }
    let steps = steps(of: index)
    let last = StepPosition(step: steps.count - 1, cycle: cycle)
    let ready = duty.stepEnteredAt + steps[last.step].wait.of(alert.priority)
    guard now >= ready else {
      alert.duties[index].phase = .escalating(position: last, nextDeadline: ready)
      stampDeadline(duty: index)
      return
    }
    guard cycle < policy.cycles else {
      exhaust(index, .cyclesUsedUp)
      return
    }
    note(.cycleStarted, .waitOver, "cycle \(cycle + 1) of \(policy.cycles) begins")
    moveOn(index)
    walk(index, from: StepPosition(step: 0, cycle: cycle + 1))
  }

  /// All cycles are used up, or everyone declined: the fallback, until a person answers.
  mutating func exhaust(_ index: Int, _ reason: Reason) {
    moveOn(index)
    note(.exhausted, reason, "\(alert.duties[index].role) goes to the fallback")
    notice(.exhausted)
    alert.duties[index].phase = .exhausted(nextDeadline: now + policy.fallback.every)
    pageFallback(index)
  }

  /// Pages the fallback, also those who declined, also those without a device (S12, S25).
  mutating func pageFallback(_ index: Int) {
    let position = StepPosition(
      step: steps(of: index).count, cycle: alert.duties[index].resume.cycle)
    var seen: Set<ResponderID> = []
    let found = policy.fallback.targets
      .flatMap { staffing.onCall($0, at: now) }
      .filter { seen.insert($0.responder).inserted }
    if found.isEmpty {
      note(.refused, .nobodyOnCall, "the fallback names nobody who can be paged")
      for target in policy.fallback.targets { notice(.uncovered(target: target.text)) }
    }
    for who in found {
      if !staffing.isReachable(who.responder, at: now) {
        notice(.fallbackUnreachable(who.responder))
      }
      page(
        OnCall(responder: who.responder, why: PageReason.lastResort.text + who.why),
        duty: index, at: position, isFallback: true)
    }
    stampDeadline(duty: index)
  }

  /// Keeps who was delivered the page of an alert before this one, in whose place it is or on which
  /// it follows: nobody asks them by that, and they are told when the report is taken back or
  /// corrected (S18). Their place here has made no sound yet: attempt 0.
  mutating func remember(_ readers: [ResponderID]) {
    for reader in readers {
      var isKnown = false
      for index in alert.duties.indices {
        for slot in alert.duties[index].people.indices
        where alert.duties[index].people[slot].responder == reader {
          alert.duties[index].people[slot].hadBefore = true
          isKnown = true
        }
      }
      guard !isKnown, alert.duties[0].people.count < Limits.peopleMax else { continue }
      var kept = PagedResponder(
        reader, page: nextPage(), at: StepPosition(step: 0, cycle: 1), isCopy: false)
      kept.standing = .withdrawn
      kept.attempt = 0
      kept.hadBefore = true
      kept.why = PageReason.deliveredBefore.text
      alert.duties[0].people.append(kept)
    }
  }

  /// Pages whom the message names to be told, beside the first step and without a duty to answer
  /// (S7). It is said even to who is off duty, for nobody else would.
  private mutating func pageCopies() {
    guard let duty = alert.duties.first else { return }
    for person in alert.copied where staffing.isReachable(person, at: now) {
      let isAsked = alert.duties.contains { $0.people.contains { $0.responder == person } }
      guard !isAsked else { continue }
      page(
        OnCall(responder: person, why: PageReason.toBeTold.text), duty: 0,
        at: duty.resume, isCopy: true)
    }
    stampDeadline(duty: 0)
  }

  /// Those asked so far stop ringing; their answer still counts.
  mutating func moveOn(_ index: Int) {
    for slot in alert.duties[index].people.indices
    where alert.duties[index].people[slot].standing == .asked {
      alert.duties[index].people[slot].standing = .passed
      alert.duties[index].people[slot].soundsAt = nil
    }
  }

  /// Passes the step early when nobody who was asked can answer any more (S12).
  mutating func passIfNobodyLeft(_ index: Int) {
    guard case .escalating(let position, _) = alert.duties[index].phase else { return }
    let asked = alert.duties[index].people.contains { $0.standing == .asked && !$0.isCopy }
    guard !asked else { return }
    note(
      .stepPassed, .allAnswered,
      "step \(position.step + 1) of cycle \(position.cycle) passes early: nobody is left on it")
    walk(index, from: position.next)
  }
}
