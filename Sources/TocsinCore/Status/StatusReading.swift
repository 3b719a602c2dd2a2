// Tocsin — Core: the statuses that a transition brings about
// SPDX-License-Identifier: Apache-2.0

extension Transition {
  /// What a source is told of this transition, from the alert as it was and as it is. Same in, same
  /// out.
  ///
  /// - Parameters:
  ///   - before: the alert on which it was decided; nil when it opens one.
  ///   - responder: who brought it about by an answer; nil for time, the source or a rule.
  ///   - device: the device of that answer.
  package func statuses(
    since before: Alert?, by responder: ResponderID? = nil, on device: DeviceID? = nil
  ) -> [StatusReport] {
    let reading = StatusReading(
      transition: self, before: before, actor: responder, device: device,
      at: trail.last?.at ?? alert.openedAt)
    return alert.duties.indices.flatMap(reading.reports)
  }
}

/// Compares the duties of an alert before and after.
private struct StatusReading {
  let transition: Transition
  let before: Alert?
  let actor: ResponderID?
  let device: DeviceID?
  let at: Timestamp

  func reports(duty index: Int) -> [StatusReport] {
    let duty = transition.alert.duties[index]
    let old = before.flatMap { $0.duties.indices.contains(index) ? $0.duties[index] : nil }
    let people = duty.people.flatMap { person in
      statuses(of: person, as: old?.people.first { $0.responder == person.responder }, duty, old)
        .map { status in
          StatusReport(
            status, of: person.responder, device: person.responder == actor ? device : nil,
            isCopy: person.isCopy, at: at)
        }
    }
    return people + (isLost(duty, old) ? [StatusReport(.undeliverable, of: nil, at: at)] : [])
  }

  /// The duty has come to its fallback, and even that names nobody.
  private func isLost(_ duty: Duty, _ old: Duty?) -> Bool {
    guard duty.people.isEmpty, case .exhausted = duty.phase else { return false }
    if case .exhausted? = old?.phase { return false }
    return true
  }

  /// In the order in which they came about. A person with another page than before begins anew.
  private func statuses(
    of person: PagedResponder, as known: PagedResponder?, _ duty: Duty, _ oldDuty: Duty?
  ) -> [PageStatus] {
    let old = known?.page == person.page ? known : nil
    var found: [PageStatus] = []
    if leaves(person, known) { found.append(.rejected) }
    if let status = asking(person, old, hasLeft: !found.isEmpty) { found.append(status) }
    if person.isDelivered, old?.isDelivered != true { found.append(.delivered) }
    if person.isDisplayed, old?.isDisplayed != true { found.append(.read) }
    if found.contains(.rejected) { return found }
    return found + (ending(of: person, old, duty, oldDuty).map { [$0] } ?? [])
  }

  /// The person leaves the page with this transition, whatever asks them again at once.
  private func leaves(_ person: PagedResponder, _ known: PagedResponder?) -> Bool {
    guard let known, person.hasLeft, person != known else { return false }
    guard known.hasLeft else { return true }
    return person.responder == actor
      && transition.trail.contains { $0.event == .declined || $0.reason == .givenBack }
  }

  /// The person is asked, a first time or again, by a page that this transition orders.
  private func asking(
    _ person: PagedResponder, _ old: PagedResponder?, hasLeft: Bool
  ) -> PageStatus? {
    guard person.standing == .asked, old?.standing != .asked || hasLeft,
      let order = transition.pages.last(where: { $0.page == person.page })
    else { return nil }
    return order.devices.isEmpty ? .undeliverable : .received
  }

  /// How the person stands otherwise than before.
  private func ending(
    of person: PagedResponder, _ old: PagedResponder?, _ duty: Duty, _ oldDuty: Duty?
  ) -> PageStatus? {
    let isClosing = duty.phase.isResolved && oldDuty?.phase.isResolved == false
    if isClosing { return closing(person, old, duty) }
    if before?.endedAt == nil, transition.alert.endedAt != nil, person.standing == .asked {
      return .cancelled
    }
    guard let old, old.standing != person.standing else { return nil }
    switch person.standing {
    case .holder: return .accepted
    case .declined, .wrongPerson, .gaveBack: return .rejected
    case .unreachable: return .undeliverable
    case .passed, .withdrawn:
      return old.standing == .asked || old.standing == .holder ? .cancelledOther : nil
    case .asked: return nil
    }
  }

  /// The duty closes: by whom, and whether this person was still on it.
  private func closing(
    _ person: PagedResponder, _ old: PagedResponder?, _ duty: Duty
  ) -> PageStatus? {
    guard case .resolved(let reason, _) = duty.phase, let old else { return nil }
    let wasOn = old.standing == .asked || old.standing == .holder
    switch reason {
    case .byResponder, .retractionAcknowledged:
      if person.responder == actor { return old.standing == .holder ? nil : .accepted }
      return old.standing == .asked ? .cancelledOther : nil
    case .bySource, .ended, .endedUnpaged, .retracted, .superseded, .stoodDown, .byCaller:
      return wasOn && before?.endedAt == nil ? .cancelled : nil
    case .seenAfterEnd: return nil
    }
  }
}
