// Tocsin — Identity: names and values in a query or a form
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// `application/x-www-form-urlencoded` (URL Standard §5).
enum FormText {
  /// Everything but letters, digits and `-._~` is percent-encoded.
  static func encode(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        out += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return out
  }

  static func encode(_ pairs: [(String, String)]) -> String {
    pairs.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
  }

  /// Nil when a name occurs twice, a percent sign has no two digits, or bytes are no UTF-8.
  static func decode(_ text: String) -> [String: String]? {
    var values: [String: String] = [:]
    for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
      let cut = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = plain(pair[..<cut]), let value = plain(pair[cut...].dropFirst()),
        values.updateValue(value, forKey: name) == nil
      else { return nil }
    }
    return values
  }

  private static func plain(_ text: Substring.UTF8View) -> String? {
    PercentEncoding.decode(text, plusIsSpace: true)
  }
}
