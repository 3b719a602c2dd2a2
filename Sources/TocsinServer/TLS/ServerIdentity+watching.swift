// Tocsin — Server: TLS before a listener's own handlers, and its certificate kept fresh
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import NIOCore
internal import NIOSSL
internal import NIOTLS

extension ServerIdentity {
  /// Puts TLS before what the connection has. A handshake that is not over after
  /// `HTTPLimits.headSeconds` costs the connection, or silence would hold its place.
  ///
  /// To be called on the connection's own loop.
  func guardConnection(
    _ channel: any Channel, pins: PinnedCertificates? = nil, clients: ClientCertificates? = nil
  ) throws {
    let pipeline = channel.pipeline.syncOperations
    let handler: NIOSSLServerHandler
    var note: CertificateNote?
    if let clients {
      (handler, note) = clients.handler(context)
    } else if let pins, pins.areAlone {
      handler = NIOSSLServerHandler(context: context) { shown, verdict in
        verdict.succeed(pins.hold(shown.first) ? .certificateVerified : .failed)
      }
    } else {
      handler = NIOSSLServerHandler(context: context)
    }
    try pipeline.addHandler(handler)
    try pipeline.addHandler(HandshakeClock())
    if let note { try pipeline.addHandler(note) }
    if let pins, !pins.areAlone { try pipeline.addHandler(PinCheck(pins, handler)) }
  }

  /// Looks at the files now and then, and says what it found.
  func watch(on eventLoop: any EventLoop, _ logger: Logger) -> RepeatedTask {
    let pause = TimeAmount.seconds(HTTPLimits.certificateSeconds)
    return eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { [self] _ in
      switch refresh() {
      case .unchanged: break
      case .renewed: logger.notice("the certificate was renewed, until \(endsAt)")
      case .refused(let error):
        logger.error("the new certificate is not used, the former is: \(error); \(error.hint)")
      }
    }
  }
}

/// Closes a connection whose handshake takes too long.
private final class HandshakeClock: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  private var clock: Scheduled<Void>?

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    clock = context.eventLoop.scheduleTask(in: .seconds(HTTPLimits.headSeconds)) {
      channel.close(promise: nil)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { clock?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    clock?.cancel()
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted = event { clock?.cancel() }
    context.fireUserInboundEventTriggered(event)
  }
}
