// Tocsin — Documents: durations, times, names and other words of documents
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension YAMLValue {
  /// A name or an id: `[a-z0-9][a-z0-9._-]{0,63}`.
  func name() -> String? {
    guard let text = text() else { return nil }
    guard NameForm.holds(text) else {
      refuse(
        "\(label) is \"\(text)\", which is no name: use a-z, 0-9, dot, dash and underscore,"
          + " at most 64")
      return nil
    }
    return text
  }

  /// `true` or `false`.
  func flag() -> Bool? {
    guard let text = text() else { return nil }
    switch text {
    case "true": return true
    case "false": return false
    default:
      refuse("\(label) is \"\(text)\": write true or false")
      return nil
    }
  }

  /// A whole number within a range.
  func number(in range: ClosedRange<Int>) -> Int? {
    guard let text = text() else { return nil }
    guard let number = Int(text), range.contains(number) else {
      refuse(
        "\(label) is \"\(text)\": write a whole number from \(range.lowerBound) to"
          + " \(range.upperBound)")
      return nil
    }
    return number
  }

  /// A duration such as `30s`, `5m`, `1m30s` or `2h`, within a range.
  func duration(in range: ClosedRange<Milliseconds>) -> Milliseconds? {
    guard let text = text() else { return nil }
    guard let duration = Milliseconds(document: text) else {
      refuse("\(label) is \"\(text)\", which is no duration: write it as 30s, 5m, 1m30s or 2h")
      return nil
    }
    guard range.contains(duration) else {
      refuse(
        "\(label) is \(text): write a duration from \(range.lowerBound.text) to"
          + " \(range.upperBound.text)")
      return nil
    }
    return duration
  }

  /// One of the four priorities.
  func priority() -> Priority? {
    guard let text = text() else { return nil }
    guard let priority = Priority(word: text) else {
      refuse("\(label) is \"\(text)\", which is no priority: write crash, high, medium or low")
      return nil
    }
    return priority
  }

  /// An instant with an offset, RFC 3339.
  func instant() -> Timestamp? {
    guard let text = text() else { return nil }
    guard let instant = RFC3339.parse(text) else {
      refuse(
        "\(label) is \"\(text)\", which is no time with an offset: write it as"
          + " 2026-11-25T08:00+01:00")
      return nil
    }
    return instant
  }

  /// A day, `YYYY-MM-DD`.
  func date() -> CivilDate? {
    guard let text = text() else { return nil }
    guard let date = CivilDate(text: text) else {
      refuse("\(label) is \"\(text)\", which is no day of the calendar: write it as 2026-11-25")
      return nil
    }
    return date
  }

  /// A day of the week, `mon` to `sun`.
  func weekday() -> Weekday? {
    guard let text = text() else { return nil }
    guard let day = Weekday(text: text) else {
      refuse("\"\(text)\" is no weekday: write mon, tue, wed, thu, fri, sat or sun")
      return nil
    }
    return day
  }

  /// A time of day, `HH:MM`.
  func timeOfDay(through last: TimeOfDay = .endOfDay) -> TimeOfDay? {
    guard let text = text() else { return nil }
    guard let time = TimeOfDay(text: text), time <= last else {
      refuse("\(label) is \"\(text)\", which is no time of day: write it as \"08:00\"")
      return nil
    }
    return time
  }

  /// The name of a zone in the form of the IANA database.
  func zone() -> String? {
    guard let text = text() else { return nil }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isZone =
      (1...3).contains(parts.count)
      && parts.allSatisfy { part in
        part.first?.isLetter == true
          && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
      }
    guard isZone, text.contains("/") || text == "UTC" else {
      refuse("\(label) is \"\(text)\", which is no zone: write an IANA name such as Europe/Paris")
      return nil
    }
    return text
  }
}

extension Milliseconds {
  /// Reads `1h30m`, `45s` and the like: units d (24 hours), h, m, s, each at most once, in this
  /// order; nil for anything else.
  package init?(document text: String) {
    var total: Int64 = 0
    var rest = text[...]
    guard !rest.isEmpty else { return nil }
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)]
      as [(Character, Int64)]
    {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard rest[digits.endIndex...].first == unit else { continue }
      guard digits.count <= 6, let number = Int64(digits) else { return nil }
      total += number * size
      rest = rest[digits.endIndex...].dropFirst()
    }
    guard rest.isEmpty else { return nil }
    self.init(total)
  }
}
