// Tocsin — Core: how a source is doing
// SPDX-License-Identifier: Apache-2.0

/// How a source is doing: what was heard of it, and what is wrong with it.
///
/// Changed by events and by looks alone; nothing in it comes from the content of a message.
/// `SourceState+judging` decides what is wrong.
package struct SourceState: Hashable, Sendable {
  /// The last message or sign of life.
  package var heardAt: Timestamp?
  /// The last message that became an alert, or told of one.
  package var mappedAt: Timestamp?
  /// Silence is counted from here, or from `heardAt` when that is later.
  package var countsFrom: Timestamp
  /// The rhythm that the source itself has named; nil for none.
  package var ownRhythm: Milliseconds?
  /// How far the clock of its newest message with a time was ahead of ours.
  package var skew: Milliseconds?
  /// Messages in a row whose time was off, or, below zero, right; held to `skewRunMax`.
  package var skewRun = 0
  /// When the source said that it stops as planned; nil once anything is heard of it again.
  package var restsSince: Timestamp?
  /// Numbers that sequences have left out since the trouble began.
  package var missed: Int64 = 0
  /// The newest faults, oldest first; at most `SourceRules.faultsLimit`.
  package var faults: [Timestamp] = []
  /// When what counts for a while happened last.
  package var happened: [SourceTrouble: Timestamp] = [:]
  /// Requests over HTTP that were not taken, by why; never of their content.
  package var refusals: [ReportRefusal: RefusalCount] = [:]
  /// What is wrong now.
  package var ongoing: [OngoingTrouble] = []
  /// When each trouble was last over.
  package var overAt: [SourceTrouble: Timestamp] = [:]

  /// As many messages in a row decide whether a clock is off, so that an old message that was kept
  /// back is not taken for a wrong clock.
  package static let skewRunMax = 3
  /// How long a planned stop lets a source be silent. Longer work is planned here, with an owner
  /// and an end (S27): a word of the source alone never mutes its watch for good.
  package static let restMax = Milliseconds.hours(24)

  package init(countingFrom: Timestamp) { countsFrom = countingFrom }

  /// What goes on of this kind; nil when nothing does.
  package func ongoing(_ trouble: SourceTrouble) -> OngoingTrouble? {
    ongoing.first { $0.trouble == trouble }
  }

  // MARK: - What is noticed

  /// Takes what was noticed at `now`.
  package mutating func take(_ event: SourceEvent, _ rules: SourceRules, at now: Timestamp) {
    switch event {
    case .message(let message): take(message, rules, at: now)
    case .fault: noteFault(at: now)
    case .stalled: happened[.stalled] = now
    case .alive(let every):
      heardAt = now
      ownRhythm = every
      restsSince = every == nil ? now : nil
    case .heard:
      heardAt = now
      restsSince = nil
    case .refused(let why):
      let one = RefusalCount(count: 1, lastAt: now)
      refusals[why] = refusals[why].map { $0 + one } ?? one
    }
  }

  private mutating func take(
    _ message: SourceMessage, _ rules: SourceRules, at now: Timestamp
  ) {
    heardAt = now
    restsSince = nil
    if message.isMapped { mappedAt = now }
    if message.isRefused { noteFault(at: now) }
    if message.isForTest, rules.isLive { happened[.testOnLive] = now }
    if message.isRepeated { return }
    if let skew = message.skew {
      self.skew = skew
      let isOff = abs(skew.count) > rules.skewMax.count
      let run = isOff ? max(skewRun, 0) + 1 : min(skewRun, 0) - 1
      skewRun = min(max(run, -Self.skewRunMax), Self.skewRunMax)
    }
    if message.missed > 0 {
      missed = missed > .max - message.missed ? .max : missed + message.missed
      happened[.sequence] = now
    }
  }

  private mutating func noteFault(at now: Timestamp) {
    faults.append(now)
    if faults.count > SourceRules.faultsLimit { faults.removeFirst() }
  }
}
