// Tocsin — Gateway: the ledger of noise
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What the rules asked of people, and what came of it.
package struct NoiseReport: Sendable {
  package let span: ReportSpan
  /// Most pages first; of equal ones by integration, kind and priority.
  package let rules: [(rule: NoiseRule, figures: NoiseFigures)]
  /// Whether every figure is in it: there are at most `Reports.rowsMax`.
  package let isWhole: Bool
}

extension Reports {
  /// The ledger of noise: per rule what it paged, what was accepted, what was not useful, and what
  /// a hold would have removed. It names nobody, so that nothing has to be folded; of whom a mark
  /// came is in no figure.
  ///
  /// - Parameter mayShow: whether who asks may see alerts of a ward that ask these rotas.
  /// - Throws: `.notNow` when the store cannot be read.
  package func noise(
    _ span: ReportSpan, mayShow: @escaping @Sendable (AccessObject) -> Bool
  ) async throws(BoardError) -> NoiseReport {
    guard let snapshot = try? surroundings.directory.snapshot() else { throw .notNow }
    let all = try await surroundings.read(or: BoardError.notNow, "the noise cannot be read") {
      try $0.noise(from: span.from, until: span.until, limit: Self.rowsMax)
    }
    let rows = all.filter { mayShow(snapshot.object(ofTeam: $0.team, ward: $0.ward)) }
    let rules = Dictionary(grouping: rows, by: \.rule).mapValues { NoiseFigures($0) }
    let sorted = rules.sorted { a, b in
      let (mine, theirs) = (a.value.count(.pages), b.value.count(.pages))
      return mine == theirs ? a.key.sortKey < b.key.sortKey : mine > theirs
    }
    return NoiseReport(
      span: span, rules: sorted.map { (rule: $0.key, figures: $0.value) },
      isWhole: all.count < Self.rowsMax)
  }
}

extension NoiseRule {
  fileprivate var sortKey: (String, String, UInt8) { (integration, kind, priority.rawValue) }
}

extension ReportTable {
  /// The ledger of noise as CSV; what a rule that must not wait has of holds is empty.
  package static func text(of report: NoiseReport) -> String {
    let holds = NoiseFigures.holds
    let heads =
      [
        "integration", "kind", "priority", "alerts", "pages", "accepted", "declined",
        "ended_unanswered", "ended", "ended_unpaged", "not_useful",
      ] + holds.flatMap { ["removed_by_\($0)_seconds", "lost_by_\($0)_seconds"] }
      + ["advised_hold_seconds"]
    let rows = report.rules.map { rule, figures -> String in
      let names = [cell(rule.integration), cell(rule.kind), rule.priority.word]
      let counts = NoiseReport.counts(of: figures).map { "\($0.count)" }
      guard rule.mayWait else {
        return (names + counts + Array(repeating: "", count: holds.count * 2 + 1))
          .joined(separator: ",")
      }
      let tried = holds.flatMap {
        ["\(figures.removed(byHoldOf: $0))", "\(figures.lost(byHoldOf: $0))"]
      }
      return (names + counts + tried + [figures.advisedHold.map { "\($0)" } ?? ""])
        .joined(separator: ",")
    }
    return ([heads.joined(separator: ",")] + rows).joined(separator: "\r\n") + "\r\n"
  }
}

extension NoiseReport {
  /// The plain counts of a rule, by the names of the contract, in the order of the table.
  package static func counts(of figures: NoiseFigures) -> [(name: String, count: Int64)] {
    [
      ("alerts", figures.count(.alerts)), ("pages", figures.count(.pages)),
      ("accepted", figures.count(.accepted)), ("declined", figures.count(.declined)),
      ("endedUnanswered", figures.count(.endedUnanswered)), ("ended", figures.ended),
      ("endedUnpaged", figures.count(.endedUnpaged)), ("notUseful", figures.count(.notUseful)),
    ]
  }
}
