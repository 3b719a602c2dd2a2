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
  private let polls: WCTPPolls
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var isTooLong = false
  private var count = 0
  private var isTaking = false
  private var isFinishing = false
  private var idle: Scheduled<Void>?

  /// - Parameter name: what no other connection is called.
  init(name: String, _ taker: any PagerTaker, _ polls: WCTPPolls) {
    self.name = name
    self.taker = taker
    self.polls = polls
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
    let answer = owed(head, context)
    do throws(WCTPFault) {
      let operation = try WCTPRequest.operation(in: body)
      switch operation.name {
      case "wctp-ClientQuery":
        guard let tag = PagerTag(tracking: operation.attributes["trackingNumber"] ?? "") else {
          return answer(WCTPNews.answer(toQuery: nil))
        }
        taker.standing(of: tag) { answer(WCTPNews.answer(toQuery: $0)) }
      case "wctp-PollForMessages":
        let poll = WCTPPoll(operation)
        Self.tell(polls.begin(poll)[...], [], atMost: poll.batch, (taker, polls)) {
          answer(WCTPNews.answer(toPoll: $0))
        }
      case _: take(try WCTPRequest(operation), answer)
      }
    } catch {
      answer(error.answer)
    }
  }

  private func take(_ request: WCTPRequest, _ answer: @escaping @Sendable (String) -> Void) {
    count += 1
    let given = request.name.isEmpty ? "\(name)-\(count)" : "wctp \(request.name)"
    let polls = polls
    taker.take(PagerCalls(.wctp, name: given, [request.call])) { taking in
      if request.way == .host, let tag = taking.tags.first {
        polls.add(
          WCTPSent(
            tag: tag, sender: request.call.caller, message: request.message,
            pager: request.call.pager, wish: request.wish))
      }
      answer(request.answer(taking))
    }
  }

  /// Looks at one message after the other.
  private static func tell(
    _ rest: ArraySlice<WCTPSent>, _ messages: [String], atMost most: Int,
    _ side: (taker: any PagerTaker, polls: WCTPPolls),
    then finish: @escaping @Sendable ([String]) -> Void
  ) {
    guard let sent = rest.first, messages.count < most else { return finish(messages) }
    side.taker.standing(of: sent.tag) { standing in
      var messages = messages
      if let standing, let number = side.polls.number(for: sent, standing.stage) {
        messages.append(WCTPNews.message(number, sent, standing))
      }
      if standing == nil { side.polls.drop(sent) }
      tell(rest.dropFirst(), messages, atMost: most, side, then: finish)
    }
  }

  /// Where the answer to a request goes, from whatever thread.
  private func owed(
    _ head: HTTPRequestHead, _ context: ChannelHandlerContext
  ) -> @Sendable (String) -> Void {
    isTaking = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    return { text in
      bound.eventLoop.execute {
        let (handler, context) = bound.value
        handler.isTaking = false
        handler.answer(.ok, text, head, context)
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
