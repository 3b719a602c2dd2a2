// Tocsin — PagersTests: senders at the real listener
// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinPagers

/// Takes calls, and gives each verdict when a test says so.
private final class HeldTaker: PagerTaker {
  private struct State {
    var calls: [PagerCalls] = []
    var held: [@Sendable (PagerTaking) -> Void] = []
    var waiting: [CheckedContinuation<Void, Never>] = []
    var forgotten: Set<PagerTag> = []
    var stage = PagerStage.answered
  }

  private let state = Mutex(State())
  private let list: Set<String>

  init(list: Set<String> = ["127.0.0.1"]) { self.list = list }

  var calls: [PagerCalls] { state.withLock { $0.calls } }

  func check(_ pager: String, from: PagerProtocol) -> PagerVerdict {
    pager.hasPrefix("9") ? .unknownPager : .accepted
  }

  func take(_ calls: PagerCalls, answer: @escaping @Sendable (PagerTaking) -> Void) {
    let waiting = state.withLock { state in
      state.calls.append(calls)
      state.held.append(answer)
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in waiting { one.resume() }
  }

  func standing(of tag: PagerTag, answer: @escaping @Sendable (PagerStanding?) -> Void) {
    let (isForgotten, stage) = state.withLock { ($0.forgotten.contains(tag), $0.stage) }
    guard tag == Sample.tags[0], !isForgotten else { return answer(nil) }
    answer(
      PagerStanding(
        stage, at: Timestamp(milliseconds: 0), number: 3, text: "accepted by Dr. Amsel"))
  }

  /// How far every call has come from now on.
  func move(to stage: PagerStage) { state.withLock { $0.stage = stage } }

  func forget(_ tag: PagerTag) { state.withLock { _ = $0.forgotten.insert(tag) } }

  func admits(_ address: String) -> Bool { list.contains(address) }
  func connectionName() -> String { "c" }

  /// Returns when a verdict is waited for.
  func untilAsked() async {
    await withCheckedContinuation { continuation in
      let isAsked = state.withLock { state in
        if state.held.isEmpty { state.waiting.append(continuation) }
        return !state.held.isEmpty
      }
      if isAsked { continuation.resume() }
    }
  }

  func give(_ verdict: PagerVerdict) {
    let held = state.withLock { state in
      defer { state.held = [] }
      return state.held
    }
    for answer in held { answer(PagerTaking(verdict, tags: Sample.tags)) }
  }
}

/// A sender's connection: keeps what comes.
private final class Sender: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  private struct State {
    var text = ""
    var isOver = false
    var waiting: [(word: String, continuation: CheckedContinuation<String, Never>)] = []
  }

  private let state = Mutex(State())

  static func connect(to port: Int) async throws -> (sender: Sender, channel: any Channel) {
    let sender = Sender()
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { $0.pipeline.addHandler(sender) }
      .connect(host: "127.0.0.1", port: port).get()
    return (sender, channel)
  }

  /// All that has come, once it holds a word or the connection is over.
  func until(_ word: String) async -> String {
    await withCheckedContinuation { continuation in
      let text = state.withLock { state -> String? in
        if state.isOver || state.text.contains(word) { return state.text }
        state.waiting.append((word, continuation))
        return nil
      }
      if let text { continuation.resume(returning: text) }
    }
  }

  /// All that has come, at the end of the connection.
  func untilOver() async -> String { await until("\u{0}") }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let more = String(buffer: unwrapInboundIn(data))
    settle { $0.text += more }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { settle { $0.isOver = true } }
  }

  func channelInactive(context: ChannelHandlerContext) { settle { $0.isOver = true } }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func settle(_ change: (inout State) -> Void) {
    let (text, ready) = state.withLock { state in
      change(&state)
      let ready = state.waiting.filter { state.isOver || state.text.contains($0.word) }
      state.waiting.removeAll { state.isOver || state.text.contains($0.word) }
      return (state.text, ready)
    }
    for one in ready { one.continuation.resume(returning: text) }
  }
}

extension Channel {
  fileprivate func say(_ text: String) async throws {
    try await writeAndFlush(ByteBuffer(string: text)).get()
  }
}

@Suite(.timeLimit(.minutes(10))) struct `A listener for senders of old pagers` {
  private let taker = HeldTaker()
  private static let message = "PAGE 7701\r\nMESS Ring ward 7\r\nSEND\r\n"

  private func listen(
    _ kind: PagerProtocol, _ taker: HeldTaker
  ) async throws -> (listener: PagerListener, port: Int) {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let listener = PagerListener(kind, taker: taker, logger: logger)
    return (listener, try await listener.start(host: "127.0.0.1", port: 0))
  }

  @Test func `says that a call is accepted when it is, and not before`() async throws {
    let (listener, port) = try await listen(.snpp, taker)
    let (sender, channel) = try await Sender.connect(to: port)
    try await channel.say(Self.message)
    await taker.untilAsked()
    let before = await sender.until("250 Message OK")
    #expect(!before.contains("250 Message accepted"))
    taker.give(.accepted)
    #expect(await sender.until("250 Message accepted").hasSuffix("250 Message accepted\r\n"))
    #expect(taker.calls.map(\.calls) == [[PagerCall(pager: "7701", text: "Ring ward 7")]])
    try await channel.close()
    await listener.stop()
  }

  @Test func `says how far a call has come until its sender asks no more`() async throws {
    let (listener, port) = try await listen(.snpp, taker)
    let (sender, channel) = try await Sender.connect(to: port)
    try await channel.say("2WAY\r\n" + Self.message)
    await taker.untilAsked()
    taker.give(.accepted)
    #expect(await sender.until("960").contains("960 170 8 Message accepted\r\n"))
    try await channel.say("MSTA 170 8\r\n")
    #expect(await sender.until("889").hasSuffix(" accepted by Dr. Amsel\r\n"))
    try await channel.say("KTAG 170 8\r\nMSTA 170 8\r\n")
    #expect(await sender.until("550").hasSuffix("550 Unknown message tag or pass code\r\n"))
    try await channel.close()
    await listener.stop()
  }

  @Test func `answers a sender that has ended its side`() async throws {
    let (listener, port) = try await listen(.snpp, taker)
    let (sender, channel) = try await Sender.connect(to: port)
    try await channel.say(Self.message)
    try await channel.close(mode: .output)
    await taker.untilAsked()
    taker.give(.accepted)
    #expect(await sender.untilOver().hasSuffix("250 Message accepted\r\n"))
    await listener.stop()
  }

  @Test func `gives the verdict that it owes before it stops`() async throws {
    let (listener, port) = try await listen(.snpp, taker)
    let (sender, channel) = try await Sender.connect(to: port)
    try await channel.say(Self.message)
    await taker.untilAsked()
    async let stopped: Void = listener.stop()
    taker.give(.accepted)
    #expect(await sender.untilOver().hasSuffix("250 Message accepted\r\n"))
    await stopped
  }

  @Test func `sends a sender away whose call cannot be kept now`() async throws {
    let (listener, port) = try await listen(.snpp, taker)
    let (sender, channel) = try await Sender.connect(to: port)
    try await channel.say(Self.message)
    await taker.untilAsked()
    taker.give(.notNow)
    #expect(await sender.untilOver().hasSuffix("421 Not now, try again\r\n"))
    await listener.stop()
  }

  @Test func `hangs up on whoever is not on the list`() async throws {
    let (listener, port) = try await listen(.snpp, HeldTaker(list: ["10.0.0.1"]))
    let (sender, _) = try await Sender.connect(to: port)
    #expect(await sender.untilOver().isEmpty)
    await listener.stop()
  }

  @Test func `serves no more at once than it may`() async throws {
    let (listener, port) = try await listen(.snpp, taker)
    var channels: [any Channel] = []
    for _ in 0..<PagerListener.connectionsMax {
      let (sender, channel) = try await Sender.connect(to: port)
      #expect(await sender.until("220").hasPrefix("220"))
      channels.append(channel)
    }
    let (refused, _) = try await Sender.connect(to: port)
    #expect(await refused.untilOver().isEmpty)
    for channel in channels { try await channel.close() }
    await listener.stop()
  }

  @Test func `says that a port is taken`() async throws {
    let (listener, port) = try await listen(.tap, taker)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let second = PagerListener(.espa, taker: taker, logger: logger)
    await #expect(throws: PagerListenError.self) {
      try await second.start(host: "127.0.0.1", port: port)
    }
    await listener.stop()
  }

  @Test func `takes WCTP as HTTP, one request after another`() async throws {
    let (listener, port) = try await listen(.wctp, taker)
    let (sender, channel) = try await Sender.connect(to: port)
    let head = "HTTP/1.1\r\nHost: a\r\n"
    try await channel.say("GET / \(head)\r\n")
    #expect(await sender.until("405").hasPrefix("HTTP/1.1 405"))
    let body =
      "<wctp-Operation><wctp-SubmitRequest><wctp-SubmitHeader>"
      + "<wctp-Recipient recipientID=\"7701\"/></wctp-SubmitHeader><wctp-Payload>"
      + "<wctp-Alphanumeric>Ring ward 7</wctp-Alphanumeric></wctp-Payload>"
      + "</wctp-SubmitRequest></wctp-Operation>"
    try await channel.say("POST / \(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    await taker.untilAsked()
    taker.give(.accepted)
    #expect(await sender.until("successCode").contains("HTTP/1.1 200"))
    let long = String(repeating: "a", count: XMLElement.bytesMax + 1)
    try await channel.say("POST / \(head)Content-Length: \(long.utf8.count)\r\n\r\n\(long)")
    #expect(await sender.until("413").contains("HTTP/1.1 413"))
    try await channel.close()
    await listener.stop()
  }
}
