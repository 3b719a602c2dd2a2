// Tocsin — Core: who holds a layer at one moment
// SPDX-License-Identifier: Apache-2.0

/// What a layer says of one moment, and for how long around it that stays true.
struct LayerAnswer {
  /// Nil when the layer does not cover the moment.
  let responder: ResponderID?
  let span: TimeSpan
}

extension RotaLayer {
  /// The member whose turn it is at `moment`. Arithmetic from the civil date, never a walk from
  /// the start: the cost does not grow with the age of the rota.
  func answer(at moment: Timestamp, in zone: ZoneRules) -> LayerAnswer {
    let around = TimeSpan(around: moment)
    let begin = handoff(0, in: zone)
    let finish = end.map { zone.instant(of: CivilTime($0, handoff)) }
    guard !members.isEmpty, finish.map({ begin < $0 }) ?? true else {
      return LayerAnswer(responder: nil, span: around)
    }
    var outside = around
    outside.cut(at: begin, around: moment)
    if let finish { outside.cut(at: finish, around: moment) }
    guard moment >= begin, finish.map({ moment < $0 }) ?? true else {
      return LayerAnswer(responder: nil, span: outside)
    }
    let number = turnNumber(at: moment, in: zone)
    var turn = TimeSpan(from: handoff(number, in: zone), until: handoff(number + 1, in: zone))
    if let finish { turn.until = min(turn.until, finish) }
    guard !restriction.isEmpty else {
      return LayerAnswer(responder: members[number % members.count], span: turn)
    }
    if let window = window(holding: moment, within: turn, zone: zone) {
      return LayerAnswer(responder: members[number % members.count], span: window)
    }
    let gap = gap(around: moment, in: zone)
    return LayerAnswer(responder: nil, span: outside.intersection(gap))
  }

  /// The instant at which turn `number` begins.
  private func handoff(_ number: Int, in zone: ZoneRules) -> Timestamp {
    zone.instant(of: CivilTime(start + number * turn.days, handoff))
  }

  /// The turn that holds a moment at or after the first handoff.
  ///
  /// The civil time gives the number to within the size of a change of clocks (a day at Apia);
  /// the instants of the handoffs, which alone decide, settle it in a step or two.
  private func turnNumber(at moment: Timestamp, in zone: ZoneRules) -> Int {
    let first = CivilTime(start, handoff).wallMilliseconds
    let sinceFirst = zone.civil(at: moment).wallMilliseconds - first
    let length = Int64(turn.days) * Int64(TimeOfDay.dayMilliseconds)
    var number = max(0, Int(sinceFirst.floored(by: length)))
    while number > 0, handoff(number, in: zone) > moment { number -= 1 }
    var next = handoff(number + 1, in: zone)
    while next <= moment, number < CivilDate.dayNumbers.count {
      number += 1
      next = handoff(number + 1, in: zone)
    }
    return number
  }
}

extension RotaLayer {
  /// The part of the turn around `moment` that the windows cover without a break.
  private func window(holding moment: Timestamp, within turn: TimeSpan, zone: ZoneRules)
    -> TimeSpan?
  {
    guard var found = windows(near: moment, in: zone).first(where: { $0.holds(moment) })
    else { return nil }
    while found.until < turn.until {
      let reach = windows(near: found.until, in: zone)
        .filter { $0.holds(found.until) }.map(\.until).max()
      guard let reach else { break }
      found.until = reach
    }
    while found.from > turn.from {
      let reach = windows(near: found.from, in: zone)
        .filter { $0.from < found.from && found.from <= $0.until }.map(\.from).min()
      guard let reach else { break }
      found.from = reach
    }
    return found.intersection(turn)
  }

  /// Every window that can touch an instant: no zone's clocks skip more than a day at once.
  private func windows(near moment: Timestamp, in zone: ZoneRules) -> [TimeSpan] {
    let today = zone.civil(at: moment).date
    return (-2...1).flatMap { shift in
      restriction.compactMap { $0.span(beginningOn: today + shift, in: zone) }
    }
  }

  /// The time around a moment that no window holds, as far as nine days either way.
  private func gap(around moment: Timestamp, in zone: ZoneRules) -> TimeSpan {
    let today = zone.civil(at: moment).date
    let reach = 9
    var gap = TimeSpan(
      from: zone.instant(of: CivilTime(today - reach, .midnight)),
      until: zone.instant(of: CivilTime(today + reach, .midnight)))
    for shift in -2...reach {
      let begins = restriction.compactMap { $0.span(beginningOn: today + shift, in: zone)?.from }
      if let next = begins.filter({ $0 > moment }).min() {
        gap.until = min(gap.until, next)
        break
      }
    }
    for shift in (-reach...1).reversed() {
      let ends = restriction.compactMap { $0.span(beginningOn: today + shift, in: zone)?.until }
      if let last = ends.filter({ $0 <= moment }).max() { gap.from = max(gap.from, last) }
    }
    return gap
  }
}
