// Tocsin — SQLite: how each connection is opened
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import TocsinGateway
internal import TocsinStore

/// Opens the connections of a store.
enum Opening {
  /// The connection that writes.
  ///
  /// GRDB sets `synchronous=NORMAL` when it turns the write-ahead log on, after any configuration
  /// of ours: FULL is set afterwards, and read back.
  static func writer(_ path: String?, _ options: SQLiteStore.Options) throws -> Lane {
    var pragmas = [
      "synchronous = FULL", "wal_autocheckpoint = 0", "temp_store = MEMORY", "cache_size = -8192",
      "secure_delete = ON",
    ]
    if let pages = options.pagesMax { pragmas.append("max_page_count = \(pages)") }
    var configuration = Configuration()
    configuration.label = "tocsin.store.writer"
    configuration.busyMode = .timeout(Double(options.busyWaitMilliseconds) / 1_000)
    guard let path else {
      return try Lane(DatabaseQueue(configuration: configuration), pragmas: pragmas)
    }
    configuration.journalMode = .wal
    let lane = try Lane(DatabaseQueue(path: path, configuration: configuration), pragmas: pragmas)
    guard try lane.now({ try $0.pragma("synchronous") }) == 2 else {
      throw StoreError.refused(code: 0, operation: "synchronous = FULL")
    }
    return lane
  }

  /// Brings the tables up to date. Where an older file held plain content, it is written anew, so
  /// that no page that is free now still holds it; a crash before that is made good at the next
  /// opening.
  static func prepare(_ lane: Lane, _ keys: KeyRing) throws {
    try lane.now { connection in
      guard try Schema.prepare(connection, .sqlite, keys) else { return }
      try connection.cutLog()
      try connection.define("VACUUM")
      try connection.cutLog()
      try Schema.settled(connection)
    }
  }

  /// A connection that only reads, each time one snapshot.
  static func reader(_ path: String) throws -> Lane {
    var configuration = Configuration()
    configuration.label = "tocsin.store.reader"
    configuration.readonly = true
    configuration.busyMode = .timeout(Double(StoreLimits.busyWaitMilliseconds) / 1_000)
    return try Lane(
      DatabaseQueue(path: path, configuration: configuration),
      pragmas: ["temp_store = MEMORY", "cache_size = -2048"])
  }

  /// The connection that moves the log into the database.
  static func checkpointer(_ path: String) throws -> Checkpointer {
    var configuration = Configuration()
    configuration.label = "tocsin.store.checkpoint"
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.inDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      try database.execute(sql: "PRAGMA cache_size = -512")
    }
    return Checkpointer(queue)
  }
}
