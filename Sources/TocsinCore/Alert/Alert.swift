// Tocsin — Core: a condition that needs a person, and who answers for it
// SPDX-License-Identifier: Apache-2.0

/// A condition that needs a person.
///
/// Invariant: every duty that is not resolved has a deadline (I1). `revision` grows by one with
/// each transition; the store refuses a transition made from another revision.
package struct Alert: Hashable, Codable, Sendable {
  package let id: AlertID
  package var revision: Int64
  package let integration: String
  package let dedupKey: String
  package let world: World
  package let kind: String
  /// The control id of the message that opened it, as text; empty when it came without one.
  package var controlID: String
  package var priority: Priority
  package var content: AlertContent
  /// Grows with each change that pages again (S17).
  package var contentRevision: Int
  /// The policy revision pinned at opening.
  package let policy: PolicyReference
  package let openedAt: Timestamp
  package var duties: [Duty]
  /// Pages decided so far; numbers the next one.
  package var pageCount: Int
  /// Identical repeats folded in.
  package var repeats: Int
  /// How long escalation has been held in all (S7, S20), bounded by the policy.
  package var held: Milliseconds
  /// When its source said that the condition ended before anyone saw it (S19).
  package var endedAt: Timestamp?
  /// When its source took the report back (S18).
  package var retractedAt: Timestamp?
  /// No sign of life from the source: shown, never taken for an end (S19).
  package var isStale: Bool
  /// Whom the message named to answer, as persons of the site, most wanted first.
  package var addressed: [ResponderID] = []
  /// Whom the message named to be told, without a duty to answer (S7).
  package var copied: [ResponderID] = []
  /// Who acknowledged the last alert like this one, as it was when this one opened.
  package var lastAcknowledged: [ResponderID] = []
  /// The route that led it to its policy; nil for what people call for by hand.
  package var route: RouteTaken?
  /// Without a sign of life for so long it is stale (S19); nil for what never gives one.
  package var staleAfter: Milliseconds?
  /// The last sign of life from the source.
  package var aliveAt: Timestamp?
  /// The alerts, closed by now, on which it follows or in whose place it is: whoever is found to
  /// have been delivered one of them is told with the others (S18).
  package var follows: [AlertID] = []
  /// Who said that nobody has to come any more, as the trail names them; nil when nobody did (S15).
  package var stoodDownBy: String?
  /// Of the test page at a start of duty: who goes off it (S23).
  package var outgoing: [ResponderID] = []

  /// Whether every duty is resolved.
  package var isClosed: Bool { duties.allSatisfy { $0.phase.isResolved } }

  /// Nobody was paged yet: it waits to be dropped (S20), or for the end of planned work (S27).
  package var isHeldBack: Bool { duties.contains(where: \.isHeldBack) }

  /// For what it waits before anybody is paged; nil when it does not.
  package var waitsFor: WaitReason? {
    guard isHeldBack else { return nil }
    return held == .zero ? .work : .delay
  }

  /// Its source ended it while it waited, and nobody was paged (S20).
  package var isEndedUnpaged: Bool {
    duties.allSatisfy { duty in
      if case .resolved(.endedUnpaged, _) = duty.phase { return true }
      guard case .resolved(.bySource, _) = duty.phase else { return false }
      return duty.people.isEmpty && held > .zero
    }
  }

  /// Who was delivered a page of it, duty by duty; nobody twice.
  package var readers: [ResponderID] {
    duties.flatMap(\.people).filter(\.isReader).map(\.responder)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The earliest deadline of any duty; nil when closed.
  package var nextDeadline: Timestamp? { duties.compactMap(\.phase.deadline).min() }

  /// When the alert must be advanced next: a deadline, a page that sounds again (S2), or silence of
  /// the source that has lasted too long (S19).
  package var wakesAt: Timestamp? {
    guard let wake = duties.compactMap(\.wakesAt).min() else { return nil }
    return min(wake, staleAt ?? wake)
  }

  /// When it becomes stale without a sign of life; nil for what never does, and once it is so.
  package var staleAt: Timestamp? {
    guard let staleAfter, let aliveAt, !isStale, !isClosed, endedAt == nil, retractedAt == nil
    else { return nil }
    return aliveAt + staleAfter
  }

  /// The first that any duty has of escalating, exhausted, acknowledged, resolved.
  package var phaseWord: String {
    let words = Set(duties.map(\.phase.word))
    return ["escalating", "exhausted", "acknowledged"].first(where: words.contains) ?? "resolved"
  }
}

/// Why nobody is paged for an alert yet.
package enum WaitReason: String, Sendable, CaseIterable {
  /// Its kind may end by itself (S20).
  case delay
  /// Planned work on its source or ward (S27).
  case work
}

/// One answer that an alert needs: the responder, or each role of a team (S6).
package struct Duty: Hashable, Codable, Sendable {
  package let role: String
  package var phase: DutyPhase
  /// Everyone who was paged for it, in the order of their first page. One entry a responder.
  package var people: [PagedResponder]
  /// When the current step was entered.
  package var stepEnteredAt: Timestamp
  /// Where escalation goes on when an acknowledgment is given back or runs out.
  package var resume: StepPosition
  /// The owner was reminded that the deadline passed (S8).
  package var reminded: Bool
  /// When the read-back is due (S13); nil when none is awaited.
  package var readBackDue: Timestamp?
  /// Wrong read-backs so far (S13).
  package var wrongReadBacks: Int
  /// Accepted from the lock screen, detail not opened yet (S14).
  package var awaitsOpening: Bool
  /// To whom a holder's duty is offered (S9, S10).
  package var offeredTo: ResponderID?
  /// The duty was taken by telephone (S16); nil when a device took it, and when nobody did.
  package var telephone: TelephoneAcceptance?
  /// When whoever took the duty said that they are there (S15).
  package var arrivedAt: Timestamp?

  package init(role: String, at now: Timestamp) {
    self.role = role
    phase = .escalating(position: StepPosition(step: 0, cycle: 1), nextDeadline: now)
    people = []
    stepEnteredAt = now
    resume = StepPosition(step: 0, cycle: 1)
    reminded = false
    readBackDue = nil
    wrongReadBacks = 0
    awaitsOpening = false
    offeredTo = nil
    telephone = nil
    arrivedAt = nil
  }

  /// Escalating with nobody asked yet: it waits to be dropped when it ends by itself (S20).
  package var isHeldBack: Bool {
    if case .escalating = phase { people.isEmpty } else { false }
  }

  /// Whether somebody has taken it, now or before its content changed last, so that a retraction
  /// has to be answered (S18).
  package var owesAnswer: Bool {
    !phase.isResolved && (phase.holder != nil || people.contains(where: \.hadTaken))
  }

  /// The earliest of the deadline, the read-back and the next sound.
  package var wakesAt: Timestamp? {
    guard let deadline = phase.deadline else { return nil }
    let sounds = people.compactMap(\.soundsAt).min() ?? deadline
    return min(deadline, sounds, readBackDue ?? deadline)
  }
}

/// A place in a policy: a step, counted from 0, in a cycle, counted from 1. Cycle 0 stands before
/// the policy: it asks those who answered for what is taken back or corrected (S18).
package struct StepPosition: Hashable, Codable, Sendable {
  package var step: Int
  package var cycle: Int

  package init(step: Int, cycle: Int) {
    self.step = step
    self.cycle = cycle
  }

  /// Before the first step.
  package static let beforePolicy = StepPosition(step: 0, cycle: 0)

  /// Where the walk goes on when the wait is over.
  package var next: StepPosition {
    cycle == 0
      ? StepPosition(step: 0, cycle: 1) : StepPosition(step: step + 1, cycle: cycle)
  }
}

/// Where a duty stands.
package enum DutyPhase: Hashable, Codable, Sendable {
  case escalating(position: StepPosition, nextDeadline: Timestamp)
  case acknowledged(by: ResponderID, at: Timestamp, nextDeadline: Timestamp)
  case exhausted(nextDeadline: Timestamp)
  case resolved(reason: ResolutionReason, at: Timestamp)

  package var isResolved: Bool {
    if case .resolved = self { true } else { false }
  }

  /// The next deadline; nil only when resolved (I1).
  package var deadline: Timestamp? {
    switch self {
    case .escalating(_, let deadline), .acknowledged(_, _, let deadline), .exhausted(let deadline):
      deadline
    case .resolved: nil
    }
  }

  /// Who has taken the duty.
  package var holder: ResponderID? {
    if case .acknowledged(let by, _, _) = self { by } else { nil }
  }

  /// The word of the contract: `escalating`, `acknowledged`, `exhausted`, `resolved`.
  package var word: String {
    switch self {
    case .escalating: "escalating"
    case .acknowledged: "acknowledged"
    case .exhausted: "exhausted"
    case .resolved: "resolved"
    }
  }
}

/// Why a duty needs no one any more.
package enum ResolutionReason: String, Codable, Sendable, CaseIterable {
  case byResponder = "by-responder"
  case bySource = "by-source"
  case ended
  /// It ended by itself while it was held; nobody was paged (S20).
  case endedUnpaged = "ended-unpaged"
  case seenAfterEnd = "seen-after-end"
  case retracted
  case retractionAcknowledged = "retraction-acknowledged"
  case superseded
  /// Nobody has to come any more (S15).
  case stoodDown = "stood-down"
  /// Whoever called by hand says that it is over.
  case byCaller = "by-caller"
}

/// One person of a duty, with the one page that they see for it.
package struct PagedResponder: Hashable, Codable, Sendable {
  package let responder: ResponderID
  /// Stable for the same content: a re-sounded page and the page of a later cycle keep it (S2).
  package var page: PageID
  package var position: StepPosition
  /// How often the page has sounded, from 1.
  package var attempt: Int
  package var standing: Standing
  /// When it sounds again; nil when it does not.
  package var soundsAt: Timestamp?
  /// A device said that it has the page (never a push service, S3).
  package var isDelivered: Bool
  package var isDisplayed: Bool
  /// Paged beside the duty without having to answer: a trainee or a copy (S7). A copy who is then
  /// on call for a later step has to answer from there on.
  package var isCopy: Bool
  /// Paged as the fallback.
  package var isFallback: Bool
  /// Why this person, as the page says it (I4).
  package var why: String
  /// Declined, said "wrong person" or gave it back; never taken back, whatever the standing is now:
  /// no step asks the person again for this alert, only the fallback does (S12).
  package var hasLeft = false
  /// Off the page, and told that something on it was wrong (S18); over once the person is asked
  /// again.
  package var isTold = false
  /// Off the page when something on it was taken back, and no device had said that it has it: told
  /// as soon as one does (S18); over once the person is asked again.
  package var isOwedNews = false
  /// Was delivered an earlier page of this alert, or of the one on which it follows, or has
  /// answered for it: told with the others when it is taken back or corrected, though no device has
  /// said that it has this page (S18).
  package var hadBefore = false

  /// Held the duty when the content changed, and was asked again; over once somebody takes it. What
  /// takes the report back is then for an answer, as if the duty were still in hand (S18).
  package var hadTaken = false
  /// Since when the person has asked to be rung; nil when they have not, and once somebody at the
  /// switchboard says that it was done.
  package var callMeSince: Timestamp?
  /// Said of what the page asked for that it was not useful: counted, and nothing else.
  package var saidNotUseful = false

  /// A device of theirs has, or had, what the alert says or said.
  package var isReader: Bool { isDelivered || isDisplayed || hadBefore }
}

/// Where a person stands with regard to a duty.
package enum Standing: String, Codable, Sendable, CaseIterable {
  /// The page is open and waits for an answer.
  case asked
  /// Escalation has moved on; an answer still counts.
  case passed
  case holder
  /// Another took the duty, or the page is no longer needed.
  case withdrawn
  case declined
  case wrongPerson = "wrong-person"
  /// Every channel failed hard or is revoked (S1).
  case unreachable
  case gaveBack = "gave-back"

  /// Not paged again for this alert, but by the fallback (S12).
  package var isExcluded: Bool {
    switch self {
    case .declined, .wrongPerson, .gaveBack: true
    case .asked, .passed, .holder, .withdrawn, .unreachable: false
    }
  }

  /// A device may show the page as open: also one that cannot be reached now, and is reached again
  /// when an account is renewed.
  package var mayShow: Bool { isOpen || self == .holder || self == .unreachable }

  /// The page can still be answered.
  package var isOpen: Bool {
    switch self {
    case .asked, .passed: true
    case .holder, .withdrawn, .declined, .wrongPerson, .unreachable, .gaveBack: false
    }
  }
}
