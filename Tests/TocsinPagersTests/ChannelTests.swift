// Tocsin — PagersTests: pages handed over sockets and serial lines
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinPagers

/// Answers every order that is not for an old pager.
private struct Beside: PageChannel {
  func hand(_ order: ChannelOrder) async -> ChannelOutcome { .refused(note: "beside") }
}

/// A clock that stands at 2026-11-24 10:00:00 UTC.
private struct StandingClock: TimeSource {
  func now() -> Timestamp { Timestamp(milliseconds: 1_795_514_400_000) }
}

/// Gives one answer to every request, and keeps the last.
private final class NotedHTTP: OutboundHTTP {
  private struct State {
    var answer: Result<OutboundReply, OutboundError> = .failure(.timedOut)
    var last: OutboundRequest?
  }

  private let state = Mutex(State())

  var last: OutboundRequest? { state.withLock { $0.last } }

  func answer(_ status: Int, _ text: String) {
    let reply = OutboundReply(status: status, headers: [], body: Array(text.utf8))
    state.withLock { $0.answer = .success(reply) }
  }

  func fail(_ error: OutboundError) { state.withLock { $0.answer = .failure(error) } }

  func perform(_ request: OutboundRequest) async throws(OutboundError) -> OutboundReply {
    try state.withLock { state in
      state.last = request
      return state.answer
    }.get()
  }
}

/// A server that writes a greeting and then a reply to each line.
private final class LineServer: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let replies: @Sendable (String) -> String?

  private init(_ replies: @escaping @Sendable (String) -> String?) { self.replies = replies }

  /// - Parameter replies: to each line, and to an empty one when somebody connects; nil hangs up.
  static func start(
    _ replies: @escaping @Sendable (String) -> String?
  ) async throws -> any Channel {
    try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { $0.pipeline.addHandler(LineServer(replies)) }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  func channelActive(context: ChannelHandlerContext) { answer("", context) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let text = String(buffer: unwrapInboundIn(data))
    for line in text.split(whereSeparator: \.isNewline) { answer(String(line), context) }
  }

  private func answer(_ line: String, _ context: ChannelHandlerContext) {
    guard let reply = replies(line) else { return context.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
  }
}

@Suite struct `A page for an old pager` {
  private let http = NotedHTTP()

  private func hand(
    _ kind: ChannelKind, _ server: String, timeout: Milliseconds = .seconds(60),
    _ content: ChannelContent? = nil, secret: String? = nil
  ) async -> ChannelOutcome {
    let order = order(kind, server, content, secret: secret) { $0.timeout = timeout }
    return await PagerChannels(beside: Beside(), http: http, clock: StandingClock()).hand(order)
  }

  private func follow(_ kind: ChannelKind, isTwoWay: Bool = true) async -> FollowedNews {
    let order = order(kind, "https://wctp.example/") { $0.isTwoWay = isTwoWay }
    return await PagerChannels(beside: Beside(), http: http, clock: StandingClock())
      .follow(order, reference: "70.8")
  }

  private func order(
    _ kind: ChannelKind, _ server: String, _ content: ChannelContent? = nil,
    secret: String? = nil, _ change: (inout ChannelSettings) -> Void
  ) -> ChannelOrder {
    var channel = ChannelSettings("pager", kind)
    channel.server = server
    channel.timeout = .seconds(60)
    change(&channel)
    let text = ChannelContent.text(PageText(.high, code: "4F7K"))
    channel.account = secret == nil ? "" : "tocsin<"
    var order = ChannelOrder(
      content ?? text, through: channel, to: .person("7701"), of: PageID(high: 1, low: 2), .high,
      validFor: .seconds(90))
    order.secret = secret
    return order
  }

  @Test func `goes over TCP`() async throws {
    let server = try await LineServer.start { line in line == "QUIT" ? nil : "250 OK\r\n" }
    let port = server.localAddress?.port ?? 0
    #expect(await hand(.snpp, "127.0.0.1:\(port)") == .handedOver(reference: ""))
    try await server.close()
  }

  @Test func `is not now where nobody listens`() async throws {
    let server = try await LineServer.start { _ in nil }
    let port = server.localAddress?.port ?? 0
    try await server.close()
    let note = "the connection was refused: nobody listens there"
    #expect(await hand(.snpp, "127.0.0.1:\(port)") == .notNow(wait: nil, note: note))
  }

  @Test func `is not now where the server ends the connection`() async throws {
    let server = try await LineServer.start { line in line.isEmpty ? "220 ready\r\n" : nil }
    let port = server.localAddress?.port ?? 0
    let note = "SNPP: the connection ended before ALERt"
    #expect(await hand(.snpp, "127.0.0.1:\(port)") == .notNow(wait: nil, note: note))
    try await server.close()
  }

  @Test func `waits no longer than the channel says`() async throws {
    let server = try await LineServer.start { _ in "" }
    let port = server.localAddress?.port ?? 0
    let outcome = await hand(.snpp, "127.0.0.1:\(port)", timeout: Milliseconds(200))
    #expect(outcome == .notNow(wait: nil, note: "no answer within 200 ms"))
    try await server.close()
  }

  @Test func `is set up wrongly without a server, or with a line that is none`() async {
    #expect(
      await hand(.snpp, "pagers")
        == .misconfigured(note: "server: neither HOST:PORT nor a serial line"))
    #expect(
      await hand(.tap, "/dev/ttyTocsin?baud=1200")
        == .misconfigured(note: "the serial line cannot be opened and set"))
  }

  @Test func `takes words alone, and leaves other kinds to the channel beside it`() async {
    let note = "an old pager takes words for its id, and nothing else"
    #expect(await hand(.snpp, "127.0.0.1:9", .wakeUp) == .refused(note: note))
    #expect(await hand(.mail, "smtps://a") == .refused(note: "beside"))
  }
}

extension `A page for an old pager` {
  private static func confirmation(_ inside: String) -> String {
    "<?xml version=\"1.0\"?><wctp-Operation><wctp-Confirmation>\(inside)</wctp-Confirmation>"
      + "</wctp-Operation>"
  }

  @Test func `goes to a WCTP gateway as one submission`() async throws {
    http.answer(200, Self.confirmation("<wctp-Success successCode=\"200\"/>"))
    let outcome = await hand(.wctp, "https://wctp.example/", secret: "a&b")
    #expect(outcome == .handedOver(reference: ""))
    let request = try #require(http.last)
    #expect(request.method == "POST" && request.url == "https://wctp.example/")
    #expect(request.headers.map { "\($0.name): \($0.value)" } == ["Content-Type: text/xml"])
    let sent = try WCTPRequest(parsing: request.body)
    #expect(sent.call.pager == "7701" && sent.call.priority == "high")
    #expect(sent.call.caller == "tocsin<")
    #expect(sent.call.text == "Tocsin URGENT page 4F7K. Open the app.")
    let header = XMLElement(parsing: request.body)?.at("wctp-SubmitRequest", "wctp-SubmitHeader")
    #expect(header?.attributes["submitTimestamp"] == "2026-11-24T10:00:00")
    #expect(header?.child("wctp-Originator")?.attributes["securityCode"] == "a&b")
  }

  @Test(
    arguments: [
      (200, 403, .gone(note: "WCTP 403")), (200, 402, .misconfigured(note: "WCTP 402")),
      (200, 303, .misconfigured(note: "WCTP 303")), (200, 408, .refused(note: "WCTP 408")),
      (200, 604, .notNow(wait: nil, note: "WCTP 604")),
      (503, 0, .notNow(wait: nil, note: "WCTP: status 503")),
      (429, 0, .notNow(wait: nil, note: "WCTP: status 429")),
      (404, 0, .refused(note: "WCTP: status 404")),
      (401, 0, .misconfigured(note: "WCTP: status 401")),
    ] as [(Int, Int, ChannelOutcome)])
  func `ends as a WCTP gateway says`(status: Int, code: Int, expected: ChannelOutcome) async {
    http.answer(status, Self.confirmation("<wctp-Failure errorCode=\"\(code)\"/>"))
    #expect(await hand(.wctp, "https://wctp.example/") == expected)
  }

  @Test func `is not now where a WCTP gateway does not answer in XML, or not at all`() async {
    http.answer(200, "<html>hello</html>")
    let none = ChannelOutcome.notNow(wait: nil, note: "WCTP: the answer is no confirmation")
    #expect(await hand(.wctp, "https://wctp.example/") == none)
    http.fail(.timedOut)
    let late = ChannelOutcome.notNow(wait: nil, note: "no answer within 60000 ms")
    #expect(await hand(.wctp, "https://wctp.example/") == late)
  }
}

extension `A page for an old pager` {
  @Test func `goes to a two-way WCTP gateway as a client's, with a number to ask by`() async throws
  {
    http.answer(
      200,
      "<wctp-Operation><wctp-SubmitClientResponse><wctp-ClientSuccess successCode=\"200\""
        + " trackingNumber=\"70.8\"/></wctp-SubmitClientResponse></wctp-Operation>")
    let order = order(.wctp, "https://wctp.example/") { $0.isTwoWay = true }
    let channels = PagerChannels(beside: Beside(), http: http, clock: StandingClock())
    #expect(await channels.hand(order) == .handedOver(reference: "70.8"))
    let sent = try WCTPRequest(parsing: try #require(http.last).body)
    #expect(sent.call.pager == "7701" && sent.call.priority == "high")
  }

  @Test(
    arguments: [
      (
        "<wctp-ClientMessage><wctp-ClientStatusInfo><wctp-Notification type=\"READ\"/>"
          + "</wctp-ClientStatusInfo></wctp-ClientMessage>", .received
      ),
      ("<wctp-ClientMessage><wctp-ClientMessageReply/></wctp-ClientMessage>", .received),
      (
        "<wctp-ClientMessage><wctp-ClientStatusInfo><wctp-Notification type=\"QUEUED\"/>"
          + "</wctp-ClientStatusInfo></wctp-ClientMessage>", .nothingYet
      ),
      (
        "<wctp-ClientMessage><wctp-ClientStatusInfo><wctp-Failure errorCode=\"504\"/>"
          + "</wctp-ClientStatusInfo></wctp-ClientMessage>", .failed
      ),
      ("<wctp-NoMessages/>", .nothingYet), ("<wctp-Failure errorCode=\"403\"/>", .unknown),
    ] as [(String, FollowedNews)])
  func `is asked about at a WCTP gateway`(inside: String, expected: FollowedNews) async throws {
    http.answer(
      200,
      "<wctp-Operation><wctp-ClientQueryResponse>\(inside)</wctp-ClientQueryResponse>"
        + "</wctp-Operation>")
    #expect(await follow(.wctp) == expected)
    let query = XMLElement(parsing: try #require(http.last).body)?.child("wctp-ClientQuery")
    #expect(query?.attributes["trackingNumber"] == "70.8")
    #expect(query?.attributes["recipientID"] == "7701")
  }

  @Test func `is not asked about where the channel is not two-way, or there is no answer`() async {
    http.fail(.timedOut)
    #expect(await follow(.wctp) == .nothingYet)
    #expect(await follow(.wctp, isTwoWay: false) == .unknown)
    #expect(await follow(.tap) == .unknown)
    http.answer(200, "<html/>")
    #expect(await follow(.wctp) == .unknown)
  }
}

@Suite struct `A serial line` {
  @Test func `is named with its rate and its bits`() throws {
    let line = try #require(SerialSetting("/dev/ttyS0?baud=1200&bits=8N2"))
    #expect(line.path == "/dev/ttyS0" && line.baud == 1_200)
    #expect(line.dataBits == 8 && line.parity == "N" && line.stopBits == 2)
    let plain = try #require(SerialSetting("/dev/ttyUSB1"))
    #expect(plain.baud == 9_600 && plain.dataBits == 7 && plain.parity == "E")
  }

  @Test(arguments: [
    "", "ttyS0", "/tmp/x", "/dev/../etc/passwd", "/dev/ttyS0?baud=1", "/dev/ttyS0?bits=9N1",
    "/dev/ttyS0?bits=7X1", "/dev/ttyS0?bits=7E3", "/dev/ttyS0?speed=300", "/dev/ttyS0?baud",
  ])
  func `is nothing else`(text: String) { #expect(SerialSetting(text) == nil) }
}
