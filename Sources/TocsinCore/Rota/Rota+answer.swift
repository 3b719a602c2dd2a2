// Tocsin — Core: asking a rota at one moment and over a stretch of time
// SPDX-License-Identifier: Apache-2.0

extension Rota {
  /// Who holds the rota at `moment`, and why them.
  ///
  /// Costs a few civil-time conversions a layer and a comparison an override and handover, however
  /// old the rota is. `zone` are the rules of the zone that the rota names; handovers of other
  /// rotas are passed over. Moments beyond the years 0000 to 9999 count as the ends of that range.
  package func onCall(
    at moment: Timestamp, zone: ZoneRules, handovers: [Handover] = []
  ) -> RotaAnswer {
    RotaLines(self, handovers).answer(at: moment, zone: zone)
  }

  /// Who holds one line at `moment`, without a look at the others.
  package func onCall(
    of line: RotaLine, at moment: Timestamp, zone: ZoneRules, handovers: [Handover] = []
  ) -> [OnCallHolder] {
    let own = handovers.filter { $0.rota == id }
    return answer(of: line, at: moment, zone: zone, handovers: own).holders
  }

  /// One line, with the span in which its answer stays; the handovers are of this rota.
  fileprivate func answer(
    of line: RotaLine, at moment: Timestamp, zone: ZoneRules, handovers: [Handover]
  ) -> (holders: [OnCallHolder], span: TimeSpan) {
    var answering = Answering(rota: self, line: line, moment: moment.heldToCalendar, zone: zone)
    answering.takeLayersAndOverrides()
    answering.take(handovers.filter { $0.line == line })
    return answering.answer
  }

  /// The rota from `begin` to `end` as shifts that follow each other without gap or overlap: a
  /// stretch with nobody on call is a shift without holders. At most 400 days are given.
  package func shifts(
    from begin: Timestamp, until end: Timestamp, zone: ZoneRules, handovers: [Handover] = []
  ) -> [Shift] {
    var shifts: [Shift] = []
    var moment = begin.heldToCalendar
    let end = min(end.heldToCalendar, moment + .days(TimeSpan.searchDays))
    let lines = RotaLines(self, handovers)
    while moment < end {
      let answer = lines.answer(at: moment, zone: zone)
      let until = min(answer.until, end)
      var from = moment
      if let last = shifts.last, last.isHeld(as: answer) {
        from = last.from
        shifts.removeLast()
      }
      shifts.append(Shift(answer, from: from, until: until))
      moment = until
    }
    return shifts
  }
}

/// A rota divided into those of its lines that somebody stands on, so that a line costs nothing
/// where there is none.
private struct RotaLines {
  private let parts: [(line: RotaLine, rota: Rota, handovers: [Handover])]

  init(_ rota: Rota, _ handovers: [Handover]) {
    let own = handovers.filter { $0.rota == rota.id }
    let others = [RotaLine.second, .trainee].filter { line in
      rota.layers.contains { $0.line == line } || rota.overrides.contains { $0.line == line }
        || own.contains { $0.line == line }
    }
    guard !others.isEmpty else {
      parts = [(.first, rota, own)]
      return
    }
    parts = ([.first] + others).map { line in
      var part = rota
      part.layers = rota.layers.filter { $0.line == line }
      part.overrides = rota.overrides.filter { $0.line == line }
      return (line, part, own.filter { $0.line == line })
    }
  }

  func answer(at moment: Timestamp, zone: ZoneRules) -> RotaAnswer {
    var holders: (first: [OnCallHolder], second: [OnCallHolder], trainees: [OnCallHolder])
    holders = ([], [], [])
    var span = TimeSpan(around: moment.heldToCalendar)
    for part in parts {
      let found = part.rota.answer(
        of: part.line, at: moment, zone: zone, handovers: part.handovers)
      switch part.line {
      case .first: holders.first = found.holders
      case .second: holders.second = found.holders
      case .trainee: holders.trainees = found.holders
      }
      span = span.intersection(found.span)
    }
    return RotaAnswer(
      holders: holders.first, second: holders.second, trainees: holders.trainees,
      from: span.from, until: span.until)
  }
}

/// The answer of one line in the making: the holders so far, and the span in which nothing met so
/// far changes.
private struct Answering {
  let rota: Rota
  let line: RotaLine
  let moment: Timestamp
  let zone: ZoneRules
  var span: TimeSpan
  var holders: [OnCallHolder] = []

  init(rota: Rota, line: RotaLine, moment: Timestamp, zone: ZoneRules) {
    self.rota = rota
    self.line = line
    self.moment = moment
    self.zone = zone
    self.span = TimeSpan(around: moment)
  }

  var answer: (holders: [OnCallHolder], span: TimeSpan) {
    guard holders.count > 1 else { return (holders, span) }
    var seen: Set<ResponderID> = []
    return (holders.filter { seen.insert($0.responder).inserted }, span)
  }

  private var name: RotaName { RotaName(id: rota.id, title: rota.title, line: line) }

  /// What lies below the last override that replaces everyone cannot show, so it is not asked.
  mutating func takeLayersAndOverrides() {
    let first = rota.overrides.lastIndex {
      $0.line == line && $0.replaces == nil && $0.covers(moment)
    }
    if first == nil { takeLayers(without: absent) }
    for override in rota.overrides[(first ?? 0)...] where override.line == line {
      span.cut(at: override.from, around: moment)
      span.cut(at: override.until, around: moment)
      if override.covers(moment), !isTakenLater(override) { apply(override) }
    }
  }

  /// Who is out of the line with nobody in their place: what lies below answers for them.
  private var absent: Set<ResponderID> {
    var absent: Set<ResponderID> = []
    for override in rota.overrides where override.line == line && override.covers(moment) {
      guard let replaced = override.replaces else { continue }
      if override.responders.isEmpty { absent.insert(replaced) } else { absent.remove(replaced) }
    }
    return absent
  }

  /// Somebody has come into the place that this override leaves empty.
  private func isTakenLater(_ override: RotaOverride) -> Bool {
    guard override.responders.isEmpty, let replaced = override.replaces else { return false }
    return !absent.contains(replaced)
  }

  private mutating func takeLayers(without absent: Set<ResponderID>) {
    let places = line.places(ofNeeded: rota.needs)
    for layer in rota.layers.reversed() where layer.line == line && holders.count < places {
      let found = layer.answer(at: moment, in: zone, observing: rota.calendar)
      span = span.intersection(found.span)
      guard let responder = found.responder, !absent.contains(responder),
        !holders.contains(where: { $0.responder == responder })
      else { continue }
      let reason = OnCallReason.layer(
        name, layer: layer.name, from: LocalInstant(found.span.from, in: zone),
        until: LocalInstant(found.span.until, in: zone))
      holders.append(OnCallHolder(responder: responder, reason: reason))
    }
  }

  private mutating func apply(_ override: RotaOverride) {
    let reason = OnCallReason.override(
      name, reason: override.reason, until: LocalInstant(override.until, in: zone))
    let incoming = override.responders.map { OnCallHolder(responder: $0, reason: reason) }
    guard let replaced = override.replaces else {
      holders = incoming
      return
    }
    if let index = holders.firstIndex(where: { $0.responder == replaced }) {
      holders.replaceSubrange(index...index, with: incoming)
    }
  }

  /// In the order of acceptance, each takes the place of the one who hands over.
  ///
  /// When that one holds nothing any more, the handover still wins over layers and overrides; two
  /// handovers of one duty leave both takers on call, for a doubled page is the lesser harm.
  mutating func take(_ handovers: [Handover]) {
    var takers: [OnCallHolder] = []
    for handover in handovers.sorted(by: Self.isEarlier) {
      guard let from = handover.effectiveFrom else { continue }
      span.cut(at: from, around: moment)
      span.cut(at: handover.until, around: moment)
      guard from <= moment, moment < handover.until else { continue }
      let reason = OnCallReason.handover(
        name, from: handover.from, until: LocalInstant(handover.until, in: zone))
      let taker = OnCallHolder(responder: handover.to, reason: reason)
      if let index = holders.firstIndex(where: { $0.responder == handover.from }) {
        holders[index] = taker
        takers.removeAll { $0.responder == handover.from }
      } else {
        holders = takers + [taker]
      }
      takers.append(taker)
    }
  }

  private static func isEarlier(_ a: Handover, _ b: Handover) -> Bool {
    (a.acceptedAt ?? a.at, a.at, a.to) < (b.acceptedAt ?? b.at, b.at, b.to)
  }
}
