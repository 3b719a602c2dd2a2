// Tocsin — ServerTests: sources report in a form that a document reads
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A source that reports in its own JSON` {
  private static let target = "/v1/integrations/monitors/alerts"

  private static func source(_ world: World = .production) async throws -> ReportingSource {
    let ward = try await WebWard()
    return ReportingSource(ward: ward, key: try await ward.key(of: "monitors", in: world))
  }

  private func post(
    _ body: String, by source: ReportingSource, type: String = "application/json",
    name: String? = nil
  ) async -> WebReply {
    var headers: HTTPFields = [.contentType: type]
    if let name, let field = HTTPField.Name("Idempotency-Key") { headers[field] = name }
    return await source.send("POST", Self.target, headers: headers, body: Array(body.utf8))
  }

  private func reports(_ reply: WebReply) throws -> [(alert: String?, outcome: String?)] {
    let all = try #require(try reply.json()["reports"] as? [[String: Any]])
    return all.map { ($0["alert"] as? String, $0["outcome"] as? String) }
  }

  private static let two = #"{"alerts":[{"key":"a","text":"warm"},{"key":"b","text":"open"}]}"#

  @Test func `opens an alert for each report of a request, and ends each by its key`() async throws
  {
    let source = try await Self.source()
    let reply = await post(Self.two, by: source)
    #expect(reply.code == .accepted)
    let opened = try reports(reply)
    #expect(opened.map(\.outcome) == ["opened", "opened"])
    #expect(try await source.alert(opened.first?.alert).content.what == "warm")
    let mixed = Self.two.replacing(#""key":"b""#, with: #""state":"over","key":"b""#)
    let next = try reports(await post(mixed, by: source))
    #expect(next.map(\.outcome) == ["repeated", "resolved"])
    #expect(next.map(\.alert) == opened.map(\.alert))
    let mild = Self.two.replacing(#""key""#, with: #""severity":"mild","key""#)
    _ = await post(mild.replacing(#""key":""#, with: #""key":"mild-"#), by: source)
    let over = mild.replacing(#""key":""#, with: #""state":"over","key":"mild-"#)
    #expect(try reports(await post(over, by: source)).map(\.outcome) == ["resolved", "resolved"])
    #expect(
      try reports(await post(over, by: source)).map(\.outcome) == ["nothing-open", "nothing-open"])
    #expect(
      try await source.outcomes() == ["accepted", "accepted", "accepted", "accepted", "not-for-us"])
  }

  @Test func `gets the stored answer for the same request`() async throws {
    let source = try await Self.source()
    let first = await post(Self.two, by: source, name: "n-1")
    let again = await post(Self.two, by: source, name: "n-1")
    #expect(again.bytes == first.bytes)
    #expect(again.header("Idempotency-Replayed") == "true")
    #expect(try await source.outcomes() == ["accepted", "repeated"])
  }

  @Test func `is told that no rule wants it, and its bytes are kept with the reason`() async throws
  {
    let source = try await Self.source()
    let reply = await post(#"{"alerts":[{"text":""}]}"#, by: source)
    #expect(reply.code == .accepted)
    #expect(try reports(reply).isEmpty)
    let kept = try await source.ward.store.read { try $0.messages(after: 0, limit: 9) }
    #expect(kept.map(\.outcome) == [.notForUs])
    #expect(kept.first?.reason == "alert: no element of alerts has a wanted text")
  }

  @Test func `S22: keeps what is for test apart, report by report`() async throws {
    let source = try await Self.source()
    let body = #"{"alerts":[{"key":"a","text":"x","mode":"test"},{"key":"a","text":"x"}]}"#
    #expect(try reports(await post(body, by: source)).map(\.outcome) == ["not-for-us", "opened"])
    let sealed = try await Self.source(.test)
    #expect(
      try reports(await post(Self.two, by: sealed)).map(\.outcome) == ["not-for-us", "not-for-us"])
  }

  @Test func `S17: pages again for another text, and never lowers by a word it does not know`()
    async throws
  {
    let source = try await Self.source()
    let mild = #"{"alerts":[{"key":"a","text":"7.1","severity":"mild"}]}"#
    let first = try reports(await post(mild, by: source)).first?.alert
    #expect(try await source.alert(first).priority == .medium)
    let odd = mild.replacing("mild", with: "sev-3").replacing("7.1", with: "7.3")
    #expect(try reports(await post(odd, by: source)).first?.outcome == "changed")
    let alert = try await source.alert(first)
    #expect(alert.priority == .high && alert.content.what == "7.3")
  }

  @Test func `may give the attributes of a CloudEvent in header fields`() async throws {
    let source = try await Self.source()
    var headers: HTTPFields = [.contentType: "application/json"]
    let fields = [("ce-specversion", "1.0"), ("ce-id", "a%20%C3%A9"), ("ce-source", "/x")]
    for (name, value) in fields {
      if let field = HTTPField.Name(name) { headers[field] = value }
    }
    let body = Array(#"{"degrees":7.10}"#.utf8)
    let reply = await source.send("POST", Self.target, headers: headers, body: body)
    #expect(reply.code == .accepted)
    let kept = try await source.ward.store.read { try $0.messages(after: 0, limit: 9) }
    let text = String(decoding: kept.first?.raw ?? [], as: UTF8.self)
    #expect(text.contains(#""id":"a é""#) && text.contains(#""data":{"degrees":7.10}"#))
    if let field = HTTPField.Name("ce-id") { headers[field] = "%zz" }
    let refused = await source.send("POST", Self.target, headers: headers, body: body)
    #expect(refused.code == .unprocessableContent)
  }

  @Test(arguments: [
    ("application/cloudevents+json", 202), ("Application/JSON; charset=utf-8", 202),
    ("text/plain", 415), ("application/xml", 415),
  ])
  func `may call its JSON by a name of its own`(type: String, code: Int) async throws {
    #expect(await post(Self.two, by: try await Self.source(), type: type).code.code == code)
  }

  @Test(arguments: [("[", 400), ("{} {}", 400), ("{\"alerts\":1}", 202), ("[]", 202), ("7", 202)])
  func `is refused only for what is no JSON`(body: String, code: Int) async throws {
    #expect(await post(body, by: try await Self.source()).code.code == code)
  }
}
