// Tocsin — Core: how duty is shared, and how good a rota is
// SPDX-License-Identifier: Apache-2.0

/// What one person has of one line of a rota, over a review.
package struct ResponderShare: Hashable, Sendable {
  package let responder: ResponderID
  /// Stretches without a break.
  package let shifts: Int
  package let total: Milliseconds
  /// Hours from 00:00 to 06:00 by the clock of the rota's zone.
  package let night: Milliseconds
  /// Hours of Saturdays and Sundays.
  package let weekend: Milliseconds
  /// Hours of public holidays of the rota's calendar; those of a weekend count in both.
  package let holiday: Milliseconds
  /// The longest stretch.
  package let longest: Milliseconds
}

/// Hours of which a person can have too many.
package enum SharedHours: String, Hashable, Sendable, CaseIterable {
  case all, nights, weekends, holidays
}

/// What takes points from a rota.
package enum QualityReason: Hashable, Sendable {
  /// The first line lacks somebody: how often, and for how long in all.
  case uncovered(gaps: Int, total: Milliseconds)
  /// This person holds the first line for that long in all, and has no device.
  case unreachable(ResponderID, total: Milliseconds)
  /// Shifts begin too soon after a night.
  case restBroken(times: Int)
  /// This person has more of such hours than is fair: how many, and the mean.
  case imbalance(SharedHours, ResponderID, has: Milliseconds, mean: Milliseconds)
  /// Somebody is on call twice at once.
  case doubleBooked(times: Int)
  /// The calendar of holidays ends before the review does, with that day.
  case holidaysEnd(CivilDate)
}

/// One reason, and what it takes.
package struct QualityFinding: Hashable, Sendable {
  package let reason: QualityReason
  /// Points of a hundred, at least 1.
  package let points: Int

  package init(reason: QualityReason, points: Int) {
    self.reason = reason
    self.points = points
  }
}

/// How good a rota is over a review, and why it is not better.
package struct RotaQuality: Hashable, Sendable {
  /// Heaviest first, then in the order of `QualityReason`.
  package let findings: [QualityFinding]

  package init(findings: [QualityFinding]) { self.findings = findings }

  /// A hundred without the points of all findings; never below 0.
  package var score: Int { max(0, 100 - findings.reduce(0) { $0 + $1.points }) }
}

extension StaffingReview {
  /// Who has how much of a line of a rota, sorted by person.
  package func shares(of id: RotaID, line: RotaLine = .first) -> [ResponderShare] {
    guard let rota = staffing.rotas[id] else { return [] }
    let hours = ClockHours(rota, staffing)
    let own = Dictionary(grouping: shifts.filter { $0.rota == id && $0.line == line }) {
      $0.responder
    }
    return own.sorted { $0.key < $1.key }.map { responder, shifts in
      ResponderShare(
        responder: responder, shifts: shifts.count, total: shifts.sum(\.length),
        night: shifts.sum(hours.night), weekend: shifts.sum(hours.weekend),
        holiday: shifts.sum(hours.holiday), longest: shifts.map(\.length).max() ?? .zero)
    }
  }

  /// The quality of a rota; nil when there is no such rota.
  ///
  /// A hundred points, of which these are taken, each rounded up to whole points:
  /// - **uncovered**: 10, and 50 × 10 u for the share u of the time in which the first line lacks
  ///   somebody with a valid account; at most 60;
  /// - **unreachable**: for each person 5, and 25 × 10 r for the share r of the time in which that
  ///   person holds the first line without a device; at most 30 in all;
  /// - **rest**: 5 for each shift of the rota that begins too soon after a night or holds that
  ///   night; at most 20;
  /// - **imbalance**: of all hours, nights, weekends and holidays the worst. Nobody has too much
  ///   whose hours are no more than a quarter, or no more than the longest shift, above the mean of
  ///   those on the first line; beyond that 20 × the excess over the mean; at most 20;
  /// - **double booking**: 5 for each stretch; at most 20;
  /// - **holidays**: 5 when the calendar ends before the review does.
  package func quality(of id: RotaID) -> RotaQuality? {
    guard let rota = staffing.rotas[id] else { return nil }
    let found =
      uncovered(id) + unreachable(id) + rests(id) + imbalance(id) + bookings(id)
      + holidays(rota)
    let sorted = found.enumerated().sorted {
      ($1.element.points, $0.offset) < ($0.element.points, $1.offset)
    }
    return RotaQuality(findings: sorted.map(\.element))
  }

  private var length: Milliseconds { until - from }

  private func uncovered(_ id: RotaID) -> [QualityFinding] {
    let gaps = gaps(of: id)
    guard !gaps.isEmpty else { return [] }
    let total = gaps.sum { $0.until - $0.from }
    let points = min(60, 10 + Self.share(500, total, length))
    return [QualityFinding(reason: .uncovered(gaps: gaps.count, total: total), points: points)]
  }

  private func unreachable(_ id: RotaID) -> [QualityFinding] {
    var left = 30
    return shares(of: id).compactMap { share in
      let hasDevice = !(staffing.devices[share.responder] ?? []).isEmpty
      guard !hasDevice, left > 0 else { return nil }
      let points = min(left, 5 + Self.share(250, share.total, length))
      left -= points
      let reason = QualityReason.unreachable(share.responder, total: share.total)
      return QualityFinding(reason: reason, points: points)
    }
  }

  private func rests(_ id: RotaID) -> [QualityFinding] {
    let times = brokenRests.count { $0.night.rota == id || $0.next.rota == id }
    guard times > 0 else { return [] }
    return [QualityFinding(reason: .restBroken(times: times), points: min(20, 5 * times))]
  }

  private func bookings(_ id: RotaID) -> [QualityFinding] {
    let times = doubleBookings.count { $0.first.rota == id || $0.second.rota == id }
    guard times > 0 else { return [] }
    return [QualityFinding(reason: .doubleBooked(times: times), points: min(20, 5 * times))]
  }

  private func holidays(_ rota: Rota) -> [QualityFinding] {
    guard let last = rota.calendar.days.last?.date else { return [] }
    let end = (staffing.zones[rota.zone] ?? .utc).civil(at: until).date
    guard last < end else { return [] }
    return [QualityFinding(reason: .holidaysEnd(last), points: 5)]
  }

  private func imbalance(_ id: RotaID) -> [QualityFinding] {
    let shares = shares(of: id)
    guard shares.count > 1 else { return [] }
    let found = SharedHours.allCases.compactMap { imbalance($0, shares) }
    return found.max { $0.points < $1.points }.map { [$0] } ?? []
  }

  private func imbalance(
    _ hours: SharedHours, _ shares: [ResponderShare]
  ) -> QualityFinding? {
    let amounts = shares.map { $0.amount(of: hours).count }
    guard let most = amounts.max(), let index = amounts.firstIndex(of: most), most > 0 else {
      return nil
    }
    let mean = amounts.reduce(0, +) / Int64(amounts.count)
    let longest = shares.map(\.longest.count).max() ?? 0
    let excess = most - max(mean + mean / 4, mean + longest)
    guard excess > 0, mean > 0 else { return nil }
    let points = min(20, Self.share(20, Milliseconds(excess), Milliseconds(mean)))
    let reason = QualityReason.imbalance(
      hours, shares[index].responder, has: Milliseconds(most), mean: Milliseconds(mean))
    return QualityFinding(reason: reason, points: points)
  }

  /// `points` × part / whole, rounded up.
  private static func share(_ points: Int64, _ part: Milliseconds, _ whole: Milliseconds) -> Int {
    guard whole > .zero else { return 0 }
    let (high, isOver) = points.multipliedReportingOverflow(by: part.count)
    return isOver ? Int(points) : Int((high + whole.count - 1) / whole.count)
  }
}

extension ResponderShare {
  /// How much the person has of some hours.
  package func amount(of hours: SharedHours) -> Milliseconds {
    switch hours {
    case .all: total
    case .nights: night
    case .weekends: weekend
    case .holidays: holiday
    }
  }
}

extension Sequence {
  fileprivate func sum(_ length: (Element) -> Milliseconds) -> Milliseconds {
    reduce(.zero) { $0 + length($1) }
  }
}

extension Staffing {
  /// A review of the rotas that share a person with one rota, which is all that its shares and its
  /// quality depend on; nil when there is no such rota.
  package func review(
    of id: RotaID, from begin: Timestamp, until end: Timestamp
  ) -> StaffingReview? {
    guard let rota = rotas[id] else { return nil }
    let taking = handovers.filter { $0.rota == id }.map(\.to)
    let own = Set(rota.layers.flatMap(\.members) + rota.overrides.flatMap(\.responders) + taking)
    var near = self
    near.rotas = rotas.filter { $0.key == id || mayHold($0.value, own) }
    return StaffingReview(near, from: begin, until: end)
  }
}
