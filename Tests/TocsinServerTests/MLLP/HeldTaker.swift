// Tocsin — ServerTests: a taker of frames that answers when the test says so
// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import TocsinGateway

@testable import TocsinServer

/// Keeps every frame until the test answers it.
final class HeldTaker: FrameTaker {
  struct State {
    var frames: [[UInt8]] = []
    var replies: [@Sendable (IntakeReply) -> Void] = []
    var oversized: [[UInt8]] = []
    var noise: [(count: Int, peek: [UInt8])] = []
    var broken: [(partial: [UInt8], reason: String)] = []
  }

  private let state = Mutex(State())

  /// What has come so far.
  var seen: State { state.withLock { $0 } }

  func receive(
    _ frame: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    state.withLock { state in
      state.frames.append(frame)
      state.replies.append(reply)
    }
  }

  func refuseOversized(
    prefix: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    state.withLock { state in
      state.oversized.append(prefix)
      state.replies.append(reply)
    }
  }

  func recordNoise(count: Int, peek: [UInt8], integration: String) {
    state.withLock { $0.noise.append((count, peek)) }
  }

  func recordBroken(_ partial: [UInt8], reason: String, integration: String) {
    state.withLock { $0.broken.append((partial, reason)) }
  }

  /// Answers the frame of that number, counted over frames and refusals.
  func answer(_ number: Int, _ text: String, closes: Bool = false, isKept: Bool = true) {
    let reply = state.withLock { $0.replies[number] }
    reply(
      IntakeReply(frames: [Array(text.utf8)], code: "AA", closes: closes, isKept: isKept))
  }
}

/// Answers every frame at once with `ACK-` and the frame; refuses with `NAK`.
struct EchoTaker: FrameTaker {
  func receive(
    _ frame: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    reply(IntakeReply(bytes: Array("ACK-".utf8) + frame, code: "AA"))
  }

  func refuseOversized(
    prefix: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    reply(IntakeReply(bytes: Array("NAK".utf8), code: "AR", closes: true))
  }

  func recordNoise(count: Int, peek: [UInt8], integration: String) {}
  func recordBroken(_ partial: [UInt8], reason: String, integration: String) {}
}

/// Counts how often the connection asks for more bytes.
final class ReadCounter: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  var reads = 0

  func read(context: ChannelHandlerContext) {
    reads += 1
    context.read()
  }
}

/// One connection without a socket.
struct EmbeddedConnection {
  let channel = EmbeddedChannel()
  let taker = HeldTaker()
  let counter = ReadCounter()
  let budget: ByteBudget
  let shared: MLLPShared

  init(_ change: (inout MLLPSettings) -> Void = { _ in }) throws {
    var settings = MLLPSettings(
      address: ListenAddress(host: "127.0.0.1", port: 0), integration: "laboratory")
    change(&settings)
    budget = ByteBudget(bytesMax: settings.budgetBytesMax)
    shared = MLLPShared(
      settings: settings, taker: taker, faults: Faults(), budget: budget,
      logger: Logger(label: "test"))
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(counter)
    try pipeline.addHandler(
      MLLPConnection(shared, post: ReplyPost(on: channel.eventLoop)))
    try channel.connect(to: SocketAddress(unixDomainSocketPath: "/none")).wait()
  }

  /// Puts other settings in force.
  func change(_ change: (inout MLLPSettings) -> Void) {
    var settings = shared.settings
    change(&settings)
    shared.change(to: settings)
  }

  func bytes(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

  /// All that was written since the last call, in one string; `[` and `]` stand for the envelope.
  func written() throws -> String {
    channel.embeddedEventLoop.run()
    var text = ""
    while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
      text += String(buffer: buffer)
    }
    return text.replacing("\u{0B}", with: "[").replacing("\u{1C}\r", with: "]")
  }

  /// Whether a request for bytes gets through.
  func mayRead() -> Bool {
    let before = counter.reads
    channel.read()
    return counter.reads > before
  }
}

/// A body in its envelope.
func frame(_ body: String) -> String { "\u{0B}\(body)\u{1C}\r" }
