// Tocsin — SQLite: the store in one file, or in memory
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Synchronization
package import TocsinGateway
package import TocsinStore

/// The store on SQLite: one writer, two readers and a checkpointer on a file, or one connection in
/// memory.
///
/// On a file: write-ahead log, `synchronous=FULL` (verified after opening), so that a completion
/// means that the unit is on the disk. Several processes may have the file open; a writer waits up
/// to five seconds for another. Call `close` before the process ends; not doing so loses nothing,
/// the next opening recovers the log.
package final class SQLiteStore: SiteStore {
  /// How a store is opened.
  package struct Options: Sendable {
    /// What seals the cells. There is no store without one.
    package var vault: any Vault
    /// How long another process's transaction is waited for.
    package var busyWaitMilliseconds = StoreLimits.busyWaitMilliseconds
    /// Runs units on the caller's thread, before `submit` returns: for the simulation.
    package var isInline = false
    /// Called around each commit; see `StoreWriter`.
    package var onFault: (@Sendable (FaultPoint) throws -> Void)?
    /// The most pages of 4 KiB that the file may have; nil for what SQLite allows.
    package var pagesMax: Int?

    package init(vault: any Vault) { self.vault = vault }
  }

  private let writer: StoreWriter
  private let writing: Lane
  /// Empty in memory, where the writer's connection reads too.
  private let reading: [Lane]
  private let checkpointer: Checkpointer?
  private let keys: KeyRing
  private let readCount = Atomic<Int>(0)

  /// Opens the file at `path`, makes it when there is none, and brings its tables up to date.
  ///
  /// - Throws: `SchemaError` for a file of a newer program, `StoreError` or GRDB's error for one
  ///   that cannot be opened.
  package static func open(path: String, _ options: Options) throws -> SQLiteStore {
    try SQLiteStore(path: path, options)
  }

  /// A store that is gone when it is closed.
  package static func inMemory(_ options: Options) throws -> SQLiteStore {
    try SQLiteStore(path: nil, options)
  }

  /// Whether the file at `path` holds sealed cells, and so cannot be read without its root key.
  ///
  /// - Throws: what `open` throws for a file that cannot be opened.
  package static func isSealed(path: String) throws -> Bool {
    let lane = try Opening.reader(path)
    defer { lane.close() }
    return try lane.now { try $0.hasTable("meta") && Schema.isSealed($0) }
  }

  private init(path: String?, _ options: Options) throws {
    let writing = try Opening.writer(path, options)
    self.writing = writing
    let keys = KeyRing(options.vault)
    self.keys = keys
    try Opening.prepare(writing, keys)
    if let path {
      reading = try (0..<2).map { _ in try Opening.reader(path) }
      let checkpointer = try Opening.checkpointer(path)
      try writing.now { $0.watchLog(with: checkpointer) }
      self.checkpointer = checkpointer
    } else {
      reading = []
      checkpointer = nil
    }
    let isInline = options.isInline
    writer = StoreWriter(keys: keys, onFault: options.onFault) { work in
      guard isInline else { return writing.later { work($0) } }
      try? writing.now { work($0) }
    }
  }

  package func submit<Answer: Sendable>(
    _ unit: StoreUnit<Answer>,
    completion: @escaping @Sendable (Result<Answer, StoreError>) -> Void
  ) {
    writer.submit(unit, completion: completion)
  }

  package func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    let index = readCount.wrappingAdd(1, ordering: .relaxed).oldValue
    let lane = reading.isEmpty ? writing : reading[Int(index.magnitude) % reading.count]
    let keys = keys
    return try await lane.answer { connection in
      try connection.reading { try body(SQLReader(connection, keys)) }
    }
  }

  package var damagedRows: [DamagedRow] { keys.damagedRows }

  /// Forgets the keys of subjects that are in memory; they are unwrapped again when needed.
  package func forgetKeys() { keys.forget() }

  /// Forgets the keys of subjects that are in memory, and moves the log into the file and cuts it:
  /// after an erasure, nothing of the key is left in either.
  package func settle() async throws {
    forgetKeys()
    try await writing.answer { try $0.cutLog() }
  }

  /// A file is there for as long as the process is.
  package func trouble() async -> String? { nil }

  /// A number that changes when another process has written to the file.
  package func dataVersion() async throws -> Int64 {
    try await writing.answer { try $0.pragma("data_version") }
  }

  /// The writer's `synchronous`: 2 is FULL.
  package func synchronous() async throws -> Int64 {
    try await writing.answer { try $0.pragma("synchronous") }
  }

  /// How often SQLite has compiled the writer's statements again, by their names: never but after a
  /// change of the tables.
  package func preparedAgain() async throws -> [String: Int] {
    try await writing.answer { $0.preparedAgain }
  }

  /// Writes the present state into a new file at `path`, compact and without the log, while the
  /// store goes on working.
  ///
  /// - Throws: `StoreError`; a half-written file is the caller's to remove.
  package func copy(to path: String) async throws {
    let lane = reading.last ?? writing
    try await lane.answer { try $0.vacuum(into: path) }
  }

  /// Carries out what waits, refuses everything after, and closes the file.
  package func close() async {
    writer.close()
    await withCheckedContinuation { continuation in
      writing.later { _ in continuation.resume() }
    }
    for lane in reading { lane.close() }
    checkpointer?.close()
    writing.close()
  }
}
