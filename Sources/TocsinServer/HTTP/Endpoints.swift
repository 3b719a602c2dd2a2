// Tocsin — Server: what each route does
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

/// Turns one whole request into one reply; free of sockets and of its own clock.
struct Endpoints: Sendable {
  let desk: Desk
  let surroundings: Surroundings
  let files: WebFiles
  /// The reasons why the gateway is not ready; empty when it is.
  let readiness: @Sendable () async -> [String]
  /// Whom to tell of a weakness, as a URI; nil when the site names nobody.
  var securityContact: String?
  let violations = ViolationCount()
  let tries = EnrolmentTries()

  /// What to do before the body is read: the route, or the refusal that needs no body.
  func route(
    of request: WebRequest
  ) throws(Problem) -> (route: WebRoute, device: Substring) {
    guard request.target.utf8.count <= HTTPLimits.targetBytesMax else {
      throw Problem(
        .targetTooLong, "a target has at most \(HTTPLimits.targetBytesMax) bytes",
        hint: "ask for less at once")
    }
    let found = try RouteTable.find(request.method, request.path)
    try Gate.requireSignature(request, for: found.route)
    return found
  }

  /// The reply to a whole request.
  func respond(to request: WebRequest) async -> WebReply {
    var reply: WebReply
    do {
      let (route, device) = try route(of: request)
      let gate = Gate(desk: desk, surroundings: surroundings)
      let signed = try await gate.check(request, for: route, device: device)
      reply = try await answer(request, route.name, signed)
    } catch {
      reply = error.reply
    }
    return finished(reply, for: request)
  }

  /// The reply with what every reply carries.
  func finished(_ reply: WebReply, for request: WebRequest) -> WebReply {
    var reply = reply
    SecurityHeaders.set(on: &reply.headers, path: request.path)
    reply.headers[.date] = HTTPDate.text(surroundings.time.now())
    if case .bytes(let bytes) = reply.body, reply.code != .notModified {
      reply.headers[.contentLength] = String(bytes.count)
      if request.method == "HEAD" { reply.body = .bytes([]) }
    }
    return reply
  }

  private func answer(
    _ request: WebRequest, _ name: RouteName, _ signed: SignedDevice?
  ) async throws(Problem) -> WebReply {
    switch name {
    case .health: return WebReply(.ok, json: .object([("status", .text("alive"))]))
    case .readiness: return await ready()
    case .client: return try file("/web/index.html", request)
    case .asset: return try file(String(request.path), request)
    case .securityText: return try securityText()
    case .violation: return try violation(request)
    case .enrol: return try await enrol(request)
    case .stream, .envelopes, .answers, .me, .onCall:
      guard let signed else { throw Gate.unsigned }
      return try await answer(request, name, of: signed)
    }
  }

  private func answer(
    _ request: WebRequest, _ name: RouteName, of signed: SignedDevice
  ) async throws(Problem) -> WebReply {
    switch name {
    case .stream: try stream(request, of: signed.record)
    case .envelopes: try await envelopes(request, of: signed.record)
    case .answers: try await take(request, from: signed)
    case .me: try profile(of: signed.record)
    case .onCall: try onCall()
    case .health, .readiness, .client, .asset, .securityText, .violation, .enrol:
      throw Problem(.fault, "the route needs no device", hint: "report this")
    }
  }

  private func ready() async -> WebReply {
    let reasons = await readiness()
    guard !reasons.isEmpty else {
      return WebReply(.ok, json: .object([("status", .text("ready"))]))
    }
    var reply = WebReply(
      .serviceUnavailable,
      json: .object([
        ("status", .text("not ready")), ("reasons", .list(reasons.map(JSONValue.text))),
      ]))
    reply.headers[.retryAfter] = "2"
    return reply
  }

  private func file(_ path: String, _ request: WebRequest) throws(Problem) -> WebReply {
    guard let file = files[path] else {
      throw Problem(
        .notFound, "the web client has no such file", hint: "load the client again from /")
    }
    var headers: HTTPFields = [
      .contentType: file.type, .eTag: file.tag, .cacheControl: "no-cache",
    ]
    if file.isWorker, let name = HTTPField.Name("Service-Worker-Allowed") { headers[name] = "/" }
    let known = request.headers[.ifNoneMatch]?.split(separator: ",") ?? []
    let isKnown = known.contains { $0.filter { $0 != " " }.trimmingPrefix("W/") == file.tag }
    guard !isKnown else { return WebReply(.notModified, headers: headers, body: .bytes([])) }
    return WebReply(.ok, headers: headers, body: .bytes(file.bytes))
  }
}
