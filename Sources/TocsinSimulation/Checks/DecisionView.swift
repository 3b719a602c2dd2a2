// Tocsin — Simulation: one decision, with all that it is held against
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// A decision beside what was so when it was made. Each question gives nil, or what is wrong.
struct DecisionView {
  let decision: Decision
  let before: Alert?
  /// The pinned revision.
  let policy: Policy?
  let truth: Truth
  /// Who had left the alert before this decision: declined, wrong person, gave back.
  let left: Set<ResponderID>

  var after: Alert { decision.transition.alert }
  var now: Timestamp { decision.at }
  private var trail: [TrailEntry] { decision.transition.trail }

  /// Who leaves the alert by this decision, as the trail says it.
  var leaving: Set<ResponderID> {
    Set(
      trail.filter { $0.event == .declined || $0.reason == .givenBack }
        .map { TrailAccount.subject(of: $0.text) })
  }

  func said(_ events: TrailEvent...) -> Bool { trail.contains { events.contains($0.event) } }

  func beforeDuty(_ index: Int) -> Duty? {
    guard let before, index < before.duties.count else { return nil }
    return before.duties[index]
  }

  /// The steps of a duty under the pinned policy.
  func steps(_ index: Int) -> [PolicyStep] {
    policy?.roles.first { $0.role == after.duties[index].role }?.steps ?? []
  }

  // MARK: - I2

  /// A page for a duty that is taken, other than the reminders and offers that are allowed.
  func unquiet(_ index: Int) -> String? {
    let duty = after.duties[index]
    guard let holder = duty.phase.holder, before?.contentRevision ?? 0 == after.contentRevision,
      !said(.reminded, .handoff, .moved, .ended, .retracted, .stale)
    else { return nil }
    let page = decision.transition.pages.first {
      $0.role == duty.role && $0.type == .preview && $0.responder != duty.offeredTo
    }
    return page.map { "\(holder) has \(duty.role), and \($0.responder) is paged for it" }
  }

  // MARK: - I4

  func unexplained(_ page: PageOrder, duty index: Int) -> String? {
    let people = after.duties[index].people
    guard let person = people.first(where: { $0.page == page.page }) else {
      return "page \(page.page) belongs to nobody on the alert"
    }
    guard person.responder == page.responder else {
      return "page \(page.page) goes to \(page.responder) and is \(person.responder)'s"
    }
    if page.why.isEmpty { return "the page of \(page.responder) does not say why" }
    let last = steps(index).count
    let isPlace = (0...last).contains(page.position.step) && page.position.cycle >= 0
    return isPlace ? nil : "the page of \(page.responder) names step \(page.position.step)"
  }

  // MARK: - I7

  /// A deadline that is acted on late is said to be late.
  var unsaidLateness: String? {
    guard let before, said(.stepPassed, .paged, .reminded, .released, .exhausted), !said(.late)
    else { return nil }
    for (index, duty) in before.duties.enumerated() {
      guard let deadline = duty.phase.deadline, (now - deadline) > Limits.lateAfter,
        after.duties[index].phase.deadline != deadline, wasTime(index)
      else { continue }
      return "the deadline of \(duty.role) was \((now - deadline).text) ago, and nothing says so"
    }
    return nil
  }

  /// Whether it was time and not an event that moved the duty on.
  private func wasTime(_ index: Int) -> Bool {
    !said(.changed, .declined, .acknowledged, .answered, .retracted, .held, .handoff, .displayed)
      && !trail.contains { $0.reason == .personLeft || $0.reason == .nobodyReachable }
  }

  // MARK: - Someone always

  /// An open duty that waits for nobody.
  func forgotten(_ index: Int) -> String? {
    let duty = after.duties[index]
    switch duty.phase {
    case .resolved: return nil
    case .acknowledged(let holder, _, _):
      let isHeld = duty.people.contains { $0.responder == holder && $0.standing == .holder }
      return isHeld ? nil : "\(duty.role) is held by \(holder), who is not its holder"
    case .escalating:
      let isAsked = duty.people.contains { $0.standing.isOpen && !$0.isCopy }
      return isAsked || isHeldBack(duty) ? nil : "\(duty.role) is escalating and nobody is asked"
    case .exhausted:
      let isAsked = duty.people.contains { $0.isFallback && $0.standing.isOpen }
      let someone = truth.onCall(policy?.fallback.targets ?? [], at: now)
      return isAsked || someone.isEmpty || !isFresh(index)
        ? nil : "\(duty.role) is exhausted and the fallback is not paged"
    }
  }

  /// Nobody is asked yet because a medium or low alert may end by itself: not for long (S20).
  private func isHeldBack(_ duty: Duty) -> Bool {
    guard let policy, duty.people.isEmpty, !after.priority.rings,
      let deadline = duty.phase.deadline
    else { return false }
    return deadline - after.openedAt <= policy.times.holdMax
  }

  /// Whether this decision made the duty exhausted.
  private func isFresh(_ index: Int) -> Bool {
    if case .exhausted = beforeDuty(index)?.phase { false } else { true }
  }
}
