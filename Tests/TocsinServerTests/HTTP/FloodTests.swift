// Tocsin — ServerTests: strangers who ask much, and devices beside them
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@testable import TocsinServer

@Suite struct `A flood from one address` {
  private func listening(
    _ body: (WebWard, ListenAddress, HTTPServer) async throws -> Void
  ) async throws {
    let ward = try await WebWard()
    let server = HTTPServer(
      ListenAddress(host: "127.0.0.1", port: 0), desk: ward.desk, surroundings: ward.surroundings,
      web: WebSide(files: WebFiles(), signals: MailboxSignals()))
    let address = try await server.start()
    do {
      try await body(ward, address, server)
      await server.stop()
    } catch {
      await server.stop()
      throw error
    }
  }

  private func request(_ target: String, by device: WebDevice) -> String {
    "GET \(target) HTTP/1.1\r\nHost: test\r\n"
      + "Authorization: \(device.authorization("GET", target))\r\n\r\n"
  }

  @Test func `threat 22: idle connections keep no signed request out and end no stream`()
    async throws
  {
    try await listening { ward, address, server in
      let ada = try await ward.enrol("ada")
      let stream = try await RawClient.connect(to: address)
      stream.write(request("/v1/devices/\(ada.id.text)/stream", by: ada))
      _ = try await stream.read(until: ": tocsin\n\n")
      var idle: [RawClient] = []
      for _ in 0..<(HTTPLimits.connectionsOfAddressMax + 20) {
        idle.append(try await RawClient.connect(to: address))
      }
      let client = try await RawClient.connect(to: address)
      client.write(request("/v1/me", by: ada))
      _ = try await client.read(until: #""responder":"ada""#)
      #expect(try await idle[0].readAll() == "")
      #expect(server.connectionCount <= HTTPLimits.connectionsOfAddressMax + 2)
      try await ward.deposit(1...1, for: ada.id)
      _ = try await stream.read(until: "id: 1\n")
      for one in idle + [client, stream] { await one.close() }
    }
  }

  @Test func `of enrolments is told to wait, and signed requests go on`() async throws {
    try await listening { ward, address, _ in
      let ada = try await ward.enrol("ada")
      let client = try await RawClient.connect(to: address)
      for _ in 0...Allowance.enrolment.burst {
        client.write(
          "POST /v1/devices HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2\r\n\r\n{}")
      }
      let text = try await client.read(until: "urn:tocsin:problem:too-many")
      #expect(text.contains("HTTP/1.1 429 Too Many Requests\r\n"))
      client.write(request("/v1/me", by: ada))
      _ = try await client.read(until: #""responder":"ada""#)
      await client.close()
    }
  }

  @Test(arguments: ["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\r\n"])
  func `of what is no HTTP gets a problem`(bytes: String) async throws {
    try await listening { _, address, _ in
      let client = try await RawClient.connect(to: address)
      client.write(bytes)
      let text = try await client.read(until: "RFC 9112")
      #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
      #expect(text.contains("application/problem+json"))
      #expect(text.lowercased().contains("content-security-policy: default-src 'none'"))
      await client.close()
    }
  }

  @Test func `that turns to nonsense gets what it asked for before`() async throws {
    try await listening { _, address, _ in
      let client = try await RawClient.connect(to: address)
      client.write("GET /healthz HTTP/1.1\r\nHost: test\r\n\r\nnonsense\r\n\r\n")
      let text = try await client.read(until: "RFC 9112")
      let alive = try #require(text.range(of: #"{"status":"alive"}"#))
      let refused = try #require(text.range(of: "HTTP/1.1 400 "))
      #expect(alive.upperBound <= refused.lowerBound)
      await client.close()
    }
  }
}

@Suite struct `A connection without a request` {
  private func connection() throws -> EmbeddedChannel {
    let guarded = RequestGuard { WebReply(.badRequest, headers: [:], body: .bytes([])) }
    let channel = EmbeddedChannel(handler: guarded)
    try channel.connect(to: SocketAddress(unixDomainSocketPath: "/nowhere")).wait()
    return channel
  }

  @Test func `threat 22: is closed after fifteen seconds`() throws {
    let channel = try connection()
    channel.embeddedEventLoop.advanceTime(by: .seconds(HTTPLimits.headSeconds) - .milliseconds(1))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
    #expect(!channel.isActive)
  }

  @Test func `stays open for as long as its request is answered`() throws {
    let channel = try connection()
    let head = HTTPRequest(method: .get, scheme: "http", authority: "test", path: "/")
    try channel.writeInbound(HTTPRequestPart.head(head))
    try channel.writeInbound(HTTPRequestPart.end(nil))
    channel.embeddedEventLoop.advanceTime(by: .hours(1))
    #expect(channel.isActive)
    _ = try channel.finish()
  }

  @Test func `is closed when the body of its request does not end`() throws {
    let channel = try connection()
    let head = HTTPRequest(method: .post, scheme: "http", authority: "test", path: "/")
    try channel.writeInbound(HTTPRequestPart.head(head))
    channel.embeddedEventLoop.advanceTime(by: .seconds(HTTPLimits.bodySeconds) - .milliseconds(1))
    try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "{")))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
    #expect(!channel.isActive)
  }

  @Test func `is closed when the body of a request that was refused does not end`() throws {
    let channel = try connection()
    let head = HTTPRequest(method: .post, scheme: "http", authority: "test", path: "/")
    try channel.writeInbound(HTTPRequestPart.head(head))
    try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .contentTooLarge)))
    try channel.writeOutbound(HTTPResponsePart.end(nil))
    channel.embeddedEventLoop.advanceTime(by: .seconds(HTTPLimits.bodySeconds))
    #expect(!channel.isActive)
  }
}

@Suite struct `The limits of routes that anybody may take` {
  private let allowance = Allowance(burst: 3, pause: .seconds(2))
  private let start = Timestamp(milliseconds: 1_795_500_000_000)

  @Test func `let through so many at once and one more after each pause`() {
    let limit = AddressLimit(allowance)
    #expect((0..<4).map { _ in limit.take("a", at: start) } == [true, true, true, false])
    #expect(limit.take("b", at: start))
    #expect(!limit.take("a", at: start + .seconds(1)))
    #expect(limit.take("a", at: start + .seconds(2)))
    #expect(!limit.take("a", at: start + .seconds(2)))
    let later = start + .minutes(1)
    #expect((0..<4).map { _ in limit.take("a", at: later) } == [true, true, true, false])
  }

  @Test func `lock nobody out for longer than a whole pause when the clock steps back`() {
    let limit = AddressLimit(allowance)
    for _ in 0..<3 { _ = limit.take("a", at: start) }
    let earlier = start - .hours(1)
    #expect(!limit.take("a", at: earlier))
    #expect(limit.take("a", at: earlier + .seconds(2)) == false)
    #expect(limit.take("a", at: start + .seconds(6)))
  }

  @Test func `remember a bounded number of addresses and not the least busy`() {
    let limit = AddressLimit(allowance)
    for _ in 0..<3 { _ = limit.take("busy", at: start) }
    for number in 0..<(AddressLimit.addressesMax * 2) { _ = limit.take("\(number)", at: start) }
    #expect(!limit.take("busy", at: start))
  }

  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("2001:db8::1", "2001:db8:0:0::/64"),
    ("::1", "0:0:0:0::/64"), ("::ffff:192.0.2.7", "192.0.2.7"), ("", ""),
  ])
  func `count an address or a whole network of IPv6`(address: String, key: String) {
    #expect(PeerAddress.key(of: address) == key)
  }

  @Test func `spend a link after five proofs that do not fit`() async throws {
    let ward = try await WebWard()
    let link = try await ward.desk.makeLink(for: ResponderID("ada"))
    let keys = DeviceKeys.generate()
    let good = try WebWard.body(of: keys, token: link.token)
    let bad = try WebWard.body(of: keys, token: link.token, proven: DeviceKeys.generate())
    let type: HTTPFields = [.contentType: "application/json"]
    for _ in 0..<EnrolmentTries.triesMax {
      let reply = await ward.send("POST", "/v1/devices", headers: type, body: bad)
      #expect(reply.code == .unprocessableContent)
    }
    let reply = await ward.send("POST", "/v1/devices", headers: type, body: good)
    #expect(reply.code == .conflict)
    #expect(reply.problem == "spent")
  }
}

@Suite struct `A report of the content policy` {
  private func report(
    _ ward: WebWard, _ type: String, count: Int = 10
  ) async -> WebReply {
    await ward.send(
      "POST", "/v1/violations", headers: [.contentType: type],
      body: [UInt8](repeating: 0x7B, count: count))
  }

  @Test(arguments: ["application/csp-report", "application/reports+json; charset=utf-8"])
  func `threat 10: is taken and counted`(type: String) async throws {
    let ward = try await WebWard()
    #expect(await report(ward, type).code == .noContent)
    #expect(ward.endpoints.violations.all == 1)
  }

  @Test func `is refused when it is something else or too long`() async throws {
    let ward = try await WebWard()
    #expect(await report(ward, "text/html").code == .unsupportedMediaType)
    let long = await report(
      ward, "application/csp-report", count: HTTPLimits.violationBytesMax + 1)
    #expect(long.code == .contentTooLarge)
    #expect(ward.endpoints.violations.all == 0)
  }

  @Test func `is told of once a minute with how many there were`() {
    let count = ViolationCount()
    let start = Timestamp(milliseconds: 1_795_500_000_000)
    #expect(count.add(at: start) == 1)
    #expect(count.add(at: start + .seconds(59)) == nil)
    #expect(count.add(at: start + .seconds(60)) == 2)
    #expect(count.add(at: start) == 1)
  }
}

@Suite struct `The headers of a reply` {
  @Test(arguments: ["/", "/enrol", "/healthz", "/v1/me", "/nothing", "/v1/devices"])
  func `are the same strict ones everywhere`(target: String) async throws {
    let ward = try await WebWard()
    let reply = await ward.send("GET", target)
    let policy = try #require(reply.header("Content-Security-Policy"))
    #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"))
    for part in [
      "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
      "require-trusted-types-for 'script'", "report-uri /v1/violations", "report-to violations",
    ] { #expect(policy.contains(part)) }
    #expect(!policy.contains("unsafe"))
    let expected = [
      "Reporting-Endpoints": "violations=\"/v1/violations\"", "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
    ]
    for (name, value) in expected { #expect(reply.header(name) == value) }
    #expect(reply.header("Permissions-Policy")?.contains("geolocation=()") == true)
    #expect(reply.header("Strict-Transport-Security") == nil)
    #expect(reply.header("Cache-Control") != nil)
    #expect(reply.header("Server") == nil)
  }

  @Test func `name whom to tell of a weakness, when the site does`() async throws {
    var ward = try await WebWard()
    #expect(await ward.send("GET", "/.well-known/security.txt").code == .notFound)
    ward.endpoints.securityContact = "mailto:security@hospital.example"
    let reply = await ward.send("GET", "/.well-known/security.txt")
    #expect(reply.headers[.contentType] == "text/plain; charset=utf-8")
    let text = String(decoding: reply.bytes, as: UTF8.self)
    #expect(text.contains("Contact: mailto:security@hospital.example\n"))
    let expires = RFC3339.text(ward.clock.now() + .days(90))
    #expect(text.contains("Expires: \(expires)\n"))
  }
}
