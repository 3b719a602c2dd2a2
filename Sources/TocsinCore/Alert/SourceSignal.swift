// Tocsin — Core: what a source says about a condition
// SPDX-License-Identifier: Apache-2.0

/// What a source says about a condition, beside what the condition is.
package enum SourceSignal: String, Codable, Sendable, CaseIterable {
  /// It is there: opens an alert, repeats it or changes it (S17).
  case active
  /// It is still there and nothing is new: a sign of life, folded in; opens an alert when none is
  /// known, since its beginning was missed (S19).
  case alive
  /// Somebody at the bedside has taken note: escalation waits for a bounded time (S7).
  case attended
  /// It ended by itself (S19).
  case ended
  /// Whoever reported it has dealt with it, or does not ask for anything any more.
  case resolved
  /// It was never so: another patient, deleted (S18).
  case retracted
}
