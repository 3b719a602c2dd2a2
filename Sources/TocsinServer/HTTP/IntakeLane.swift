// Tocsin — Server: the short way of a report, from its bytes to its reply
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTPTypes

/// Answers requests of intake whose bytes have come whole where they came in, without a task for
/// each and without any change of thread but the writer's.
///
/// Every other request goes on to the asynchronous way behind it, and so does one whose body is
/// still to come. A request that comes while the one before it is with the store waits here, so
/// that replies leave in the order of the requests (RFC 9112 §9.3.2).
final class IntakeLane: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// A request of which the end has not come yet.
  private struct Gathered {
    let head: HTTPRequest
    var beginning: IntakeBeginning
  }

  private let exchange: HTTPExchange
  private var context: ChannelHandlerContext?
  private var peer: WebPeer?
  private var gathered: Gathered?
  /// The one that is with the store.
  private var answering: IntakeBeginning?
  /// Requests that went on and are not answered yet.
  private var passedCount = 0
  /// What came after the one that is with the store, in order.
  private var waiting: [HTTPRequestPart] = []
  private var waitingError: (any Error)?
  private var hasEnded = false
  private var isReadWaiting = false

  init(_ exchange: HTTPExchange) { self.exchange = exchange }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelInactive(context: ChannelHandlerContext) {
    waiting = []
    passOn(context)
    context.fireChannelInactive()
  }

  // MARK: - What comes in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    take(unwrapInboundIn(data), context)
  }

  /// What has not come whole by now goes the other way.
  func channelReadComplete(context: ChannelHandlerContext) {
    passOn(context)
    context.fireChannelReadComplete()
  }

  private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
    guard answering == nil else { return waiting.append(part) }
    switch part {
    case .head(let head):
      if passedCount == 0, let beginning = exchange.beginning(head, from: peer(context)) {
        gathered = Gathered(head: head, beginning: beginning)
      } else {
        passedCount += 1
        context.fireChannelRead(wrapInboundOut(part))
      }
    case .body(let bytes):
      if gathered == nil { return context.fireChannelRead(wrapInboundOut(part)) }
      gathered?.beginning.request.body += bytes.readableBytesView
    case .end:
      guard let whole = gathered else { return context.fireChannelRead(wrapInboundOut(part)) }
      guard !answer(whole.beginning, context) else { return }
      passOn(context)
      context.fireChannelRead(wrapInboundOut(part))
    }
  }

  private func peer(_ context: ChannelHandlerContext) -> WebPeer {
    if let peer { return peer }
    let note = try? context.pipeline.syncOperations.handler(type: CertificateNote.self)
    let found = WebPeer(of: context.channel, note?.shown)
    peer = found
    return found
  }

  private func passOn(_ context: ChannelHandlerContext) {
    guard let partial = gathered else { return }
    gathered = nil
    passedCount += 1
    context.fireChannelRead(wrapInboundOut(.head(partial.head)))
    let bytes = partial.beginning.request.body
    guard !bytes.isEmpty else { return }
    context.fireChannelRead(wrapInboundOut(.body(ByteBuffer(bytes: bytes))))
  }

  /// The end of the other side and what could not be read come after the requests before them.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if answering != nil, case ChannelEvent.inputClosed = event {
      hasEnded = true
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if answering == nil {
      passOn(context)
      context.fireErrorCaught(error)
    } else if waitingError == nil {
      waitingError = error
    }
  }

  func read(context: ChannelHandlerContext) {
    isReadWaiting = waiting.count >= HTTPLimits.partsWaitingMax
    if !isReadWaiting { context.read() }
  }

  // MARK: - What goes out

  func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    if case .end = unwrapOutboundIn(data) { passedCount -= 1 }
    context.write(data, promise: promise)
  }

  private func answer(_ whole: IntakeBeginning, _ context: ChannelHandlerContext) -> Bool {
    let eventLoop = context.eventLoop
    let lane = NIOLoopBound(self, eventLoop: eventLoop)
    let isBegun = exchange.answer(whole) { result in
      eventLoop.execute { lane.value.reply(result) }
    }
    guard isBegun else { return false }
    (gathered, answering) = (nil, whole)
    return true
  }

  private func reply(_ result: Result<WebReply, Problem>) {
    guard let context, let whole = answering else { return }
    let reply = exchange.finished(result, for: whole, on: context.channel)
    let head = HTTPResponse(status: reply.code, headerFields: reply.headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if case .bytes(let bytes) = reply.body, !bytes.isEmpty {
      context.write(wrapOutboundOut(.body(ByteBuffer(bytes: bytes))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    answering = nil
    goOn(context)
  }

  /// Takes up what came while the last reply was made.
  private func goOn(_ context: ChannelHandlerContext) {
    if !waiting.isEmpty {
      let parts = waiting
      waiting = []
      for part in parts { take(part, context) }
      passOn(context)
      context.fireChannelReadComplete()
    }
    guard answering == nil else { return }
    if let error = waitingError {
      waitingError = nil
      context.fireErrorCaught(error)
    }
    if hasEnded {
      hasEnded = false
      context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
    if isReadWaiting {
      isReadWaiting = false
      context.read()
    }
  }
}
