// Tocsin — Store: numbers and texts into compact bytes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Appends values to a growing buffer.
///
/// Unsigned numbers are LEB128: seven bits a byte, lowest first, the top bit says that more follow.
/// Signed numbers are folded first (0, -1, 1, -2 become 0, 1, 2, 3). A text is its length in bytes
/// and its UTF-8; an optional is a byte 0, or a byte 1 and the value.
struct ByteWriter {
  private(set) var bytes: [UInt8]

  init(reserving count: Int) {
    bytes = []
    bytes.reserveCapacity(count)
  }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func unsigned(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func count(_ value: Int) { unsigned(UInt64(value)) }

  mutating func signed(_ value: Int64) {
    unsigned(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  mutating func int(_ value: Int) { signed(Int64(value)) }

  mutating func time(_ value: Timestamp) { signed(value.milliseconds) }

  mutating func text(_ value: String) {
    count(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  mutating func words(_ high: UInt64, _ low: UInt64) {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes.append(contentsOf: $0) }
  }

  mutating func optional<Wrapped>(
    _ value: Wrapped?, _ write: (inout ByteWriter, Wrapped) -> Void
  ) {
    flag(value != nil)
    if let value { write(&self, value) }
  }

  mutating func time(_ value: Timestamp?) { optional(value) { $0.time($1) } }

  mutating func list<Element>(
    _ values: [Element], _ write: (inout ByteWriter, Element) -> Void
  ) {
    count(values.count)
    for value in values { write(&self, value) }
  }
}
