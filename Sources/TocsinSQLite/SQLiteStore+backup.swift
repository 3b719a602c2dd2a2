// Tocsin — SQLite: copies of a store, and stores that were put back
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import TocsinGateway
package import TocsinStore

extension SQLiteStore {
  /// Takes the wrapped keys out of a copy that nobody else has open, and rewrites the file so that
  /// no trace of them stays in it.
  ///
  /// - Returns: the list of `BackupRows`.
  package static func separateKeys(from path: String) throws -> [UInt8] {
    try alone(path) { connection in
      let list = try BackupRows.takeKeys(connection)
      try connection.define("VACUUM")
      return list
    }
  }

  /// Puts the wrapped keys back into a store that nobody else has open, and settles what must not
  /// be as it was: see `BackupRows.settle`.
  package static func settleRestored(_ path: String, keys list: [UInt8]) throws {
    try alone(path) { try BackupRows.settle($0, keys: list) }
  }

  /// Reads every page of a file.
  ///
  /// - Throws: `StoreError.refused` when the file is damaged.
  package static func checkIntegrity(of path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let found = try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
    try queue.close()
    guard found == "ok" else { throw StoreError.refused(code: 11, operation: "check integrity") }
  }

  /// Hands over the one connection to a store that nobody else has open.
  package static func alone<Answer>(
    _ path: String, _ work: (any TocsinStore.Connection) throws -> Answer
  ) throws -> Answer {
    let lane = try Lane(
      DatabaseQueue(path: path), pragmas: ["synchronous = FULL", "secure_delete = ON"])
    defer { lane.close() }
    return try lane.now { try work($0) }
  }
}
