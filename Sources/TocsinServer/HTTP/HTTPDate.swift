// Tocsin — Server: an instant as HTTP writes it
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7), whole seconds, always UTC.
enum HTTPDate {
  /// The second that was written last, since thousands of replies can leave within one.
  private static let written = Mutex((second: Int64.min, text: ""))

  static func text(_ instant: Timestamp) -> String {
    let past = (instant.milliseconds % 1_000 + 1_000) % 1_000
    let second = instant.milliseconds - past
    return written.withLock { written in
      if written.second != second { written = (second, spelled(instant)) }
      return written.text
    }
  }

  private static func spelled(_ instant: Timestamp) -> String {
    let dayLength: Int64 = 86_400_000
    let sinceMidnight = ((instant.milliseconds % dayLength) + dayLength) % dayLength
    let date = CivilDate(dayNumber: Int((instant.milliseconds - sinceMidnight) / dayLength))
    let (year, month, day) = date.parts
    let second = Int(sinceMidnight / 1_000)
    let time = [second / 3_600, second / 60 % 60, second % 60].map(twoDigits)
    return "\(weekdays[date.weekday.rawValue - 1]), \(twoDigits(day)) \(months[month - 1]) "
      + "\(twoDigits(year / 100))\(twoDigits(year % 100)) \(time.joined(separator: ":")) GMT"
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func twoDigits(_ value: Int) -> String { "\(value / 10)\(value % 10)" }
}
