// Tocsin — CoreTests: who would be paged for an alert of such facts
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A rehearsal with facts` {
  private func answer(
    _ ward: String, without: [String] = [], priority: Priority = .high
  ) throws -> RehearsalAnswer {
    var hospital = Hospital()
    for name in without { hospital.staffing.devices[ResponderID(name)] = nil }
    let table = RoutingTable(
      routes: [
        Route(name: "demo", ward: "DEMO", policy: "gone"),
        Route(name: "results", kind: "critical-result", policy: "test"),
      ], catchAll: "test")
    let draft = AlertDraft(
      integration: "laboratory", dedupKey: "k", priority: priority, kind: "critical-result",
      content: AlertContent(location: ward, ward: ward, what: ""))
    return try #require(
      Rehearsal.answer(
        draft, under: table, ["test": hospital.policy], with: hospital.staffing,
        from: Hospital.start))
  }

  @Test func `says the route and why, and everyone who is paged through the fallback`() throws {
    let answer = try answer("W4E")
    #expect(answer.choice.route == "results")
    #expect(answer.play.pages.map(\.responder.text) == ["ada", "bo", "desk"])
    #expect(answer.play.pages.map(\.after) == [.zero, .minutes(2), .minutes(4)])
    #expect(answer.play.pages.map(\.isFallback) == [false, false, true])
    #expect(answer.missing == [] && answer.play.ending == "exhausted")
    let lines = answer.text(in: .utc).split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(5) == [
        "A high critical-result, from laboratory, in W4E, opens at"
          + " 2026-09-21T14:13:20.000+00:00 (UTC)",
        "route \"results\": kind is critical-result",
        "  \"demo\" passed over: ward is W4E and not DEMO", "policy test: Test",
        "Nobody answers; everyone who is asked has a device.",
      ])
    #expect(lines.last == "and so on, until a person answers.")
  }

  @Test func `says who has no device, and pages the others`() throws {
    let answer = try answer("W4E", without: ["ada"])
    #expect(answer.missing.map(\.text) == ["ada"])
    #expect(answer.play.pages.map(\.responder.text) == ["bo", "desk"])
    #expect(answer.text(in: .utc).contains("Nobody answers; without a device: ada."))
  }

  @Test func `takes the catch-all where the route's policy is gone`() throws {
    let answer = try answer("DEMO")
    #expect(answer.choice.route == "demo" && answer.policy.reference.name == "test")
  }
}
