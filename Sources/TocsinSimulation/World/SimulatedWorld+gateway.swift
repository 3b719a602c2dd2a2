// Tocsin — Simulation: the gateway's passes, crashes and restarts
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  /// How often the gateway's periodic passes run, whatever the hints do.
  static let passInterval = Milliseconds.seconds(1)

  /// Takes what a unit did, at the moment when it is durable.
  func keep(_ seen: Observation) {
    judge.take(seen)
    for decision in seen.decisions {
      plans.isPagerStale = true
      if !decision.transition.pages.isEmpty || !decision.transition.withdrawals.isEmpty {
        plans.hasOutbox = true
      }
    }
    for page in seen.deposits {
      mailboxes[page.device, default: Mailbox()].lastSeq = page.seq
      let known = mailboxes[page.device]?.pages[page.page] ?? 0
      mailboxes[page.device]?.pages[page.page] = max(known, page.attempt)
      push(to: page.device)
    }
  }

  /// After each step: notes a crash, what the gateway has learned, and puts down what is to come.
  func settle() {
    if let life, life.pulse.isOver {
      self.life = nil
      plans.crashes += 1
      let wait = chance.wait(Milliseconds(500) ... .seconds(30))
      agenda.add(.restart, at: max(now + wait, plans.downUntil ?? now))
      plans.pagerAt = nil
      plans.courierAt = nil
    }
    guard let life else { return }
    if let version = life.directoryVersion, version != plans.knownVersion {
      plans.knownVersion = version
      if let truth = truths[version] { judge.truth = truth }
      planLeavers(after: .zero)
    }
    planPager(life)
    if plans.hasOutbox, plans.courierAt == nil {
      plans.courierAt = now
      plan(.courier, after: passWait())
    }
  }

  private func passWait() -> Milliseconds {
    chance.wait(Milliseconds.zero ... Self.passInterval)
  }

  private func planPager(_ life: Life) {
    guard plans.isPagerStale else { return }
    plans.isPagerStale = false
    guard let wake = judge.ledger.nextWake else { return }
    let wait = max(wake - life.clock.now(), .zero) + passWait()
    if let planned = plans.pagerAt, planned >= now, planned <= now + wait { return }
    plans.pagerAt = now + wait
    plan(.pager, after: wait)
  }

  func planLeavers(after wait: Milliseconds) {
    plan(.leavers, after: wait + passWait())
  }

  // MARK: - Passes

  func passPager() async {
    if let planned = plans.pagerAt, planned <= now { plans.pagerAt = nil }
    plans.isPagerStale = true
    guard let life else { return }
    let isDue = judge.ledger.nextWake.map { $0 <= life.clock.now() } ?? false
    guard isDue || chance.below(8) == 0 else { return }
    do {
      let began = life.clock.now()
      try await life.pager.advanceDue()
      checkOverdue(at: began)
    } catch {
      return
    }
  }

  /// After a whole pass no deadline is left that was due when it began (I1). A sound that was due
  /// together with a deadline may follow in the next pass.
  private func checkOverdue(at began: Timestamp) {
    for alert in judge.ledger.openAlerts {
      guard let deadline = alert.nextDeadline, deadline <= began else { continue }
      judge.found(
        .i1, "alert \(alert.id) was due \((began - deadline).text) ago and was passed over")
    }
  }

  func passCourier() async {
    plans.courierAt = nil
    guard let life else { return }
    do {
      try await life.courier.deliverPending()
      guard !life.pulse.isOver else { return }
      plans.hasOutbox = false
      await checkOwed()
    } catch {
      return
    }
  }

  func readDocuments() async {
    guard let life else { return }
    do {
      try await life.refresh()
    } catch {
      plan(.notice, after: Self.passInterval)
    }
  }

  func releaseLeavers() async {
    guard let life else { return }
    do {
      try await life.pager.releaseLeavers()
      checkLeavers(life)
    } catch {
      planLeavers(after: Self.passInterval)
    }
  }

  // MARK: - Starting

  /// Starts the gateway on what the store holds; a start that fails is tried again.
  func startGateway() async {
    guard life == nil else { return }
    if let until = plans.downUntil, now < until {
      agenda.add(.restart, at: until)
      return
    }
    let life = Life(ports) { [unowned self] in keep($0) }
    do {
      try await life.refresh()
    } catch {
      plan(.restart, after: .seconds(2))
      return
    }
    self.life = life
    plans.hasOutbox = true
    plans.isPagerStale = true
    plans.pagerAt = nil
    plans.courierAt = nil
    planLeavers(after: .zero)
  }

  /// Ends the gateway's life at once, until then at the earliest.
  func crash(until: Timestamp? = nil) {
    plans.downUntil = until
    if let life { life.pulse.end("by the operator") }
    settle()
  }
}
