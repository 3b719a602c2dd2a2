// Tocsin — Simulation: judges what has become durable
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The observer that stands beside the gateway: follows every decision that became durable and
/// holds each against the invariants. It shares no code with the deciding: who is on call comes
/// from `Truth`, the phase from `TrailAccount`.
final class Judge {
  var ledger: Ledger
  /// What the gateway knew of the hospital when it decided.
  var truth = Truth()
  /// Every policy revision there ever was.
  var policies: [PolicyReference: Policy] = [:]
  var routing = RoutingTable(routes: [], catchAll: "")
  /// Who has left, until they are let in again.
  var departed: Set<ResponderID> = []
  /// What was decided since a message came in.
  var recent: [Decision] = []
  /// What is happening, for the account of a violation.
  var occasion = ""
  private(set) var violations: [Violation] = []
  private let seed: UInt64
  private let hours: Int
  private let time: VirtualTime

  /// Violations kept; a world that has broken down is not described to the end.
  static let violationsMax = 20
  /// Decisions on one alert within a second of the gateway's clock before it counts as spinning.
  static let decisionsMax = 60

  init(seed: UInt64, hours: Int, time: VirtualTime, keepsText: Bool) {
    self.seed = seed
    self.hours = hours
    self.time = time
    ledger = Ledger(keepsText: keepsText)
  }

  func found(_ promise: Promise, _ what: String) {
    guard violations.count < Self.violationsMax else { return }
    violations.append(
      Violation(
        promise: promise, what: "\(what) [\(occasion)]", seed: seed, hours: hours,
        at: time.present))
  }

  /// Takes what a unit did, once it is durable.
  func take(_ seen: Observation) {
    if seen.isSetAside { found(.i1, "a message of the world was set aside as poison") }
    for decision in seen.decisions { judge(decision) }
    recent += seen.decisions
    for page in seen.folded { judgeFolding(of: page) }
    for page in seen.deposits { judge(page) }
    for departure in seen.departures { judgeDeparture(of: departure.person) }
  }

  /// The transaction in which somebody leaves passes on everything that they were asked about or
  /// held. The last resort stays named on an alert, since nobody comes after it.
  private func judgeDeparture(of person: ResponderID) {
    for alert in ledger.openAlerts {
      for duty in alert.duties where !duty.phase.isResolved {
        let isLeft = duty.people.contains {
          $0.responder == person && !$0.isFallback
            && ($0.standing.isOpen || $0.standing == .holder)
        }
        if isLeft { found(.leaver, "alert \(alert.id) is left with \(person), who is gone") }
      }
    }
  }

  /// Nothing is decided for who has left, whatever the deciding process knew.
  private func judgeLeavers(_ view: DecisionView) {
    for page in view.decision.transition.pages where departed.contains(page.responder) {
      guard !page.devices.isEmpty else { continue }
      found(.leaver, "alert \(view.after.id): \(page.responder) is paged and has left")
    }
  }

  private func judge(_ decision: Decision) {
    let after = decision.transition.alert
    let before = ledger.followed[after.id]?.alert
    let view = DecisionView(
      decision: decision, before: before, policy: policies[after.policy], truth: truth,
      left: ledger.followed[after.id]?.left ?? [])
    judgeRevision(after, before)
    if before == nil { judgeOpening(after, at: decision.at) }
    for index in after.duties.indices { judgeDuty(index, view) }
    judgeWords(view)
    judgeLeavers(view)
    ledger.take(decision, left: view.leaving)
    judgeAccount(after.id)
  }

  /// I9: each decision follows on the one before.
  private func judgeRevision(_ after: Alert, _ before: Alert?) {
    let expected = (before?.revision ?? 0) + 1
    if after.revision != expected {
      found(.i9, "alert \(after.id) went to revision \(after.revision), not \(expected)")
    }
  }

  /// One condition is one open alert: a second one would page the same people twice.
  private func judgeOpening(_ alert: Alert, at now: Timestamp) {
    if alert.integration == MessageWriter.integration {
      let expected = truth.policy(of: alert, by: routing, at: now)
      if alert.policy.name != expected {
        found(.policy, "alert \(alert.id) goes by \(alert.policy.name), not \(expected)")
      }
    }
    let others = (ledger.ids[alert.dedupKey] ?? []).filter { ledger.open.contains($0) }
    if let other = others.first {
      found(.duplicatesSeen, "alert \(alert.id) was opened beside \(other), for the same condition")
    }
  }

  private func judgeDuty(_ index: Int, _ view: DecisionView) {
    let id = view.after.id
    for page in view.decision.transition.pages where page.role == view.after.duties[index].role {
      if let what = view.wrongPage(page, duty: index) {
        found(.wrongPerson, "alert \(id): \(what)")
      }
      if let what = view.unexplained(page, duty: index) { found(.i4, "alert \(id): \(what)") }
      if let what = view.unaccompanied(page, duty: index) { found(.duty, "alert \(id): \(what)") }
    }
    if let what = view.unquiet(index) { found(.i2, "alert \(id): \(what)") }
    if let what = view.passedOver(index) { found(.i3, "alert \(id): \(what)") }
    if let what = view.unfollowed(index) { found(.policy, "alert \(id): \(what)") }
    if let what = view.forgotten(index) { found(.ownerless, "alert \(id): \(what)") }
  }

  /// I7 and I8: lateness is said, content is not.
  private func judgeWords(_ view: DecisionView) {
    if let what = view.unsaidLateness { found(.i7, "alert \(view.after.id): \(what)") }
    let trail = view.decision.transition.trail
    if trail.contains(where: { $0.text.contains(MessageWriter.secret) }) {
      found(.i4, "alert \(view.after.id): the trail holds what only the page may say")
    }
  }

  /// I4: the trail alone tells where the alert stands. I10: nothing spins.
  private func judgeAccount(_ id: AlertID) {
    guard let entry = ledger.followed[id] else { return }
    if let duty = entry.alert.duties.first, entry.alert.duties.count == 1 {
      let account = entry.account
      if account.phase != duty.phase.word || account.holder != duty.phase.holder {
        found(
          .i4,
          "alert \(id) is \(duty.phase.word) by \(duty.phase.holder?.text ?? "nobody"), its trail "
            + "says \(account.phase) by \(account.holder?.text ?? "nobody")")
      }
    }
    if entry.recent.count > Self.decisionsMax {
      found(.i10, "alert \(id) was decided on \(entry.recent.count) times within a second")
    }
    for duty in entry.alert.duties where duty.people.count > Limits.peopleMax {
      found(.i10, "alert \(id) has \(duty.people.count) people on \(duty.role)")
    }
  }

  /// I2 at the mailbox: no page goes out for a duty that somebody has taken, but to the holder or
  /// to whom it is offered.
  private func judge(_ sealed: SealedPage) {
    judgeSealedForLeaver(sealed)
    guard sealed.type == .preview, let id = ledger.alertOfPage[sealed.page],
      let alert = ledger.followed[id]?.alert
    else { return }
    ledger.take(sealed, of: alert)
    for duty in alert.duties {
      guard let holder = duty.phase.holder,
        let person = duty.people.first(where: { $0.page == sealed.page })
      else { continue }
      if person.responder != holder, person.responder != duty.offeredTo {
        found(.i2, "alert \(id): a page of \(person.responder) is sealed; \(holder) has the duty")
      }
    }
  }

  /// Only what does not ring, and tells its person nothing that they have read otherwise, waits in
  /// a list (S17).
  private func judgeFolding(of page: FoldablePage) {
    guard let id = ledger.alertOfPage[page.page], let alert = ledger.followed[id]?.alert else {
      return
    }
    if alert.priority.rings { found(.storm, "alert \(id): a page is folded that rings") }
    let duty = alert.duties.first { $0.people.contains { $0.page == page.page } }
    if let duty, let other = ledger.sealed[page.device]?["\(id) \(duty.role)"], other != page.page {
      found(.storm, "alert \(id): page \(other) is on the device; what replaces it is folded")
    }
  }

  private func judgeSealedForLeaver(_ sealed: SealedPage) {
    guard let id = ledger.alertOfPage[sealed.page], let alert = ledger.followed[id]?.alert,
      let person = alert.duties.flatMap(\.people).first(where: { $0.page == sealed.page }),
      departed.contains(person.responder)
    else { return }
    found(.leaver, "alert \(id): a page is sealed for \(person.responder), who has left")
  }
}
