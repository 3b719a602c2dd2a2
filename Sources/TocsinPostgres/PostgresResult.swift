// Tocsin — Postgres: the answer to one statement, and its rows
// SPDX-License-Identifier: Apache-2.0

internal import CPostgres
internal import TocsinStore

/// An answer of the server, held until it is let go.
final class PostgresResult {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) { self.handle = handle }

  deinit { PQclear(handle) }

  /// The five characters of a failure; nil for an answer, empty for a failure of libpq's own.
  var sqlstate: String? {
    let status = PQresultStatus(handle)
    if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK { return nil }
    // PG_DIAG_SQLSTATE
    guard let text = PQresultErrorField(handle, Int32(UInt8(ascii: "C"))) else { return "" }
    return String(cString: text)
  }

  /// What the server did, such as `COMMIT`.
  var tag: String { String(cString: PQcmdStatus(handle)) }

  /// How many rows were inserted, changed or deleted.
  var changed: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

  var count: Int { Int(PQntuples(handle)) }

  /// The types of the placeholders, for the description of a statement.
  var placeholderTypes: [UInt32] { (0..<PQnparams(handle)).map { PQparamtype(handle, $0) } }

  /// The types of the columns.
  var columnTypes: [UInt32] { (0..<PQnfields(handle)).map { PQftype(handle, $0) } }

  /// The texts of the first row, for answers in text form.
  var words: [String] {
    guard count > 0 else { return [] }
    return (0..<PQnfields(handle)).map { column in
      PQgetvalue(handle, 0, column).map { String(cString: $0) } ?? ""
    }
  }

  func row(_ index: Int) -> PostgresRow { PostgresRow(handle, Int32(index)) }
}

/// One row in binary form.
struct PostgresRow: Row {
  private let handle: OpaquePointer
  private let index: Int32

  init(_ handle: OpaquePointer, _ index: Int32) {
    self.handle = handle
    self.index = index
  }

  private func bytes(_ column: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: PQgetvalue(handle, index, Int32(column)),
      count: Int(PQgetlength(handle, index, Int32(column))))
  }

  func isNull(_ column: Int) -> Bool { PQgetisnull(handle, index, Int32(column)) == 1 }

  /// Of a number of 2, 4 or 8 bytes, or a truth value, which has one.
  func int(_ column: Int) -> Int64 {
    let bytes = bytes(column)
    switch bytes.count {
    case 1: return Int64(bytes[0])
    case 2: return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
    case 4: return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
    case 8: return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
    default: return 0
    }
  }

  func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

  func blob(_ column: Int) -> [UInt8] { Array(bytes(column)) }

  func id(_ column: Int) -> (UInt64, UInt64)? {
    let bytes = bytes(column)
    guard bytes.count == 16 else { return nil }
    return (
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    )
  }
}
