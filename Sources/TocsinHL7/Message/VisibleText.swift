// Tocsin — TocsinHL7: bytes as a person can look at them
// SPDX-License-Identifier: Apache-2.0

/// Text in which nothing is invisible: control characters are shown as their pictures (U+2400 and
/// following), so that a stray CR or a NUL can be seen. For the eyes of whoever may see a message.
package enum VisibleText {
  /// The text with its control characters replaced by their pictures.
  package static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { out.append(isControl(scalar) ? picture(scalar) : scalar) }
    return String(out)
  }

  /// Bytes that are no message, read as UTF-8.
  package static func text(of bytes: some Collection<UInt8>) -> String {
    text(String(decoding: bytes, as: UTF8.self))
  }

  /// The bytes around a place as hexadecimal digits, `before` and `after` it, at most 16 each.
  package static func peek(
    _ bytes: [UInt8], at place: Int, before: Int = 8, after: Int = 8
  ) -> String {
    let middle = min(max(place, 0), bytes.count)
    let start = max(0, middle - min(before, 16))
    let end = min(bytes.count, middle + min(after, 16))
    return bytes[start..<end].map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return byte < 16 ? "0" + digits : digits
    }.joined(separator: " ")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || scalar.value == 0x7F
  }

  private static func picture(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    Unicode.Scalar(scalar.value == 0x7F ? 0x2421 : 0x2400 + scalar.value) ?? "\u{FFFD}"
  }
}

extension HL7Segment {
  /// Its first bytes as they stand, escape sequences included, as visible text.
  package func rawText(bytesMax: Int) -> String {
    let range = span.range
    let end = min(range.upperBound, range.lowerBound + bytesMax)
    return VisibleText.text(
      TextDecoder(storage).text(range.lowerBound..<end, verbatim: true))
  }

  /// How many bytes it has.
  package var byteCount: Int { span.range.count }
}

extension HL7Element {
  /// As it stands, escape sequences included, as visible text.
  package var rawText: String {
    guard let range else { return "" }
    return VisibleText.text(TextDecoder(storage).text(range, verbatim: true))
  }
}
