// Tocsin — Simulation: parts that are broken on purpose
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One part that a canary breaks, so that a checker can show that it sees.
package enum BrokenPart: String, Sendable, CaseIterable {
  case storeDropsAlert = "the store drops an accepted alert"
  case lyingDisk = "the disk says that it has what it has not"
  case forgetsReplies = "a message that comes again is taken again"
  case repeatPages = "a repeat pages"
  case forgetsTimes = "when a result was reported is forgotten"
  case hidesRetractions = "a retraction reaches nobody"
  case pagesTheOld = "a correction pages what was wrong"
  case takesHalves = "what is left of a broken frame is taken for a message"
  case pagerSkips = "the pager passes over an alert"
  case pagesOffDuty = "a page goes to somebody who is not on call"
  case pagesAfterAcknowledgment = "a duty that is taken is paged on"
  case passesOverStep = "a step with somebody on call is passed over"
  case ignoresHours = "a step pages outside its hours"
  case ignoresPriority = "a step is given the time of another priority"
  case asksNobody = "an alert waits for nobody"
  case courierForgets = "a decided page never reaches its mailbox"
  case deviceDoesNotCollapse = "a device shows a page again for every envelope"
  case trailForgets = "an acknowledgment is left out of the trail"
  case latenessUnsaid = "a late decision is not marked late"
  case staleHandWrites = "a decision on an older revision is written"
  case crowds = "an alert takes on people without a bound"
  case leaverKeepsAlerts = "who leaves keeps what they were asked about"
  case leaverKeepsDevices = "pages are still sealed for the devices of who left"
  case keepsGoers = "who goes off duty keeps what is in hand"
  case pagesUntestedAlone = "who has not answered the test page is paged alone"
  case ignoresRoutes = "an alert has another policy than its route says"
  case foldsHigh = "a high page is folded"
  case losesFolded = "a device is not told of what is folded"
  case foldsChanges = "another value of what was shown is folded"
  case waitsOutSilence = "the channels beside the streams are left out"
  case creditsUnheard = "a status counts as told though the source asked for it again"
  case unseededIdentifiers = "identifiers come from outside the seed"

  /// Whether only a world in which things go wrong, and people come and go, uses the part.
  var needsTrouble: Bool {
    switch self {
    case .forgetsReplies, .repeatPages, .forgetsTimes, .hidesRetractions, .pagesTheOld,
      .takesHalves, .latenessUnsaid, .staleHandWrites, .leaverKeepsAlerts, .leaverKeepsDevices,
      .foldsHigh, .losesFolded, .foldsChanges, .creditsUnheard, .keepsGoers,
      .pagesUntestedAlone:
      true
    case .ignoresHours, .ignoresPriority, .ignoresRoutes: false
    case .storeDropsAlert, .lyingDisk, .pagerSkips, .pagesOffDuty, .pagesAfterAcknowledgment,
      .passesOverStep, .asksNobody, .courierForgets, .deviceDoesNotCollapse, .trailForgets,
      .crowds, .waitsOutSilence, .unseededIdentifiers:
      false
    }
  }

  /// The promise that is broken, and must be named.
  package var promise: Promise {
    switch self {
    case .storeDropsAlert, .lyingDisk: .lost
    case .forgetsReplies, .deviceDoesNotCollapse: .duplicatesSeen
    case .repeatPages: .s17
    case .forgetsTimes, .hidesRetractions, .pagesTheOld: .s18
    case .takesHalves: .whole
    case .pagerSkips: .i1
    case .pagesOffDuty: .wrongPerson
    case .pagesAfterAcknowledgment: .i2
    case .passesOverStep: .i3
    case .ignoresHours, .ignoresPriority, .ignoresRoutes: .policy
    case .keepsGoers, .pagesUntestedAlone: .duty
    case .asksNobody: .ownerless
    case .leaverKeepsAlerts, .leaverKeepsDevices: .leaver
    case .courierForgets: .i6
    case .trailForgets: .i4
    case .latenessUnsaid: .i7
    case .staleHandWrites: .i9
    case .crowds: .i10
    case .foldsHigh, .losesFolded, .foldsChanges: .storm
    case .creditsUnheard: .told
    case .waitsOutSilence: .reach
    case .unseededIdentifiers: .i5
    }
  }
}

/// A broken part at work within the ports of a world.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class Breakage: @unchecked Sendable {
  let kind: BrokenPart
  private var count = 0
  private var skipped: AlertID?

  init(_ kind: BrokenPart) { self.kind = kind }

  /// How often it works as it should before it breaks.
  private static let soundTimes = 3

  private func isTime() -> Bool {
    count += 1
    return count > Self.soundTimes
  }

  /// What is stored in the place of a transition; nil when it is dropped.
  func broken(_ transition: Transition, before: Alert?) -> Transition? {
    var broken = transition
    switch kind {
    case .storeDropsAlert:
      return before == nil && isTime() ? nil : transition
    case .pagesOffDuty: pageSomebodyElse(&broken)
    case .pagesAfterAcknowledgment: pageOn(&broken, before: before)
    case .passesOverStep: if before == nil { skipStep(&broken) }
    case .asksNobody: forgetPeople(&broken)
    case .trailForgets: broken.trail.removeAll { $0.event == .acknowledged }
    case .latenessUnsaid: broken.trail.removeAll { $0.event == .late }
    case .staleHandWrites: broken.alert.revision = (before?.revision ?? 0) + 1
    case .crowds: crowd(&broken)
    case .repeatPages: pageRepeat(&broken)
    case .hidesRetractions: broken.pages.removeAll { $0.type == .retracted }
    case .pagesTheOld: keepOld(&broken, before: before)
    case .foldsHigh: fold(&broken)
    case .foldsChanges: if broken.trail.contains(where: { $0.event == .changed }) { fold(&broken) }
    case .lyingDisk, .forgetsReplies, .forgetsTimes, .takesHalves, .pagerSkips, .courierForgets,
      .deviceDoesNotCollapse, .leaverKeepsAlerts, .leaverKeepsDevices, .losesFolded,
      .creditsUnheard, .unseededIdentifiers, .ignoresHours, .ignoresPriority, .ignoresRoutes,
      .pagesUntestedAlone, .waitsOutSilence:
      break
    case .keepsGoers: keepDuty(&broken, before: before)
    }
    return broken
  }

  /// Whether a unit's answer is given though it is taken back.
  func lies(about seen: Observation) -> Bool {
    guard kind == .lyingDisk, let first = seen.decisions.first else { return false }
    return first.transition.alert.revision == 1 && isTime()
  }

  /// The policy as the gateway gets it, in the place of the one that was written.
  func broken(_ policy: Policy) -> Policy {
    guard kind == .ignoresHours || kind == .ignoresPriority else { return policy }
    let roles = policy.roles.map { role in
      let steps = role.steps.map { step in
        var broken = PolicyStep(
          targets: step.targets, copies: step.copies,
          wait: kind == .ignoresPriority ? StepWait(step.wait.of(.low)) : step.wait)
        broken.hours = kind == .ignoresHours ? nil : step.hours
        return broken
      }
      return PolicyRole(role: role.role, steps: steps)
    }
    return Policy(
      reference: policy.reference, title: policy.title, roles: roles, cycles: policy.cycles,
      fallback: policy.fallback, times: policy.times)
  }

  var forgetsReplies: Bool { kind == .forgetsReplies }

  var forgetsTimes: Bool { kind == .forgetsTimes }

  var creditsUnheard: Bool { kind == .creditsUnheard }

  var takesHalves: Bool { kind == .takesHalves }

  var keepsLeavers: Bool { kind == .leaverKeepsAlerts }

  var waitsOutSilence: Bool { kind == .waitsOutSilence && isTime() }

  func skips(_ alert: Alert) -> Bool {
    guard kind == .pagerSkips else { return false }
    skipped = skipped ?? alert.id
    return alert.id == skipped
  }

  func kept(_ pages: [SealedPage]) -> [SealedPage] {
    guard kind == .courierForgets, !pages.isEmpty, isTime() else { return pages }
    return Array(pages.dropFirst())
  }

  /// Whether a device is told of what is folded.
  func tells() -> Bool { kind != .losesFolded || !isTime() }

  // MARK: - How each is broken

  private func fold(_ transition: inout Transition) {
    for index in transition.pages.indices where transition.pages[index].type == .preview {
      transition.pages[index].mayFold = true
    }
  }

  private func pageSomebodyElse(_ transition: inout Transition) {
    guard let page = transition.pages.first, page.attempt == 1, isTime() else { return }
    for index in transition.alert.duties.indices {
      let duty = transition.alert.duties[index]
      guard let slot = duty.people.firstIndex(where: { $0.page == page.page }) else { continue }
      var stranger = PagedResponder(
        ResponderID("off-duty"), page: page.page, at: page.position, isCopy: false)
      stranger.why = page.why
      transition.alert.duties[index].people[slot] = stranger
      transition.pages[0] = PageOrder(
        stranger, of: transition.alert.duties[index], type: page.type, devices: page.devices)
    }
  }

  private func pageOn(_ transition: inout Transition, before: Alert?) {
    guard let duty = transition.alert.duties.first, let holder = duty.phase.holder,
      before?.duties.first?.phase.holder == nil,
      let person = duty.people.first(where: { $0.responder != holder }) ?? duty.people.first
    else { return }
    transition.pages.append(PageOrder(person, of: duty, type: .preview, devices: []))
  }

  private func keepDuty(_ transition: inout Transition, before: Alert?) {
    guard let before, transition.trail.contains(where: { $0.reason == .shiftEnded }) else { return }
    transition.alert.duties = before.duties
    transition.pages = []
  }

  private func pageRepeat(_ transition: inout Transition) {
    guard transition.trail.contains(where: { $0.event == .repeated }),
      let duty = transition.alert.duties.first,
      let person = duty.people.first(where: \.standing.isOpen)
    else { return }
    transition.pages.append(PageOrder(person, of: duty, type: .preview, devices: []))
  }

  private func keepOld(_ transition: inout Transition, before: Alert?) {
    guard let before, transition.trail.contains(where: { $0.text.contains("correction") })
    else { return }
    transition.alert.content = before.content
  }

  private func skipStep(_ transition: inout Transition) {
    for index in transition.alert.duties.indices {
      guard case .escalating(let position, let deadline) = transition.alert.duties[index].phase
      else { continue }
      let next = StepPosition(step: position.step + 1, cycle: position.cycle)
      transition.alert.duties[index].phase = .escalating(position: next, nextDeadline: deadline)
      transition.alert.duties[index].people = []
    }
    transition.pages = []
  }

  private func forgetPeople(_ transition: inout Transition) {
    guard isTime() else { return }
    for duty in transition.alert.duties.indices {
      for slot in transition.alert.duties[duty].people.indices
      where transition.alert.duties[duty].people[slot].standing.isOpen {
        transition.alert.duties[duty].people[slot].standing = .withdrawn
      }
    }
  }

  private func crowd(_ transition: inout Transition) {
    guard !transition.alert.duties.isEmpty, isTime() else { return }
    for number in 0...Limits.peopleMax {
      var person = PagedResponder(
        ResponderID("crowd-\(number)"), page: PageID(high: 0, low: UInt64(number)),
        at: StepPosition(step: 0, cycle: 1), isCopy: true)
      person.standing = .declined
      transition.alert.duties[0].people.append(person)
    }
  }
}
