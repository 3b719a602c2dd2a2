// Tocsin — Core: two persons of a rota exchange shifts that are still to come
// SPDX-License-Identifier: Apache-2.0

package enum SwapKind {}
package typealias SwapID = Identifier<SwapKind>

/// Whose consent moves a shift of a rota from one person to another.
package enum SwapRule: String, Codable, Sendable, CaseIterable {
  /// That of both persons; a manager sees it. What a rota has that says nothing.
  case consent
  /// That of both persons, and of who manages the rota.
  case approval
  /// Managers alone move shifts.
  case closed
}

/// A stretch of one line of a rota, half-open.
package struct SwapPart: Hashable, Sendable {
  package let line: RotaLine
  package let from: Timestamp
  package let until: Timestamp

  package init(_ line: RotaLine = .first, from: Timestamp, until: Timestamp) {
    self.line = line
    self.from = from
    self.until = until
  }
}

/// How far a swap has come; the numbers are stored and stay.
package enum SwapPhase: Int, Sendable, CaseIterable {
  /// The other person has not answered.
  case asked
  /// Both want it; who manages the rota has not answered.
  case consented
  /// It stands in the rota.
  case agreed
  case declined, withdrawn
  /// One of its shifts began before everybody had agreed.
  case expired

  package var isOpen: Bool { self == .asked || self == .consented }
}

/// One person asks another of the same rota to take a stretch of theirs, for one in return or for
/// none. Until it is agreed the rota stays as it is: nobody is ever without an owner for a shift.
package struct Swap: Hashable, Sendable {
  package let id: SwapID
  package let rota: RotaID
  /// Who asks, and gives.
  package let asker: ResponderID
  /// Who is asked, and takes.
  package let taker: ResponderID
  package let given: SwapPart
  /// What the asker takes in return, of the taker's.
  package let returned: SwapPart?
  /// In the asker's words, for the other one and for managers; may be empty.
  package var words = ""
  /// The revision of the rota in which both held what is exchanged.
  package var base = 0
  package var askedAt = Timestamp(milliseconds: 0)
  package var phase = SwapPhase.asked
  package var consentedAt: Timestamp?
  package var settledAt: Timestamp?
  /// Who settled it, as the trail calls them; empty while it is open.
  package var settledBy = ""
  /// The revision of the rota that it has become.
  package var revision: Int?

  package init(
    _ id: SwapID, of rota: RotaID, from asker: ResponderID, to taker: ResponderID,
    _ parts: SwapParts
  ) {
    self.id = id
    self.rota = rota
    self.asker = asker
    self.taker = taker
    given = parts.given
    returned = parts.returned
  }

  /// When the first of its shifts begins: nobody agrees to it any more from then on.
  package var expiresAt: Timestamp { returned.map { min($0.from, given.from) } ?? given.from }

  /// When the last of its shifts is over.
  package var overAt: Timestamp { returned.map { max($0.until, given.until) } ?? given.until }

  /// The phase at a moment: an open one that nobody settled in time has expired.
  package func phase(at now: Timestamp) -> SwapPhase {
    phase.isOpen && expiresAt <= now ? .expired : phase
  }

  /// Whether it is about the same shifts and persons.
  package func isSame(as other: Swap) -> Bool {
    rota == other.rota && asker == other.asker && taker == other.taker && given == other.given
      && returned == other.returned
  }

  /// Who takes what of whom.
  package var moves: [SwapMove] {
    [SwapMove(part: given, from: asker, to: taker)]
      + (returned.map { [SwapMove(part: $0, from: taker, to: asker)] } ?? [])
  }

  /// What it is in the rota.
  package var overrides: [RotaOverride] {
    moves.map { move in
      var override = RotaOverride(
        from: move.part.from, until: move.part.until, responders: [move.to],
        reason: "swap agreed by \(asker) and \(taker)", replaces: move.from)
      override.line = move.part.line
      return override
    }
  }
}

/// What is given and what is taken in return.
package struct SwapParts: Hashable, Sendable {
  package let given: SwapPart
  package let returned: SwapPart?

  package init(_ given: SwapPart, for returned: SwapPart? = nil) {
    self.given = given
    self.returned = returned
  }
}

/// A stretch that goes from one person to another.
package struct SwapMove: Hashable, Sendable {
  package let part: SwapPart
  package let from: ResponderID
  package let to: ResponderID
}

/// Why two persons cannot exchange what they want to; nothing of it can be waved through.
package enum SwapObstacle: Hashable, Sendable {
  /// The rota leaves it to its managers.
  case closed
  /// Both are one person.
  case onePerson
  /// Not from before until, too far ahead, or of a line without an answer of its own.
  case span
  /// One of the shifts has begun: that is a handover.
  case begun
  /// The person stands nowhere in the rota.
  case stranger(ResponderID)
  /// The person does not hold all of what they would give.
  case notHeld(ResponderID)
  /// The person holds the same line already in what they would take.
  case alreadyOn(ResponderID)
  /// No valid account for all of it, or no duty to answer.
  case account(ResponderID)
  /// The person has said that they cannot come in that time.
  case absent(ResponderID)
  /// Something stronger lies above: the other one would not be on call all the same.
  case covered(ResponderID)
}

/// What a swap comes to, before anybody agrees to it. What is not an obstacle is theirs to weigh.
package struct SwapProspect: Sendable {
  package var obstacles: [SwapObstacle] = []
  /// Who gains, who loses, what is uncovered, who cannot be reached: from the first of the shifts
  /// to the end of the last one.
  package let preview: RotaPreview
  /// Too little rest after a night, which is not so without the swap.
  package var rests: [BrokenRest] = []
  /// Two duties at once, which are not so without the swap.
  package var bookings: [DoubleBooking] = []

  init(_ preview: RotaPreview) { self.preview = preview }
}

extension Staffing {
  /// How far ahead shifts are exchanged.
  package static let swapReach = Milliseconds.days(400)
  /// The longest stretch that one person gives at once.
  package static let swapMax = Milliseconds.days(91)
  /// How far around a swap rests are looked at: more than the longest rest that a rota may state.
  private static let swapMargin = Milliseconds.days(4)

  /// What a swap comes to on `rota`, which stands for its revision, at `now`.
  ///
  /// The cost is that of the shifts of those rotas that name one of both persons.
  package func prospect(of swap: Swap, on rota: Rota, at now: Timestamp) -> SwapProspect {
    var after = rota
    after.overrides += swap.overrides
    let change = RotaChange(from: rota, to: after)
    let isSound = swap.moves.allSatisfy { isUsable($0.part, at: now) }
    let from = isSound ? swap.expiresAt : now
    let until = isSound ? swap.overAt : now
    var found = SwapProspect(preview(of: change, from: from, until: until))
    found.obstacles = obstacles(to: swap, change, at: now)
    guard isSound else { return found }
    let people: Set = [swap.asker, swap.taker]
    let before = StaffingReview(
      reduced(to: people, with: rota), from: from - Self.swapMargin, until: until + Self.swapMargin)
    let later = StaffingReview(
      reduced(to: people, with: after), from: from - Self.swapMargin,
      until: until + Self.swapMargin)
    let rests = Set(before.brokenRests)
    found.rests = later.brokenRests.filter { !rests.contains($0) && swap.brings($0) }
    found.bookings = later.doubleBookings.flatMap(swap.bookings)
    return found
  }

  private func obstacles(
    to swap: Swap, _ change: RotaChange, at now: Timestamp
  ) -> [SwapObstacle] {
    let rota = change.before
    if rota.swaps == .closed { return [.closed] }
    if swap.asker == swap.taker { return [.onePerson] }
    guard swap.moves.allSatisfy({ isUsable($0.part, at: now) }) else { return [.span] }
    if swap.expiresAt <= now { return [.begun] }
    var found: [SwapObstacle] = []
    for person in [swap.asker, swap.taker] where !rota.names(person, after: now) {
      found.append(.stranger(person))
    }
    for move in swap.moves {
      if !holds(move.from, move.part, on: rota).all { found.append(.notHeld(move.from)) }
      if holds(move.to, move.part, on: rota).any { found.append(.alreadyOn(move.to)) }
      if !isAnswering(move.to, in: move.part) { found.append(.account(move.to)) }
      if isAbsent(move.to, in: move.part, besides: rota) { found.append(.absent(move.to)) }
    }
    guard found.isEmpty else { return found }
    for move in swap.moves
    where !holds(move.to, move.part, on: change.after).all
      || holds(move.from, move.part, on: change.after).any
    {
      found.append(.covered(move.to))
    }
    return found
  }

  private func isUsable(_ part: SwapPart, at now: Timestamp) -> Bool {
    part.from < part.until && part.line != .trainee && part.until - part.from <= Self.swapMax
      && part.until <= now + Self.swapReach
  }

  /// Whether a person is on a line for all of a stretch, and whether for any of it.
  private func holds(
    _ person: ResponderID, _ part: SwapPart, on rota: Rota
  ) -> (all: Bool, any: Bool) {
    let shifts = rota.shifts(
      from: part.from, until: part.until, zone: zones[rota.zone] ?? .utc, handovers: handovers)
    let held = shifts.count { shift in
      shift.holders(of: part.line).contains { $0.responder == person }
    }
    return (held == shifts.count && held > 0, held > 0)
  }

  private func isAnswering(_ person: ResponderID, in part: SwapPart) -> Bool {
    guard let found = responders[person], !found.isTrainee else { return false }
    return found.isValid(at: part.from) && found.isValid(at: part.until - Milliseconds(1))
  }

  /// Whether a person is out of any rota in that time because they cannot come.
  private func isAbsent(
    _ person: ResponderID, in part: SwapPart, besides rota: Rota
  ) -> Bool {
    let others = rotas.values.filter { $0.id != rota.id }
    return (others + [rota]).contains { one in
      one.overrides.contains { override in
        override.tellsAbsence(of: person) && override.from < part.until
          && part.from < override.until
      }
    }
  }

  /// The same with those rotas alone that name one of these people, and `rota` in its place.
  private func reduced(to people: Set<ResponderID>, with rota: Rota) -> Staffing {
    var fewer = self
    fewer.rotas = rotas.filter { mayHold($0.value, people) }
    fewer.rotas[rota.id] = rota
    return fewer
  }
}

extension Swap {
  /// Whether one of the two shifts is what somebody takes by it.
  fileprivate func brings(_ broken: BrokenRest) -> Bool {
    moves.contains { move in
      move.to == broken.night.responder
        && [broken.night, broken.next].contains { shift in
          shift.rota == rota && shift.line == move.part.line && shift.from < move.part.until
            && move.part.from < shift.until
        }
    }
  }

  /// What of a double booking lies in what somebody takes by it.
  fileprivate func bookings(_ both: DoubleBooking) -> [DoubleBooking] {
    moves.compactMap { move in
      let shifts = [both.first, both.second]
      guard move.to == both.responder,
        let taken = shifts.first(where: { $0.rota == rota && $0.line == move.part.line }),
        let other = shifts.first(where: { $0.rota != rota || $0.line != move.part.line })
      else { return nil }
      let part = PersonalShift(
        responder: move.to, rota: rota, line: move.part.line,
        from: max(taken.from, move.part.from), until: min(taken.until, move.part.until))
      let found = DoubleBooking(first: part, second: other)
      return found.from < found.until ? found : nil
    }
  }
}

extension RotaOverride {
  /// What an absence is called in a rota: never why.
  package static let absenceReason = "absent, offered to others"

  /// What an absence that somebody took over is called.
  package static func takenReason(from giver: ResponderID) -> String { "taken over from \(giver)" }

  /// Whether it takes a person out because they cannot come, taken over by somebody or not.
  func tellsAbsence(of person: ResponderID) -> Bool {
    replaces == person && (responders.isEmpty || reason == Self.takenReason(from: person))
  }
}

extension Rota {
  /// Whether somebody stands in it: in a layer, or in an override that is not over.
  package func names(_ person: ResponderID, after now: Timestamp) -> Bool {
    layers.contains { $0.members.contains(person) }
      || overrides.contains { now < $0.until && $0.responders.contains(person) }
  }
}

/// A turn of one person that is still to come.
package struct ComingTurn: Hashable, Sendable {
  package let responder: ResponderID
  package let part: SwapPart
}

extension Staffing {
  /// The turns of a rota's first and second line that begin after `begin` and end before `end`,
  /// each whole, line by line in the order of time.
  package func turns(of rota: Rota, from begin: Timestamp, until end: Timestamp) -> [ComingTurn] {
    let shifts = rota.shifts(
      from: begin, until: end, zone: zones[rota.zone] ?? .utc, handovers: handovers)
    var found: [ComingTurn] = []
    for line in [RotaLine.first, .second] {
      var open: [ResponderID: (holder: OnCallHolder, index: Int)] = [:]
      for shift in shifts {
        for holder in shift.holders(of: line) {
          let person = holder.responder
          var part = SwapPart(line, from: shift.from, until: shift.until)
          if let last = open[person], last.holder == holder,
            found[last.index].part.until == shift.from
          {
            part = SwapPart(line, from: found[last.index].part.from, until: shift.until)
            found[last.index] = ComingTurn(responder: person, part: part)
          } else {
            open[person] = (holder, found.count)
            found.append(ComingTurn(responder: person, part: part))
          }
        }
      }
    }
    return found.filter { begin < $0.part.from && $0.part.until < end }
  }
}
