// Tocsin — Core: what the source reports after the opening
// SPDX-License-Identifier: Apache-2.0

/// Repeats, holds, ends, moves (S7, S10, S18 to S20).
extension EscalationRun {
  mutating func foldRepeat() {
    alert.repeats += 1
    markAlive(pagesFollow: alert.endedAt != nil)
    revive()
    guard alert.repeats <= Limits.repeatEntriesMax else { return }
    note(.repeated, .reported, "the source reports the same again, \(alert.repeats) in all")
  }

  /// Escalation waits, for a time that is bounded in all (S7, S20).
  mutating func hold(until: Timestamp) {
    let left = policy.times.holdMax.count - alert.held.count
    let asked = (until - now).count
    let granted = Milliseconds(max(0, min(left, asked)))
    guard granted > .zero else {
      note(.refused, .sourceHolds, "no hold is left for this alert")
      return
    }
    alert.held = alert.held + granted
    for index in alert.duties.indices {
      guard case .escalating(let position, let deadline) = alert.duties[index].phase else {
        continue
      }
      alert.duties[index].phase = .escalating(
        position: position, nextDeadline: max(deadline, now + granted))
    }
    note(.held, .sourceHolds, "escalation is held for \(granted.text)")
  }

  /// Ended or resolved by the source. A high alert that nobody saw stays, without sound, until a
  /// person on duty marks it seen (S19); everything else closes.
  mutating func end(_ reason: Reason) {
    guard !alert.isClosed else { return }
    guard alert.priority.rings, !wasSeen else {
      let isUnpaged = alert.duties.allSatisfy(\.isHeldBack)
      let ended: ResolutionReason = isUnpaged ? .endedUnpaged : .ended
      let resolution = reason == .sourceEnded ? ended : .bySource
      let type: PageType = reason == .sourceEnded ? .ended : .resolved
      for index in alert.duties.indices where !alert.duties[index].phase.isResolved {
        close(index, resolution, type: type)
      }
      let words = isUnpaged ? ", while it was held: nobody was paged" : ""
      note(.resolved, reason, "closed: the source says that it is over\(words)")
      return
    }
    guard alert.endedAt == nil else { return }
    alert.endedAt = now
    note(
      .ended, reason,
      "ended by its source after \((now - alert.openedAt).text), not seen: "
        + "it stops sounding and stays until somebody on duty marks it seen")
    tellAll(.ended)
  }

  /// Replaces the page of everyone who is on it, without sound.
  private mutating func tellAll(_ type: PageType) {
    for index in alert.duties.indices where !alert.duties[index].phase.isResolved {
      for slot in alert.duties[index].people.indices {
        alert.duties[index].people[slot].soundsAt = nil
        let person = alert.duties[index].people[slot]
        if person.standing.isOpen || person.standing == .holder {
          order(slot, duty: index, type: type)
        }
      }
    }
  }

  mutating func supersede(by other: AlertID) {
    for index in alert.duties.indices where !alert.duties[index].phase.isResolved {
      close(index, .superseded, type: .withdrawn)
    }
    note(.superseded, .replaced, "alert \(other) takes its place")
  }

  /// The subject is elsewhere: whoever is on the page or holds it learns the new place (S18).
  mutating func move(to location: String, ward: String) {
    let old = alert.content
    guard location != old.location || ward != old.ward else { return }
    if alert.content.reportedLocation == nil { alert.content.reportedLocation = old.location }
    alert.content.location = location
    alert.content.ward = ward
    note(.moved, .subjectMoved, "the place changed")
    tellEveryone()
  }

  /// The subject has another number now: whoever is on the page or holds it sees both.
  mutating func merge(_ number: ContentField) {
    alert.content.add(number)
    note(.moved, .subjectMerged, "the subject is known under another number now")
    tellEveryone()
  }

  /// Whoever is on the page or holds it gets it again as it is now, under the same page id.
  mutating func tellEveryone() {
    for index in alert.duties.indices where !alert.duties[index].phase.isResolved {
      for slot in alert.duties[index].people.indices {
        let person = alert.duties[index].people[slot]
        guard person.standing.isOpen || person.standing == .holder else { continue }
        alert.duties[index].people[slot].attempt += 1
        order(slot, duty: index, type: currentType)
      }
    }
  }

  /// A shift ended with the duty in hand: offered to the next person; it stays with the giver until
  /// the other accepts, and escalates when nobody does (S9, S10).
  mutating func handOff(from: ResponderID, to: ResponderID) {
    for index in alert.duties.indices where alert.duties[index].phase.holder == from {
      offer(index, from: from, to: to, .shiftEnded)
    }
  }

  /// A duty in hand is offered to another, whose time is that of a step.
  mutating func offer(_ index: Int, from: ResponderID, to: ResponderID, _ reason: Reason) {
    guard case .acknowledged(_, let at, _) = alert.duties[index].phase else { return }
    let steps = steps(of: index)
    let position = alert.duties[index].resume
    let wait = steps[min(position.step, steps.count - 1)].wait.of(alert.priority)
    takeBackOffer(index, before: to)
    alert.duties[index].offeredTo = to
    alert.duties[index].phase = .acknowledged(by: from, at: at, nextDeadline: now + wait)
    note(.handoff, reason, "\(from) hands \(alert.duties[index].role) to \(to)")
    page(
      OnCall(responder: to, why: PageReason.handedOver(by: "\(from)").text), duty: index,
      at: position)
    stampDeadline(duty: index)
  }

  /// A duty is on offer to one person at a time: who was offered it before is not asked any more.
  private mutating func takeBackOffer(_ index: Int, before next: ResponderID) {
    guard let before = alert.duties[index].offeredTo, before != next,
      let slot = alert.duties[index].people.firstIndex(where: { $0.responder == before })
    else { return }
    let person = alert.duties[index].people[slot]
    guard person.standing.mayShow, person.standing != .holder else { return }
    alert.duties[index].people[slot].standing = .withdrawn
    alert.duties[index].people[slot].soundsAt = nil
    withdraw(
      Withdrawal(
        page: person.page, responder: before, type: .withdrawn, exceptDevice: nil,
        standing: .withdrawn))
  }
}
