// Tocsin — Core: what one alert that is over says of the rule that opened it
// SPDX-License-Identifier: Apache-2.0

/// The rules of one integration that open alerts of one kind and priority: what an alert keeps of
/// the rule that made it.
package struct NoiseRule: Hashable, Sendable {
  package let integration: String
  package let kind: String
  /// Of the alert when it closed.
  package let priority: Priority

  package init(integration: String, kind: String, priority: Priority) {
    self.integration = integration
    self.kind = kind
    self.priority = priority
  }

  /// Whether its alerts may wait to be dropped when they end by themselves: medium and low ones
  /// alone (S20).
  package var mayWait: Bool { !priority.rings }
}

/// What is counted of the alerts of a rule.
package enum NoiseMeasure: Int64, Hashable, Sendable, CaseIterable {
  /// Those for which somebody was paged.
  case alerts = 0
  /// Pages, each person once an alert.
  case pages = 1
  /// Alerts that somebody accepted.
  case accepted = 2
  /// Alerts that somebody declined, as a wrong person too.
  case declined = 3
  /// Alerts that their source ended before anybody accepted or declined.
  case endedUnanswered = 4
  /// Alerts that their source ended, by the time from their opening: those that nobody had accepted
  /// until then, and those that somebody had.
  case endedUnaccepted = 5
  case endedAccepted = 6
  /// Alerts that ended while they waited, so that nobody was paged (S20).
  case endedUnpaged = 7
  /// Persons who said that it was not useful, each once an alert.
  case notUseful = 8
}

/// How much of a measure, and for what has a time the bin of it (see `ResponseTimes`); else 0.
package struct NoiseCount: Hashable, Sendable {
  package let measure: NoiseMeasure
  package let bin: Int64
  package let count: Int64

  package init(_ measure: NoiseMeasure, bin: Int64 = 0, count: Int64 = 1) {
    self.measure = measure
    self.bin = bin
    self.count = count
  }
}

/// What one alert counts for in the ledger of noise: nothing of whom it is about, of what it says,
/// and of who answered or found it not useful.
package struct NoiseFigure: Hashable, Sendable {
  /// On which the alert was opened, in UTC.
  package let day: CivilDate
  /// Its policy.
  package let team: String
  package let ward: String
  package let rule: NoiseRule
  /// At least one; each count is 1 or more.
  package private(set) var counts: [NoiseCount] = []

  /// Nil for a test, the canary and a test page at a start of duty.
  private init?(_ alert: Alert) {
    guard alert.world == .production, !alert.isDutyStart, alert.isClosed else { return nil }
    day = ZoneRules.utc.civil(at: alert.openedAt).date
    team = alert.policy.name
    ward = alert.content.ward
    rule = NoiseRule(integration: alert.integration, kind: alert.kind, priority: alert.priority)
  }

  /// What an alert counts for when it closes; nil too where nobody was paged or was to be.
  ///
  /// - Parameter trail: all of its entries, in order.
  package init?(closing alert: Alert, _ trail: [TrailEntry]) {
    self.init(alert)
    guard !alert.isEndedUnpaged else {
      counts = [NoiseCount(.endedUnpaged)]
      return
    }
    guard alert.pageCount > 0 else { return nil }
    counts = [NoiseCount(.alerts), NoiseCount(.pages, count: Int64(alert.pageCount))]
    let end = trail.lastIndex { $0.reason == .sourceEnded || $0.reason == .sourceResolved }
    let before = trail.prefix(upTo: end ?? trail.endIndex)
    let wasAccepted = before.contains { $0.event == .acknowledged }
    let wasDeclined = before.contains { $0.event == .declined }
    if trail.contains(where: { $0.event == .acknowledged }) { counts.append(NoiseCount(.accepted)) }
    if trail.contains(where: { $0.event == .declined }) { counts.append(NoiseCount(.declined)) }
    if let end {
      let bin = ResponseTimes.bin(of: max(.zero, trail[end].at - alert.openedAt).secondsUp)
      counts.append(NoiseCount(wasAccepted ? .endedAccepted : .endedUnaccepted, bin: bin))
      if !wasAccepted, !wasDeclined { counts.append(NoiseCount(.endedUnanswered)) }
    }
    let marks = alert.duties.flatMap(\.people).filter(\.saidNotUseful).map(\.responder)
    if !marks.isEmpty { counts.append(NoiseCount(.notUseful, count: Int64(Set(marks).count))) }
  }

  /// What a person counts for who says "not useful" of an alert that is over already; nil for every
  /// other transition of such an alert.
  package init?(after transition: Transition) {
    self.init(transition.alert)
    guard transition.trail.contains(where: { $0.reason == .notUseful }) else { return nil }
    counts = [NoiseCount(.notUseful)]
  }
}
