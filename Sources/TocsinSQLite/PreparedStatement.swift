// Tocsin — SQLite: one prepared statement, bound, stepped and read
// SPDX-License-Identifier: Apache-2.0

internal import GRDBSQLite
internal import TocsinGateway
internal import TocsinStore

/// A statement that SQLite has compiled, kept for the life of its connection.
///
/// SQLite takes `$2` for a name and numbers names by first appearance. `argumentOf` says for each
/// of its numbers which argument the name asks for.
struct PreparedStatement: Row {
  let handle: OpaquePointer
  let name: String
  private let argumentOf: [Int]

  /// Blobs from this size on are bound where they lie instead of being copied.
  private static let copiedBytesMax = 4_096
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ statement: Statement, on database: OpaquePointer) throws {
    handle = try Self.prepare(statement.sql, on: database, statement.name)
    name = statement.name
    var order: [Int] = []
    for index in 0..<sqlite3_bind_parameter_count(handle) {
      guard let label = sqlite3_bind_parameter_name(handle, index + 1),
        let number = Int(String(cString: label).dropFirst())
      else { throw StoreError.refused(code: Int(SQLITE_MISUSE), operation: name) }
      order.append(number - 1)
    }
    argumentOf = order
  }

  /// Compiles `sql` for long use.
  static func prepare(
    _ sql: String, on database: OpaquePointer, _ name: String
  ) throws -> OpaquePointer {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(
      database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle else { throw StoreError(sqlite: code, name) }
    return handle
  }

  // MARK: - Running

  /// Binds the arguments, runs `body`, and leaves the statement ready for the next time.
  func run(_ arguments: [Value], _ body: () throws -> Void) throws {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    try bind(arguments, from: 0, body)
  }

  /// Whether there is another row.
  func step() throws -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else { throw StoreError(sqlite: code, name) }
    return false
  }

  /// Steps to the end.
  func finish() throws {
    while try step() {}
  }

  /// Binds from parameter `start` on. A large blob is bound in place, and the rest within the time
  /// that its bytes stay where they are: the depth is at most the number of parameters.
  private func bind(_ arguments: [Value], from start: Int, _ body: () throws -> Void) throws {
    for index in start..<argumentOf.count {
      let position = Int32(index + 1)
      guard case .blob(let bytes) = arguments[argumentOf[index]],
        bytes.count > Self.copiedBytesMax
      else {
        try check(bind(arguments[argumentOf[index]], at: position))
        continue
      }
      try bytes.withUnsafeBytes { all in
        let count = UInt64(all.count)
        try check(sqlite3_bind_blob64(handle, position, all.baseAddress, count, nil))
        try bind(arguments, from: index + 1, body)
      }
      return
    }
    try body()
  }

  private func bind(_ value: Value, at position: Int32) -> Int32 {
    switch value {
    case .null:
      return sqlite3_bind_null(handle, position)
    case .int(let number):
      return sqlite3_bind_int64(handle, position, number)
    case .text(var text):
      return text.withUTF8 { all in
        all.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text(
            handle, position, $0.baseAddress, Int32($0.count), Self.transient)
        }
      }
    case .blob(let bytes):
      if bytes.isEmpty { return sqlite3_bind_zeroblob(handle, position, 0) }
      return bytes.withUnsafeBytes {
        sqlite3_bind_blob(handle, position, $0.baseAddress, Int32($0.count), Self.transient)
      }
    case .id(let high, let low):
      return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
        sqlite3_bind_blob(handle, position, $0.baseAddress, 16, Self.transient)
      }
    }
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw StoreError(sqlite: code, name) }
  }

  // MARK: - Row

  func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
  }

  func int(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

  func text(_ column: Int) -> String {
    guard let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func blob(_ column: Int) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  func id(_ column: Int) -> (UInt64, UInt64)? {
    guard let start = sqlite3_column_blob(handle, Int32(column)),
      sqlite3_column_bytes(handle, Int32(column)) == 16
    else { return nil }
    return (
      UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    )
  }
}
