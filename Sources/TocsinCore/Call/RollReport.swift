// Tocsin — Core: what a roll-call came to
// SPDX-License-Identifier: Apache-2.0

/// One role of a roll-call: who answered, and how soon.
package struct RollAnswer: Hashable, Sendable {
  package let role: String
  /// Nil when nobody answered: the role is missing.
  package let responder: ResponderID?
  /// From the call to the answer; nil when nobody answered.
  package let after: Milliseconds?
  /// The answer came by telephone (S16).
  package let isByTelephone: Bool

  package init(
    role: String, responder: ResponderID?, after: Milliseconds?, isByTelephone: Bool = false
  ) {
    self.role = role
    self.responder = responder
    self.after = after
    self.isByTelephone = isByTelephone
  }
}

/// What a roll-call came to, made once for each. Its leaf on the trail is covered by the next
/// signed checkpoint.
package struct RollReport: Hashable, Sendable {
  package let alert: AlertID
  /// The name of the call's type.
  package let type: String
  package let calledAt: Timestamp
  package let reportedAt: Timestamp
  /// In the order of the policy's roles.
  package let answers: [RollAnswer]

  package init(
    alert: AlertID, type: String, calledAt: Timestamp, reportedAt: Timestamp,
    answers: [RollAnswer]
  ) {
    self.alert = alert
    self.type = type
    self.calledAt = calledAt
    self.reportedAt = reportedAt
    self.answers = answers
  }

  /// The roles that nobody answered for.
  package var missing: [String] { answers.filter { $0.responder == nil }.map(\.role) }
}

extension RollReport {
  /// How long a team has to answer before the report is made without it.
  package static let window = Milliseconds.minutes(5)

  /// The report of a call as it stands; nil while it may still change for the better.
  package init?(of alert: Alert, as type: String, at now: Timestamp) {
    let answers = alert.duties.map { duty -> RollAnswer in
      let holder = duty.phase.holder ?? duty.people.first { $0.standing == .holder }?.responder
      var after: Milliseconds?
      if case .acknowledged(_, let at, _) = duty.phase { after = at - alert.openedAt }
      if case .resolved(.byResponder, let at) = duty.phase { after = at - alert.openedAt }
      return RollAnswer(
        role: duty.role, responder: holder, after: after, isByTelephone: duty.telephone != nil)
    }
    let isWhole = answers.allSatisfy { $0.responder != nil }
    guard isWhole || alert.isClosed || now >= alert.openedAt + Self.window else { return nil }
    self.init(
      alert: alert.id, type: type, calledAt: alert.openedAt, reportedAt: now, answers: answers)
  }
}

extension RollCall {
  /// How long after its moment a roll-call is still made, after an outage.
  package static let lateMax = Milliseconds.minutes(10)

  /// The day of the roll-call that is due at `now`, in its zone; nil when none is.
  package func due(at now: Timestamp, in zone: ZoneRules) -> CivilDate? {
    let day = zone.civil(at: now).date
    let moment = zone.instant(of: CivilTime(day, at))
    return moment <= now && now < moment + Self.lateMax ? day : nil
  }

  /// The days whose roll-call may not have been reported yet.
  package func reportable(at now: Timestamp, in zone: ZoneRules) -> [CivilDate] {
    let day = zone.civil(at: now).date
    return [day - 1, day]
  }
}
