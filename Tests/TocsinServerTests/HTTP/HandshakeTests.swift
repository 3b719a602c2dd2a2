// Tocsin — ServerTests: senders of events that ask whether they may
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinServer

@Suite struct `The handshake of a sender` {
  private func ask(
    _ integration: String, origin: String?, from address: String = "10.1.2.3",
    rate: String? = nil
  ) async throws -> (reply: WebReply, ward: WebWard) {
    let ward = try await WebWard()
    var headers: HTTPFields = [:]
    for (name, value) in [("WebHook-Request-Origin", origin), ("WebHook-Request-Rate", rate)] {
      if let field = HTTPField.Name(name) { headers[field] = value }
    }
    let path = "/v1/integrations/\(integration)/alerts"
    var request = WebRequest(method: "OPTIONS", target: path, headers: headers, body: [])
    request.address = address
    return (await ward.endpoints.respond(to: request), ward)
  }

  private func field(_ name: String, of reply: WebReply) -> String? {
    HTTPField.Name(name).flatMap { reply.headers[$0] }
  }

  @Test(arguments: [nil, "120"] as [String?])
  func `is granted at any rate, and names the origin again`(rate: String?) async throws {
    let reply = try await ask("monitors", origin: "eventemitter.example.com", rate: rate).reply
    #expect(reply.code == .ok)
    #expect(field("WebHook-Allowed-Origin", of: reply) == "eventemitter.example.com")
    #expect(field("WebHook-Allowed-Rate", of: reply) == "*")
    #expect(reply.headers[.allow] == "POST, OPTIONS")
    #expect(field("Access-Control-Allow-Origin", of: reply) == nil)
  }

  @Test(arguments: [
    ("laboratory", "10.1.2.3"), ("nothing-here", "10.1.2.3"), ("doors", "192.0.2.1"),
  ])
  func `is refused in one way where nothing is taken`(
    integration: String, address: String
  ) async throws {
    let reply = try await ask(integration, origin: "a.example", from: address).reply
    #expect(reply.code == .forbidden)
    #expect(field("WebHook-Allowed-Origin", of: reply) == nil)
  }

  @Test(arguments: [nil, "", "a b", "*", "a,b", String(repeating: "a", count: 254)] as [String?])
  func `is refused without the name of an origin`(origin: String?) async throws {
    let reply = try await ask("monitors", origin: origin).reply
    #expect(reply.code == .badRequest)
    #expect(field("WebHook-Allowed-Origin", of: reply) == nil)
  }

  @Test func `lets nobody in: a report still shows who sends it`() async throws {
    let (reply, ward) = try await ask("monitors", origin: "a.example")
    #expect(reply.code == .ok)
    let posted = await ward.send(
      "POST", "/v1/integrations/monitors/alerts", headers: [.contentType: "application/json"],
      body: Array("{}".utf8))
    #expect(posted.code == .unauthorized)
  }
}
