// Tocsin — Gateway: where pages arrive late
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinMapping

/// How pages arrived at one place.
package struct ArrivalPlace: Sendable {
  /// The network's name or the ward; empty for the networks that the site does not name, and for a
  /// ward that is not known.
  package let name: String
  /// For people to read; the name for a network that the site does not name any more.
  package let title: String
  /// Where a network is; empty when it is of no ward alone.
  package let ward: String
  package let figures: ArrivalFigures
  /// By the hour of the day in UTC, ascending; hours in which nothing arrived or was to are left
  /// out.
  package let hours: [(hour: Int, figures: ArrivalFigures)]
}

/// How pages arrived, by network and by ward.
package struct ArrivalReport: Sendable {
  package let span: ReportSpan
  /// Dead spots first, then by how long nineteen of twenty pages took.
  package let networks: [ArrivalPlace]
  package let wards: [ArrivalPlace]
  /// Whether every figure is in it: there are at most `Reports.rowsMax`.
  package let isWhole: Bool
}

extension Reports {
  /// The dead-spot finder. A network is of no ward and of no person: everyone who may read figures
  /// sees it; of wards, those of who asks.
  ///
  /// - Parameter mayShow: whether who asks may see alerts of a ward.
  /// - Throws: `.notNow` when the store cannot be read.
  package func arrivals(
    _ span: ReportSpan, mayShow: @escaping @Sendable (AccessObject) -> Bool
  ) async throws(BoardError) -> ArrivalReport {
    guard let snapshot = try? surroundings.directory.snapshot() else { throw .notNow }
    let all = try await surroundings.read(or: BoardError.notNow, "the arrivals cannot be read") {
      try $0.arrivals(from: span.from, until: span.until, limit: Self.rowsMax)
    }
    func places(
      of group: ArrivalGroup, _ naming: (String) -> (title: String, ward: String)
    ) -> [ArrivalPlace] {
      Dictionary(grouping: all.filter { $0.group == group }, by: \.name).map { name, rows in
        let (title, ward) = naming(name)
        return ArrivalPlace(name: name, title: title, ward: ward, rows)
      }.sorted { $0.comesBefore($1) }
    }
    let networks = places(of: .network) { name in
      let known = snapshot.networks.network(named: name)
      return (known?.title ?? name, known?.ward ?? "")
    }
    let wards = places(of: .ward) { (title: $0, ward: $0) }
    return ArrivalReport(
      span: span, networks: networks,
      wards: wards.filter { mayShow(.alert(ward: $0.name, rotas: [])) },
      isWhole: all.count < Self.rowsMax)
  }
}

extension ArrivalPlace {
  fileprivate init(name: String, title: String, ward: String, _ rows: [ArrivalRow]) {
    self.name = name
    self.title = title
    self.ward = ward
    figures = ArrivalFigures(rows)
    hours = Dictionary(grouping: rows, by: \.hour).sorted { $0.key < $1.key }
      .map { (hour: $0.key, figures: ArrivalFigures($0.value)) }
  }

  fileprivate func comesBefore(_ other: ArrivalPlace) -> Bool {
    if figures.isDeadSpot != other.figures.isDeadSpot { return figures.isDeadSpot }
    let (mine, theirs) = (
      figures.delivered.percentile(95) ?? 0, other.figures.delivered.percentile(95) ?? 0
    )
    return mine == theirs ? name < other.name : mine > theirs
  }
}

extension ReportTable {
  /// Where pages arrive late, as CSV: a line for each place.
  package static func text(of report: ArrivalReport) -> String {
    let heads = [
      "by", "name", "title", "ward", "pages", "delivered", "p50_seconds", "p95_seconds",
      "undelivered", "lost", "dead_spot",
    ]
    let rows =
      report.networks.map { ("network", $0) } + report.wards.map { ("ward", $0) }
    let lines = rows.map { by, place -> String in
      let figures = place.figures
      let names = [by, cell(place.name), cell(place.title), cell(place.ward)]
      let counts = [
        "\(figures.pages)", "\(figures.delivered.total)", time(figures.delivered, 50),
        time(figures.delivered, 95), "\(figures.undelivered)",
        by == "network" ? "\(figures.lost)" : "", figures.isDeadSpot ? "yes" : "no",
      ]
      return (names + counts).joined(separator: ",")
    }
    return ([heads.joined(separator: ",")] + lines).joined(separator: "\r\n") + "\r\n"
  }
}
