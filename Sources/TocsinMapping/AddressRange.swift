// Tocsin — Mapping: a range of internet addresses
// SPDX-License-Identifier: Apache-2.0

/// Addresses that begin alike, written `10.20.0.0/16`, `2001:db8::/32`, or as one address
/// (RFC 4632, RFC 4291 §2.2). An IPv4 address is also found under its IPv6 form `::ffff:a.b.c.d`.
package struct AddressRange: Hashable, Sendable {
  /// The address with every bit that does not count left out; IPv4 behind its prefix.
  private let base: UInt128
  /// The bits that count.
  private let mask: UInt128

  private static let mapped = UInt128(0xFFFF) << 32

  /// Nil unless the text is an address, or an address, a slash and how many of its bits count.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let address = Self.address(parts[0]) else { return nil }
    let width = parts[0].contains(":") ? 128 : 32
    var length = width
    if parts.count == 2 {
      guard let given = Int(parts[1]), parts[1].allSatisfy(\.isNumber), (0...width).contains(given)
      else { return nil }
      length = given
    }
    mask = UInt128.max << UInt128(width - length)
    base = address
    guard base & ~mask == 0 else { return nil }
  }

  /// Whether it holds an address, given as 4 or 16 bytes in network order.
  package func contains(_ address: [UInt8]) -> Bool {
    guard address.count == 4 || address.count == 16 else { return false }
    let number = Self.number(address)
    return holds(address.count == 4 ? Self.mapped | number : number)
  }

  /// Whether it holds a numeric address, written as text; a zone behind it (`%eth0`) is passed
  /// over.
  package func contains(_ text: String) -> Bool {
    let end = text.utf8.firstIndex(of: UInt8(ascii: "%")) ?? text.endIndex
    return Self.address(text[..<end]).map(holds) ?? false
  }

  private func holds(_ address: UInt128) -> Bool { address & mask == base }

  private static func number(_ bytes: some Sequence<UInt8>) -> UInt128 {
    bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }

  private static func address(_ text: Substring) -> UInt128? {
    if let four = address4(text) { return mapped | UInt128(four) }
    return text.contains(":") ? address6(text).map(number) : nil
  }

  /// Four numbers of one to three digits.
  private static func address4(_ text: Substring) -> UInt32? {
    var (address, part, digits, dots): (UInt32, UInt32, Int, Int) = (0, 0, 0, 0)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
        digits += 1
        guard digits <= 3, part <= 255 else { return nil }
      case UInt8(ascii: "."):
        guard digits > 0, dots < 3 else { return nil }
        (address, part, digits, dots) = (address << 8 | part, 0, 0, dots + 1)
      default: return nil
      }
    }
    return dots == 3 && digits > 0 ? address << 8 | part : nil
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
        out += (0..<4).map { UInt8(truncatingIfNeeded: four >> (24 - 8 * $0)) }
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
