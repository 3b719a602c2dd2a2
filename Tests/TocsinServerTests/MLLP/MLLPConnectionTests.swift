// Tocsin — ServerTests: one MLLP connection
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Testing
import TocsinHL7

@testable import TocsinServer

@Suite struct `A connection that sends frames` {
  @Test(arguments: [1, 4, 64, 200])
  func `gets its replies in its order, whatever order they come in`(depth: Int) throws {
    let connection = try EmbeddedConnection()
    try connection.bytes((0..<depth).map { frame("MSH|\($0)") }.joined())
    #expect(connection.taker.seen.frames.count == depth)
    var random = SystemRandomNumberGenerator()
    var text = ""
    for number in Array(0..<depth).shuffled(using: &random) {
      connection.taker.answer(number, "R\(number)")
      text += try connection.written()
    }
    #expect(text == (0..<depth).map { "[R\($0)]" }.joined())
  }

  @Test func `gets all replies of one commit in one write`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes(frame("a") + frame("b") + frame("c"))
    for number in [2, 0, 1] { connection.taker.answer(number, "R\(number)") }
    connection.channel.embeddedEventLoop.run()
    let first = try connection.channel.readOutbound(as: ByteBuffer.self)
    #expect(first?.readableBytes == 3 * 5)
    #expect(try connection.channel.readOutbound(as: ByteBuffer.self) == nil)
  }

  @Test func `never gets two replies for one frame`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes(frame("a") + frame("b"))
    connection.taker.answer(0, "first")
    connection.taker.answer(0, "second")
    #expect(try connection.written() == "[first]")
    connection.taker.answer(0, "third")
    connection.taker.answer(1, "other")
    #expect(try connection.written() == "[other]")
  }

  @Test func `may send a frame in any pieces`() throws {
    let connection = try EmbeddedConnection()
    for byte in frame("MSH|^~\\&|A").utf8 {
      try connection.channel.writeInbound(ByteBuffer(bytes: [byte]))
    }
    #expect(connection.taker.seen.frames == [Array("MSH|^~\\&|A".utf8)])
  }

  @Test func `is read no further than its replies allow`() throws {
    let connection = try EmbeddedConnection { $0.waitingFramesMax = 2 }
    #expect(connection.mayRead())
    try connection.bytes(frame("a") + frame("b"))
    #expect(!connection.mayRead())
    let before = connection.counter.reads
    connection.taker.answer(0, "A")
    #expect(try connection.written() == "[A]")
    #expect(connection.counter.reads == before + 1)
    #expect(connection.mayRead())
  }

  @Test func `is read no further than its bytes allow`() throws {
    let connection = try EmbeddedConnection { $0.waitingBytesMax = 10 }
    try connection.bytes(frame("0123456789"))
    #expect(!connection.mayRead())
    connection.taker.answer(0, "A")
    #expect(try connection.written() == "[A]")
    #expect(connection.mayRead())
  }
}

@Suite struct `A frame that is not whole` {
  @Test func `gets no reply and ends the connection after the stall`() throws {
    let connection = try EmbeddedConnection { $0.stallSeconds = 30 }
    try connection.bytes(frame("whole") + "\u{0B}MSH|half")
    connection.taker.answer(0, "R")
    #expect(try connection.written() == "[R]")
    connection.channel.embeddedEventLoop.advanceTime(by: .seconds(29))
    #expect(connection.channel.isActive)
    connection.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!connection.channel.isActive)
    #expect(try connection.written() == "")
    #expect(connection.taker.seen.broken.map(\.partial) == [Array("MSH|half".utf8)])
    #expect(connection.taker.seen.frames.count == 1)
  }

  @Test func `has 30 seconds from its last byte, not from its first`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes("\u{0B}MSH|")
    connection.channel.embeddedEventLoop.advanceTime(by: .seconds(20))
    try connection.bytes("more")
    connection.channel.embeddedEventLoop.advanceTime(by: .seconds(20))
    #expect(connection.channel.isActive)
    try connection.bytes("\u{1C}\r")
    #expect(connection.taker.seen.frames == [Array("MSH|more".utf8)])
    connection.channel.embeddedEventLoop.advanceTime(by: .hours(24))
    #expect(connection.channel.isActive)
  }

  @Test func `is taken whole at one byte a second, and costs no more than its bytes`() throws {
    let connection = try EmbeddedConnection()
    let body = "MSH|^~\\&|LAB|NORTH|TOCSIN|NORTH|20261124||ORU^R01|1|P|2.5\rOBX|1|NM\r"
    for (index, byte) in ("\u{0B}" + body).unicodeScalars.enumerated() {
      try connection.bytes(String(byte))
      #expect(connection.budget.total <= index + 1)
      connection.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    }
    #expect(connection.taker.seen.frames.isEmpty)
    try connection.bytes("\u{1C}\r")
    #expect(connection.taker.seen.frames == [Array(body.utf8)])
    #expect(connection.taker.seen.broken.isEmpty)
  }

  @Test func `is kept when the connection breaks`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes("\u{0B}MSH|half")
    _ = try connection.channel.finish()
    #expect(connection.taker.seen.broken.map(\.partial) == [Array("MSH|half".utf8)])
    #expect(connection.budget.total == 0)
  }

  @Test func `is kept when the next one begins`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes("\u{0B}MSH" + frame("MSH|whole"))
    #expect(connection.taker.seen.broken.map(\.partial) == [Array("MSH".utf8)])
    #expect(connection.taker.seen.frames == [Array("MSH|whole".utf8)])
  }

  @Test func `over the limit is refused, and the connection closed after the reply`() throws {
    let connection = try EmbeddedConnection { $0.frameBytesMax = 100 }
    try connection.bytes(frame("ok") + "\u{0B}MSH|" + String(repeating: "x", count: 200))
    #expect(connection.taker.seen.oversized.count == 1)
    try connection.bytes(String(repeating: "y", count: 500))
    connection.taker.answer(1, "AR", closes: true)
    #expect(try connection.written() == "")
    connection.taker.answer(0, "AA")
    #expect(try connection.written() == "[AA][AR]")
    try? connection.bytes(frame("late"))
    connection.channel.embeddedEventLoop.advanceTime(by: .seconds(2))
    #expect(!connection.channel.isActive)
    #expect(connection.taker.seen.frames.count == 1)
    #expect(connection.budget.total == 0)
  }
}

@Suite struct `A connection that does not speak MLLP` {
  @Test func `has its noise kept, and its frames taken all the same`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes("not MLLP: hello" + frame("MSH|1"))
    #expect(connection.taker.seen.noise.map(\.count) == [13])
    #expect(connection.taker.seen.frames == [Array("MSH|1".utf8)])
  }

  @Test func `is closed when nothing whole ever comes`() throws {
    let connection = try EmbeddedConnection()
    let pieces = String(repeating: "\u{0B}x", count: MLLPSettings.oddPiecesMax + 10)
    try connection.bytes(pieces)
    #expect(!connection.channel.isActive)
    #expect(connection.taker.seen.broken.count == MLLPSettings.oddPiecesMax + 1)
  }
}

@Suite struct `A connection that ends` {
  @Test func `on the source's side gets the replies that are owed first`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes(frame("a") + frame("b"))
    connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    #expect(connection.channel.isActive)
    connection.taker.answer(1, "B")
    #expect(connection.channel.isActive)
    connection.taker.answer(0, "A")
    #expect(try connection.written() == "[A][B]")
    #expect(!connection.channel.isActive)
  }

  @Test func `on the source's side with nothing owed closes at once`() throws {
    let connection = try EmbeddedConnection()
    connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    #expect(!connection.channel.isActive)
  }

  @Test func `on our side takes no more frames and answers those it has`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes(frame("a"))
    connection.channel.pipeline.fireUserInboundEventTriggered(MLLPConnection.Finish())
    try connection.bytes(frame("b"))
    #expect(!connection.mayRead())
    connection.taker.answer(0, "A")
    #expect(try connection.written() == "[A]")
    #expect(!connection.channel.isActive)
    #expect(connection.taker.seen.frames.count == 1)
  }

  @Test func `before its replies come lets them go nowhere`() throws {
    let connection = try EmbeddedConnection()
    try connection.bytes(frame("a"))
    _ = try connection.channel.finish()
    connection.taker.answer(0, "A")
    #expect(try connection.written() == "")
    #expect(connection.budget.total == 0)
  }
}
