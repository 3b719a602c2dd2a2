// Tocsin — Core: a reader of fixed-width decimal fields
// SPDX-License-Identifier: Apache-2.0

/// Reads dates and times: fixed-width digits and single marks, ASCII only, never past the end.
struct DigitReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { index == bytes.count }

  /// The next byte is a digit.
  var isAtDigit: Bool {
    index < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= bytes[index]
  }

  /// Exactly `width` digits as a number; nil, and nothing is taken, when there are fewer.
  mutating func number(_ width: Int) -> Int? {
    guard index + width <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[index..<index + width] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    index += width
    return value
  }

  /// Takes one byte when it is one of the marks; says whether it did.
  mutating func take(_ marks: String) -> Bool {
    guard index < bytes.count, marks.utf8.contains(bytes[index]) else { return false }
    index += 1
    return true
  }

  /// The digits of a fraction of a second as milliseconds, what is finer cut off; nil for none.
  mutating func fractionMilliseconds() -> Int? {
    guard isAtDigit else { return nil }
    var value = 0
    var scale = 100
    while isAtDigit {
      value += Int(bytes[index] - UInt8(ascii: "0")) * scale
      scale /= 10
      index += 1
    }
    return value
  }
}

extension FixedWidthInteger {
  /// The quotient rounded towards minus infinity; `divisor` is positive.
  func floored(by divisor: Self) -> Self {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  /// Decimal digits, filled with zeros on the left; for numbers that are not negative.
  func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}

extension Decoder {
  /// Decodes one string and reads it, or says what was expected.
  func decodeText<Value>(_ expected: String, _ read: (String) -> Value?) throws -> Value {
    let container = try singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = read(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not \(expected)")
    }
    return value
  }
}
