// Tocsin — DeliveryTests: asking another server
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinDelivery
import TocsinGateway

@Suite(.timeLimit(.minutes(30))) struct `Asking another server` {
  @Test func `gives its status, headers and body`() async throws {
    let peer = Peer { _ in
      Peer.reply("404 Not Found", headers: ["X-One: a ", "X-ONE: b"], body: "{\"é\":1}")
    }
    try await ask(peer) { client, base in
      let reply = try await client.perform(OutboundRequest("GET", base + "/a?b=c"))
      #expect(reply.status == 404)
      #expect(reply.headers.filter { $0.name == "x-one" }.map(\.value) == ["a", "b"])
      #expect(String(decoding: reply.body, as: UTF8.self) == "{\"é\":1}")
      #expect(peer.requests.first?.hasPrefix("GET /a?b=c HTTP/1.1\r\n") == true)
    }
  }

  @Test(arguments: ["POST", "PUT", "PATCH"])
  func `hands a body over as it is`(method: String) async throws {
    let peer = Peer { _ in Peer.reply("201 Created") }
    try await ask(peer) { client, base in
      let request = OutboundRequest(
        method, base, headers: [("Content-Type", "text/plain"), ("X-A", "b")],
        body: Array("a=\u{0}b".utf8))
      let reply = try await client.perform(request)
      #expect(reply.status == 201)
      let seen = try #require(peer.requests.first)
      #expect(seen.hasPrefix(method + " / HTTP/1.1\r\n"))
      #expect(seen.contains("\r\nContent-Type: text/plain\r\n"))
      #expect(seen.contains("\r\nX-A: b\r\n"))
      #expect(!seen.lowercased().contains("\r\nexpect:"))
      #expect(seen.hasSuffix("\r\n\r\na=\u{0}b"))
    }
  }

  @Test func `keeps a connection for the next request`() async throws {
    let peer = Peer { _ in Peer.reply(body: "x") }
    try await ask(peer) { client, base in
      for _ in 0..<3 { _ = try await client.perform(OutboundRequest("GET", base)) }
      #expect(peer.connections == 1)
    }
  }

  @Test func `answers many at once`() async throws {
    let peer = Peer { Peer.reply(body: String($0.prefix { !$0.isNewline })) }
    try await ask(peer) { client, base in
      try await withThrowingTaskGroup(of: (Int, OutboundReply).self) { group in
        for number in 0..<100 {
          group.addTask {
            (number, try await client.perform(OutboundRequest("GET", "\(base)/\(number)")))
          }
        }
        for try await (number, reply) in group {
          #expect(String(decoding: reply.body, as: UTF8.self) == "GET /\(number) HTTP/1.1")
        }
      }
    }
  }

  @Test(arguments: [(10, true), (11, false)])
  func `takes no more than it was told to`(size: Int, fits: Bool) async throws {
    let body = String(repeating: "x", count: size)
    let peer = Peer { _ in Peer.reply(body: body) }
    try await ask(peer) { client, base in
      let request = OutboundRequest("GET", base, replyBytesMax: 10)
      let reply = await came(of: request, by: client)
      #expect(reply == (fits ? .status(200) : .error(.tooLarge)))
    }
  }

  @Test func `bounds the headers`() async throws {
    let lines = (0..<70).map { "X-\($0): " + String(repeating: "x", count: 1_000) }
    let peer = Peer { _ in Peer.reply(headers: lines) }
    try await ask(peer) { client, base in
      let reply = await came(of: OutboundRequest("GET", base), by: client)
      #expect(reply == .error(.tooLarge))
    }
  }

  @Test func `gives up on a silent server`() async throws {
    let peer = Peer { _ in .silence }
    try await ask(peer) { client, base in
      let request = OutboundRequest("GET", base, timeoutMilliseconds: 50)
      let reply = await came(of: request, by: client)
      #expect(reply == .error(.timedOut))
    }
  }

  @Test func `says that nobody listens`() async throws {
    let peer = Peer { _ in .silence }
    let port = try await peer.start()
    try await peer.stop()
    let client = try #require(CurlClient(.loopback))
    let reply = await came(of: OutboundRequest("GET", "http://127.0.0.1:\(port)"), by: client)
    guard case .error(.unreachable(let words)) = reply else {
      return #expect(Bool(false), "\(reply)")
    }
    #expect(!words.contains("\(port)"))
    await client.stop()
  }

  @Test func `does not speak TLS with a server that does not`() async throws {
    let peer = Peer(isHasty: true) { _ in .hangUp }
    try await ask(peer) { client, base in
      let url = base.replacing("http:", with: "https:")
      let reply = await came(of: OutboundRequest("GET", url), by: client)
      guard case .error(.unreachable) = reply else { return #expect(Bool(false), "\(reply)") }
    }
  }

  /// A request that does not time out while a busy machine gets round to it.
  private func patient(_ url: String) -> OutboundRequest {
    OutboundRequest("GET", url, timeoutMilliseconds: 600_000)
  }

  @Test func `ends at once when the caller is cancelled`() async throws {
    let peer = Peer { _ in .silence }
    try await ask(peer) { client, base in
      let task = Task {
        await came(of: patient(base), by: client)
      }
      await peer.untilAsked()
      task.cancel()
      #expect(await task.value == .error(.cancelled))
    }
  }

  @Test func `never begins when the caller was cancelled before`() async throws {
    let peer = Peer { _ in .silence }
    try await ask(peer) { client, base in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return await came(of: OutboundRequest("GET", base), by: client)
      }
      #expect(await task.value == .error(.cancelled))
      #expect(peer.connections == 0)
    }
  }

  @Test func `ends what runs when it is stopped, and refuses what comes after`() async throws {
    let peer = Peer { _ in .silence }
    try await ask(peer) { client, base in
      async let running = came(of: patient(base), by: client)
      await peer.untilAsked()
      await client.stop()
      #expect(await running == .error(.cancelled))
      let later = await came(of: OutboundRequest("GET", base), by: client)
      guard case .error(.unreachable) = later else { return #expect(Bool(false), "\(later)") }
      await client.stop()
    }
  }
}

/// What came of a request, comparable.
enum Came: Hashable {
  case status(Int)
  case error(OutboundError)
}

func came(of request: OutboundRequest, by client: CurlClient) async -> Came {
  do throws(OutboundError) {
    return .status(try await client.perform(request).status)
  } catch {
    return .error(error)
  }
}

extension CurlSettings {
  static var loopback: CurlSettings { CurlSettings(rule: AddressRule(insideHosts: ["127.0.0.1"])) }
}

/// Runs `body` beside a peer and a client, and ends both.
func ask(
  _ peer: Peer, _ settings: CurlSettings = .loopback,
  _ body: (CurlClient, String) async throws -> Void
) async throws {
  let port = try await peer.start()
  let client = try #require(CurlClient(settings))
  try await body(client, "http://127.0.0.1:\(port)")
  await client.stop()
  try await peer.stop()
}
