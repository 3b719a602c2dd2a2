// Tocsin — Core: what a change of a rota comes to, before it is made
// SPDX-License-Identifier: Apache-2.0

/// A rota as it is and as it would be.
package struct RotaChange: Sendable {
  package let before: Rota
  package let after: Rota

  package init(from before: Rota, to after: Rota) {
    self.before = before
    self.after = after
  }
}

/// A stretch of time, half-open, in which other people hold a line of the rota than did before.
package struct RotaDifference: Equatable, Sendable {
  package let from: Timestamp
  package let until: Timestamp
  package let before: [ResponderID]
  package let after: [ResponderID]

  /// Who holds it now and did not.
  package var gaining: [ResponderID] { after.filter { !before.contains($0) } }
  /// Who held it and no longer does.
  package var losing: [ResponderID] { before.filter { !after.contains($0) } }
}

/// A stretch of time, half-open, in which fewer people answer than the rota needs.
package struct RotaGap: Equatable, Sendable {
  package let from: Timestamp
  package let until: Timestamp
  /// At least 1.
  package let missing: Int
  /// Who is there none the less.
  package let present: [ResponderID]
}

/// Something about one person's duty that somebody should look at.
package struct DutyRemark: Equatable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// There is no such account.
    case unknown
    /// The account is not valid in that time: nobody is paged.
    case accountEnded
    /// The person has no device now.
    case noDevice
    /// Paged beside the duty, without one of their own (S7).
    case trainee
    /// On call on that rota as well.
    case alsoOn(RotaID)
  }

  package let responder: ResponderID
  package let from: Timestamp
  package let until: Timestamp
  package let cause: Cause
  /// The person holds the rota then only by the change.
  package let isNew: Bool
}

/// What a change comes to between two instants: every list in the order of time.
package struct RotaPreview: Equatable, Sendable {
  package let from: Timestamp
  package let until: Timestamp
  package fileprivate(set) var differences: [RotaDifference] = []
  /// All that the rota leaves uncovered after the change.
  package fileprivate(set) var gaps: [RotaGap] = []
  /// What is uncovered by the change: before it fewer people were missing.
  package fileprivate(set) var newGaps: [RotaGap] = []
  /// Who cannot be reached, or has no duty.
  package fileprivate(set) var unreachable: [DutyRemark] = []
  /// Who is on two rotas at once.
  package fileprivate(set) var doubled: [DutyRemark] = []

  /// How far a preview looks.
  package static let reach = Milliseconds.days(91)

  fileprivate init(from: Timestamp, until: Timestamp) {
    self.from = from
    self.until = until
  }
}

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
    let old = pieces(of: change.before, from: from, until: until)
    let new = pieces(of: change.after, from: from, until: until)
    let both = Self.laidTogether(old, new)
    for (before, after) in both {
      preview.note(before, after)
      preview.unreachable.join(remarks(on: after, beside: before))
    }
    preview.doubled = doubled(both, on: change.after.id)
    return preview
  }

  /// What a rota leaves uncovered as it is.
  package func gaps(of rota: Rota, from: Timestamp, until: Timestamp) -> [RotaGap] {
    var preview = RotaPreview(from: from, until: until)
    for piece in pieces(of: rota, from: from, until: until) { preview.note(piece, piece) }
    return preview.gaps
  }

  /// The shifts of a rota, divided where the account of one of its holders begins or ends.
  private func pieces(of rota: Rota, from: Timestamp, until: Timestamp) -> [DutyPiece] {
    let zone = zones[rota.zone] ?? .utc
    let shifts = rota.shifts(from: from, until: until, zone: zone, handovers: handovers)
    return shifts.flatMap { shift in
      let people = shift.everyone
      let bounds = people.flatMap { [responders[$0]?.validFrom, responders[$0]?.validUntil] }
        .compactMap { $0 }.filter { shift.from < $0 && $0 < shift.until }
      let cuts = [shift.from] + Set(bounds).sorted() + [shift.until]
      return zip(cuts, cuts.dropFirst()).map { begin, end in
        let there = shift.responders.filter { isPresent($0, at: begin) }
        return DutyPiece(
          from: begin, until: end, holders: people,
          trainees: Set(shift.trainees.map(\.responder)), present: there,
          missing: max(0, rota.needs - there.count))
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
        } else if person.isTrainee, !piece.trainees.contains(id) {
          cause = .trainee
        } else {
          return nil
        }
      } else {
        cause = .unknown
      }
      return DutyRemark(
        responder: id, from: piece.from, until: piece.until, cause: cause,
        isNew: !before.holders.contains(id))
    }
  }

  /// Where holders of `rota` hold another one as well.
  private func doubled(_ both: [(DutyPiece, DutyPiece)], on rota: RotaID) -> [DutyRemark] {
    guard let from = both.first?.1.from, let until = both.last?.1.until else { return [] }
    let people = Set(both.flatMap(\.1.holders))
    var found: [DutyRemark] = []
    for other in rotas.values.sorted(by: { $0.id < $1.id })
    where other.id != rota && mayHold(other, people) {
      let duties = pieces(of: other, from: from, until: until)
      var next = 0
      for (before, after) in both {
        while next < duties.count, duties[next].until <= after.from { next += 1 }
        for duty in duties[next...].prefix(while: { $0.from < after.until }) {
          for id in after.holders where duty.holders.contains(id) {
            found.join([
              DutyRemark(
                responder: id, from: max(after.from, duty.from),
                until: min(after.until, duty.until), cause: .alsoOn(other.id),
                isNew: !before.holders.contains(id))
            ])
          }
        }
      }
    }
    return found.sorted { ($0.from, $0.responder) < ($1.from, $1.responder) }
  }

  private func mayHold(_ rota: Rota, _ people: Set<ResponderID>) -> Bool {
    rota.layers.contains { $0.members.contains(where: people.contains) }
      || rota.overrides.contains { $0.responders.contains(where: people.contains) }
      || handovers.contains { $0.rota == rota.id && people.contains($0.to) }
  }
}

extension Shift {
  /// Who holds any of the lines, each once.
  package var everyone: [ResponderID] {
    var seen: Set<ResponderID> = []
    return (holders + second + trainees).map(\.responder).filter { seen.insert($0).inserted }
  }
}

/// A stretch in which the same people hold a rota with accounts that do not change.
private struct DutyPiece {
  let from: Timestamp
  let until: Timestamp
  /// Of all lines.
  let holders: [ResponderID]
  let trainees: Set<ResponderID>
  /// Those of the first line with a valid account who have a duty to answer.
  let present: [ResponderID]
  let missing: Int

  func cut(_ from: Timestamp, _ until: Timestamp) -> DutyPiece {
    DutyPiece(
      from: from, until: until, holders: holders, trainees: trainees, present: present,
      missing: missing)
  }
}

extension RotaPreview {
  fileprivate mutating func note(_ before: DutyPiece, _ after: DutyPiece) {
    let (from, until) = (after.from, after.until)
    if Set(before.holders) != Set(after.holders) {
      differences.join(
        RotaDifference(from: from, until: until, before: before.holders, after: after.holders))
    }
    guard after.missing > 0 else { return }
    let gap = RotaGap(from: from, until: until, missing: after.missing, present: after.present)
    gaps.join(gap)
    if after.missing > before.missing { newGaps.join(gap) }
  }
}

// What follows without a break, and says the same, is one.
extension [RotaDifference] {
  fileprivate mutating func join(_ next: RotaDifference) {
    guard let last, last.until == next.from, last.before == next.before, last.after == next.after
    else { return append(next) }
    self[count - 1] = RotaDifference(
      from: last.from, until: next.until, before: last.before, after: last.after)
  }
}

extension [RotaGap] {
  fileprivate mutating func join(_ next: RotaGap) {
    guard let last, last.until == next.from, last.missing == next.missing,
      last.present == next.present
    else { return append(next) }
    self[count - 1] = RotaGap(
      from: last.from, until: next.until, missing: last.missing, present: last.present)
  }
}

extension [DutyRemark] {
  fileprivate mutating func join(_ next: [DutyRemark]) {
    for remark in next {
      let open = indices.suffix(Limits.targetsMax).last { index in
        self[index].responder == remark.responder && self[index].until == remark.from
          && self[index].cause == remark.cause && self[index].isNew == remark.isNew
      }
      guard let open else {
        append(remark)
        continue
      }
      self[open] = DutyRemark(
        responder: remark.responder, from: self[open].from, until: remark.until,
        cause: remark.cause, isNew: remark.isNew)
    }
  }
}
