// Tocsin — Pagers: a conversation over TCP
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOPosix
internal import TocsinCore
internal import TocsinGateway

/// Where a terminal listens.
struct TerminalAddress: Hashable, Sendable {
  let host: String
  let port: Int

  /// Reads `HOST:PORT`; nil when it is anything else.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...]), port > 0
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    self.host = String(host)
    self.port = Int(port)
  }
}

/// Carries conversations over TCP, each over a connection of its own.
enum TCPTalk {
  /// Returns within `length`, counted from the first packet of the connection.
  static func carry(
    _ talk: some PagerTalk, to address: TerminalAddress, within length: Milliseconds
  ) async -> ChannelOutcome {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let promise = loop.makePromise(of: ChannelOutcome.self)
    let late = ChannelOutcome.notNow(wait: nil, note: "no answer within \(length.count) ms")
    let limit = loop.scheduleTask(in: .milliseconds(length.count)) { promise.succeed(late) }
    let connected = ClientBootstrap(group: loop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .connectTimeout(.milliseconds(length.count))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(TalkHandler(talk, promise))
        }
      }
      .connect(host: address.host, port: address.port)
    connected.whenFailure { promise.succeed(.notNow(wait: nil, note: words($0))) }
    promise.futureResult.whenComplete { _ in
      limit.cancel()
      connected.whenSuccess { $0.close(promise: nil) }
    }
    return (try? await promise.futureResult.get()) ?? late
  }

  /// An error of the network, in words that hold no address.
  private static func words(_ error: any Error) -> String {
    guard let failure = error as? NIOConnectionError else {
      if case .connectTimeout? = error as? ChannelError { return "no connection in time" }
      return (error as? IOError).map { "system error \($0.errnoCode)" } ?? "no connection"
    }
    if failure.dnsAError != nil || failure.dnsAAAAError != nil, failure.connectionErrors.isEmpty {
      return "the name of the server is not known"
    }
    guard let first = failure.connectionErrors.first?.error as? IOError else {
      return "no connection in time"
    }
    return first.errnoCode == 111
      ? "the connection was refused: nobody listens there" : "system error \(first.errnoCode)"
  }
}

/// Feeds one conversation with what comes, and does what it says.
private final class TalkHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var talk: any PagerTalk
  private let promise: EventLoopPromise<ChannelOutcome>
  private var timer: Scheduled<Void>?

  init(_ talk: any PagerTalk, _ promise: EventLoopPromise<ChannelOutcome>) {
    self.talk = talk
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) { perform(talk.begin(), context) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    perform(talk.hear(Array(unwrapInboundIn(data).readableBytesView)), context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    perform(talk.hangUp(), context)
    timer?.cancel()
    promise.succeed(.notNow(wait: nil, note: "the connection ended"))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func perform(_ actions: [TalkAction], _ context: ChannelHandlerContext) {
    for action in actions {
      switch action {
      case .send(let bytes):
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
      case .wait(let length): wait(length, context)
      case .end(let outcome): promise.succeed(outcome)
      }
    }
  }

  private func wait(_ length: Milliseconds, _ context: ChannelHandlerContext) {
    timer?.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: .milliseconds(length.count)) {
      let (handler, context) = bound.value
      handler.perform(handler.talk.lapse(), context)
    }
  }
}
