// Tocsin — Server: the MLLP listener
// SPDX-License-Identifier: Apache-2.0

package import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
package import TocsinGateway

/// Listens for sources that speak MLLP and serves their connections on a few threads of its own.
///
/// A stop ends in order: no new connection, a reply for every frame that was received, then close,
/// all within `stopSeconds`.
package final class MLLPListener: Sendable {
  private let shared: MLLPShared
  private let group: MultiThreadedEventLoopGroup
  private let connections: OpenConnections
  private let listening = Mutex<(any Channel)?>(nil)

  /// - Parameters:
  ///   - taker: Intake, which every frame goes to.
  ///   - budget: shared with other listeners; nil has one of its own.
  ///   - faults: where a test may end the process.
  package init(
    _ settings: MLLPSettings, taker: any FrameTaker, budget: ByteBudget? = nil,
    faults: Faults = Faults(), logger: Logger
  ) {
    shared = MLLPShared(
      settings: settings, taker: taker, faults: faults,
      budget: budget ?? ByteBudget(bytesMax: settings.budgetBytesMax), logger: logger)
    group = MultiThreadedEventLoopGroup(numberOfThreads: settings.threads)
    connections = OpenConnections(countMax: settings.connectionsMax)
  }

  /// The certificate that it shows; nil speaks plain MLLP.
  package var identity: ServerIdentity? { shared.settings.identity }

  /// How many connections are open.
  package var connectionCount: Int { connections.count }

  /// Bytes of frames that are not whole yet, or wait for their replies.
  package var bytesPending: Int { shared.bytesHeld }

  /// Puts other settings in force, for connections that are open too; address, certificate and
  /// threads stay what they were.
  package func change(to settings: MLLPSettings) { shared.change(to: settings) }

  /// Starts to listen.
  ///
  /// - Returns: the address with the real port.
  package func start() async throws(ListenError) -> ListenAddress {
    let address = shared.settings.address
    do {
      let channel = try await bootstrap().bind(host: address.host, port: address.port).get()
      listening.withLock { $0 = channel }
      // Ends with the threads, at the stop.
      _ = shared.settings.identity?.watch(on: group.next(), shared.logger)
      return address.bound(to: channel.localAddress)
    } catch {
      try? await group.shutdownGracefully()
      throw ListenError(error, at: address)
    }
  }

  /// Stops in order; to be called once, after a start that succeeded.
  package func stop() async {
    let channel = listening.withLock { listening in
      defer { listening = nil }
      return listening
    }
    guard let channel else { return }
    try? await channel.close().get()
    for connection in connections.all {
      connection.pipeline.fireUserInboundEventTriggered(MLLPConnection.Finish())
    }
    await connections.drain(within: .seconds(shared.settings.stopSeconds), on: group.next())
    try? await group.shutdownGracefully()
  }

  private func bootstrap() -> ServerBootstrap {
    var posts: [ObjectIdentifier: ReplyPost] = [:]
    for loop in group.makeIterator() { posts[ObjectIdentifier(loop)] = ReplyPost(on: loop) }
    let (shared, connections) = (shared, connections)
    return ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.recvAllocator, value: ForgetfulBuffers())
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelOption(.tcpOption(NIOBSDSocket.Option(rawValue: KeepAlive.idle)), value: 60)
      .childChannelOption(.tcpOption(NIOBSDSocket.Option(rawValue: KeepAlive.interval)), value: 10)
      .childChannelOption(.tcpOption(NIOBSDSocket.Option(rawValue: KeepAlive.probes)), value: 6)
      .childChannelInitializer { [posts] channel in
        channel.eventLoop.makeCompletedFuture {
          let settings = shared.settings
          guard settings.admits(channel.addressText) else {
            shared.refuseAddress(channel.addressText, on: channel.eventLoop)
            throw AddressRefused()
          }
          guard let post = posts[ObjectIdentifier(channel.eventLoop)],
            connections.add(channel, countMax: settings.connectionsMax)
          else { throw TooManyConnections(shared) }
          try settings.identity?.guardConnection(channel, pins: settings.pins)
          try channel.pipeline.syncOperations.addHandler(MLLPConnection(shared, post: post))
        }
      }
  }
}

/// Why a new connection was closed at once: its address is not one that may connect.
private struct AddressRefused: Error {}

extension Channel {
  /// The address of the other side.
  fileprivate var addressText: String { remoteAddress?.ipAddress ?? "nowhere" }
}

/// Why a new connection was closed at once.
private struct TooManyConnections: Error {
  init(_ shared: MLLPShared) {
    shared.logger.warning(
      "a connection was refused: \(shared.settings.connectionsMax) are open",
      metadata: ["integration": "\(shared.settings.integration)"])
  }
}

/// The numbers of Linux for TCP's keep-alive (tcp.h): after how many seconds of silence, how often,
/// how many times.
private enum KeepAlive {
  static let idle: CInt = 4
  static let interval: CInt = 5
  static let probes: CInt = 6
}
