// Tocsin — Core: what the switchboard and the caller do
// SPDX-License-Identifier: Apache-2.0

/// Acts from outside the pages (S15, S16, S25). Each is refused, on the trail, when there is
/// nothing that it could change.
extension EscalationRun {
  mutating func take(_ act: HandAct) -> ResponseResult {
    guard !alert.isClosed else { return refuse(act, .noDuty, "the alert is closed") }
    switch act.kind {
    case .acceptedByTelephone(let role, let person, let isReadBack):
      return withDuty(role, act) {
        $0.acceptByTelephone(
          $1, person, TelephoneAcceptance(takenBy: act.by, isReadBack: isReadBack))
      }
    case .standDown:
      alert.stoodDownBy = act.by
      note(.resolved, .stoodDown, "\(act.by) stands everyone down: whoever was paged is told")
      return closeAll(.stoodDown, as: .stoodDown)
    case .resolve:
      note(.resolved, .callerResolved, "closed: \(act.by) says that it is over")
      return closeAll(.byCaller, as: .resolved)
    case .callNext(let role, let position): return callNext(role, from: position, act)
    case .reassign(let role, let target):
      return withDuty(role, act) { $0.reassign($1, to: target, act) }
    case .reword(let correction): return reword(correction, act)
    case .rung(let person): return takeFromQueue(person, act)
    }
  }

  /// The person was rung: nothing of the alert changes but that nobody has to ring them any more.
  private mutating func takeFromQueue(_ person: ResponderID, _ act: HandAct) -> ResponseResult {
    guard alert.callMes.contains(where: { $0.responder == person }) else { return .repeated }
    forgetCallMe(of: person)
    note(.answered, .rung, "\(act.by) has rung \(person)")
    return .taken
  }

  private mutating func refuse(
    _ act: HandAct, _ reason: Reason, _ why: String
  ) -> ResponseResult {
    note(.refused, reason, "what \(act.by) asks for changes nothing: \(why)")
    return .noDuty
  }

  private mutating func withDuty(
    _ role: String, _ act: HandAct, _ body: (inout Self, Int) -> ResponseResult
  ) -> ResponseResult {
    let index = alert.duties.firstIndex { $0.role == role && !$0.phase.isResolved }
    guard let index else { return refuse(act, .noDuty, "no open duty has that role") }
    return body(&self, index)
  }

  private mutating func closeAll(
    _ resolution: ResolutionReason, as type: PageType
  ) -> ResponseResult {
    for index in alert.duties.indices where !alert.duties[index].phase.isResolved {
      close(index, resolution, type: type)
    }
    return .taken
  }

  // MARK: - By telephone

  /// The duty is taken as by an accept, and marked as heard on the telephone (S16). Devices of the
  /// person fall quiet like everyone else's.
  private mutating func acceptByTelephone(
    _ index: Int, _ person: ResponderID, _ heard: TelephoneAcceptance
  ) -> ResponseResult {
    if let holder = alert.duties[index].phase.holder, alert.duties[index].offeredTo != person {
      return holder == person ? .repeated : .takenByAnother
    }
    guard let responder = staffing.responders[person], responder.isValid(at: now),
      !responder.isTrainee
    else {
      note(.refused, .noDuty, "\(person) cannot take \(alert.duties[index].role)")
      return .noDuty
    }
    guard let slot = place(of: person, duty: index) else { return .noDuty }
    guard alert.retractedAt == nil else {
      note(.acknowledged, .byTelephone, "\(person) acknowledges the retraction by telephone")
      close(index, .retractionAcknowledged, type: .withdrawn)
      note(.resolved, .byTelephone, "closed: the retraction is acknowledged")
      return .taken
    }
    clearAcknowledgment(index)
    alert.duties[index].readBackDue =
      heard.isReadBack ? nil : policy.times.readBack.map { now + $0 }
    alert.duties[index].phase = .acknowledged(
      by: person, at: now, nextDeadline: now + policy.times.acknowledged)
    let page = alert.duties[index].people[slot].page
    withdrawOthers(
      Place(duty: index, slot: slot),
      answering: Response(page: page, responder: person, device: nil, kind: .accept))
    alert.duties[index].people[slot].standing = .holder
    alert.duties[index].people[slot].hadBefore = true
    alert.duties[index].people[slot].isCopy = false
    alert.duties[index].people[slot].soundsAt = nil
    alert.duties[index].telephone = heard
    note(
      .acknowledged, .byTelephone,
      "\(person) takes \(alert.duties[index].role) by telephone, "
        + (heard.isReadBack ? "read back" : "not read back") + ", heard by \(heard.takenBy)")
    return .taken
  }

  /// The person's place on the duty. Who was never paged for it gets one that has made no sound.
  private mutating func place(of person: ResponderID, duty index: Int) -> Int? {
    if let known = alert.duties[index].people.firstIndex(where: { $0.responder == person }) {
      return known
    }
    let position = alert.duties[index].resume
    let slot = enlist(
      OnCall(responder: person, why: PageReason.byTelephone.text), duty: index, at: position)
    guard let slot else { return nil }
    alert.duties[index].people[slot].attempt = 0
    alert.duties[index].people[slot].standing = .withdrawn
    list(slot, duty: index)
    return slot
  }

  // MARK: - Call next now

  private mutating func callNext(
    _ role: String?, from: StepPosition?, _ act: HandAct
  ) -> ResponseResult {
    var result = ResponseResult.noDuty
    for index in alert.duties.indices where role == nil || alert.duties[index].role == role {
      switch alert.duties[index].phase {
      case .escalating where alert.duties[index].isHeldBack:
        note(.stepPassed, .calledNext, "\(act.by) does not wait any longer")
        begin(index)
      case .escalating(let position, _):
        guard from == nil || from == position else { return .repeated }
        passNow(index, at: position, act)
      case .exhausted:
        guard from == nil else { return .repeated }
        note(.stepPassed, .calledNext, "\(act.by) calls the last resort again")
        alert.duties[index].phase = .exhausted(nextDeadline: now + policy.fallback.every)
        pageFallback(index)
      case .acknowledged:
        if result == .noDuty { result = .takenByAnother }
        continue
      case .resolved: continue
      }
      result = .taken
    }
    return result == .noDuty ? refuse(act, .noDuty, "no open duty has that role") : result
  }

  /// The step passes as if its wait were over. When the steps that are left ask nobody anew, the
  /// last resort is asked: a person has said that it cannot wait.
  private mutating func passNow(_ index: Int, at position: StepPosition, _ act: HandAct) {
    note(
      .stepPassed, .calledNext,
      "step \(position.step + 1) of cycle \(position.cycle) passes: \(act.by) calls the next now")
    let count = pages.count
    if let last = steps(of: index).last {
      alert.duties[index].stepEnteredAt = now - last.wait.of(alert.priority)
    }
    moveOn(index)
    walk(index, from: position.next)
    if pages.count == count, case .escalating = alert.duties[index].phase {
      exhaust(index, .nobodyNew)
    }
  }

  // MARK: - Reassign

  /// The duty is asked of somebody else. Who holds it keeps it until the other accepts (S9); who
  /// was asked stops ringing, and their answer still counts.
  private mutating func reassign(
    _ index: Int, to target: PageTarget, _ act: HandAct
  ) -> ResponseResult {
    let holder = alert.duties[index].phase.holder
    let found = staffing.onCall(target, at: now).filter { who in
      who.responder != holder && staffing.isReachable(who.responder, at: now)
        && staffing.responders[who.responder]?.isTrainee != true
    }
    guard !found.isEmpty else {
      note(.refused, .nobodyReachable, "\(target.text) is nobody who can be paged now")
      return .stale
    }
    let names = found.map(\.responder.text).joined(separator: ", ")
    note(.reassigned, .reassigned, "\(act.by) gives \(alert.duties[index].role) to \(names)")
    if let holder {
      offer(index, from: holder, to: found[0].responder, .reassigned)
      return .taken
    }
    askInstead(found, duty: index, by: act.by)
    return .taken
  }

  private mutating func askInstead(_ found: [OnCall], duty index: Int, by actor: String) {
    let steps = steps(of: index)
    var position = alert.duties[index].resume
    if case .escalating(let present, _) = alert.duties[index].phase {
      position = present
      moveOn(index)
      let wait = steps[min(position.step, steps.count - 1)].wait.of(alert.priority)
      alert.duties[index].phase = .escalating(position: position, nextDeadline: now + wait)
      alert.duties[index].stepEnteredAt = now
    }
    for who in found {
      page(
        OnCall(responder: who.responder, why: PageReason.reassigned(by: actor).text + who.why),
        duty: index, at: position)
    }
    stampDeadline(duty: index)
  }

  // MARK: - Corrected by the caller

  /// Everyone who was paged learns the new words: who is on it is paged again, and must take it
  /// again; who was told and is not on it any more is told that it was wrong (S17, S18).
  private mutating func reword(_ correction: CallCorrection, _ act: HandAct) -> ResponseResult {
    guard alert.endedAt == nil, alert.retractedAt == nil else {
      return refuse(act, .noDuty, "it was taken back or has ended")
    }
    let (old, new) = (alert.content, correction.applied(to: alert.content))
    guard new != old else { return .repeated }
    alert.content = new
    alert.contentRevision += 1
    let changed = [
      new.location != old.location ? "the place" : nil, new.what != old.what ? "the words" : nil,
      new.callBack != old.callBack ? "the number" : nil,
    ]
    let list = changed.compactMap { $0 }.joined(separator: ", ")
    note(.changed, .callerCorrected, "\(act.by) corrects \(list)")
    for index in alert.duties.indices {
      if !alert.duties[index].phase.isResolved { pageAgain(index) }
      tellOthers(index, .callerCorrected, sparesHolder: false)
    }
    return .taken
  }
}
