// Tocsin — Mapping: a range of internet addresses
// SPDX-License-Identifier: Apache-2.0

/// Addresses that begin alike, written `10.20.0.0/16`, `2001:db8::/32`, or as one address
/// (RFC 4632, RFC 4291 §2.2). An IPv4 address is also found under its IPv6 form `::ffff:a.b.c.d`.
package struct AddressRange: Hashable, Sendable {
  /// 16 bytes; those of IPv4 behind their prefix.
  private let bytes: [UInt8]
  /// How many bits count, of 128.
  private let bits: Int

  private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

  /// Nil unless the text is an address, or an address, a slash and how many of its bits count.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let address = Self.address(parts[0]) else { return nil }
    let width = address.count * 8
    var length = width
    if parts.count == 2 {
      guard let given = Int(parts[1]), parts[1].allSatisfy(\.isNumber), (0...width).contains(given)
      else { return nil }
      length = given
    }
    bytes = Self.wide(address)
    bits = 128 - width + length
    guard (bits..<128).allSatisfy({ !Self.bit($0, of: bytes) }) else { return nil }
  }

  /// Whether it holds an address, given as 4 or 16 bytes in network order.
  package func contains(_ address: [UInt8]) -> Bool {
    guard address.count == 4 || address.count == 16 else { return false }
    let other = Self.wide(address)
    return (0..<bits).allSatisfy { Self.bit($0, of: bytes) == Self.bit($0, of: other) }
  }

  /// Whether it holds a numeric address, written as text; a zone behind it (`%eth0`) is passed
  /// over.
  package func contains(_ text: String) -> Bool {
    let bare = text.prefix { $0 != "%" }
    return Self.address(bare).map { contains($0) } ?? false
  }

  private static func wide(_ address: [UInt8]) -> [UInt8] {
    address.count == 4 ? mapped + address : address
  }

  private static func bit(_ number: Int, of bytes: [UInt8]) -> Bool {
    bytes[number / 8] & (0x80 >> (number % 8)) != 0
  }

  private static func address(_ text: Substring) -> [UInt8]? {
    text.contains(":") ? address6(text) : address4(text)
  }

  private static func address4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.count <= 3 && part.allSatisfy { $0.isASCII && $0.isNumber } ? UInt8(part) : nil
    }
    return parts.count == 4 && numbers.count == 4 ? numbers : nil
  }

  /// Groups of four hexadecimal digits; `::` once, for as many of zero as are missing.
  private static func address6(_ text: Substring) -> [UInt8]? {
    guard let gap = text.firstRange(of: "::") else {
      let whole = groups(text)
      return whole?.count == 16 ? whole : nil
    }
    guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
      head.count + tail.count <= 14
    else { return nil }
    return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    var out: [UInt8] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      if part.contains("."), let four = address4(part) {
        out += four
        continue
      }
      guard (1...4).contains(part.count), part.allSatisfy(\.isHexDigit),
        let value = UInt16(part, radix: 16)
      else { return nil }
      out += [UInt8(value >> 8), UInt8(value & 0xFF)]
    }
    return out
  }
}
