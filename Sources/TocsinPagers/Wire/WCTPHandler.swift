// Tocsin — Pagers: one connection of a sender that speaks WCTP
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP1
internal import TocsinCore
internal import TocsinGateway

/// Takes one `wctp-Operation` after another, each in a POST of its own to any path. WCTP says what
/// it has to say in the body, so that the status is 200 but for what is no POST of XML.
final class WCTPHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private static let patience = TimeAmount.seconds(120)

  private let name: String
  private let taker: any PagerTaker
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var isTooLong = false
  private var count = 0
  private var isTaking = false
  private var isFinishing = false
  private var idle: Scheduled<Void>?

  /// - Parameter name: what no other connection is called.
  init(name: String, _ taker: any PagerTaker) {
    self.name = name
    self.taker = taker
  }

  func channelActive(context: ChannelHandlerContext) {
    tendIdle(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    idle?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    tendIdle(context)
    switch unwrapInboundIn(data) {
    case .head(let head): (self.head, body, isTooLong) = (head, [], false)
    case .body(let part):
      guard body.count + part.readableBytes <= XMLElement.bytesMax else {
        isTooLong = true
        return
      }
      body += part.readableBytesView
    case .end:
      guard let head else { return }
      guard head.method == .POST else { return answer(.methodNotAllowed, "", head, context) }
      guard !isTooLong else { return answer(.payloadTooLarge, "", head, context) }
      take(head, context)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is FinishServing {
      isFinishing = true
      if !isTaking { context.close(promise: nil) }
      return
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func take(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let request: WCTPRequest
    do throws(WCTPFault) {
      request = try WCTPRequest(parsing: body)
    } catch {
      return answer(.ok, error.answer, head, context)
    }
    count += 1
    let given = request.name.isEmpty ? "\(name)-\(count)" : "wctp \(request.name)"
    isTaking = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    taker.take(PagerCalls(.wctp, name: given, [request.call])) { verdict in
      bound.eventLoop.execute {
        let (handler, context) = bound.value
        handler.isTaking = false
        handler.answer(.ok, request.answer(verdict), head, context)
      }
    }
  }

  private func answer(
    _ status: HTTPResponseStatus, _ text: String, _ head: HTTPRequestHead,
    _ context: ChannelHandlerContext
  ) {
    let isLast = isFinishing || !head.isKeepAlive
    var headers = HTTPHeaders([
      ("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", "\(text.utf8.count)"),
    ])
    if isLast { headers.add(name: "Connection", value: "close") }
    let reply = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    context.write(wrapOutboundOut(.head(reply)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      if isLast { channel.close(promise: nil) }
    }
  }

  private func tendIdle(_ context: ChannelHandlerContext) {
    idle?.cancel()
    let channel = context.channel
    idle = context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
  }
}
