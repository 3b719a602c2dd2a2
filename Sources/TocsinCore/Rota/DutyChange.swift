// Tocsin — Core: a rota's line has other people than before
// SPDX-License-Identifier: Apache-2.0

/// Who was last seen on one line of a rota: what the next look is compared with.
package struct LineHolders: Hashable, Sendable {
  package let rota: RotaID
  package let line: RotaLine
  /// Sorted; empty when nobody is on call.
  package let responders: [ResponderID]
  /// When they were first seen so.
  package let since: Timestamp

  /// The line as a step names it.
  package var target: PageTarget { .line(line, of: rota) }

  package init(
    rota: RotaID, line: RotaLine, responders: [ResponderID], since: Timestamp
  ) {
    self.rota = rota
    self.line = line
    self.responders = responders
    self.since = since
  }
}

/// One line of a rota has other people: whatever the cause was, a shift that ended, an edit, an
/// absence, a handover or an account.
package struct DutyChange: Hashable, Sendable {
  package let rota: RotaID
  package let line: RotaLine
  /// Who is off it, sorted.
  package let outgoing: [ResponderID]
  /// Who is on it and was not, sorted.
  package let incoming: [ResponderID]
  /// Who was on it and still is, sorted.
  package let staying: [ResponderID]

  package init(
    rota: RotaID, line: RotaLine, outgoing: [ResponderID], incoming: [ResponderID],
    staying: [ResponderID] = []
  ) {
    self.rota = rota
    self.line = line
    self.outgoing = outgoing
    self.incoming = incoming
    self.staying = staying
  }

  /// Whether a step that pages `target` asks this line.
  package func concerns(_ target: PageTarget) -> Bool {
    switch target {
    case .rota(let id): id == rota && line == .first
    case .line(let asked, let id): id == rota && line == asked
    case .responder, .named, .lastAcknowledged, .outgoing: false
    }
  }
}

/// A person who came on duty and has not answered the test page yet (S23): until then who was there
/// before is paged beside them for what is high.
package struct DutyStart: Hashable, Sendable {
  /// The kind of the alert that is the test page.
  package static let kind = "duty-start"

  /// The test page.
  package let alert: AlertID
  package let responder: ResponderID
  package let rota: RotaID
  package let line: RotaLine
  /// Who was on the line before, sorted; nobody when it was empty.
  package let outgoing: [ResponderID]
  package let at: Timestamp

  package init(
    alert: AlertID, responder: ResponderID, rota: RotaID, line: RotaLine,
    outgoing: [ResponderID], at: Timestamp
  ) {
    self.alert = alert
    self.responder = responder
    self.rota = rota
    self.line = line
    self.outgoing = outgoing
    self.at = at
  }
}

extension Alert {
  /// The test page of a person who comes on duty (S23).
  package var isDutyStart: Bool {
    kind == DutyStart.kind && integration == AlertDraft.gateway
  }
}

extension Staffing {
  /// Who is on each line of each rota that owes an answer, sorted by rota and line; a second line
  /// that nobody stands in is left out.
  package func lineHolders(at now: Timestamp) -> [LineHolders] {
    rotas.values.sorted { $0.id < $1.id }.flatMap { rota in
      [RotaLine.first, .second].compactMap { line in
        let found = onCall(.line(line, of: rota.id), at: now).map(\.responder).sorted()
        let isThere = !found.isEmpty || rota.layers.contains { $0.line == line }
        guard line == .first || isThere else { return nil }
        return LineHolders(rota: rota.id, line: line, responders: found, since: now)
      }
    }
  }

  /// The earliest moment after `now` at which a rota may have other people by itself: the end of a
  /// shift, an override or a handover, or of an account.
  package func nextDutyChange(after now: Timestamp) -> Timestamp {
    let ends = rotas.values.map { rota in
      rota.onCall(at: now, zone: zones[rota.zone] ?? .utc, handovers: handovers).until
    }
    let dates = responders.values.flatMap { [$0.validFrom, $0.validUntil] }.compactMap { $0 }
    return (ends + dates.filter { now < $0 }).min() ?? now + .days(1)
  }
}

extension [LineHolders] {
  /// What is different in `present`. A line that was not known before has no change: nobody went.
  package func changes(to present: [LineHolders]) -> [DutyChange] {
    let now = Dictionary(present.map { ($0.target, $0.responders) }) { first, _ in first }
    return compactMap { before in
      let after = now[before.target] ?? []
      guard after != before.responders else { return nil }
      return DutyChange(
        rota: before.rota, line: before.line,
        outgoing: before.responders.filter { !after.contains($0) },
        incoming: after.filter { !before.responders.contains($0) },
        staying: after.filter(before.responders.contains))
    }
  }
}
