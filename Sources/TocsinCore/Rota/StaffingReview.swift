// Tocsin — Core: all shifts of a stretch of time, to be looked over
// SPDX-License-Identifier: Apache-2.0

/// A stretch for which one person holds one line of one rota without a break, half-open. It is cut
/// at the ends of the review that found it.
package struct PersonalShift: Hashable, Sendable {
  package let responder: ResponderID
  package let rota: RotaID
  package let line: RotaLine
  package let from: Timestamp
  package internal(set) var until: Timestamp

  package var length: Milliseconds { until - from }
}

/// One person's shift that begins too soon after a night.
package struct BrokenRest: Hashable, Sendable {
  /// The shift that held the night.
  package let night: PersonalShift
  /// The next shift of the same person, on any rota; it may begin before the other ends.
  package let next: PersonalShift
  /// The rest between the two; zero when there is none.
  package let rest: Milliseconds
  /// The rest that the rota of the night states.
  package let needed: Milliseconds
}

/// A stretch in which one person holds two duties that can call at once, half-open.
package struct DoubleBooking: Hashable, Sendable {
  package let first: PersonalShift
  package let second: PersonalShift

  package var responder: ResponderID { first.responder }
  package var from: Timestamp { max(first.from, second.from) }
  package var until: Timestamp { min(first.until, second.until) }
}

/// Every shift of a staffing from one instant to another, and what is to be said of them: gaps,
/// rests, double bookings, shares and quality. Made once, it answers for every rota.
///
/// Making it costs one walk through the shifts of each rota; at most 400 days are looked at.
package struct StaffingReview: Sendable {
  package let staffing: Staffing
  package let from: Timestamp
  package let until: Timestamp
  /// Sorted by responder, then by begin, rota and line.
  package let shifts: [PersonalShift]
  /// Where a person's next shift, on any rota, begins sooner after one that held a night than the
  /// rota of that night allows. A shift holds a night when any of the hours from 00:00 to 06:00
  /// by the clock of its rota's zone fall into it. A shift that lies within the other is a double
  /// booking, and no next one.
  package let brokenRests: [BrokenRest]
  /// Where one person holds the first or second line of two rotas, or both lines of one, at once.
  /// A trainee line owes no answer and is passed over. At most `bookingsMax` are listed.
  package let doubleBookings: [DoubleBooking]
  private let gaps: [RotaID: [RotaGap]]

  package init(_ staffing: Staffing, from begin: Timestamp, until end: Timestamp) {
    self.staffing = staffing
    from = begin.heldToCalendar
    until = max(from, min(end.heldToCalendar, from + .days(TimeSpan.searchDays)))
    var personal: [PersonalShift] = []
    var gaps: [RotaID: [RotaGap]] = [:]
    for rota in staffing.rotas.values {
      let zone = staffing.zones[rota.zone] ?? .utc
      let own = staffing.handovers.filter { $0.rota == rota.id }
      let shifts = rota.shifts(from: from, until: until, zone: zone, handovers: own)
      gaps[rota.id] = staffing.gaps(of: rota, in: shifts)
      personal += Self.personal(shifts, of: rota.id)
    }
    self.gaps = gaps
    shifts = Self.ordered(personal)
    brokenRests = Self.brokenRests(shifts, staffing)
    doubleBookings = Self.doubleBookings(shifts)
  }

  /// When too few with a valid account hold the first line of a rota, in order.
  package func gaps(of rota: RotaID) -> [RotaGap] { gaps[rota] ?? [] }

  /// The shifts of one rota, sorted as all are.
  package func shifts(of rota: RotaID) -> [PersonalShift] { shifts.filter { $0.rota == rota } }

  /// The most double bookings that a review lists.
  package static let bookingsMax = 10_000

  /// The shifts are ordered.
  static func brokenRests(
    _ shifts: [PersonalShift], _ staffing: Staffing
  ) -> [BrokenRest] {
    shifts.indices.compactMap { index in
      let night = shifts[index]
      guard let rota = staffing.rotas[night.rota], let needed = rota.rest else { return nil }
      let rested = night.until + needed
      let later = shifts[(index + 1)...].prefix { next in
        next.responder == night.responder && next.from < rested
      }
      guard let next = later.first(where: { $0.from > night.from && $0.until > night.until }),
        ClockHours(rota, staffing).night(night) > .zero
      else { return nil }
      let rest = max(next.from - night.until, .zero)
      return BrokenRest(night: night, next: next, rest: rest, needed: needed)
    }
  }

  private static func doubleBookings(_ shifts: [PersonalShift]) -> [DoubleBooking] {
    let owed = shifts.filter { $0.line != .trainee }
    var found: [DoubleBooking] = []
    for (index, first) in owed.enumerated() {
      for second in owed[(index + 1)...] {
        guard second.responder == first.responder, second.from < first.until else { break }
        guard found.count < bookingsMax else { return found }
        found.append(DoubleBooking(first: first, second: second))
      }
    }
    return found
  }

  // MARK: - From the shifts of a rota to those of a person

  static func ordered(_ shifts: [PersonalShift]) -> [PersonalShift] {
    shifts.sorted(by: isEarlier)
  }

  /// The shifts of each person on each line of a rota.
  static func personal(_ shifts: [Shift], of rota: RotaID) -> [PersonalShift] {
    RotaLine.allCases.flatMap { personal(shifts, $0, of: rota) }
  }

  private static func isEarlier(_ a: PersonalShift, _ b: PersonalShift) -> Bool {
    (a.responder, a.from, a.rota, a.line.rawValue, a.until)
      < (b.responder, b.from, b.rota, b.line.rawValue, b.until)
  }

  private static func personal(
    _ shifts: [Shift], _ line: RotaLine, of rota: RotaID
  ) -> [PersonalShift] {
    var found: [PersonalShift] = []
    var open: [ResponderID: Int] = [:]
    for shift in shifts {
      for holder in shift.holders(of: line) {
        if let index = open[holder.responder], found[index].until == shift.from {
          found[index].until = shift.until
        } else {
          open[holder.responder] = found.count
          found.append(
            PersonalShift(
              responder: holder.responder, rota: rota, line: line, from: shift.from,
              until: shift.until))
        }
      }
    }
    return found
  }
}

/// The hours of a shift that count in a special way, by the clock and the calendar of its rota.
struct ClockHours {
  private let zone: ZoneRules
  private let calendar: HolidayCalendar

  init(_ rota: Rota, _ staffing: Staffing) {
    zone = staffing.zones[rota.zone] ?? .utc
    calendar = rota.calendar
  }

  /// From 00:00 to 06:00 of each day.
  func night(_ shift: PersonalShift) -> Milliseconds {
    sum(shift) { date, _ in
      let six = zone.instant(of: CivilTime(date, TimeOfDay(milliseconds: 6 * 3_600_000)))
      return TimeSpan(from: zone.instant(of: CivilTime(date, .midnight)), until: six)
    }
  }

  /// All of each Saturday and Sunday.
  func weekend(_ shift: PersonalShift) -> Milliseconds {
    sum(shift) { date, day in date.weekday >= .saturday ? day() : nil }
  }

  /// All of each public holiday.
  func holiday(_ shift: PersonalShift) -> Milliseconds {
    guard !calendar.isEmpty else { return .zero }
    return sum(shift) { date, day in calendar.holds(date) ? day() : nil }
  }

  /// What the shift has in common with a part of each of its days.
  private func sum(
    _ shift: PersonalShift, _ part: (CivilDate, () -> TimeSpan) -> TimeSpan?
  ) -> Milliseconds {
    let first = zone.civil(at: shift.from).date
    let last = zone.civil(at: shift.until).date
    var total = Milliseconds.zero
    for offset in 0...max(0, last.dayNumber - first.dayNumber) {
      let date = first + offset
      let day = {
        TimeSpan(
          from: zone.instant(of: CivilTime(date, .midnight)),
          until: zone.instant(of: CivilTime(date + 1, .midnight)))
      }
      guard let span = part(date, day) else { continue }
      let from = max(span.from, shift.from)
      let until = min(span.until, shift.until)
      if from < until { total = total + (until - from) }
    }
    return total
  }
}
