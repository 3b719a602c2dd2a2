// Tocsin — TocsinHL7: the writing of a message of our own
// SPDX-License-Identifier: Apache-2.0

/// Writes a message in the delimiters `|^~\&` and in UTF-8, segment by segment. What the fields say
/// is escaped (HL7 v2.5.1 §2.7), so that reading what was written gives the same again.
package struct HL7Writer: Sendable {
  /// The message so far, without an envelope. Each segment ends with CR.
  package private(set) var bytes: [UInt8] = []

  private static let field: UInt8 = 0x7C
  private static let component: UInt8 = 0x5E
  private static let repetition: UInt8 = 0x7E
  private static let escape: UInt8 = 0x5C
  private static let subcomponent: UInt8 = 0x26

  package init() {}

  /// Writes a segment.
  ///
  /// - Parameter fields: by their numbers, from 1; of MSH, from 3. What is not named is empty.
  /// - Precondition: the name has three characters.
  package mutating func segment(_ name: String, _ fields: [Int: HL7Value]) {
    precondition(name.utf8.count == 3, "a segment's name has three characters")
    bytes += name.utf8
    let isHeader = name == "MSH"
    if isHeader {
      bytes += [Self.field, Self.component, Self.repetition, Self.escape, Self.subcomponent]
    }
    let first = isHeader ? 3 : 1
    let last = fields.filter { !$0.value.isBlank }.keys.max() ?? 0
    if first <= last {
      for number in first...last {
        bytes.append(Self.field)
        if let value = fields[number] { write(value.trimmed) }
      }
    }
    bytes.append(Byte.carriageReturn)
  }

  private mutating func write(_ value: HL7Value) {
    for (place, components) in value.repetitions.enumerated() {
      if place > 0 { bytes.append(Self.repetition) }
      for (place, parts) in components.enumerated() {
        if place > 0 { bytes.append(Self.component) }
        for (place, text) in parts.enumerated() {
          if place > 0 { bytes.append(Self.subcomponent) }
          write(text)
        }
      }
    }
  }

  private mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { source in
      bytes.reserveCapacity(bytes.count + source.count)
      for byte in source {
        if let letter = Self.letter(of: byte) {
          bytes += [Self.escape, letter, Self.escape]
        } else if byte == Byte.lineFeed {
          bytes += "\\.br\\".utf8
        } else if byte < Byte.space {
          bytes += [Self.escape, 0x58, Self.digit(byte >> 4), Self.digit(byte & 15), Self.escape]
        } else {
          bytes.append(byte)
        }
      }
    }
  }

  private static func letter(of byte: UInt8) -> UInt8? {
    switch byte {
    case field: 0x46
    case component: 0x53
    case subcomponent: 0x54
    case repetition: 0x52
    case escape: 0x45
    default: nil
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
}
