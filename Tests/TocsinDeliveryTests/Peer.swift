// Tocsin — DeliveryTests: a server on loopback that answers what a test says
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// A server that reads one request a connection after another and writes raw bytes back.
final class Peer: Sendable {
  /// What to do with a request's text.
  enum Answer: Sendable {
    case reply(String)
    /// Half of something, and the end of the connection.
    case last(String)
    case silence
    case hangUp
  }

  private struct Seen {
    var connections = 0
    var requests: [String] = []
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let seen = Mutex(Seen())
  private let answer: @Sendable (String) -> Answer
  private let channel = Mutex<(any Channel)?>(nil)

  /// Whether to answer the first bytes, whatever they are.
  fileprivate let isHasty: Bool

  init(isHasty: Bool = false, _ answer: @escaping @Sendable (String) -> Answer) {
    self.isHasty = isHasty
    self.answer = answer
  }

  /// Listens on a free port of 127.0.0.1.
  func start() async throws -> Int {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(PeerHandler(self))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    self.channel.withLock { $0 = channel }
    return channel.localAddress?.port ?? 0
  }

  func stop() async throws {
    try await channel.withLock { $0 }?.close().get()
  }

  var connections: Int { seen.withLock { $0.connections } }
  var requests: [String] { seen.withLock { $0.requests } }

  /// Returns when a request has come in.
  func untilAsked() async {
    await withCheckedContinuation { continuation in
      let isAsked = seen.withLock { seen in
        if seen.requests.isEmpty { seen.waiting.append(continuation) }
        return !seen.requests.isEmpty
      }
      if isAsked { continuation.resume() }
    }
  }

  fileprivate func connected() { seen.withLock { $0.connections += 1 } }

  fileprivate func take(_ request: String) -> Answer {
    let waiting = seen.withLock { seen in
      seen.requests.append(request)
      defer { seen.waiting = [] }
      return seen.waiting
    }
    for continuation in waiting { continuation.resume() }
    return answer(request)
  }
}

private final class PeerHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let peer: Peer
  private var text = ""

  init(_ peer: Peer) { self.peer = peer }

  func channelActive(context: ChannelHandlerContext) { peer.connected() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    text += String(buffer: unwrapInboundIn(data))
    guard peer.isHasty || isWhole else { return }
    let answer = peer.take(text)
    text = ""
    switch answer {
    case .reply(let reply):
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
    case .last(let reply):
      let bytes = wrapOutboundOut(ByteBuffer(string: reply))
      context.writeAndFlush(bytes).assumeIsolated().whenComplete { _ in
        context.close(promise: nil)
      }
    case .silence: break
    case .hangUp: context.close(promise: nil)
    }
  }

  /// Whether the headers and as much body as they promise are here.
  private var isWhole: Bool {
    guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
    let line = text[..<end.lowerBound].split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-length:")
    }
    let promised = line.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
    return text[end.upperBound...].utf8.count >= promised
  }
}

extension Peer {
  /// A reply with a body and a length.
  static func reply(
    _ status: String = "200 OK", headers: [String] = [], body: String = ""
  ) -> Answer {
    let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
    return .reply(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }
}
