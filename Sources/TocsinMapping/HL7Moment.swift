// Tocsin — Mapping: a time as a message gives it
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

/// A DT, TS or DTM value shown with the precision and the offset that it came with.
struct HL7Moment {
  private let time: HL7Time
  private let source: String

  /// Nil when the text is no such value; component 2 (precision, withdrawn) is passed over.
  init?(_ text: String) {
    source = String(Substring(text.utf8.prefix { $0 != UInt8(ascii: "^") }))
    guard let time = HL7Time.parse(source) else { return nil }
    self.time = time
  }

  /// `2026-11-24`, or less when less was given.
  var dayText: String {
    let parts = [time.year.filled(4), time.month.filled(2), time.day.filled(2)]
    return parts.prefix(time.precision.rawValue + 1).joined(separator: "-")
  }

  /// `2026-11-24 07:45 +01:00`: seconds only when they are not zero, the offset when given.
  var text: String {
    guard time.precision >= .hour else { return dayText }
    var clock = "\(time.hour.filled(2)) h"
    if time.precision >= .minute { clock = "\(time.hour.filled(2)):\(time.minute.filled(2))" }
    if time.second > 0 { clock += ":\(time.second.filled(2))" }
    guard let offset = time.offsetMinutes else { return "\(dayText) \(clock)" }
    let size = abs(offset)
    let zone = "\((size / 60).filled(2)):\((size % 60).filled(2))"
    return "\(dayText) \(clock) \(offset < 0 ? "-" : "+")\(zone)"
  }

  /// The instant, when it is given to the minute at least and the offset is known.
  func instant(in zone: ZoneRules?) -> Timestamp? {
    guard time.precision >= .minute, time.offsetMinutes != nil || zone != nil else { return nil }
    return HL7TimeText.parse(source, in: zone ?? .utc)
  }
}

extension Int {
  /// Decimal digits, filled with zeros on the left.
  fileprivate func filled(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
