// Tocsin — ServerTests: the short way of a report, beside the way of all requests
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinServer

@Suite struct `The short way of a report` {
  private struct Open {
    let ward: WebWard
    let address: ListenAddress
    let server: HTTPServer
    /// A key for each integration.
    let keys: [String: String]
  }

  /// How a request is written to the socket.
  enum Spelling: CaseIterable {
    /// Whole and plain, so that it is answered at once.
    case whole
    /// With what the short way leaves to the other: it asks first whether it may go on.
    case expecting
    /// With a body of unknown length.
    case chunked
  }

  private struct Asked {
    var method = "POST"
    let target: String
    /// Whose key it shows; nil for none.
    var by: String?
    var type = "application/json"
    var more = ""
    let body: String

    func bytes(_ spelling: Spelling, _ keys: [String: String]) -> [UInt8] {
      let body = keys.reduce(body) { $0.replacing("KEY-\($1.key)", with: $1.value) }
      let key = by.flatMap { keys[$0] }.map { "Authorization: Bearer \($0)\r\n" } ?? ""
      let head =
        "\(method) \(target) HTTP/1.1\r\nHost: test\r\n\(key)Content-Type: \(type)\r\n\(more)"
      let length = "Content-Length: \(body.utf8.count)\r\n"
      let text =
        switch spelling {
        case .whole: "\(head)\(length)\r\n\(body)"
        case .expecting: "\(head)\(length)Expect: 100-continue\r\n\r\n\(body)"
        case .chunked:
          "\(head)Transfer-Encoding: chunked\r\n\r\n"
            + (body.isEmpty ? "" : "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n")
            + "0\r\n\r\n"
        }
      return Array(text.utf8)
    }
  }

  private func listening<Answer>(_ body: (Open) async throws -> Answer) async throws -> Answer {
    let ward = try await WebWard()
    var keys: [String: String] = [:]
    for name in ["freezers", "doors", "monitors", "events", "peer"] {
      keys[name] = try await ward.key(of: name)
    }
    let server = HTTPServer(
      ListenAddress(host: "127.0.0.1", port: 0), desk: ward.desk, surroundings: ward.surroundings,
      web: WebSide(files: WebFiles(), signals: MailboxSignals()))
    let address = try await server.start()
    do {
      let answer = try await body(Open(ward: ward, address: address, server: server, keys: keys))
      await server.stop()
      return answer
    } catch {
      await server.stop()
      throw error
    }
  }

  private static let warm =
    #"{"key":"freezer-7","priority":"high","kind":"temperature","what":"-61.0 °C","ward":"BIO"}"#
  private static let message =
    "MSH|^~\\&|LAB|H|T|H|20261124080000+0100||ORU^R01|m-1|P|2.5.1\rPID|1||77\rOBR|1|||K\r"
  private static let integration = "/v1/integrations/freezers"

  private static func report(_ body: String, name: String? = nil) -> Asked {
    Asked(
      target: "/v1/alerts", by: "freezers", more: name.map { "Idempotency-Key: \($0)\r\n" } ?? "",
      body: body)
  }

  private static func event(_ key: String) -> Asked {
    Asked(
      target: "/v2/enqueue",
      body: #"{"routing_key":"KEY-events","event_action":"trigger","dedup_key":"\#(key)","#
        + #""payload":{"summary":"It is warm","source":"freezer-7","severity":"critical"}}"#)
  }

  /// One of everything that a report can be answered with.
  private static let story = [
    report(warm, name: "n-1"), report(warm, name: "n-1"), report("{}", name: "n-1"),
    report(warm), report(#"{"key":"freezer-7","signal":"resolved"}"#), report("no JSON"),
    report(#"{"what":1}"#), report(warm, name: String(repeating: "n", count: 201)),
    Asked(target: "/v1/alerts", by: "freezers", type: "text/plain", body: warm),
    Asked(target: "/v1/alerts?x=%20", by: "freezers", more: "ce-specversion: 1.0\r\n", body: warm),
    Asked(target: integration + "/alerts", by: "freezers", body: warm),
    Asked(target: integration + "/alerts", by: "peer", body: warm),
    Asked(target: "/v1/integrations/doors/alerts", by: "doors", body: warm),
    Asked(target: "/v1/integrations/monitors/alerts", by: "monitors", body: "[]"),
    Asked(target: integration + "/hl7", by: "freezers", type: "application/hl7-v2", body: message),
    Asked(target: integration + "/hl7", by: "freezers", type: "application/hl7-v2", body: "hello"),
    Asked(target: integration + "/hl7", by: "freezers", type: "application/hl7-v2", body: ""),
    Asked(target: "/v1/integrations/peer/fhir", by: "peer", body: ""),
    Asked(
      method: "PUT", target: "/v1/integrations/peer/fhir/Flag/f", by: "peer",
      body: #"{"resourceType":"Flag","id":"f","status":"active","code":{"text":"Falls risk"}}"#),
    Asked(target: "/v1/integrations/peer/fhir", by: "peer", body: "{"),
    Asked(target: "/v2/enqueue", body: "{}"),
    event("k"),
    Asked(target: "/v1/alerts", body: warm),
  ]

  /// The replies to the whole story on a gateway of its own, and how many left at once.
  private func told(_ spelling: Spelling) async throws -> (replies: [String], atOnce: Int) {
    try await listening { open in
      var replies: [String] = []
      for asked in Self.story {
        replies.append(
          try await RawClient.talk(to: open.address, asked.bytes(spelling, open.keys)))
      }
      return (replies, open.server.answeredAtOnceCount)
    }
  }

  @Test(arguments: [Spelling.expecting, .chunked])
  func `answers byte for byte what the other way answers`(spelling: Spelling) async throws {
    let (short, other) = (try await told(.whole), try await told(spelling))
    for (asked, (one, two)) in zip(Self.story, zip(short.replies, other.replies)) {
      #expect(one == two, "\(asked.method) \(asked.target)")
      #expect(one.hasPrefix("HTTP/1.1 "))
    }
    #expect(Set(short.replies.map { $0.prefix(12) }).count >= 7, "every kind of reply")
    #expect(other.atOnce == 0)
    #expect(short.atOnce == Self.story.count - 1, "all but the one that its head refuses")
  }

  @Test func `answers in the order of the requests, whichever way each goes`() async throws {
    try await listening { open in
      let ended = Self.report(#"{"key":"freezer-7","signal":"resolved"}"#)
      let alive = Array("GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
      let mild = Self.report(Self.warm.replacing("high", with: "medium"))
      let bytes =
        [mild, mild].flatMap { $0.bytes(.whole, open.keys) }
        + alive + ended.bytes(.expecting, open.keys) + ended.bytes(.whole, open.keys) + alive
      let text = try await RawClient.talk(to: open.address, bytes)
      var rest = text[...]
      for word in ["opened", "repeated", "alive", "resolved", "nothing-open", "alive"] {
        let place = try #require(rest.range(of: "\"\(word)\""), "\(word) is out of order")
        rest = rest[place.upperBound...]
      }
      #expect(text.components(separatedBy: "HTTP/1.1 ").count == 7)
      #expect(open.server.answeredAtOnceCount >= 2)
    }
  }

  @Test func `takes on one connection what comes whole and what comes bit by bit`() async throws {
    try await listening { open in
      let client = try await RawClient.connect(to: open.address)
      for turn in 0..<6 {
        let bytes = Self.event("turn-\(turn)").bytes(.whole, open.keys)
        let place = turn % 2 == 0 ? bytes.count : bytes.count - 5 * turn
        client.write(Array(bytes[..<place]))
        _ = try await RawClient.talk(
          to: open.address, Array("GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n".utf8))
        client.write(Array(bytes[place...]))
        let text = try await client.read(until: "turn-\(turn)\"")
        #expect(text.components(separatedBy: "HTTP/1.1 202 ").count == turn + 2)
      }
      #expect(open.server.answeredAtOnceCount >= 3)
      await client.close()
    }
  }

  @Test func `tells of bytes that are no request after the answer before them`() async throws {
    try await listening { open in
      let bytes = Self.report(Self.warm).bytes(.whole, open.keys) + Array("no request\r\n\r\n".utf8)
      let text = try await RawClient.talk(to: open.address, bytes, ends: false)
      let answer = try #require(text.range(of: "\"opened\""))
      let refusal = try #require(text.range(of: "HTTP/1.1 400 "))
      #expect(answer.upperBound < refusal.lowerBound)
    }
  }

  @Test func `answers what it has taken though the listener stops`() async throws {
    let text = try await listening { open in
      let client = try await RawClient.connect(to: open.address)
      client.write(Self.report(Self.warm).bytes(.whole, open.keys))
      _ = try await client.read(until: "\"opened\"")
      async let rest = client.readAll()
      await open.server.stop()
      return try await rest
    }
    #expect(text.components(separatedBy: "HTTP/1.1 202 ").count == 2)
  }
}
