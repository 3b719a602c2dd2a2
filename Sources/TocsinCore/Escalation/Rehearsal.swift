// Tocsin — Core: a policy played forward on paper
// SPDX-License-Identifier: Apache-2.0

/// Folds `Escalation` over a story and renders text: the same function serves the golden files and
/// `tocsin rehearse`. No store and no clock are touched.
package enum Rehearsal {
  /// What somebody does at a moment of the story.
  package struct Turn: Hashable, Sendable {
    /// After the opening.
    package let after: Milliseconds
    package let responder: ResponderID
    package let kind: ResponseKind

    package init(after: Milliseconds, responder: ResponderID, kind: ResponseKind) {
      self.after = after
      self.responder = responder
      self.kind = kind
    }
  }

  /// Rounds of the fallback that are shown before the rehearsal ends.
  private static let fallbackRounds = 2
  /// Bound on the number of decisions.
  private static let decisionsMax = 10_000

  /// The timeline of one high alert that opens at `start` and gets the answers of `story`.
  ///
  /// Everyone is assumed to have a device that works; the text says so. Sounds that only repeat are
  /// left out. One line an entry: `+MM:SS  event: text`.
  package static func timeline(
    _ policy: Policy, _ staffing: Staffing, from start: Timestamp, story: [Turn] = [],
    in zone: ZoneRules = .utc
  ) -> String {
    var staffing = staffing
    for id in staffing.responders.keys { staffing.devices[id] = [DeviceID(high: 0, low: 1)] }
    let transition = Escalation.open(
      draft, as: AlertID(high: 0, low: 0), under: policy, with: staffing, at: start)
    var lines = [
      "Policy \(policy.reference.name): \(policy.title)",
      "A high alert opens at \(RFC3339.text(start, in: zone)); every device works; "
        + (story.isEmpty ? "nobody answers." : "answers as told."),
      "",
    ]
    lines += rendered(transition.trail, from: start)
    var play = Play(alert: transition.alert, story: story, start: start)
    for _ in 0..<decisionsMax {
      guard let next = play.next(policy: policy, staffing: staffing) else { break }
      lines += rendered(next, from: start)
      if play.rounds >= fallbackRounds { break }
    }
    lines.append(play.alert.isClosed ? "closed." : ending(of: play.alert, from: start))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func ending(of alert: Alert, from start: Timestamp) -> String {
    alert.phaseWord == "exhausted"
      ? "and so on, until a person answers." : "\(alert.phaseWord)."
  }

  private static let draft = AlertDraft(
    integration: "rehearsal", dedupKey: "rehearsal", priority: .high, kind: "rehearsal",
    content: AlertContent(what: "rehearsal"))

  private static func rendered(_ trail: [TrailEntry], from start: Timestamp) -> [String] {
    trail.filter { $0.event != .resounded }.map { entry in
      "+\(clock(entry.at - start))  \(entry.event.rawValue): \(entry.text)"
    }
  }

  private static func clock(_ length: Milliseconds) -> String {
    let seconds = length.wholeSeconds
    func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let rest = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return seconds < 3_600 ? rest : "\(two(seconds / 3_600)):\(rest)"
  }

  /// A rehearsal under way.
  private struct Play {
    var alert: Alert
    var story: [Turn]
    let start: Timestamp
    var rounds = 0

    /// Decides the next thing that happens; nil when the story is over.
    mutating func next(policy: Policy, staffing: Staffing) -> [TrailEntry]? {
      let turnAt = story.first.map { start + $0.after }
      guard let wake = alert.wakesAt ?? turnAt else { return nil }
      if let turnAt, let turn = story.first, turnAt <= wake {
        story.removeFirst()
        return answer(turn, at: turnAt, policy: policy, staffing: staffing)
      }
      if story.isEmpty, alert.phaseWord == "acknowledged" { return nil }
      if alert.phaseWord == "exhausted" { rounds += 1 }
      return advance(.deadlinePassed, at: wake, policy: policy, staffing: staffing)
    }

    private mutating func answer(
      _ turn: Turn, at now: Timestamp, policy: Policy, staffing: Staffing
    ) -> [TrailEntry] {
      let page = alert.duties.lazy.flatMap(\.people).first { $0.responder == turn.responder }?.page
      guard let page else { return [] }
      let response = Response(page: page, responder: turn.responder, device: nil, kind: turn.kind)
      return advance(.responded(response), at: now, policy: policy, staffing: staffing)
    }

    private mutating func advance(
      _ event: AlertEvent, at now: Timestamp, policy: Policy, staffing: Staffing
    ) -> [TrailEntry] {
      let transition = Escalation.advance(
        alert, on: event, under: policy, with: staffing, at: now)
      alert = transition.alert
      return transition.trail
    }
  }
}
