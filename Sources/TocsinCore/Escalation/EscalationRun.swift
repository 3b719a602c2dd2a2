// Tocsin — Core: the working copy on which one decision is made
// SPDX-License-Identifier: Apache-2.0

/// One decision in the making: mutated by the topic files beside this one, then frozen.
struct EscalationRun {
  var alert: Alert
  /// The deadlines that the decision found, duty by duty.
  private let deadlines: [Timestamp?]
  let policy: Policy
  let staffing: Staffing
  let now: Timestamp
  private(set) var pages: [PageOrder] = []
  private(set) var withdrawals: [Withdrawal] = []
  private(set) var trail: [TrailEntry] = []
  private(set) var notices: [Notice] = []
  var result: ResponseResult?

  init(alert: Alert, policy: Policy, staffing: Staffing, now: Timestamp) {
    self.alert = alert
    deadlines = alert.duties.map(\.phase.deadline)
    self.policy = policy
    self.staffing = staffing
    self.now = now
  }

  /// Dispatches an event to its topic; the one place that switches over all of them.
  mutating func take(_ event: AlertEvent) {
    switch event {
    case .deadlinePassed: passDeadlines()
    case .responded(let response): result = take(response)
    case .received(let receipt): take(receipt)
    case .repeated: foldRepeat()
    case .refreshed(let draft): refresh(from: draft)
    case .changed(let draft, let changes): change(to: draft, changes)
    case .held(let until): hold(until: until)
    case .workEnds(let end): waitOn(until: end)
    case .stale: markStale()
    case .ended: end(.sourceEnded)
    case .resolvedBySource: end(.sourceResolved)
    case .retracted: retract()
    case .released(let person): release(person)
    case .superseded(let other): supersede(by: other)
    case .moved(let location, let ward): move(to: location, ward: ward)
    case .merged(let number): merge(number)
    case .handoff(let from, let to): handOff(from: from, to: to)
    case .dutyChanged(let change): follow(change)
    case .byHand(let act): result = take(act)
    }
  }

  /// Freezes the decision. Asserts I1: an open duty has a deadline; a closed one sounds nowhere.
  consuming func finished() -> Transition {
    noteOvertaken()
    unfoldForReaders()
    for duty in alert.duties {
      precondition(duty.phase.isResolved || duty.phase.deadline != nil, "I1: no deadline")
      precondition(
        !duty.phase.isResolved || duty.people.allSatisfy { $0.soundsAt == nil },
        "a resolved duty still sounds")
    }
    alert.revision += 1
    return Transition(
      alert: alert, pages: pages, withdrawals: withdrawals, trail: trail, result: result,
      notices: notices)
  }

  /// Whoever was delivered what this alert says or corrects is told by a page of its own (S17).
  private mutating func unfoldForReaders() {
    let people = alert.duties.flatMap(\.people)
    for index in pages.indices where pages[index].mayFold {
      let page = pages[index].page
      pages[index].mayFold = people.first { $0.page == page }?.isReader == false
    }
  }

  mutating func note(_ event: TrailEvent, _ reason: Reason, _ text: String) {
    trail.append(TrailEntry(at: now, event: event, reason: reason, text: text))
  }

  /// A deadline that is long past, and that a person overtook before it was acted on, is said to be
  /// late as well (I7).
  private mutating func noteOvertaken() {
    guard !trail.isEmpty, !trail.contains(where: { $0.event == .late }) else { return }
    for (index, deadline) in deadlines.enumerated() {
      guard let deadline, alert.duties[index].phase.deadline != deadline else { continue }
      noteLateness(deadline, duty: index)
    }
  }

  mutating func notice(_ notice: Notice) { notices.append(notice) }

  mutating func withdraw(_ withdrawal: Withdrawal) { withdrawals.append(withdrawal) }

  /// The steps of the duty at `index`. A duty whose role the pinned policy no longer names cannot
  /// be: the policy is pinned with the alert.
  func steps(of index: Int) -> [PolicyStep] {
    role(of: index).steps
  }

  /// The role of the duty at `index` in the pinned policy.
  func role(of index: Int) -> PolicyRole {
    let role = alert.duties[index].role
    return policy.roles.first { $0.role == role } ?? policy.roles[0]
  }

  /// What the page says at this moment: a retraction, an end, or the alert itself.
  var currentType: PageType {
    if alert.retractedAt != nil { return .retracted }
    return alert.endedAt != nil ? .ended : .preview
  }

  /// Whether a page decided now sounds again by itself (S2, S19).
  var resounds: Bool { alert.priority.rings && alert.endedAt == nil }

  // MARK: - Paging one person

  /// Pages a person for the duty at `index`: a first time, or again under the same page id.
  ///
  /// - Returns: false when the bound on people is reached, which is said on the trail (I10).
  @discardableResult
  mutating func page(
    _ who: OnCall, duty index: Int, at position: StepPosition, isCopy: Bool = false,
    isFallback: Bool = false
  ) -> Bool {
    let known = alert.duties[index].people.firstIndex { $0.responder == who.responder }
    guard let slot = known ?? enlist(who, duty: index, at: position, isCopy: isCopy) else {
      return false
    }
    let again = known != nil
    alert.duties[index].people[slot].standing = .asked
    alert.duties[index].people[slot].isTold = false
    alert.duties[index].people[slot].isOwedNews = false
    alert.duties[index].people[slot].position = position
    alert.duties[index].people[slot].why = who.why
    alert.duties[index].people[slot].isFallback = isFallback
    if !isCopy { alert.duties[index].people[slot].isCopy = false }
    if alert.duties[index].people[slot].attempt == 0 {
      alert.duties[index].people[slot].isDelivered = false
    }
    if again { alert.duties[index].people[slot].attempt += 1 }
    sound(slot, duty: index)
    if let last = pages.indices.last {
      pages[last].mayFold = alert.mayFold && position != .beforePolicy
    }
    let reason: Reason = isFallback ? .fallback : isCopy ? .copy : .onCall
    note(
      .paged, reason,
      "paged \(who.responder) for \(alert.duties[index].role), "
        + "step \(position.step + 1), cycle \(position.cycle): \(who.why)")
    return true
  }

  /// Puts a person on a duty who is not on it yet, without a sound.
  ///
  /// - Returns: their place; nil when the bound on people is reached, which is said on the trail.
  mutating func enlist(
    _ who: OnCall, duty index: Int, at position: StepPosition, isCopy: Bool = false
  ) -> Int? {
    guard alert.duties[index].people.count < Limits.peopleMax else {
      notice(.limitReached("peopleMax"))
      note(.refused, .limitReached, "more than \(Limits.peopleMax) people on one duty")
      return nil
    }
    alert.duties[index].people.append(
      PagedResponder(
        responder: who.responder, page: nextPage(), position: position, attempt: 1,
        standing: .asked, soundsAt: nil, isDelivered: false, isDisplayed: false, isCopy: isCopy,
        isFallback: false, why: who.why))
    return alert.duties[index].people.count - 1
  }

  mutating func nextPage() -> PageID {
    alert.pageCount += 1
    return PageID.derived(from: alert.id, number: alert.pageCount)
  }

  /// Orders the page of `slot` and sets when it sounds again.
  mutating func sound(_ slot: Int, duty index: Int) {
    let person = alert.duties[index].people[slot]
    let rings = resounds && person.standing == .asked && !person.isCopy && !person.isFallback
    alert.duties[index].people[slot].soundsAt = rings ? now + policy.times.resound : nil
    order(slot, duty: index, type: currentType)
  }

  /// Orders one envelope a device for the page of `slot`, of the given type. Who left the page in
  /// this decision and is asked again by it, as the last resort, is not sent the withdrawal; nor is
  /// who is told by it that the page was wrong: a withdrawal reaches only devices that have the
  /// page already. The last order for a page in a decision is the one that counts.
  mutating func order(_ slot: Int, duty index: Int, type: PageType) {
    let duty = alert.duties[index]
    let person = duty.people[slot]
    withdrawals.removeAll { $0.page == person.page }
    pages.removeAll { $0.page == person.page }
    pages.append(
      PageOrder(
        page: person.page, role: duty.role, responder: person.responder, type: type,
        position: person.position, attempt: person.attempt,
        devices: staffing.devices[person.responder] ?? [], why: why(person),
        isFallback: person.isFallback, movesOnAt: duty.phase.deadline))
  }

  /// Lists a page of `slot` that no device gets, so that whoever looks for the alerts of this
  /// person finds this one.
  mutating func list(_ slot: Int, duty index: Int) {
    let duty = alert.duties[index]
    let person = duty.people[slot]
    pages.append(PageOrder(person, of: duty, type: .withdrawn, devices: []))
  }

  /// After a duty's deadline is set: pages ordered in this decision say when they move on.
  mutating func stampDeadline(duty index: Int) {
    let duty = alert.duties[index]
    for slot in pages.indices where pages[slot].role == duty.role {
      pages[slot].movesOnAt = duty.phase.deadline
    }
  }
}
