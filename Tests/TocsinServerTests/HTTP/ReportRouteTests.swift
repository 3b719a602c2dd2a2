// Tocsin — ServerTests: sources report alerts over HTTP
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A source that reports over HTTP` {
  private static let warm = """
    {"key":"freezer-7","priority":"high","kind":"temperature","what":"-61.0 °C, limit -70 °C",
    "where":"Biobank","ward":"BIO","service":"SUR","callBack":"4711"}
    """

  @Test func `opens an alert, which is durable before 202`() async throws {
    let source = try await ReportingSource()
    let reply = await source.report(Self.warm)
    #expect(reply.code == .accepted)
    let json = try reply.json()
    #expect(json["outcome"] as? String == "opened")
    #expect(json["isRepeat"] as? Bool == false)
    let alert = try await source.alert(json["alert"] as? String)
    #expect(alert.content.what == "-61.0 °C, limit -70 °C")
    #expect(alert.content.location == "Biobank")
    #expect(alert.priority == .high)
    #expect(alert.route?.facts.service == "SUR")
    #expect(alert.duties.first?.people.isEmpty == false, "somebody is asked")
  }

  @Test func `makes no second alert by a repetition, and pages again by a change`() async throws {
    let source = try await ReportingSource()
    let first = try await source.report(Self.warm).json()["alert"] as? String
    let again = try await source.report(Self.warm).json()
    #expect(again["alert"] as? String == first)
    #expect(again["outcome"] as? String == "repeated")
    #expect(again["isRepeat"] as? Bool == true)
    let changed = try await source.report(Self.warm.replacing("-61.0", with: "-40.0")).json()
    #expect(changed["alert"] as? String == first)
    #expect(changed["outcome"] as? String == "changed")
    #expect(try await source.alert(first).content.what == "-40.0 °C, limit -70 °C")
  }

  @Test func `ends its alert by the key, and by the alert's id`() async throws {
    let source = try await ReportingSource()
    let mild = Self.warm.replacing("high", with: "medium")
    let first = try await source.report(mild).json()["alert"] as? String
    let ended = try await source.report(#"{"key":"freezer-7","signal":"resolved"}"#).json()
    #expect(ended["outcome"] as? String == "resolved")
    #expect(try await source.alert(first).isClosed)
    let nothing = try await source.report(#"{"key":"freezer-7","signal":"resolved"}"#).json()
    #expect(nothing["outcome"] as? String == "nothing-open")
    #expect(nothing["alert"] is NSNull)

    let second = try await source.report(mild).json()["alert"] as? String
    #expect(second != first)
    let reply = await source.send("POST", "/v1/alerts/\(second ?? "")/resolve")
    #expect(reply.code == .ok)
    #expect(try await source.alert(second).isClosed)
  }

  @Test func `S20: has what waited counted, and what ended while it waited`() async throws {
    let source = try await ReportingSource()
    let mild = Self.warm.replacing("\"high\"", with: "\"medium\",\"hold\":60")
    let board = Board(source.ward.surroundings)
    for end in [#"{"key":"freezer-7","signal":"ended"}"#, nil] {
      let id = try await source.report(mild).json()["alert"] as? String
      #expect(try await source.alert(id).waitsFor == .delay)
      if let end {
        _ = await source.report(end)
      } else {
        _ = await source.send("POST", "/v1/alerts/\(id ?? "")/resolve")
      }
      #expect(try await source.alert(id).isClosed)
    }
    let waits = try await board.notices(beside: board.open()).waits
    #expect(waits.map(\.source) == ["freezers"] && waits.map(\.waiting) == [0])
    #expect(waits.map(\.held) == [2] && waits.map(\.dropped) == [2])
  }

  @Test func `S19: leaves a high alert that nobody has seen to somebody who looks`() async throws {
    let source = try await ReportingSource()
    let first = try await source.report(Self.warm).json()["alert"] as? String
    _ = await source.report(#"{"key":"freezer-7","signal":"ended"}"#)
    let alert = try await source.alert(first)
    #expect(!alert.isClosed && alert.endedAt != nil)
  }

  @Test func `gets the stored answer for the same request, byte for byte`() async throws {
    let source = try await ReportingSource()
    let first = await source.report(Self.warm, name: "a-1")
    #expect(first.header("Idempotency-Replayed") == nil)
    let again = await source.report(Self.warm, name: "\"a-1\"")
    #expect(again.code == .accepted)
    #expect(again.bytes == first.bytes)
    #expect(again.header("Idempotency-Replayed") == "true")
    let other = await source.report(Self.warm.replacing("-61.0", with: "-40.0"), name: "a-1")
    #expect(other.code == .unprocessableContent)
    #expect(try other.json()["field"] as? String == "Idempotency-Key")
    let alert = try await source.alert(try first.json()["alert"] as? String)
    #expect(alert.content.what == "-61.0 °C, limit -70 °C", "the refused one has changed nothing")
    #expect(try await source.outcomes() == ["accepted", "repeated", "refused"])
  }

  @Test func `makes an alert of each report that has no key`() async throws {
    let source = try await ReportingSource()
    let body = #"{"priority":"low","kind":"door","what":"open"}"#
    let first = try await source.report(body).json()["alert"] as? String
    let second = try await source.report(body).json()["alert"] as? String
    #expect(first != nil && second != nil && first != second)
  }

  @Test(arguments: [
    ("", 400, nil), ("{", 400, nil), (#"{"what":"\u00"}"#, 400, nil), ("[]", 422, nil),
    ("{}", 422, "priority"), (#"{"priority":1}"#, 422, "priority"),
    (#"{"priority":"urgent"}"#, 422, "priority"), (#"{"priority":"low"}"#, 422, "kind"),
    (#"{"priority":"low","kind":"A b"}"#, 422, "kind"),
    (#"{"priority":"low","kind":"a","what":" "}"#, 422, "what"),
    (#"{"priority":"low","kind":"a","what":"b","when":"c"}"#, 422, nil),
    (#"{"priority":"low","priority":"high","kind":"a","what":"b"}"#, 422, "priority"),
    (#"{"priority":"low","kind":"a","what":"b","who":{"name":"c"}}"#, 422, "who"),
    (#"{"priority":"high","kind":"a","what":"b","hold":5}"#, 422, "hold"),
    (#"{"priority":"low","kind":"a","what":"b","hold":5.5}"#, 422, "hold"),
    (#"{"priority":"low","kind":"a","what":"b","since":"now"}"#, 422, "since"),
    (#"{"priority":"low","kind":"a","what":"b","subject":{}}"#, 422, "subject.identifier"),
    (#"{"signal":"resolved"}"#, 422, "key"),
    (String(repeating: "[", count: 70) + String(repeating: "]", count: 70), 400, nil),
  ])
  func `is told which member cannot be used, and its bytes are kept`(
    body: String, code: Int, field: String?
  ) async throws {
    let source = try await ReportingSource()
    let reply = await source.report(body)
    #expect(reply.code.code == code, "\(body)")
    #expect(reply.headers[.contentType] == "application/problem+json")
    #expect(try reply.json()["field"] as? String == field, "\(body)")
    #expect((try reply.json()["hint"] as? String)?.isEmpty == false)
    #expect(try await source.outcomes() == ["refused"])
    let kept = try await source.ward.store.read { try $0.messages(after: 0, limit: 9) }
    #expect(kept.first?.raw == Array(body.utf8))
  }

  @Test func `S22: stays in the world of tests with a key for tests, or by its own word`()
    async throws
  {
    let source = try await ReportingSource(world: .test)
    let reply = try await source.report(Self.warm).json()
    #expect(reply["outcome"] as? String == "not-for-us", "the routes name nobody for tests")
    let other = try await ReportingSource()
    let word = Self.warm.replacing("{\"key\"", with: "{\"test\":true,\"key\"")
    #expect(try await other.report(word).json()["outcome"] as? String == "not-for-us")
    #expect(try await other.report(Self.warm).json()["outcome"] as? String == "opened")
  }

  // MARK: - Heartbeats

  @Test func `gives signs of life, promises the next, and is missed when it does not come`()
    async throws
  {
    let source = try await ReportingSource()
    let ward = source.ward
    func state() throws -> SourceState {
      try #require(ward.surroundings.sources.standing()["freezers"]?.state)
    }
    #expect(await source.send("POST", "/v1/heartbeats/freezers?every=60").code == .noContent)
    ward.clock.pass(.seconds(59))
    let rules = SourceRules()
    var before = try state()
    #expect(before.judge(rules, in: .utc, isMaintained: false, at: ward.clock.now()).isEmpty)
    ward.clock.pass(.seconds(2))
    var late = try state()
    let found = late.judge(rules, in: .utc, isMaintained: false, at: ward.clock.now())
    #expect(found.map(\.trouble) == [.silent])
    #expect(await source.send("POST", "/v1/heartbeats/freezers?stops=true").code == .noContent)
    ward.clock.pass(.hours(1))
    var rests = try state()
    #expect(rests.judge(rules, in: .utc, isMaintained: false, at: ward.clock.now()).isEmpty)
  }

  @Test(arguments: [
    ("freezers?every=4", 422), ("freezers?every=x", 422), ("freezers?stops=no", 422),
    ("freezers?stops=true&every=9", 422), ("nurse-call", 403), ("freezers", 204),
  ])
  func `gives a sign of life for itself alone, in a form that counts`(
    target: String, code: Int
  ) async throws {
    let source = try await ReportingSource()
    #expect(await source.send("POST", "/v1/heartbeats/\(target)").code.code == code)
  }

  // MARK: - Who

  @Test func `threat 3: is refused with no key, another one, or one that has ended`() async throws {
    let source = try await ReportingSource()
    let body = Array(Self.warm.utf8)
    let plain: HTTPFields = [.contentType: "application/json"]
    let bare = await source.ward.send("POST", "/v1/alerts", headers: plain, body: body)
    #expect(bare.code == .unauthorized)
    var other = plain
    other[.authorization] = "Bearer \(Base64URL.encode(Array(repeating: 1, count: 32)))"
    let reply = await source.ward.send("POST", "/v1/alerts", headers: other, body: body)
    #expect(reply.code == .unauthorized)
    #expect(reply.header("WWW-Authenticate") == "Bearer")
    try await KeyChanges(source.ward.surroundings).end("key", of: "freezers", by: .gateway)
    try await source.ward.refresh()
    #expect(await source.report(Self.warm).code == .unauthorized)
    #expect(try await source.outcomes().isEmpty)
  }

  @Test func `threat 3: is taken from the addresses of its document, and no larger than it says`()
    async throws
  {
    let ward = try await WebWard()
    let key = try await ward.key(of: "doors")
    func code(_ address: String, _ body: String) async -> Int {
      var request = WebRequest(
        method: "POST", target: "/v1/alerts",
        headers: [.contentType: "application/json", .authorization: "Bearer \(key)"],
        body: Array(body.utf8))
      request.address = address
      return await ward.endpoints.respond(to: request).code.code
    }
    let body = #"{"priority":"low","kind":"door","what":"open"}"#
    #expect(await code("10.1.2.3", body) == 202)
    #expect(await code("10.2.0.1", body) == 403)
    #expect(await code("", body) == 403)
    #expect(await code("10.1.2.3", body + String(repeating: " ", count: 1_024)) == 413)
    #expect(try await ward.refusals("doors") == ["address 2", "too-large 1"])
  }

  @Test func `shows its engineers why requests were refused, and nothing of what they held`()
    async throws
  {
    let source = try await ReportingSource()
    let bomb = String(repeating: "[", count: 99) + String(repeating: "]", count: 99)
    #expect(await source.report(bomb).code == .badRequest)
    #expect(await source.report(#"{"key":"a"}"#).code == .unprocessableContent)
    let other = ReportingSource(ward: source.ward, key: try await source.ward.key(of: "nurse-call"))
    let body = Array(Self.warm.utf8)
    let foreign = await other.send("POST", "/v1/integrations/freezers/alerts", body: body)
    #expect(foreign.code == .forbidden)
    #expect(
      try await source.ward.refusals("freezers") == ["not-json 1", "other-source 1", "unusable 1"])
  }

  @Test func `threat 25: sees its own alerts alone, and nothing of their content`() async throws {
    let source = try await ReportingSource()
    let mine = try #require(try await source.report(Self.warm).json()["alert"] as? String)
    let other = ReportingSource(ward: source.ward, key: try await source.ward.key(of: "nurse-call"))
    let board = try await source.send("GET", "/v1/alerts").json()["alerts"] as? [[String: Any]]
    #expect(board?.compactMap { $0["id"] as? String } == [mine])
    let foreign = try await other.send("GET", "/v1/alerts").json()["alerts"] as? [Any]
    #expect(foreign?.isEmpty == true)
    let story = await source.send("GET", "/v1/alerts/\(mine)/progress")
    #expect(story.code == .ok)
    #expect(!String(decoding: story.bytes, as: UTF8.self).contains("-61.0"))
    let timeline = try story.json()["timeline"] as? [[String: Any]]
    #expect(timeline?.first?["event"] as? String == "opened")
    for (method, path) in [("GET", "progress"), ("POST", "resolve")] {
      let reply = await other.send(method, "/v1/alerts/\(mine)/\(path)")
      #expect(reply.code == .forbidden, "\(path)")
    }
    #expect(try await !source.alert(mine).isClosed)
    #expect(await source.send("GET", "/v1/alerts/\(mine)").code == .unauthorized)
  }
}
