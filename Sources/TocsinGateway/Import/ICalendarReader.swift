// Tocsin — Gateway: shifts of an iCalendar file
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Reads the events of a calendar as shifts, with their recurrences in the time that is looked at
/// (RFC 5545 §3.6.1, §3.8.5).
///
/// An event goes by the clock of its zone: one from 19:00 to 07:00 ends at 07:00 in the night of a
/// clock change, too. A time without a zone, and a whole day, are in the rota's zone. An instance
/// with a RECURRENCE-ID takes the place of the one that it names. What cannot be read is refused by
/// its line and never guessed; the other events are read none the less.
struct ICalendarReader {
  private let surroundings: FileSurroundings
  private var zones: ICalendarZones
  private var file: ShiftFile
  private var periods: Int

  /// Calendars that one file may hold.
  static let calendarsMax = 20

  static func file(
    _ bytes: [UInt8], _ surroundings: FileSurroundings
  ) throws(ShiftFileFault) -> ShiftFile {
    // The bounds are those of the file, however many calendars it holds.
    var whole = ShiftFile()
    var periods = ICalendarRule.periodsMax
    let calendars = try ICalendarLines.calendars(bytes)
    guard calendars.count <= calendarsMax else {
      throw ShiftFileFault(
        calendars[calendarsMax].line, "the file holds more than \(calendarsMax) calendars")
    }
    for calendar in calendars {
      if let method = calendar.first("METHOD"), method.value.uppercased() == "CANCEL" {
        throw ShiftFileFault(method.line, "the file cancels events: it says who is not on call")
      }
      var reader = ICalendarReader(
        surroundings: surroundings, zones: ICalendarZones(calendar, surroundings), file: whole,
        periods: periods)
      try reader.read(calendar)
      (whole, periods) = (reader.file, reader.periods)
    }
    whole.shifts.sort { ($0.from, $0.line) < ($1.from, $1.line) }
    return whole
  }

  private mutating func read(_ calendar: ICalendarPart) throws(ShiftFileFault) {
    for part in calendar.parts where ["VTODO", "VJOURNAL"].contains(part.name) {
      file.refused.append(FileRemark(line: part.line, text: "\(part.name) is no shift"))
    }
    var series: [String: ICalendarEvent] = [:]
    var instances: [String: [ICalendarEvent]] = [:]
    for part in calendar.parts where part.name == "VEVENT" {
      do throws(ShiftFileFault) {
        let event = try ICalendarEvent(part, &zones)
        if event.instance != nil {
          instances[event.uid, default: []].append(event)
        } else if series[event.uid].map({ $0.sequence <= event.sequence }) ?? true {
          series[event.uid] = event
        }
      } catch {
        file.refused.append(FileRemark(line: error.line, text: error.reason))
      }
    }
    for (uid, event) in series.sorted(by: { $0.value.line < $1.value.line }) {
      let replaced = Set((instances[uid] ?? []).compactMap(\.instance))
      do throws(ShiftFileFault) {
        for time in try begins(of: event) where !replaced.contains(time) {
          try take(event, from: time)
        }
      } catch {
        file.refused.append(FileRemark(line: error.line, text: error.reason))
      }
      try refuseTooMany(at: event.line)
    }
    for event in instances.values.joined().sorted(by: { $0.line < $1.line }) {
      try take(event, from: event.begin)
      try refuseTooMany(at: event.line)
    }
  }

  private func refuseTooMany(at line: Int) throws(ShiftFileFault) {
    guard file.shifts.count <= ShiftFile.shiftsMax else {
      throw ShiftFileFault(line, "more than \(ShiftFile.shiftsMax) shifts in 13 weeks")
    }
  }

  /// The instants at which an event begins, in the time that is looked at or somewhat before.
  private mutating func begins(of event: ICalendarEvent) throws(ShiftFileFault) -> Set<Timestamp> {
    var found: Set<Timestamp> = [event.begin]
    if let line = event.rule {
      let rule = try ICalendarRule(line)
      guard rule.holds(event.civil.date) else {
        throw ShiftFileFault(
          line.line, "DTSTART is no day of this recurrence rule: programs differ in what it means")
      }
      let zone = event.zone
      let first = zone.civil(at: surroundings.from).date - 1 - event.daysMax
      let last = zone.civil(at: surroundings.until).date + 1
      let times = rule.times(
        from: event.civil, in: min(first, last)...last, periods: &periods
      ) { time in Self.isOver(time, rule.until, zone) }
      guard let times else {
        throw ShiftFileFault(line.line, "the recurrences of this file are too many")
      }
      found = Set(times.map(zone.instant))
    }
    for line in event.added {
      guard line.parameters["VALUE"]?.uppercased() != "PERIOD" else {
        throw ShiftFileFault(line.line, "RDATE with periods is not supported")
      }
      found.formUnion(try event.instants(line, &zones))
    }
    for line in event.removed { found.subtract(try event.instants(line, &zones)) }
    return found
  }

  private static func isOver(
    _ time: CivilTime, _ until: ICalendarTime?, _ zone: ZoneRules
  ) -> Bool {
    guard let until else { return false }
    switch until.form {
    case .date: return until.civil.date < time.date
    case .utc: return ZoneRules.utc.instant(of: until.civil) < zone.instant(of: time)
    case .floating, .zoned: return until.civil < time
    }
  }

  private mutating func take(
    _ event: ICalendarEvent, from begin: Timestamp
  ) throws(ShiftFileFault) {
    let until = event.end(from: begin)
    guard begin < surroundings.until, surroundings.from < until else { return }
    guard begin < until else {
      file.refused.append(FileRemark(line: event.line, text: "the event ends before it begins"))
      return
    }
    if event.isCancelled {
      file.cancelled += 1
      return
    }
    let own = OwnEvent(uid: event.uid, site: surroundings.site)
    if let own, own.holder == nil {
      file.gaps += 1
      return
    }
    var shift = FileShift(line: event.line, from: begin, until: until, name: event.summary)
    (shift.parts, shift.people) = (event.parts, event.people)
    shift.own = own
    shift.rotaLine = own?.line
    file.shifts.append(shift)
  }
}

/// One event, its times read.
private struct ICalendarEvent {
  let line: Int
  let uid: String
  let summary: String
  /// Parts of the summary that can name a person.
  let parts: [String]
  /// Those who are invited: mail addresses and names.
  let people: [String]
  let sequence: Int
  private let isOfDays: Bool
  let isCancelled: Bool
  let zone: ZoneRules
  let civil: CivilTime
  let begin: Timestamp
  /// The instance of a recurrence whose place it takes.
  let instance: Timestamp?
  let rule: ICalendarLine?
  let added: [ICalendarLine]
  let removed: [ICalendarLine]
  /// By the clock: days, and what is left; exact: the rest of a DURATION.
  private let length: (wall: Int64, exact: Milliseconds)

  /// - Throws: what is wrong, with its line.
  init(_ part: ICalendarPart, _ zones: inout ICalendarZones) throws(ShiftFileFault) {
    line = part.line
    guard let start = part.first("DTSTART") else {
      throw ShiftFileFault(part.line, "an event without DTSTART")
    }
    let time = try Self.time(start)
    (civil, zone) = (time.civil, try Self.rules(time, start, &zones))
    begin = zone.instant(of: civil)
    isOfDays = time.form == .date
    length = try Self.length(of: part, time, zone, &zones)
    let summary = part.first("SUMMARY")?.text ?? ""
    self.summary = summary
    parts = Self.parts(of: summary)
    people = part.all("ATTENDEE").flatMap { line -> [String] in
      let mail = line.value.lowercased().hasPrefix("mailto:") ? String(line.value.dropFirst(7)) : ""
      return [mail, line.parameters["CN"] ?? ""].filter { !$0.isEmpty }
    }
    uid = part.first("UID")?.text ?? "line \(part.line)"
    sequence = part.first("SEQUENCE").flatMap { Int($0.value) } ?? 0
    isCancelled = part.first("STATUS")?.value.uppercased() == "CANCELLED"
    rule = part.first("RRULE")
    if let second = part.all("RRULE").dropFirst().first ?? part.first("EXRULE") {
      throw ShiftFileFault(second.line, "a second recurrence rule is not supported")
    }
    (added, removed) = (part.all("RDATE"), part.all("EXDATE"))
    guard let identifier = part.first("RECURRENCE-ID") else {
      instance = nil
      return
    }
    guard identifier.parameters["RANGE"] == nil else {
      throw ShiftFileFault(identifier.line, "RANGE of a RECURRENCE-ID is not supported")
    }
    let place = try Self.time(identifier)
    instance = try Self.rules(place, identifier, &zones).instant(of: place.civil)
  }

  /// Days that an event may reach into.
  var daysMax: Int { Int(length.wall / 86_400_000 + length.exact.count / 86_400_000) + 1 }

  func end(from begin: Timestamp) -> Timestamp {
    let civil = zone.civil(at: begin)
    let end = CivilTime(wallMilliseconds: civil.wallMilliseconds + length.wall)
    return zone.instant(of: end) + length.exact
  }

  /// The times of an RDATE or EXDATE, which are days where the event is one of days.
  func instants(
    _ line: ICalendarLine, _ zones: inout ICalendarZones
  ) throws(ShiftFileFault) -> [Timestamp] {
    var found: [Timestamp] = []
    for value in line.values {
      guard let time = ICalendarTime(value, zone: line.parameters["TZID"]) else {
        throw ShiftFileFault(line.line, "\(line.name) has a time that is none")
      }
      guard (time.form == .date) == isOfDays else {
        throw ShiftFileFault(line.line, "\(line.name) and DTSTART are of different kinds")
      }
      found.append(try Self.rules(time, line, &zones).instant(of: time.civil))
    }
    return found
  }

  private static func time(_ line: ICalendarLine) throws(ShiftFileFault) -> ICalendarTime {
    guard let time = ICalendarTime(line.value, zone: line.parameters["TZID"]) else {
      throw ShiftFileFault(line.line, "\(line.name) has a time that is none")
    }
    return time
  }

  private static func rules(
    _ time: ICalendarTime, _ line: ICalendarLine, _ zones: inout ICalendarZones
  ) throws(ShiftFileFault) -> ZoneRules {
    guard let rules = zones.rules(of: time.form) else {
      throw ShiftFileFault(
        line.line, "the zone of \(line.name) is neither an IANA name nor stated in the file")
    }
    return rules
  }

  private static func length(
    of part: ICalendarPart, _ begin: ICalendarTime, _ zone: ZoneRules,
    _ zones: inout ICalendarZones
  ) throws(ShiftFileFault) -> (wall: Int64, exact: Milliseconds) {
    if let line = part.first("DTEND") {
      let end = try time(line)
      let instant = try rules(end, line, &zones).instant(of: end.civil)
      let wall =
        zone.civil(at: instant).wallMilliseconds - begin.civil.wallMilliseconds
      guard (1...Int64(366 * 86_400_000)).contains(wall) else {
        throw ShiftFileFault(line.line, "an event ends after it begins, by at most a year")
      }
      return (wall, .zero)
    }
    guard let line = part.first("DURATION") else {
      guard begin.form == .date else {
        throw ShiftFileFault(part.line, "an event without DTEND or DURATION")
      }
      return (86_400_000, .zero)
    }
    guard let duration = ICalendarDuration(line.value) else {
      throw ShiftFileFault(line.line, "DURATION is none")
    }
    return (Int64(duration.days) * 86_400_000, duration.exact)
  }

  /// `Medicine: Dr Amsel` and `Dr Amsel (Medicine)` can name somebody by a part.
  private static func parts(of summary: String) -> [String] {
    let marks: Set<Character> = [":", "–", "—", "(", ")", "|", "/"]
    let parts = summary.replacing(" - ", with: "|").split(whereSeparator: marks.contains)
    return parts.count > 1 ? parts.reversed().map(String.init) : []
  }
}
