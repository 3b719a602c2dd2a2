// Tocsin — Core: what a source says about a condition
// SPDX-License-Identifier: Apache-2.0

/// What a source says about a condition, beside what the condition is.
package enum SourceSignal: String, Codable, Sendable, CaseIterable {
  /// It is there: opens an alert, repeats it or changes it (S17).
  case active
  /// It is still there: a sign of life, of which other details are taken over without a page; pages
  /// again only when it became more urgent or concerns another subject. Opens an alert when none is
  /// known, since its beginning was missed (S19).
  case alive
  /// As `alive`, and somebody at the bedside has taken note: escalation waits for a bounded time
  /// (S7).
  case attended
  /// It ended by itself (S19).
  case ended
  /// Whoever reported it has dealt with it, or does not ask for anything any more.
  case resolved
  /// It was never so: another patient, deleted (S18).
  case retracted
}
