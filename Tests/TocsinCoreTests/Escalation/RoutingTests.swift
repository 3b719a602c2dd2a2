// Tocsin — CoreTests: which route takes an alert, and why
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

private let monday = Hospital.start  // 2026-09-21T14:13:20Z

private func facts(
  _ location: String = "W4E 12 B", service: String = "", kind: String = "critical-result"
) -> RouteFacts {
  var draft = AlertDraft(
    integration: "laboratory", dedupKey: "k", priority: .high, kind: kind,
    content: AlertContent(location: location, ward: "W4E", what: "K 7.1"))
  draft.service = service
  return RouteFacts(draft)
}

private func route(_ name: String, _ set: (inout Route) -> Void = { _ in }) -> Route {
  var route = Route(name: name, policy: name)
  set(&route)
  return route
}

private func choice(
  _ routes: [Route], _ facts: RouteFacts, at now: Timestamp = monday
) -> RouteChoice {
  RoutingTable(routes: routes, catchAll: "all").choice(
    for: facts, at: now, with: Staffing(zones: ["UTC": .utc]))
}

@Suite struct `A route` {
  @Test(arguments: [
    ("W4E 12", true), ("W4E 12 B", true), ("W4E", true), ("W4", false), ("W4E 1", false),
    ("W4E 12 B 7", false),
  ])
  func `by location takes the place and what lies within it`(_ location: String, takes: Bool) {
    let found = choice([route("bay") { $0.location = location }], facts())
    #expect(found.route == (takes ? "bay" : "catch-all"))
  }

  @Test func `by service takes what the source codes so`() {
    let surgery = [route("surgery") { $0.service = "SUR" }]
    #expect(choice(surgery, facts(service: "SUR")).policy == "surgery")
    #expect(choice(surgery, facts(service: "MED")).policy == "all")
    #expect(
      choice(surgery, facts()).passedOver == [
        "\"surgery\" passed over: service is unknown and not SUR"
      ])
  }

  @Test func `by hours takes what opens in them`() throws {
    let hours = WeeklyHours(
      windows: [
        WeeklyWindow(
          days: [.monday], from: try #require(TimeOfDay(text: "08:00")),
          until: try #require(TimeOfDay(text: "18:00")))
      ], zone: "UTC")
    let day = [route("day") { $0.during = hours }]
    #expect(choice(day, facts()).text == "route \"day\": it is mon 08:00-18:00 (UTC)")
    let night = choice(day, facts(), at: monday + .hours(8))
    #expect(night.route == "catch-all" && night.text == "no route takes it: the catch-all")
    #expect(night.passedOver == ["\"day\" passed over: it is not mon 08:00-18:00 (UTC)"])
  }

  @Test func `says what decided, and what was passed over before it`() {
    let found = choice(
      [
        Route(name: "demo", ward: "DEMO", policy: "p"),
        Route(name: "results", kind: "critical-result", priority: .high, policy: "q"),
        Route(name: "never", policy: "r"),
      ], facts())
    #expect(found.policy == "q" && found.looks.count == 2)
    #expect(found.text == "route \"results\": kind is critical-result, priority is high")
    #expect(found.passedOver == ["\"demo\" passed over: ward is W4E and not DEMO"])
  }

  @Test func `without a kind is for patients, and names the source where it has one`() {
    let draft = AlertDraft(
      integration: AlertDraft.gateway, dedupKey: "k", priority: .medium, kind: "source-silent",
      content: AlertContent(what: "silent"))
    let technical = RouteFacts(draft, about: "laboratory")
    let routes = [
      Route(name: "lab", integration: "laboratory", policy: "p"),
      Route(name: "silence", integration: "laboratory", kind: "source-silent", policy: "q"),
    ]
    let found = choice(routes, technical)
    #expect(found.policy == "q" && found.passedOver == ["\"lab\" passed over: it is for patients"])
    let own = Route(
      name: "own", integration: AlertDraft.gateway, kind: "source-silent", policy: "o")
    #expect(choice([own], technical).policy == "o")
    var table = RoutingTable(routes: [routes[0]], catchAll: "all")
    table.sources = "engineers"
    let rest = table.choice(for: technical, at: monday, with: Staffing())
    #expect(rest.policy == "engineers" && rest.route == "sources")
  }

  @Test func `is taken where its explanation says that all its conditions hold, and only there`() {
    var routes: [Route] = []
    for bits in 0..<128 {
      routes.append(
        route("r\(bits)") {
          $0 = Route(
            name: "r\(bits)", integration: bits & 1 > 0 ? "laboratory" : nil,
            kind: bits & 2 > 0 ? "k" : nil, ward: bits & 4 > 0 ? "W4E" : nil,
            priority: bits & 8 > 0 ? .high : nil, policy: "p\(bits)")
          $0.service = bits & 16 > 0 ? "SUR" : nil
          $0.location = bits & 32 > 0 ? "W4E 12" : nil
          $0.isDischarged = bits & 64 > 0 ? true : nil
        })
    }
    for bits in 0..<128 {
      var seen = facts(
        bits & 32 > 0 ? "W4E 12 B" : "W4E 13", service: bits & 16 > 0 ? "SUR" : "MED",
        kind: bits & 2 > 0 ? "k" : "other")
      (seen.integration, seen.ward) = (bits & 1 > 0 ? "laboratory" : "x", bits & 4 > 0 ? "W4E" : "")
      (seen.priority, seen.isDischarged) = (bits & 8 > 0 ? .high : .low, bits & 64 > 0)
      seen.isTechnical = bits % 5 == 0
      for one in routes {
        let table = RoutingTable(routes: [one], catchAll: "all")
        let found = table.match(for: seen, at: monday, with: Staffing())
        let told = table.choice(for: seen, at: monday, with: Staffing())
        #expect(found.policy == told.policy && found.route == told.route)
        #expect((found.route == one.name) == (told.looks.last?.isTaken == true))
      }
    }
  }

  @Test func `S22: has no part in what is for test`() {
    var test = facts()
    test.world = .test
    let found = choice([route("bay")], test)
    #expect(found.route == "test" && found.text == "every alert for test has one policy")
  }
}
