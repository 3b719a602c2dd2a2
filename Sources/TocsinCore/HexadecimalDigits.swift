// Tocsin — Core: hexadecimal digits
// SPDX-License-Identifier: Apache-2.0

/// Hexadecimal digits in ASCII, in either case.
package enum HexadecimalDigits {
  /// The value of up to eight digits; nil when another byte is among them.
  package static func value(_ digits: ArraySlice<UInt8>) -> UInt32? {
    guard digits.count <= 8 else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      switch digit {
      case 0x30...0x39: value = value << 4 | UInt32(digit - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(digit - 0x37)
      case 0x61...0x66: value = value << 4 | UInt32(digit - 0x57)
      case _: return nil
      }
    }
    return value
  }
}
