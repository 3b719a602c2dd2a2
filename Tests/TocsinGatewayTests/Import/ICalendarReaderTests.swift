// Tocsin — GatewayTests: calendars that other programs wrote
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinGateway

/// The zones of the tests, as their clocks go around the winter of 2026.
private let zones = [
  zone("Europe/Paris", 7_200, ("2026-10-25T01:00:00Z", 3_600), ("2027-03-28T01:00:00Z", 7_200)),
  zone("America/New_York", -14_400, ("2026-11-01T06:00:00Z", -18_000)),
  zone("Asia/Tokyo", 32_400),
]

private func zone(_ name: String, _ offset: Int, _ changes: (String, Int)...) -> ZoneRules {
  let transitions = changes.compactMap { text, offset in
    RFC3339.parse(text).map { ZoneTransition(at: $0, offsetSeconds: offset) }
  }
  return ZoneRules(name: name, initialOffsetSeconds: offset, transitions: transitions)
}

private func moment(_ text: String) throws -> Timestamp { try #require(RFC3339.parse(text)) }

/// Reads what a calendar has in the thirteen weeks from 1 December 2026, for a rota in Paris.
private func read(_ text: String) throws -> ShiftFile {
  let from = try moment("2026-12-01T00:00:00Z")
  let about = FileSurroundings(
    site: SiteID(high: 5, low: 6), zone: zones[0],
    rules: { name in zones.first { $0.name == name } }, from: from, until: from + .days(91))
  return try ICalendarReader.file(Array(text.utf8), about)
}

/// A calendar of one event with these lines.
private func calendar(_ lines: String..., zones: String = "") -> String {
  let event = ["BEGIN:VEVENT", "UID:1", "SUMMARY:Amsel"] + lines + ["END:VEVENT"]
  return
    (["BEGIN:VCALENDAR", "VERSION:2.0"] + (zones.isEmpty ? [] : [zones]) + event
    + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
}

/// `MM-DD HH:MM` of begin and end in UTC.
private func spans(_ file: ShiftFile) -> [String] {
  file.shifts.map { shift in
    [shift.from, shift.until].map {
      RFC3339.text($0).dropFirst(5).prefix(11).replacing("T", with: " ")
    }.joined(separator: " ")
  }
}

@Suite struct `A file of several calendars` {
  private static let hourly: String = {
    let events = (10..<22).map { hour in
      [
        "BEGIN:VEVENT", "UID:\(hour)", "SUMMARY:Amsel", "DTSTART:20261201T\(hour)0000Z",
        "DURATION:PT1H", "RRULE:FREQ=DAILY", "END:VEVENT",
      ].joined(separator: "\r\n")
    }
    return (["BEGIN:VCALENDAR", "VERSION:2.0"] + events + ["END:VCALENDAR", ""])
      .joined(separator: "\r\n")
  }()

  @Test func `is bounded as a whole, and not calendar by calendar`() throws {
    let once = try read(Self.hourly).shifts.count
    #expect(once > ShiftFile.shiftsMax / 2)
    #expect(throws: ShiftFileFault.self) { try read(Self.hourly + Self.hourly) }
  }

  @Test func `may hold twenty of them`() throws {
    let one = calendar("DTSTART:20261210T180000Z", "DURATION:PT1H")
    let most = String(repeating: one, count: ICalendarReader.calendarsMax)
    #expect(try read(most).shifts.count == ICalendarReader.calendarsMax)
    #expect(throws: ShiftFileFault.self) { try read(most + one) }
  }
}

@Suite struct `A calendar of another program` {
  @Test func `has events in UTC, in a zone, without one, and of whole days`() throws {
    let utc = calendar("DTSTART:20261210T180000Z", "DTEND:20261211T060000Z")
    #expect(spans(try read(utc)) == ["12-10 18:00 12-11 06:00"])
    let zoned = calendar(
      "DTSTART;TZID=America/New_York:20261210T180000", "DURATION:PT12H")
    #expect(spans(try read(zoned)) == ["12-10 23:00 12-11 11:00"])
    let floating = calendar("DTSTART:20261210T180000", "DTEND:20261211T060000")
    #expect(spans(try read(floating)) == ["12-10 17:00 12-11 05:00"])
    let days = calendar("DTSTART;VALUE=DATE:20261210", "DTEND;VALUE=DATE:20261212")
    #expect(spans(try read(days)) == ["12-09 23:00 12-11 23:00"])
    #expect(
      spans(try read(calendar("DTSTART;VALUE=DATE:20261210"))) == ["12-09 23:00 12-10 23:00"])
  }

  @Test func `recurs, leaves out, adds and moves`() throws {
    let text = """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      UID:nights
      SUMMARY:Amsel
      DTSTART;TZID=Europe/Paris:20261130T190000
      DTEND;TZID=Europe/Paris:20261201T070000
      RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261217T225959Z
      EXDATE;TZID=Europe/Paris:20261203T190000
      RDATE;TZID=Europe/Paris:20261224T190000
      END:VEVENT
      BEGIN:VEVENT
      UID:nights
      SUMMARY:Brandt
      RECURRENCE-ID;TZID=Europe/Paris:20261210T190000
      DTSTART;TZID=Europe/Paris:20261210T200000
      DTEND;TZID=Europe/Paris:20261211T070000
      END:VEVENT
      BEGIN:VEVENT
      UID:nights
      STATUS:CANCELLED
      RECURRENCE-ID;TZID=Europe/Paris:20261214T190000
      DTSTART;TZID=Europe/Paris:20261214T190000
      DTEND;TZID=Europe/Paris:20261215T070000
      END:VEVENT
      END:VCALENDAR
      """
    let file = try read(text)
    #expect(
      spans(file) == [
        "11-30 18:00 12-01 06:00", "12-07 18:00 12-08 06:00", "12-10 19:00 12-11 06:00",
        "12-17 18:00 12-18 06:00", "12-24 18:00 12-25 06:00",
      ])
    #expect(file.shifts.map(\.name) == ["Amsel", "Amsel", "Brandt", "Amsel", "Amsel"])
    #expect(file.shifts[2].line == 11)
    #expect(file.cancelled == 1)
  }

  @Test(arguments: [
    ("FREQ=DAILY;INTERVAL=30", "12-25 01-24 02-23"),
    ("FREQ=DAILY;INTERVAL=30;COUNT=86", ""),
    ("FREQ=DAILY;COUNT=2", ""),
    ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "12-07 12-25 01-04 01-29 02-01 02-26 03-01"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "12-31 01-31 02-28"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "12-31 01-29 02-26"),
    ("FREQ=MONTHLY;BYDAY=FR,MO;BYMONTHDAY=1,4", "12-04 01-01 01-04 02-01 03-01"),
    ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6", "01-06"),
    ("FREQ=YEARLY", "12-02"),
    ("FREQ=YEARLY;BYDAY=20MO", ""),
    ("FREQ=YEARLY;BYDAY=-3MO,1TU", "12-14 01-05"),
    ("FREQ=YEARLY;INTERVAL=7;BYMONTH=12,2", "12-02"),
    ("FREQ=WEEKLY;INTERVAL=6;BYDAY=SU,MO;WKST=SU", "12-06 12-07 01-17 01-18 02-28 03-01"),
    ("FREQ=WEEKLY;INTERVAL=6;BYDAY=SU,MO;WKST=MO", "12-07 12-13 01-18 01-24 03-01"),
  ])
  func `knows days, weeks, months and years`(_ rule: String, _ days: String) throws {
    let line = ICalendarLine(line: 1, name: "RRULE", value: rule)
    let begin = try #require(ICalendarTime("20191202T100000"))
    let first = try #require(CivilDate(text: "2026-12-01"))
    var periods = 4_000
    let times = try ICalendarRule(line).times(
      from: begin.civil, in: first...(first + 90), periods: &periods
    ) { _ in false }
    let found = try #require(times).map(\.date).filter { first <= $0 }
    #expect(found.map { $0.text.dropFirst(5) }.joined(separator: " ") == days)
  }

  @Test func `goes by the clock when it changes`() throws {
    let text = calendar(
      "DTSTART;TZID=America/New_York:20261001T190000",
      "DTEND;TZID=America/New_York:20261002T070000", "RRULE:FREQ=DAILY")
    let spans = spans(try read(text))
    #expect(spans.contains("12-02 00:00 12-02 12:00"))
    #expect(spans.count == 91)
  }

  @Test func `states a zone of its own name, as mail programs do`() throws {
    let zone = """
      BEGIN:VTIMEZONE
      TZID:W. Europe Standard Time
      BEGIN:STANDARD
      DTSTART:16010101T030000
      TZOFFSETFROM:+0200
      TZOFFSETTO:+0100
      RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
      END:STANDARD
      BEGIN:DAYLIGHT
      DTSTART:16010101T020000
      TZOFFSETFROM:+0100
      TZOFFSETTO:+0200
      RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
      END:DAYLIGHT
      END:VTIMEZONE
      """
    let text = calendar(
      "DTSTART;TZID=\"W. Europe Standard Time\":20261210T180000",
      "DTEND;TZID=W. Europe Standard Time:20261211T060000", zones: zone)
    #expect(spans(try read(text)) == ["12-10 17:00 12-11 05:00"])
    let far = calendar(
      "DTSTART;TZID=/example.org/2026/Asia/Tokyo:20261210T180000", "DURATION:PT1H")
    #expect(spans(try read(far)) == ["12-10 09:00 12-10 10:00"])
    let unknown = try read(
      calendar("DTSTART;TZID=Nowhere:20261210T180000", "DURATION:PT1H"))
    #expect(unknown.shifts.isEmpty)
    #expect(unknown.refused.map(\.line) == [6])
  }

  @Test func `has long lines folded and marks escaped`() throws {
    let text = calendar("DTSTART:20261210T180000Z", "DURATION:PT1H")
      .replacing("SUMMARY:Amsel", with: "SUMMARY;X-A=\"b;c:d\":Am\r\n sel\\, Han\r\n\tna\\; \\\\")
    #expect(try read(text).shifts.map(\.name) == ["Amsel, Hanna; \\"])
  }

  @Test(arguments: [
    ("RRULE:FREQ=HOURLY", "FREQ"), ("RRULE:FREQ=YEARLY;BYWEEKNO=3", "BYWEEKNO"),
    ("RRULE:FREQ=DAILY;BYDAY=2MO", "BYDAY"), ("RRULE:COUNT=3", "without FREQ"),
    ("EXDATE:yesterday", "EXDATE"), ("RDATE;VALUE=DATE:20261212", "RDATE"),
    ("RECURRENCE-ID;RANGE=THISANDFUTURE:20261210T180000Z", "RANGE"),
    ("EXRULE:FREQ=DAILY", "second recurrence"), ("RRULE:FREQ=WEEKLY;BYDAY=MO", "no day"),
  ])
  func `is refused by the line in what is not supported`(_ line: String, _ word: String) throws {
    let file = try read(calendar("DTSTART:20261210T180000Z", "DURATION:PT1H", line))
    #expect(file.shifts.isEmpty)
    #expect(file.refused.map(\.line) == [8])
    #expect(file.refused.first?.text.contains(word) == true, "\(file.refused)")
  }

  @Test(arguments: [
    ("", 1), ("hello", 1), ("BEGIN:VEVENT\nEND:VEVENT", 1), ("BEGIN:VCALENDAR\nX", 2),
    ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", 3), ("BEGIN:VCALENDAR\nA:b", 1),
    ("BEGIN:VCALENDAR\nMETHOD:CANCEL\nEND:VCALENDAR", 2),
    ("BEGIN:VCALENDAR\nDTSTART;TZID:x\nEND:VCALENDAR", 2),
  ])
  func `is refused as a whole when it is none`(_ text: String, _ line: Int) {
    let fault = #expect(throws: ShiftFileFault.self) { try read(text) }
    #expect(fault?.line == line)
  }

  @Test func `with recurrences without end costs no more than it may`() throws {
    let event = ["BEGIN:VEVENT", "DTSTART:00010101T000000Z", "DURATION:PT1H"]
    let rule = "RRULE:FREQ=YEARLY;COUNT=9999"
    let events = (0..<300).flatMap { event + ["UID:\($0)", rule, "END:VEVENT"] }
    let text = (["BEGIN:VCALENDAR"] + events + ["END:VCALENDAR"]).joined(separator: "\n")
    let file = try read(text)
    #expect(file.refused.contains { $0.text.contains("too many") })
  }
}

@Suite struct `A table of shifts` {
  private func read(_ text: String) throws -> ShiftFile {
    let from = try moment("2026-12-01T00:00:00Z")
    let about = FileSurroundings(
      site: SiteID(high: 5, low: 6), zone: zones[0],
      rules: { _ in nil }, from: from, until: from + .days(91))
    return try ShiftTable.file(text, about)
  }

  @Test func `has times of several forms, and a line`() throws {
    let text = """
      Person,from,until,line
      Amsel,2026-12-10 18:00,2026-12-11 06:00,
      "Brandt, Jonas",2026-12-10T19:00:00Z,2026-12-11T07:00:00Z,second
      Corvin,24.12.2026 8:00,25.12.2026 08:00,first
      Dorn,2026-12-31,2027-01-01,trainee
      Long ago,2020-12-31,2021-01-01,first
      """
    let file = try read(text)
    #expect(
      spans(file) == [
        "12-10 17:00 12-11 05:00", "12-10 19:00 12-11 07:00", "12-24 07:00 12-25 07:00",
        "12-30 23:00 12-31 23:00",
      ])
    #expect(file.shifts.map(\.name) == ["Amsel", "Brandt, Jonas", "Corvin", "Dorn"])
    #expect(file.shifts.map(\.rotaLine) == [nil, .second, .first, .trainee])
    #expect(file.refused.isEmpty)
  }

  @Test func `may have semicolons and words of other languages`() throws {
    let file = try read("Von;Bis;Wer\n24.12.2026 08:00;25.12.2026 08:00;Amsel\n")
    #expect(file.shifts.map(\.name) == ["Amsel"])
  }

  @Test func `is refused row by row where it cannot be read`() throws {
    let text = """
      from,until,person,line
      12/10/2026,12/11/2026,Amsel,
      2026-12-11,2026-12-10,Amsel,
      2026-12-11,2026-12-12,,
      2026-12-11,2026-12-12,Amsel,third
      """
    let file = try read(text)
    #expect(file.refused.map(\.line) == [2, 3, 4, 5])
    #expect(file.shifts.isEmpty)
    #expect(throws: ShiftFileFault.self) { try read("when,who\n1,2\n") }
    #expect(throws: ShiftFileFault.self) { try read("") }
  }
}
