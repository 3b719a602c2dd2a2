// Tocsin — Gateway: percent-encoded text
// SPDX-License-Identifier: Apache-2.0

/// Reads RFC 3986 §2.1 text: paths, queries and forms.
package enum PercentEncoding {
  /// The plain text; nil when a percent sign lacks its two digits or the bytes are no UTF-8.
  ///
  /// - Parameter plusIsSpace: as forms and some queries have it.
  package static func decode(
    _ text: some Collection<UInt8>, plusIsSpace: Bool = false
  ) -> String? {
    var out: [UInt8] = []
    var bytes = text.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = bytes.next().flatMap(digit), let low = bytes.next().flatMap(digit)
        else { return nil }
        out.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: out.append(0x20)
      case _: out.append(byte)
      }
    }
    return String(validating: out, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    case _: nil
    }
  }
}
