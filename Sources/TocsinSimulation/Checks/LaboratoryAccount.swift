// Tocsin — Simulation: what is so by the reports that were taken
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What a report is to those that were taken before it. Worked out a second time, from S17 and S18
/// alone.
enum LaboratoryNews: Hashable {
  /// Nothing is known that was critical, and neither is this.
  case nothing
  /// What is known was reported later.
  case overtaken
  /// Nothing that a responder reads is different.
  case same
  /// Critical, and nothing is known.
  case first
  /// Critical, after a value that was not or was taken back.
  case again
  /// Critical with another value.
  case changed
  /// Critical, in the place of what was wrong.
  case corrected
  /// Not critical any more.
  case away
  /// Of another patient, or deleted.
  case takenBack

  /// Whether nobody may be paged for it.
  var isSilent: Bool {
    switch self {
    case .nothing, .overtaken, .same: true
    case .first, .again, .changed, .corrected, .away, .takenBack: false
    }
  }

  /// Whether everyone who was delivered the result must learn of it (S18).
  var takesBack: Bool {
    switch self {
    case .corrected, .away, .takenBack: true
    case .nothing, .overtaken, .same, .first, .again, .changed: false
    }
  }
}

/// The newest report of each order that was critical once. The newest is the one that the
/// laboratory reported last, in whatever order they came (S18).
struct LaboratoryAccount {
  private(set) var known: [String: LabResult] = [:]
  /// Of orders of which nothing critical is known: the newest report that takes back or corrects.
  private var early: [String: LabResult] = [:]

  /// What the next report that was taken brings.
  mutating func take(_ result: LabResult) -> LaboratoryNews {
    let news = news(result)
    switch news {
    case .nothing:
      if known[result.order] != nil {
        known[result.order] = result
      } else if result.isTakenBack || result.status == "C" {
        early[result.order] = result
      }
    case .overtaken: break
    case .same, .first, .again, .changed, .corrected, .away, .takenBack:
      known[result.order] = result
    }
    return news
  }

  private func news(_ now: LabResult) -> LaboratoryNews {
    guard let before = known[now.order] else {
      if let early = early[now.order], isOlder(now, than: early) { return .overtaken }
      return now.isCritical ? .first : .nothing
    }
    if isOlder(now, than: before) { return .overtaken }
    if now.isTakenBack { return before.isTakenBack ? .same : .takenBack }
    switch (before.isCritical, now.isCritical) {
    case (false, false): return .nothing
    case (false, true): return .again
    case (true, false): return .away
    case (true, true): break
    }
    let isCorrection = now.status == "C"
    if isCorrection, before.status != "C" { return .corrected }
    if before.value == now.value, before.flag == now.flag { return .same }
    return isCorrection ? .corrected : .changed
  }

  private func isOlder(_ now: LabResult, than before: LabResult) -> Bool {
    guard let old = before.reported, let new = now.reported else { return false }
    return (new, now.sent ?? new) < (old, before.sent ?? old)
  }
}
