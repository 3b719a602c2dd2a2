// Tocsin — Core: the alerts of the past under other documents
// SPDX-License-Identifier: Apache-2.0

/// One alert that was, with all that playing it again needs; no content.
package struct PastAlert: Hashable, Sendable {
  package let id: AlertID
  package let openedAt: Timestamp
  /// What routes looked at; nil for what people called for by hand, and where it was not kept.
  package let facts: RouteFacts?
  package let priority: Priority
  /// The policy under which it opened, by name; counts where `facts` is nil.
  package let policy: String
  /// Whom the message named, and who had acknowledged the last alert like it.
  package var addressed: [ResponderID] = []
  package var lastAcknowledged: [ResponderID] = []
  /// How long after their first page each person took a duty of it; whoever did not is not listed.
  package var delays: [ResponderID: Milliseconds] = [:]

  package init(
    id: AlertID, openedAt: Timestamp, facts: RouteFacts?, priority: Priority, policy: String
  ) {
    self.id = id
    self.openedAt = openedAt
    self.facts = facts
    self.priority = priority
    self.policy = policy
  }
}

/// The documents of a site, in force or edited.
package struct PlayedDocuments: Sendable {
  package var routing: RoutingTable
  package var policies: [String: Policy]
  package var staffing: Staffing

  package init(routing: RoutingTable, policies: [String: Policy], staffing: Staffing) {
    self.routing = routing
    self.policies = policies
    self.staffing = staffing
  }
}

extension PlayedDocuments {
  fileprivate var withDevices: PlayedDocuments {
    var copy = self
    copy.staffing = staffing.withDevices
    return copy
  }
}

/// Whom an alert reaches, and how soon after it opened.
package enum Reach: Hashable, Sendable {
  /// A step's person takes it; of several duties, the last that is taken.
  case person(ResponderID, after: Milliseconds)
  /// Every step is used up before, and somebody of the fallback takes it.
  case fallback(ResponderID, after: Milliseconds)
  /// The fallback is paged, and nobody who answered in truth is asked.
  case nobody(fallbackAfter: Milliseconds)

  /// When it is taken; nil when it is not.
  package var after: Milliseconds? {
    switch self {
    case .person(_, let after), .fallback(_, let after): after
    case .nobody: nil
    }
  }

  package var isFallbackOnly: Bool { if case .person = self { false } else { true } }

  /// Who takes it; nil when nobody does.
  package var responder: ResponderID? {
    switch self {
    case .person(let id, _), .fallback(let id, _): id
    case .nobody: nil
    }
  }
}

/// One alert that an edit would have changed.
package struct HindsightChange: Hashable, Sendable {
  package let alert: AlertID
  package let openedAt: Timestamp
  package let before: Reach
  package let after: Reach
}

/// What an edit would have changed, had it been in force.
///
/// Both sides are played by the same core over the same alerts. Assumed: who took an alert in truth
/// takes it after the same delay once they are paged for it, and whoever did not does not; everyone
/// has a device that works; rotas, people and holidays are those of now, not of then.
package struct HindsightReport: Hashable, Sendable {
  /// Alerts that were played.
  package let count: Int
  package let sooner: [HindsightChange]
  package let later: [HindsightChange]
  /// Reached only the fallback, or nobody, and did not before.
  package let onlyFallback: [HindsightChange]
  /// Reached a person of a step, and did not before.
  package let noLongerFallback: [HindsightChange]
  /// As soon as before, and by somebody else.
  package let others: [HindsightChange]

  package var changesNothing: Bool {
    sooner.isEmpty && later.isEmpty && onlyFallback.isEmpty && noLongerFallback.isEmpty
      && others.isEmpty
  }
}

/// Plays alerts of the past under documents that were not in force then.
package enum Hindsight {
  /// How far back alerts are played.
  package static let looksBack = Milliseconds.days(90)
  /// Alerts that are played at most: the newest.
  package static let alertsMax = 5_000
  /// Alerts played before somebody is asked whether time is over.
  private static let batch = 50
  /// Decisions of one alert at most.
  private static let decisionsMax = 400

  /// Plays every alert twice and sorts what came out differently, each kind in the given order.
  ///
  /// - Parameter isOver: asked every `batch` alerts; what is not played until then is left out.
  package static func report(
    on alerts: [PastAlert], under before: PlayedDocuments, edited after: PlayedDocuments,
    limit: Int = alertsMax, isOver: () -> Bool = { false }
  ) -> HindsightReport {
    let (before, after) = (before.withDevices, after.withDevices)
    var count = 0
    var (sooner, later, fell, rose): ([HindsightChange], [HindsightChange], _, _) =
      ([], [], [HindsightChange](), [HindsightChange]())
    var others: [HindsightChange] = []
    for alert in alerts.prefix(limit) {
      if count > 0, count % batch == 0, isOver() { break }
      count += 1
      let change = HindsightChange(
        alert: alert.id, openedAt: alert.openedAt, before: played(alert, under: before),
        after: played(alert, under: after))
      guard change.before != change.after else { continue }
      switch (change.before.isFallbackOnly, change.after.isFallbackOnly) {
      case (false, true): fell.append(change)
      case (true, false): rose.append(change)
      case (true, true), (false, false):
        let (old, new) = (change.before.moment, change.after.moment)
        if new < old {
          sooner.append(change)
        } else if new > old {
          later.append(change)
        } else {
          others.append(change)
        }
      }
    }
    return HindsightReport(
      count: count, sooner: sooner, later: later, onlyFallback: fell,
      noLongerFallback: rose, others: others)
  }

  /// Whom the alert reaches under these documents.
  package static func reach(of past: PastAlert, under documents: PlayedDocuments) -> Reach {
    played(past, under: documents.withDevices)
  }

  /// Everyone has a device already.
  private static func played(_ past: PastAlert, under documents: PlayedDocuments) -> Reach {
    let staffing = documents.staffing
    let (policies, table) = (documents.policies, documents.routing)
    let name =
      past.facts.map { table.match(for: $0, at: past.openedAt, with: staffing).policy }
      ?? past.policy
    guard let policy = policies[name] ?? policies[table.catchAll] else {
      return .nobody(fallbackAfter: .zero)
    }
    let opened = Escalation.open(
      past.draft(staffing), as: past.id, under: policy, with: staffing, at: past.openedAt)
    var walk = HindsightWalk(past: past, opened: opened)
    for _ in 0..<decisionsMax {
      guard let event = walk.next() else { break }
      walk.take(
        Escalation.advance(
          walk.alert, on: event.event, under: policy, with: staffing, at: event.at))
    }
    return walk.reach
  }
}

extension Reach {
  fileprivate var moment: Milliseconds {
    switch self {
    case .person(_, let after), .fallback(_, let after), .nobody(let after): after
    }
  }
}

extension PastAlert {
  /// A draft that leads where the alert was led.
  fileprivate func draft(_ staffing: Staffing) -> AlertDraft {
    var draft = AlertDraft(
      integration: facts?.integration ?? "", dedupKey: "", priority: facts?.priority ?? priority,
      kind: facts?.kind ?? "",
      content: AlertContent(
        location: facts?.location ?? "", ward: facts?.ward ?? "", what: ""))
    draft.addressed = addressed.compactMap { staffing.responders[$0]?.identifiers.first }
    draft.lastAcknowledged = lastAcknowledged
    return draft
  }
}

/// One alert as it is played: who is asked when, and who answers.
private struct HindsightWalk {
  let past: PastAlert
  private(set) var alert: Alert
  /// When each person's answer is due: once, after their first page.
  private var answers: [ResponderID: Timestamp] = [:]
  private var answered: Set<ResponderID> = []
  private var exhaustedAt: Timestamp?
  private var last: (responder: ResponderID, at: Timestamp, isFallback: Bool)?
  /// How long the fallback is paged before it counts as unanswered.
  private static let fallbackFor = Milliseconds.hours(2)

  init(past: PastAlert, opened: Transition) {
    self.past = past
    alert = opened.alert
    take(opened)
  }

  mutating func take(_ transition: Transition) {
    alert = transition.alert
    guard let at = transition.trail.first?.at else { return }
    if transition.trail.contains(where: { $0.event == .exhausted }) {
      exhaustedAt = exhaustedAt ?? at
    }
    for page in transition.pages where answers[page.responder] == nil {
      guard let delay = past.delays[page.responder] else { continue }
      answers[page.responder] = at + delay
    }
  }

  /// What happens next; nil when every duty is taken, or the fallback has been paged for long.
  mutating func next() -> (event: AlertEvent, at: Timestamp)? {
    let open = alert.duties.filter { $0.phase.holder == nil && !$0.phase.isResolved }
    guard !open.isEmpty, let wake = open.compactMap(\.phase.deadline).min() else { return nil }
    let due = answers.filter { !answered.contains($0.key) }
      .min { ($0.value, $0.key) < ($1.value, $1.key) }
    if let due, due.value <= wake {
      answered.insert(due.key)
      let duty = open.first { $0.people.contains { $0.responder == due.key && !$0.isCopy } }
      guard let person = duty?.people.first(where: { $0.responder == due.key }) else {
        return next()
      }
      last = (due.key, due.value, person.isFallback)
      let response = Response(
        page: person.page, responder: due.key, device: nil, kind: .accept)
      return (.responded(response), due.value)
    }
    if let exhaustedAt, wake - exhaustedAt > Self.fallbackFor { return nil }
    return (.deadlinePassed, wake)
  }

  var reach: Reach {
    let isTaken = alert.duties.allSatisfy { $0.phase.holder != nil || $0.phase.isResolved }
    if isTaken, let last {
      return last.isFallback
        ? .fallback(last.responder, after: last.at - past.openedAt)
        : .person(last.responder, after: last.at - past.openedAt)
    }
    let exhausted = exhaustedAt ?? alert.nextDeadline ?? past.openedAt
    return .nobody(fallbackAfter: exhausted - past.openedAt)
  }
}
