// Tocsin — SQLite: a store looked at from outside, which changes nothing of it
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import TocsinStore

/// What a store's file says of itself without its key.
package struct StoreLook: Hashable, Sendable {
  /// The release of its tables; 0 for none.
  package let schema: Int64
  /// Whether its pages fit each other.
  package let isSound: Bool
}

extension SQLiteStore {
  /// What SQLite says of a file whose pages are not what it wrote.
  private static let damage: [ResultCode] = [.SQLITE_CORRUPT, .SQLITE_NOTADB]

  /// Looks at the file at `path`, beside whoever has it open. Indexes are not compared with their
  /// tables, so that it takes seconds where `checkIntegrity` takes minutes.
  ///
  /// - Throws: GRDB's error for a file that cannot be opened.
  package static func look(at path: String) throws -> StoreLook {
    var configuration = Configuration()
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      let found = try queue.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
      try queue.close()
      guard found == "ok" else { return StoreLook(schema: 0, isSound: false) }
    } catch let error as DatabaseError where damage.contains(error.resultCode) {
      return StoreLook(schema: 0, isSound: false)
    }
    let lane = try Opening.reader(path)
    defer { lane.close() }
    let schema = try lane.now { try $0.hasTable("meta") ? Schema.found($0) : 0 }
    return StoreLook(schema: schema, isSound: true)
  }
}
