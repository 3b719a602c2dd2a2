// Tocsin — ServerTests: the board, content and break-glass over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `The board` {
  @Test func `threat 25: shows open alerts of the person's wards, without content`() async throws {
    let ward = try await WebWard()
    let phone = try await ward.enrol("ada")
    try await ward.deposit(1...1, for: phone.id, ward: "W1")
    try await ward.deposit(2...2, for: phone.id, ward: "W2")
    try await ward.add("carl", RoleGrant(.caller, AccessScope(wards: ["W1"])))
    try await ward.add("sam", RoleGrant(.switchboard))
    for (person, wards) in [("carl", ["W1"]), ("sam", ["W1", "W2"]), ("ada", ["W1", "W2"])] {
      let browser = try await ward.signIn(person)
      let reply = await browser.send("GET", "/v1/alerts")
      let rows = try #require(try reply.json()["alerts"] as? [[String: Any]])
      #expect(rows.compactMap { $0["ward"] as? String }.sorted() == wards)
      #expect(!String(decoding: reply.bytes, as: UTF8.self).contains("ZZCANARY"))
      let first = try #require(rows.first)
      #expect(first["phase"] as? String == "escalating")
      #expect(first["priority"] as? String == "high")
      let duties = try #require(first["duties"] as? [[String: Any]])
      #expect(duties.first?["asked"] as? [String] == ["ada"])
    }
  }
}

@Suite struct `The content of a page` {
  private func ward() async throws -> (WebWard, String) {
    let ward = try await WebWard()
    let phone = try await ward.enrol("ada")
    try await ward.deposit(1...1, for: phone.id, ward: "W1")
    return (ward, "/v1/alerts/\(AlertID(high: 8, low: 1))")
  }

  @Test func `is for who is asked, and for no role besides`() async throws {
    let (ward, target) = try await ward()
    let ada = try await ward.signIn("ada")
    let reply = await ada.send("GET", target)
    #expect(reply.code == .ok)
    #expect(try reply.json()["what"] as? String == "ZZCANARY potassium")
    #expect(try reply.json()["breakGlass"] as? Bool == false)
    for role in Role.allCases {
      try await ward.add("other", RoleGrant(role))
      let refused = await (try ward.signIn("other")).send("GET", target)
      #expect(refused.code == .forbidden)
      #expect(!String(decoding: refused.bytes, as: UTF8.self).contains("ZZCANARY"))
    }
    let none = await ada.send("GET", "/v1/alerts/\(AlertID(high: 9, low: 9))")
    #expect(none.code == .notFound)
  }

  @Test func `threat 12: is on the trail before it leaves, and does not leave without`()
    async throws
  {
    let (ward, target) = try await ward()
    let ada = try await ward.signIn("ada")
    let object = "alert:\(AlertID(high: 8, low: 1))"
    #expect(try await ward.leaves(of: .contentViewed) == [])
    #expect(await ada.send("GET", target).code == .ok)
    #expect(try await ward.leaves(of: .contentViewed) == ["person:ada \(object)"])
    await ward.store.close()
    let reply = await ada.send("GET", target)
    #expect(reply.code == .serviceUnavailable)
    #expect(!String(decoding: reply.bytes, as: UTF8.self).contains("ZZCANARY"))
  }

  @Test func `threat 12: opens by break-glass with a reason and a step-up, for half an hour`()
    async throws
  {
    let (ward, target) = try await ward()
    let id = AlertID(high: 8, low: 1).text
    try await ward.add("eve", RoleGrant(.responder, AccessScope(wards: ["W9"])))
    let eve = try await ward.signIn("eve")
    #expect(await eve.send("GET", target).problem == "forbidden")
    let body = #"{"alert":"\#(id)","reason":"the registrar cannot be reached"}"#
    let short = #"{"alert":"\#(id)","reason":"because"}"#
    #expect(await eve.send("POST", "/v1/break-glass", short).code == .unprocessableContent)
    let reply = await eve.send("POST", "/v1/break-glass", body)
    #expect(reply.code == .created)
    #expect(try reply.json()["breakGlass"] as? Bool == true)
    let shown = await eve.send("GET", target)
    #expect(try shown.json()["breakGlass"] as? Bool == true)
    #expect(try shown.json()["what"] as? String == "ZZCANARY potassium")
    try await ward.tellsOfBreakGlass(of: "eve", "the registrar cannot be reached")
    for action in [TrailAction.breakGlass, .contentViewed] {
      #expect(Set(try await ward.leaves(of: action)) == ["person:eve alert:\(id)"])
    }
    ward.clock.pass(.minutes(30))
    #expect(await eve.send("GET", target).code == .forbidden)
    try await ward.forgetStepUp("eve")
    #expect(await eve.send("POST", "/v1/break-glass", body).problem == "step-up-needed")
    try await ward.add("orla", RoleGrant(.auditor))
    let orla = try await ward.signIn("orla")
    let report = try await orla.send("GET", "/v1/break-glass?since=2026-01-01T00:00:00Z").json()
    #expect(report["count"] as? Int == 1)
  }
}

extension WebWard {
  /// Who did this to what, in order.
  func leaves(of action: TrailAction) async throws -> [String] {
    try await store.read { try $0.leaves(from: 0, limit: 1_000, withDetails: false) }
      .compactMap { LeafBody(decoding: $0.body) }
      .filter { $0.action == action.rawValue }.map { "\($0.actor) \($0.object)" }
  }

  /// The alert that tells of a break-glass: who, and nothing of the patient or the reason.
  fileprivate func tellsOfBreakGlass(of person: String, _ reason: String) async throws {
    let all = try await store.read { try $0.alerts(limit: 10, phase: nil) }
    let notice = try #require(all.first { $0.kind == "break-glass" })
    #expect(notice.content.what.hasPrefix("\(person) opened alert "))
    #expect(!notice.content.what.contains("ZZCANARY"))
    #expect(!notice.content.what.contains(reason))
    #expect(notice.content.who.isEmpty)
    #expect(notice.content.ward == "W1")
    #expect(!notice.duties.isEmpty)
  }
}
