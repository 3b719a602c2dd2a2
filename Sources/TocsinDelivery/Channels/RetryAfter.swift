// Tocsin — Delivery: how long a server asks to be left alone, and dates of the Internet
// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import TocsinCore

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date in any of HTTP's three forms.
enum RetryAfter {
  /// Never longer than a day, never less than nothing; nil for a value that is neither.
  static func wait(_ value: String, at now: Timestamp) -> Milliseconds? {
    let day: Int64 = 86_400
    if value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !value.isEmpty {
      return .seconds(min(Int64(value) ?? day, day))
    }
    let date = curl_getdate(value, nil)
    guard date >= 0 else { return nil }
    let wait = Int64(date) - now.milliseconds / 1_000
    return .seconds(min(max(wait, 0), day))
  }
}

/// The date of a mail (RFC 5322 §3.3) in UTC, as in `Wed, 25 Nov 2026 06:00:00 +0000`.
enum MailDate {
  static func text(_ time: Timestamp) -> String {
    let civil = ZoneRules.utc.civil(at: time)
    let (year, month, day) = civil.date.parts
    let second = civil.time.milliseconds / 1_000
    let clock = [second / 3_600, second / 60 % 60, second % 60].map { two($0) }
    let weekday = civil.date.weekday.text.prefix(3).capitalizedFirst
    return "\(weekday), \(day) \(months[month - 1]) \(year) \(clock.joined(separator: ":")) +0000"
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Substring {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
