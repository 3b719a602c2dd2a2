// Tocsin — TocsinDocumentsTests: rotas changed in their text
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

/// A rota as a person would write it: with comments, spaces and spellings of its own.
let writtenRota = """
  # The registrars of medicine.
  title: Medicine registrar   # as the ward says
  zone: "Europe/Paris"

  needs: 1
  layers:
    # Weeks, as agreed in 2025.
    - name: weeks
      members: [dr.amsel,   dr.brandt]
      start: 2026-01-05
      handoff: "08:00"
      turn: 1 week

    # Weekends by the day.
    - {name: days, members: [dr.brandt, dr.amsel], start: 2026-01-05, handoff: "08:00", turn: 1 day,
       only: [{ days: [sat, sun], from: "08:00", until: "20:00" }]}
    # Nothing below.
  overrides:
    # Congress.
    - from: 2026-02-02T08:00+01:00
      until: 2026-02-03T08:00+01:00
      responders: [dr.dorn]
      reason: 'congress # in Lyon'   # both
    - { from: 2026-03-02T08:00+01:00, until: 2026-03-03T08:00+01:00, responders: nobody,
        reason: closed }
  # The end.

  """

func instant(_ text: String) -> Timestamp {
  RFC3339.parse(text) ?? Timestamp(milliseconds: 0)
}

func read(_ text: String) throws -> Rota { try DocumentValues.rota(text: text, name: "r") }

private func edited(_ text: String, _ edits: RotaEdit...) throws -> String {
  try RotaEditing.text(of: text, named: "r", with: edits, zone: paris)
}

let paris = ZoneRules(
  name: "Europe/Paris", initialOffsetSeconds: 3_600,
  transitions: [
    ZoneTransition(at: instant("2026-03-29T01:00Z"), offsetSeconds: 7_200),
    ZoneTransition(at: instant("2026-10-25T01:00Z"), offsetSeconds: 3_600),
  ])

@Suite struct `A change of a rota's text` {
  static let cover = RotaOverride(
    from: instant("2026-06-01T08:00+02:00"), until: instant("2026-06-02T08:00+02:00"),
    responders: [ResponderID("dr.corvin"), ResponderID("dr.dorn")],
    reason: "\"ill\" \\ fièvre: #1", replaces: ResponderID("dr.amsel"))

  /// Lines that only one of two texts has, `-` for the first and `+` for the second.
  private func difference(_ old: String, _ new: String) -> [String] {
    let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
    return lines(new).difference(from: lines(old)).map { change in
      switch change {
      case .insert(_, let line, _): "+" + line
      case .remove(_, let line, _): "-" + line
      }
    }
  }

  @Test func `adds an override behind the last one and leaves all else as it was`() throws {
    let new = try edited(writtenRota, .addOverride(Self.cover))
    #expect(
      difference(writtenRota, new) == [
        "+  - from: 2026-06-01T08:00+02:00", "+    until: 2026-06-02T08:00+02:00",
        "+    responders: [dr.corvin, dr.dorn]", "+    replaces: dr.amsel",
        #"+    reason: "\"ill\" \\ fièvre: #1""#,
      ])
    #expect(try read(new).overrides.last == Self.cover)
    #expect(new.hasSuffix("#1\"\n# The end.\n"))
  }

  @Test func `removes an override with its lines and the comment above it`() throws {
    let first = try read(writtenRota).overrides[0]
    let new = try edited(writtenRota, .removeOverride(first))
    #expect(try read(new).overrides.count == 1)
    #expect(!new.contains("Congress") && !new.contains("Lyon"))
    #expect(new.contains("# Nothing below.\noverrides:\n  - { from: 2026-03-02"))
  }

  @Test func `makes the list of overrides when there is none, and takes it away again`() throws {
    for tail in ["", "\n", "\n# The end.\n"] {
      let bare =
        "title: R\nzone: UTC\nneeds: 1\nlayers:\n- name: l\n  members: [a]\n"
        + "  start: 2026-01-05\n  handoff: \"08:00\"\n  turn: 1 week" + tail
      let new = try edited(bare, .addOverride(Self.cover))
      #expect(new.contains("overrides:\n  - from: 2026-06-01T08:00+02:00\n"))
      #expect(try edited(new, .removeOverride(Self.cover)) == bare)
    }
  }

  @Test func `writes overrides of one line as a list of several`() throws {
    let flow =
      Site.rota + "\noverrides: [{ from: 2026-03-02T08:00Z, until: 2026-03-03T08:00Z,\n"
      + "  responders: [b], reason: x }]\n# The end.\n"
    let new = try edited(flow, .addOverride(Self.cover))
    #expect(try read(new).overrides == (try read(flow).overrides) + [Self.cover])
    #expect(new.hasPrefix(Site.rota) && new.hasSuffix("\n# The end.\n"))
  }

  @Test func `replaces, adds, moves and removes layers with their comments`() throws {
    let text =
      "name: weeks\nmembers: [dr.dorn]  # alone\nstart: 2026-01-05\nhandoff: \"09:00\"\n"
      + "turn: 2 weeks\n"
    var new = try edited(writtenRota, .putLayer(name: "weeks", text: text))
    #expect(try read(new).layers[0].turn == .weekly(2))
    let start = "# Weeks, as agreed in 2025.\n  - name: weeks\n    members: [dr.dorn]  # alone"
    #expect(new.contains(start))
    let nights = text.replacing("weeks\nmembers", with: "nights\nmembers")
    let item = "  - " + nights.replacing("\n", with: "\n    ")
    new = try edited(new, .putLayer(name: "nights", text: item))
    #expect(try read(new).layers.map(\.name) == ["weeks", "days", "nights"])
    new = try edited(new, .moveLayer("days", to: 0))
    #expect(new.contains("layers:\n  # Weekends by the day.\n  - {name: days"))
    new = try edited(new, .moveLayer("days", to: 2), .removeLayer("weeks"))
    #expect(try read(new).layers.map(\.name) == ["nights", "days"])
    #expect(!new.contains("agreed in 2025") && new.contains("# Nothing below.\n"))
  }

  @Test func `sets the title and the number of people beside their comments`() throws {
    let new = try edited(writtenRota, .setTitle("Médecine: \"A\""), .setNeeds(2))
    #expect(
      Set(difference(writtenRota, new)) == [
        "-title: Medicine registrar   # as the ward says",
        #"+title: "Médecine: \"A\""   # as the ward says"#, "-needs: 1", "+needs: 2",
      ])
  }

  @Test func `keeps the line ends of the text`() throws {
    let text = writtenRota.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\r\n")
    let new = try edited(text, .addOverride(Self.cover))
    #expect(new.utf8.filter { $0 == 0x0A }.count == new.utf8.filter { $0 == 0x0D }.count)
    #expect(try read(new).overrides.last == Self.cover)
    #expect(try edited(new, .removeOverride(Self.cover)) == text)
  }

  @Test func `is refused where it names nothing, and where the form of the text forbids it`() {
    let layer = "{name: l, members: [a], start: 2026-01-05, handoff: \"08:00\", turn: 1 week}"
    let flow = "{title: R, zone: UTC, needs: 1, layers: [\(layer)]}"
    let cases: [(String, RotaEdit, String)] = [
      (writtenRota, .removeOverride(Self.cover), "there is no such override"),
      (writtenRota, .removeLayer("nights"), "there is no layer \"nights\""),
      (writtenRota, .putLayer(name: "weeks", text: "name: weeks"), "lacks \"members\""),
      (writtenRota, .putLayer(name: "weeks", text: "- x\n- y"), "must have keys"),
      (writtenRota, .setNeeds(9), "layers of the first line can give 2"),
      (writtenRota, .replace(text: "title: R"), "lacks \"zone\""),
      (flow, .addOverride(Self.cover), "form in which this cannot be changed"),
      (flow, .setTitle("T"), "form in which this cannot be changed"),
    ]
    for (text, edit, words) in cases {
      let refusal = #expect(throws: DocumentRefusal.self) { try edited(text, edit) }
      #expect(refusal.map { "\($0)".contains(words) } == true, "\(edit): \(refusal as Any)")
    }
  }

  @Test func `cannot put more into a layer than the layer`() {
    let text =
      "name: weeks\nmembers: [a]\nstart: 2026-01-05\nhandoff: \"08:00\"\nturn: 1 week\n"
    for more in ["- name: other\n" + text.dropFirst(12), "\nneeds: 2"] {
      #expect(throws: DocumentRefusal.self) {
        try edited(writtenRota, .putLayer(name: "weeks", text: text + more))
      }
    }
  }
}
