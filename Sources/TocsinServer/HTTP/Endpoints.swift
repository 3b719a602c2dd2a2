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
  let wallBoards = WallBoardMemory()
  let quietThread = QuietThread()
  /// Signs people in; nil where nobody does.
  var signIn: SignIn?
  /// Where directories provision accounts; nil where none does.
  var door: (any DirectoryDoor)?
  /// The site's origin; nil takes what `Host` says.
  var origin: String?
  /// The digest of the watcher's key; nil where nobody watches.
  var watcherKey: [UInt8]?
  /// After how many idle minutes a device with a lock locks itself.
  var lockAfterMinutes = LockTimes.idleMinutesDefault

  var gate: Gate {
    Gate(
      desk: desk, surroundings: surroundings, signIn: signIn, origin: origin,
      watcherKey: watcherKey)
  }

  /// What to do before the body is read: the route, or the refusal that needs no body.
  func route(of request: WebRequest) throws(Problem) -> FoundRoute {
    guard request.target.utf8.count <= HTTPLimits.targetBytesMax else {
      throw Problem(
        .targetTooLong, "a target has at most \(HTTPLimits.targetBytesMax) bytes",
        hint: "ask for less at once")
    }
    let found = try RouteTable.find(request.method, request.path)
    try gate.refuseEarly(request, for: found.route)
    return found
  }

  /// The reply to a whole request.
  func respond(to request: WebRequest) async -> WebReply {
    do {
      return await respond(to: request, on: try route(of: request))
    } catch {
      return finished(error.reply(to: request), for: request)
    }
  }

  /// The reply to a whole request whose route was found before its body was read.
  func respond(to request: WebRequest, on found: FoundRoute) async -> WebReply {
    var reply: WebReply
    do {
      let call = try await gate.admit(request, found)
      reply = try await answer(call, found.route.name)
    } catch {
      reply = error.reply(to: request)
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

  /// Every handler takes a call, which none but the gate can make.
  private func answer(_ call: Call, _ name: RouteName) async throws(Problem) -> WebReply {
    switch name {
    case .health: WebReply(.ok, json: .object([("status", .text("alive"))]))
    case .readiness: await ready()
    case .metrics: metrics()
    case .client: try file("/web/index.html", call.request)
    case .asset: try file(String(call.request.path), call.request)
    case .release: release()
    case .openAPI: try file("/web/openapi.yaml", call.request)
    case .securityText: try securityText(call)
    case .violation: try violation(call)
    case .enrol: try await enrol(call)
    case .stream: try stream(call)
    case .envelopes: try await envelopes(call)
    case .more: try await openList(call)
    case .answers: try await take(call)
    case .documents: try await documents(call)
    case .document: try await sealedDocument(call)
    case .detail: try await sealedDetail(call)
    case .unlock: try await unlock(call)
    case .me: try await profile(call)
    case .access: try await access(call)
    case .trail: try await trail(call)
    case .checkpoint: try await checkpoint()
    case .onCall: try onCall(call)
    case .onCallSheet: try onCallSheet(call)
    case .figures(let route): try await figures(call, route)
    case .proof(let route): try await prove(call, route)
    case .own(let route): try await ownSignIn(call, route)
    case .account(let route): try await administer(call, route)
    case .board: try await board(call)
    case .content: try await content(call)
    case .attachment: try await attachment(call)
    case .breakGlass: try await breakGlass(call)
    case .breakGlasses: try await breakGlasses(call)
    case .source(let route): try await source(call, route)
    case .call(let route): try await self.call(call, route)
    case .rota(let route): try await rota(call, route)
    case .policy(let route): try await policy(call, route)
    case .absence(let route): try await absence(call, route)
    case .duty(let route): try await duty(call, route)
    case .swap(let route): try await swap(call, route)
    case .calendar(let route): try await calendar(call, route)
    case .channel(let route): try await channel(call, route)
    case .reach(let route): try await reach(call, route)
    case .provision: try await provision(call)
    case .messages(let route): try await messages(call, route)
    case .report(let route): try await report(call, route)
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

  /// What a client that starts without the gateway keeps: every file of the present release.
  private func release() -> WebReply {
    let parts = files.parts.map { part in
      JSONValue.object([("path", .text(part.path)), ("tag", .text(part.tag))])
    }
    return WebReply(
      .ok, json: .object([("release", .text(files.release)), ("parts", .list(parts))]))
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
    guard !request.knows(file.tag) else {
      return WebReply(.notModified, headers: headers, body: .bytes([]))
    }
    return WebReply(.ok, headers: headers, body: .bytes(file.bytes))
  }
}
