// Tocsin — Store: how figures are counted and read
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinGateway

extension SQLReader {
  package func figures(
    from first: CivilDate, until end: CivilDate, limit: Int
  ) throws -> [FigureRow] {
    let arguments: [Value] = [
      .int(Int64(first.dayNumber)), .int(Int64(end.dayNumber)), .int(limit),
    ]
    return try connection.all(.listFigures, arguments) { row -> FigureRow? in
      // What only a later program counts is passed over.
      guard let priority = UInt8(exactly: row.int(2)).flatMap(Priority.init),
        let measure = Measure(rawValue: row.int(3))
      else { return nil }
      return FigureRow(
        team: row.text(0), ward: row.text(1), priority: priority,
        counted: (measure, bin: row.int(4), count: row.int(5)))
    }.compactMap { $0 }
  }
}

extension SQLTransaction {
  /// Counts an alert that has just closed: what its trail says, with the entries of the transition
  /// that closes it.
  func count(_ transition: Transition, number: Int64) throws {
    let range = Places.range(of: number)
    let known = try connection.all(.listTrail, [.int(range.from), .int(range.until)]) { row in
      // That an old entry is damaged must not keep an alert from being closed.
      (try? TrailCodec.decode(row.blob(0))) ?? []
    }
    let trail = known.flatMap { $0 } + transition.trail
    if let noise = NoiseFigure(closing: transition.alert, trail) { try add(noise) }
    var devices: [PageID: [PageTimeline]] = [:]
    var pages: [(device: DeviceID, times: PageTimeline)] = []
    try connection.query(.listPages, [.int(range.from), .int(range.until)]) { row in
      let page: PageID = try row.identifier(0, Statement.listPages.name)
      let times = Self.times(row, from: 10)
      devices[page, default: []].append(times)
      if let device: DeviceID = row.optionalIdentifier(1) { pages.append((device, times)) }
    }
    // The answer that closes the alert is in the store only after this.
    let now = transition.trail.last?.at
    try countUndelivered(pages, of: transition, at: now ?? transition.alert.openedAt)
    let answered = transition.withdrawals.filter { $0.exceptDevice != nil }.map(\.page)
    for page in answered where devices[page]?.contains(where: { $0.answeredAt != nil }) == false {
      devices[page]?[0].answeredAt = now
    }
    let clocks = devices.values.map(PageClocks.init)
    guard let figure = AlertFigure(of: transition.alert, trail, clocks) else { return }
    for one in figure.counts where one.count > 0 {
      try connection.execute(
        .addFigure,
        [
          .int(Int64(figure.day.dayNumber)), .text(figure.team), .text(figure.ward),
          .int(Int64(figure.priority.rawValue)), .int(one.measure.rawValue), .int(one.bin),
          .int(one.count),
        ])
    }
  }
}
