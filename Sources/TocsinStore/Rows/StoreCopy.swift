// Tocsin — Store: every row of one store into another, and compared
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// A table as the database that is copied into knows it.
package struct TableShape: Sendable {
  package enum Kind: String, Sendable {
    case number, text, bytes
  }

  package let name: String
  package let columns: [(name: String, kind: Kind)]
  /// The columns of its primary key, in their order.
  package let key: [String]
  /// The column that the database numbers itself.
  package let numbered: String?

  package init(
    _ name: String, columns: [(name: String, kind: Kind)], key: [String], numbered: String?
  ) {
    self.name = name
    self.columns = columns
    self.key = key
    self.numbered = numbered
  }
}

/// Copies a table a few rows at a time, in the order of its primary key, which is the same on every
/// engine.
package struct StoreCopy {
  private let source: any Connection
  private let target: any Connection

  /// Rows that are in memory at once: a message can have many megabytes.
  private static let rowsAtOnce = 32

  package init(from source: any Connection, into target: any Connection) {
    self.source = source
    self.target = target
  }

  /// Copies all rows of a table into one that is emptied before.
  ///
  /// - Returns: how many there were.
  package func copy(_ table: TableShape) throws -> Int {
    try target.define("DELETE FROM \(table.name)")
    var count = 0
    var last: [Value] = []
    while true {
      let rows = try page(of: table, after: last, on: source)
      guard let end = rows.last else { return count }
      try target.execute(Self.insertion(of: rows.count, into: table), rows.flatMap { $0 })
      count += rows.count
      last = Self.key(of: end, table)
    }
  }

  /// Reads all rows of both again and compares every value.
  ///
  /// - Throws: `StoreError.refused` when one differs.
  package func compare(_ table: TableShape) throws {
    var last: [Value] = []
    while true {
      let there = try page(of: table, after: last, on: source)
      let here = try page(of: table, after: last, on: target)
      guard there == here else {
        throw StoreError.refused(code: 0, operation: "compare \(table.name)")
      }
      guard let end = there.last else { return }
      last = Self.key(of: end, table)
    }
  }

  /// The next rows behind a key.
  private func page(
    of table: TableShape, after last: [Value], on connection: any Connection
  ) throws -> [[Value]] {
    let places = last.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let keys = table.key.joined(separator: ", ")
    let behind = last.isEmpty ? "" : "WHERE (\(keys)) > (\(places))"
    let sql = """
      SELECT \(Self.names(table)) FROM \(table.name) \(behind)
      ORDER BY \(keys) LIMIT \(Self.rowsAtOnce)
      """
    return try connection.all(.once("copy \(table.name)", sql), last) { row in
      table.columns.indices.map { Self.value(row, $0, table.columns[$0].kind) }
    }
  }

  private static func insertion(of count: Int, into table: TableShape) -> Statement {
    let width = table.columns.count
    let rows = (0..<count).map { row in
      "(" + (1...width).map { "$\(row * width + $0)" }.joined(separator: ", ") + ")"
    }
    return .once(
      "copy \(table.name)",
      "INSERT INTO \(table.name) (\(names(table))) VALUES \(rows.joined(separator: ", "))")
  }

  private static func names(_ table: TableShape) -> String {
    table.columns.map(\.name).joined(separator: ", ")
  }

  private static func key(of row: [Value], _ table: TableShape) -> [Value] {
    table.key.compactMap { name in
      table.columns.firstIndex { $0.name == name }.map { row[$0] }
    }
  }

  private static func value(_ row: any Row, _ column: Int, _ kind: TableShape.Kind) -> Value {
    if row.isNull(column) { return .null }
    switch kind {
    case .number: return .int(row.int(column))
    case .bytes: return .blob(row.blob(column))
    case .text:
      // A server takes no U+0000 in a text.
      return .text(
        String(row.text(column).map { $0 == "\u{0}" ? "\u{FFFD}" : $0 }))
    }
  }
}
