// Tocsin — Core: who is on call from day to day, as a calendar shows it
// SPDX-License-Identifier: Apache-2.0

/// What a secret link shows.
package enum CalendarScope: Hashable, Sendable {
  /// Everything that one person is on call for.
  case person(ResponderID)
  /// One rota, with its gaps.
  case rota(RotaID)
  /// The rotas that a policy asks, such as those of a crash team, with their gaps.
  case team(String)
  /// The wall board of the site: no calendar, but who is on call now, with the telephone numbers or
  /// without.
  case board(BoardDetail)

  /// The kinds of scope, as documents and commands write them.
  package static let kinds = ["person", "rota", "team", "board"]

  /// Nil for a kind that is not known, and for a board that is neither `names` nor `numbers`.
  package init?(kind: String, name: String) {
    switch kind {
    case "person": self = .person(ResponderID(name))
    case "rota": self = .rota(RotaID(name))
    case "team": self = .team(name)
    case "board":
      guard let detail = BoardDetail(rawValue: name) else { return nil }
      self = .board(detail)
    default: return nil
    }
  }

  package var kind: String {
    switch self {
    case .person: "person"
    case .rota: "rota"
    case .team: "team"
    case .board: "board"
    }
  }

  /// The person's id, the rota's or the policy's name, or what a board shows.
  package var name: String {
    switch self {
    case .person(let id): id.text
    case .rota(let id): id.text
    case .team(let policy): policy
    case .board(let detail): detail.rawValue
    }
  }
}

/// How much of a person a wall board shows.
package enum BoardDetail: String, Hashable, Sendable, CaseIterable {
  case names
  /// Telephone numbers as well, where the list of people has one.
  case numbers
}

/// A stretch of time on one rota, half-open: somebody is on call, or persons are missing.
package struct CalendarEntry: Hashable, Sendable {
  package let rota: RotaID
  /// The rota's title.
  package let title: String
  /// Gaps are of the first line.
  package let line: RotaLine
  /// Who is on call; nil for a gap.
  package let holder: ResponderID?
  /// How many persons are missing in a gap; 0 where somebody is on call.
  package let missing: Int
  /// Why this person, in the words of `OnCallReason`; empty for a gap.
  package let why: String
  package let from: Timestamp
  package var until: Timestamp
}

extension Staffing {
  /// The rotas of a scope, sorted; nil when there is no such person, rota or policy.
  package func rotas(
    of scope: CalendarScope, _ policies: [String: Policy]
  ) -> [RotaID]? {
    switch scope {
    case .person(let id): responders[id] == nil ? nil : rotas.keys.sorted()
    case .rota(let id): rotas[id] == nil ? nil : [id]
    case .team(let name): policies[name].map { $0.rotas.filter { rotas[$0] != nil }.sorted() }
    case .board: rotas.keys.sorted()
    }
  }

  /// What a calendar has from `begin` to `end`: rota by rota, line by line, then the gaps, each in
  /// the order of time; at most 400 days.
  ///
  /// Whoever has no valid account is not on call, as at the moment of paging. A turn that others'
  /// changes cut in pieces is one entry.
  package func calendar(
    of rotas: [RotaID], from begin: Timestamp, until end: Timestamp
  ) -> [CalendarEntry] {
    rotas.flatMap { id -> [CalendarEntry] in
      guard let rota = self.rotas[id] else { return [] }
      let zone = zones[rota.zone] ?? .utc
      let shifts = rota.shifts(from: begin, until: end, zone: zone, handovers: handovers)
      let held = RotaLine.allCases.flatMap { entries(of: rota, $0, in: shifts) }
      let until = min(end, begin + .days(TimeSpan.searchDays))
      let gaps = gaps(of: rota, from: begin, until: until).map { gap in
        CalendarEntry(
          rota: id, title: rota.title, line: .first, holder: nil, missing: gap.missing, why: "",
          from: gap.from, until: gap.until)
      }
      return held + gaps
    }
  }

  private func entries(
    of rota: Rota, _ line: RotaLine, in shifts: [Shift]
  ) -> [CalendarEntry] {
    var entries: [CalendarEntry] = []
    /// The last entry of each person, by its place.
    var last: [ResponderID: Int] = [:]
    for shift in shifts {
      for holder in shift.holders(of: line) {
        guard let person = responders[holder.responder] else { continue }
        let from = max(shift.from, person.validFrom ?? shift.from)
        let until = min(shift.until, person.validUntil ?? shift.until)
        guard from < until else { continue }
        let why = holder.reason.text
        if let index = last[person.id], entries[index].until == from, entries[index].why == why {
          entries[index].until = until
          continue
        }
        last[person.id] = entries.count
        entries.append(
          CalendarEntry(
            rota: rota.id, title: rota.title, line: line, holder: person.id, missing: 0, why: why,
            from: from, until: until))
      }
    }
    return entries
  }
}
