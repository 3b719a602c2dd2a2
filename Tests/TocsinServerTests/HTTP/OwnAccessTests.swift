// Tocsin — ServerTests: what a person sees of the trail
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A person's own part of the trail` {
  private func leaves(_ browser: WebBrowser, _ target: String) async throws -> [[String: Any]] {
    try #require(try await browser.send("GET", target).json()["leaves"] as? [[String: Any]])
  }

  @Test func `shows who did what to their account and devices, newest first`() async throws {
    let ward = try await WebWard()
    let phone = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    let browser = try await ward.signIn("ada")
    _ = try await ward.desk.endDevice(phone.id, by: .commandLine("root"))
    let found = try await leaves(browser, "/v1/me/access")
    let ended = try #require(found.first)
    #expect(ended["action"] as? String == "device.ended")
    #expect(ended["actor"] as? String == "command-line:root")
    #expect(ended["object"] as? String == "device:\(phone.id)")
    #expect(ended["isOwn"] as? Bool == false)
    let actions = Set(found.compactMap { $0["action"] as? String })
    #expect(actions.isSuperset(of: ["device.enrolled", "session.begun", "invitation.made"]))
    let indexes = found.compactMap { $0["index"] as? Int }
    #expect(indexes == indexes.sorted(by: >))
  }

  @Test func `shows nothing of another person's`() async throws {
    let ward = try await WebWard()
    let phone = try await ward.enrol("ada")
    _ = try await ward.signIn("ada")
    let browser = try await ward.signIn("bo")
    for leaf in try await leaves(browser, "/v1/me/access") {
      #expect(leaf["actor"] as? String != "person:ada")
      #expect(leaf["object"] as? String != "account:ada")
      #expect(leaf["object"] as? String != "device:\(phone.id)")
    }
  }

  @Test func `goes on where a page ended, to the first leaf, each leaf once`() async throws {
    let ward = try await WebWard()
    let browser = try await ward.signIn("ada")
    let now = ward.clock.now()
    try await ward.store.perform { store in
      for number in 0..<250 {
        var leaf = TrailLeaf(.accountChanged, on: "account:ada", by: .gateway, at: now)
        leaf.reason = "\(number)"
        try store.append(leaf)
        try store.append(TrailLeaf(.accountChanged, on: "account:bo", by: .gateway, at: now))
      }
    }
    var (target, reasons, pages) = ("/v1/me/access", [String](), 0)
    while pages < 10 {
      let reply = try await browser.send("GET", target).json()
      let rows = try #require(reply["leaves"] as? [[String: Any]])
      reasons += rows.filter { $0["action"] as? String == "account.changed" }
        .compactMap { $0["reason"] as? String }
      pages += 1
      guard let next = reply["next"] as? Int else { break }
      target = "/v1/me/access?before=\(next)"
    }
    #expect(pages == 3)
    #expect(reasons == (0..<250).reversed().map { "\($0)" })
  }

  @Test(arguments: ["x", "-1", "", "99999999999999999999"])
  func `refuses a place that is none`(before: String) async throws {
    let ward = try await WebWard()
    let browser = try await ward.signIn("ada")
    let reply = await browser.send("GET", "/v1/me/access?before=\(before)")
    #expect(reply.code == .unprocessableContent)
  }
}

@Suite struct `The trail, for an auditor` {
  @Test func `is searched by who, what, to what and when, and the look is on it`() async throws {
    let ward = try await WebWard()
    _ = try await ward.signIn("ada")
    try await ward.add("orla", RoleGrant(.auditor))
    let browser = try await ward.signIn("orla")
    for (query, count) in [
      ("action=session.begun&actor=person%3Aada", 1), ("actor=person:nobody", 0),
      ("action=session.begun&until=2020-01-01T00:00:00Z", 0),
      ("action=session.begun&since=2020-01-01T00%3A00%3A00Z", 2),
    ] {
      let reply = try await browser.send("GET", "/v1/trail?\(query)").json()
      #expect((reply["leaves"] as? [[String: Any]])?.count == count, "\(query)")
    }
    let looks = try await browser.send("GET", "/v1/trail?action=trail.read").json()
    let rows = try #require(looks["leaves"] as? [[String: Any]])
    #expect(rows.count == 5)
    #expect(rows.allSatisfy { $0["actor"] as? String == "person:orla" })
  }

  @Test(arguments: ["since=yesterday", "before=-1", "before=x", "actor=", "actor=%zz"])
  func `refuses a question of another form`(query: String) async throws {
    let ward = try await WebWard()
    try await ward.add("orla", RoleGrant(.auditor))
    let reply = await (try ward.signIn("orla")).send("GET", "/v1/trail?\(query)")
    #expect(reply.code == .unprocessableContent)
  }

  @Test func `is shut to every other role`() async throws {
    let ward = try await WebWard()
    for role in Role.allCases where role != .auditor {
      try await ward.add("other", RoleGrant(role))
      let reply = await (try ward.signIn("other")).send("GET", "/v1/trail")
      #expect(reply.code == .forbidden)
    }
  }
}
