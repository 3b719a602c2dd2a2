// Tocsin — Core: what happens to open alerts when other people come on duty
// SPDX-License-Identifier: Apache-2.0

/// Ownership follows the duty (S10), and nobody rings on at home.
extension EscalationRun {
  /// An alert in hand is offered to who comes; one that still rings with who goes asks who comes as
  /// well, in the time that is left.
  mutating func follow(_ change: DutyChange) {
    for index in alert.duties.indices {
      switch alert.duties[index].phase {
      case .acknowledged(let holder, _, _) where change.outgoing.contains(holder):
        if passes(index, with: change, holder: holder) { handOn(index, from: holder, change) }
      case .escalating(let position, _): askIncoming(index, at: position, change)
      case .acknowledged, .exhausted, .resolved: break
      }
    }
  }

  /// Whether the duty goes with the line: the policy asks the line for it and no other on which the
  /// holder still is, or the holder is on no rota any more. Whom the policy names in person keeps
  /// it.
  private func passes(_ index: Int, with change: DutyChange, holder: ResponderID) -> Bool {
    guard !isOffered(index, beside: change) else { return false }
    let isFallback = alert.duties[index].people.contains { $0.responder == holder && $0.isFallback }
    let targets =
      steps(of: index).flatMap(\.targets) + (isFallback ? policy.fallback.targets : [])
    guard !targets.contains(.responder(holder)) else { return false }
    let others = targets.filter { !change.concerns($0) }
    let isStill = others.contains { target in
      staffing.onCall(target, at: now).contains { $0.responder == holder }
    }
    if isStill { return false }
    if targets.contains(where: change.concerns) { return true }
    return staffing.onCall(at: now, of: [holder], because: .namedByMessage).isEmpty
  }

  /// It is on offer already, to somebody who is not going as well.
  private func isOffered(_ index: Int, beside change: DutyChange) -> Bool {
    alert.duties[index].offeredTo.map { !change.outgoing.contains($0) } ?? false
  }

  /// Offers it to the first who comes, else to who stays, and can be paged; when nobody can,
  /// escalation goes on with the next person.
  private mutating func handOn(_ index: Int, from holder: ResponderID, _ change: DutyChange) {
    let out = excluded
    let elsewhere = Set(
      alert.duties.indices.filter { $0 != index }.compactMap { alert.duties[$0].phase.holder })
    let next = (change.incoming + change.staying).first { person in
      !out.contains(person) && !elsewhere.contains(person)
        && staffing.responders[person]?.isTrainee != true
        && staffing.isReachable(person, at: now)
    }
    guard let next else { return letGo(index, .shiftEnded, standing: .passed) }
    offer(index, from: holder, to: next, .shiftEnded)
  }

  /// Whoever comes on the line that the present step pages is asked beside those who were.
  private mutating func askIncoming(
    _ index: Int, at position: StepPosition, _ change: DutyChange
  ) {
    let steps = steps(of: index)
    guard position != .beforePolicy, position.step < steps.count, !change.incoming.isEmpty,
      steps[position.step].targets.contains(where: change.concerns),
      alert.duties[index].people.contains(where: {
        $0.standing == .asked && !$0.isCopy && change.outgoing.contains($0.responder)
      })
    else { return }
    if askAgain(index, at: position) > 0 { stampDeadline(duty: index) }
  }
}
