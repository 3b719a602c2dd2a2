// Tocsin — TocsinDocumentsTests: waits by priority, hours of steps
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

private func policy(_ step: String, more: String = "") -> String {
  """
  title: P
  \(more)
  steps:
    - page: { rota: r }
      wait: 1m
    - page: { rota: r }
  \(step.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
  fallback: { page: { responder: s }, every: 1m }
  """
}

private func read(_ step: String, more: String = "") throws -> PolicyStep {
  try DocumentValues.policy(text: policy(step, more: more), name: "p", revision: 1)
    .roles[0].steps[1]
}

/// What the whole site says of `policies/p.yaml` with that step, and with a calendar `h`.
private func findings(_ step: String, more: String = "") -> [String] {
  Site.findings([
    "policies/p.yaml": policy(step, more: more),
    "holidays/h.yaml": `A calendar of holidays`.calendar,
  ]).map { $0.replacing("policies/p.yaml:", with: "") }
}

@Suite struct `A wait in a document` {
  @Test func `is one, or one by priority`() throws {
    #expect(try read("  wait: 2m").wait == StepWait(.minutes(2)))
    let named = try read("  wait: { crash: 30s, medium: 10m }").wait
    #expect(
      Priority.allCases.map(named.of) == [.seconds(30), .seconds(30), .minutes(10), .minutes(10)])
  }

  @Test(arguments: [
    (
      "wait: {}",
      "7: error: no priority is named: write wait: 2m, or wait: { high: 2m, medium: 10m }"
    ),
    (
      "wait: { urgent: 2m }",
      "7: error: the key \"urgent\" is not known here: use crash, high, medium, low"
    ),
    (
      "wait: { high: 10m, medium: 2m }",
      "7: error: medium waits for 2m and high for 10m: what is more urgent waits no longer"
    ),
    (
      "wait: { high: soon }",
      "7: error: \"high\" is \"soon\", which is no duration: write it as 30s, 5m, 1m30s or 2h"
    ),
  ])
  func `with a mistake is refused at its line`(step: String, finding: String) {
    #expect(findings("  " + step) == [finding])
  }

  @Test func `of high counts for how soon the fallback is reached, that of low does not`() {
    #expect(findings("  wait: { high: 8m, low: 2h }") == [])
    #expect(
      findings("  wait: { crash: 1m, high: 10m }") == [
        "1: error: the fallback is reached after 11m, later than 10m: shorten the waits or the"
          + " cycles, or write priorities: [medium, low] (S24)"
      ])
  }
}

@Suite struct `Hours of a step` {
  private let hours = """
      wait: 1m
      only:
        zone: Europe/Paris
        holidays: h
        hours:
          - { days: [mon, tue], holidays: skip, from: "08:00", until: "18:00" }
    """

  @Test func `are windows in a zone, with a calendar`() throws {
    let found = try #require(try read(hours).hours)
    #expect(found.zone == "Europe/Paris" && found.holidays == "h")
    #expect(found.text == "mon, tue but holidays 08:00-18:00 (Europe/Paris)")
    #expect(findings(hours) == [])
    #expect(try read("  wait: 1m").hours == nil)
  }

  @Test func `are refused at the line, with the mend`() {
    #expect(
      findings(hours.replacing("holidays: h", with: "holidays: x")) == [
        "10: error: there is no calendar \"x\": add holidays/x.yaml, or mend the name"
      ])
    #expect(
      findings(hours.replacing("Europe/Paris", with: "Europe/Pariss")) == [
        "9: error: the zone \"Europe/Pariss\" is not known: write an IANA name such as Europe/Paris"
      ])
    #expect(
      findings(hours.replacing("    holidays: h\n", with: "")) == [
        "11: error: these hours name no calendar of holidays: add holidays: NAME beside zone:"
      ])
    #expect(
      findings("  wait: 1m\n  only: { zone: Europe/Paris, hours: [] }") == [
        "8: error: \"hours\" is empty: add an item, or remove the key"
      ])
  }

  @Test func `of every step leave hours to the fallback, which is said`() {
    let whole = "only: { zone: Europe/Paris, hours: [{ from: \"08:00\", until: \"20:00\" }] }"
    let night = whole.replacing("08:00", with: "20:00").replacing(
      "\"20:00\" }]", with: "\"07:30\" }]")
    func site(_ first: String, _ second: String) -> [String] {
      let text = policy("  wait: 1m\n  \(second)")
        .replacing("    wait: 1m\n  - page", with: "    wait: 1m\n    \(first)\n  - page")
      return Site.findings(["policies/p.yaml": text])
    }
    #expect(
      site(whole, whole) == [
        "policies/p.yaml:1: warning: no step of responder pages at monday 00:00: its alerts then go"
          + " to the fallback at once; add a step without only:, or hours that reach it"
      ])
    #expect(
      site(whole, night).map { $0.contains("pages at monday 07:30") } == [true])
    #expect(site(whole, night.replacing("07:30", with: "08:00")) == [])
  }
}

@Suite struct `A policy for low alerts` {
  @Test func `may bundle them, and no other may`() throws {
    let low = "priorities: [low]\nbundle: 15m"
    let said = findings("  wait: 1m", more: low)
    #expect(said.allSatisfy { $0.hasPrefix("routes.yaml") }, "only that routes lead others here")
    let text = policy("  wait: 1m", more: low)
    #expect(
      try DocumentValues.policy(text: text, name: "p", revision: 1).times.bundle == .minutes(15))
    for priorities in ["priorities: [medium, low]\n", ""] {
      #expect(
        findings("  wait: 1m", more: priorities + "bundle: 15m") == [
          "\(priorities.isEmpty ? 2 : 3): error: only low pages are bundled: write priorities:"
            + " [low], or remove bundle: (S2)"
        ])
    }
  }
}

@Suite struct `Whoever acknowledged the last alert like this one, in a document` {
  @Test func `is a target of a step`() throws {
    let text = policy("  wait: 1m").replacing(
      "page: { rota: r }\n    wait: 1m\n  - page: { rota: r }",
      with: "page: [last-acknowledged, named]\n    wait: 1m\n  - page: { rota: r }")
    let read = try DocumentValues.policy(text: text, name: "p", revision: 1)
    #expect(read.roles[0].steps[0].targets == [.lastAcknowledged, .named])
    #expect(read.asksLastAcknowledged && Site.findings(["policies/p.yaml": text]) == [])
  }

  @Test func `is never all of a role, nor the fallback`() {
    let text = policy("  wait: 1m").replacing("{ rota: r }", with: "last-acknowledged")
    #expect(
      Site.findings(["policies/p.yaml": text]) == [
        "policies/p.yaml:1: error: responder pages only whom the alert itself names, and that may"
          + " be nobody: add a step with the rota that covers the place (S24)"
      ])
  }
}

@Suite struct `A route in a document` {
  private func table(_ when: String) throws -> RoutingTable {
    try DocumentValues.routing(
      text: "routes:\n  - { name: r, when: \(when), policy: p }\ncatch-all: p\n")
  }

  @Test func `looks at location, service and hours`() throws {
    let during = "{ zone: Europe/Paris, hours: [{ from: \"08:00\" }] }"
    let route = try table("{ location: W4E 12, service: SUR, during: \(during) }").routes[0]
    #expect(route.location == "W4E 12" && route.service == "SUR")
    #expect(route.during?.text == "every day 08:00-24:00 (Europe/Paris)")
  }

  @Test func `is refused under a name that says that none was taken, or in no zone`() {
    func findings(_ route: String) -> [String] {
      Site.findings(["routes.yaml": "routes:\n  - \(route)\ncatch-all: p\n"])
    }
    #expect(
      findings("{ name: catch-all, when: { kind: k, priority: medium }, policy: p }") == [
        "routes.yaml:2: error: \"catch-all\" says that no route was taken: choose another name"
      ])
    #expect(
      findings(
        "{ name: n, when: { during: { zone: No/Where, hours: [{ from: \"08:00\" }] } }, policy: p }"
      ) == [
        "routes.yaml:2: error: the zone \"No/Where\" is not known: write an IANA name such as"
          + " Europe/Paris"
      ])
  }
}
