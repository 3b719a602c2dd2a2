// Tocsin — Postgres: the connection that the store's statements run on
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway
internal import TocsinStore

/// Carries out the store's statements in a session, and in a new one when that is lost.
///
/// A lost session ends the transaction that was open in it with `StoreError.unreachable`; the next
/// `begin` opens another. Writers of all processes take their turns by a lock that each transaction
/// holds, so that numbers are given once and readers see one history: what `BEGIN IMMEDIATE` is to
/// SQLite.
final class PostgresConnection: Connection {
  /// What a connection is for.
  enum Purpose: Sendable {
    /// - Parameter node: the name under which this process serves the database; nil for a command.
    case writing(node: String?)
    case reading
    /// Says within two seconds whether the database works.
    case probing
  }

  private let address: PostgresAddress
  private let purpose: Purpose
  private let busyWaitMilliseconds: Int
  private var session: PostgresSession?
  /// Rows were written in the transaction that is open.
  private var hasWritten = false

  init(_ address: PostgresAddress, for purpose: Purpose, busyWaitMilliseconds: Int) {
    self.address = address
    self.purpose = purpose
    self.busyWaitMilliseconds = busyWaitMilliseconds
  }

  // MARK: - Sessions

  /// Opens the session, for who wants to know why it cannot be opened.
  ///
  /// - Throws: `PostgresError`.
  func connect() throws { session = try open() }

  func close() { session = nil }

  /// How long the server may say nothing: longer than a writer waits for another.
  private var answerWaitMilliseconds: Int {
    switch purpose {
    case .writing: busyWaitMilliseconds + 3_000
    case .reading: 15_000
    case .probing: 1_000
    }
  }

  private func open() throws -> PostgresSession {
    var name = "tocsin"
    if case .writing(let node?) = purpose { name = node }
    let session = try PostgresSession(
      address, as: name, answerWaitMilliseconds: Int32(answerWaitMilliseconds))
    do {
      try session.run(SessionSQL.settings(lockWait: busyWaitMilliseconds), "set up session")
      if case .writing(let node) = purpose {
        try SessionCheck.database(session)
        if let node { try SessionCheck.takeNode(session, as: node) }
      }
    } catch let error as StoreError {
      throw PostgresError.unreachable("the session cannot be set up: \(error)")
    }
    return session
  }

  /// The session in which a transaction is open, or may be opened.
  private func current() throws -> PostgresSession {
    guard let session, !session.isLost else { throw StoreError.unreachable }
    return session
  }

  /// Runs what begins a transaction, or stands alone: in the session that is there, and once more
  /// in a new one when that was cut off. Of a server that says nothing, nothing more is asked.
  @discardableResult
  private func beginning(
    _ sql: String, _ operation: String = "transaction", isPatient: Bool = false
  ) throws -> PostgresResult {
    if let session, !session.isLost {
      do {
        return try session.run(sql, operation, isPatient: isPatient)
      } catch StoreError.unreachable where !session.isSilent {
      }
    }
    session = nil
    do {
      let fresh = try open()
      session = fresh
      return try fresh.run(sql, operation, isPatient: isPatient)
    } catch is PostgresError {
      throw StoreError.unreachable
    }
  }

  // MARK: - Statements

  func execute(_ statement: Statement, _ arguments: [Value]) throws -> Int {
    let changed = try current().run(statement, arguments).changed
    if changed > 0 { hasWritten = true }
    return changed
  }

  func insert(_ statement: Statement, _ arguments: [Value]) throws -> Int64? {
    guard try execute(statement, arguments) > 0 else { return nil }
    return Int64(try current().run("SELECT lastval()", statement.name).words.first ?? "")
  }

  func query(
    _ statement: Statement, _ arguments: [Value], row: (any Row) throws -> Void
  ) throws {
    let result = try current().run(statement, arguments)
    for index in 0..<result.count { try row(result.row(index)) }
  }

  func define(_ sql: String) throws {
    try current().run(sql, "define schema", isPatient: true)
  }

  /// What the server says of a statement: the types of its placeholders, and of its columns.
  func types(of statement: Statement) throws -> (placeholders: [UInt32], columns: [UInt32]) {
    let result = try current().describe(statement)
    return (result.placeholderTypes, result.columnTypes)
  }

  /// The texts in the first row of an answer, outside of any transaction.
  func words(_ sql: String, _ operation: String, isPatient: Bool = false) throws -> [String] {
    try beginning(sql, operation, isPatient: isPatient).words
  }

  /// The same within the transaction that is open.
  func wordsWithin(_ sql: String, _ operation: String) throws -> [String] {
    try current().run(sql, operation).words
  }

  // MARK: - Transactions

  func begin() throws {
    hasWritten = false
    try beginning(SessionSQL.beginWriting)
  }

  func commit() throws {
    if case .writing(nil) = purpose, hasWritten { _ = try execute(.noteOtherWrite, []) }
    let tag = try current().run("COMMIT", "transaction").tag
    // A transaction in which a statement has failed ends with ROLLBACK, without an error.
    guard tag == "COMMIT" else { throw StoreError.refused(code: 0, operation: "transaction") }
  }

  func rollback() {
    guard let session, !session.isLost, session.isInTransaction else { return }
    _ = try? session.run("ROLLBACK", "transaction")
  }

  func beginPart() throws { try current().run("SAVEPOINT part", "transaction") }
  func keepPart() throws { try current().run("RELEASE part", "transaction") }

  func dropPart() throws {
    try current().run("ROLLBACK TO part; RELEASE part", "transaction")
  }

  /// Runs `body` on one snapshot of the database.
  func reading<Answer>(_ body: () throws -> Answer) throws -> Answer {
    try beginning("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    defer { rollback() }
    return try body()
  }
}
