// Tocsin — ServerTests: the Events API v2
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A source that speaks the Events API v2` {
  private struct Sender {
    let ward: WebWard
    let key: String

    init() async throws {
      ward = try await WebWard()
      key = try await ward.key(of: "events")
    }

    /// Posts a body, in which KEY is the routing key.
    func post(_ body: String, type: String = "application/json") async -> WebReply {
      await ward.send(
        "POST", "/v2/enqueue", headers: [.contentType: type],
        body: Array(body.replacing("KEY", with: key).utf8))
    }

    func open(_ dedupKey: String) async throws -> Alert? {
      try await ward.store.perform {
        try $0.openAlert(integration: "events", world: .production, dedupKey: dedupKey)
      }
    }

    func rows() async throws -> [MessageRecord] {
      try await ward.store.read { try $0.messages(after: 0, limit: 100) }
    }
  }

  private static func trigger(_ severity: String = "critical", key: String = "k") -> String {
    """
    {"routing_key":"KEY","event_action":"trigger","dedup_key":"\(key)","payload":
    {"summary":"Freezer 7 is warm","source":"freezer-7","severity":"\(severity)"}}
    """
  }

  private static func act(_ action: String, key: String = "k") -> String {
    #"{"routing_key":"KEY","event_action":"\#(action)","dedup_key":"\#(key)"}"#
  }

  private func errors(_ reply: WebReply) throws -> [String] {
    let json = try reply.json()
    #expect(json["status"] as? String == "invalid event")
    #expect(json["message"] as? String == "Event object is invalid")
    return try #require(json["errors"] as? [String])
  }

  @Test func `has a key of 32 characters, and is answered as the API answers`() async throws {
    let sender = try await Sender()
    #expect(sender.key.count == 32)
    let reply = await sender.post(Self.trigger())
    #expect(reply.code == .accepted)
    let answer = #"{"status":"success","message":"Event processed","dedup_key":"k"}"#
    #expect(String(decoding: reply.bytes, as: UTF8.self) == answer)
    let alert = try #require(try await sender.open("k"))
    #expect(alert.content.what == "Freezer 7 is warm" && alert.priority == .high)
  }

  @Test func `gets a key for a trigger without one, by which it can be resolved`() async throws {
    let sender = try await Sender()
    let bare = Self.trigger().replacing(#""dedup_key":"k","#, with: "")
    let key = try #require(try await sender.post(bare).json()["dedup_key"] as? String)
    let other = try #require(try await sender.post(bare).json()["dedup_key"] as? String)
    #expect(key.count == 32 && key != other)
    #expect(try await sender.open(key) != nil)
  }

  @Test func `S7: acknowledges nothing by its own acknowledgment, which waits for a while`()
    async throws
  {
    let sender = try await Sender()
    _ = try await sender.ward.enrol("ada")
    try await sender.ward.refresh()
    _ = await sender.post(Self.trigger())
    let before = try #require(try await sender.open("k"))
    #expect(await sender.post(Self.act("acknowledge")).code == .accepted)
    let alert = try #require(try await sender.open("k"))
    #expect(alert.content == before.content && alert.priority == before.priority)
    #expect(alert.duties.allSatisfy { $0.phase.holder == nil }, "nobody has taken it")
    #expect(alert.held > .zero, "escalation waits for a bounded time")
  }

  @Test(arguments: ["acknowledge", "resolve"])
  func `opens nothing by what it says of an alert that is not open`(action: String) async throws {
    let sender = try await Sender()
    #expect(await sender.post(Self.act(action, key: "none")).code == .accepted)
    #expect(try await sender.open("none") == nil)
    #expect(try await sender.rows().map(\.reason) == ["rule event: nothing-open"])
  }

  @Test func `resolves its alert`() async throws {
    let sender = try await Sender()
    _ = await sender.post(Self.trigger("warning"))
    #expect(try await sender.open("k")?.priority == .medium)
    #expect(await sender.post(Self.act("resolve")).code == .accepted)
    #expect(try await sender.open("k") == nil)
  }

  @Test(arguments: ["sev-1", "", "CRITICAL", "unknown"])
  func `pages high for a severity that the table lacks`(severity: String) async throws {
    let sender = try await Sender()
    #expect(await sender.post(Self.trigger(severity)).code == .accepted)
    #expect(try await sender.open("k")?.priority == .high)
  }

  @Test(arguments: [
    (#"{"routing_key":"KEY"}"#, "event_action: "),
    (#"{"routing_key":"KEY","event_action":"close"}"#, "event_action: "),
    (#"{"routing_key":"KEY","event_action":"resolve"}"#, "dedup_key: it is missing"),
    (#"{"routing_key":"KEY","event_action":"resolve","dedup_key":7}"#, "dedup_key: a number"),
    (#"{"routing_key":"KEY","event_action":"trigger"}"#, "payload: it is missing"),
    (
      #"{"routing_key":"KEY","event_action":"trigger","payload":{"summary":" ","source":"a"}}"#,
      "payload.summary: it is missing or blank"
    ),
    (
      #"{"routing_key":"KEY","event_action":"trigger","payload":{"summary":"a"}}"#,
      "payload.source: it is missing or blank"
    ),
    (#"{"event_action":"trigger"}"#, "routing_key: it is missing or blank"),
    (#"{"routing_key":""}"#, "routing_key: it is missing or blank"),
    (#"{"routing_key":"0123456789abcdef0123456789abcdef"}"#, "routing_key: it is no live key"),
    ("[]", "routing_key: it is missing or blank"), ("{", "the body is not JSON at byte 1"),
  ])
  func `is told 400 and which member is wrong, in the form of the API`(
    body: String, expected: String
  ) async throws {
    let sender = try await Sender()
    let reply = await sender.post(body)
    #expect(reply.code == .badRequest)
    #expect(reply.headers[.contentType] == "application/json")
    let found = try errors(reply)
    #expect(found.first?.hasPrefix(expected) == true, "\(found)")
  }

  @Test func `is refused with the key of a source that takes another form`() async throws {
    let sender = try await Sender()
    let key = try await sender.ward.key(of: "freezers")
    let reply = await sender.post(Self.trigger().replacing("KEY", with: key))
    #expect(reply.code == .badRequest)
    #expect(try errors(reply).first?.contains("another form") == true)
  }

  @Test func `threat 3: leaves its key nowhere, whatever becomes of the event`() async throws {
    let sender = try await Sender()
    _ = await sender.post(Self.trigger())
    _ = await sender.post(#"{"routing_key":"KEY","event_action":"close","also":"KEY"}"#)
    let rows = try await sender.rows()
    #expect(rows.map(\.outcome) == [.accepted, .refused])
    for row in rows {
      let text = String(decoding: row.raw, as: UTF8.self)
      #expect(
        !text.contains(sender.key) && text.contains("\"\(String(repeating: "*", count: 32))\""))
    }
    let escaped = sender.key.utf8.map { "\\u00\(String($0, radix: 16))" }.joined()
    let reply = await sender.post(Self.trigger().replacing("KEY", with: escaped))
    #expect(reply.code == .badRequest)
    #expect(try errors(reply).first?.contains("escapes") == true)
    #expect(try await sender.rows().count == 2)
  }
}
