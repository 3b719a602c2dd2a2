// Tocsin — Mapping: one ED value, decoded
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// The bytes of an ED (HL7 v2.5.1 §2A.24): source, type, subtype, encoding, data. Senders shift the
/// components; the data stand behind the one that names an encoding.
struct EncapsulatedValue {
  let bytes: [UInt8]
  let mediaType: String

  /// Nil when the data are not what the encoding says, or are none.
  init?(_ value: HL7Element) {
    let place = (1...5).first { Self.encoding(value.component($0)) != nil }
    let encoding = place.flatMap { Self.encoding(value.component($0)) }
    let data = value.component(place.map { $0 + 1 } ?? 5)
    guard !data.raw.isEmpty else { return nil }
    switch encoding {
    case .text:
      bytes = Array(data.text().utf8)
      let known = DocumentKinds.mediaType(of: bytes)
      mediaType = known == DocumentKinds.unknown ? "text/plain" : known
      return
    case .hex:
      guard let found = EncodedText.hex(data.raw) else { return nil }
      bytes = found
    case .base64, nil:
      guard let found = EncodedText.base64(data.raw) else { return nil }
      bytes = found
    }
    guard !bytes.isEmpty else { return nil }
    mediaType = DocumentKinds.mediaType(of: bytes)
  }

  private enum Encoding { case base64, hex, text }

  private static func encoding(_ element: HL7Element) -> Encoding? {
    guard (1...8).contains(element.raw.count) else { return nil }
    switch String(decoding: element.raw, as: UTF8.self).lowercased() {
    case "base64": return .base64
    case "hex": return .hex
    case "a": return .text
    default: return nil
    }
  }
}

/// Base64 (RFC 4648 §4) and hexadecimal digits as they come in messages: broken into lines by raw
/// line ends, blanks, `\.br\` or `\X0D0A\`.
enum EncodedText {
  private static let escape = UInt8(ascii: "\\")
  private static let skipped: UInt8 = 0xFE
  private static let padding: UInt8 = 0xFD
  private static let invalid: UInt8 = 0xFF

  /// The value of each byte as a base64 digit, or what else it is.
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: invalid, count: 256)
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
    for blank in [0x09, 0x0A, 0x0D, 0x20] { table[blank] = skipped }
    table[Int(UInt8(ascii: "="))] = padding
    return table
  }()

  /// The bytes that base64 stands for; nil when it is damaged: another character, digits after the
  /// padding, or a lone last digit. Missing padding is let pass. One pass over the input.
  static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3 + 3)
    var word: UInt32 = 0
    var count = 0
    var isPadded = false
    let isWhole = values.withUnsafeBufferPointer { table in
      text.withUnsafeBufferPointer { source in
        var index = 0
        while index < source.count {
          let byte = source[index]
          let value = table[Int(byte)]
          if value < 64 {
            guard !isPadded else { return false }
            word = word << 6 | UInt32(value)
            count &+= 1
            if count & 3 == 0 {
              out.append(UInt8(truncatingIfNeeded: word >> 16))
              out.append(UInt8(truncatingIfNeeded: word >> 8))
              out.append(UInt8(truncatingIfNeeded: word))
            }
          } else if value == padding {
            isPadded = true
          } else if byte == escape {
            guard let next = afterEscape(source, index) else { return false }
            index = next
            continue
          } else if value != skipped {
            return false
          }
          index &+= 1
        }
        return true
      }
    }
    guard isWhole, count & 3 != 1 else { return nil }
    if count & 3 == 2 { out.append(UInt8(truncatingIfNeeded: word >> 4)) }
    if count & 3 == 3 {
      out.append(UInt8(truncatingIfNeeded: word >> 10))
      out.append(UInt8(truncatingIfNeeded: word >> 2))
    }
    return out
  }

  /// The bytes that hexadecimal digits stand for; nil for an odd number or another character.
  static func hex(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 2)
    var half: UInt8?
    let isWhole = text.withUnsafeBufferPointer { source in
      var index = 0
      while index < source.count {
        let byte = source[index]
        if let digit = digit(byte) {
          if let high = half {
            out.append(high << 4 | digit)
            half = nil
          } else {
            half = digit
          }
        } else if byte == escape {
          guard let next = afterEscape(source, index) else { return false }
          index = next
          continue
        } else if values[Int(byte)] != skipped {
          return false
        }
        index += 1
      }
      return true
    }
    return isWhole && half == nil ? out : nil
  }

  /// The index behind `\.br\` or `\X0D…\`; nil for any other escape.
  private static func afterEscape(
    _ source: UnsafeBufferPointer<UInt8>, _ index: Int
  ) -> Int? {
    let end = min(index + 12, source.count)
    guard let close = (index + 1..<max(end, index + 1)).first(where: { source[$0] == escape })
    else { return nil }
    let inner = source[index + 1..<close].map { $0 | 0x20 }
    let isBreak = inner.elementsEqual(".br".utf8)
    let isLineEnd =
      inner.first == UInt8(ascii: "x")
      && inner.dropFirst().allSatisfy { "0ad".utf8.contains($0) || $0 == 0x30 }
    return isBreak || isLineEnd ? close + 1 : nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
