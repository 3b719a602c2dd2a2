// Tocsin — Postgres: a store in a database, made from all rows of another
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway
package import TocsinStore

extension PostgresStore {
  /// Fills an empty database with every row of another store of the same schema, and compares each
  /// with what it came from, in one transaction: after a failure nothing of it is there.
  ///
  /// - Parameter source: a connection to the other store, which nobody else has open.
  /// - Returns: how many rows each table has.
  /// - Throws: `PostgresError.occupied` for a database that holds a site, else what `open` throws,
  ///   or `StoreError.refused` with the table that differs.
  package static func fill(
    _ address: PostgresAddress, _ options: Options, from source: any TocsinStore.Connection
  ) throws -> [(table: String, rows: Int)] {
    let node = "tocsin node \(UInt64.random(in: .min ... .max))"
    let target = PostgresConnection(
      address, for: .writing(node: node), busyWaitMilliseconds: options.busyWaitMilliseconds)
    try target.connect()
    defer { target.close() }
    _ = try Schema.prepare(target, .postgres, KeyRing(options.vault))
    try target.begin()
    defer { target.rollback() }
    guard try target.wordsWithin(FillingSQL.isEmpty, "look for a site") == ["f"] else {
      throw PostgresError.occupied
    }
    let tables = try TableShape.all(
      target.wordsWithin(FillingSQL.columns, "list tables").first ?? "")
    let copy = StoreCopy(from: source, into: target)
    let counts = try tables.map { (table: $0.name, rows: try copy.copy($0)) }
    for table in tables {
      try copy.compare(table)
      if let column = table.numbered { try target.define(FillingSQL.goOn(table.name, column)) }
    }
    try target.commit()
    return counts
  }
}

/// Texts of SQL for filling a database.
private enum FillingSQL {
  static let isEmpty = """
    SELECT EXISTS (SELECT 1 FROM message) OR EXISTS (SELECT 1 FROM alert)
      OR EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM document)
    """

  /// A line for each column: table, column, type, place in the primary key from 1 or 0, and whether
  /// the database numbers it. The array of a key's columns counts from 0.
  static let columns = """
    SELECT string_agg(concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, NULL),
      coalesce(array_position(i.indkey::smallint[], a.attnum) + 1, 0),
      CASE WHEN a.attidentity = '' THEN 0 ELSE 1 END), E'\\n' ORDER BY c.relname, a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid
      JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    """

  /// Lets the numbers of a table go on behind those that are there.
  static func goOn(_ table: String, _ column: String) -> String {
    """
    SELECT setval(pg_get_serial_sequence('\(table)', '\(column)'),
      greatest((SELECT max(\(column)) FROM \(table)), 1))
    """
  }
}

extension TableShape {
  /// The tables that the lines of `FillingSQL.columns` describe.
  fileprivate static func all(_ lines: String) -> [TableShape] {
    var tables: [(name: String, words: [[Substring]])] = []
    for line in lines.split(separator: "\n") {
      let words = line.split(separator: " ")
      if tables.last?.name != String(words[0]) { tables.append((String(words[0]), [])) }
      tables[tables.count - 1].words.append(words)
    }
    return tables.map { table in
      let keys = table.words.filter { $0[3] != "0" }
        .sorted { (Int($0[3]) ?? 0) < (Int($1[3]) ?? 0) }
      return TableShape(
        table.name,
        columns: table.words.map { (name: String($0[1]), kind: kind(of: $0[2])) },
        key: keys.map { String($0[1]) },
        numbered: table.words.first { $0[4] == "1" }.map { String($0[1]) })
    }
  }

  private static func kind(of type: Substring) -> Kind {
    switch type {
    case "text": .text
    case "bytea": .bytes
    default: .number
    }
  }
}
