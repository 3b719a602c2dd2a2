// Tocsin — Pagers: one connection of a sender
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TocsinCore
internal import TocsinGateway

/// Feeds one host with what comes, asks for its verdicts, and does what it says.
final class HostHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var host: any PagerHost
  private let kind: PagerProtocol
  private let taker: any PagerTaker
  private var idle: Scheduled<Void>?
  /// A transaction is on its way to the disk, or a question on its way to the store.
  private var isTaking = false
  private var isFinishing = false
  private var isOver = false

  init(_ host: any PagerHost, _ kind: PagerProtocol, _ taker: any PagerTaker) {
    self.host = host
    self.kind = kind
    self.taker = taker
  }

  func channelActive(context: ChannelHandlerContext) {
    perform(host.begin(), context)
    tendIdle(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isFinishing else { return }
    perform(host.hear(Array(unwrapInboundIn(data).readableBytesView)), context)
    tendIdle(context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is FinishServing, ChannelEvent.inputClosed:
      isFinishing = true
      if !isTaking { close(context) }
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    isOver = true
    idle?.cancel()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { close(context) }

  private func perform(_ actions: [HostAction], _ context: ChannelHandlerContext) {
    for action in actions where !isOver {
      switch action {
      case .send(let bytes):
        // Who takes no replies is owed none.
        guard context.channel.isWritable else { return close(context) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
      case .check(let pager): perform(host.checked(taker.check(pager, from: kind)), context)
      case .take(let calls):
        let answer = owed(context)
        taker.take(calls) { answer(.taken($0)) }
      case .ask(let tag):
        let answer = owed(context)
        taker.standing(of: tag) { answer(.told($0)) }
      case .forget(let tag): taker.forget(tag)
      case .close: close(context)
      }
    }
  }

  /// Where an answer goes for which the host waits.
  private func owed(_ context: ChannelHandlerContext) -> @Sendable (OwedAnswer) -> Void {
    isTaking = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    return { answer in
      bound.eventLoop.execute {
        let (handler, context) = bound.value
        handler.take(answer, context)
      }
    }
  }

  private func take(_ answer: OwedAnswer, _ context: ChannelHandlerContext) {
    isTaking = false
    guard !isOver else { return }
    perform(host.hear(answer), context)
    if isFinishing, !isTaking { close(context) }
  }

  private func close(_ context: ChannelHandlerContext) {
    guard !isOver else { return }
    isOver = true
    idle?.cancel()
    context.close(promise: nil)
  }

  private func tendIdle(_ context: ChannelHandlerContext) {
    idle?.cancel()
    guard !isOver else { return }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    idle = context.eventLoop.scheduleTask(in: .milliseconds(host.patience.count)) {
      let (handler, context) = bound.value
      if !handler.isTaking { handler.perform(handler.host.lapse(), context) }
      handler.tendIdle(context)
    }
  }
}
