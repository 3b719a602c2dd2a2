// Tocsin — Server: what is said to bytes that are no request
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes

/// Closes a connection that sends no request in time or does not end the body of one, and answers
/// what cannot be read as HTTP with a problem, after what was asked before it, and then closes.
///
/// What is unreadable within a request's body is told to whoever reads that body instead.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let refusal: @Sendable () -> WebReply
  private var clock: Scheduled<Void>?
  private var unansweredCount = 0
  private var isInBody = false
  private var isUnreadable = false

  /// - Parameter refusal: the reply to what is no HTTP.
  init(refusal: @escaping @Sendable () -> WebReply) { self.refusal = refusal }

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

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      clock?.cancel()
      clock = nil
      unansweredCount += 1
      isInBody = true
    case .body: break
    case .end:
      isInBody = false
      clock?.cancel()
      clock = nil
    }
    context.fireChannelRead(data)
  }

  /// Most bodies have come whole by now, so that no clock is set for them.
  func channelReadComplete(context: ChannelHandlerContext) {
    watchBody(context)
    context.fireChannelReadComplete()
  }

  /// A body has `HTTPLimits.bodySeconds` from when its request is the next to be answered, or was
  /// refused already.
  private func watchBody(_ context: ChannelHandlerContext) {
    guard isInBody, unansweredCount <= 1, clock == nil else { return }
    let channel = context.channel
    clock = context.eventLoop.scheduleTask(in: .seconds(HTTPLimits.bodySeconds)) {
      channel.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError, !isInBody else { return context.fireErrorCaught(error) }
    guard !isUnreadable else { return }
    isUnreadable = true
    if unansweredCount == 0 { refuse(context) }
  }

  func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    let part = unwrapOutboundIn(data)
    context.write(data, promise: promise)
    guard case .end = part else { return }
    unansweredCount -= 1
    watchBody(context)
    if isUnreadable, unansweredCount == 0 { refuse(context) }
  }

  private func refuse(_ context: ChannelHandlerContext) {
    clock?.cancel()
    var reply = refusal()
    reply.headers[.connection] = "close"
    let response = HTTPResponse(status: reply.code, headerFields: reply.headers)
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    if case .bytes(let bytes) = reply.body {
      context.write(wrapOutboundOut(.body(ByteBuffer(bytes: bytes))), promise: nil)
    }
    let (channel, written) = (context.channel, context.eventLoop.makePromise(of: Void.self))
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    // Ours first, so that the reply is not lost to a reset by what was sent and never read.
    written.futureResult.whenComplete { _ in channel.close(mode: .output, promise: nil) }
    context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
  }
}
