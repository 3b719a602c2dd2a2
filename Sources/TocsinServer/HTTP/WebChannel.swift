// Tocsin — Server: how a connection to the HTTP listener begins
// SPDX-License-Identifier: Apache-2.0

internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// Counts a connection in, puts TLS before it where there is a certificate, and then HTTP/1.1.
struct WebChannel: ServerChildChannel {
  typealias Value = HTTP1Channel.Value

  /// A connection that no room was found for.
  private struct NoRoom: Error {}

  let http: HTTP1Channel
  /// Nil for plain HTTP, which is for loopback alone.
  let identity: ServerIdentity?
  let connections: WebConnections
  /// Nil where no certificate is asked for.
  let clients: ClientCertificates?
  let exchange: HTTPExchange

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    guard connections.admit(channel) else {
      channel.close(promise: nil)
      return channel.eventLoop.makeFailedFuture(NoRoom())
    }
    return channel.eventLoop.makeCompletedFuture {
      try identity?.guardConnection(channel, clients: clients)
    }.flatMap {
      http.setup(channel: channel, logger: logger)
    }.flatMapThrowing { value in
      // Behind what watches over the connection, so that it counts both ways' requests.
      let pipeline = channel.pipeline.syncOperations
      let watch = try pipeline.handler(type: HTTPConnectionStateHandler.self)
      try pipeline.addHandler(IntakeLane(exchange), position: .after(watch))
      return value
    }
  }

  /// All that a request does runs where its bytes come in, but what the store's threads do.
  func handle(value: Value, logger: Logger) async {
    await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
      await http.handle(value: value, logger: logger)
    }
  }
}
