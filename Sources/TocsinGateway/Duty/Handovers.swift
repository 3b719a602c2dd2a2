// Tocsin — Gateway: one person hands a duty to another, who takes it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Why a handover is not offered, taken or ended. Nothing has changed then.
package enum HandoverError: Error, Hashable, Sendable {
  /// The giver does not hold the line now. 409.
  case notHeld
  /// The taker is the giver, a trainee, or has no valid account with a device until its end. 422.
  case taker
  /// Its end is not after now, or after the giver's shift. 422.
  case until
  /// There is no such offer any more. 409.
  case gone
  /// The store cannot keep or read it. 503.
  case notNow
}

/// Handing over by two persons: who goes offers, who comes accepts. The rota is the default, the
/// handover the truth; it ends with the giver's shift.
///
/// What is open with the giver follows by `DutyWatch`, which finds that other people are on the
/// line: it is offered page by page to who comes, who takes each with a signed answer.
package struct Handovers: Sendable {
  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Offers a duty that the giver holds now. An open offer of the same line by the same giver is
  /// withdrawn by it: one duty is on offer to one person.
  ///
  /// - Parameter until: at most the end of the giver's shift, which it is when nil.
  package func offer(
    _ target: DutyLine, from giver: ResponderID, to taker: ResponderID,
    until: Timestamp? = nil, by actor: TrailActor
  ) async throws(HandoverError) -> Handover {
    let surroundings = surroundings
    let handover = try await change { store -> Result<Handover, HandoverError> in
      let staffing = try surroundings.staffing(in: store)
      let now = surroundings.time.now()
      guard let end = staffing.end(of: target, with: giver, at: now) else {
        return .failure(.notHeld)
      }
      let until = until ?? end
      guard now < until, until <= end else { return .failure(.until) }
      guard taker != giver, staffing.mayTake(taker, from: now, until: until) else {
        return .failure(.taker)
      }
      for open in staffing.openOffers(at: now)
      where open.from == giver && open.target == target {
        try store.insert(open.ended(at: open.at))
      }
      var handover = Handover(rota: target.rota, from: giver, to: taker, at: now, until: until)
      handover.line = target.line
      try store.insert(handover)
      try surroundings.note(.handoverOffered, handover, by: actor, in: store)
      return .success(handover)
    }
    try? await surroundings.refreshDirectory()
    return handover
  }

  /// Takes what is offered. From now on the taker is on the line.
  package func accept(
    _ offered: Handover, by actor: TrailActor
  ) async throws(HandoverError) -> Handover {
    let surroundings = surroundings
    let taken = try await change { store -> Result<Handover, HandoverError> in
      let now = surroundings.time.now()
      let staffing = try surroundings.staffing(in: store)
      guard var open = staffing.openOffers(at: now).first(where: { $0.isSame(as: offered) })
      else { return .failure(.gone) }
      guard staffing.end(of: open.target, with: open.from, at: now) != nil else {
        return .failure(.notHeld)
      }
      guard staffing.mayTake(open.to, from: now, until: open.until) else {
        return .failure(.taker)
      }
      open.acceptedAt = now
      try store.insert(open)
      try surroundings.note(.handoverAccepted, open, by: actor, in: store)
      return .success(open)
    }
    try? await surroundings.refreshDirectory()
    return taken
  }

  /// Ends an offer that nobody has taken, or a handover that runs: the duty is again whose it is by
  /// the rota. For the giver, the taker and who manages the rota.
  package func end(_ known: Handover, by actor: TrailActor) async throws(HandoverError) {
    let surroundings = surroundings
    try await change { store -> Result<Void, HandoverError> in
      let now = surroundings.time.now()
      let found = try store.handovers().first { $0.isSame(as: known) }
      guard let found, now < found.until else { return .failure(.gone) }
      try store.insert(found.ended(at: found.acceptedAt == nil ? found.at : max(now, found.at)))
      try surroundings.note(.handoverEnded, found, by: actor, in: store)
      return .success(())
    }
    try? await surroundings.refreshDirectory()
  }

  private func change<Answer: Sendable>(
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, HandoverError>
  ) async throws(HandoverError) -> Answer {
    try await surroundings.perform(
      or: HandoverError.notNow, "a handover could not be kept", byteCount: 1_024, unit)
  }

}

/// One line of one rota.
package struct DutyLine: Hashable, Sendable {
  package let rota: RotaID
  package let line: RotaLine

  package init(_ rota: RotaID, _ line: RotaLine = .first) {
    self.rota = rota
    self.line = line
  }

  /// The line as a step names it.
  package var target: PageTarget { .line(line, of: rota) }
}

extension Handover {
  package var target: DutyLine { DutyLine(rota, line) }

  /// Whether it is the same offer, whatever has become of it.
  func isSame(as other: Handover) -> Bool {
    target == other.target && from == other.from && to == other.to && at == other.at
  }

  /// The same with another end.
  fileprivate func ended(at end: Timestamp) -> Handover {
    var ended = Handover(rota: rota, from: from, to: to, at: at, until: end)
    ended.acceptedAt = acceptedAt
    ended.line = line
    return ended
  }
}

extension Staffing {
  /// Offered and neither taken nor over, oldest first.
  func openOffers(at now: Timestamp) -> [Handover] {
    handovers.filter { $0.acceptedAt == nil && now < $0.until }.sorted { $0.at < $1.at }
  }

  /// Until when a person holds a line without a break, at most `Rotas.absenceMax` from now; nil
  /// when they do not hold it now.
  package func end(
    of duty: DutyLine, with person: ResponderID, at now: Timestamp
  ) -> Timestamp? {
    guard let rota = rotas[duty.rota] else { return nil }
    let shifts = rota.shifts(
      from: now, until: now + Rotas.absenceMax, zone: zones[rota.zone] ?? .utc,
      handovers: handovers)
    let held = shifts.prefix { shift in
      shift.holders(of: duty.line).contains { $0.responder == person }
    }
    return held.last?.until
  }

  /// Whether a person can be paged at both ends of a time, and owes answers.
  func mayTake(_ person: ResponderID, from: Timestamp, until: Timestamp) -> Bool {
    responders[person]?.isTrainee == false && isReachable(person, at: from)
      && isReachable(person, at: until - Milliseconds(1))
  }
}

extension Surroundings {
  fileprivate func note(
    _ action: TrailAction, _ handover: Handover, by actor: TrailActor,
    in store: any StoreTransaction
  ) throws {
    let line = handover.line == .first ? "" : ":\(handover.line.rawValue)"
    var leaf = TrailLeaf(
      action, on: "rota:\(handover.rota)\(line)", by: actor, at: time.now())
    leaf.reason = "from \(handover.from) to \(handover.to)"
    try store.append(leaf)
  }
}
