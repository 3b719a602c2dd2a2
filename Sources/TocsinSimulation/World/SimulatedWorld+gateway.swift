// Tocsin — Simulation: the gateway's passes, crashes and restarts
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  /// How often the gateway's periodic passes run, whatever the hints do.
  static let passInterval = Milliseconds.seconds(1)

  /// Takes what a unit did, at the moment when it is durable. People, devices and handovers are
  /// judged as the store has them in that unit, rotas as the deciding process last read them.
  func keep(_ seen: Observation, from rotas: [RotaID: Rota]? = nil) {
    for departure in seen.departures { leave(departure.person, at: departure.at) }
    let known = judge.truth
    judge.truth = hospital.truth
    judge.truth.rotas = rotas ?? known.rotas
    judge.take(seen)
    judge.truth = known
    keepStatuses(seen)
    keepDuties(seen)
    arrangeCarrier()
    for decision in seen.decisions {
      arranged.isPagerStale = true
      if !decision.transition.pages.isEmpty || !decision.transition.withdrawals.isEmpty {
        arranged.hasOutbox = true
      }
    }
    for page in seen.deposits {
      if page.type == .retracted { judge.ledger.owedNews[page.device]?.remove(page.page) }
      mailboxes[page.device, default: Mailbox()].lastSeq = page.seq
      let known = mailboxes[page.device]?.pages[page.page] ?? 0
      mailboxes[page.device]?.pages[page.page] = max(known, page.attempt)
      mailboxes[page.device]?.folded.remove(page.page)
      push(to: page.device)
    }
    keepFolding(seen)
  }

  /// After each step: notes a crash, what the gateway has learned, and puts down what is to come.
  func settle() {
    if let life, life.pulse.isOver {
      self.life = nil
      arranged.crashes += 1
      let wait = chance.wait(Milliseconds(500) ... .seconds(30))
      agenda.add(.restart, at: max(now + wait, arranged.downUntil ?? now))
      arranged.pagerAt = nil
      arranged.courierAt = nil
      arranged.carrierAt = nil
      arranged.dutiesAt = nil
    }
    guard let life else { return }
    if let version = life.directoryVersion, version != arranged.knownVersion {
      arranged.knownVersion = version
      if let truth = truths[version] { judge.truth = truth }
      arrangeLeavers(after: .zero)
      arrangeDuties(after: .zero)
    }
    arrangePager(life)
    if arranged.hasOutbox, arranged.courierAt == nil {
      arranged.courierAt = now
      arrange(.courier, after: passWait())
    }
  }

  private func passWait() -> Milliseconds {
    chance.wait(Milliseconds.zero...Self.passInterval)
  }

  private func arrangePager(_ life: Life) {
    guard arranged.isPagerStale else { return }
    arranged.isPagerStale = false
    guard let wake = judge.ledger.nextWake else { return }
    let wait = max(wake - life.clock.now(), .zero) + passWait()
    if let known = arranged.pagerAt, known >= now, known <= now + wait { return }
    arranged.pagerAt = now + wait
    arrange(.pager, after: wait)
  }

  func arrangeLeavers(after wait: Milliseconds) {
    arrange(.leavers, after: wait + passWait())
  }

  // MARK: - Passes

  func passPager() async {
    if let known = arranged.pagerAt, known <= now { arranged.pagerAt = nil }
    arranged.isPagerStale = true
    guard let life else { return }
    let isDue = judge.ledger.nextWake.map { $0 <= life.clock.now() } ?? false
    guard isDue || chance.below(8) == 0 else { return }
    do {
      let began = life.clock.now()
      try await life.pager.advanceDue()
      checkOverdue(at: began)
    } catch {
      let wait = waitAfterFailure()
      arranged.pagerAt = now + wait
      arranged.isPagerStale = false
      arrange(.pager, after: wait)
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
    arranged.courierAt = nil
    guard let life else { return }
    arranged.hasOutbox = false
    do {
      try await life.courier.deliverPending()
      guard !life.pulse.isOver, !arranged.hasOutbox else { return }
      await checkOwed()
      if life.courier.owesWord {
        arranged.courierAt = now + .seconds(2)
        arrange(.courier, after: .seconds(2))
      } else {
        checkFolded()
      }
    } catch {
      arranged.hasOutbox = true
      let wait = waitAfterFailure()
      arranged.courierAt = now + wait
      arrange(.courier, after: wait)
    }
  }

  /// How long a pass that failed waits before it is made again.
  private func waitAfterFailure() -> Milliseconds {
    chance.wait(Self.passInterval ... .seconds(10))
  }

  func readDocuments() async {
    guard let life else { return }
    do {
      try await life.refresh()
    } catch {
      arrange(.notice, after: Self.passInterval)
    }
  }

  func releaseLeavers() async {
    guard let life else { return }
    do {
      try await life.accounts.endOverdue()
      try await life.pager.releaseLeavers()
      checkLeavers(life)
    } catch {
      arrangeLeavers(after: Self.passInterval)
    }
  }

  /// A departure is durable: this is what is so from now on.
  private func leave(_ person: ResponderID, at instant: Timestamp) {
    let end = hospital.truth.people[person]?.validUntil
    hospital.truth.people[person]?.validUntil = min(end ?? instant, instant)
    for device in hospital.truth.devices[person] ?? [] { mailboxes[device] = nil }
    hospital.truth.devices[person] = []
    hospital.truth.handovers = hospital.truth.handovers.map { known in
      guard known.to == person, known.until > instant else { return known }
      var ended = Handover(
        rota: known.rota, from: known.from, to: known.to, at: known.at,
        until: max(known.at, instant))
      ended.acceptedAt = known.acceptedAt
      return ended
    }
    judge.departed.insert(person)
  }

  // MARK: - Starting

  /// Starts the gateway on what the store holds; a start that fails is tried again.
  func startGateway() async {
    guard life == nil else { return }
    if let until = arranged.downUntil, now < until {
      agenda.add(.restart, at: until)
      return
    }
    let life = Life(ports) { [unowned self] in keep($0) }
    do {
      try await life.begin()
    } catch {
      arrange(.restart, after: .seconds(2))
      return
    }
    self.life = life
    arranged.hasOutbox = true
    arranged.isPagerStale = true
    arranged.pagerAt = nil
    arranged.courierAt = nil
    arranged.carrierAt = nil
    arranged.dutiesAt = nil
    arrangeCarrier()
    arrangeLeavers(after: .zero)
    arrangeDuties(after: .zero)
  }

  /// Ends the gateway's life at once, until then at the earliest.
  func crash(until: Timestamp? = nil) {
    arranged.downUntil = until
    if let life { life.pulse.end("by the operator") }
    settle()
  }
}
