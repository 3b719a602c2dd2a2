// Tocsin — Store: compact bytes back into numbers and texts
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Reads what `ByteWriter` wrote. Total: bytes that are anything else throw
/// `StoreError.refused(code: 0, operation:)`, and no length makes it reserve more than there is.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0
  private let operation: String

  init(_ bytes: [UInt8], operation: String) {
    self.bytes = bytes
    self.operation = operation
  }

  /// What to throw when the bytes are not what they should be.
  var damaged: StoreError { .refused(code: 0, operation: operation) }

  /// Bytes that have not been read.
  var remaining: Int { bytes.count - position }

  mutating func byte() throws(StoreError) -> UInt8 {
    guard position < bytes.count else { throw damaged }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func flag() throws(StoreError) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw damaged
    }
  }

  mutating func unsigned() throws(StoreError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      let next = try byte()
      let bits = UInt64(next & 0x7F)
      guard shift < 63 || bits <= 1 else { throw damaged }
      value |= bits << UInt64(shift)
      if next < 0x80 { return value }
    }
    throw damaged
  }

  /// A number of things that follow, each at least one byte.
  mutating func count() throws(StoreError) -> Int {
    guard let value = Int(exactly: try unsigned()), value <= remaining else { throw damaged }
    return value
  }

  mutating func signed() throws(StoreError) -> Int64 {
    let folded = try unsigned()
    return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
  }

  mutating func int() throws(StoreError) -> Int {
    guard let value = Int(exactly: try signed()) else { throw damaged }
    return value
  }

  mutating func time() throws(StoreError) -> Timestamp {
    Timestamp(milliseconds: try signed())
  }

  mutating func text() throws(StoreError) -> String {
    let length = try count()
    defer { position += length }
    return bytes.withUnsafeBufferPointer { all in
      let part = UnsafeBufferPointer(rebasing: all[position..<position + length])
      return String(decoding: part, as: UTF8.self)
    }
  }

  mutating func words() throws(StoreError) -> (UInt64, UInt64) {
    guard remaining >= 16 else { throw damaged }
    return (word(), word())
  }

  private mutating func word() -> UInt64 {
    defer { position += 8 }
    return bytes.withUnsafeBytes {
      UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
  }

  mutating func optional<Wrapped>(
    _ read: (inout ByteReader) throws(StoreError) -> Wrapped
  ) throws(StoreError) -> Wrapped? {
    try flag() ? try read(&self) : nil
  }

  mutating func optionalTime() throws(StoreError) -> Timestamp? {
    try flag() ? try time() : nil
  }

  mutating func list<Element>(
    _ read: (inout ByteReader) throws(StoreError) -> Element
  ) throws(StoreError) -> [Element] {
    let count = try count()
    var found: [Element] = []
    found.reserveCapacity(count)
    for _ in 0..<count { found.append(try read(&self)) }
    return found
  }

  /// The element of `table` that a code byte names.
  mutating func code<Element>(_ table: [Element]) throws(StoreError) -> Element {
    let index = Int(try byte())
    guard index < table.count else { throw damaged }
    return table[index]
  }

  /// Nothing may follow.
  func finish() throws(StoreError) {
    guard remaining == 0 else { throw damaged }
  }
}
