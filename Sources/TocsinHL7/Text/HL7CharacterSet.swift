// Tocsin — TocsinHL7: the character sets that are decoded
// SPDX-License-Identifier: Apache-2.0

/// A character set of HL7 table 0211 that this module decodes without help.
package enum HL7CharacterSet: Sendable, Equatable {
  /// Seven bits, the default of HL7.
  case ascii
  /// `UNICODE UTF-8`.
  case utf8
  /// `UNICODE UTF-16`, read by its byte order mark or its first bytes.
  case utf16
  /// What most senders mean who declare nothing.
  case windows1252
  /// ISO 8859, parts 1 to 9 and 15.
  case iso8859(Int)

  /// Its IANA name, as tools print it.
  package var name: String {
    switch self {
    case .ascii: "US-ASCII"
    case .utf8: "UTF-8"
    case .utf16: "UTF-16"
    case .windows1252: "windows-1252"
    case .iso8859(let part): "ISO-8859-\(part)"
    }
  }

  /// The set that a value of MSH-18 or a site's document names; nil for one not decoded here.
  ///
  /// Takes the names of table 0211 and what senders write instead. `UNICODE` means UTF-8.
  package init?(named text: some StringProtocol) { self.init(named: text.utf8) }

  /// The same, from the bytes of the value.
  init?(named bytes: some Sequence<UInt8>) {
    var folded: [UInt8] = []
    for byte in bytes where byte != Byte.space && byte != 0x2D && byte != 0x5F {
      folded.append(Byte.upper(byte))
    }
    let name = String(decoding: folded, as: UTF8.self)
    switch name {
    case "ASCII", "USASCII", "ISOIR6": self = .ascii
    case "UNICODEUTF8", "UTF8", "UNICODE": self = .utf8
    case "UNICODEUTF16", "UTF16": self = .utf16
    case "WINDOWS1252", "CP1252": self = .windows1252
    case "8859", "ISOIR100", "LATIN1": self = .iso8859(1)
    default:
      let bare = name.hasPrefix("ISO") ? name.dropFirst(3) : name[...]
      guard bare.hasPrefix("8859") else { return nil }
      let digits = bare.dropFirst(4).drop { $0 == "/" }
      guard let part = Int(digits), (1...9).contains(part) || part == 15 else { return nil }
      self = .iso8859(part)
    }
  }

  /// The scalar of one byte above 0x7F; nil where the set has none, or is no single-byte set.
  func scalar(_ byte: UInt8) -> Unicode.Scalar? {
    let value: UInt16
    switch self {
    case .ascii, .utf8, .utf16: return nil
    case .windows1252:
      value = byte < 0xA0 ? SingleByteTables.windows1252[Int(byte) - 0x80] : UInt16(byte)
    case .iso8859(let part):
      guard byte >= 0xA0, let table = SingleByteTables.iso8859(part) else {
        return Unicode.Scalar(byte)
      }
      value = table[Int(byte) - 0xA0]
    }
    return value == 0 ? nil : Unicode.Scalar(value)
  }
}

/// What an integration knows about the text of its source.
package struct HL7CharacterSetRule: Sendable, Equatable {
  /// Decode in this set whatever the message says or looks like.
  package var forced: HL7CharacterSet?
  /// Decode in this set when nothing else tells.
  package var fallback: HL7CharacterSet

  /// Nothing forced, windows-1252 when nothing else tells.
  package static let standard = HL7CharacterSetRule(forced: nil, fallback: .windows1252)

  /// A rule from its parts.
  package init(forced: HL7CharacterSet?, fallback: HL7CharacterSet) {
    self.forced = forced
    self.fallback = fallback
  }
}
