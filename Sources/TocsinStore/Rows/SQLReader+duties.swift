// Tocsin — Store: how starts of duty are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension SQLReader {
  package func lineHolders() throws -> [LineHolders] {
    try connection.all(.listLineHolders, []) { row in
      LineHolders(
        rota: RotaID(row.text(0)), line: Self.line(row.text(1)), responders: Self.ids(row.text(2)),
        since: row.time(3))
    }
  }

  package func dutyStarts() throws -> [DutyStart] {
    try connection.all(.listDutyStarts, []) { row in
      DutyStart(
        alert: try row.identifier(0, Statement.listDutyStarts.name),
        responder: ResponderID(row.text(1)), rota: RotaID(row.text(2)),
        line: Self.line(row.text(3)), outgoing: Self.ids(row.text(4)), at: row.time(5))
    }
  }

  /// The first line for a word that only a later program knows.
  static func line(_ word: String) -> RotaLine { RotaLine(rawValue: word) ?? .first }

  private static func ids(_ text: String) -> [ResponderID] {
    text.split(separator: " ").map { ResponderID(String($0)) }
  }
}

extension SQLTransaction {
  package func put(_ holders: LineHolders) throws {
    try connection.execute(
      .putLineHolders,
      [
        .text(holders.rota.text), .text(holders.line.rawValue),
        .text(Self.text(holders.responders)), .time(holders.since),
      ])
  }

  package func insert(_ start: DutyStart) throws {
    try connection.execute(
      .insertDutyStart,
      [
        .id(start.alert), .text(start.responder.text), .text(start.rota.text),
        .text(start.line.rawValue), .text(Self.text(start.outgoing)), .time(start.at),
      ])
    try raiseDirectory()
  }

  package func end(_ start: DutyStart) throws {
    let changed = try connection.execute(
      .endDutyStart,
      [.text(start.rota.text), .text(start.line.rawValue), .text(start.responder.text)])
    if changed > 0 { try raiseDirectory() }
  }

  private static func text(_ ids: [ResponderID]) -> String {
    ids.map(\.text).joined(separator: " ")
  }
}
