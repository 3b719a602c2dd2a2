// Tocsin — Core: opaque 128-bit identifiers
// SPDX-License-Identifier: Apache-2.0

/// A 128-bit identifier of one kind of thing; its text form is a UUID (RFC 9562 §4) in lower case.
///
/// `Kind` is a phantom type, so that a page id cannot stand where an alert id is meant.
package struct Identifier<Kind>: Hashable, Comparable, Codable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads 16 bytes, big-endian; nil when there are not exactly 16.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.enumerated() {
      if index < 8 {
        words.0 = words.0 << 8 | UInt64(byte)
      } else {
        words.1 = words.1 << 8 | UInt64(byte)
      }
    }
    self.init(high: words.0, low: words.1)
  }

  /// Reads the UUID text form, either case; nil when it is anything else.
  package init?(text: String) {
    var bytes: [UInt8] = []
    var nibble: UInt8?
    guard text.utf8.count == 36 else { return nil }
    for (index, character) in text.utf8.enumerated() {
      if [8, 13, 18, 23].contains(index) {
        guard character == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Self.hexDigit(character) else { return nil }
      if let high = nibble {
        bytes.append(high << 4 | digit)
        nibble = nil
      } else {
        nibble = digit
      }
    }
    self.init(bytes: bytes)
  }

  /// The 16 bytes, big-endian.
  package var bytes: [UInt8] {
    [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
  }

  /// The UUID text form.
  package var text: String {
    var out: [UInt8] = []
    out.reserveCapacity(36)
    for (index, byte) in bytes.enumerated() {
      if index == 4 || index == 6 || index == 8 || index == 10 { out.append(UInt8(ascii: "-")) }
      out.append(Self.hexCharacter(byte >> 4))
      out.append(Self.hexCharacter(byte & 15))
    }
    return String(decoding: out, as: UTF8.self)
  }

  package static func < (a: Identifier, b: Identifier) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }

  /// The same bits with the version and variant of a random UUID (version 4).
  package var asRandomUUID: Identifier {
    Identifier(
      high: high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000,
      low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
  }

  private static func hexDigit(_ c: UInt8) -> UInt8? {
    switch c {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): c - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): c - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): c - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func hexCharacter(_ n: UInt8) -> UInt8 {
    n < 10 ? UInt8(ascii: "0") + n : UInt8(ascii: "a") + n - 10
  }
}

extension Identifier: CustomStringConvertible {
  package var description: String { text }
}

/// Phantom kinds of `Identifier`.
package enum AlertKind {}
package enum PageKind {}
package enum DeviceKind {}
package enum SiteKind {}
package enum MessageKind {}

package typealias AlertID = Identifier<AlertKind>
package typealias PageID = Identifier<PageKind>
package typealias DeviceID = Identifier<DeviceKind>
package typealias SiteID = Identifier<SiteKind>
package typealias MessageID = Identifier<MessageKind>

/// A responder's name in documents and on the command line: `[a-z0-9][a-z0-9._-]{0,63}`.
package struct ResponderID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  package let text: String
  package init(_ text: String) { self.text = text }
  package static func < (a: ResponderID, b: ResponderID) -> Bool { a.text < b.text }
  package var description: String { text }
}

/// A rota's name in documents: the same form as a responder's.
package struct RotaID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  package let text: String
  package init(_ text: String) { self.text = text }
  package static func < (a: RotaID, b: RotaID) -> Bool { a.text < b.text }
  package var description: String { text }
}
