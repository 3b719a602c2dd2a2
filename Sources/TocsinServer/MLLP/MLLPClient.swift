// Tocsin — Server: a source's side of MLLP
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import TocsinHL7

/// What came back for one message.
package struct MLLPExchange: Sendable {
  /// The reply's HL7 bytes, without their envelope.
  package let reply: [UInt8]
  /// From the first byte written to the reply's last byte.
  package let milliseconds: Double
}

/// Why there is no reply.
package enum MLLPClientError: Error, Hashable, Sendable {
  /// Nobody listens there, or the name is unknown; in the system's words.
  case unreachable(ListenAddress, String)
  /// No reply in time. The connection is closed, so that a late reply is not taken for the next.
  case noReply(seconds: Int64)
  /// The other side ended the connection before it replied.
  case ended
  /// TLS was not agreed on: a certificate is not trusted, or the other side speaks none.
  case untrusted
}

extension MLLPClientError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreachable(let address, let text): "cannot reach \(address): \(text)"
    case .noReply(let seconds): "no reply within \(seconds) s; the connection is closed"
    case .ended: "the connection ended without a reply"
    case .untrusted: "TLS is not agreed on: a certificate is not trusted, or it is no TLS"
    }
  }
}

/// Sends messages one after the other over one connection and waits for each reply.
package final class MLLPClient: Sendable {
  private let channel: any Channel

  private init(_ channel: any Channel) { self.channel = channel }

  /// Connects to a listener.
  ///
  /// - Parameter trust: whom to trust, and who we are; nil speaks plain MLLP.
  package static func connect(
    to address: ListenAddress, seconds: Int64 = 5, trust: PeerTrust? = nil
  ) async throws(MLLPClientError) -> MLLPClient {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .connectTimeout(.seconds(seconds))
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            if let trust {
              try channel.pipeline.syncOperations.addHandler(try trust.handler())
            }
            try channel.pipeline.syncOperations.addHandler(ReplyReader())
          }
        }
        .connect(host: address.host, port: address.port).get()
      return MLLPClient(channel)
    } catch {
      throw .unreachable(address, Self.words(error))
    }
  }

  private static func words(_ error: any Error) -> String {
    guard let failure = error as? NIOConnectionError else { return "\(error)" }
    if let lookup = failure.dnsAError ?? failure.dnsAAAAError { return "\(lookup)" }
    guard let first = failure.connectionErrors.first?.error as? IOError else { return "no answer" }
    return first.errnoCode == 111
      ? "the connection was refused: nobody listens there" : "system error \(first.errnoCode)"
  }

  /// Sends one message (HL7 bytes, not framed) and waits for its reply.
  package func exchange(
    _ message: [UInt8], seconds: Int64 = 30
  ) async throws(MLLPClientError) -> MLLPExchange {
    let channel = channel
    var outcome = Result<[UInt8], any Error>.failure(MLLPClientError.ended)
    let duration = await ContinuousClock().measure {
      do {
        outcome = .success(try await Self.exchange(message, over: channel, seconds: seconds))
      } catch {
        outcome = .failure(error)
      }
    }
    let (whole, fraction) = duration.components
    switch outcome {
    case .success(let reply):
      return MLLPExchange(
        reply: reply, milliseconds: Double(whole) * 1e3 + Double(fraction) / 1e15)
    case .failure(let error): throw error as? MLLPClientError ?? .ended
    }
  }

  /// Ends the connection.
  package func close() async { try? await channel.close().get() }

  private static func exchange(
    _ message: [UInt8], over channel: any Channel, seconds: Int64
  ) async throws -> [UInt8] {
    try await channel.eventLoop.flatSubmit {
      do {
        let reader = try channel.pipeline.syncOperations.handler(type: ReplyReader.self)
        return reader.exchange(message, over: channel, seconds: seconds)
      } catch {
        return channel.eventLoop.makeFailedFuture(MLLPClientError.ended)
      }
    }.get()
  }
}

/// Gives each frame that comes back to the exchange that waits for it.
private final class ReplyReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var framer = MLLPFramer()
  private var waiting: EventLoopPromise<[UInt8]>?

  func exchange(
    _ message: [UInt8], over channel: any Channel, seconds: Int64
  ) -> EventLoopFuture<[UInt8]> {
    let promise = channel.eventLoop.makePromise(of: [UInt8].self)
    waiting?.fail(MLLPClientError.ended)
    waiting = promise
    let limit = channel.eventLoop.scheduleTask(in: .seconds(seconds)) {
      promise.fail(MLLPClientError.noReply(seconds: seconds))
      channel.close(promise: nil)
    }
    let future = promise.futureResult
    future.whenComplete { _ in limit.cancel() }
    let frame = ByteBuffer(bytes: MLLPFramer.framed(message))
    channel.writeAndFlush(frame).whenFailure { _ in promise.fail(MLLPClientError.ended) }
    return future
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var replies: [[UInt8]] = []
    unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
      framer.feed(bytes) { event in
        if case .frame(let body) = event { replies.append(body) }
      }
    }
    for reply in replies {
      waiting?.succeed(reply)
      waiting = nil
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    waiting?.fail(MLLPClientError.ended)
    waiting = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    waiting?.fail(error is NIOSSLError ? MLLPClientError.untrusted : .ended)
    waiting = nil
    context.close(promise: nil)
  }
}
