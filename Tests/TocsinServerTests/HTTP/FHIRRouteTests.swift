// Tocsin — ServerTests: FHIR peers report
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A FHIR peer` {
  private static let base = "/v1/integrations/peer/fhir"

  private static func source() async throws -> ReportingSource {
    let ward = try await WebWard()
    return ReportingSource(ward: ward, key: try await ward.key(of: "peer"))
  }

  private func post(
    _ body: String, by source: ReportingSource, _ method: String = "POST", at path: String = "",
    type: String = "application/fhir+json"
  ) async -> WebReply {
    await source.send(
      method, Self.base + path, headers: [.contentType: type], body: Array(body.utf8))
  }

  private static func flag(_ status: String = "active", id: String = "f") -> String {
    #"{"resourceType":"Flag","id":"\#(id)","status":"\#(status)","code":{"text":"Falls risk"}}"#
  }

  private func texts(_ reply: WebReply) throws -> [String] {
    let json = try reply.json()
    #expect(json["resourceType"] as? String == "OperationOutcome")
    let issues = try #require(json["issue"] as? [[String: Any]])
    return issues.compactMap { $0["diagnostics"] as? String }
  }

  private func open(_ id: String, _ source: ReportingSource) async throws -> Alert? {
    try await source.ward.store.perform {
      try $0.openAlert(integration: "peer", world: .production, dedupKey: "Flag \(id)")
    }
  }

  @Test(arguments: [("POST", ""), ("POST", "/Flag"), ("PUT", "/Flag/f")])
  func `reports a resource, and is answered by an OperationOutcome`(
    method: String, path: String
  ) async throws {
    let source = try await Self.source()
    let reply = await post(Self.flag(), by: source, method, at: path)
    #expect(reply.code == .accepted)
    #expect(reply.headers[.contentType] == "application/fhir+json")
    #expect(try texts(reply).first?.hasPrefix("opened ") == true)
    #expect(try await open("f", source)?.content.what == "Falls risk")
    let over = await post(Self.flag("inactive"), by: source)
    #expect(try texts(over).first?.hasPrefix("resolved ") == true)
    #expect(try await open("f", source) == nil)
  }

  @Test(arguments: ["transaction", "batch"])
  func `has each entry of a Bundle answered`(type: String) async throws {
    let source = try await Self.source()
    let body = """
      {"resourceType":"Bundle","type":"\(type)","entry":[{"resource":\(Self.flag(id: "a"))},
      {"resource":{"resourceType":"Patient"}},{"resource":\(Self.flag(id: "b"))}]}
      """
    let reply = await post(body, by: source)
    #expect(reply.code == .ok)
    let json = try reply.json()
    #expect(json["type"] as? String == "\(type)-response")
    #expect((json["entry"] as? [Any])?.count == 3)
    for id in ["a", "b"] { #expect(try await open(id, source) != nil) }
  }

  @Test func `S21: keeps whom an alert is about when a later report brings no patient`()
    async throws
  {
    let source = try await Self.source()
    let known = Self.flag().replacing("}}", with: #"},"subject":{"reference":"Patient/p"}}"#)
    let patient = #"{"resourceType":"Patient","id":"p","name":[{"text":"ZZTEST"}]}"#
    let entries = [patient, known].map { #"{"resource":\#($0)}"# }.joined(separator: ",")
    _ = await post(#"{"resourceType":"Bundle","entry":[\#(entries)]}"#, by: source)
    let who = try #require(try await open("f", source)).content.who
    #expect(who.map(\.value) == ["ZZTEST", "p"])
    _ = await post(known.replacing("Falls risk", with: "High falls risk"), by: source)
    let alert = try #require(try await open("f", source))
    #expect(alert.content.who == who && alert.content.what == "High falls risk")
  }

  @Test func `is told that nothing in a resource is paged for`() async throws {
    let source = try await Self.source()
    let reply = await post(#"{"resourceType":"Patient"}"#, by: source)
    #expect(reply.code == .accepted)
    #expect(try texts(reply) == ["nothing in it is paged for"])
    #expect(try await source.outcomes() == ["not-for-us"])
  }

  @Test(arguments: [
    ("{", "application/fhir+json", 400, "structure"),
    ("{}", "application/fhir+json", 422, "invalid"),
    ("[]", "application/json", 422, "invalid"),
    ("<Flag/>", "application/fhir+xml", 415, "invalid"),
  ])
  func `is told what is wrong as an OperationOutcome`(
    body: String, type: String, code: Int, issue: String
  ) async throws {
    let source = try await Self.source()
    let reply = await post(body, by: source, type: type)
    #expect(reply.code.code == code)
    #expect(reply.headers[.contentType] == "application/fhir+json")
    let issues = try #require(try reply.json()["issue"] as? [[String: Any]])
    #expect(issues.first?["severity"] as? String == "error")
    #expect(issues.first?["code"] as? String == issue)
  }

  @Test func `is refused with a key of a source that takes another form`() async throws {
    let source = try await ReportingSource()
    let reply = await source.send(
      "POST", "/v1/integrations/freezers/fhir", headers: [.contentType: "application/fhir+json"],
      body: Array(Self.flag().utf8))
    #expect(reply.code == .unprocessableContent)
  }

  // MARK: - Subscriptions

  private static func bundle(
    _ kind: String, _ total: Int, first: Int? = nil, brings flag: String? = nil
  ) -> String {
    let events = first.map { #","notificationEvent":[{"eventNumber":"\#($0)"}]"# } ?? ""
    let resource = flag.map { ",{\"resource\":\($0)}" } ?? ""
    return """
      {"resourceType":"Bundle","type":"subscription-notification","entry":[{"resource":
      {"resourceType":"SubscriptionStatus","type":"\(kind)",
      "eventsSinceSubscriptionStart":"\(total)",
      "subscription":{"reference":"Subscription/a"}\(events)}}\(resource)]}
      """
  }

  private func missed(_ source: ReportingSource) throws -> Bool {
    var state = try #require(source.ward.surroundings.sources.standing()["peer"]?.state)
    let now = source.ward.clock.now()
    return state.judge(SourceRules(), in: .utc, isMaintained: false, at: now)
      .contains { $0.trouble == .sequence }
  }

  @Test func `shakes hands, gives signs of life, and reports by a subscription`() async throws {
    let source = try await Self.source()
    for kind in ["handshake", "heartbeat"] {
      #expect(await post(Self.bundle(kind, 0), by: source).code == .accepted)
    }
    let news = Self.bundle("event-notification", 1, first: 1, brings: Self.flag())
    #expect(try texts(await post(news, by: source)).first?.hasPrefix("opened ") == true)
    #expect(try missed(source) == false)
    #expect(await post("", by: source).code == .noContent)
  }

  @Test func `has an event that is missing noticed, and one that comes twice not`() async throws {
    let source = try await Self.source()
    for number in [1, 2, 2] {
      let news = Self.bundle(
        "event-notification", number, first: number, brings: Self.flag())
      #expect(await post(news, by: source).code == .accepted)
    }
    #expect(try missed(source) == false)
    let late = Self.bundle("event-notification", 5, first: 5, brings: Self.flag())
    _ = await post(late, by: source)
    #expect(try missed(source))
  }

  @Test func `has events that a heartbeat counts and nobody brought noticed`() async throws {
    let source = try await Self.source()
    _ = await post(Self.bundle("handshake", 0), by: source)
    _ = await post(Self.bundle("heartbeat", 3), by: source)
    #expect(try missed(source))
  }

  @Test func `is refused for events without their resources, and the bytes are kept`() async throws
  {
    let source = try await Self.source()
    let reply = await post(Self.bundle("event-notification", 1, first: 1), by: source)
    #expect(reply.code == .unprocessableContent)
    #expect(try await source.outcomes() == ["refused"])
  }
}
