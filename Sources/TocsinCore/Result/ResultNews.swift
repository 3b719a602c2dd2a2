// Tocsin — Core: what a report brings, in words and as what is known from then on
// SPDX-License-Identifier: Apache-2.0

/// One report beside what was known of its observation.
package struct ResultNews: Hashable, Sendable {
  package let before: KnownResult?
  package let now: ResultReport
  package let change: ResultChange
  /// What is known from now on; nil when nothing is to be kept.
  package let after: KnownResult?

  /// - Parameters:
  ///   - isFolded: the same result is paged already under another order.
  ///   - early: what `early` was of a report before, while nothing else is known.
  package init(
    before: KnownResult?, now: ResultReport, isFolded: Bool = false, early: ResultTimes? = nil
  ) {
    let found = ResultChange.of(before: before, now: now, early: early)
    change = found == .firstCritical && isFolded ? .folded : found
    self.before = before
    self.now = now
    after = Self.after(change, before, now)
  }

  /// Kept of a report that takes back what is not known here: up to these times a report of the
  /// same observation is overtaken when it comes (S18). Nil for any other, and without a time to go
  /// by.
  package var early: ResultTimes? {
    let isDated = now.times.reported != nil || now.times.sent != nil
    return change == .unknown && isDated ? now.times : nil
  }

  /// The lines that the page shows for it; the value, old and new, stands before anything else that
  /// could be cut (S21).
  package var lines: [String] { Self.lines(change, before, now) }

  private static func after(
    _ change: ResultChange, _ before: KnownResult?, _ now: ResultReport
  ) -> KnownResult? {
    switch change {
    case .unreported, .older, .unknown: return nil
    case .notCritical:
      guard before != nil else { return nil }
      return KnownResult(now, shown: [])
    case .same:
      guard var before else { return nil }
      guard now.status != .retracted else {
        before.times = now.times
        before.times.collected = now.times.collected ?? before.times.collected
        return before
      }
      let isSettled = before.status == .preliminary && now.status != .preliminary
      return KnownResult(
        now, shown: isSettled ? lines(.firstCritical, nil, now) : before.shown)
    case .retracted:
      guard var known = before else { return nil }
      known.shown = lines(change, before, now)
      known.status = .retracted
      known.isCritical = false
      known.times = now.times
      known.times.collected = now.times.collected ?? before?.times.collected
      return known
    case .firstCritical, .changed, .corrected, .correctedAway, .noLongerCritical, .criticalAgain,
      .backAfterRetraction, .folded:
      return KnownResult(now, shown: lines(change, before, now))
    }
  }

  private static func lines(
    _ change: ResultChange, _ before: KnownResult?, _ now: ResultReport
  ) -> [String] {
    let old = before?.value ?? ""
    let name = change == .retracted ? before?.name ?? now.name : now.name
    let text: String
    switch change {
    case .retracted: text = "RETRACTED: \(name) \(old)"
    case .changed, .criticalAgain: text = "\(mark(now))\(name) \(arrow(old, now))\(now.finding)"
    case .corrected where old == now.value:
      text = "\(mark(now))\(name) \(saying("the value is the same", now))"
    case .corrected: text = "\(mark(now))\(name) \(arrow(old, now))\(now.finding)"
    case .correctedAway, .noLongerCritical:
      text = "\(mark(now))\(name) \(arrow(old, now))\(saying("no longer critical", now))"
    case .backAfterRetraction:
      text = "\(mark(now))\(name) \(saying("reported again after it was taken back", now))"
    case .firstCritical, .same, .folded, .unreported, .older, .notCritical, .unknown:
      text = [mark(now) + name, now.finding].filter { !$0.isEmpty }.joined(separator: " ")
    }
    return [text.isEmpty ? "a result without name or value, call the source." : text]
      + now.comment
  }

  private static func mark(_ now: ResultReport) -> String {
    switch now.status {
    case .corrected: "CORRECTED: "
    case .preliminary: "PRELIMINARY: "
    case .final, .retracted, .unreported: ""
    }
  }

  private static func arrow(_ old: String, _ now: ResultReport) -> String {
    old.isEmpty || old == now.value ? "" : "\(old) -> "
  }

  /// Says something right behind the value, where the finding begins with it.
  private static func saying(_ words: String, _ now: ResultReport) -> String {
    guard !now.value.isEmpty, now.finding.hasPrefix(now.value) else {
      return "\(now.finding), \(words)"
    }
    return "\(now.value), \(words)\(now.finding.dropFirst(now.value.count))"
  }
}

/// What the page of an alert says of its results.
package enum ResultText {
  /// Everything that the alert is about: what is new, then what is critical still, then what was
  /// taken back or is not critical any more, while the alert is open. Whole lines only; what does
  /// not fit is counted, with the advice to call the source (S21).
  ///
  /// - Parameters:
  ///   - others: what is known of the alert's other observations.
  ///   - beside: lines that follow all of them.
  package static func what(
    _ news: [ResultNews], _ others: [KnownResult], beside: [String] = []
  ) -> String {
    let first = news.filter(\.change.pages).map(\.lines)
    let still = news.filter { !$0.change.pages }.compactMap { $0.after ?? $0.before } + others
    let rest =
      still.filter(\.isCritical).map(\.shown) + still.filter { !$0.isCritical }.map(\.shown)
    var lines: [String] = []
    var byteCount = 0
    let blocks = (first + rest).filter { !$0.isEmpty }
    for (index, block) in blocks.enumerated() {
      let size = block.reduce(0) { $0 + $1.utf8.count + 1 }
      guard index < Limits.resultsShownMax, byteCount + size <= Limits.resultBytesMax else {
        lines.append("\(blocks.count - index) more findings are not shown: call the source.")
        break
      }
      lines += block
      byteCount += size
    }
    return (lines + beside).joined(separator: "\n")
  }

  /// How many reports brought what, for the message list; holds no value: `1 first critical, 2
  /// same`.
  package static func summary(_ changes: [ResultChange]) -> String {
    ResultChange.allCases.compactMap { change in
      let count = changes.filter { $0 == change }.count
      return count == 0 ? nil : "\(count) \(change.rawValue)"
    }.joined(separator: ", ")
  }
}
