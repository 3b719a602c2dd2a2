// Tocsin — ServerTests: the MLLP listener on a real socket
// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing
import TocsinHL7

@testable import TocsinServer

@Suite struct `The MLLP listener` {
  private func listening<Answer>(
    _ taker: any FrameTaker = EchoTaker(), _ change: (inout MLLPSettings) -> Void = { _ in },
    _ body: (ListenAddress, MLLPListener) async throws -> Answer
  ) async throws -> Answer {
    var settings = MLLPSettings(
      address: ListenAddress(host: "127.0.0.1", port: 0), integration: "laboratory")
    change(&settings)
    let listener = MLLPListener(settings, taker: taker, logger: Logger(label: "test"))
    let address = try await listener.start()
    do {
      let answer = try await body(address, listener)
      await listener.stop()
      return answer
    } catch {
      await listener.stop()
      throw error
    }
  }

  @Test func `gives the real port, and the client its reply`() async throws {
    try await listening { address, _ in
      #expect(address.port > 0)
      let client = try await MLLPClient.connect(to: address)
      for number in 0..<3 {
        let exchange = try await client.exchange(Array("MSH|\(number)".utf8))
        #expect(exchange.reply == Array("ACK-MSH|\(number)".utf8))
        #expect(exchange.milliseconds > 0)
      }
      await client.close()
    }
  }

  @Test func `answers a source that writes everything and ends its side`() async throws {
    try await listening { address, _ in
      let bytes = (0..<500).flatMap { MLLPFramer.framed(Array("MSH|\($0)".utf8)) }
      let text = try await RawClient.talk(to: address, bytes)
      let expected = (0..<500).map { frame("ACK-MSH|\($0)") }.joined()
      #expect(text == expected)
    }
  }

  @Test func `answers a frame of several megabytes`() async throws {
    try await listening { address, _ in
      let body = Array("MSH|".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20)
      let client = try await MLLPClient.connect(to: address)
      let exchange = try await client.exchange(body)
      #expect(exchange.reply.count == body.count + 4)
      await client.close()
    }
  }

  @Test func `answers an endless frame with a refusal that the source can read`() async throws {
    try await listening(EchoTaker()) {
      $0.frameBytesMax = 1 << 20
      $0.lingerSeconds = 1
    } _: { address, _ in
      let bytes = Array("\u{0B}MSH|".utf8) + [UInt8](repeating: 120, count: 8 << 20)
      let text = try await RawClient.talk(to: address, bytes, ends: false)
      #expect(text == frame("NAK"))
    }
  }

  @Test func `closes connections over the limit and keeps the others`() async throws {
    try await listening(EchoTaker()) {
      $0.connectionsMax = 1
    } _: { address, listener in
      let first = try await MLLPClient.connect(to: address)
      _ = try await first.exchange(Array("MSH|1".utf8))
      #expect(listener.connectionCount == 1)
      let second = try await MLLPClient.connect(to: address)
      await #expect(throws: MLLPClientError.ended) {
        try await second.exchange(Array("MSH|2".utf8))
      }
      let third = try await first.exchange(Array("MSH|3".utf8))
      #expect(third.reply == Array("ACK-MSH|3".utf8))
      await first.close()
    }
  }

  @Test func `stops though a source stays connected`() async throws {
    let client = try await listening { address, _ in
      let client = try await MLLPClient.connect(to: address)
      _ = try await client.exchange(Array("MSH|1".utf8))
      return client
    }
    await #expect(throws: MLLPClientError.ended) {
      try await client.exchange(Array("MSH|2".utf8))
    }
  }

  @Test func `says who has the port and what to do`() async throws {
    try await listening { address, _ in
      let other = MLLPListener(
        MLLPSettings(address: address, integration: "other"), taker: EchoTaker(),
        logger: Logger(label: "test"))
      let error = await #expect(throws: ListenError.self) { try await other.start() }
      #expect(error == .portInUse(address))
      let text = "\(try #require(error))"
      #expect(text.hasPrefix("port in use: 127.0.0.1:\(address.port)"))
    }
  }

  @Test func `gives up on a reply that does not come, and closes`() async throws {
    try await listening(HeldTaker()) {
      $0.stopSeconds = 0
    } _: { address, _ in
      let client = try await MLLPClient.connect(to: address)
      await #expect(throws: MLLPClientError.noReply(seconds: 0)) {
        try await client.exchange(Array("MSH|1".utf8), seconds: 0)
      }
    }
  }

  @Test func `is not there when nobody listens`() async throws {
    let address = try await listening { address, _ in address }
    await #expect(throws: MLLPClientError.self) { try await MLLPClient.connect(to: address) }
  }
}

@Suite struct `An address to listen on` {
  @Test(arguments: [
    ("127.0.0.1:2575", "127.0.0.1", 2_575), ("[::1]:0", "::1", 0),
    ("localhost:80", "localhost", 80),
  ])
  func `is read and written`(text: String, host: String, port: Int) {
    #expect(ListenAddress(text: text) == ListenAddress(host: host, port: port))
    #expect(ListenAddress(text: text)?.description == text)
  }

  @Test(arguments: ["", "2575", ":2575", "host:", "host:70000", "::1:80", "host:-1", "[]:80"])
  func `is refused when it is anything else`(text: String) {
    #expect(ListenAddress(text: text) == nil)
  }
}
