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
    var head = WebRequest(
      method: request.method.rawValue, target: request.head.path ?? "/",
      headers: request.headers)
    head.authority = request.head.authority
    head.address = channel.remoteAddress?.ipAddress ?? ""
    head.peer = PeerAddress.key(of: head.address)
    head.certificate = await certificate(of: channel)
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

  /// The certificate that the other end has shown, and proved to be its own.
  private func certificate(of channel: any Channel) async -> ShownCertificate? {
    guard isEncrypted else { return nil }
    let note = channel.eventLoop.submit {
      try channel.pipeline.syncOperations.handler(type: CertificateNote.self).shown
    }
    return (try? await note.get()) ?? nil
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
      if !route.isOpen, reply.code.kind == .successful { connections.prove(channel, of: head.peer) }
      return reply
    } catch {
      return endpoints.finished(error.reply, for: head)
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
