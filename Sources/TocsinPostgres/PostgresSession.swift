// Tocsin — Postgres: one session with the server, from its beginning to its loss
// SPDX-License-Identifier: Apache-2.0

internal import CPostgres
internal import Glibc
internal import TocsinGateway
internal import TocsinStore

/// A session, used by one thread at a time. Each statement is prepared once, under its number.
///
/// No call waits for ever: a server that says nothing for `answerWaitMilliseconds` is taken for
/// lost. Whether a commit whose answer did not come is kept, nobody knows; who repeats the unit
/// finds out.
final class PostgresSession {
  /// What the server has found out about a statement.
  private struct Prepared {
    let name: String
    let types: [UInt32]
  }

  private let handle: OpaquePointer
  private var prepared: [Prepared?]
  private let answerWaitMilliseconds: Int32
  /// Set once the session is of no more use.
  private(set) var isLost = false
  /// It was lost because the server said nothing.
  private(set) var isSilent = false

  /// - Parameters:
  ///   - name: what the server's list of sessions calls it.
  ///   - answerWaitMilliseconds: how long the server may say nothing.
  /// - Throws: `PostgresError.unreachable`, or `tooOld`.
  init(_ address: PostgresAddress, as name: String, answerWaitMilliseconds: Int32) throws {
    guard let handle = address.connect(as: name) else {
      throw PostgresError.unreachable("there is no memory for a connection")
    }
    self.handle = handle
    self.answerWaitMilliseconds = answerWaitMilliseconds
    prepared = Array(repeating: nil, count: Statement.numberEnd)
    guard PQstatus(handle) == CONNECTION_OK, PQsetnonblocking(handle, 1) == 0 else {
      let words = String(cString: PQerrorMessage(handle))
      throw PostgresError.unreachable(words.split(separator: "\n").first.map(String.init) ?? "")
    }
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    let major = Int(PQserverVersion(handle)) / 10_000
    guard major >= 15 else { throw PostgresError.tooOld(major: major) }
  }

  deinit { PQfinish(handle) }

  /// Whether a transaction is open, well or failed.
  var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

  // MARK: - Statements

  /// Carries out a text of SQL; the answer is that of its last statement, in text form.
  ///
  /// - Parameter isPatient: waits for as long as it takes.
  @discardableResult
  func run(_ sql: String, _ operation: String, isPatient: Bool = false) throws -> PostgresResult {
    try send(PQsendQuery(handle, sql))
    return try answer(operation, isPatient: isPatient)
  }

  /// Carries out a statement of the store; the answer is in binary form.
  func run(_ statement: Statement, _ arguments: [Value]) throws -> PostgresResult {
    let prepared = try prepare(statement)
    let bound = try BoundArguments(arguments, as: prepared.types, statement.name)
    try send(
      bound.with { count, values, lengths, forms in
        PQsendQueryPrepared(handle, prepared.name, count, values, lengths, forms, 1)
      })
    return try answer(statement.name)
  }

  /// What the server says of a statement: the types of its placeholders and columns.
  func describe(_ statement: Statement) throws -> PostgresResult {
    let name = Self.name(of: statement)
    try send(PQsendPrepare(handle, name, statement.sql, 0, nil))
    _ = try answer(statement.name)
    try send(PQsendDescribePrepared(handle, name))
    return try answer(statement.name)
  }

  private func prepare(_ statement: Statement) throws -> Prepared {
    let isKept = statement.number < Statement.numberEnd
    if isKept, let known = prepared[statement.number] { return known }
    let types = try describe(statement).placeholderTypes
    let made = Prepared(name: Self.name(of: statement), types: types)
    if isKept { prepared[statement.number] = made }
    return made
  }

  /// The server forgets the one without a name when it is given another.
  private static func name(of statement: Statement) -> String {
    statement.number < Statement.numberEnd ? "s\(statement.number)" : ""
  }

  // MARK: - Waiting

  private func send(_ code: Int32) throws {
    guard !isLost, code == 1 else { throw lost() }
  }

  /// The last answer, or the first failure.
  private func answer(_ operation: String, isPatient: Bool = false) throws -> PostgresResult {
    var last: PostgresResult?
    while let next = try nextResult(isPatient) {
      if last?.sqlstate == nil { last = next }
    }
    guard let last, PQstatus(handle) == CONNECTION_OK else { throw lost() }
    guard let sqlstate = last.sqlstate else { return last }
    let error = StoreError(sqlstate: sqlstate, operation)
    if error == .unreachable { isLost = true }
    throw error
  }

  private func nextResult(_ isPatient: Bool) throws -> PostgresResult? {
    while true {
      let left = PQflush(handle)
      guard left >= 0 else { throw lost() }
      if left == 0 && PQisBusy(handle) == 0 { break }
      try wait(isWriting: left == 1, isPatient)
      guard PQconsumeInput(handle) == 1 else { throw lost() }
    }
    return PQgetResult(handle).map(PostgresResult.init)
  }

  /// Waits until the server has said something, or takes more.
  private func wait(isWriting: Bool, _ isPatient: Bool) throws {
    let events = Int16(POLLIN) | (isWriting ? Int16(POLLOUT) : 0)
    var socket = pollfd(fd: PQsocket(handle), events: events, revents: 0)
    while true {
      let ready = poll(&socket, 1, isPatient ? -1 : answerWaitMilliseconds)
      if ready > 0 { return }
      guard ready < 0, errno == EINTR else {
        isSilent = true
        throw lost()
      }
    }
  }

  private func lost() -> StoreError {
    isLost = true
    return .unreachable
  }
}
