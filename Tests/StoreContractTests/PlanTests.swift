// Tocsin — StoreContract: that no question walks the history
// SPDX-License-Identifier: Apache-2.0

import GRDB
import Testing
import TocsinSQLite

@testable import TocsinStore

@Suite struct `The plan of a statement` {
  /// Those that list a table as a whole, and say so.
  private static let whole: Set<String> = [
    "list alerts", "list closed alerts", "list devices", "list handovers", "list newest documents",
    "list accounts", "list directory keys", "end dead sessions", "end directory key",
    "end handovers", "list live devices", "spend links", "spend invitations", "list members",
    "list wrapped keys", "take wrapped keys", "erase keyless subjects", "end all sessions",
    "find newest envelope",
    "list integration keys", "end integration key", "list calendar links",
    "list starts of duty", "list channel troubles",
  ]

  @Test(arguments: Statement.all.map(\.name))
  func `goes by a key or an index`(_ name: String) async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      await store.close()
      let statement = try #require(Statement.all.first { $0.name == name })
      let queue = try DatabaseQueue(path: folder + "/store.sqlite")
      let steps = try await queue.read { database in
        let count = (1...20).last { statement.sql.contains("$\($0)") } ?? 0
        let arguments = Dictionary(uniqueKeysWithValues: (0..<count).map { ("\($0 + 1)", 1) })
        return try Row.fetchAll(
          database, sql: "EXPLAIN QUERY PLAN " + statement.sql,
          arguments: StatementArguments(arguments)
        ).map { $0["detail"] as String }
      }
      let scans = steps.filter { step in
        step.hasPrefix("SCAN") && !step.contains("USING") && !step.contains("CONSTANT ROW")
      }
      #expect(scans.isEmpty || Self.whole.contains(name), "\(steps)")
    }
  }
}
