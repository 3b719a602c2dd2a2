// Tocsin — CoreTests: what may stand on a locked screen
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

private let calls = CallTable(
  language: .german,
  types: [
    CallType(
      name: "crash", titles: [.english: "Crash call", .german: "Reanimation"], priority: .crash,
      policy: "p", fields: [.place]),
    CallType(
      name: "consult", titles: [.english: "Consult"], priority: .medium, policy: "p",
      fields: [.place]),
  ])

private let rule: LockScreenRule = {
  var rule = LockScreenRule()
  rule.kinds = ["critical-result": "Critical result"]
  rule.wards = ["W7": "Ward 7", "W7A": "Ward 7 annex", "W77": "Ward 77"]
  rule.sensitive = ["PSY"]
  return rule
}()

private func line(
  _ kind: String, from integration: String = "laboratory", ward: String = "", place: String = ""
) -> PublicLine? {
  let traits = AlertTraits(kind: kind, integration: integration, ward: ward, place: place)
  return rule.line(of: traits, calls)
}

@Suite struct `S5: what a locked screen may show` {
  @Test func `is what the site calls the kind and the ward`() {
    let shown = line("critical-result", ward: "W7", place: "ZZCANARY")
    #expect(shown?.call == "Critical result" && shown?.place == "Ward 7")
  }

  @Test func `is nothing of a kind that the site has not named`() {
    #expect(line("device-alarm", ward: "W7") == nil)
    #expect(line("consult", from: "switchboard", ward: "W7") == nil)
  }

  @Test func `has no place where the ward has no public name`() {
    #expect(line("critical-result", ward: "W9")?.place == "")
  }

  @Test func `is nothing of a sensitive ward, whatever its kind`() {
    #expect(line("critical-result", ward: "PSY") == nil)
    #expect(line("crash", from: "switchboard", ward: "PSY") == nil)
  }

  @Test func `is the title of a crash call, which nobody had to name`() {
    let shown = line("crash", from: "switchboard", ward: "W7")
    #expect(shown?.call == "Reanimation" && shown?.place == "Ward 7")
    #expect(line("crash", from: "laboratory", ward: "W7") == nil)
  }

  @Test(arguments: [
    ("ward 7, bed 3, Doe", "Ward 7"), ("Ward 7 annex", "Ward 7 annex"), ("Ward 77", "Ward 77"),
    ("Ward 78", ""), ("Bed 3, Ward 7", ""), ("", ""), ("Mrs Doe", ""),
  ])
  func `finds the ward of a call in what was said, and shows only the site's own word`(
    said: String, place: String
  ) {
    #expect(line("crash", from: "switchboard", place: said)?.place == place)
  }

  @Test func `takes the place of a source's alert from its ward alone`() {
    #expect(line("critical-result", place: "Ward 7")?.place == "")
  }
}

private func preview(
  _ kind: String, from integration: String = "laboratory", ward: String = "", place: String = ""
) -> PublicLine {
  let traits = AlertTraits(kind: kind, integration: integration, ward: ward, place: place)
  return rule.preview(of: traits, calls)
}

@Suite struct `S4: what the preview of a locked device may say` {
  @Test func `is the kind where the site has named it, and the ward without the bed`() {
    #expect(
      preview("critical-result", ward: "W7", place: "W7, bed 3")
        == PublicLine(call: "Critical result", place: "Ward 7"))
    #expect(preview("device-alarm", ward: "W9") == PublicLine(call: "", place: "W9"))
  }

  @Test func `is the title of any call by hand, and of what was said the ward alone`() {
    #expect(
      preview("consult", from: "switchboard", place: "ward 7, bed 3, Doe")
        == PublicLine(call: "Consult", place: "Ward 7"))
    #expect(preview("crash", from: "switchboard", place: "Mrs Doe").place == "")
  }

  @Test func `is nothing of a sensitive ward`() {
    #expect(preview("critical-result", ward: "PSY") == .nothing)
    #expect(preview("crash", from: "switchboard", ward: "PSY") == .nothing)
  }

  @Test func `is no ward of more bytes than a line has`() {
    #expect(preview("critical-result", ward: String(repeating: "W", count: 41)).place == "")
  }
}
