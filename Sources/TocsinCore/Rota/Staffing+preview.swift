// Tocsin — Core: finding out what a change of a rota comes to
// SPDX-License-Identifier: Apache-2.0

extension Staffing {
  /// What a change comes to from `from` to `until`, as accounts, devices, handovers and the other
  /// rotas are in this snapshot.
  ///
  /// The cost is that of the shifts of both rotas, and of those other rotas that name one of the
  /// people.
  package func preview(
    of change: RotaChange, from: Timestamp, until: Timestamp
  ) -> RotaPreview {
    var preview = RotaPreview(from: from, until: until)
    let old = shifts(of: change.before, from: from, until: until)
    let new = shifts(of: change.after, from: from, until: until)
    var owed: [(RotaLine, [(DutyPiece, DutyPiece)])] = []
    for line in RotaLine.allCases {
      let both = Self.laidTogether(
        pieces(of: change.before, old, on: line), pieces(of: change.after, new, on: line))
      for (before, after) in both {
        preview.note(before, after)
        preview.unreachable.join(remarks(on: after, beside: before))
      }
      if line != .trainee { owed.append((line, both)) }
    }
    let people = Set((old + new).flatMap(\.everyone))
    let others = others(than: change.after.id, naming: people).map { rota in
      (rota, shifts(of: rota, from: from, until: until))
    }
    preview.doubled = doubled(owed, others, on: change.after)
    preview.brokenRests = brokenRests(change, old, new, others: others)
    preview.holidaysEnd = change.after.holidaysEnd(
      before: from + .days(365), in: zones[change.after.zone] ?? .utc)
    preview.sort()
    return preview
  }

  /// What a rota leaves uncovered as it is.
  package func gaps(of rota: Rota, from: Timestamp, until: Timestamp) -> [RotaGap] {
    gaps(of: rota, in: shifts(of: rota, from: from, until: until))
  }

  /// The same for shifts that are known, without a break between them.
  func gaps(of rota: Rota, in shifts: [Shift]) -> [RotaGap] {
    guard let from = shifts.first?.from, let until = shifts.last?.until else { return [] }
    var preview = RotaPreview(from: from, until: until)
    for piece in pieces(of: rota, shifts, on: .first) { preview.note(piece, piece) }
    return preview.gaps
  }

  private func shifts(of rota: Rota, from: Timestamp, until: Timestamp) -> [Shift] {
    rota.shifts(
      from: from, until: until, zone: zones[rota.zone] ?? .utc, handovers: handovers)
  }

  /// One line of a rota, divided where the account of one of its holders begins or ends.
  private func pieces(of rota: Rota, _ shifts: [Shift], on line: RotaLine) -> [DutyPiece] {
    shifts.flatMap { shift in
      let people = shift.holders(of: line).map(\.responder)
      let bounds = people.flatMap { [responders[$0]?.validFrom, responders[$0]?.validUntil] }
        .compactMap { $0 }.filter { shift.from < $0 && $0 < shift.until }
      let cuts = [shift.from] + Set(bounds).sorted() + [shift.until]
      return zip(cuts, cuts.dropFirst()).map { begin, end in
        let there = people.filter { isPresent($0, at: begin) }
        return DutyPiece(
          line: line, from: begin, until: end, holders: people, present: there,
          missing: line == .first ? max(0, rota.needs - there.count) : 0)
      }
    }
  }

  private func isPresent(_ id: ResponderID, at moment: Timestamp) -> Bool {
    responders[id].map { $0.isValid(at: moment) && !$0.isTrainee } ?? false
  }

  /// Both lists cover the same time; each result is a stretch in which neither changes.
  private static func laidTogether(
    _ old: [DutyPiece], _ new: [DutyPiece]
  ) -> [(DutyPiece, DutyPiece)] {
    var found: [(DutyPiece, DutyPiece)] = []
    var (i, j) = (0, 0)
    while i < old.count, j < new.count {
      let from = max(old[i].from, new[j].from)
      let until = min(old[i].until, new[j].until)
      if from < until { found.append((old[i].cut(from, until), new[j].cut(from, until))) }
      let isOver = (old[i].until <= until, new[j].until <= until)
      if isOver.0 { i += 1 }
      if isOver.1 { j += 1 }
    }
    return found
  }

  private func remarks(on piece: DutyPiece, beside before: DutyPiece) -> [DutyRemark] {
    piece.holders.compactMap { id in
      let cause: DutyRemark.Cause
      if let person = responders[id] {
        if !person.isValid(at: piece.from) {
          cause = .accountEnded
        } else if (devices[id] ?? []).isEmpty {
          cause = .noDevice
        } else if person.isTrainee, piece.line != .trainee {
          cause = .trainee
        } else {
          return nil
        }
      } else {
        cause = .unknown
      }
      return piece.remark(on: id, cause, beside: before)
    }
  }

  // MARK: - Beside other rotas

  private func others(than id: RotaID, naming people: Set<ResponderID>) -> [Rota] {
    rotas.values.filter { $0.id != id && mayHold($0, people) }.sorted { $0.id < $1.id }
  }

  /// Whether one of these people stands in a rota: in a layer, an override or a handover.
  func mayHold(_ rota: Rota, _ people: Set<ResponderID>) -> Bool {
    rota.layers.contains { $0.members.contains(where: people.contains) }
      || rota.overrides.contains { $0.responders.contains(where: people.contains) }
      || handovers.contains { $0.rota == rota.id && people.contains($0.to) }
  }

  /// Where holders of `rota` hold another one as well, or its other line.
  private func doubled(
    _ owed: [(RotaLine, [(DutyPiece, DutyPiece)])], _ others: [(Rota, [Shift])], on rota: Rota
  ) -> [DutyRemark] {
    var found: [DutyRemark] = []
    for (line, both) in owed {
      if line == .second, let first = owed.first?.1 {
        found.join(Self.doubled(both, beside: first.map(\.1), on: rota.id))
      }
      for (other, shifts) in others {
        for duties in [RotaLine.first, .second].map({ pieces(of: other, shifts, on: $0) }) {
          found.join(Self.doubled(both, beside: duties, on: other.id))
        }
      }
    }
    return found
  }

  /// Where who holds a line holds one of these duties as well.
  private static func doubled(
    _ both: [(DutyPiece, DutyPiece)], beside duties: [DutyPiece], on other: RotaID
  ) -> [DutyRemark] {
    var found: [DutyRemark] = []
    var next = 0
    for (before, after) in both {
      while next < duties.count, duties[next].until <= after.from { next += 1 }
      for duty in duties[next...].prefix(while: { $0.from < after.until }) {
        for id in after.holders where duty.holders.contains(id) {
          let (from, until) = (max(after.from, duty.from), min(after.until, duty.until))
          found.append(after.cut(from, until).remark(on: id, .alsoOn(other), beside: before))
        }
      }
    }
    return found
  }

  /// The rests that a shift of the rota breaks after the change, of the people who hold it then.
  private func brokenRests(
    _ change: RotaChange, _ old: [Shift], _ new: [Shift], others: [(Rota, [Shift])]
  ) -> [RestRemark] {
    let id = change.after.id
    let people = Set(new.flatMap(\.everyone))
    let beside = others.flatMap { rota, shifts in StaffingReview.personal(shifts, of: rota.id) }
      .filter { people.contains($0.responder) }
    func broken(_ rota: Rota, _ shifts: [Shift]) -> [BrokenRest] {
      var staffing = self
      staffing.rotas[id] = rota
      let own = StaffingReview.personal(shifts, of: id).filter { people.contains($0.responder) }
      return StaffingReview.brokenRests(StaffingReview.ordered(own + beside), staffing)
        .filter { $0.night.rota == id || $0.next.rota == id }
    }
    let former = Dictionary(
      broken(change.before, old).map { (RestPlace($0), $0.rest) }, uniquingKeysWith: min)
    return broken(change.after, new).map { one in
      let rest = former[RestPlace(one)]
      return RestRemark(broken: one, isNew: rest.map { one.rest < $0 } ?? true)
    }
  }
}

/// Between which duties a rest lies: one that moves with both of them is another.
private struct RestPlace: Hashable {
  let night: RotaID
  let next: RotaID
  let responder: ResponderID
  let end: Timestamp

  init(_ broken: BrokenRest) {
    night = broken.night.rota
    next = broken.next.rota
    responder = broken.night.responder
    end = broken.night.until
  }
}

extension RotaLayer {
  /// Whether one of its windows speaks of holidays.
  package var observesHolidays: Bool { restriction.contains { $0.holidays != .ordinary } }
}

extension Rota {
  /// The last day of the holidays that its layers observe, where the calendar says nothing of the
  /// days from there to `moment`; nil when it does, and when no layer observes any.
  package func holidaysEnd(before moment: Timestamp, in zone: ZoneRules) -> CivilDate? {
    guard layers.contains(where: \.observesHolidays), let last = calendar.days.last?.date else {
      return nil
    }
    return last < zone.civil(at: moment).date ? last : nil
  }
}

/// A stretch in which the same people hold a line of a rota with accounts that do not change.
private struct DutyPiece {
  let line: RotaLine
  let from: Timestamp
  let until: Timestamp
  let holders: [ResponderID]
  /// Those with a valid account who have a duty to answer.
  let present: [ResponderID]
  /// How many the first line lacks; 0 of the others.
  let missing: Int

  func cut(_ from: Timestamp, _ until: Timestamp) -> DutyPiece {
    DutyPiece(
      line: line, from: from, until: until, holders: holders, present: present, missing: missing)
  }

  func remark(
    on id: ResponderID, _ cause: DutyRemark.Cause, beside before: DutyPiece
  ) -> DutyRemark {
    DutyRemark(
      responder: id, line: line, from: from, until: until, cause: cause,
      isNew: !before.holders.contains(id))
  }
}

extension RotaPreview {
  fileprivate mutating func note(_ before: DutyPiece, _ after: DutyPiece) {
    let (from, until, line) = (after.from, after.until, after.line)
    if Set(before.holders) != Set(after.holders) {
      differences.join(
        RotaDifference(
          line: line, from: from, until: until, before: before.holders, after: after.holders))
    }
    let isLost = line == .second && after.present.isEmpty && !before.present.isEmpty
    let missing = isLost ? 1 : after.missing
    guard missing > 0 else { return }
    let gap = RotaGap(
      from: from, until: until, missing: missing, present: after.present, line: line)
    gaps.join(gap)
    if missing > before.missing { newGaps.join(gap) }
  }

  /// Lines were looked at one after another.
  fileprivate mutating func sort() {
    let place = { (line: RotaLine) in RotaLine.allCases.firstIndex(of: line) ?? 0 }
    differences.sort { ($0.from, place($0.line)) < ($1.from, place($1.line)) }
    gaps.sort { ($0.from, place($0.line)) < ($1.from, place($1.line)) }
    newGaps.sort { ($0.from, place($0.line)) < ($1.from, place($1.line)) }
    unreachable.sort { ($0.from, place($0.line)) < ($1.from, place($1.line)) }
    doubled.sort {
      ($0.from, $0.responder, place($0.line)) < ($1.from, $1.responder, place($1.line))
    }
    brokenRests.sort { $0.broken.next.from < $1.broken.next.from }
  }
}
