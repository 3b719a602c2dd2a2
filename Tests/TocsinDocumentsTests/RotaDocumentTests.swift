// Tocsin — TocsinDocumentsTests: the words of a rota and of a calendar of holidays
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

/// A rota with one layer, of which a test changes the lines.
private func document(
  _ head: String = "", turn: String = "1 week", layer: String = "", more: String = ""
) -> String {
  """
  title: R
  zone: Europe/Paris
  needs: 1
  holidays: h
  \(head)
  layers:
    - name: l
      members: [a, b]
      start: 2026-01-05
      handoff: "08:00"
      turn: \(turn)
  \(layer)
  \(more)
  """
}

private func rota(_ text: String) throws -> Rota {
  try DocumentValues.rota(text: text, name: "r")
}

private func findings(_ text: String) -> [String] {
  DocumentBundle(files: [DocumentFile(path: "rotas/r.yaml", text: text)]).findings
    .map { "\($0.line): \($0.text)" }
}

@Suite struct `A rota's document` {
  @Test(arguments: [
    ("1 day", RotaTurn.daily(1)), ("366 days", .daily(366)), ("1 week", .weekly(1)),
    ("104 weeks", .weekly(104)), ("1 month", .monthly(1)), ("60 months", .monthly(60)),
    ("[3 days, 4 days]", .cycle([3, 4])), ("[1 week]", .cycle([7])),
    ("[2 days, 2 weeks, 1 day]", .cycle([2, 14, 1])),
  ])
  func `says how long a turn is`(words: String, turn: RotaTurn) throws {
    #expect(try rota(document(turn: words)).layers[0].turn == turn)
  }

  @Test(arguments: [
    "0 days", "-1 days", "+1 day", "367 days", "105 weeks", "61 months", "day", "1  day",
    "1.5 days",
    "1 year", "1 working", "working days", "99999999999999999999 days", "1 Day",
  ])
  func `refuses another length, at its line`(words: String) {
    #expect(
      findings(document(turn: words)) == [
        "11: \"turn\" is \"\(words)\": write it as 1 day, 2 weeks, 1 month, 5 working days or"
          + " [3 days, 4 days]"
      ])
  }

  @Test func `refuses months and working days in a cycle`() {
    #expect(
      findings(document(turn: "[3 days, 1 month, 2 working days]")) == [
        "11: an item of \"turn\" is \"1 month\": write days or weeks, such as 3 days",
        "11: an item of \"turn\" is \"2 working days\": write days or weeks, such as 3 days",
      ])
    #expect(
      findings(document(turn: "[]")) == [
        "11: \"turn\" is empty: add an item, or remove the key"
      ])
  }

  @Test func `counts working days only where it says which they are`() throws {
    let only = "    only: [{ days: [mon, fri] }]"
    let read = try rota(document(turn: "5 working days", layer: only))
    #expect(read.layers[0].turn == .workingDays(5))
    #expect(
      findings(document(turn: "1 working day")) == [
        "11: working days are those that \"only\" names: add only: with their days, or write days"
      ])
  }

  @Test(arguments: [
    ("{ days: [holiday] }", [Weekday](), HolidayRule.only),
    ("{ days: [sat, holiday, sun] }", [.saturday, .sunday], .also),
    ("{ days: [mon], holidays: skip }", [.monday], .skipped), ("{ holidays: skip }", [], .skipped),
    ("{ days: [mon] }", [.monday], .ordinary),
  ])
  func `says what a holiday means to a window`(
    words: String, days: [Weekday], rule: HolidayRule
  ) throws {
    let read = try rota(document(layer: "    only: [\(words)]"))
    var window = WeeklyWindow(days: days)
    window.holidays = rule
    #expect(read.layers[0].restriction == [window])
    #expect(read.holidays == "h")
  }

  @Test func `refuses other words about holidays, and all of them without a calendar`() {
    #expect(
      findings(document(layer: "    only: [{ days: [mon], holidays: take }]")) == [
        "12: \"holidays\" can only be skip: write holidays: skip, or remove the key"
      ])
    #expect(
      findings(document(layer: "    only: [{ days: [holiday], holidays: skip }]")) == [
        "12: the window both names and skips holidays: keep one of the two"
      ])
    let bare = document(layer: "    only: [{ days: [holiday] }]").replacing("holidays: h", with: "")
    #expect(
      findings(bare) == [
        "12: the rota names no calendar of holidays: add holidays: NAME under its title"
      ])
  }

  @Test func `says the line of layers and overrides, the first when it is silent`() throws {
    let override = """
      overrides:
        - from: 2026-01-06T08:00Z
          until: 2026-01-07T08:00Z
          line: second
          responders: [c]
          reason: ill
      """
    let second =
      "  - { name: s, line: second, members: [c], start: 2026-01-05, handoff: \"08:00\","
      + " turn: 1 day }"
    let read = try rota(document(layer: second, more: override))
    #expect(read.layers.map(\.line) == [.first, .second])
    #expect(read.overrides.map(\.line) == [.second])
    #expect(
      findings(document(layer: "    line: third")) == [
        "12: \"line\" is \"third\", which is no line: write first, second or trainee"
      ])
  }

  @Test func `needs a layer of the first line for each person that it takes`() {
    #expect(
      findings(document(layer: "    line: second")) == [
        "3: no layer holds the first line: take line: away from one of them"
      ])
    let second =
      "  - { name: s, line: second, members: [c], start: 2026-01-05, handoff: \"08:00\","
      + " turn: 1 day }"
    #expect(
      findings(document(layer: second).replacing("needs: 1", with: "needs: 2")) == [
        "3: \"needs\" is 2, but the layers of the first line can give 1: add a layer for each"
          + " person"
      ])
  }

  @Test func `says how long a person rests after a night`() throws {
    #expect(try rota(document("rest: 11h")).rest == .hours(11))
    #expect(try rota(document()).rest == nil)
    #expect(
      findings(document("rest: 5m")) == ["5: \"rest\" is 5m: write a duration from 1h to 3d"])
  }

  @Test func `says whose consent exchanges its shifts`() throws {
    #expect(try rota(document("swaps: approval")).swaps == .approval)
    #expect(try rota(document()).swaps == .consent)
    #expect(
      findings(document("swaps: anybody")) == [
        "5: \"swaps\" is \"anybody\": write consent, approval or closed"
      ])
  }
}

@Suite struct `A policy's target` {
  private func policy(_ page: String, copy: String = "") -> String {
    """
    title: P
    steps:
      - page: \(page)
        wait: 1m
    \(copy)
    fallback: { page: { responder: s }, every: 1m }
    """
  }

  private func step(_ page: String, copy: String = "") throws -> PolicyStep {
    try DocumentValues.policy(text: policy(page, copy: copy), name: "p", revision: 1)
      .roles[0].steps[0]
  }

  @Test func `is a rota, or a line of it`() throws {
    #expect(try step("{ rota: r }").targets == [.rota(RotaID("r"))])
    #expect(try step("{ rota: r, line: first }").targets == [.rota(RotaID("r"))])
    #expect(try step("{ rota: r, line: second }").targets == [.line(.second, RotaID("r"))])
    let copied = try step("{ rota: r }", copy: "    copy: { line: trainee, rota: x }")
    #expect(copied.copies == [.line(.trainee, RotaID("x"))])
    #expect(
      copied.alongside == [.line(.trainee, RotaID("x")), .line(.trainee, RotaID("r"))])
  }

  @Test func `is never the trainee line, which owes no answer`() {
    let file = DocumentFile(
      path: "policies/p.yaml", text: policy("{ rota: r, line: trainee }"))
    #expect(
      DocumentBundle(files: [file]).findings.map(\.description) == [
        "policies/p.yaml:3: error: the trainee line owes no answer and is paged beside the first"
          + " line anyway: name the rota alone, or write it under copy: (S7)"
      ])
  }

  @Test func `is a line that somebody stands on`() {
    let second = Site.policy.replacing("{ rota: r }", with: "{ rota: r, line: second }")
    #expect(
      Site.findings(["policies/p.yaml": second]) == [
        "policies/p.yaml:3: error: the rota \"r\" has no second line: add a layer with line:"
          + " second to it, or name the rota alone"
      ])
    let behind =
      "\n  - { name: s, line: second, members: [t], start: 2026-01-05, handoff: \"08:00\","
      + " turn: 1 day }"
    #expect(
      Site.findings(["policies/p.yaml": second, "rotas/r.yaml": Site.rota + behind]) == [
        "policies/p.yaml:3: warning: the step pages trainees alone, whose answers do not count: add"
          + " a person or a rota (S7)"
      ])
  }
}

@Suite struct `A calendar of holidays` {
  static let calendar = """
    title: H
    days:
      - { date: 2026-12-25, name: Christmas Day }
      - { date: 2026-01-01, name: New Year's Day }
    """
  private let observing = Site.rota.replacing("needs: 1", with: "needs: 1\nholidays: h")

  @Test func `is read in the order of its days`() throws {
    let read = try DocumentValues.holidays(text: Self.calendar, name: "h")
    #expect(read.name == "h" && read.title == "H")
    #expect(read.days.map(\.date.text) == ["2026-01-01", "2026-12-25"])
    #expect(read.days.map(\.name) == ["New Year's Day", "Christmas Day"])
  }

  @Test func `is carried by the rotas that name it`() throws {
    let bundle = Site.bundle(["rotas/r.yaml": observing, "holidays/h.yaml": Self.calendar])
    #expect(bundle.findings.isEmpty)
    let loaded = try bundle.load()
    #expect(loaded.calendars.map(\.name) == ["h"])
    #expect(loaded.rotas[0].calendar == loaded.calendars[0])
    #expect(loaded.documents.map(\.kind.rawValue).contains("holidays"))
  }

  @Test func `is refused when it is not there, or when a date stands twice`() {
    #expect(
      Site.findings(["rotas/r.yaml": observing]) == [
        "rotas/r.yaml:4: error: there is no calendar \"h\": add holidays/h.yaml, or mend the name"
      ])
    let twice = Self.calendar + "\n  - { date: 2026-12-25, name: Again }"
    #expect(
      Site.findings(["holidays/h.yaml": twice]) == [
        "holidays/h.yaml:5: error: 2026-12-25 stands in line 3 already: keep one of the two"
      ])
    #expect(
      Site.findings(["holidays/h.yaml": "title: H\ndays:\n  - { date: 2026-02-30, nme: X }"]) == [
        "holidays/h.yaml:3: error: \"date\" is \"2026-02-30\", which is no day of the calendar:"
          + " write it as 2026-11-25",
        "holidays/h.yaml:3: error: an item of \"days\" lacks \"name\": add name: Christmas Day",
        "holidays/h.yaml:3: error: the key \"nme\" is not known here: write \"name\"",
      ])
  }

  @Test func `that ends within a year is warned of, where a layer observes it then`() throws {
    let observed = observing.replacing(
      "turn: 1 week", with: "turn: 1 week, only: [{ days: [holiday] }]")
    func findings(_ rota: String, _ today: String) throws -> [String] {
      let files = [
        DocumentFile(path: "rotas/r.yaml", text: rota),
        DocumentFile(path: "holidays/h.yaml", text: Self.calendar),
      ]
      let day = try #require(CivilDate(text: today))
      return DocumentBundle(files: files, today: day).findings.map { "\($0)" }
    }
    #expect(
      try findings(observed, "2026-03-01") == [
        "rotas/r.yaml:4: warning: the calendar \"h\" ends on 2026-12-25: after that no day is a"
          + " holiday; add the holidays of later years to holidays/h.yaml"
      ])
    #expect(try findings(observed, "2025-12-25") == [])
    #expect(try findings(observing, "2026-03-01") == [])
    let over = observed.replacing("turn: 1 week", with: "end: 2026-12-01, turn: 1 week")
    #expect(try findings(over, "2026-03-01") == [])
  }

  @Test func `that ends before a layer that observes it begins is warned of`() {
    let late = observing.replacing(
      "turn: 1 week", with: "turn: 1 week, only: [{ days: [holiday] }]"
    ).replacing("2026-01-05", with: "2027-01-04")
    #expect(
      Site.findings(["rotas/r.yaml": late, "holidays/h.yaml": Self.calendar]) == [
        "rotas/r.yaml:4: warning: the calendar \"h\" ends on 2026-12-25, before the layer \"l\""
          + " begins: add the holidays of later years to it"
      ])
  }
}
