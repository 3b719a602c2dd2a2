// Tocsin — ServerTests: sources, planned work and the intended use over HTTP
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

extension WebWard {
  /// A person with one role, signed in.
  fileprivate func signedIn(_ role: Role) async throws -> WebBrowser {
    try await add(role.rawValue, RoleGrant(role))
    return try await signIn(role.rawValue)
  }
}

/// The roles that a list is for.
private let readers: Set<Role> = [
  .integrationEngineer, .administrator, .switchboard, .serviceOperator,
]

@Suite struct `The list of integrations` {
  @Test(arguments: Role.allCases)
  func `is for engineers, administrators, the switchboard and operators`(
    _ role: Role
  ) async throws {
    let ward = try await WebWard()
    let browser = try await ward.signedIn(role)
    for target in ["/v1/integrations", "/v1/maintenance", "/v1/intended-use"] {
      let reply = await browser.send("GET", target)
      #expect(reply.code == (readers.contains(role) ? .ok : .forbidden), "\(target)")
      #expect(reply.problem == (readers.contains(role) ? nil : "forbidden"))
    }
  }

  @Test func `has every source with its figures, and says what nothing is known of`()
    async throws
  {
    let ward = try await WebWard()
    let engineer = try await ward.signedIn(.integrationEngineer)
    let all = try #require(
      try await engineer.send("GET", "/v1/integrations").json()["integrations"]
        as? [[String: Any]])
    #expect(
      all.map { $0["name"] as? String } == [
        "doors", "events", "freezers", "laboratory", "monitors", "nurse-call", "peer",
      ])
    let one = try #require(all.first { $0["name"] as? String == "laboratory" })
    #expect(one["health"] as? String == "unheard" && one["title"] as? String == "laboratory")
    #expect(one["connections"] is NSNull && one["heardAt"] is NSNull)
    let today = try #require(one["today"] as? [String: Int])
    #expect(
      Set(today.keys) == [
        "received", "mapped", "notForUs", "refused", "repeated", "held", "dropped",
      ])
    #expect(today.values.allSatisfy { $0 == 0 })
  }

  @Test func `is not shown when the store cannot be read`() async throws {
    let ward = try await WebWard()
    let engineer = try await ward.signedIn(.integrationEngineer)
    await ward.store.close()
    let reply = await engineer.send("GET", "/v1/integrations")
    #expect(reply.code == .serviceUnavailable && reply.headers[.retryAfter] != nil)
  }
}

@Suite struct `Planned work over HTTP` {
  /// A body with another text in one member, or without it.
  private static func body(
    _ ward: WebWard, _ changes: [String: String?] = [:]
  ) -> String {
    var members: [String: String?] = [
      "object": "source:laboratory", "reason": "new analyser",
      "until": RFC3339.text(ward.clock.now() + .hours(2)),
    ]
    for (name, text) in changes { members[name] = text }
    let parts = members.compactMap { name, text in text.map { "\"\(name)\":\"\($0)\"" } }
    return "{" + parts.sorted().joined(separator: ",") + "}"
  }

  @Test(arguments: Role.allCases)
  func `S27: is planned and ended by engineers and administrators alone`(
    _ role: Role
  ) async throws {
    let ward = try await WebWard()
    let browser = try await ward.signedIn(role)
    let may = [.integrationEngineer, .administrator].contains(role)
    let reply = await browser.send("POST", "/v1/maintenance", Self.body(ward))
    #expect(reply.code == (may ? .created : .forbidden))
    let other = try await ward.signIn("ada")
    #expect(await other.send("POST", "/v1/maintenance", Self.body(ward)).code == .forbidden)
    let id = try reply.json()["id"] as? String ?? MaintenanceID(high: 1, low: 2).text
    let ended = await browser.send("POST", "/v1/maintenance/\(id)/end")
    #expect(ended.code == (may ? .ok : .forbidden))
  }

  @Test func `S27: is on the list and on the trail, from its plan to its end`() async throws {
    let ward = try await WebWard()
    let engineer = try await ward.signedIn(.integrationEngineer)
    let reply = await engineer.send("POST", "/v1/maintenance", Self.body(ward))
    let made = try reply.json()
    #expect(made["owner"] as? String == "integration-engineer")
    #expect(made["object"] as? String == "source:laboratory")
    let id = try #require(made["id"] as? String)
    let list = try await engineer.send("GET", "/v1/maintenance").json()
    #expect((list["maintenances"] as? [[String: Any]])?.map { $0["id"] as? String } == [id])
    let standing = try await engineer.send("GET", "/v1/integrations").json()
    let one = (standing["integrations"] as? [[String: Any]])?.first {
      $0["name"] as? String == "laboratory"
    }
    #expect(one?["health"] as? String == "maintenance")
    #expect(await engineer.send("POST", "/v1/maintenance/\(id)/end").code == .ok)
    let again = await engineer.send("POST", "/v1/maintenance/\(id)/end")
    #expect(again.code == .conflict && again.problem == "taken")
    for action in [TrailAction.maintenancePlanned, .maintenanceEnded] {
      #expect(
        try await ward.leaves(of: action) == ["person:integration-engineer maintenance:\(id)"])
    }
  }

  @Test func `says which member is wrong, and plans nothing`() async throws {
    let ward = try await WebWard()
    let engineer = try await ward.signedIn(.integrationEngineer)
    let now = ward.clock.now()
    let long = String(repeating: "x", count: 301)
    let wrong: [(String, [String: String?])] = [
      ("object", ["object": "laboratory"]), ("object", ["object": "source:"]),
      ("object", ["object": "source:nowhere"]), ("object", ["object": "ward:" + long]),
      ("until", ["until": "tomorrow"]), ("until", ["until": RFC3339.text(now - .seconds(1))]),
      ("until", ["until": RFC3339.text(now + .days(4))]), ("from", ["from": "now"]),
      (
        "from",
        [
          "from": RFC3339.text(now + .days(91)), "until": RFC3339.text(now + .days(92)),
        ]
      ),
      ("owner", ["owner": "nobody.here"]), ("reason", ["reason": "why"]),
      ("reason", ["reason": long]), ("reason", ["reason": "two\\nlines"]),
      ("reason", ["reason": nil]), ("object", ["object": nil]), ("until", ["until": nil]),
    ]
    for (field, changes) in wrong {
      let body = Self.body(ward, changes)
      let reply = await engineer.send("POST", "/v1/maintenance", body)
      #expect(reply.code == .unprocessableContent, "\(body)")
      #expect(try reply.json()["field"] as? String == field, "\(body)")
    }
    for body in ["", "[]", "{", #"{"object":7}"#] {
      let reply = await engineer.send("POST", "/v1/maintenance", body)
      #expect([.badRequest, .unprocessableContent].contains(reply.code), "\(body)")
    }
    #expect(try await ward.store.read { try $0.openMaintenances() }.isEmpty)
    #expect(try await ward.leaves(of: .maintenancePlanned) == [])
  }

  @Test(arguments: ["x", "00000000-0000-0000-0000-00000000000f"])
  func `does not end what is not there`(_ id: String) async throws {
    let ward = try await WebWard()
    let engineer = try await ward.signedIn(.integrationEngineer)
    #expect(await engineer.send("POST", "/v1/maintenance/\(id)/end").code == .notFound)
  }

  @Test func `S27: stands on the board of everybody who has one`() async throws {
    let ward = try await WebWard()
    let engineer = try await ward.signedIn(.integrationEngineer)
    _ = await engineer.send("POST", "/v1/maintenance", Self.body(ward))
    try await ward.add("carl", RoleGrant(.caller, AccessScope(wards: ["W1"])))
    let board = try await ward.signIn("carl").send("GET", "/v1/alerts").json()
    let works = try #require(board["maintenances"] as? [[String: Any]])
    #expect(works.map { $0["title"] as? String } == ["laboratory"])
    #expect(works.first?["ownerName"] as? String == "integration-engineer")
    #expect(works.first?["isInForce"] as? Bool == true)
    #expect(works.first?["waiting"] as? Int == 0)
  }
}

@Suite struct `The intended use over HTTP` {
  private static func body(_ digest: String, _ reason: String) -> String {
    #"{"digest":"\#(digest)","reason":"\#(reason)"}"#
  }

  @Test(arguments: Role.allCases)
  func `S33: is accepted by administrators alone, who have shown again who they are`(
    _ role: Role
  ) async throws {
    let ward = try await WebWard()
    let browser = try await ward.signedIn(role)
    let digest = Acceptances(ward.surroundings).digestText
    let body = Self.body(digest, "the board has decided")
    let may = role == .administrator
    try await ward.forgetStepUp(role.rawValue)
    let early = await browser.send("POST", "/v1/intended-use/acceptance", body)
    #expect(early.problem == (may ? "step-up-needed" : "forbidden"))
    #expect(try await Acceptances(ward.surroundings).present() == nil)
  }

  @Test func `S33: is shown with who accepted it and when, and which integrations waited`()
    async throws
  {
    let ward = try await WebWard()
    let boss = try await ward.signedIn(.administrator)
    let before = try await boss.send("GET", "/v1/intended-use").json()
    #expect(before["acceptance"] is NSNull)
    #expect(before["statement"] as? String == IntendedUse.statement)
    let digest = try #require(before["digest"] as? String)
    let rows = try #require(before["integrations"] as? [[String: Any]])
    #expect(
      rows.map { $0["name"] as? String } == [
        "doors", "events", "freezers", "laboratory", "monitors", "nurse-call", "peer",
      ])
    #expect(rows.first?["needsAcceptance"] as? Bool == false)
    let reply = await boss.send(
      "POST", "/v1/intended-use/acceptance", Self.body(digest, "the board has decided"))
    #expect(reply.code == .created)
    let shown = try await boss.send("GET", "/v1/intended-use").json()
    let acceptance = try #require(shown["acceptance"] as? [String: Any])
    #expect(acceptance["by"] as? String == "administrator")
    #expect(acceptance["at"] as? String == RFC3339.text(ward.clock.now()))
    #expect(
      try await ward.leaves(of: .intendedUseAccepted) == [
        "person:administrator intended-use"
      ])
  }

  @Test func `S33: is not accepted unread, or without a reason`() async throws {
    let ward = try await WebWard()
    let boss = try await ward.signedIn(.administrator)
    let digest = Acceptances(ward.surroundings).digestText
    let other = String(digest.reversed())
    for (body, code) in [
      (Self.body(other, "the board has decided"), HTTPResponse.Status.preconditionFailed),
      (Self.body(digest, "ok"), .unprocessableContent),
      (#"{"digest":"\#(digest)"}"#, .unprocessableContent),
    ] {
      let reply = await boss.send("POST", "/v1/intended-use/acceptance", body)
      #expect(reply.code == code, "\(body)")
    }
    #expect(try await Acceptances(ward.surroundings).present() == nil)
  }
}
