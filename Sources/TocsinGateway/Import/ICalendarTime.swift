// Tocsin — Gateway: dates and times of iCalendar, and the zones that they are in
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// A moment as a property has it (RFC 5545 §3.3.4, §3.3.5).
struct ICalendarTime: Hashable, Sendable {
  enum Form: Hashable, Sendable {
    case date, utc, floating
    /// In the zone of that TZID.
    case zoned(String)
  }

  let civil: CivilTime
  let form: Form

  /// `20261124`, `20261124T070000` or `20261124T070000Z`; nil for anything else.
  init?(_ text: String, zone: String? = nil) {
    let bytes = Array(text.utf8)
    guard bytes.count == 8 || bytes.count == 15 || bytes.count == 16 else { return nil }
    guard let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[4..<6]),
      let day = Self.number(bytes[6..<8]), let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    guard bytes.count > 8 else {
      (civil, form) = (CivilTime(date, .midnight), .date)
      return
    }
    guard bytes[8] == 0x54, let hour = Self.number(bytes[9..<11]), hour < 24,
      let minute = Self.number(bytes[11..<13]), minute < 60,
      let second = Self.number(bytes[13..<15]), second <= 60
    else { return nil }
    let milliseconds = ((hour * 60 + minute) * 60 + min(second, 59)) * 1_000
    civil = CivilTime(date, TimeOfDay(milliseconds: milliseconds))
    if bytes.count == 16 {
      guard bytes[15] == 0x5A else { return nil }
      form = .utc
    } else {
      form = zone.map(Form.zoned) ?? .floating
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }
}

/// A nominal length (§3.3.6): weeks and days by the calendar, the rest exact.
struct ICalendarDuration: Hashable, Sendable {
  var days = 0
  var exact = Milliseconds.zero

  /// As in `PT12H` and `P1D`; nil for anything else, for nothing and for what goes back.
  init?(_ text: String) {
    var rest = text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard rest.popFirst() == "P" else { return nil }
    var (isTime, digits) = (false, "")
    for character in rest {
      if character == "T", !isTime, digits.isEmpty {
        isTime = true
        continue
      }
      if character.isASCII, character.isNumber, digits.count < 6 {
        digits.append(character)
        continue
      }
      guard let count = Int(digits) else { return nil }
      digits = ""
      switch (character, isTime) {
      case ("W", false): days += count * 7
      case ("D", false): days += count
      case ("H", true): exact = exact + .hours(Int64(count))
      case ("M", true): exact = exact + .minutes(Int64(count))
      case ("S", true): exact = exact + .seconds(Int64(count))
      default: return nil
      }
    }
    guard digits.isEmpty, days <= 366, exact <= .days(366), days > 0 || exact > .zero else {
      return nil
    }
  }
}

/// The zones that a file may name: IANA names as the system knows them, else what the file itself
/// says of them (§3.6.5).
struct ICalendarZones {
  private let surroundings: FileSurroundings
  private var stated: [String: ICalendarPart] = [:]
  private var known: [String: ZoneRules] = [:]
  /// What rules of zones may still look at.
  private var periods = 20_000

  init(_ calendar: ICalendarPart, _ surroundings: FileSurroundings) {
    self.surroundings = surroundings
    for part in calendar.parts where part.name == "VTIMEZONE" {
      if let name = part.first("TZID")?.text, stated[name] == nil { stated[name] = part }
    }
  }

  /// The rules of a time's zone; nil when nobody knows the zone.
  mutating func rules(of form: ICalendarTime.Form) -> ZoneRules? {
    switch form {
    case .utc: .utc
    case .date, .floating: surroundings.zone
    case .zoned(let name): rules(named: name)
    }
  }

  private mutating func rules(named name: String) -> ZoneRules? {
    if let found = known[name] { return found }
    let stated = stated[name].map { VTimeZone(name: name, part: $0, until: surroundings.until) }
    let found = iana(name) ?? stated?.rules(periods: &periods)
    known[name] = found
    return found
  }

  /// `/example.org/20260101/Europe/Paris` means what its last parts say.
  private func iana(_ name: String) -> ZoneRules? {
    let parts = name.split(separator: "/")
    for count in (1...3).reversed() where parts.count >= count {
      if count < 2, parts.count > 1 { break }
      let tail = parts.suffix(count).joined(separator: "/")
      if let rules = surroundings.rules(tail) { return rules }
    }
    return nil
  }
}

/// A zone as a file states it.
private struct VTimeZone {
  let name: String
  let part: ICalendarPart
  let until: Timestamp

  /// Nil when it is not well formed.
  func rules(periods: inout Int) -> ZoneRules? {
    var changes: [(at: Timestamp, from: Int, to: Int)] = []
    for observance in part.parts where ["STANDARD", "DAYLIGHT"].contains(observance.name) {
      guard let from = Self.offset(observance.first("TZOFFSETFROM")?.value),
        let to = Self.offset(observance.first("TZOFFSETTO")?.value),
        let begin = observance.first("DTSTART").flatMap({ ICalendarTime($0.value) }),
        let onsets = onsets(of: observance, from: begin.civil, periods: &periods)
      else { return nil }
      for onset in onsets {
        changes.append((Self.instant(onset, offset: from), from, to))
      }
    }
    changes.sort { $0.at < $1.at }
    guard let first = changes.first else { return nil }
    var transitions: [ZoneTransition] = []
    for change in changes where transitions.last.map({ $0.at < change.at }) ?? true {
      transitions.append(ZoneTransition(at: change.at, offsetSeconds: change.to))
    }
    return ZoneRules(name: name, initialOffsetSeconds: first.from, transitions: transitions)
  }

  private static func instant(_ civil: CivilTime, offset: Int) -> Timestamp {
    Timestamp(milliseconds: civil.wallMilliseconds - Int64(offset) * 1_000)
  }

  private func onsets(
    of part: ICalendarPart, from begin: CivilTime, periods: inout Int
  ) -> [CivilTime]? {
    var found = [begin]
    for line in part.all("RDATE") {
      found += line.values.compactMap { ICalendarTime($0)?.civil }
    }
    guard let line = part.first("RRULE") else { return found }
    guard let rule = try? ICalendarRule(line) else { return nil }
    // The last changes before the time that is looked at count, and all in it.
    let end = CivilTime(wallMilliseconds: until.milliseconds).date + 2
    let last = rule.until.map {
      CivilTime(wallMilliseconds: $0.civil.wallMilliseconds + 86_400_000)
    }
    let times = rule.times(
      from: begin, in: max(begin.date, end - 1_100)...max(begin.date, end), periods: &periods
    ) { time in last.map { time > $0 } ?? false }
    return times.map { found + $0 }
  }

  /// `+0100` or `-033000`, as seconds.
  private static func offset(_ text: String?) -> Int? {
    guard let text, let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = Array(text.utf8.dropFirst())
    guard digits.count == 4 || digits.count == 6, digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    var (seconds, weight) = (0, 3_600)
    for place in stride(from: 0, to: digits.count, by: 2) {
      let pair = Int(digits[place] - 0x30) * 10 + Int(digits[place + 1] - 0x30)
      seconds += pair * weight
      weight /= 60
    }
    guard seconds <= 24 * 3_600 else { return nil }
    return sign == "-" ? -seconds : seconds
  }
}
