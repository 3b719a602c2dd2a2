// Tocsin — TocsinDocumentsTests: parts of a rota written as text and read back
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

@Suite struct `The text of a part of a rota` {
  private let paris = ZoneRules(
    name: "Europe/Paris", initialOffsetSeconds: 3_600, transitions: [])

  /// A rota of one layer that is as given, and of overrides.
  private func read(
    _ layers: [RotaLayer], _ overrides: [RotaOverride], _ zone: ZoneRules
  ) throws -> Rota {
    let head = "title: R\nzone: Europe/Paris\nneeds: 1\nholidays: h\nlayers:\n"
    let items = layers.map { RotaText.item($0) }.joined()
    let dated = overrides.map { RotaText.item($0, in: zone) }.joined()
    let text = head + items + (dated.isEmpty ? "" : "overrides:\n" + dated)
    return try DocumentValues.rota(text: text, name: "r")
  }

  private func layer(_ turn: RotaTurn, name: String = "weeks") throws -> RotaLayer {
    RotaLayer(
      name: name, members: [ResponderID("dr.amsel"), ResponderID("007")],
      start: try #require(CivilDate(text: "2026-01-05")),
      handoff: try #require(TimeOfDay(text: "08:00")), turn: turn)
  }

  @Test func `of a layer is a block in the words of the document`() throws {
    var full = try layer(.cycle([3, 4]), name: "week-end: days")
    full.line = .second
    full.restriction = [
      WeeklyWindow(
        days: [.saturday, .sunday], from: try #require(TimeOfDay(text: "08:00")),
        until: try #require(TimeOfDay(text: "20:00"))),
      WeeklyWindow(),
    ]
    full.restriction[0].holidays = .also
    full.end = CivilDate(text: "2027-01-04")
    #expect(
      RotaText.item(full) == """
          - name: "week-end: days"
            line: second
            members: [dr.amsel, 007]
            start: 2026-01-05
            handoff: "08:00"
            turn: [3 days, 4 days]
            only:
              - { days: [sat, sun, holiday], from: "08:00", until: "20:00" }
              - { from: "00:00" }
            end: 2027-01-04

        """)
  }

  @Test func `of an override is a block in the words of the document`() throws {
    var override = RotaOverride(
      from: try #require(RFC3339.parse("2026-12-24T08:00+01:00")),
      until: try #require(RFC3339.parse("2026-12-26T08:00:30+01:00")), responders: [],
      reason: "closed", replaces: ResponderID("dr.amsel"))
    override.line = .trainee
    #expect(
      RotaText.item(override, in: paris) == """
          - from: 2026-12-24T08:00+01:00
            until: 2026-12-26T08:00:30.000+01:00
            line: trainee
            responders: nobody
            replaces: dr.amsel
            reason: "closed"

        """)
  }

  @Test(arguments: [
    "weeks", "Weekend days", "a: b", "a #b", "# a", "- a", "'quoted'", "\"quoted\"", "back\\slash",
    "null", "~", "true", "1", "1 week", "2026-01-05", "&a *a", "a &b and *b", "*", "!tag", "%a",
    "@a", "`a", "{a}", "[a]", "a, b", "? a", "| a", "> a", " leading", "trailing ", "tab? no",
    "Ünïcode", "日本", "🔔", "a\u{A0}b", "a\u{2028}b", "a\u{85}b", "nobody", "...", "---", "é: #&*",
  ])
  func `gives any name and reason back`(words: String) throws {
    let override = RotaOverride(
      from: Timestamp(milliseconds: 0), until: Timestamp(milliseconds: 1), responders: [],
      reason: words)
    let layers = [try layer(.weekly(1)), try layer(.daily(2), name: words + "x")]
    let found = try read(layers, [override], paris)
    #expect(found.layers == layers)
    #expect(found.overrides == [override])
  }

  @Test(arguments: 0..<400) func `gives the value back when it is read`(seed: UInt64) throws {
    var chance = Chance(seed: seed)
    let layers = (0..<chance.below(4) + 1).map { number in
      var layer = chance.layer(named: "layer \(number)")
      if number == 0 { layer.line = .first }
      return layer
    }
    let overrides = (0..<chance.below(4)).map { _ in chance.override() }
    let zone = ZoneRules(
      name: "Europe/Paris", initialOffsetSeconds: Int(chance.below(100_000)) - 50_000,
      transitions: [])
    let found = try read(layers, overrides, zone)
    #expect(found.layers == layers)
    #expect(found.overrides == overrides)
  }
}

/// Values that a document can say, drawn from a seed (SplitMix64).
private struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func below(_ count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(count))
  }

  private mutating func people() -> [ResponderID] {
    (0...below(4)).map { _ in ResponderID(["a", "dr.x", "0", "n_1-2"][below(4)]) }
  }

  private mutating func turn() -> RotaTurn {
    switch below(5) {
    case 0: .daily(below(366) + 1)
    case 1: .weekly(below(104) + 1)
    case 2: .monthly(below(60) + 1)
    case 3: .cycle((0...below(5)).map { _ in below(366) + 1 })
    default: .workingDays(below(366) + 1)
    }
  }

  private mutating func window() -> WeeklyWindow {
    let days = Weekday.allCases.filter { _ in below(2) == 0 }
    let time = [0, 1_000, 28_800_000, 86_399_000, 86_400_000]
    var window = WeeklyWindow(
      days: days, from: TimeOfDay(milliseconds: time[below(5)]),
      until: TimeOfDay(milliseconds: time[below(5)]))
    window.holidays =
      days.isEmpty
      ? [.ordinary, .skipped, .only][below(3)] : [.ordinary, .skipped, .also][below(3)]
    return window
  }

  mutating func layer(named name: String) -> RotaLayer {
    let start = CivilDate(dayNumber: below(40_000) - 10_000)
    var layer = RotaLayer(
      name: name, members: people(), start: start,
      handoff: TimeOfDay(milliseconds: below(86_400) * 1_000), turn: turn())
    layer.line = RotaLine.allCases[below(3)]
    layer.restriction = (0..<below(3)).map { _ in window() }
    if case .workingDays = layer.turn, layer.restriction.isEmpty { layer.restriction = [window()] }
    if below(2) == 0 { layer.end = start + (below(5_000) + 1) }
    return layer
  }

  mutating func override() -> RotaOverride {
    let from = Timestamp(milliseconds: Int64(below(1 << 42)))
    let length = [60_000, 3_600_000, below(1 << 30) + 1][below(3)]
    var override = RotaOverride(
      from: from, until: from + Milliseconds(Int64(length)),
      responders: below(3) == 0 ? [] : people(),
      reason: ["ill", "a: b # c", "\"&x *x\"", "ä"][below(4)],
      replaces: below(2) == 0 ? ResponderID("a") : nil)
    override.line = RotaLine.allCases[below(3)]
    return override
  }
}
