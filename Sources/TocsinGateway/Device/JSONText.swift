// Tocsin — Gateway: the writing of JSON strings and times
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// JSON under construction (RFC 8259 §7): quotes, backslashes and control characters are escaped,
/// all else is UTF-8.
package struct JSONText {
  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Appends text that is JSON already.
  package mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Appends a string with its quotes.
  package mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 { Self.escape(byte, into: &bytes) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a whole number.
  package mutating func number(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

  /// Appends a list, commas between its items.
  mutating func list<Item>(_ items: [Item], _ item: (inout JSONText, Item) -> Void) {
    raw("[")
    for (place, one) in items.enumerated() {
      if place > 0 { raw(",") }
      item(&self, one)
    }
    raw("]")
  }

  /// Appends members of an object whose values are strings, commas between them.
  package mutating func members(_ pairs: KeyValuePairs<StaticString, String>) {
    for (place, (name, value)) in pairs.enumerated() {
      raw(place == 0 ? "\"" : ",\"")
      raw(name)
      raw("\":")
      string(value)
    }
  }

  /// Appends a time in UTC (RFC 3339 §5.6, milliseconds, `Z`) as a string, or null.
  package mutating func time(_ time: Timestamp?) {
    guard let time else { return raw("null") }
    string(Self.utc(time))
  }

  /// Bytes that the text takes between its quotes.
  static func count(_ text: String) -> Int {
    text.utf8.reduce(0) { $0 + escapedCount($1) }
  }

  /// The longest beginning, in whole characters, that takes at most `bytesMax` between its quotes.
  static func prefix(_ text: String, bytesMax: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += character.utf8.reduce(0) { $0 + escapedCount($1) }
        return used <= bytesMax
      })
  }

  private static func escapedCount(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): 2
    case 0..<0x20: 6
    default: 1
    }
  }

  private static func escape(_ byte: UInt8, into out: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      out += [UInt8(ascii: "\\"), byte]
    case 0..<0x20:
      out += "\\u00".utf8
      out += [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
    default:
      out.append(byte)
    }
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)

  /// The proleptic Gregorian date and time of an instant; days are counted from 0000-03-01, so that
  /// a leap day ends its year, and 146,097 of them make 400 years.
  private static func utc(_ time: Timestamp) -> String {
    let (second, millisecond) = divided(time.milliseconds, 1_000)
    let (dayNumber, secondOfDay) = divided(second, 86_400)
    let (era, dayOfEra) = divided(dayNumber + 719_468, 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    let (minute, rest) = (secondOfDay / 60 % 60, secondOfDay % 60)
    return date + "T\(digits(secondOfDay / 3_600, 2)):\(digits(minute, 2)):\(digits(rest, 2))"
      + ".\(digits(millisecond, 3))Z"
  }

  /// Quotient rounded down and a remainder that is never negative.
  private static func divided(_ a: Int64, _ b: Int64) -> (Int64, Int64) {
    let remainder = ((a % b) + b) % b
    return ((a - remainder) / b, remainder)
  }

  private static func digits(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
