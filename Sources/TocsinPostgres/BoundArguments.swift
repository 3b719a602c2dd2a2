// Tocsin — Postgres: the arguments of a statement, in the server's binary form
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway
internal import TocsinStore

/// Types of the server, by their numbers in its catalogue.
enum PostgresType {
  static let bool: UInt32 = 16
  static let bytes: UInt32 = 17
  static let int8: UInt32 = 20
  static let int2: UInt32 = 21
  static let int4: UInt32 = 23
  static let text: UInt32 = 25

  /// What `PostgresRow` can read.
  static let readable: Set = [bool, bytes, int8, int2, int4, text]
  /// What `BoundArguments` can write.
  static let writable: Set = [bytes, int8, int2, int4, text]
}

/// Arguments one behind the other, each in the width that the server has found for its placeholder.
///
/// U+0000, which the server takes in no text, is written as U+FFFD.
struct BoundArguments {
  private var bytes: [UInt8] = []
  /// Where each begins; nil for NULL.
  private var starts: [Int?] = []
  private var lengths: [Int32] = []

  /// - Throws: `StoreError.refused` for a value that does not fit its placeholder.
  init(_ arguments: [Value], as types: [UInt32], _ operation: String) throws {
    guard arguments.count >= types.count else {
      throw StoreError.refused(code: 0, operation: operation)
    }
    for (value, type) in zip(arguments, types) {
      let start = bytes.count
      guard append(value, as: type) else {
        throw StoreError.refused(code: 0, operation: operation)
      }
      starts.append(value == .null ? nil : start)
      lengths.append(Int32(bytes.count - start))
    }
    // An argument of no bytes still needs a place.
    bytes.append(0)
  }

  /// - Returns: whether the value is one of this type.
  private mutating func append(_ value: Value, as type: UInt32) -> Bool {
    switch value {
    case .null:
      return true
    case .int(let number):
      return append(number, as: type)
    case .text(let text):
      append(text)
      return type == PostgresType.text
    case .blob(let blob):
      bytes += blob
      return type == PostgresType.bytes
    case .id(let high, let low):
      append(high)
      append(low)
      return type == PostgresType.bytes
    }
  }

  private mutating func append(_ number: Int64, as type: UInt32) -> Bool {
    switch type {
    case PostgresType.int8:
      append(number)
      return true
    case PostgresType.int4:
      return Int32(exactly: number).map { append($0) } != nil
    case PostgresType.int2:
      return Int16(exactly: number).map { append($0) } != nil
    default:
      return false
    }
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ text: String) {
    guard text.utf8.contains(0) else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    for byte in text.utf8 {
      if byte == 0 { bytes += [0xEF, 0xBF, 0xBD] } else { bytes.append(byte) }
    }
  }

  /// Calls `body` with what libpq takes: how many, where, how long, and in which form each is.
  func with<Answer>(
    _ body: (Int32, [UnsafePointer<CChar>?], [Int32], [Int32]) -> Answer
  ) -> Answer {
    bytes.withUnsafeBufferPointer { all in
      all.withMemoryRebound(to: CChar.self) { all in
        let places = starts.map { start in
          start.flatMap { start in all.baseAddress.map { $0 + start } }
        }
        return body(
          Int32(places.count), places, lengths, Array(repeating: 1, count: places.count))
      }
    }
  }
}
