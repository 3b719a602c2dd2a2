// Tocsin — Core: what another calendar states of a rota, as overrides
// SPDX-License-Identifier: Apache-2.0

/// Somebody holds a line of a rota from `from` to `until`, half-open, as another calendar has it.
package struct StatedShift: Hashable, Sendable {
  package let responder: ResponderID
  package let line: RotaLine
  package let from: Timestamp
  package let until: Timestamp

  package init(
    _ responder: ResponderID, on line: RotaLine = .first, from: Timestamp, until: Timestamp
  ) {
    self.responder = responder
    self.line = line
    self.from = from
    self.until = until
  }
}

extension Staffing {
  /// The overrides with which `rota` says what `shifts` state from `begin` to `end`, line by line
  /// in the order of time.
  ///
  /// Where several shifts of a line overlap, all of their people hold it. Where nothing is stated,
  /// or where the document says the same already, there is no override: layers answer as before.
  /// Handovers are passed over, for they win over overrides.
  package func overrides(
    of rota: Rota, stating shifts: [StatedShift], from begin: Timestamp, until end: Timestamp
  ) -> [RotaOverride] {
    let zone = zones[rota.zone] ?? .utc
    let present = rota.shifts(from: begin, until: end, zone: zone)
    return RotaLine.allCases.flatMap { line -> [RotaOverride] in
      let own = shifts.filter { $0.line == line && $0.from < end && begin < $0.until }
      var found: [RotaOverride] = []
      var index = 0
      for piece in StatedPiece.pieces(of: own, from: begin, until: end) {
        while index < present.count, present[index].until <= piece.from { index += 1 }
        for shift in present[index...].prefix(while: { $0.from < piece.until }) {
          let held = Set(shift.holders(of: line).map(\.responder))
          guard held != Set(piece.people) else { continue }
          found.join(
            piece.override(
              on: line, from: max(piece.from, shift.from), until: min(piece.until, shift.until)))
        }
      }
      return found
    }
  }
}

/// A stretch in which the same people are stated.
private struct StatedPiece {
  let from: Timestamp
  let until: Timestamp
  /// Sorted, at least one.
  let people: [ResponderID]

  func override(on line: RotaLine, from: Timestamp, until: Timestamp) -> RotaOverride {
    var override = RotaOverride(from: from, until: until, responders: people, reason: "")
    override.line = line
    return override
  }

  static func pieces(
    of shifts: [StatedShift], from begin: Timestamp, until end: Timestamp
  ) -> [StatedPiece] {
    var changes: [(at: Timestamp, who: ResponderID, by: Int)] = []
    for shift in shifts where shift.from < shift.until {
      changes.append((max(shift.from, begin), shift.responder, 1))
      changes.append((min(shift.until, end), shift.responder, -1))
    }
    changes.sort { $0.at < $1.at }
    var (counts, pieces, last) = ([ResponderID: Int](), [StatedPiece](), begin)
    for change in changes {
      let people = counts.keys.sorted()
      if last < change.at, !people.isEmpty {
        pieces.append(StatedPiece(from: last, until: change.at, people: people))
      }
      last = change.at
      let count = (counts[change.who] ?? 0) + change.by
      counts[change.who] = count == 0 ? nil : count
    }
    return pieces
  }
}

extension [RotaOverride] {
  /// What follows without a break and has the same people is one override.
  fileprivate mutating func join(_ next: RotaOverride) {
    guard let last, last.until == next.from, last.responders == next.responders else {
      return append(next)
    }
    var joined = RotaOverride(
      from: last.from, until: next.until, responders: last.responders, reason: last.reason)
    joined.line = last.line
    self[count - 1] = joined
  }
}
