// Tocsin — SQLite: one connection that keeps its prepared statements
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite
internal import GRDBSQLite
internal import TocsinGateway
internal import TocsinStore

/// Carries out the store's statements on the handle of one of GRDB's connections.
///
/// GRDB opens, configures and serialises the connection. The statements themselves are bound and
/// stepped on the handle, because a message costs a handful of them and each is paid a thousand
/// times a second: a statement is prepared once and found again by its number.
final class SQLiteConnection: Connection {
  private let handle: OpaquePointer
  private var prepared: [PreparedStatement?]
  private let control: [Control: OpaquePointer]
  private var isFinal = false
  /// Keeps the log short; nil for a connection that does not write to a file.
  private var checkpointer: Checkpointer?
  /// The length of the log in pages after the last commit, set by SQLite.
  private let logPages = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

  /// The statements that make no row and belong to no table.
  private enum Control: String, CaseIterable {
    case begin = "BEGIN IMMEDIATE"
    case beginReading = "BEGIN"
    case commit = "COMMIT"
    case rollback = "ROLLBACK"
    case beginPart = "SAVEPOINT part"
    case keepPart = "RELEASE part"
    case dropPart = "ROLLBACK TO part"
  }

  init(_ handle: OpaquePointer) throws {
    self.handle = handle
    // Without this, SQLite compiles a statement again for each new value that it compares with the
    // condition of a partial index: half of what a page costs.
    let code = tocsin_sqlite_keep_plans(handle)
    guard code == SQLITE_OK else { throw StoreError(sqlite: code, "keep plans") }
    logPages.initialize(to: 0)
    prepared = Array(repeating: nil, count: Statement.numberEnd)
    var control: [Control: OpaquePointer] = [:]
    for word in Control.allCases {
      control[word] = try PreparedStatement.prepare(word.rawValue, on: handle, "transaction")
    }
    self.control = control
  }

  deinit {
    finalize()
    logPages.deallocate()
  }

  /// Tells `checkpointer` of each commit.
  func watchLog(with checkpointer: Checkpointer) {
    self.checkpointer = checkpointer
    let count:
      @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32
      ) -> Int32 = { context, _, _, pages in
        context?.assumingMemoryBound(to: Int32.self).pointee = pages
        return SQLITE_OK
      }
    sqlite3_wal_hook(handle, count, logPages)
  }

  /// Gives the statements back, so that the handle can be closed.
  func finalize() {
    guard !isFinal else { return }
    isFinal = true
    sqlite3_wal_hook(handle, nil, nil)
    for statement in prepared { sqlite3_finalize(statement?.handle) }
    for statement in control.values { sqlite3_finalize(statement) }
  }

  /// How often SQLite has compiled statements again, by their names.
  var preparedAgain: [String: Int] {
    let counts = prepared.compactMap { $0 }.map { statement in
      let count = sqlite3_stmt_status(statement.handle, SQLITE_STMTSTATUS_REPREPARE, 0)
      return (statement.name, Int(count))
    }
    return Dictionary(counts.filter { $0.1 > 0 }, uniquingKeysWith: +)
  }

  // MARK: - Statements

  func execute(_ statement: Statement, _ arguments: [Value]) throws -> Int {
    let prepared = try prepare(statement)
    defer { letGo(prepared, of: statement) }
    try prepared.run(arguments) { try prepared.finish() }
    return Int(sqlite3_changes(handle))
  }

  func insert(_ statement: Statement, _ arguments: [Value]) throws -> Int64? {
    try execute(statement, arguments) > 0 ? sqlite3_last_insert_rowid(handle) : nil
  }

  func query(
    _ statement: Statement, _ arguments: [Value], row: (any Row) throws -> Void
  ) throws {
    let prepared = try prepare(statement)
    defer { letGo(prepared, of: statement) }
    try prepared.run(arguments) {
      while try prepared.step() { try row(prepared) }
    }
  }

  func define(_ sql: String) throws {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw StoreError(sqlite: code, "define schema") }
  }

  /// Writes a snapshot of the database into a new file.
  func vacuum(into path: String) throws {
    let name = "copy"
    let statement = try PreparedStatement.prepare("VACUUM INTO ?1", on: handle, name)
    defer { sqlite3_finalize(statement) }
    let destructor = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_text(statement, 1, path, -1, destructor)
    guard sqlite3_step(statement) == SQLITE_DONE else {
      throw StoreError(sqlite: sqlite3_errcode(handle), name)
    }
  }

  /// The number that a pragma answers.
  func pragma(_ name: String) throws -> Int64 { try number("PRAGMA \(name)", name) }

  /// Moves the whole log into the database and cuts it to nothing; as far as readers let it.
  func cutLog() throws {
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    guard code == SQLITE_OK || code == SQLITE_BUSY else {
      throw StoreError(sqlite: code, "cut log")
    }
  }

  /// Whether there is a table of this name.
  func hasTable(_ name: String) throws -> Bool {
    try number("SELECT count(*) FROM sqlite_master WHERE name = '\(name)'", "find table") > 0
  }

  /// The number in the one row that a statement gives.
  private func number(_ sql: String, _ name: String) throws -> Int64 {
    let statement = try PreparedStatement.prepare(sql, on: handle, name)
    defer { sqlite3_finalize(statement) }
    guard sqlite3_step(statement) == SQLITE_ROW else {
      throw StoreError(sqlite: sqlite3_errcode(handle), name)
    }
    return sqlite3_column_int64(statement, 0)
  }

  private func prepare(_ statement: Statement) throws -> PreparedStatement {
    guard statement.number < Statement.numberEnd else {
      return try PreparedStatement(statement, on: handle)
    }
    if let known = prepared[statement.number] { return known }
    let made = try PreparedStatement(statement, on: handle)
    prepared[statement.number] = made
    return made
  }

  /// Gives back what was prepared for a single use.
  private func letGo(_ prepared: PreparedStatement, of statement: Statement) {
    if statement.number == Statement.numberEnd { sqlite3_finalize(prepared.handle) }
  }

  // MARK: - Transactions

  func begin() throws {
    if let checkpointer, checkpointer.leavesRest(logPages: Int(logPages.pointee)) {
      sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
    try step(.begin)
  }

  func commit() throws {
    try step(.commit)
    checkpointer?.committed(logPages: Int(logPages.pointee))
  }

  func beginPart() throws { try step(.beginPart) }
  func keepPart() throws { try step(.keepPart) }

  func dropPart() throws {
    try step(.dropPart)
    try step(.keepPart)
  }

  /// SQLite itself takes a transaction back when the disk is full or fails.
  func rollback() {
    guard sqlite3_get_autocommit(handle) == 0, let statement = control[.rollback] else { return }
    sqlite3_step(statement)
    sqlite3_reset(statement)
  }

  /// Runs `body` on one snapshot of the database.
  func reading<Answer>(_ body: () throws -> Answer) throws -> Answer {
    try step(.beginReading)
    defer { rollback() }
    return try body()
  }

  private func step(_ word: Control) throws {
    guard let statement = control[word] else { throw StoreError.closed }
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw StoreError(sqlite: code, "transaction") }
  }
}

extension StoreError {
  /// What a result code of SQLite means for a unit.
  init(sqlite code: Int32, _ operation: String) {
    switch code & 0xFF {
    case SQLITE_FULL: self = .full
    case SQLITE_BUSY, SQLITE_LOCKED: self = .locked
    default: self = .refused(code: Int(code), operation: operation)
    }
  }
}
