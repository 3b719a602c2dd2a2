// Tocsin — Core: which channels to begin now
// SPDX-License-Identifier: Apache-2.0

/// What became of one hand-over so far.
package enum HandOverState: String, Hashable, Codable, Sendable, CaseIterable {
  /// Decided, and not begun: the process ended before, or it is tried once more.
  case waiting
  /// On its way to the channel.
  case begun
  /// The channel has it. Never a sign that a person has (S3).
  case handedOver = "handed-over"
  /// It cannot be handed over this way.
  case failed
  /// Nobody needs it any more; it was not begun.
  case moot
}

/// One hand-over of a page, as far as the ladder needs to know.
package struct HandOverMark: Hashable, Sendable {
  package let channel: String
  package let state: HandOverState
  /// When it came into this state.
  package let at: Timestamp

  package init(_ channel: String, _ state: HandOverState, at: Timestamp) {
    self.channel = channel
    self.state = state
    self.at = at
  }
}

/// Where the ladder of one page stands.
package struct LadderState: Hashable, Sendable {
  /// When the page went into the mailboxes, or was decided for somebody without a device.
  package let begunAt: Timestamp
  /// A device of the person said that it has the page.
  package let isDelivered: Bool
  /// One for each channel that was begun, whatever the device.
  package let marks: [HandOverMark]

  package init(begunAt: Timestamp, isDelivered: Bool, marks: [HandOverMark]) {
    self.begunAt = begunAt
    self.isDelivered = isDelivered
    self.marks = marks
  }
}

/// A channel to begin, and the rung on which it stands.
package struct LadderBegin: Hashable, Sendable {
  package let rung: Int
  package let channel: String

  package init(rung: Int, channel: String) {
    self.rung = rung
    self.channel = channel
  }
}

/// What a look at a ladder comes to.
package struct LadderStep: Hashable, Sendable {
  /// Channels to begin now.
  package var begin: [LadderBegin] = []
  /// When to look again; nil when nothing is left to begin.
  package var lookAgainAt: Timestamp?
  /// Everything has failed, and nothing is left (S1).
  package var hasFailed = false
}

extension ContactRule {
  /// A channel that failed brings the next rung forward, to this long after its failure: long
  /// enough for a device that has the page already to say so, and within the two seconds in which
  /// the next one has to begin.
  package static let failurePause = Milliseconds.seconds(1)

  /// Which channels to begin at `now`.
  ///
  /// Silence is never waited out: a rung begins at its time, whatever the others do, as long as no
  /// device has the page; and at once when one of the rungs before it has failed (S1).
  ///
  /// - Parameter leadsTo: whether a channel leads to the person at all: it has an address, or a
  ///   device with a subscription.
  package func step(
    _ state: LadderState, at now: Timestamp, leadsTo: (String) -> Bool
  ) -> LadderStep {
    var step = LadderStep()
    var seen = Set(state.marks.map(\.channel))
    var forward: Timestamp?
    var isAnyLeft = false
    for (index, rung) in rungs.enumerated() {
      let open = rung.channels.filter { leadsTo($0) && !seen.contains($0) }
      let isNeeded = !state.isDelivered || rung.isUntilAnswered || rung.after == .zero
      let due = min(state.begunAt + rung.after, forward ?? state.begunAt + rung.after)
      if !open.isEmpty, isNeeded {
        if due <= now {
          for channel in open where seen.insert(channel).inserted {
            step.begin.append(LadderBegin(rung: index, channel: channel))
          }
        } else {
          step.lookAgainAt = min(step.lookAgainAt ?? due, due)
        }
        isAnyLeft = true
      }
      for mark in state.marks where rung.channels.contains(mark.channel) && mark.state == .failed {
        let at = mark.at + Self.failurePause
        forward = min(forward ?? at, at)
      }
    }
    let isAnyAlive = state.marks.contains { $0.state != .failed && $0.state != .moot }
    let hasAnyFailed = state.marks.contains { $0.state == .failed }
    step.hasFailed = hasAnyFailed && !isAnyLeft && !isAnyAlive && !state.isDelivered
    return step
  }
}
