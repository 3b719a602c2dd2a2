// Tocsin — Core: what one alert that is over counts for
// SPDX-License-Identifier: Apache-2.0

/// What is counted of alerts.
package enum Measure: Int64, Hashable, Sendable, CaseIterable {
  case alerts = 0
  /// Those that somebody acknowledged; they have the time it took.
  case acknowledged = 1
  /// Those that went beyond whom the first step asked.
  case escalated = 2
  /// Those to which somebody answered "wrong person".
  case wrongPerson = 3
  /// Those that reached the last resort unanswered.
  case unanswered = 4
  /// Pages, each person once an alert.
  case pages = 5
  /// Pages by the time to their first attempt, to delivery from there, to an answer from there.
  case attempted = 6
  case delivered = 7
  case answered = 8
}

/// What one alert counts for: nothing of whom it is about, of what it says, and of who answered.
package struct AlertFigure: Hashable, Sendable {
  /// On which it was opened, in UTC.
  package let day: CivilDate
  /// Its policy.
  package let team: String
  package let ward: String
  package let priority: Priority
  /// From its opening to the first acknowledgment, in whole seconds; nil when nobody gave one.
  package let seconds: Int64?
  package let isEscalated: Bool
  package let isWrongPerson: Bool
  package let isUnanswered: Bool
  package let pages: Int
  /// Of each page that was asked of somebody with a device.
  package let clocks: [PageClocks]

  /// Nil for what is not over, for a test or a test page, and where nobody was paged.
  ///
  /// - Parameters:
  ///   - trail: all of the alert's entries, in order.
  ///   - clocks: of each of its pages.
  package init?(of alert: Alert, _ trail: [TrailEntry], _ clocks: [PageClocks] = []) {
    guard alert.isClosed, alert.world == .production, !alert.isEndedUnpaged, !alert.isDutyStart,
      alert.pageCount > 0
    else { return nil }
    day = ZoneRules.utc.civil(at: alert.openedAt).date
    team = alert.policy.name
    ward = alert.content.ward
    priority = alert.priority
    seconds = trail.first { $0.event == .acknowledged }.map {
      max(0, ($0.at - alert.openedAt).wholeSeconds)
    }
    isEscalated = trail.contains { $0.event == .stepPassed || $0.event == .cycleStarted }
    isWrongPerson = trail.contains { $0.reason == .wrongPerson }
    isUnanswered = trail.contains { $0.event == .exhausted }
    pages = alert.pageCount
    self.clocks = clocks
  }

  /// What is added up of it: how much, and for an acknowledgment the bin of its time.
  package var counts: [(measure: Measure, bin: Int64, count: Int64)] {
    var counts: [(measure: Measure, bin: Int64, count: Int64)] = [
      (.alerts, 0, 1), (.pages, 0, Int64(pages)),
    ]
    if let seconds { counts.append((.acknowledged, ResponseTimes.bin(of: seconds), 1)) }
    if isEscalated { counts.append((.escalated, 0, 1)) }
    if isWrongPerson { counts.append((.wrongPerson, 0, 1)) }
    if isUnanswered { counts.append((.unanswered, 0, 1)) }
    for (measure, length) in clocks.flatMap(\.measures) {
      counts.append((measure, ResponseTimes.bin(of: length.secondsUp), 1))
    }
    return counts
  }
}

extension PageClocks {
  fileprivate var measures: [(Measure, Milliseconds)] {
    let all: [(Measure, Milliseconds?)] = [
      (.attempted, attempted), (.delivered, delivered), (.answered, answered),
    ]
    return all.compactMap { measure, length in length.map { (measure, $0) } }
  }
}

extension Milliseconds {
  /// Whole seconds, what is begun counting as one.
  var secondsUp: Int64 { (count + 999) / 1_000 }
}

/// How long acknowledgments took, in bins: by 5 s up to a minute, by 15 s up to 5 minutes, by a
/// minute up to half an hour, by 5 minutes up to 2 hours, and longer. A bin is called by its end.
package struct ResponseTimes: Hashable, Sendable {
  /// How many, by the end of the bin in seconds.
  package private(set) var counts: [Int64: Int64] = [:]

  /// The bin of everything that took longer than two hours.
  package static let longer: Int64 = 1 << 40

  package init() {}

  package static func bin(of seconds: Int64) -> Int64 {
    let steps: [(until: Int64, width: Int64)] = [(60, 5), (300, 15), (1_800, 60), (7_200, 300)]
    for step in steps where seconds <= step.until {
      return max(step.width, (seconds + step.width - 1) / step.width * step.width)
    }
    return longer
  }

  package mutating func add(_ count: Int64, to bin: Int64) { counts[bin, default: 0] += count }

  package var total: Int64 { counts.values.reduce(0, +) }

  /// How many took no longer than the end of that bin, in seconds.
  package func count(until bin: Int64) -> Int64 {
    counts.reduce(0) { $1.key <= bin ? $0 + $1.value : $0 }
  }

  /// The time in which that many of a hundred were acknowledged, rounded up to the end of its bin;
  /// nil when none was. What took longer than two hours gives `longer`.
  package func percentile(_ share: Int64) -> Int64? {
    let wanted = (total * share + 99) / 100
    guard wanted > 0 else { return nil }
    var sum: Int64 = 0
    return counts.keys.sorted().first { bin in
      sum += counts[bin] ?? 0
      return sum >= wanted
    }
  }
}
