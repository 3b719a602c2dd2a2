// Tocsin — Core: who holds a layer at one moment
// SPDX-License-Identifier: Apache-2.0

/// What a layer says of one moment, and for how long around it that stays true.
struct LayerAnswer {
  /// Nil when the layer does not cover the moment.
  let responder: ResponderID?
  let span: TimeSpan
}

extension RotaLayer {
  /// The member whose turn it is at `moment`; `calendar` are the holidays of its rota.
  func answer(
    at moment: Timestamp, in zone: ZoneRules, observing calendar: HolidayCalendar = .none
  ) -> LayerAnswer {
    LayerClock(layer: self, zone: zone, calendar: calendar).answer(at: moment)
  }
}

/// A layer with the clocks and the holidays that it follows.
///
/// Arithmetic from the civil date, never a walk from the start: the cost does not grow with the age
/// of the rota (`TurnDays`).
private struct LayerClock {
  let layer: RotaLayer
  let zone: ZoneRules
  let calendar: HolidayCalendar
  private let turns: TurnDays

  init(layer: RotaLayer, zone: ZoneRules, calendar: HolidayCalendar) {
    self.layer = layer
    self.zone = zone
    self.calendar = calendar
    turns = TurnDays(of: layer, observing: calendar)
  }

  func answer(at moment: Timestamp) -> LayerAnswer {
    let members = layer.members
    let around = TimeSpan(around: moment)
    let begin = handoff(0)
    let finish = layer.end.map { zone.instant(of: CivilTime($0, layer.handoff)) }
    guard !members.isEmpty, finish.map({ begin < $0 }) ?? true else {
      return LayerAnswer(responder: nil, span: around)
    }
    var outside = around
    outside.cut(at: begin, around: moment)
    if let finish { outside.cut(at: finish, around: moment) }
    guard moment >= begin, finish.map({ moment < $0 }) ?? true else {
      return LayerAnswer(responder: nil, span: outside)
    }
    var (number, turn) = turn(at: moment)
    if let finish { turn.until = min(turn.until, finish) }
    guard !layer.restriction.isEmpty else {
      return LayerAnswer(responder: members[number % members.count], span: turn)
    }
    if let window = window(holding: moment, within: turn.intersection(around)) {
      return LayerAnswer(responder: members[number % members.count], span: window)
    }
    let gap = gap(around: moment)
    return LayerAnswer(responder: nil, span: outside.intersection(gap))
  }

  /// The instant at which turn `number` begins.
  private func handoff(_ number: Int) -> Timestamp {
    zone.instant(of: CivilTime(turns.day(number), layer.handoff))
  }

  /// The turn that holds a moment at or after the first handoff.
  ///
  /// The civil time gives the number to within the size of a change of clocks (a day at Apia);
  /// the instants of the handoffs, which alone decide, settle it in a step or two.
  private func turn(at moment: Timestamp) -> (number: Int, span: TimeSpan) {
    let shown = zone.civil(at: moment)
    var number = turns.number(on: shown.time < layer.handoff ? shown.date - 1 : shown.date)
    var begin = handoff(number)
    while number > 0, begin > moment {
      number -= 1
      begin = handoff(number)
    }
    var next = handoff(number + 1)
    while next <= moment, number < CivilDate.dayNumbers.count {
      number += 1
      begin = next
      next = handoff(number + 1)
    }
    return (number, TimeSpan(from: begin, until: next))
  }

  /// The part of the turn around `moment` that the windows cover without a break.
  private func window(holding moment: Timestamp, within turn: TimeSpan) -> TimeSpan? {
    guard var found = windows(near: moment).first(where: { $0.holds(moment) })
    else { return nil }
    while found.until < turn.until {
      let reach = windows(near: found.until)
        .filter { $0.holds(found.until) }.map(\.until).max()
      guard let reach else { break }
      found.until = reach
    }
    while found.from > turn.from {
      let reach = windows(near: found.from)
        .filter { $0.from < found.from && found.from <= $0.until }.map(\.from).min()
      guard let reach else { break }
      found.from = reach
    }
    return found.intersection(turn)
  }

  /// Every window that can touch an instant: no zone's clocks skip more than a day at once.
  private func windows(near moment: Timestamp) -> [TimeSpan] {
    let today = zone.civil(at: moment).date
    return (-2...1).flatMap { spans(beginningOn: today + $0) }
  }

  private func spans(beginningOn date: CivilDate) -> [TimeSpan] {
    layer.restriction.compactMap {
      $0.span(beginningOn: date, in: zone, observing: calendar)
    }
  }

  /// The time around a moment that no window holds, as far as nine days either way.
  private func gap(around moment: Timestamp) -> TimeSpan {
    let today = zone.civil(at: moment).date
    let reach = 9
    var gap = TimeSpan(
      from: zone.instant(of: CivilTime(today - reach, .midnight)),
      until: zone.instant(of: CivilTime(today + reach, .midnight)))
    for shift in -2...reach {
      let begins = spans(beginningOn: today + shift).map(\.from)
      if let next = begins.filter({ $0 > moment }).min() {
        gap.until = min(gap.until, next)
        break
      }
    }
    var found: Int?
    for shift in (-reach...1).reversed() {
      if let found, shift < found - 3 { break }
      let ends = spans(beginningOn: today + shift).map(\.until)
      guard let last = ends.filter({ $0 <= moment }).max() else { continue }
      gap.from = max(gap.from, last)
      found = found ?? shift
    }
    return gap
  }
}
