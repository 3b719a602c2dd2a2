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

  /// The timeline of one alert that opens at `start` and gets the answers of `story`. It is high
  /// where the policy takes that, else of the most urgent priority that it takes.
  ///
  /// Everyone is assumed to have a device that works; the text says so. Sounds that only repeat are
  /// left out. One line an entry: `+MM:SS  event: text`.
  package static func timeline(
    _ policy: Policy, _ staffing: Staffing, from start: Timestamp, story: [Turn] = [],
    in zone: ZoneRules = .utc
  ) -> String {
    let taken = policy.priorities.contains(.high) ? .high : policy.priorities.min() ?? .high
    let draft = AlertDraft(
      integration: "rehearsal", dedupKey: "rehearsal", priority: taken, kind: "rehearsal",
      content: AlertContent(what: "rehearsal"))
    let told = play(draft, policy, staffing.withDevices, from: start, story: story)
    let lines = [
      "Policy \(policy.reference.name): \(policy.title)",
      "A \(taken.word) alert opens at \(RFC3339.text(start, in: zone)); every device works; "
        + (story.isEmpty ? "nobody answers." : "answers as told."),
      "",
    ]
    return (lines + told.lines).joined(separator: "\n") + "\n"
  }

  /// Plays one alert forward from the moment at which it opens.
  static func play(
    _ draft: AlertDraft, _ policy: Policy, _ staffing: Staffing, from start: Timestamp,
    story: [Turn] = []
  ) -> RehearsedPlay {
    let opened = Escalation.open(
      draft, as: AlertID(high: 0, low: 0), under: policy, with: staffing, at: start)
    var told = RehearsedPlay(start: start)
    told.take(opened)
    var play = Play(alert: opened.alert, story: story, start: start)
    for _ in 0..<decisionsMax {
      guard let next = play.next(policy: policy, staffing: staffing) else { break }
      told.take(next)
      if play.rounds >= fallbackRounds { break }
    }
    told.ending = play.alert.isClosed ? "closed" : play.alert.phaseWord
    return told
  }

  /// A rehearsal under way.
  private struct Play {
    var alert: Alert
    var story: [Turn]
    let start: Timestamp
    var rounds = 0

    /// Decides the next thing that happens; nil when the story is over.
    mutating func next(policy: Policy, staffing: Staffing) -> Transition? {
      let turnAt = story.first.map { start + $0.after }
      guard let wake = alert.wakesAt ?? turnAt else { return nil }
      if let turnAt, let turn = story.first, turnAt <= wake {
        story.removeFirst()
        return answer(turn, at: turnAt, policy: policy, staffing: staffing)
          ?? next(policy: policy, staffing: staffing)
      }
      if story.isEmpty, alert.phaseWord == "acknowledged" { return nil }
      if alert.phaseWord == "exhausted" { rounds += 1 }
      return advance(.deadlinePassed, at: wake, policy: policy, staffing: staffing)
    }

    private mutating func answer(
      _ turn: Turn, at now: Timestamp, policy: Policy, staffing: Staffing
    ) -> Transition? {
      let page = alert.duties.lazy.flatMap(\.people).first { $0.responder == turn.responder }?.page
      guard let page else { return nil }
      let response = Response(page: page, responder: turn.responder, device: nil, kind: turn.kind)
      return advance(.responded(response), at: now, policy: policy, staffing: staffing)
    }

    private mutating func advance(
      _ event: AlertEvent, at now: Timestamp, policy: Policy, staffing: Staffing
    ) -> Transition {
      let transition = Escalation.advance(
        alert, on: event, under: policy, with: staffing, at: now)
      alert = transition.alert
      return transition
    }
  }
}

/// One page of a rehearsal.
package struct RehearsedPage: Hashable, Sendable {
  /// After the opening.
  package let after: Milliseconds
  package let responder: ResponderID
  package let role: String
  package let position: StepPosition
  package let why: String
  /// Owes no answer.
  package let isCopy: Bool
  package let isFallback: Bool
}

/// What a rehearsal has come to.
package struct RehearsedPlay: Sendable {
  package let start: Timestamp
  /// Each person's first page at each place of the policy, in order.
  package private(set) var pages: [RehearsedPage] = []
  /// Without sounds that only repeat.
  package private(set) var trail: [TrailEntry] = []
  /// `closed`, or the phase in which it is left.
  package fileprivate(set) var ending = ""

  init(start: Timestamp) { self.start = start }

  fileprivate mutating func take(_ transition: Transition) {
    trail += transition.trail.filter { $0.event != .resounded }
    let copies = transition.alert.duties.flatMap(\.people).filter(\.isCopy).map(\.page)
    for order in transition.pages where order.type == .preview {
      let isKnown = pages.contains {
        $0.responder == order.responder && $0.role == order.role && $0.position == order.position
      }
      guard !isKnown, let at = transition.trail.first?.at else { continue }
      pages.append(
        RehearsedPage(
          after: at - start, responder: order.responder, role: order.role,
          position: order.position, why: order.why, isCopy: copies.contains(order.page),
          isFallback: order.isFallback))
    }
  }

  /// One line an entry, `+MM:SS  event: text`, and how it ends.
  package var lines: [String] {
    trail.map { "+\(Self.clock($0.at - start))  \($0.event.rawValue): \($0.text)" } + [
      ending == "exhausted" ? "and so on, until a person answers." : "\(ending)."
    ]
  }

  private static func clock(_ length: Milliseconds) -> String {
    let seconds = length.wholeSeconds
    func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let rest = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return seconds < 3_600 ? rest : "\(two(seconds / 3_600)):\(rest)"
  }
}

extension Staffing {
  /// The same with a device for everybody.
  package var withDevices: Staffing {
    var copy = self
    for id in responders.keys { copy.devices[id] = [DeviceID(high: 0, low: 1)] }
    return copy
  }
}
