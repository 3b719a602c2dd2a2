// Tocsin — Simulation: one report of a result, and what the gateway made of it
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What there was of an order before a report.
struct OrderStanding {
  /// Oldest first.
  var alerts: [Alert] = []
  /// Who was ever delivered one of them, sorted.
  var readers: [ResponderID] = []
}

/// A report that was taken, beside the alerts of its order. Each question gives nil, or what is
/// wrong.
struct ResultView {
  let result: LabResult
  let news: LaboratoryNews
  let before: OrderStanding
  /// The same and new ones, after it.
  let after: [Alert]
  /// What was decided on them by the report.
  let decisions: [Decision]
  let isReachable: (ResponderID) -> Bool

  /// What is wrong, and with which promise.
  var wrong: (promise: Promise, what: String)? {
    if news.isSilent {
      return pagedForNothing.map { (news == .overtaken ? .s18 : .s17, $0) }
    }
    if let what = unsaid { return (news.takesBack ? .s18 : .lost, what) }
    if let what = keptInHand { return (news.takesBack ? .s18 : .s17, what) }
    guard news.takesBack else { return nil }
    return (openOnNothing ?? unasked ?? untold).map { (.s18, $0) }
  }

  /// A report without news that pages. What ended by itself and is reported again pages (S19).
  private var pagedForNothing: String? {
    let hasEnded = before.alerts.contains { $0.endedAt != nil && !$0.isClosed }
    let page = decisions.flatMap(\.transition.pages).first
    guard let page, news == .overtaken || !hasEnded else { return nil }
    return "\(page.responder) is paged for \(result.order), of which nothing is new (\(news))"
  }

  /// News that no alert tells. What is critical must be on one that is open.
  private var unsaid: String? {
    guard !decisions.isEmpty else {
      return "a report of \(result.order) was accepted and no alert tells of it (\(news))"
    }
    let words = news == .takenBack ? "RETRACTED" : result.value
    let said = after.filter { alert in
      decisions.contains { $0.transition.alert.id == alert.id }
        && alert.content.what.contains(words)
    }
    if said.isEmpty { return "no alert of \(result.order) says what is so now (\(news))" }
    guard result.isCritical, !said.contains(where: { !$0.isClosed }) else { return nil }
    return "the critical result of \(result.order) is on no alert that is open (\(news))"
  }

  /// Somebody has an alert in hand whose content is another now, and was not asked again.
  private var keptInHand: String? {
    for decision in decisions {
      let alert = decision.transition.alert
      guard let holder = alert.duties.compactMap(\.phase.holder).first else { continue }
      return "\(holder) holds alert \(alert.id) on as if nothing had changed (\(news))"
    }
    return nil
  }

  /// An alert stays open on a result that was taken back, though nobody had answered for it.
  private var openOnNothing: String? {
    guard news == .takenBack else { return nil }
    for alert in after where !alert.isClosed {
      if alert.retractedAt == nil { return "alert \(alert.id) stays open on what was taken back" }
      let wasHeld = before.alerts.contains { $0.id == alert.id && $0.retractedAt == nil }
      if wasHeld, !wasAnswered(alert.id) {
        return "alert \(alert.id) escalates on for what was taken back; nobody had answered"
      }
    }
    return nil
  }

  /// Whether somebody had the alert in hand, or had it when it changed last and was asked again.
  /// `TrailAccount` holds the second against the trail.
  private func wasAnswered(_ id: AlertID) -> Bool {
    before.alerts.contains { $0.id == id && $0.duties.contains(where: \.owesAnswer) }
  }

  /// Somebody had taken what is taken back now, and is not asked to acknowledge that.
  private var unasked: String? {
    guard news == .takenBack else { return nil }
    let closed = after.first { alert in
      alert.isClosed && wasAnswered(alert.id)
        && before.alerts.contains { $0.id == alert.id && $0.retractedAt == nil }
    }
    return closed.map { "alert \($0.id) is closed; who had taken it was not asked again" }
  }

  /// Somebody was delivered the result and is not told that it was wrong, on duty or not.
  private var untold: String? {
    let told = Set(decisions.flatMap(\.transition.pages).map(\.responder))
    let forgotten = before.readers.first { !told.contains($0) && isReachable($0) }
    return forgotten.map { "\($0) was delivered \(result.order) and is not told (\(news))" }
  }
}
