// Tocsin — Mapping: what a mapping makes of one message
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a mapping makes of one message: drafts, or the reason why there are none.
package enum MappingOutcome: Hashable, Sendable {
  /// At least one draft, in the order of the message, and the rule that made them.
  case drafts([AlertDraft], rule: String)
  /// No rule wants the message. `rule` names the last rule that looked at it and what it missed,
  /// in words for the message list; it never holds a value of the message.
  case notForUs(rule: String)
}
