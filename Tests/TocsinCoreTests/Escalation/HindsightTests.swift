// Tocsin — CoreTests: the alerts of the past under an edit
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// A site with one policy, and alerts that it had.
private struct PastSite {
  var documents: PlayedDocuments

  init(_ steps: [[String]] = [["ada"], ["bo"]], wait: Milliseconds = .minutes(2)) {
    let hospital = Hospital()
    documents = PlayedDocuments(
      routing: RoutingTable(routes: [], catchAll: "test"),
      policies: ["test": Self.policy(steps, wait)], staffing: hospital.staffing)
  }

  static func policy(_ steps: [[String]], _ wait: Milliseconds) -> Policy {
    Policy(
      reference: PolicyReference(name: "test", revision: 1), title: "Test",
      roles: [
        PolicyRole(
          role: "responder",
          steps: steps.map { names in
            PolicyStep(targets: names.map { .responder(ResponderID($0)) }, wait: wait)
          })
      ], fallback: Fallback(targets: [.responder(ResponderID("desk"))], every: .minutes(1)))
  }

  func past(
    _ delays: [String: Milliseconds], number: UInt64 = 1, priority: Priority = .high
  ) -> PastAlert {
    let draft = AlertDraft(
      integration: "laboratory", dedupKey: "", priority: priority, kind: "critical-result",
      content: AlertContent(location: "W4E 12", ward: "W4E", what: ""))
    var alert = PastAlert(
      id: AlertID(high: 1, low: number),
      openedAt: Hospital.start + .minutes(Int64(number)), facts: RouteFacts(draft),
      priority: priority, policy: "test")
    for (name, delay) in delays { alert.delays[ResponderID(name)] = delay }
    return alert
  }

  func reach(_ past: PastAlert) -> Reach { Hindsight.reach(of: past, under: documents) }
}

private func person(_ name: String, _ after: Milliseconds) -> Reach {
  .person(ResponderID(name), after: after)
}

@Suite struct `An alert in hindsight` {
  @Test func `is taken by who took it, after the same delay once they are paged`() {
    let site = PastSite()
    #expect(site.reach(site.past(["ada": .seconds(40)])) == person("ada", .seconds(40)))
    #expect(site.reach(site.past(["bo": .seconds(40)])) == person("bo", .seconds(160)))
  }

  @Test func `may be taken after the policy has moved on: the answer still counts`() {
    let site = PastSite()
    let late = site.past(["ada": .seconds(150)])
    #expect(site.reach(late) == person("ada", .seconds(150)))
  }

  @Test func `reaches the fallback when nobody on a step answered in truth`() {
    let site = PastSite()
    #expect(site.reach(site.past([:])) == .nobody(fallbackAfter: .minutes(4)))
    #expect(
      site.reach(site.past(["desk": .seconds(30)]))
        == .fallback(ResponderID("desk"), after: .seconds(270)))
    #expect(site.reach(site.past(["eve": .seconds(1)])) == .nobody(fallbackAfter: .minutes(4)))
  }

  @Test func `goes by the route of its facts, and without them by its policy's name`() {
    var site = PastSite()
    site.documents.policies["night"] = PastSite.policy([["cy"]], .minutes(1))
    site.documents.routing = RoutingTable(
      routes: [Route(name: "n", ward: "W4E", policy: "night")], catchAll: "test")
    #expect(site.reach(site.past(["cy": .seconds(5)])) == person("cy", .seconds(5)))
    let old = PastAlert(
      id: AlertID(high: 1, low: 1), openedAt: Hospital.start, facts: nil, priority: .high,
      policy: "night")
    #expect(site.reach(old) == .nobody(fallbackAfter: .minutes(1)))
  }
}

@Suite struct `An edit in hindsight` {
  private func report(_ alerts: [PastAlert], _ after: PastSite) -> HindsightReport {
    Hindsight.report(on: alerts, under: PastSite().documents, edited: after.documents)
  }

  @Test(arguments: UInt64(0)..<40)
  func `that edits nothing changes nothing`(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    let names = ["ada", "bo", "cy", "dee", "desk", "eve"]
    let steps = (0...next(3)).map { _ in [names[Int(next(6))], names[Int(next(6))]] }
    let site = PastSite(steps, wait: .seconds(Int64(10 + next(400))))
    let alerts = (0..<20).map { number in
      var delays: [String: Milliseconds] = [:]
      for name in names where next(3) == 0 { delays[name] = .seconds(Int64(next(900))) }
      return site.past(
        delays, number: UInt64(number), priority: Priority.allCases[Int(next(4))])
    }
    let report = Hindsight.report(on: alerts, under: site.documents, edited: site.documents)
    #expect(report.changesNothing && report.count == 20)
  }

  @Test func `says who is reached sooner, and who later`() {
    let site = PastSite()
    let alerts = [site.past(["bo": .seconds(40)]), site.past(["ada": .seconds(10)], number: 2)]
    let quick = report(alerts, PastSite(wait: .minutes(1)))
    #expect(quick.sooner.map(\.alert) == [alerts[0].id])
    #expect(quick.sooner.first?.before == person("bo", .seconds(160)))
    #expect(quick.sooner.first?.after == person("bo", .seconds(100)))
    #expect(report(alerts, PastSite(wait: .minutes(3))).later.map(\.alert) == [alerts[0].id])
  }

  @Test func `says what would have reached only the fallback, and what no longer does`() {
    let site = PastSite()
    let lost = report([site.past(["bo": .seconds(40)])], PastSite([["ada"]]))
    #expect(lost.onlyFallback.count == 1 && lost.later.isEmpty)
    let found = report([site.past(["cy": .seconds(40)])], PastSite([["ada"], ["cy"]]))
    #expect(found.noLongerFallback.first?.after == person("cy", .seconds(160)))
  }

  @Test func `says who takes it instead at the same moment`() {
    let site = PastSite()
    let both = site.past(["ada": .seconds(10), "cy": .seconds(10)])
    #expect(report([both], PastSite([["cy"], ["bo"]])).others.first?.after.responder?.text == "cy")
  }

  @Test func `plays no more than its bound`() {
    let site = PastSite()
    let alerts = (0..<4).map { site.past([:], number: $0) }
    let report = Hindsight.report(
      on: alerts, under: site.documents, edited: PastSite([["ada"]]).documents, limit: 3)
    #expect(report.count == 3 && report.onlyFallback.isEmpty && report.sooner.count == 3)
  }
}
