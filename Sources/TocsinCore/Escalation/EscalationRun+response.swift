// Tocsin — Core: what people do with a page
// SPDX-License-Identifier: Apache-2.0

/// Responses (S6 to S14). Only an authenticated person with a duty on the page acknowledges (S7);
/// a stale one never stops escalation (S11).
extension EscalationRun {
  mutating func take(_ response: Response) -> ResponseResult {
    guard let place = place(of: response) else {
      refuse(response, .noDuty)
      return .noDuty
    }
    let result = take(response, at: place)
    markRead(place)
    return result
  }

  /// Whoever answers has it, whether or not a device says so (S3): told with the others when
  /// something on it is taken back, or at once when that has happened (S18).
  private mutating func markRead(_ place: Place) {
    guard !alert.duties[place.duty].people[place.slot].isReader else { return }
    alert.duties[place.duty].people[place.slot].hadBefore = true
    tellLate(place.slot, duty: place.duty)
  }

  private mutating func take(_ response: Response, at place: Place) -> ResponseResult {
    if response.kind == .notUseful { return markNotUseful(response, at: place) }
    let duty = alert.duties[place.duty]
    let person = duty.people[place.slot]
    if isTold(person, of: duty), !response.isOvertaken,
      response.kind == .accept || response.kind == .seen
    {
      let what = alert.retractedAt == nil ? "was wrong" : "was taken back"
      note(.answered, .seen, "\(response.responder) has seen that it \(what)")
      let isForAnother = response.kind == .accept && !duty.phase.isResolved
      return isForAnother ? .takenByAnother : .taken
    }
    if duty.phase.isResolved, response.kind != .seen {
      refuse(response, .noDuty)
      return .noDuty
    }
    if response.age > Limits.responseAgeMax {
      refuse(response, .staleResponse)
      return .stale
    }
    if person.isCopy { return takeFromCopy(response, at: place) }
    return dispatch(response, at: place)
  }

  /// Told of a retraction, of all or of a part, without having to answer for it. Their accept is
  /// no stale one (S11): it was asked for, and it settles the page without taking the duty. One to
  /// what the page said before is stale: whoever gave it has not seen the retraction.
  private func isTold(_ person: PagedResponder, of duty: Duty) -> Bool {
    guard !person.standing.isOpen, duty.phase.holder != person.responder else { return false }
    return person.isTold || alert.retractedAt != nil && person.isReader
  }

  /// Where a responder stands: a duty and a person of it.
  struct Place {
    let duty: Int
    let slot: Int
  }

  private func place(of response: Response) -> Place? {
    for (index, duty) in alert.duties.enumerated() {
      let slot = duty.people.firstIndex {
        $0.responder == response.responder && $0.page == response.page
      }
      if let slot { return Place(duty: index, slot: slot) }
    }
    return nil
  }

  private mutating func refuse(_ response: Response, _ reason: Reason) {
    note(.refused, reason, "the response of \(response.responder) changes nothing")
  }

  private mutating func dispatch(_ response: Response, at place: Place) -> ResponseResult {
    switch response.kind {
    case .accept: accept(response, at: place, deadline: policy.times.acknowledged)
    case .comingIn(let minutes): come(in: minutes, response, at: place)
    case .decline(let reason): decline(response, at: place, reason: reason)
    case .wrongPerson: markWrongPerson(response, at: place)
    case .resolved: resolve(response, at: place)
    case .callMe: askToCall(response, at: place)
    case .giveBack: giveBack(response, at: place)
    case .readBack(let isCorrect): readBack(response, at: place, isCorrect: isCorrect)
    case .seen: markSeen(response, at: place)
    case .notUseful: markNotUseful(response, at: place)
    }
  }

  /// Trainees and copies give *seen* or hold escalation for a bounded time; they never end it (S7).
  private mutating func takeFromCopy(_ response: Response, at place: Place) -> ResponseResult {
    note(.answered, .seen, "\(response.responder) has seen it, without a duty to answer")
    if response.kind == .accept { hold(until: now + policy.times.holdMax) }
    return response.kind == .seen ? .taken : .noDuty
  }

  /// The responder has not left the page: asked, passed over, or holding.
  private func standsOn(_ place: Place) -> Bool {
    let standing = alert.duties[place.duty].people[place.slot].standing
    return standing.isOpen || standing == .holder
  }

  // MARK: - Taking the duty

  private mutating func accept(
    _ response: Response, at place: Place, deadline: Milliseconds
  ) -> ResponseResult {
    let duty = alert.duties[place.duty]
    if let holder = duty.phase.holder, duty.offeredTo != response.responder {
      guard holder == response.responder else {
        note(.refused, .takenByAnother, "\(response.responder) accepts; \(holder) has it already")
        return .takenByAnother
      }
      return .repeated
    }
    guard standsOn(place) else {
      refuse(response, .staleResponse)
      return .stale
    }
    acknowledge(response, at: place, deadline: deadline)
    return .taken
  }

  private mutating func acknowledge(
    _ response: Response, at place: Place, deadline: Milliseconds
  ) {
    let index = place.duty
    if alert.retractedAt != nil {
      note(.acknowledged, .accepted, "\(response.responder) acknowledges the retraction")
      close(index, .retractionAcknowledged, type: .withdrawn, except: response)
      note(.resolved, .accepted, "closed: the retraction is acknowledged")
      return
    }
    for slot in alert.duties[index].people.indices {
      alert.duties[index].people[slot].hadTaken = false
    }
    let unopened = !response.isUnlocked && !alert.duties[index].people[place.slot].isDisplayed
    clearAcknowledgment(index)
    let wait = unopened ? min(deadline, policy.times.opening) : deadline
    alert.duties[index].awaitsOpening = unopened
    alert.duties[index].readBackDue = policy.times.readBack.map { now + $0 }
    alert.duties[index].phase = .acknowledged(
      by: response.responder, at: now, nextDeadline: now + wait)
    withdrawOthers(place, answering: response)
    alert.duties[index].people[place.slot].standing = .holder
    alert.duties[index].people[place.slot].soundsAt = nil
    note(
      .acknowledged, .accepted, "\(response.responder) takes \(alert.duties[index].role)")
  }

  /// Quiet once answered: everyone else of this duty, and the owner's other devices (I2, S6).
  mutating func withdrawOthers(_ place: Place, answering response: Response) {
    let index = place.duty
    for slot in alert.duties[index].people.indices {
      let person = alert.duties[index].people[slot]
      guard person.standing.mayShow else { continue }
      let isOwner = slot == place.slot
      alert.duties[index].people[slot].soundsAt = nil
      if !isOwner { alert.duties[index].people[slot].standing = .withdrawn }
      withdraw(
        Withdrawal(
          page: person.page, responder: person.responder, type: .withdrawn,
          exceptDevice: isOwner ? response.device : nil,
          standing: isOwner ? .holder : .withdrawn))
    }
  }

  /// "Coming in N minutes" takes the duty and sets its deadline to N (S8); N = 0 says "arrived".
  private mutating func come(
    in minutes: UInt16, _ response: Response, at place: Place
  ) -> ResponseResult {
    let bounded = min(Int64(minutes), Int64(Limits.comingMinutesMax))
    let wait = bounded == 0 ? policy.times.acknowledged : Milliseconds.minutes(bounded)
    var outcome = ResponseResult.taken
    if alert.duties[place.duty].phase.holder == response.responder {
      alert.duties[place.duty].reminded = false
      alert.duties[place.duty].phase = .acknowledged(
        by: response.responder, at: now, nextDeadline: now + wait)
    } else {
      outcome = accept(response, at: place, deadline: wait)
    }
    guard outcome == .taken else { return outcome }
    if bounded == 0 { alert.duties[place.duty].arrivedAt = now }
    let text = bounded == 0 ? "has arrived" : "is coming in \(bounded) minutes"
    note(.answered, bounded == 0 ? .arrived : .coming, "\(response.responder) \(text)")
    return outcome
  }

  // MARK: - Leaving the page

  private mutating func leave(
    _ response: Response, at place: Place, as standing: Standing
  ) -> ResponseResult? {
    let person = alert.duties[place.duty].people[place.slot]
    if person.standing == standing { return .repeated }
    if let holder = alert.duties[place.duty].phase.holder {
      if holder != response.responder { return .takenByAnother }
    } else if !person.standing.isOpen {
      refuse(response, .staleResponse)
      return .stale
    }
    alert.duties[place.duty].people[place.slot].standing = standing
    alert.duties[place.duty].people[place.slot].hasLeft = true
    alert.duties[place.duty].people[place.slot].soundsAt = nil
    withdraw(
      Withdrawal(
        page: person.page, responder: person.responder, type: .withdrawn,
        exceptDevice: response.device, standing: standing))
    return nil
  }

  private mutating func decline(
    _ response: Response, at place: Place, reason: UInt16
  ) -> ResponseResult {
    let held = alert.duties[place.duty].phase.holder == response.responder
    if let early = leave(response, at: place, as: .declined) { return early }
    note(.declined, .declined, "\(response.responder) declines, reason \(reason)")
    goOn(place.duty, wasHeld: held)
    return .taken
  }

  private mutating func markWrongPerson(_ response: Response, at place: Place) -> ResponseResult {
    let held = alert.duties[place.duty].phase.holder == response.responder
    if let early = leave(response, at: place, as: .wrongPerson) { return early }
    note(.declined, .wrongPerson, "\(response.responder) says: wrong person")
    notice(.wrongPerson(response.responder))
    if !held, case .escalating(let position, _) = alert.duties[place.duty].phase {
      replaceWrongPerson(place.duty, at: position)
      return .taken
    }
    goOn(place.duty, wasHeld: held)
    return .taken
  }

  private mutating func giveBack(_ response: Response, at place: Place) -> ResponseResult {
    guard alert.duties[place.duty].phase.holder == response.responder else {
      let known = alert.duties[place.duty].people[place.slot].standing
      return known == .gaveBack ? .repeated : .noDuty
    }
    if let early = leave(response, at: place, as: .gaveBack) { return early }
    note(.released, .givenBack, "\(response.responder) gives it back")
    goOn(place.duty, wasHeld: true)
    return .taken
  }

  /// After somebody left: a held duty resumes at once, a step without anyone passes early.
  mutating func goOn(_ index: Int, wasHeld: Bool) {
    if wasHeld {
      clearAcknowledgment(index)
      resume(index)
    } else {
      passIfNobodyLeft(index)
    }
  }
}
