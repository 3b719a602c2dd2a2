// Tocsin — Simulation: an alert's phase, read off its trail
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Rebuilds from trail entries alone where an alert with one duty stands, and who holds it (I4).
struct TrailAccount: Hashable {
  /// The word of the contract; empty before the alert was opened.
  private(set) var phase = ""
  private(set) var holder: ResponderID?
  private var isRetracted = false
  /// Somebody had it in hand when it changed, and nobody has taken it since.
  private var isOwed = false

  mutating func take(_ entries: [TrailEntry]) {
    for entry in entries { take(entry) }
  }

  private mutating func take(_ entry: TrailEntry) {
    switch entry.event {
    case .opened: phase = "escalating"
    case .exhausted: phase = "exhausted"
    case .acknowledged: acknowledge(by: Self.subject(of: entry.text))
    case .released: letGo()
    case .declined: if Self.subject(of: entry.text) == holder { letGo() }
    case .changed:
      if holder != nil { askAgain() }
      if !entry.text.contains("retraction") { isRetracted = false }
    case .retracted:
      isRetracted = true
      if holder != nil { askAgain() } else if !isOwed { resolve() }
    case .resolved, .superseded: resolve()
    case .repeated, .paged, .resounded, .delivered, .displayed, .answered, .stepPassed,
      .cycleStarted, .reminded, .withdrawn, .held, .stale, .ended, .moved, .handoff, .refused,
      .noticed, .late, .reassigned:
      break
    }
  }

  private mutating func acknowledge(by person: ResponderID) {
    guard !isRetracted else { return resolve() }
    phase = "acknowledged"
    holder = person
    isOwed = false
  }

  private mutating func askAgain() {
    isOwed = true
    letGo()
  }

  private mutating func letGo() {
    holder = nil
    phase = "escalating"
  }

  private mutating func resolve() {
    phase = "resolved"
    holder = nil
  }

  /// Who an entry tells of: its first word.
  static func subject(of text: String) -> ResponderID {
    ResponderID(String(text.prefix { $0 != " " }))
  }
}
