// Tocsin — Core: resolving, seeing, reading back, receipts
// SPDX-License-Identifier: Apache-2.0

/// The responses that follow an acknowledgment, and the evidence of devices.
extension EscalationRun {
  /// A responder says that the condition is over: the duty closes; taking it is implied.
  mutating func resolve(_ response: Response, at place: Place) -> ResponseResult {
    let duty = alert.duties[place.duty]
    let person = duty.people[place.slot]
    if let holder = duty.phase.holder, holder != response.responder { return .takenByAnother }
    guard person.standing.isOpen || person.standing == .holder else {
      note(.refused, .staleResponse, "\(response.responder) is no longer on the page")
      return .stale
    }
    note(.resolved, .responderResolved, "\(response.responder) closes \(duty.role)")
    alert.duties[place.duty].people[place.slot].standing = .holder
    close(place.duty, .byResponder, type: .withdrawn, except: response)
    return .taken
  }

  /// Closes a duty and tells everyone who was asked.
  mutating func close(
    _ index: Int, _ resolution: ResolutionReason, type: PageType, except response: Response? = nil
  ) {
    alert.duties[index].phase = .resolved(reason: resolution, at: now)
    let (telephone, arrivedAt) = (alert.duties[index].telephone, alert.duties[index].arrivedAt)
    clearAcknowledgment(index)
    // How it was answered stays to be read when it is over.
    (alert.duties[index].telephone, alert.duties[index].arrivedAt) = (telephone, arrivedAt)
    for slot in alert.duties[index].people.indices {
      let person = alert.duties[index].people[slot]
      alert.duties[index].people[slot].soundsAt = nil
      alert.duties[index].people[slot].callMeSince = nil
      guard person.standing.mayShow else { continue }
      if person.standing != .holder { alert.duties[index].people[slot].standing = .withdrawn }
      let answered = response?.responder == person.responder
      withdraw(
        Withdrawal(
          page: person.page, responder: person.responder, type: type,
          exceptDevice: answered ? response?.device : nil,
          standing: alert.duties[index].people[slot].standing))
    }
  }

  /// Asks to be rung: said to the switchboard, in whose queue it stays until somebody there says
  /// that it was done (S25); escalation goes on, for a call is no answer.
  mutating func askToCall(_ response: Response, at place: Place) -> ResponseResult {
    guard alert.duties[place.duty].people[place.slot].callMeSince == nil else { return .repeated }
    note(.answered, .callBack, "\(response.responder) asks to be called")
    queueCall(to: response.responder, at: place)
    return .taken
  }

  private mutating func queueCall(to person: ResponderID, at place: Place) {
    notice(.callMe(person))
    guard alert.duties[place.duty].people[place.slot].callMeSince == nil else { return }
    alert.duties[place.duty].people[place.slot].callMeSince = now
  }

  /// Nobody has to ring the person any more, whichever duties they asked for.
  mutating func forgetCallMe(of person: ResponderID) {
    for index in alert.duties.indices {
      for slot in alert.duties[index].people.indices
      where alert.duties[index].people[slot].responder == person {
        alert.duties[index].people[slot].callMeSince = nil
      }
    }
  }

  /// Only a completed read-back counts; wrong twice means: call the sender (S13).
  mutating func readBack(
    _ response: Response, at place: Place, isCorrect: Bool
  ) -> ResponseResult {
    let index = place.duty
    guard alert.duties[index].phase.holder == response.responder else { return .noDuty }
    guard alert.duties[index].readBackDue != nil else { return .repeated }
    guard !isCorrect else {
      alert.duties[index].readBackDue = nil
      note(.answered, .readBack, "\(response.responder) read the value back")
      return .taken
    }
    alert.duties[index].wrongReadBacks += 1
    let count = alert.duties[index].wrongReadBacks
    note(.refused, .readBack, "wrong read-back \(count) by \(response.responder)")
    if count >= 2 { queueCall(to: response.responder, at: place) }
    return .taken
  }

  /// A person on duty marks an ended alert as seen, which closes it (S19).
  mutating func markSeen(_ response: Response, at place: Place) -> ResponseResult {
    note(.answered, .seen, "\(response.responder) has seen it")
    alert.duties[place.duty].people[place.slot].isDisplayed = true
    guard alert.endedAt != nil, !alert.duties[place.duty].phase.isResolved else { return .taken }
    for index in alert.duties.indices where !alert.duties[index].phase.isResolved {
      close(index, .seenAfterEnd, type: .withdrawn, except: response)
    }
    note(.resolved, .seen, "closed: ended by its source and seen")
    return .taken
  }

  /// A person says that what they were paged for was not useful: written down, once a person and
  /// alert, however late, since it stops nothing (S7, S11).
  mutating func markNotUseful(_ response: Response, at place: Place) -> ResponseResult {
    let person = response.responder
    let people = alert.duties.flatMap(\.people)
    guard !people.contains(where: { $0.responder == person && $0.saidNotUseful }) else {
      return .repeated
    }
    alert.duties[place.duty].people[place.slot].saidNotUseful = true
    note(.answered, .notUseful, "\(person) says that it was not useful")
    return .taken
  }

  /// Evidence of a device, or its last channel gone (S1, S3).
  mutating func take(_ receipt: Receipt) {
    for index in alert.duties.indices {
      let slot = alert.duties[index].people.firstIndex {
        $0.page == receipt.page && $0.responder == receipt.responder
      }
      guard let slot else { continue }
      switch receipt.kind {
      case .delivered: markDelivered(slot, duty: index)
      case .displayed: markDisplayed(slot, duty: index)
      case .unreachable: leaveUnreachable(slot, duty: index, .nobodyReachable)
      case .everyWayFailed: loseEveryWay(slot, duty: index)
      }
    }
  }

  private mutating func markDelivered(_ slot: Int, duty index: Int) {
    guard !alert.duties[index].people[slot].isDelivered else { return }
    alert.duties[index].people[slot].isDelivered = true
    let person = alert.duties[index].people[slot].responder
    note(.delivered, .deviceSaid, "a device of \(person) has the page")
    tellLate(slot, duty: index)
  }

  private mutating func markDisplayed(_ slot: Int, duty index: Int) {
    let person = alert.duties[index].people[slot].responder
    if !alert.duties[index].people[slot].isDisplayed {
      alert.duties[index].people[slot].isDelivered = true
      alert.duties[index].people[slot].isDisplayed = true
      note(.displayed, .deviceSaid, "a device of \(person) shows the page")
    }
    guard alert.duties[index].awaitsOpening,
      case .acknowledged(let holder, let at, _) = alert.duties[index].phase, holder == person
    else { return }
    alert.duties[index].awaitsOpening = false
    alert.duties[index].phase = .acknowledged(
      by: holder, at: at, nextDeadline: at + policy.times.acknowledged)
  }

  /// No channel is left for this person: the step passes when nobody else is on it (S1).
  mutating func leaveUnreachable(_ slot: Int, duty index: Int, _ reason: Reason) {
    guard !staffing.isReachable(alert.duties[index].people[slot].responder, at: now) else { return }
    let person = alert.duties[index].people[slot]
    if alert.duties[index].phase.holder == person.responder {
      // Who took it by telephone needs no device to keep it, as long as the account is valid.
      let isValid = staffing.responders[person.responder]?.isValid(at: now) == true
      if alert.duties[index].telephone != nil, isValid { return }
      letGo(index, reason, standing: .unreachable)
      return
    }
    guard person.standing.isOpen, !person.isFallback else { return }
    alert.duties[index].people[slot].standing = .unreachable
    alert.duties[index].people[slot].soundsAt = nil
    note(.refused, reason, "\(person.responder) can no longer be reached")
    passIfNobodyLeft(index)
  }

  /// Nothing that leads to this person took the page: the step passes when nobody else is on it
  /// (S1). The last resort is asked on, and somebody has to ring them.
  private mutating func loseEveryWay(_ slot: Int, duty index: Int) {
    let person = alert.duties[index].people[slot]
    guard person.standing.isOpen, !person.isDelivered else { return }
    guard !person.isFallback else { return notice(.fallbackUnreachable(person.responder)) }
    alert.duties[index].people[slot].standing = .unreachable
    alert.duties[index].people[slot].soundsAt = nil
    note(.refused, .nobodyReachable, "every channel to \(person.responder) has failed")
    passIfNobodyLeft(index)
  }

  /// A person leaves everything: account ended or last device revoked (S10).
  mutating func release(_ person: ResponderID) {
    for index in alert.duties.indices {
      if let slot = alert.duties[index].people.firstIndex(where: { $0.responder == person }) {
        leaveUnreachable(slot, duty: index, .personLeft)
      }
    }
  }
}
