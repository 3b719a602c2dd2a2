// Tocsin — StoreTests: alerts of every shape, from a seed
// SPDX-License-Identifier: Apache-2.0

import TocsinCore

/// Gives alerts in which every optional, flag, word and list length occurs, the same for one seed.
struct GeneratedAlert {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func alert() -> Alert {
    var draft = AlertDraft(
      integration: text(), dedupKey: text(), priority: pick(Priority.allCases), kind: text(),
      content: content())
    draft.world = pick([.production, .test])
    var alert = Alert(
      draft, as: AlertID(high: next(), low: next()),
      under: PolicyReference(name: text(), revision: Int(next() % 1_000)), at: time())
    alert.revision = Int64(bitPattern: next() >> 1)
    alert.controlID = text()
    alert.contentRevision = Int(next() % 300)
    alert.pageCount = Int(next() % 70_000)
    alert.repeats = Int(next() % 200)
    alert.held = Milliseconds(Int64(next() % 9_999_999))
    alert.endedAt = maybeTime()
    alert.retractedAt = maybeTime()
    alert.isStale = flag()
    alert.duties = (0..<next() % 4).map { _ in duty() }
    alert.content.reportedLocation = flag() ? text() : nil
    alert.addressed = (0..<next() % 3).map { _ in ResponderID(text()) }
    alert.copied = (0..<next() % 3).map { _ in ResponderID(text()) }
    alert.lastAcknowledged = (0..<next() % 3).map { _ in ResponderID(text()) }
    alert.route = flag() ? route() : nil
    alert.staleAfter = flag() ? Milliseconds(Int64(next() % 9_999_999)) : nil
    alert.aliveAt = maybeTime()
    alert.stoodDownBy = flag() ? text() : nil
    alert.outgoing = flag() ? [ResponderID(text())] : []
    return alert
  }

  private mutating func route() -> RouteTaken {
    var draft = AlertDraft(
      integration: text(), dedupKey: "", priority: pick(Priority.allCases), kind: text(),
      content: content())
    draft.world = pick([.production, .test])
    (draft.service, draft.isDischarged) = (text(), flag())
    return RouteTaken(
      route: text(), revision: Int(next() % 300),
      facts: RouteFacts(draft, about: flag() ? text() : nil))
  }

  private mutating func content() -> AlertContent {
    var content = AlertContent(
      who: (0..<next() % 4).map { _ in ContentField(name: text(), value: text()) },
      location: text(), ward: text(), what: text(), specimen: text())
    content.callBack = text()
    content.since = maybeTime()
    content.before = content.callBack
    return content
  }

  private mutating func duty() -> Duty {
    var duty = Duty(role: text(), at: time())
    duty.phase = phase()
    duty.people = (0..<next() % 4).map { _ in person() }
    duty.resume = position()
    duty.reminded = flag()
    duty.readBackDue = maybeTime()
    duty.wrongReadBacks = Int(next() % 3)
    duty.awaitsOpening = flag()
    duty.offeredTo = flag() ? ResponderID(text()) : nil
    duty.telephone =
      flag() ? TelephoneAcceptance(takenBy: text(), isReadBack: flag()) : nil
    duty.arrivedAt = maybeTime()
    return duty
  }

  private mutating func phase() -> DutyPhase {
    switch next() % 4 {
    case 0: .escalating(position: position(), nextDeadline: time())
    case 1: .acknowledged(by: ResponderID(text()), at: time(), nextDeadline: time())
    case 2: .exhausted(nextDeadline: time())
    default: .resolved(reason: pick(ResolutionReason.allCases), at: time())
    }
  }

  private mutating func person() -> PagedResponder {
    var person = PagedResponder(
      ResponderID(text()), page: PageID(high: next(), low: next()), at: position(),
      isCopy: flag())
    person.attempt = Int(next() % 1_000)
    person.standing = pick(Standing.allCases)
    person.soundsAt = maybeTime()
    person.isDelivered = flag()
    person.isDisplayed = flag()
    person.isFallback = flag()
    person.hasLeft = flag()
    person.isTold = flag()
    person.hadBefore = flag()
    person.hadTaken = flag()
    person.isOwedNews = flag()
    person.callMeSince = maybeTime()
    person.saidNotUseful = flag()
    person.why = text()
    return person
  }

  mutating func entries() -> [TrailEntry] {
    (0..<next() % 6).map { _ in
      TrailEntry(
        at: time(), event: pick(TrailEvent.allCases), reason: pick(Reason.allCases), text: text())
    }
  }

  private mutating func text() -> String {
    let words = [
      "", "W7", "Kalium 7,1 mmol/l ↑↑", "R. Okafor", "🚨", "a\u{0}b", "é", "e\u{301}",
    ]
    let long = String(repeating: "long ", count: Int(next() % 60))
    return flag() ? pick(words) : long
  }

  private mutating func position() -> StepPosition {
    StepPosition(step: Int(next() % 50), cycle: Int(next() % 20) + 1)
  }

  private mutating func time() -> Timestamp {
    Timestamp(milliseconds: Int64(bitPattern: next()) >> Int64(next() % 60))
  }

  private mutating func maybeTime() -> Timestamp? { flag() ? time() : nil }

  private mutating func flag() -> Bool { next() & 1 == 1 }

  private mutating func pick<Element>(_ list: [Element]) -> Element {
    list[Int(next() % UInt64(list.count))]
  }
}
