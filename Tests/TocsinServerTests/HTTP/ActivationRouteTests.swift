// Tocsin — ServerTests: documents of integrations, activated over HTTP
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A document of an integration` {
  private static let target = "/v1/integrations/laboratory/document"

  /// A ward whose laboratory has a first revision, and an engineer who is signed in.
  private static func workshop() async throws -> (WebWard, WebBrowser) {
    let ward = try await WebWard()
    try await ward.add("eng", RoleGrant(.integrationEngineer))
    let now = ward.clock.now()
    try await ward.store.perform { store in
      try store.insert(
        DocumentRevision(
          kind: "integration", name: "laboratory", revision: 1, text: "one", importedAt: now))
    }
    return (ward, try await ward.signIn("eng"))
  }

  /// Asks to have a text hold.
  private static func put(
    _ text: String, onto tag: String?, by engineer: WebBrowser,
    reason: String = "the codes are new"
  ) async -> WebReply {
    var headers = WebBrowser.own
    headers[.ifMatch] = tag
    return await engineer.send(
      "PUT", target, #"{"text":"\#(text)","reason":"\#(reason)"}"#, headers: headers)
  }

  @Test func `holds once it is activated, with its author and the reason`() async throws {
    let (ward, engineer) = try await Self.workshop()
    let read = await engineer.send("GET", Self.target)
    #expect(read.headers[.eTag] == "\"1\"")
    let reply = await Self.put("two", onto: read.headers[.eTag], by: engineer)
    #expect(reply.code == .created && reply.headers[.eTag] == "\"2\"")
    let held = try await engineer.send("GET", Self.target).json()
    #expect(held["text"] as? String == "two" && held["revision"] as? Int == 2)
    #expect(held["author"] as? String == "person:eng")
    #expect(held["reason"] as? String == "the codes are new")
    let list = try await engineer.send(
      "GET", "/v1/integrations/laboratory/revisions"
    ).json()
    let rows = try #require(list["revisions"] as? [[String: Any]])
    #expect(rows.map { $0["revision"] as? Int } == [2, 1])
    #expect(try await ward.leaves(of: .documentsImported) == ["person:eng documents"])
  }

  @Test func `is undone by activating the former one`() async throws {
    let (_, engineer) = try await Self.workshop()
    _ = await Self.put("two", onto: "\"1\"", by: engineer)
    let former = try await engineer.send("GET", Self.target + "?revision=1").json()
    let text = try #require(former["text"] as? String)
    let undone = await Self.put(text, onto: "\"2\"", by: engineer, reason: "a page storm")
    #expect(undone.code == .created)
    let held = try await engineer.send("GET", Self.target).json()
    #expect(held["text"] as? String == "one" && held["revision"] as? Int == 3)
  }

  @Test func `is not overwritten by somebody who read an older one`() async throws {
    let (ward, engineer) = try await Self.workshop()
    try await ward.add("other", RoleGrant(.integrationEngineer))
    let other = try await ward.signIn("other")
    #expect(await Self.put("two", onto: "\"1\"", by: engineer).code == .created)
    let late = await Self.put("three", onto: "\"1\"", by: other)
    #expect(late.code == .preconditionFailed && late.problem == "stale")
    let held = try await engineer.send("GET", Self.target).json()
    #expect(held["text"] as? String == "two")
  }

  @Test func `is refused with the member at fault, and nothing changes`() async throws {
    let (ward, engineer) = try await Self.workshop()
    let cases: [(WebReply, HTTPResponse.Status, String)] = [
      (await Self.put("two", onto: nil, by: engineer), .unprocessableContent, "If-Match"),
      (await Self.put("two", onto: "x", by: engineer), .unprocessableContent, "If-Match"),
      (await Self.put("one", onto: "\"1\"", by: engineer), .conflict, "text"),
      (
        await Self.put("two", onto: "\"1\"", by: engineer, reason: "why"), .unprocessableContent,
        "reason"
      ),
      (await Self.put("broken", onto: "\"1\"", by: engineer), .unprocessableContent, "text"),
    ]
    for (reply, code, field) in cases {
      #expect(reply.code == code)
      #expect(try reply.json()["field"] as? String == field)
    }
    #expect(try cases[4].0.json()["detail"] as? String == "line 7: it is broken")
    let rows = try await ward.store.read { try $0.documents() }
    #expect(rows.map(\.revision) == [1])
    #expect(try await ward.leaves(of: .documentsImported) == [])
  }

  @Test func `needs an engineer who has shown again who it is, and an integration`()
    async throws
  {
    let (ward, engineer) = try await Self.workshop()
    try await ward.forgetStepUp("eng")
    #expect(await Self.put("two", onto: "\"1\"", by: engineer).problem == "step-up-needed")
    try await ward.add("boss", RoleGrant(.administrator))
    let boss = try await ward.signIn("boss")
    #expect(await Self.put("two", onto: "\"1\"", by: boss).code == .forbidden)
    let fresh = try await ward.signIn("eng")
    for target in ["nothing/document", "nothing/revisions", "laboratory/document?revision=9"] {
      #expect(await fresh.send("GET", "/v1/integrations/" + target).code == .notFound)
    }
  }
}
