// Tocsin — ServerTests: sources that sign what they report
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A source that signs` {
  private static let body = #"{"key":"a","priority":"low","kind":"door","what":"open"}"#
  private static let secret = "an-old-secret-of-24-bytes"

  private let ward: WebWard

  init() async throws { ward = try await WebWard() }

  private func key(
    _ scheme: KeyScheme, _ name: String = "key", secret: String? = nil
  ) async throws -> [UInt8] {
    var order = KeyOrder(name, of: "freezers")
    order.scheme = scheme
    order.secret = secret
    let text = try await KeyChanges(ward.surroundings).make(order, by: .gateway)
    try await ward.refresh()
    guard scheme == .standardWebhooks else { return Array((secret ?? text).utf8) }
    return try #require(Base64.decode(text.dropFirst("whsec_".count)))
  }

  private func tag(_ text: String, _ key: [UInt8]) -> [UInt8] {
    ward.surroundings.sealer.tag(of: Array(text.utf8), key: key)
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func seconds(_ shift: Int64 = 0) -> String {
    String(ward.clock.now().milliseconds / 1_000 + shift)
  }

  private func webhook(_ key: [UInt8], id: String = "msg_1", at time: String) -> [String: String] {
    let signature = Base64.encode(tag("\(id).\(time).\(Self.body)", key))
    return ["webhook-id": id, "webhook-timestamp": time, "webhook-signature": "v1,\(signature)"]
  }

  private func send(_ headers: [String: String], body: String = Self.body) async -> WebReply {
    var fields: HTTPFields = [.contentType: "application/json"]
    for (name, value) in headers {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    return await ward.send(
      "POST", "/v1/integrations/freezers/alerts", headers: fields, body: Array(body.utf8))
  }

  @Test func `is checked by the answer that GitHub gives for its own example`() {
    let found = tag("Hello, World!", Array("It's a Secret to Everybody".utf8))
    #expect(hex(found) == "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
  }

  @Test func `is taken as Standard Webhooks, and a second time does nothing`() async throws {
    let key = try await key(.standardWebhooks)
    let headers = webhook(key, at: seconds())
    let first = await send(headers)
    #expect(first.code == .accepted)
    let again = await send(headers)
    #expect(again.bytes == first.bytes)
    #expect(again.header("Idempotency-Replayed") == "true")
  }

  @Test func `threat 3: cannot have its old request repeated after the condition is over`()
    async throws
  {
    let key = try await key(.standardWebhooks)
    let old = webhook(key, at: seconds())
    _ = await send(old)
    let bearer = try await ward.key(of: "freezers", "other")
    _ = await ReportingSource(ward: ward, key: bearer).report(#"{"key":"a","signal":"resolved"}"#)
    _ = await send(old)
    let open = try await ward.store.read { try $0.alerts(limit: 9, phase: nil) }
    #expect(open.allSatisfy(\.isClosed) && open.count == 1, "a replay opens nothing")
    ward.clock.pass(.minutes(5) + .seconds(1))
    #expect(await send(old).problem == "untimely")
    #expect(await send(webhook(Array("wrong".utf8), at: seconds())).code == .unauthorized)
    #expect(await send(["webhook-signature": "v1,"]).code == .unauthorized)
    #expect(
      try await ward.refusals("freezers")
        == ["unreadable-signature 1", "untimely 1", "wrong-signature 1"])
  }

  @Test func `may show several signatures while its keys are changed over`() async throws {
    let old = try await key(.standardWebhooks, "old")
    let new = try await key(.standardWebhooks, "new")
    var headers = webhook(new, at: seconds())
    headers["webhook-signature", default: ""] += " v1,\(Base64.encode(tag("x", old))) v1a,AAAA"
    #expect(await send(headers).code == .accepted)
    try await KeyChanges(ward.surroundings).end("new", of: "freezers", by: .gateway)
    try await ward.refresh()
    #expect(await send(webhook(new, id: "msg_2", at: seconds())).code == .unauthorized)
    #expect(await send(webhook(old, id: "msg_3", at: seconds())).code == .accepted)
  }

  @Test func `is taken as GitHub and Stripe sign`() async throws {
    let gitHub = try await key(.gitHub, "hub", secret: Self.secret)
    let reply = await send([
      "x-hub-signature-256": "sha256=\(hex(tag(Self.body, gitHub)))", "x-github-delivery": "d-1",
    ])
    #expect(reply.code == .accepted)
    let stripe = try await key(.stripe, "stripe", secret: Self.secret + "2")
    let time = seconds(-299)
    let value = "t=\(time),v1=\(hex(tag("\(time).\(Self.body)", stripe))),v0=00"
    #expect(await send(["stripe-signature": value]).code == .accepted)
  }

  @Test(arguments: [
    "body", "key", "id", "time", "late", "early", "no time", "no base64", "no v1", "none",
  ])
  func `threat 3: is refused for anything that is not what was signed`(what: String) async throws {
    let key = try await key(.standardWebhooks)
    var headers = webhook(key, at: seconds())
    var body = Self.body
    switch what {
    case "body": body += " "
    case "key": headers = webhook(Array(key.reversed()), at: seconds())
    case "id": headers["webhook-id"] = "msg_2"
    case "time": headers["webhook-timestamp"] = seconds(1)
    case "late": headers = webhook(key, at: seconds(-301))
    case "early": headers = webhook(key, at: seconds(301))
    case "no time": headers["webhook-timestamp"] = "soon"
    case "no base64": headers["webhook-signature"] = "v1,???"
    case "no v1": headers["webhook-signature"]?.removeFirst(3)
    default: headers = [:]
    }
    let reply = await send(headers, body: body)
    #expect(reply.code == .unauthorized, "\(what)")
    #expect(reply.headers[.contentType] == "application/problem+json")
    #expect(try await ward.store.read { try $0.messages(after: 0, limit: 9) }.isEmpty)
    if what != "none" {
      let counts = ward.surroundings.sources.standing()["freezers"]?.counts.values.first
      #expect(counts?.refused == 1, "\(what): it is counted")
    }
  }

  @Test func `threat 3: cannot sign for another integration, nor where no signature is taken`()
    async throws
  {
    let key = try await key(.standardWebhooks)
    var fields: HTTPFields = [.contentType: "application/json"]
    for (name, value) in webhook(key, at: seconds()) {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    for target in ["/v1/integrations/nurse-call/alerts", "/v1/integrations/x/alerts", "/v1/alerts"]
    {
      let reply = await ward.send(
        "POST", target, headers: fields, body: Array(Self.body.utf8))
      #expect(reply.code == .unauthorized, "\(target)")
    }
    let bearer = try await ward.key(of: "freezers", "bearer")
    fields = [.contentType: "application/json", .authorization: "Bearer \(bearer)"]
    let other = await ward.send(
      "POST", "/v1/integrations/nurse-call/alerts", headers: fields, body: Array(Self.body.utf8))
    #expect(other.code == .forbidden)
  }

  @Test(arguments: ["", "short", "whsec_AAAA", String(repeating: "a", count: 65)])
  func `has a secret of 24 to 64 bytes, or gets one`(secret: String) async throws {
    await #expect(throws: KeyFault.secretForm) {
      _ = try await key(.standardWebhooks, secret: secret)
    }
    #expect(try await key(.standardWebhooks).count == 32)
  }
}
