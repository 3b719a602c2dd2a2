// Tocsin — Server: one request off the socket and its reply onto it
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

/// The seam to the HTTP library: reads bodies under a limit and a clock, writes replies and
/// streams.
struct HTTPExchange: Sendable {
  let endpoints: Endpoints
  let signals: MailboxSignals
  let connections: WebConnections
  /// Whether the listener speaks TLS.
  let isEncrypted: Bool
  let limits = OpenRouteLimits()

  func serve(
    _ request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
  ) async throws {
    let head = self.head(request.head, from: await peer(of: channel))
    var reply = await reply(to: head, request, on: channel)
    if isEncrypted { SecurityHeaders.insistOnTLS(&reply.headers) }
    let response = HTTPResponse(status: reply.code, headerFields: reply.headers)
    switch reply.body {
    case .bytes(let bytes):
      guard !bytes.isEmpty else { return try await writer.writeResponse(response) }
      try await writer.write(
        response: response, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    case .stream(let stream):
      try await serve(stream, try await writer.writeHead(response), on: channel)
    }
  }

  /// A request's head as the routes see it.
  func head(_ request: HTTPRequest, from peer: WebPeer) -> WebRequest {
    var head = WebRequest(
      method: request.method.rawValue, target: request.path ?? "/", headers: request.headerFields)
    head.authority = request.authority
    (head.address, head.peer, head.certificate) = (peer.address, peer.key, peer.certificate)
    return head
  }

  private func peer(of channel: any Channel) async -> WebPeer {
    guard isEncrypted else { return WebPeer(of: channel, nil) }
    let note = channel.eventLoop.submit {
      try channel.pipeline.syncOperations.handler(type: CertificateNote.self).shown
    }
    return WebPeer(of: channel, (try? await note.get()) ?? nil)
  }

  private func reply(
    to head: WebRequest, _ request: Request, on channel: any Channel
  ) async -> WebReply {
    do {
      let found = try endpoints.route(of: head)
      let route = found.route
      try limits.check(route.name, from: head.peer, at: endpoints.surroundings.time.now())
      var whole = head
      whole.body = try await Self.body(of: request)
      let reply = await endpoints.respond(to: whole, on: found)
      prove(channel, by: reply, to: whole, on: route)
      return reply
    } catch {
      return endpoints.finished(error.reply, for: head)
    }
  }

  /// Whoever was let in with a credential has proved the connection.
  private func prove(
    _ channel: any Channel, by reply: WebReply, to request: WebRequest, on route: WebRoute
  ) {
    if !route.isOpen, reply.code.kind == .successful {
      connections.prove(channel, of: request.peer)
    }
  }

  /// The whole body. `RequestGuard` closes the connection of one that does not end.
  private static func body(of request: Request) async throws(Problem) -> [UInt8] {
    let limit = HTTPLimits.bodyBytesMax
    let tooLarge = Problem(
      .tooLarge, "a body has at most \(limit) bytes", hint: "send less at once")
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw tooLarge
    }
    var body: [UInt8] = []
    do {
      for try await part in request.body {
        guard body.count + part.readableBytes <= limit else { throw tooLarge }
        body += part.readableBytesView
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(.badRequest, "the body broke off", hint: "send it again")
    }
    return body
  }

  private func serve(
    _ stream: any EventStream, _ writer: consuming some ResponseBodyWriter, on channel: any Channel
  ) async throws {
    let waker = StreamWaker { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in waker.raise(.end) }
    try await channel.pipeline.addHandler(HangUpWatch(waker))
    signals.add(waker, of: stream.mailbox)
    defer { signals.remove(waker, of: stream.mailbox) }
    var out = writer
    try await stream.run(waker) { bytes in
      try await out.write(ByteBuffer(bytes: bytes))
    }
    try await out.finish(nil)
  }
}

// MARK: - At once

extension HTTPExchange {
  /// What a request of intake with this head comes to, if its body is there; nil for every other
  /// request, and for one that is refused by its head.
  func beginning(_ request: HTTPRequest, from peer: WebPeer) -> IntakeBeginning? {
    guard request.method == .post || request.method == .put, let path = request.path,
      ReportRoute.intakePaths.contains(where: { path.hasPrefix($0) }),
      Self.isPlain(request.headerFields)
    else { return nil }
    let head = head(request, from: peer)
    guard let found = try? endpoints.route(of: head), case .report(let route) = found.route.name,
      route.isIntake
    else { return nil }
    return IntakeBeginning(request: head, found: found)
  }

  /// Whether there is a body of a known length that may be answered at once, and nothing is asked
  /// of the connection but to stay open.
  private static func isPlain(_ fields: HTTPFields) -> Bool {
    var length: Int?
    for field in fields {
      switch field.name {
      case .contentLength where length == nil: length = Int(field.value)
      case .connection where field.value == "keep-alive": break
      case .contentLength, .connection, .expect, .transferEncoding, .upgrade: return false
      default: break
      }
    }
    return length.map { $0 <= HTTPLimits.bodyAtOnceMax } ?? false
  }

  /// Begins to answer it; false, and then nothing was done, where the other way has to.
  func answer(
    _ whole: IntakeBeginning, done: @escaping @Sendable (Result<WebReply, Problem>) -> Void
  ) -> Bool {
    guard endpoints.begin(whole.request, on: whole.found, done: done) else { return false }
    connections.countAtOnce()
    return true
  }

  /// The reply that leaves.
  func finished(
    _ result: Result<WebReply, Problem>, for whole: IntakeBeginning, on channel: any Channel
  ) -> WebReply {
    var reply = endpoints.finished(result, for: whole.request)
    prove(channel, by: reply, to: whole.request, on: whole.found.route)
    if isEncrypted { SecurityHeaders.insistOnTLS(&reply.headers) }
    return reply
  }
}

/// A request of intake whose route was found by its head.
struct IntakeBeginning: Sendable {
  var request: WebRequest
  let found: FoundRoute
}

/// Who is at the other end of a connection.
struct WebPeer: Sendable {
  /// The address as it is.
  let address: String
  /// As limits count it.
  let key: String
  /// The certificate that it has shown, and proved to be its own.
  let certificate: ShownCertificate?

  init(of channel: any Channel, _ certificate: ShownCertificate?) {
    address = channel.remoteAddress?.ipAddress ?? ""
    key = PeerAddress.key(of: address)
    self.certificate = certificate
  }
}

/// Ends a stream as soon as the device ends its side, and not only at the next write.
private final class HangUpWatch: ChannelInboundHandler, Sendable {
  typealias InboundIn = Never

  private let waker: StreamWaker

  init(_ waker: StreamWaker) { self.waker = waker }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { waker.raise(.end) }
    context.fireUserInboundEventTriggered(event)
  }
}
