// Tocsin — TocsinDocumentsTests: the `http:` of an integration
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments
import TocsinMapping

/// An integration that reports JSON, to which a test adds the lines of its draft.
private func document(_ draft: String = "", rule: String = "", http: String = "") -> String {
  """
  title: T
  zone: Europe/Paris
  tables:
    words: { page: crash, info: low }
    odd: { page: urgent }
  http:
    format: json
  \(http)
    rules:
      - name: r
  \(rule)
        draft:
          kind: k
          priority: high
          dedup-key: "{key}"
          what: "{text}"
  \(draft)
  """
}

@Suite struct `The http of a document` {
  private func findings(_ text: String) -> [String] {
    do {
      _ = try DocumentValues.integration(text: text, name: "i")
      return []
    } catch { return error.findings.map { "\($0.line): \($0.text)" } }
  }

  @Test func `says how requests are read`() throws {
    let text = document(
      """
              location: { first-of: ["{place.room} in {place.ward}", "{$.site}"] }
              who: { name: "{patient.name}", number: "{patient.number}" }
              subject: { identifier: "{patient.number}", authority: "{$.site}", visit: "{visit}" }
              since: [at, startedAt]
              reported-at: sentAt
              stale-after: 5m
      """,
      rule: """
              each: alerts
              where: { state: [a, b], type: { not: [c] }, word: { in: words } }
              test: { $.mode: test }
        """, http: "  body-bytes: 65536\n")
    let integration = try DocumentValues.integration(text: text, name: "i")
    let http = try #require(integration.http)
    #expect(http.format == .json && http.bodyBytes == 65_536)
    let rule = try #require(http.rules.first)
    #expect(http.rules.count == 1 && rule.name == "r" && rule.each?.text == "alerts")
    #expect(rule.conditions.map(\.path.text) == ["state", "type", "word"])
    #expect(rule.testing.map(\.path.text) == ["$.mode"])
    #expect(rule.draft.since.map(\.text) == ["at", "startedAt"])
    #expect(rule.reportedAt.map(\.text) == ["sentAt"])
    #expect(rule.draft.staleAfter == .minutes(5) && rule.subject?.visit != nil)
    #expect(integration.makes(kind: "k") && !integration.makes(kind: "other"))
  }

  private static let followed = document(
    rule: """
            each: resources
            findings:
              each: parts
              where: { "@.flag": [HH, LL] }
              results:
                order: "{id}"
                observation: "{@.code}"
                value: { first-of: ["{@.value} {@.unit}", "{@.value} (no unit given)"] }
                sent: at
                retracted: { status: error }
                corrected: { status: corrected }
                preliminary: { status: early }
                silent: { status: pending }
      """
  ).replacing(
    "what: \"{text}\"", with: "what: { name: \"{@.name}\", behind: \"< ({@.flag})>\" }")

  @Test func `says how results are followed`() throws {
    let integration = try DocumentValues.integration(text: Self.followed, name: "i")
    let findings = try #require(integration.http?.rules.first?.findings)
    #expect(findings.each?.text == "parts")
    #expect(findings.wanted.sets.map { $0.map(\.path.text) } == [["@.flag"]])
    #expect(findings.results.sent.map(\.text) == ["at"])
    #expect(findings.results.standings.count == 4)
  }

  @Test func `says by which certificates a source is known`() throws {
    let pin = String(repeating: "ab", count: 32)
    let text = document(
      http: "  authority: /etc/a.pem\n  names: [freezers, freezers.example]\n  pins: \(pin)\n")
    let http = try #require(try DocumentValues.integration(text: text, name: "i").http)
    #expect(http.authority == "/etc/a.pem" && http.names == ["freezers", "freezers.example"])
    #expect(http.pins == [Array(repeating: 0xAB, count: 32)])
  }

  @Test func `in the gateway's own form makes alerts of any kind`() throws {
    let text = "title: T\nzone: Europe/Paris\nhttp:\n  depth: 8\n"
    let integration = try DocumentValues.integration(text: text, name: "i")
    #expect(integration.http?.format == .native && integration.jsonMapping == nil)
    #expect(integration.makes(kind: "anything"))
  }

  @Test(arguments: [
    (document("        location: \"{a..b}\""), "17: \"a..b\" is not a path"),
    (document("        location: \"{a as result}\""), "17: \"result\" is not a style"),
    (document("        addressed: OBR-16"), "17: the key \"addressed\" is not known here"),
    (document("        who: { name: \"{a}\" }"), "one identifier is not enough"),
    (document("        hold: 5s"), "only medium and low alerts wait"),
    (document(rule: "      message: ORU^R01"), "the key \"message\" is not known here"),
    (document(rule: "      where: { a: { in: none } }"), "there is no table \"none\""),
    (document(http: "  names: [freezers]"), "nothing without an authority"),
    (document(http: "  authority: [a.pem, b.pem]"), "must be a text"),
    (document(http: "  depth: 65"), "write a whole number from 2 to 64"),
    (
      document().replacing("priority: high", with: "priority: { from: \"{a}\", else: high }"),
      "\"{labels.severity via priorities}\""
    ),
    (
      document().replacing(
        "priority: high", with: "priority: { from: \"{a via odd}\", else: high }"),
      "would be \"urgent\""
    ),
    (
      followed.replacing("silent: { status: pending }", with: ""),
      "\"results\" lacks \"silent\""
    ),
    (followed.replacing("name: \"{@.name}\", ", with: ""), "lacks \"name\""),
    (followed.replacing("where: { \"@.flag", with: "wher: { \"@.flag"), "\"wher\" is not known"),
    (
      followed.replacing("each: resources", with: "each: resources\n      opens: false"),
      "does not go with findings"
    ),
    (document().replacing("format: json", with: "format: xml"), "write one of native, json"),
    (document().replacing("format: json", with: "format: native"), "needs no rules"),
    (document().replacing("format: json", with: "format: pager"), "add allow-from"),
    ("title: T\nzone: Europe/Paris\nhttp: { format: json }\n", "lacks \"rules\""),
  ])
  func `is refused with the line and the mend`(text: String, expected: String) {
    let found = findings(text)
    #expect(found.contains { $0.contains(expected) }, "\(found)")
  }
}
