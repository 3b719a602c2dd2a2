// Tocsin — Simulation: duties pass from one person to the next
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  /// Looks in between find nothing, if the gateway knows when its rotas change.
  private static let looksEvery = Milliseconds.minutes(5)

  func arrangeDuties(after wait: Milliseconds) {
    let at = now + wait + dutyChance.wait(Milliseconds.zero...Self.passInterval)
    if let known = arranged.dutiesAt, known >= now, known <= at { return }
    arranged.dutiesAt = at
    agenda.add(.duties, at: at)
  }

  /// The gateway's look at who is on duty.
  func passDuties() async {
    if let known = arranged.dutiesAt, known <= now { arranged.dutiesAt = nil }
    guard let life else { return }
    let version = life.directoryVersion
    do {
      try await life.duties.look()
      try await judgeDuties(life, knowing: version)
      let next = try life.directory.snapshot().staffing.nextDutyChange(after: gatewayNow)
      arrangeDuties(after: min(max(next - gatewayNow, .zero), Self.looksEvery))
    } catch {
      arrangeDuties(after: Self.passInterval)
    }
  }

  /// What the gateway keeps of who is on duty is what is so, and nothing is left with who has gone.
  /// A look during which something else became known is not judged: the next one is.
  private func judgeDuties(_ life: Life, knowing version: Int64?) async throws {
    let (stored, holders) = try await ports.store.look { store in
      (try store.directoryVersion(), try store.lineHolders())
    }
    guard !life.pulse.isOver, stored == version, life.directoryVersion == version,
      let truth = truths[stored]
    else { return }
    let at = life.clock.now()
    let lines = truth.lines(at: at)
    let kept = Dictionary(holders.map { ($0.target, Set($0.responders)) }) { first, _ in first }
    for (target, present) in lines.sorted(by: { $0.key.text < $1.key.text })
    where kept[target] ?? [] != present {
      let seen = (kept[target] ?? []).map(\.text).sorted().joined(separator: ", ")
      let there = present.map(\.text).sorted().joined(separator: ", ")
      judge.found(.duty, "\(target.text): the gateway has seen [\(seen)], there is [\(there)]")
    }
    var memory = DutyMemory(at: at, lines: lines)
    for alert in judge.ledger.openAlerts {
      for index in alert.duties.indices {
        let key = DutyKey(alert: alert.id, index: index)
        judgeDuty(key, of: alert, in: truth, lines, at: at)
        guard case .escalating(let position, _) = alert.duties[index].phase else { continue }
        let asked = alert.duties[index].people.filter { $0.standing == .asked && !$0.isCopy }
        memory.asked[key] = (position, Set(asked.map(\.responder)))
      }
    }
    dutyMemory = memory
  }

  private func judgeDuty(
    _ key: DutyKey, of alert: Alert, in truth: Truth, _ lines: [PageTarget: Set<ResponderID>],
    at now: Timestamp
  ) {
    guard let policy = judge.policies[alert.policy] else { return }
    let view = DutyView(
      key: key, alert: alert, policy: policy, before: dutyMemory, lines: lines,
      truth: truth, left: judge.ledger.followed[alert.id]?.left ?? [], now: now)
    if let what = view.keptAtHome { judge.found(.duty, "alert \(alert.id): \(what)") }
    if let what = view.ringsAtHome { judge.found(.duty, "alert \(alert.id): \(what)") }
  }

  /// Handovers and starts of duty became durable; a test page that is answered is looked at soon.
  func keepDuties(_ seen: Observation) {
    for handover in seen.handovers { hospital.truth.keep(handover) }
    for start in seen.starts {
      hospital.truth.starts.removeAll { $0 == start.start }
      if !start.isEnd { hospital.truth.starts.append(start.start) }
    }
    if let version = seen.directoryVersion { truths[version] = hospital.truth }
    if seen.decisions.contains(where: { $0.transition.alert.isDutyStart }) {
      arrangeDuties(after: .zero)
    }
  }

  // MARK: - Handovers by two persons

  /// Somebody on duty offers it to a colleague, who takes it sooner or later, or not.
  func offerDuty() async {
    arrange(.offer, after: dutyChance.wait(around: .hours(2)))
    guard let life else { return }
    let duty = DutyLine(
      dutyChance.pick(Hospital.rotaIDs), dutyChance.below(4) == 0 ? .second : .first)
    let holders = judge.truth.onCall([duty.target], at: gatewayNow).sorted()
    let taker = dutyChance.pick(hospital.doctors)
    guard let giver = holders.first else { return }
    let offered = try? await Handovers(life.surroundings).offer(
      duty, from: giver, to: taker, by: .person(giver))
    guard let offered else { return }
    arrange(.take(offered), after: dutyChance.wait(around: .minutes(3)))
  }

  func takeDuty(_ offered: Handover) async {
    guard let life else { return }
    let handovers = Handovers(life.surroundings)
    guard dutyChance.below(4) > 0 else {
      return (try? await handovers.end(offered, by: .person(offered.from))) ?? ()
    }
    let taken = try? await handovers.accept(offered, by: .person(offered.to))
    guard let taken, dutyChance.below(3) == 0 else { return }
    arrange(.giveUp(taken), after: dutyChance.wait(around: .minutes(40)))
  }

  func giveUpDuty(_ taken: Handover) async {
    guard let life else { return }
    try? await Handovers(life.surroundings).end(taken, by: .person(taken.to))
  }
}
