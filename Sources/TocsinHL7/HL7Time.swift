// Tocsin — TocsinHL7: points in time as HL7 writes them
// SPDX-License-Identifier: Apache-2.0

/// A TS or DTM value: `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]` (HL7 v2.5.1 §2.A.22).
///
/// Civil fields with the precision that was given; never padded to an instant. Without an
/// offset the value is in the source's own zone, which only the integration knows.
package struct HL7Time: Sendable, Equatable {
  /// The last part that was given.
  package enum Precision: Int, Sendable, Comparable {
    /// The parts, from the coarsest.
    case year, month, day, hour, minute, second, fraction

    /// Coarser is less.
    package static func < (left: Precision, right: Precision) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// The last part that was given; parts beyond it hold their lowest value.
  package private(set) var precision = Precision.year
  /// 1 to 9999.
  package private(set) var year = 0
  /// 1 to 12.
  package private(set) var month = 1
  /// 1 to the length of the month.
  package private(set) var day = 1
  /// 0 to 23.
  package private(set) var hour = 0
  /// 0 to 59.
  package private(set) var minute = 0
  /// 0 to 59.
  package private(set) var second = 0
  /// The fraction of a second, in nanoseconds.
  package private(set) var nanoseconds = 0
  /// Minutes east of UTC; nil when none was given.
  package private(set) var offsetMinutes: Int?

  /// Reads a value; nil when it is not a point in time that exists.
  package static func parse(_ text: some StringProtocol) -> HL7Time? {
    parse(Array(text.utf8))
  }

  /// Reads a value from its bytes, without further components.
  package static func parse(_ bytes: some Collection<UInt8>) -> HL7Time? {
    var time = HL7Time()
    var rest = Array(bytes)[...]
    guard time.takeDigits(&rest), time.takeFraction(&rest), time.takeOffset(&rest),
      rest.isEmpty, time.exists
    else { return nil }
    return time
  }

  private mutating func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let digits = rest.prefix(while: Byte.isDigit)
    guard (4...14).contains(digits.count), digits.count % 2 == 0 else { return false }
    let pairs = stride(from: digits.startIndex, to: digits.endIndex, by: 2).map {
      Int(digits[$0] & 0x0F) * 10 + Int(digits[$0 + 1] & 0x0F)
    }
    year = pairs[0] * 100 + pairs[1]
    let parts: [WritableKeyPath<HL7Time, Int>] = [\.month, \.day, \.hour, \.minute, \.second]
    for (part, value) in zip(parts, pairs.dropFirst(2)) { self[keyPath: part] = value }
    precision = Precision(rawValue: pairs.count - 2) ?? .year
    rest = rest.dropFirst(digits.count)
    return true
  }

  private mutating func takeFraction(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == 0x2E else { return true }
    let digits = rest.dropFirst().prefix(while: Byte.isDigit)
    guard precision == .second, (1...9).contains(digits.count) else { return false }
    let value = digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    nanoseconds = (digits.count..<9).reduce(value) { scaled, _ in scaled * 10 }
    precision = .fraction
    rest = rest.dropFirst(digits.count + 1)
    return true
  }

  private mutating func takeOffset(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let sign = rest.first else { return true }
    let digits = rest.dropFirst()
    guard sign == 0x2B || sign == 0x2D, digits.count == 4, digits.allSatisfy(Byte.isDigit)
    else { return false }
    let value = digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    guard value / 100 <= 14, value % 100 < 60 else { return false }
    offsetMinutes = (value / 100 * 60 + value % 100) * (sign == 0x2D ? -1 : 1)
    rest = []
    return true
  }

  private var exists: Bool {
    guard year >= 1, (1...12).contains(month), hour < 24, minute < 60, second < 60 else {
      return false
    }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day >= 1 && day <= lengths[month - 1]
  }
}
