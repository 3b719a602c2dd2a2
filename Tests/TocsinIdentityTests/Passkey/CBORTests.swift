// Tocsin — IdentityTests: CBOR that strangers send
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinIdentity

/// An example of RFC 8949 Appendix A, by its hexadecimal text.
struct CBORExample: Sendable, CustomTestStringConvertible {
  let hex: String
  let item: CBORItem

  init(_ hex: String, _ item: CBORItem) {
    self.hex = hex
    self.item = item
  }

  var testDescription: String { hex }

  static let all: [CBORExample] = [
    .init("00", .integer(0)), .init("17", .integer(23)), .init("1818", .integer(24)),
    .init("1903e8", .integer(1_000)), .init("1a000f4240", .integer(1_000_000)),
    .init("1b000000e8d4a51000", .integer(1_000_000_000_000)),
    .init("1b7fffffffffffffff", .integer(.max)), .init("3b7fffffffffffffff", .integer(.min)),
    .init("20", .integer(-1)), .init("3863", .integer(-100)), .init("3903e7", .integer(-1_000)),
    .init("f4", .flag(false)), .init("f5", .flag(true)), .init("f6", .null),
    .init("40", .bytes([])), .init("4401020304", .bytes([1, 2, 3, 4])),
    .init("60", .text("")), .init("62c3bc", .text("ü")), .init("6449455446", .text("IETF")),
    .init("80", .list([])), .init("83010203", .list([.integer(1), .integer(2), .integer(3)])),
    .init(
      "8301820203820405",
      .list([
        .integer(1), .list([.integer(2), .integer(3)]), .list([.integer(4), .integer(5)]),
      ])),
    .init("a0", .map([:])),
    .init("a201020304", .map([.integer(1): .integer(2), .integer(3): .integer(4)])),
    .init(
      "a26161016162820203",
      .map([.text("a"): .integer(1), .text("b"): .list([.integer(2), .integer(3)])])),
  ]
}

@Suite struct `CBOR that strangers send` {
  @Test(arguments: CBORExample.all)
  func `is read as RFC 8949 has it`(_ example: CBORExample) throws {
    #expect(try CBORReader.whole(bytes(example.hex)) == example.item)
  }

  @Test(arguments: CBORExample.all)
  func `is refused when it is cut anywhere, or goes on`(_ example: CBORExample) {
    let whole = bytes(example.hex)
    for length in 0..<whole.count {
      #expect(throws: CBORFault.truncated) { try CBORReader.whole(Array(whole.prefix(length))) }
    }
    #expect(throws: CBORFault.trailing) { try CBORReader.whole(whole + [0]) }
  }

  @Test(arguments: [
    ("1817", CBORFault.notShortest), ("190017", .notShortest), ("1a0000ffff", .notShortest),
    ("1b00000000ffffffff", .notShortest), ("5801ff", .notShortest), ("7800", .notShortest),
    ("1b8000000000000000", .outOfRange), ("3bffffffffffffffff", .outOfRange),
    ("1c", .unsupported), ("1f", .unsupported), ("5f4101ff", .unsupported),
    ("7f6161ff", .unsupported), ("9f01ff", .unsupported), ("bf0102ff", .unsupported),
    ("ff", .unsupported), ("c000", .unsupported), ("f7", .unsupported), ("f8ff", .unsupported),
    ("f93c00", .unsupported), ("fa47c35000", .unsupported), ("fb3ff199999999999a", .unsupported),
    ("61ff", .notText), ("62c328", .notText), ("63eda080", .notText),
    ("a201000101", .badKey), ("a2616100616101", .badKey), ("a18000", .badKey), ("a14000", .badKey),
    ("a1a000", .badKey), ("a1f500", .badKey),
    ("5b7fffffffffffffff00", .truncated), ("9a7fffffff", .tooMany), ("ba7fffffff", .tooMany),
  ])
  func `is refused in every other form`(_ hex: String, fault: CBORFault) {
    #expect(throws: fault) { try CBORReader.whole(bytes(hex)) }
  }

  @Test func `is bounded in depth, number and size`() throws {
    let depth = CBORReader.depthMax
    let deep = { (count: Int) in [UInt8](repeating: 0x81, count: count) + [0x00] }
    _ = try CBORReader.whole(deep(depth - 1))
    #expect(throws: CBORFault.tooDeep) { try CBORReader.whole(deep(depth)) }
    #expect(throws: CBORFault.tooDeep) { try CBORReader.whole(deep(60_000)) }

    let many = { (count: Int) in
      [0x99, UInt8(count >> 8), UInt8(count & 255)] + [UInt8](repeating: 0, count: count)
    }
    _ = try CBORReader.whole(many(CBORReader.itemsMax - 1))
    #expect(throws: CBORFault.tooMany) { try CBORReader.whole(many(CBORReader.itemsMax)) }

    let large = [UInt8](repeating: 0, count: CBORReader.bytesMax + 1)
    #expect(throws: CBORFault.tooLarge) { try CBORReader.whole(large) }
  }

  private func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
  }
}
