// Tocsin — Simulation: who is on call, worked out a second time
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// What is so in the hospital: people, devices, rotas, handovers, starts of duty, as the gateway
/// last read them.
///
/// `onCall` answers the gateway's question by another way, so that the two can be compared: it
/// never turns civil time into an instant. A handoff has begun when the zone's clocks have shown
/// its time or a later one at any moment so far; the latest wall-clock reading so far (`wall`) is
/// therefore all that has to be known, and turns and windows are plain arithmetic on it.
struct Truth {
  var people: [ResponderID: Responder] = [:]
  var devices: [ResponderID: Set<DeviceID>] = [:]
  /// Who has an address on a channel that needs no device.
  var addressed: Set<ResponderID> = []
  var rotas: [RotaID: Rota] = [:]
  var handovers: [Handover] = []
  /// Whose test page is not answered yet (S23).
  var starts: [DutyStart] = []
  /// Public holidays by the name of their calendar, as numbers of days.
  var holidays: [String: Set<Int64>] = [:]

  private static let day: Int64 = 86_400_000

  func isReachable(_ id: ResponderID, at now: Timestamp) -> Bool {
    isValid(id, at: now) && (!(devices[id] ?? []).isEmpty || addressed.contains(id))
  }

  func isValid(_ id: ResponderID, at now: Timestamp) -> Bool {
    guard let person = people[id] else { return false }
    return person.validUntil.map { now < $0 } ?? true
  }

  /// Whom the targets of an alert's policy name at `now`, without those who are out.
  func onCall(
    _ targets: [PageTarget], at now: Timestamp, without out: Set<ResponderID> = [],
    of alert: Alert? = nil
  ) -> Set<ResponderID> {
    var found: Set<ResponderID> = []
    for target in targets {
      switch target {
      case .responder(let id): if isValid(id, at: now), !out.contains(id) { found.insert(id) }
      case .rota(let id):
        if let rota = rotas[id] { found.formUnion(onCall(rota, .first, now, out)) }
      case .line(let line, let id):
        if let rota = rotas[id] { found.formUnion(onCall(rota, line, now, out)) }
      case .named: found.formUnion(onDuty(alert?.addressed ?? [], now).subtracting(out))
      case .lastAcknowledged:
        found.formUnion(onDuty(alert?.lastAcknowledged ?? [], now).subtracting(out))
      case .outgoing:
        let outgoing = alert?.outgoing ?? []
        found.formUnion(outgoing.filter { isValid($0, at: now) && !out.contains($0) })
      }
    }
    return found
  }

  /// Those of some persons who are on the first or the second line of a rota.
  private func onDuty(_ persons: [ResponderID], _ now: Timestamp) -> Set<ResponderID> {
    guard !persons.isEmpty else { return [] }
    let present = rotas.values.reduce(into: Set()) { found, rota in
      found.formUnion(onCall(rota, .first, now, []).union(onCall(rota, .second, now, [])))
    }
    return present.intersection(persons)
  }

  /// Whether hours hold `now`, by the clock on the wall of their zone; no hours hold always.
  func isOpen(_ hours: WeeklyHours?, at now: Timestamp) -> Bool {
    guard let hours else { return true }
    let wall = wall(at: now, in: hours.zone)
    let free = hours.holidays.flatMap { holidays[$0] } ?? []
    return hours.windows.contains { covers($0, wall, free) }
  }

  /// Under somebody who is out lies the rest of the rota: without handovers, then without overrides
  /// and layer by layer (S12).
  private func onCall(
    _ whole: Rota, _ line: RotaLine, _ now: Timestamp, _ out: Set<ResponderID>
  ) -> Set<ResponderID> {
    let rota = whole.line(line)
    func usable(_ holders: [ResponderID]) -> Set<ResponderID> {
      Set(holders.filter { isValid($0, at: now) && !out.contains($0) })
    }
    let present = layered(rota, rota.layers.count, now, without: absent(from: rota, now))
    let whole = usable(handedOver(overridden(present, rota, now), DutyLine(rota.id, line), now))
    guard !out.isEmpty, whole.isEmpty else { return whole }
    let bare = usable(overridden(present, rota, now))
    if !bare.isEmpty { return bare }
    for count in stride(from: rota.layers.count, to: 0, by: -1) {
      let found = usable(layered(rota, count, now))
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The last layers that cover the moment, as many as the rota needs.
  private func layered(
    _ rota: Rota, _ count: Int, _ now: Timestamp, without absent: Set<ResponderID> = []
  ) -> [ResponderID] {
    let wall = wall(at: now, in: rota.zone)
    var holders: [ResponderID] = []
    for layer in rota.layers.prefix(count).reversed() where holders.count < max(1, rota.needs) {
      let free = rota.holidays.flatMap { holidays[$0] } ?? []
      if let holder = holder(of: layer, wall: wall, free), !holders.contains(holder),
        !absent.contains(holder)
      {
        holders.append(holder)
      }
    }
    return holders
  }

  /// Those of whom the last override in their place puts nobody there.
  private func absent(from rota: Rota, _ now: Timestamp) -> Set<ResponderID> {
    let words = rota.overrides.filter {
      $0.replaces != nil && $0.from <= now && now < $0.until
    }
    return Set(words.compactMap(\.replaces)).filter { person in
      words.last { $0.replaces == person }?.responders.isEmpty == true
    }
  }

  private func overridden(
    _ holders: [ResponderID], _ rota: Rota, _ now: Timestamp
  ) -> [ResponderID] {
    var holders = holders
    let absent = absent(from: rota, now)
    for override in rota.overrides where override.from <= now && now < override.until {
      guard let replaced = override.replaces else {
        holders = override.responders
        continue
      }
      if override.responders.isEmpty, !absent.contains(replaced) { continue }
      if let index = holders.firstIndex(of: replaced) {
        holders.replaceSubrange(index...index, with: override.responders)
      }
    }
    return holders
  }

  private func handedOver(
    _ holders: [ResponderID], _ duty: DutyLine, _ now: Timestamp
  ) -> [ResponderID] {
    var holders = holders
    var takers: [ResponderID] = []
    let accepted = handovers.filter { $0.target == duty && $0.acceptedAt != nil }
      .sorted { ($0.acceptedAt ?? $0.at, $0.at, $0.to) < ($1.acceptedAt ?? $1.at, $1.at, $1.to) }
    for handover in accepted {
      guard let begin = handover.acceptedAt.map({ max($0, handover.at) }), begin <= now,
        now < handover.until
      else { continue }
      if let index = holders.firstIndex(of: handover.from) {
        holders[index] = handover.to
        takers.removeAll { $0 == handover.from }
      } else {
        holders = takers + [handover.to]
      }
      takers.append(handover.to)
    }
    return holders
  }

  // MARK: - Wall-clock arithmetic

  /// The latest time that the zone's clocks have shown up to `now`, as wall-clock milliseconds.
  private func wall(at now: Timestamp, in name: String) -> Int64 {
    guard let zone = WorldZones.all.first(where: { $0.name == name }) else {
      return now.milliseconds
    }
    var offset = Int64(zone.initialOffsetSeconds) * 1_000
    var latest = Int64.min
    for change in zone.transitions where change.at <= now {
      latest = max(latest, change.at.milliseconds + offset - 1)
      offset = Int64(change.offsetSeconds) * 1_000
    }
    return max(latest, now.milliseconds + offset)
  }

  private func holder(
    of layer: RotaLayer, wall: Int64, _ free: Set<Int64>
  ) -> ResponderID? {
    let handoff = Int64(layer.handoff.milliseconds)
    let first = Int64(layer.start.dayNumber) * Self.day + handoff
    guard !layer.members.isEmpty, wall >= first else { return nil }
    if let end = layer.end, Int64(end.dayNumber) * Self.day + handoff <= wall { return nil }
    guard
      layer.restriction.isEmpty || layer.restriction.contains(where: { covers($0, wall, free) })
    else { return nil }
    let turn = turn(of: layer, at: Int((wall - first) / Self.day), free)
    return layer.members[turn % layer.members.count]
  }

  /// The number of the turn on the day that many days after the start; a walk where the length of
  /// turns changes.
  private func turn(of layer: RotaLayer, at day: Int, _ free: Set<Int64>) -> Int {
    switch layer.turn {
    case .daily(let count): return day / count
    case .weekly(let count): return day / (count * 7)
    case .cycle(let lengths):
      var (number, rest) = (0, day)
      while rest >= lengths[number % lengths.count] {
        rest -= lengths[number % lengths.count]
        number += 1
      }
      return number
    case .monthly(let count):
      return (0...day).count { offset in
        let (year, month, date) = (layer.start + offset).parts
        let handoff = min(layer.start.parts.day, CivilDate.daysIn(month: month, year: year))
        let months = (year - layer.start.parts.year) * 12 + month - layer.start.parts.month
        return offset > 0 && date == handoff && months % count == 0
      }
    case .workingDays(let count):
      let worked = (0...day).count { offset in
        layer.restriction.isEmpty
          || layer.restriction.contains {
            begins($0, Int64((layer.start + offset).dayNumber), free)
          }
      }
      return max(worked - 1, 0) / count
    }
  }

  private func begins(_ window: WeeklyWindow, _ day: Int64, _ free: Set<Int64>) -> Bool {
    let weekday = Int((day + 3) % 7) + 1
    let isNamed = window.days.isEmpty || window.days.contains { $0.rawValue == weekday }
    switch window.holidays {
    case .ordinary: return isNamed
    case .skipped: return isNamed && !free.contains(day)
    case .also: return isNamed || free.contains(day)
    case .only: return free.contains(day)
    }
  }

  private func covers(_ window: WeeklyWindow, _ wall: Int64, _ free: Set<Int64>) -> Bool {
    let today = wall / Self.day
    return (today - 2...today + 1).contains { date in
      guard begins(window, date, free) else { return false }
      let from = Int64(window.from.milliseconds)
      let until = Int64(window.until.milliseconds) + (window.until <= window.from ? Self.day : 0)
      return date * Self.day + from <= wall && wall < date * Self.day + until
    }
  }
}

extension Rota {
  /// What concerns one line of it; those but the first take one person.
  fileprivate func line(_ line: RotaLine) -> Rota {
    var copy = self
    copy.layers = layers.filter { $0.line == line }
    copy.overrides = overrides.filter { $0.line == line }
    if line != .first { copy.needs = 1 }
    return copy
  }
}
