// Tocsin — Simulation: what a change of duty did to what was open
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What was so when duties were last looked at, and the look could be judged.
struct DutyMemory {
  var at: Timestamp?
  var lines: [PageTarget: Set<ResponderID>] = [:]
  /// Who was asked for each open duty, and by which step.
  var asked: [DutyKey: (position: StepPosition, people: Set<ResponderID>)] = [:]
}

/// One duty of one alert.
struct DutyKey: Hashable {
  let alert: AlertID
  let index: Int
}

/// One open duty beside who is on call after a look, and who was at the look before. Each question
/// gives nil, or what is wrong.
struct DutyView {
  let key: DutyKey
  let alert: Alert
  let policy: Policy
  let before: DutyMemory
  let lines: [PageTarget: Set<ResponderID>]
  let truth: Truth
  /// Who had left the alert: declined, wrong person, gave back.
  let left: Set<ResponderID>
  let now: Timestamp

  private var duty: Duty { alert.duties[key.index] }
  private var steps: [PolicyStep] { policy.roles.first { $0.role == duty.role }?.steps ?? [] }

  /// S10: somebody went off duty with it in hand, and nobody is offered it. Whose account ended is
  /// released as a leaver.
  var keptAtHome: String? {
    guard case .acknowledged(let holder, let since, _) = duty.phase, let then = before.at,
      since <= then, duty.offeredTo == nil, truth.isValid(holder, at: now)
    else { return nil }
    let isFallback = duty.people.contains { $0.responder == holder && $0.isFallback }
    let targets = steps.flatMap(\.targets) + (isFallback ? policy.fallback.targets : [])
    let wasOn = targets.contains { before.lines[$0]?.contains(holder) == true }
    guard wasOn, !targets.contains(where: { lines[$0]?.contains(holder) == true }),
      !truth.onCall(targets, at: now, of: alert).contains(holder)
    else { return nil }
    return "\(holder) went off duty with \(duty.role), and nobody is offered it"
  }

  /// It rings with somebody who went off duty, and who came in their place is not asked.
  var ringsAtHome: String? {
    guard case .escalating(let position, _) = duty.phase, position != .beforePolicy,
      steps.indices.contains(position.step), let then = before.asked[key],
      then.position == position, truth.isOpen(steps[position.step].hours, at: now),
      duty.people.count < Limits.peopleMax
    else { return nil }
    let ringing = Set(
      duty.people.filter { $0.standing == .asked && !$0.isCopy }.map(\.responder)
    ).intersection(then.people)
    for target in steps[position.step].targets {
      guard let known = before.lines[target], let present = lines[target] else { continue }
      guard !ringing.isDisjoint(with: known.subtracting(present)) else { continue }
      for person in present.subtracting(known).sorted() where mustBeAsked(person) {
        return "\(person) came on duty for step \(position.step + 1) and is not asked"
      }
    }
    return nil
  }

  private func mustBeAsked(_ person: ResponderID) -> Bool {
    truth.isReachable(person, at: now) && truth.people[person]?.isTrainee != true
      && !left.contains(person) && !duty.people.contains { $0.responder == person }
  }
}
