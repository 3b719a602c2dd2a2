// Tocsin — Core: what a report is to what is known of the same observation
// SPDX-License-Identifier: Apache-2.0

/// What a report changes in what is known of its observation (S17, S18). A message is a snapshot:
/// it is the change that pages, never the mere presence of a critical flag.
///
/// Rows: what the report says, by the standing of OBX-11 (HL7 v2 table 0085, as `ResultStatus`
/// reads it) and by whether its flags (OBX-8, table 0078) are critical to the site. Columns: what
/// is known; HH stands for any critical flag.
///
/// | Report | nothing | critical | critical no more | retracted |
/// |---|---|---|---|---|
/// | HH; F, P | `firstCritical` | `same`, `changed` | `criticalAgain` | `backAfterRetraction` |
/// | HH; C | `firstCritical` | `corrected` | `criticalAgain` | `backAfterRetraction` |
/// | other; F, P | `notCritical` | `noLongerCritical` | `notCritical` | `notCritical` |
/// | other; C | `unknown` | `correctedAway` | `notCritical` | `notCritical` |
/// | any; W, D | `unknown` | `retracted` | `retracted` | `same` |
/// | any; pending | `unreported` | `unreported` | `unreported` | `unreported` |
///
/// A second C with the value of the first is the `same`.
///
/// Before the table: a report that is older than what is known is `older`, and one of another
/// patient under the same numbers is a report of which nothing is known. Of a report that is
/// `unknown` its times are kept: what it takes back is `older` when it comes after it.
package enum ResultChange: String, Sendable, CaseIterable {
  case firstCritical = "first critical"
  case changed
  case corrected
  case correctedAway = "corrected, no longer critical"
  case noLongerCritical = "no longer critical"
  case retracted
  case criticalAgain = "critical again"
  case backAfterRetraction = "critical after a retraction"
  /// Nothing that a responder reads is different.
  case same
  /// The same result of the same specimen, paged already under another order.
  case folded = "same under another order"
  /// Pending, or not to be reported: says nothing.
  case unreported = "not reported"
  /// Overtaken by what is known already.
  case older = "older than what is known"
  case notCritical = "not critical"
  /// Takes back, or corrects to what is not critical, and nobody here was told of anything.
  case unknown = "takes back what is not known here"

  /// Whether somebody has to be told.
  package var pages: Bool {
    switch self {
    case .firstCritical, .changed, .corrected, .correctedAway, .noLongerCritical, .retracted,
      .criticalAgain, .backAfterRetraction:
      true
    case .same, .folded, .unreported, .older, .notCritical, .unknown: false
    }
  }

  /// Whether it says that what people were told is not so: everyone who was delivered it must know.
  package var takesBack: Bool {
    switch self {
    case .corrected, .correctedAway, .noLongerCritical, .retracted: true
    case .firstCritical, .changed, .criticalAgain, .backAfterRetraction, .same, .folded,
      .unreported, .older, .notCritical, .unknown:
      false
    }
  }

  /// Decides by the table. Total, and the same for the same values.
  ///
  /// - Parameter early: of what was taken back before anything was known of it; see `ResultNews`.
  package static func of(
    before: KnownResult?, now: ResultReport, early: ResultTimes? = nil
  ) -> ResultChange {
    guard now.status != .unreported else { return .unreported }
    guard let before, areOne(before, now) else { return ofUnknown(now, early) }
    if isOlder(now, than: before.times) { return .older }
    if now.status == .retracted { return before.status == .retracted ? .same : .retracted }
    if before.status == .retracted { return now.isCritical ? .backAfterRetraction : .notCritical }
    switch (before.isCritical, now.isCritical) {
    case (false, false): return .notCritical
    case (false, true): return .criticalAgain
    case (true, false): return now.status == .corrected ? .correctedAway : .noLongerCritical
    case (true, true): return ofCritical(before, now)
    }
  }

  private static func ofUnknown(_ now: ResultReport, _ early: ResultTimes?) -> ResultChange {
    if let early, isOlder(now, than: early) { return .older }
    if now.status == .retracted || now.status == .corrected && !now.isCritical { return .unknown }
    return now.isCritical ? .firstCritical : .notCritical
  }

  private static func ofCritical(_ before: KnownResult, _ now: ResultReport) -> ResultChange {
    let isEqual =
      before.value == now.value && before.flags == now.flags
      && (now.comment.isEmpty || now.comment == before.comment)
    if now.status == .corrected, before.status != .corrected { return .corrected }
    if isEqual { return .same }
    return now.status == .corrected ? .corrected : .changed
  }

  /// Whether both are of one patient: order numbers are used again. After a merge the number is
  /// another, and the time of collection still the same.
  package static func areOne(_ before: KnownResult, _ now: ResultReport) -> Bool {
    if before.patient.isEmpty || now.patient.isEmpty || before.patient == now.patient {
      return true
    }
    guard let then = before.times.collected, let collected = now.times.collected else {
      return false
    }
    return then == collected
  }

  /// By the time of collection, unless the report takes something back; then by the time of the
  /// report, then by that of the message. What is not known on both sides decides nothing.
  private static func isOlder(_ now: ResultReport, than before: ResultTimes) -> Bool {
    let takesBack = now.status == .corrected || now.status == .retracted
    if !takesBack, let a = now.times.collected, let b = before.collected, a != b {
      return a < b
    }
    if let a = now.times.reported, let b = before.reported, a != b { return a < b }
    if let a = now.times.sent, let b = before.sent { return a < b }
    return false
  }
}
