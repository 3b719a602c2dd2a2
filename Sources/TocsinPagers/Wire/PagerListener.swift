// Tocsin — Pagers: the listener for senders of old pagers
// SPDX-License-Identifier: Apache-2.0

package import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization
package import TocsinGateway

/// Why a listener does not listen, in the system's words.
package struct PagerListenError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
}

/// Listens for senders that speak one protocol, and serves their connections on its own thread.
package final class PagerListener: Sendable {
  /// Connections at the same time; further ones are closed at once.
  package static let connectionsMax = 64
  /// The longest that a stop waits for replies.
  package static let stopSeconds: Int64 = 5

  private let kind: PagerProtocol
  private let taker: any PagerTaker
  private let logger: Logger
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let polls = WCTPPolls()
  private let open = Mutex<[ObjectIdentifier: any Channel]>([:])
  private let listening = Mutex<(any Channel)?>(nil)

  package init(_ kind: PagerProtocol, taker: any PagerTaker, logger: Logger) {
    self.kind = kind
    self.taker = taker
    self.logger = logger
  }

  /// Starts to listen.
  ///
  /// - Returns: the port, which the system chose where it is 0.
  package func start(host: String, port: Int) async throws(PagerListenError) -> Int {
    do {
      let channel = try await ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 64)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.allowRemoteHalfClosure, value: true)
        .childChannelOption(.maxMessagesPerRead, value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelOption(.socketOption(.so_keepalive), value: 1)
        .childChannelInitializer { [self] channel in
          channel.eventLoop.makeCompletedFuture { try serve(channel) }
        }
        .bind(host: host, port: port).get()
      listening.withLock { $0 = channel }
      return channel.localAddress?.port ?? port
    } catch {
      try? await group.shutdownGracefully()
      throw PagerListenError(description: "\(kind.rawValue) on port \(port): \(error)")
    }
  }

  /// Stops in order: no new connection, the replies that are owed, the end.
  package func stop() async {
    let channel = listening.withLock { listening in
      defer { listening = nil }
      return listening
    }
    guard let channel else { return }
    try? await channel.close().get()
    let all = open.withLock { Array($0.values) }
    for one in all { one.pipeline.fireUserInboundEventTriggered(FinishServing()) }
    let loop = group.next()
    let ended = EventLoopFuture.andAllComplete(all.map(\.closeFuture), on: loop)
    let limit = loop.scheduleTask(in: .seconds(Self.stopSeconds)) {
      for one in all { one.close(promise: nil) }
    }
    try? await ended.get()
    limit.cancel()
    try? await group.shutdownGracefully()
  }

  private func serve(_ channel: any Channel) throws {
    let key = ObjectIdentifier(channel)
    let isFree = open.withLock { open in
      guard open.count < Self.connectionsMax else { return false }
      open[key] = channel
      return true
    }
    guard isFree else {
      logger.warning(
        "a connection was refused: \(Self.connectionsMax) are open",
        metadata: ["pagers": "\(kind.rawValue)"])
      throw Unserved()
    }
    channel.closeFuture.whenComplete { [self] _ in
      _ = open.withLock { $0.removeValue(forKey: key) }
    }
    guard taker.admits(channel.remoteAddress?.ipAddress ?? "") else {
      logger.warning(
        "a sender of pagers was refused: its address is not on the list",
        metadata: ["pagers": "\(kind.rawValue)"])
      throw Unserved()
    }
    let (pipeline, name) = (channel.pipeline.syncOperations, taker.connectionName())
    switch kind {
    case .snpp: try pipeline.addHandler(HostHandler(SNPPHost(name: name), kind, taker))
    case .tap: try pipeline.addHandler(HostHandler(TAPHost(name: name), kind, taker))
    case .espa: try pipeline.addHandler(HostHandler(ESPAHost(name: name), kind, taker))
    case .wctp:
      try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
      try pipeline.addHandler(WCTPHandler(name: name, taker, polls))
    }
  }
}

/// Why a new connection was closed at once.
private struct Unserved: Error {}

/// The event that ends a connection once nothing is owed.
struct FinishServing: Sendable {}
