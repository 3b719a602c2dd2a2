// Tocsin — Server: one MLLP connection
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import NIOCore
internal import TocsinGateway
internal import TocsinHL7

/// Cuts the bytes of one connection into frames, hands each to Intake, and writes the replies in
/// the order of the frames, whatever order they arrive in.
///
/// Lives on one event loop. Nothing waits here and nothing is read that has no room: reading stops
/// at `waitingFramesMax` or `waitingBytesMax`, at the budget of all connections, and while the
/// source does not take its replies. A frame that has begun must get on within `stallSeconds`;
/// between frames a source may be silent for ever.
///
///     open        reads frames
///     finishing   reads no more; closes when the last reply has gone
///     refusing    throws away what comes; after the refusal it lingers, so that the source finds
///                 the reply before the end of the connection
///     ended       nothing more happens
final class MLLPConnection: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The event that ends a connection in order: no more frames, all replies, close.
  struct Finish: Sendable {}

  private enum Phase { case open, finishing, refusing, ended }

  private let shared: MLLPShared
  private let post: ReplyPost
  /// The settings in force, as of `revision`.
  private var settings: MLLPSettings
  private var revision: Int
  private let oddities: OddityTally
  /// The frame that was found last, to show where it was odd.
  private var lastBody: [UInt8] = []
  private var framer: MLLPFramer
  private var line = ReplyLine()
  private var phase = Phase.open
  private var wire: ChannelHandlerContext?
  private var held = HeldBytes()
  private var isOverBudget = false
  private var isReadWanted = false
  private var isNoted = false
  private var oddPieces = 0
  private var stall: Scheduled<Void>?

  init(_ shared: MLLPShared, post: ReplyPost) {
    self.shared = shared
    self.post = post
    revision = shared.revision
    settings = shared.settings
    framer = MLLPFramer(limit: settings.frameBytesMax)
    let (taker, integration) = (shared.taker, settings.integration)
    oddities = OddityTally { kind, count, peek in
      if kind == .noise {
        taker.recordNoise(count: count, peek: peek, integration: integration)
      } else {
        taker.recordBroken(peek, reason: kind.reason(count: count), integration: integration)
      }
    }
  }

  /// Takes settings that have changed since the last bytes.
  private func followSettings() {
    if shared.revision != revision {
      revision = shared.revision
      settings = shared.settings
    }
    if framer.limit != settings.frameBytesMax {
      _ = framer.change(limit: settings.frameBytesMax)
    }
  }

  func handlerAdded(context: ChannelHandlerContext) { wire = context }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    shared.logger.debug("an MLLP connection failed: \(error)")
    context.close(promise: nil)
  }

  // MARK: - Reading

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard phase == .open else { return }
    followSettings()
    unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
      framer.feed(bytes) { take($0) }
    }
    lastBody = []
    settle()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is Finish: finish(reason: "the listener stopped in the middle of this frame")
    case ChannelEvent.inputClosed: finish(reason: "the source ended in the middle of this frame")
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func read(context: ChannelHandlerContext) {
    guard mayRead else {
      isReadWanted = true
      return
    }
    context.read()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    readOn()
    context.fireChannelWritabilityChanged()
  }

  private var mayRead: Bool {
    switch phase {
    case .open:
      line.count < settings.waitingFramesMax
        && line.byteCount < settings.waitingBytesMax
        && !isOverBudget && wire?.channel.isWritable == true
    case .refusing: true
    case .finishing, .ended: false
    }
  }

  private func readOn() {
    guard isReadWanted, mayRead else { return }
    isReadWanted = false
    tendStall()
    wire?.read()
  }

  /// Takes one thing that the framer found. Called while the framer works: never touches it.
  private func take(_ event: MLLPEvent) {
    guard phase == .open, let wire else { return }
    let integration = settings.integration
    switch event {
    case .frame(let body):
      lastBody = body
      oddPieces = 0
      if settings.usesCommitBlocks, isCommitBlock(body, on: wire) { return }
      shared.faults.pass(.frame)
      let reply = replyWay(for: line.append(byteCount: body.count))
      shared.taker.receive(body, integration: integration, reply: reply)
    case .oversized(let prefix): refuse(prefix)
    case .noise(let count, let peek):
      oddities.note(.noise, count: count, peek: peek, on: wire.eventLoop)
      countOddPiece()
    case .lostFragment(let partial):
      shared.taker.recordBroken(
        partial, reason: "the frame was not ended before the next one began",
        integration: integration)
      countOddPiece()
    case .warning(let warning):
      let peek = Array(lastBody.prefix(HL7Limits.noisePeekBytesMax))
      oddities.note(.envelope(warning), peek: peek, on: wire.eventLoop)
    }
  }

  /// The source's word on a reply of ours, in release 2: 0x06 has it, 0x15 has not.
  private func isCommitBlock(_ body: [UInt8], on wire: ChannelHandlerContext) -> Bool {
    guard body == [CommitBlock.kept] || body == [CommitBlock.refused] else { return false }
    if body == [CommitBlock.refused] {
      oddities.note(.refusedReply, peek: body, on: wire.eventLoop)
    }
    return true
  }

  /// How the reply of a frame comes back; called once, on any thread.
  private func replyWay(for number: UInt64) -> @Sendable (IntakeReply) -> Void {
    guard let wire else { return { _ in } }
    let connection = NIOLoopBound(self, eventLoop: wire.eventLoop)
    return { [post] reply in post.put(reply, number: number, for: connection) }
  }

  private func refuse(_ prefix: [UInt8]) {
    phase = .refusing
    let reply = replyWay(for: line.append(byteCount: prefix.count))
    shared.taker.refuseOversized(
      prefix: prefix, integration: settings.integration, reply: reply)
  }

  private func countOddPiece() {
    oddPieces += 1
    guard oddPieces > MLLPSettings.oddPiecesMax else { return }
    shared.logger.warning(
      "a source does not speak MLLP; its connection is closed",
      metadata: ["integration": "\(settings.integration)"])
    phase = .finishing
  }

  /// After something came or went: the budget, the stall, the end.
  private func settle() {
    account()
    tendStall()
    if phase == .finishing, line.isEmpty { wire?.close(promise: nil) }
  }

  private func account() {
    guard phase != .ended, let wire else { return }
    let unfinished = phase == .open ? framer.bytesPending : 0
    let now = HeldBytes(waiting: line.byteCount, unfinished: unfinished)
    guard now != held || isOverBudget else { return }
    let old = held
    held = now
    shared.hold(now.total - old.total)
    let verdict = shared.budget.change(of: ObjectIdentifier(self), from: old, to: now) {
      let connection = NIOLoopBound(self, eventLoop: wire.eventLoop)
      return { connection.eventLoop.execute { connection.value.resumeInBudget() } }
    }
    isOverBudget = verdict == .pause
    if verdict == .refuse, phase == .open, let partial = framer.abandon() {
      refuse(Array(partial.prefix(HL7Limits.oversizedPrefixBytesMax)))
      account()
    }
  }

  private func resumeInBudget() {
    isOverBudget = false
    readOn()
  }

  // MARK: - Half a frame

  /// Runs the clock of a frame that has begun, from the last byte, while it is read.
  private func tendStall() {
    stall?.cancel()
    stall = nil
    guard phase == .open, framer.isInsideFrame, mayRead, let wire else { return }
    stall = wire.eventLoop.assumeIsolated().scheduleTask(
      in: .seconds(settings.stallSeconds)
    ) {
      self.giveUp()
    }
  }

  /// A time-out is never an end of frame: what has come is half a frame, and gets no reply.
  private func giveUp() {
    guard phase == .open, let partial = framer.abandon() else { return }
    shared.taker.recordBroken(
      partial,
      reason: "no byte for \(settings.stallSeconds) s in the middle of this frame",
      integration: settings.integration)
    shared.taker.noteStall(integration: settings.integration)
    phase = .finishing
    settle()
  }

  /// Reads no further; closes as soon as all replies that are owed have gone.
  private func finish(reason: String) {
    guard phase == .open else { return }
    endFrame(reason: reason)
    if phase == .open { phase = .finishing }
    settle()
  }

  /// A frame whose end byte has come is whole even when the connection ends right after it.
  private func endFrame(reason: String) {
    var events: [MLLPEvent] = []
    _ = framer.finish { events.append($0) }
    for event in events {
      guard case .lostFragment(let partial) = event else {
        take(event)
        continue
      }
      shared.taker.recordBroken(
        partial, reason: reason, integration: settings.integration)
    }
  }

  private func end() {
    guard phase != .ended else { return }
    if phase == .open { endFrame(reason: "the connection broke in the middle of this frame") }
    oddities.finish()
    phase = .ended
    stall?.cancel()
    stall = nil
    line.removeAll()
    shared.budget.release(ObjectIdentifier(self), held)
    shared.hold(-held.total)
    held = HeldBytes()
    wire = nil
  }

  // MARK: - Replies

  /// Notes a reply; true for the first since the last writing.
  func note(_ reply: IntakeReply, number: UInt64) -> Bool {
    guard phase != .ended, line.fill(number, with: reply), !isNoted else { return false }
    isNoted = true
    return true
  }

  /// Writes all replies whose turn has come, in one go.
  func writeReplies() {
    isNoted = false
    guard phase != .ended, let wire else { return }
    var out: ByteBuffer?
    var isLast = false
    while !isLast, let reply = line.takeReady() {
      shared.faults.pass(.reply)
      isLast = reply.closes
      if settings.usesCommitBlocks {
        Self.append([reply.isKept ? CommitBlock.kept : CommitBlock.refused], to: &out, on: wire)
        guard reply.isKept else { continue }
      }
      for frame in reply.frames { Self.append(frame, to: &out, on: wire) }
    }
    if let out { wire.writeAndFlush(wrapOutboundOut(out), promise: nil) }
    if isLast { linger() }
    settle()
    readOn()
  }

  private static func append(
    _ body: [UInt8], to out: inout ByteBuffer?, on wire: ChannelHandlerContext
  ) {
    var buffer = out ?? wire.channel.allocator.buffer(capacity: body.count + 3)
    out = nil
    buffer.writeInteger(0x0B as UInt8)
    buffer.writeBytes(body)
    buffer.writeInteger(0x1C0D as UInt16)
    out = buffer
  }

  /// Ends our side and reads on for a while: closing on unread bytes would reset the connection,
  /// and the source might never see the reply.
  private func linger() {
    phase = .refusing
    line.removeAll()
    guard let wire else { return }
    wire.close(mode: .output, promise: nil)
    let channel = wire.channel
    wire.eventLoop.scheduleTask(in: .seconds(settings.lingerSeconds)) {
      channel.close(promise: nil)
    }
  }
}

/// The commit blocks of MLLP release 2, between the bytes of an envelope.
private enum CommitBlock {
  /// It is in safe storage.
  static let kept: UInt8 = 0x06
  /// It is not; sending it again is useful.
  static let refused: UInt8 = 0x15
}
