// Tocsin — Delivery: an internet address and how far it reaches
// SPDX-License-Identifier: Apache-2.0

/// How far an address reaches.
package enum AddressReach: Hashable, Sendable {
  /// Global unicast.
  case outside
  /// Of a private network (RFC 1918, RFC 4193, RFC 6598).
  case inside
  /// This machine.
  case loopback
  /// Nothing that a request may go to: this network, link-local (where the metadata services of
  /// clouds answer), multicast, broadcast, documentation and reserved blocks.
  case never
}

/// An IPv4 or IPv6 address: 4 or 16 bytes in network order.
package struct InternetAddress: Hashable, Sendable {
  package let bytes: [UInt8]

  /// Nil unless there are 4 or 16 bytes.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// How far it reaches (IANA's special-purpose registries, RFC 6890). An IPv6 address that carries
  /// an IPv4 address (mapped, compatible, NAT64, 6to4) reaches as far as that one.
  package var reach: AddressReach {
    if bytes.count == 4 { return Self.reach4(bytes) }
    if let carried { return Self.reach4(carried) }
    return reach6
  }

  private static func reach4(_ bytes: [UInt8]) -> AddressReach {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (127, _, _): .loopback
    case (10, _, _), (172, 16...31, _), (192, 168, _): .inside
    // 100.100.100.200 answers for the metadata of one cloud; the rest is shared carrier space.
    case (100, 100, 100): .never
    case (100, 64...127, _): .inside
    case (0, _, _), (169, 254, _), (224..., _, _): .never
    case (192, 0, 0), (192, 0, 2), (198, 18...19, _), (198, 51, 100), (203, 0, 113): .never
    default: .outside
    }
  }

  private var reach6: AddressReach {
    let words = stride(from: 0, to: 16, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    if words.dropLast().allSatisfy({ $0 == 0 }) { return words[7] == 1 ? .loopback : .never }
    // The metadata service of one cloud has an address of its own among the private ones.
    if words == [0xFD00, 0x0EC2, 0, 0, 0, 0, 0, 0x0254] { return .never }
    switch words[0] {
    case 0xFC00...0xFDFF: return .inside
    // 2001:db8::/32 is documentation, 2001::/32 is Teredo, which carries addresses in disguise.
    case 0x2001: return words[1] == 0x0DB8 || words[1] == 0 ? .never : .outside
    case 0x2000...0x3FFF: return .outside
    default: return .never
    }
  }

  /// The IPv4 address that an IPv6 address carries.
  private var carried: [UInt8]? {
    let zeros = { (count: Int) in bytes.prefix(count).allSatisfy { $0 == 0 } }
    let isMapped = zeros(10) && bytes[10] == 0xFF && bytes[11] == 0xFF
    let isCompatible = zeros(12) && (bytes[12] != 0 || bytes[13] != 0)
    let isNAT64 = bytes.prefix(4) == [0x00, 0x64, 0xFF, 0x9B]
    if isMapped || isCompatible || isNAT64 { return Array(bytes.suffix(4)) }
    return bytes.prefix(2) == [0x20, 0x02] ? Array(bytes[2..<6]) : nil
  }
}
