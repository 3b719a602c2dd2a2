// Tocsin — TocsinDocumentsTests: what can be called for by hand
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

private let title = "title: { en: Call, de: Ruf, fr: Appel }"

private func calls(_ rest: String) -> String { "calls:\n  - { \(rest) }\n" }

@Suite struct `A table of calls` {
  @Test func `is read as it says`() throws {
    let text = """
      language: de
      calls:
        - call: crash
          \(title)
          priority: crash
          policy: p
          roll-call: { at: "08:00", zone: Europe/Paris }
        - call: consult
          \(title)
          kind: consult-by-hand
          priority: medium
          policy: p
          ask: [place, words, call-back]
      """
    let table = try DocumentValues.calls(text: text)
    #expect(table.language == .german && table.types.map(\.name) == ["crash", "consult"])
    let crash = try #require(table.type(named: "crash"))
    #expect(crash.fields == [.place] && crash.kind == "crash" && crash.priority == .crash)
    #expect(crash.title(in: .french) == "Appel")
    #expect(crash.rollCall?.zone == "Europe/Paris")
    #expect(table.type(ofKind: "consult-by-hand")?.fields == CallField.allCases)
  }

  @Test(arguments: [
    (
      calls("call: a, title: { en: A, de: A }, priority: low, policy: p"),
      ["2: error: \"title\" lacks \"fr\": add fr: TITLE"]
    ),
    (
      calls("call: a, \(title), priority: urgent, policy: p"),
      [
        "2: error: \"priority\" is \"urgent\", which is no priority: write crash, high, medium or"
          + " low"
      ]
    ),
    (
      calls("call: a, \(title), priority: low, policy: p, ask: [words]"),
      ["2: error: a call says where to come: add place to \"ask\""]
    ),
    (
      calls("call: a, \(title), priority: low, policy: p, ask: [place, ward]"),
      ["2: error: an item of \"ask\" is \"ward\": write place, words or call-back"]
    ),
    (
      calls("call: a, \(title), priority: low, policy: p, ask: [place, place]"),
      ["2: error: place stands twice here: keep one of the two"]
    ),
    (
      calls("call: a, \(title), priority: crash, policy: p, ask: [place, words]"),
      [
        "2: warning: a crash call asks for more than the place: each field costs seconds (S15)"
      ]
    ),
    (
      "language: it\n" + calls("call: a, \(title), priority: low, policy: p"),
      ["1: error: \"language\" is \"it\": write en, de or fr"]
    ),
    (
      calls("call: a, \(title), priority: low, policy: p")
        + "  - { call: a, \(title), priority: low, policy: p }\n",
      ["3: error: the call \"a\" stands on line 2 already: choose another name"]
    ),
    (
      calls("call: a, \(title), priority: low, policy: p, roll-call: { at: \"25:00\", zone: x }"),
      [
        "2: error: \"at\" is \"25:00\", which is no time of day: write it as \"08:00\"",
        "2: error: \"zone\" is \"x\", which is no zone: write an IANA name such as Europe/Paris",
      ]
    ),
  ])
  func `with a mistake is refused at the line, with the mend`(text: String, findings: [String]) {
    let bundle = DocumentBundle(files: [DocumentFile(path: "calls.yaml", text: text)])
    #expect(bundle.findings.map(\.description) == findings.map { "calls.yaml:" + $0 })
  }

  @Test(arguments: [
    (
      "call: a, \(title), priority: low, policy: q",
      ["there is no policy \"q\": add policies/q.yaml, or mend the name"]
    ),
    (
      "call: a, \(title), priority: low, policy: p, roll-call: { at: \"08:00\", zone: Mars/A }",
      ["the zone \"Mars/A\" is not known: write an IANA name such as Europe/Paris"]
    ),
    ("call: a, \(title), priority: low, policy: p", []),
  ])
  func `leads somewhere`(line: String, findings: [String]) {
    #expect(
      Site.findings(["calls.yaml": calls(line)])
        == findings.map { "calls.yaml:2: error: \($0)" })
  }

  @Test func `does not lead to a policy that refuses its priority`() {
    let policy = Site.policy + "\npriorities: [low]"
    let found = Site.findings([
      "calls.yaml": calls("call: a, \(title), priority: high, policy: p"),
      "policies/p.yaml": policy,
    ])
    #expect(
      found.filter { $0.hasPrefix("calls.yaml") } == [
        "calls.yaml:2: error: high alerts can come here, but the policy \"p\" does not take them:"
          + " name the priority in the route, or choose another policy (S24)"
      ])
  }
}
