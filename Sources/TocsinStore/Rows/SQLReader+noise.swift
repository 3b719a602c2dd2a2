// Tocsin — Store: how the ledger of noise is kept and read
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinGateway

extension SQLReader {
  package func noise(
    from first: CivilDate, until end: CivilDate, limit: Int
  ) throws -> [NoiseRow] {
    let arguments: [Value] = [
      .int(Int64(first.dayNumber)), .int(Int64(end.dayNumber)), .int(limit),
    ]
    return try connection.all(.listNoise, arguments) { row -> NoiseRow? in
      // What only a later program counts is passed over.
      guard let priority = UInt8(exactly: row.int(2)).flatMap(Priority.init),
        let measure = NoiseMeasure(rawValue: row.int(5))
      else { return nil }
      return NoiseRow(
        rule: NoiseRule(integration: row.text(0), kind: row.text(1), priority: priority),
        team: row.text(3), ward: row.text(4),
        count: NoiseCount(measure, bin: row.int(6), count: row.int(7)))
    }.compactMap { $0 }
  }
}

extension SQLTransaction {
  /// Adds what an alert counts for to the rows of its day and rule.
  func add(_ figure: NoiseFigure) throws {
    for one in figure.counts {
      try connection.execute(
        .addNoise,
        [
          .int(Int64(figure.day.dayNumber)), .text(figure.rule.integration),
          .text(figure.rule.kind), .int(Int64(figure.rule.priority.rawValue)),
          .text(figure.team), .text(figure.ward), .int(one.measure.rawValue), .int(one.bin),
          .int(one.count),
        ])
    }
  }
}
