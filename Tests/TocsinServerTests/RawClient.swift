// Tocsin — ServerTests: bytes over a socket, and what comes back
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL

@testable import TocsinServer

/// A connection that writes what it is told and gathers what comes back.
final class RawClient: Sendable {
  private let channel: any Channel
  private let gatherer: NIOLoopBound<Gatherer>

  private init(_ channel: any Channel, _ gatherer: NIOLoopBound<Gatherer>) {
    self.channel = channel
    self.gatherer = gatherer
  }

  /// - Parameter tls: what to trust, where the other side speaks TLS.
  static func connect(
    to address: ListenAddress, tls: NIOSSLContext? = nil
  ) async throws -> RawClient {
    let group = MultiThreadedEventLoopGroup.singleton.next()
    let gatherer = try await group.submit {
      NIOLoopBound(Gatherer(), eventLoop: group)
    }.get()
    let channel = try await ClientBootstrap(group: group)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls {
            let handler = try NIOSSLClientHandler(context: tls, serverHostname: "localhost")
            try channel.pipeline.syncOperations.addHandler(handler)
          }
          try channel.pipeline.syncOperations.addHandler(gatherer.value)
        }
      }
      .connect(host: address.host, port: address.port).get()
    return RawClient(channel, gatherer)
  }

  func write(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }

  func write(_ text: String) { write(Array(text.utf8)) }

  /// All that came, once it holds `text` or the other side has ended.
  func read(until text: String) async throws -> String {
    let (channel, gatherer) = (channel, gatherer)
    return try await channel.eventLoop.flatSubmit {
      gatherer.value.wait(for: text, on: channel.eventLoop)
    }.get()
  }

  /// All that came until the other side ended.
  func readAll() async throws -> String {
    try await channel.closeFuture.get()
    return try await read(until: "")
  }

  func endOurSide() { channel.close(mode: .output, promise: nil) }

  func close() async { try? await channel.close().get() }

  /// Writes all bytes, ends our side unless told otherwise, and gathers what comes back.
  static func talk(
    to address: ListenAddress, _ bytes: [UInt8], ends: Bool = true
  ) async throws -> String {
    let client = try await connect(to: address)
    client.write(bytes)
    if ends { client.endOurSide() }
    return try await client.readAll()
  }
}

/// Gathers bytes and tells who waits for some text among them.
private final class Gatherer: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private var bytes: [UInt8] = []
  private var isEnded = false
  private var waiting: (text: String, promise: EventLoopPromise<String>)?

  func wait(for text: String, on eventLoop: any EventLoop) -> EventLoopFuture<String> {
    let promise = eventLoop.makePromise(of: String.self)
    waiting = (text, promise)
    look()
    return promise.futureResult
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bytes += unwrapInboundIn(data).readableBytesView
    look()
  }

  func channelInactive(context: ChannelHandlerContext) {
    isEnded = true
    look()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func look() {
    guard let (text, promise) = waiting else { return }
    let all = String(decoding: bytes, as: UTF8.self)
    guard isEnded || text.isEmpty || all.contains(text) else { return }
    waiting = nil
    promise.succeed(all)
  }
}
