// Tocsin — Mapping: what a mapping makes of one message
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a mapping makes of one message: drafts, a sign of life, or the reason why there are none.
package enum MappingOutcome: Hashable, Sendable {
  /// At least one draft, in the order of the message, and the rule that made them.
  case drafts([AlertDraft], rule: String)
  /// Who came, moved or left, at least one, in the order of the message.
  case movements([Movement], rule: String)
  /// No rule wants the message. `rule` names the last rule that looked at it and what it missed,
  /// in words for the message list; it never holds a value of the message.
  case notForUs(rule: String)
  /// A sign of life of a source that has nothing to report, and the rule that read it.
  case heartbeat(SourceHeartbeat, rule: String)
}

/// What a source says by its watchdog: that it is there, or that it is about to stop.
package struct SourceHeartbeat: Hashable, Sendable {
  /// In which time it wants the reply; nil when it does not say.
  package let replyWithin: Milliseconds?
  /// It is shut down as planned: its silence from now on is no failure.
  package let isStopping: Bool

  package init(replyWithin: Milliseconds?, isStopping: Bool) {
    self.replyWithin = replyWithin
    self.isStopping = isStopping
  }
}
