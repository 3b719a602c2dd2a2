// Tocsin — Simulation: edits in mid-flight, and other events
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  /// One edit of the hospital, while alerts are open.
  func edit() async throws {
    arrange(.edit, after: chance.wait(around: .hours(2)))
    switch chance.below(9) {
    case 8: try await swap()
    case 0: try await override()
    case 1: try await reorder()
    case 2: try await revisePolicy()
    case 3: try await endOrRestoreAccount()
    case 4: try await endSomeDevice()
    case 5: try await enrol(chance.pick(hospital.doctors))
    case 6: try await callOff(chance.pick(hospital.doctors))
    default: try await handOverRota()
    }
  }

  private func override() async throws {
    let id = chance.pick(Hospital.rotaIDs)
    guard var rota = hospital.truth.rotas[id] else { return }
    let from = gatewayNow + .minutes(Int64(chance.within(-30...30)))
    let people = chance.isTrue(rates.holes) ? [] : [chance.pick(hospital.doctors)]
    let replaced = chance.below(3) == 0 ? chance.pick(hospital.doctors) : nil
    var override = RotaOverride(
      from: from, until: from + .hours(Int64(chance.within(1...6))), responders: people,
      reason: "exchange", replaces: replaced)
    override.line = chance.below(4) == 0 ? .second : .first
    rota.overrides.append(override)
    try await importRota(rota, id)
  }

  /// Two people exchange what they have now and some hours on, in one revision.
  private func swap() async throws {
    let id = chance.pick(Hospital.rotaIDs)
    guard var rota = hospital.truth.rotas[id] else { return }
    let on = judge.truth.onCall([.rota(id)], at: gatewayNow).sorted()
    guard let giver = on.first else { return }
    let taker = chance.pick(hospital.doctors)
    let middle = gatewayNow + .hours(Int64(chance.within(1...6)))
    for (from, (out, into)) in [(gatewayNow, (giver, taker)), (middle, (taker, giver))] {
      rota.overrides.append(
        RotaOverride(
          from: from, until: from + .hours(6), responders: [into], reason: "swap", replaces: out))
    }
    try await importRota(rota, id)
  }

  private func reorder() async throws {
    let id = chance.pick(Hospital.rotaIDs)
    guard var rota = hospital.truth.rotas[id], let layer = rota.layers.last else { return }
    var members = hospital.doctors
    chance.shuffle(&members)
    var edited = RotaLayer(
      name: layer.name, members: Array(members.prefix(chance.within(0...3))), start: layer.start,
      handoff: layer.handoff, turn: layer.turn)
    edited.line = layer.line
    rota.layers[rota.layers.count - 1] = edited
    try await importRota(rota, id)
  }

  private func revisePolicy() async throws {
    let policy = chance.pick(hospital.policies.values.sorted { $0.title < $1.title })
    let roles = policy.roles.map { role in
      var steps = role.steps.map { step in
        var edited = PolicyStep(
          targets: step.targets, copies: step.copies, wait: Hospital.wait(&chance))
        edited.hours = chance.below(4) == 0 ? hospital.hours(&chance) : nil
        return edited
      }
      chance.shuffle(&steps)
      return PolicyRole(role: role.role, steps: steps)
    }
    try await importPolicy(
      Policy(
        reference: policy.reference, title: policy.title, roles: roles,
        cycles: chance.within(1...2), fallback: policy.fallback, times: policy.times))
  }

  private func endOrRestoreAccount() async throws {
    let person = chance.pick(hospital.doctors)
    let isEnding = hospital.truth.people[person]?.validUntil != nil
    let wait = Milliseconds.minutes(Int64(chance.below(90)))
    try await endAccount(person, at: isEnding ? nil : gatewayNow + wait)
    if isEnding { try await enrol(person) }
  }

  private func endSomeDevice() async throws {
    let inUse = hospital.doctors.flatMap { (hospital.truth.devices[$0] ?? []).sorted() }
    guard !inUse.isEmpty else { return }
    try await end(chance.pick(inUse))
  }

  private func handOverRota() async throws {
    let id = chance.pick(Hospital.rotaIDs)
    var handover = Handover(
      rota: id, from: chance.pick(hospital.doctors), to: chance.pick(hospital.doctors),
      at: gatewayNow, until: gatewayNow + .hours(Int64(chance.within(1...8))))
    handover.line = chance.below(4) == 0 ? .second : .first
    handover.acceptedAt = chance.below(4) == 0 ? nil : gatewayNow + .minutes(1)
    let offered = handover
    hospital.truth.handovers.append(handover)
    try await change { try $0.insert(offered) }
  }

  // MARK: - Events that no source here raises

  /// Something else that can happen to an alert: ended, held, retracted, moved, handed on.
  func raiseEvent() async {
    arrange(.event, after: chance.wait(around: .hours(1)))
    guard let alert = judge.ledger.openAlerts.randomElement(using: &chance) else { return }
    if chance.below(2) == 0 { return await act(on: alert) }
    await raise(randomEvent(alert), on: alert.id)
  }

  private func randomEvent(_ alert: Alert) -> AlertEvent {
    if let holder = alert.duties.compactMap(\.phase.holder).first, chance.below(3) == 0 {
      let others = hospital.doctors.filter { $0 != holder && isPageable($0) }
      if !others.isEmpty { return .handoff(from: holder, to: chance.pick(others)) }
    }
    switch chance.below(6) {
    case 0: return .held(until: gatewayNow + .seconds(Int64(chance.within(-10...300))))
    case 1: return .ended
    case 2: return .resolvedBySource
    case 3: return .retracted
    case 4: return .moved(location: "W2 \(chance.below(100))", ward: "W2")
    default: return .stale
    }
  }

  private func isPageable(_ person: ResponderID) -> Bool {
    judge.truth.isReachable(person, at: gatewayNow)
  }

  /// Advances an alert as the activities do: one unit, the present state, the pinned policy.
  func raise(_ event: AlertEvent, on id: AlertID) async {
    guard let life else { return }
    let (surroundings, clock) = (life.surroundings, life.clock)
    try? await life.store.perform { store in
      guard let alert = try store.alert(id), !alert.isClosed else { return }
      let transition = Escalation.advance(
        alert, on: event, under: try surroundings.directory.policy(alert.policy, in: store),
        with: try surroundings.staffing(in: store), at: clock.now())
      try store.apply(transition)
    }
  }

  /// A decision on a revision that is no longer the newest comes to the store: it must change
  /// nothing (I9).
  func writeStale() async {
    arrange(.staleHand, after: chance.wait(around: .hours(1)))
    guard let life,
      let entry = judge.ledger.openAlerts.compactMap({ judge.ledger.followed[$0.id] })
        .first(where: { $0.previous != nil }),
      let stale = entry.previous
    else { return }
    let directory = life.directory
    let clock = life.clock
    do {
      try await life.store.perform { store in
        let transition = Escalation.advance(
          stale, on: .repeated, under: try directory.policy(stale.policy, in: store),
          with: try directory.snapshot().staffing, at: clock.now())
        try store.apply(transition)
      }
      judge.found(.i9, "a decision on revision \(stale.revision) was written over a newer one")
    } catch {
      return
    }
  }

  // MARK: - Episodes

  /// A full disk, a locked store, an outage of hours, a step of the clock, a dead device.
  func beginEpisode() {
    let length = Milliseconds.minutes(Int64(chance.within(1...30)))
    switch chance.below(6) {
    case 0: ports.misfortune.fullUntil = now + length
    case 1: ports.misfortune.lockedUntil = now + length
    case 2: crash(until: now + .minutes(Int64(chance.within(10...360))))
    case 3: time.step(by: .seconds(Int64(chance.within(1...90))))
    case 4: time.step(by: .seconds(Int64(chance.within(-90 ... -1))))
    default:
      guard !devices.isEmpty else { return }
      devices[chance.below(devices.count)].deadUntil = now + .hours(Int64(chance.within(1...8)))
    }
  }
}

extension Chance: RandomNumberGenerator {
  mutating func next() -> UInt64 { word() }
}
