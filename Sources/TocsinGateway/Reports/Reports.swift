// Tocsin — Gateway: how alerts were answered, in figures
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The days that a report is about, of UTC, half-open.
package struct ReportSpan: Hashable, Sendable {
  package let from: CivilDate
  package let until: CivilDate

  package static let daysMax = 400

  /// Nil when the days are none, or too many.
  package init?(from: CivilDate, until: CivilDate) {
    guard from < until, until.dayNumber - from.dayNumber <= Self.daysMax else { return nil }
    self.from = from
    self.until = until
  }

  package var days: Int { until.dayNumber - from.dayNumber }
}

/// What a report on answers is about.
package struct ReportQuery: Hashable, Sendable {
  package let span: ReportSpan
  package let group: FigureGroup

  package var from: CivilDate { span.from }
  package var until: CivilDate { span.until }

  package init(_ span: ReportSpan, by group: FigureGroup) {
    self.span = span
    self.group = group
  }
}

/// One row of a report.
package struct ReportRow: Sendable {
  /// The policy's name, the ward or the word of the priority; nil for those that are folded.
  package let key: String?
  /// For people to read; empty for a ward that is not known, and for what is folded.
  package let title: String
  package let figures: Figures
  /// How long somebody was missing on the first line of the team's rotas, as they are written now;
  /// nil for wards and priorities. Time to come does not count.
  package let uncovered: Milliseconds?
}

/// A report.
package struct Report: Sendable {
  package let query: ReportQuery
  package let rows: [ReportRow]
  package let total: Figures
  /// Some are left out, since too few people answer for them even together.
  package let isWithheld: Bool
  /// Whether every figure is in it: there are at most `Reports.rowsMax`.
  package let isWhole: Bool
}

/// Makes reports from what the store has counted: by team, ward or priority, never by person. Each
/// row stands for the teams in it; where fewer than five people answer for those, it is folded with
/// others, and left out of all sums where even they are too few (S29).
package struct Reports: Sendable {
  package static let rowsMax = 100_000

  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// - Parameter mayShow: whether who asks may see alerts of a ward that ask these rotas.
  /// - Throws: `.notNow` when the store cannot be read.
  package func report(
    _ query: ReportQuery, mayShow: @escaping @Sendable (AccessObject) -> Bool
  ) async throws(BoardError) -> Report {
    guard let snapshot = try? surroundings.directory.snapshot() else { throw .notNow }
    let all = try await surroundings.read(or: BoardError.notNow, "the figures cannot be read") {
      try $0.figures(from: query.from, until: query.until, limit: Self.rowsMax)
    }
    let rows = all.filter { mayShow(snapshot.object(ofTeam: $0.team, ward: $0.ward)) }
    let groups = Dictionary(grouping: rows, by: query.group.key)
    let (own, folded) = SmallTeams.fold(
      groups.mapValues { rows in
        Set(rows.map(\.team)).reduce(into: []) { $0.formUnion(snapshot.people(ofTeam: $1)) }
      })
    var shown = own.sorted().map { key in
      let rows = groups[key] ?? []
      let title = query.group == .team ? snapshot.policies[key]?.title ?? key : key
      return ReportRow(
        key: key, title: title, figures: Figures(rows), uncovered: uncovered(rows, query, snapshot))
    }
    if query.group == .priority { shown = shown.byPriority }
    let others = (folded ?? []).flatMap { groups[$0] ?? [] }
    if !others.isEmpty {
      shown.append(
        ReportRow(
          key: nil, title: "", figures: Figures(others),
          uncovered: uncovered(others, query, snapshot)))
    }
    let seen = own.flatMap { groups[$0] ?? [] } + others
    return Report(
      query: query, rows: shown, total: Figures(seen), isWithheld: folded == nil,
      isWhole: all.count < Self.rowsMax)
  }

  /// Nil where rows are no teams. Each rota counts once, however many of the teams ask it.
  private func uncovered(
    _ rows: [FigureRow], _ query: ReportQuery, _ snapshot: DirectorySnapshot
  ) -> Milliseconds? {
    guard query.group == .team else { return nil }
    let begin = ZoneRules.utc.instant(of: CivilTime(query.from, .midnight))
    let end = ZoneRules.utc.instant(of: CivilTime(query.until, .midnight))
    let until = min(end, surroundings.time.now())
    guard begin < until else { return .zero }
    let rotas = Set(Set(rows.map(\.team)).flatMap { snapshot.policies[$0]?.rotas ?? [] })
    return rotas.compactMap { snapshot.staffing.rotas[$0] }.reduce(.zero) { sum, rota in
      snapshot.staffing.gaps(of: rota, from: begin, until: until).reduce(sum) { sum, gap in
        sum + (gap.until - gap.from)
      }
    }
  }
}

extension [ReportRow] {
  /// Most urgent first.
  fileprivate var byPriority: [ReportRow] {
    Priority.allCases.compactMap { priority in first { $0.key == priority.word } }
  }
}

extension DirectorySnapshot {
  /// What figures of a team and a ward are about: who may see such alerts may see them.
  func object(ofTeam name: String, ward: String) -> AccessObject {
    .alert(ward: ward, rotas: Set(policies[name]?.rotas ?? []))
  }

  /// Who answers for a policy: the people whom its rotas name, and whom it names itself.
  fileprivate func people(ofTeam name: String) -> Set<ResponderID> {
    guard let policy = policies[name] else { return [] }
    let targets = policy.roles.flatMap(\.steps).flatMap(\.targets)
    let named = targets.compactMap { target -> ResponderID? in
      if case .responder(let id) = target { id } else { nil }
    }
    return Set(named + policy.rotas.compactMap { staffing.rotas[$0] }.flatMap(\.named))
  }
}
