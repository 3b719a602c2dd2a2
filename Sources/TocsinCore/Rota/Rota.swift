// Tocsin — Core: who is on call when
// SPDX-License-Identifier: Apache-2.0

/// A rota: layers that recur, dated overrides, and the zone whose clocks they follow.
///
/// At one moment the last layer that covers it wins; an override that covers it wins over layers;
/// an accepted handover wins over both. Nobody on call is an ordinary answer. A rota that needs
/// n people is filled by the last n layers that cover the moment. All of that holds for each line
/// by itself (`RotaLine`); the second and the trainee line take one person.
package struct Rota: Equatable, Codable, Sendable {
  package let id: RotaID
  /// For people to read, as in `Medicine registrar`.
  package var title: String
  /// The IANA name of the zone whose civil time the layers are written in.
  package let zone: String
  /// Weakest first.
  package var layers: [RotaLayer]
  /// A later one wins over an earlier one.
  package var overrides: [RotaOverride] = []
  /// How many people its first line takes; fewer holders is a gap. At least 1.
  package var needs = 1
  /// The name of the calendar whose public holidays its layers observe; nil for none.
  package var holidays: String?
  /// The holidays of that calendar, once it is looked up: see `observing(_:)`.
  package var calendar = HolidayCalendar.none
  /// The shortest rest of a person after a shift that held a night; nil when the rota states none.
  package var rest: Milliseconds?
  /// Whose consent exchanges its shifts.
  package var swaps = SwapRule.consent

  /// A rota that needs one person and has no overrides; both can be set afterwards.
  package init(id: RotaID, title: String, zone: String, layers: [RotaLayer]) {
    self.id = id
    self.title = title
    self.zone = zone
    self.layers = layers
  }

  /// The same rota with the holidays of the calendar that it names, of which it knows the name
  /// only; without any when there is no such calendar.
  package func observing(_ calendars: [String: HolidayCalendar]) -> Rota {
    var copy = self
    copy.calendar = holidays.flatMap { calendars[$0] } ?? .none
    return copy
  }
}

/// A dated replacement, half-open: [from, until).
package struct RotaOverride: Equatable, Codable, Sendable {
  package let from: Timestamp
  package let until: Timestamp
  /// Who is on call instead; empty says, on purpose, nobody. Nobody in the place of one person
  /// leaves that place to what lies below.
  package let responders: [ResponderID]
  /// Why, in the words of whoever made it. Never names a patient.
  package let reason: String
  /// The one responder who is replaced, while that one holds the line; nil replaces everyone.
  package let replaces: ResponderID?
  /// The line on which it acts.
  package var line: RotaLine = .first

  package init(
    from: Timestamp, until: Timestamp, responders: [ResponderID], reason: String,
    replaces: ResponderID? = nil
  ) {
    self.from = from
    self.until = until
    self.responders = responders
    self.reason = reason
    self.replaces = replaces
  }

  /// The override counts at that moment.
  package func covers(_ moment: Timestamp) -> Bool { from <= moment && moment < until }
}

/// The two-sided taking of a rota's duty by another person; it counts once it is accepted.
package struct Handover: Equatable, Codable, Sendable {
  package let rota: RotaID
  package let from: ResponderID
  package let to: ResponderID
  /// When it is to begin.
  package let at: Timestamp
  /// When it ends, exclusive.
  package let until: Timestamp
  /// When the other person accepted; nil while nobody has, and until then the duty stays.
  package var acceptedAt: Timestamp?
  /// The line that is handed over.
  package var line: RotaLine = .first

  /// A handover of the first line that is proposed; set `acceptedAt` when it is accepted.
  package init(
    rota: RotaID, from: ResponderID, to: ResponderID, at: Timestamp, until: Timestamp
  ) {
    self.rota = rota
    self.from = from
    self.to = to
    self.at = at
    self.until = until
  }

  /// The instant from which it counts: never before it was accepted; nil while it is not.
  package var effectiveFrom: Timestamp? { acceptedAt.map { max($0, at) } }
}

/// One person on call and why.
package struct OnCallHolder: Equatable, Codable, Sendable {
  package let responder: ResponderID
  package let reason: OnCallReason

  package init(responder: ResponderID, reason: OnCallReason) {
    self.responder = responder
    self.reason = reason
  }
}

/// Who holds a rota at one moment, and how long around it that is sure to stay so.
package struct RotaAnswer: Equatable, Codable, Sendable {
  /// The first line, each responder once; empty when nobody is on call.
  package let holders: [OnCallHolder]
  /// The second line and the trainee line, in the same form.
  package let second: [OnCallHolder]
  package let trainees: [OnCallHolder]
  /// The answer is the same from here on, at the latest; at most 400 days back.
  package let from: Timestamp
  /// The next instant at which the answer may change; at most 400 days on, always after the moment.
  package let until: Timestamp

  package init(
    holders: [OnCallHolder], second: [OnCallHolder] = [], trainees: [OnCallHolder] = [],
    from: Timestamp, until: Timestamp
  ) {
    self.holders = holders
    self.second = second
    self.trainees = trainees
    self.from = from
    self.until = until
  }

  /// The responders of the first line alone, in order.
  package var responders: [ResponderID] { holders.map(\.responder) }

  /// Who holds one line.
  package func holders(of line: RotaLine) -> [OnCallHolder] {
    switch line {
    case .first: holders
    case .second: second
    case .trainee: trainees
    }
  }
}

/// A computed span of a rota, half-open, in which the holders of all its lines stay the same; a
/// span with fewer holders than the rota needs is a gap.
package struct Shift: Equatable, Codable, Sendable {
  package let from: Timestamp
  package let until: Timestamp
  /// The first line.
  package let holders: [OnCallHolder]
  package let second: [OnCallHolder]
  package let trainees: [OnCallHolder]

  /// The part of an answer from `from` to `until`.
  init(_ answer: RotaAnswer, from: Timestamp, until: Timestamp) {
    self.from = from
    self.until = until
    holders = answer.holders
    second = answer.second
    trainees = answer.trainees
  }

  /// The responders of the first line alone, in order.
  package var responders: [ResponderID] { holders.map(\.responder) }

  /// Who holds one line.
  package func holders(of line: RotaLine) -> [OnCallHolder] {
    switch line {
    case .first: holders
    case .second: second
    case .trainee: trainees
    }
  }

  func isHeld(as answer: RotaAnswer) -> Bool {
    holders == answer.holders && second == answer.second && trainees == answer.trainees
  }
}
