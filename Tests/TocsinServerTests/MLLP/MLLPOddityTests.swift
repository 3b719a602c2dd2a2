// Tocsin — ServerTests: oddities of framing, commit blocks and settings that change
// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import NIOEmbedded
import Testing
import TocsinGateway
import TocsinHL7

@testable import TocsinServer

@Suite struct `A violation of the framing` {
  @Test(arguments: [
    ("\u{0B}MSH|1\u{1C}" + frame("MSH|2"), "was not followed by 0x0D"),
    ("\u{0B}MSH|1\u{1C}\n\r", "followed by other bytes before 0x0D"),
    ("\u{0B}" + frame("MSH|1"), "two start bytes 0x0B in a row"),
  ])
  func `is kept with its first bytes, and the message is taken`(
    bytes: String, words: String
  ) throws {
    let connection = try EmbeddedConnection()
    try connection.bytes(bytes)
    #expect(connection.taker.seen.frames.first == Array("MSH|1".utf8))
    let broken = connection.taker.seen.broken
    #expect(broken.count == 1 && broken[0].reason.contains(words))
    #expect(broken[0].partial == (words.hasPrefix("two") ? [] : Array("MSH|1".utf8)))
  }

  @Test func `is told once a minute, with how often it was seen`() throws {
    let connection = try EmbeddedConnection()
    let odd = "\u{0B}MSH|1\u{1C}\n\r"
    for _ in 0..<5 { try connection.bytes(odd) }
    #expect(connection.taker.seen.broken.count == 1)
    connection.channel.embeddedEventLoop.advanceTime(by: .seconds(60))
    let broken = connection.taker.seen.broken
    #expect(broken.count == 2 && broken[1].reason.hasSuffix("(4 times within a minute)"))
    connection.channel.embeddedEventLoop.advanceTime(by: .minutes(5))
    #expect(connection.taker.seen.broken.count == 2)
    try connection.bytes(odd)
    #expect(connection.taker.seen.broken.count == 3)
  }

  @Test func `is told at the end, when the minute is not over`() throws {
    let connection = try EmbeddedConnection()
    for _ in 0..<3 { try connection.bytes("noise" + frame("MSH|1")) }
    #expect(connection.taker.seen.noise.map(\.count) == [5])
    _ = try connection.channel.finish()
    #expect(connection.taker.seen.noise.map(\.count) == [5, 10])
  }
}

@Suite struct `A connection with commit blocks` {
  private func connection() throws -> EmbeddedConnection {
    try EmbeddedConnection { $0.usesCommitBlocks = true }
  }

  @Test func `gets 0x06 once the frame is stored, and then the reply in its own block`() throws {
    let connection = try connection()
    try connection.bytes(frame("MSH|1"))
    #expect(try connection.written() == "")
    connection.taker.answer(0, "A")
    #expect(try connection.written() == "[\u{06}][A]")
  }

  @Test func `gets 0x15 alone when the frame is not stored`() throws {
    let connection = try connection()
    try connection.bytes(frame("MSH|1"))
    connection.taker.answer(0, "E", isKept: false)
    #expect(try connection.written() == "[\u{15}]")
  }

  @Test func `may commit our replies, and refuse them, without an answer`() throws {
    let connection = try connection()
    try connection.bytes(frame("\u{06}") + frame("\u{15}"))
    #expect(connection.taker.seen.frames.isEmpty)
    #expect(connection.taker.seen.broken.map(\.partial) == [[0x15]])
    #expect(try connection.written() == "")
  }
}

@Suite struct `A listener whose settings change` {
  @Test func `keeps its connections, and holds them to the new limits`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes(frame(String(repeating: "x", count: 200)) + "\u{0B}half")
    connection.change {
      $0.frameBytesMax = 100
      $0.usesCommitBlocks = true
    }
    try connection.bytes(" a frame that has begun keeps its limit" + "\u{1C}\r")
    try connection.bytes("\u{0B}" + String(repeating: "x", count: 200))
    let seen = connection.taker.seen
    #expect(seen.frames.count == 2 && seen.oversized.count == 1)
    connection.taker.answer(0, "A")
    #expect(try connection.written() == "[\u{06}][A]")
  }

  @Test func `tells at once of an address that may not connect, and then once a minute`() throws {
    let connection = try EmbeddedConnection()
    let loop = connection.channel.embeddedEventLoop
    for _ in 0..<3 { connection.shared.refuseAddress("192.0.2.1", on: loop) }
    #expect(connection.taker.seen.broken.count == 1)
    loop.advanceTime(by: .seconds(60))
    #expect(connection.taker.seen.broken.count == 2)
    loop.advanceTime(by: .minutes(5))
    #expect(connection.taker.seen.broken.count == 2)
  }

  @Test func `lets only those connect that may, and tells of the others`() async throws {
    let taker = HeldTaker()
    var settings = MLLPSettings(
      address: ListenAddress(host: "127.0.0.1", port: 0), integration: "laboratory")
    settings.admits = { $0 != "127.0.0.1" }
    let listener = MLLPListener(settings, taker: taker, logger: Logger(label: "test"))
    let address = try await listener.start()
    for _ in 0..<3 {
      let client = try await MLLPClient.connect(to: address)
      await #expect(throws: MLLPClientError.ended) {
        try await client.exchange(Array("MSH|1".utf8))
      }
    }
    let broken = taker.seen.broken
    #expect(!broken.isEmpty && broken.allSatisfy { $0.reason.contains("127.0.0.1") })
    #expect(taker.seen.frames.isEmpty)
    settings.admits = { _ in true }
    listener.change(to: settings)
    let client = try await MLLPClient.connect(to: address)
    await #expect(throws: MLLPClientError.noReply(seconds: 0)) {
      try await client.exchange(Array("MSH|1".utf8), seconds: 0)
    }
    await listener.stop()
  }
}
