// Tocsin — Server: what sources sent, for integration engineers
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

/// What is looked for; also the body of a search, where `value` may stand, which never stands in an
/// address.
private struct SearchBody: Decodable {
  var integration, outcome, type, since, until, controlID, prefix, alert: String?
  var field, value: String?
  var warnings: Bool?
  var before: Int64?
  var limit: Int?
}

private struct GlassBody: Decodable {
  let reason: String
}

private struct ReplayBody: Decodable {
  let ids: [Int64]
  var paging: Bool?
  var reason: String?
}

extension Endpoints {
  func messages(_ call: Call, _ route: MessageRoute) async throws(Problem) -> WebReply {
    switch route {
    case .list: try await listMessages(call)
    case .search: try await searchMessages(call)
    case .one: try await message(call)
    case .open: try await openMessage(call)
    case .replay: try await replayMessages(call)
    case .document: try await mappingDocument(call)
    case .revisions: try await mappingRevisions(call)
    case .activate: try await activateMapping(call)
    case .tryMapping: try await tryMapping(call)
    }
  }

  var browser: MessageBrowser { MessageBrowser(surroundings) }

  // MARK: - The list

  private func listMessages(_ call: Call) async throws(Problem) -> WebReply {
    var body = SearchBody()
    let request = call.request
    body.integration = try request.decodedParameter("integration")
    body.outcome = try request.decodedParameter("outcome")
    body.type = try request.decodedParameter("type")
    body.since = try request.decodedParameter("since")
    body.until = try request.decodedParameter("until")
    body.controlID = try request.decodedParameter("controlID")
    body.prefix = try request.decodedParameter("prefix")
    body.alert = try request.decodedParameter("alert")
    body.warnings = request.parameter("warnings").map { $0 == "true" }
    body.before = try Self.number("before", of: request).map { Int64($0) }
    body.limit = try Self.number("limit", of: request)
    return try await answer(try query(body), by: call)
  }

  private func searchMessages(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(SearchBody.self, of: call.request)
    var query = try query(body)
    if let value = body.value, !value.isEmpty {
      query.values = try values(value, field: body.field, of: body.integration)
    }
    return try await answer(query, by: call)
  }

  private func answer(_ query: MessageQuery, by call: Call) async throws(Problem) -> WebReply {
    let page: HeadingPage
    do { page = try await browser.list(query, by: BrowserActor(call.permit)) } catch {
      throw Problem(error)
    }
    return WebReply(
      .ok,
      json: .object([
        ("messages", .list(page.headings.map { .object(MessageJSON.heading($0)) })),
        ("next", page.next.map { .number($0) } ?? .null),
      ]))
  }

  private func query(_ body: SearchBody) throws(Problem) -> MessageQuery {
    var query = MessageQuery()
    query.integration = body.integration
    query.type = body.type?.uppercased()
    query.since = try Self.moment(body.since, "since")
    query.until = try Self.moment(body.until, "until")
    query.controlID = body.controlID ?? body.prefix
    query.isPrefix = body.controlID == nil && body.prefix != nil
    query.hasWarnings = body.warnings ?? false
    query.before = body.before
    if let word = body.outcome {
      guard let outcome = MessageOutcome(rawValue: word) else {
        throw Self.unusable(
          "outcome", MessageOutcome.allCases.map(\.rawValue).joined(separator: ", "))
      }
      query.outcome = outcome
    }
    if let text = body.alert {
      guard let alert = AlertID(text: text) else {
        throw Self.unusable("alert", "the alert's id, a UUID in lower case")
      }
      query.alert = alert
    }
    if let limit = body.limit {
      guard (1...MessageQuery.limitMax).contains(limit) else {
        throw Self.unusable("limit", "1 to \(MessageQuery.limitMax)")
      }
      query.limit = limit
    }
    return query
  }

  /// A value at one indexed path, or at any that the integration, or some integration, has.
  private func values(
    _ value: String, field: String?, of integration: String?
  ) throws(Problem) -> [IndexedValue] {
    let known = browser.indexedPaths(of: integration)
    let paths = known.filter { path in
      field.map { $0.isEmpty || path == $0.uppercased() || path == $0.uppercased() + ".1" } ?? true
    }
    guard !paths.isEmpty else {
      throw Self.unusable("field", "one of \(known.joined(separator: ", "))")
    }
    let values = paths.compactMap { IndexedValue(path: $0, value: value) }
    guard !values.isEmpty else {
      throw Self.unusable("value", "1 to \(IndexedValue.bytesMax) bytes")
    }
    return values
  }

  /// A parameter that is a whole number, not below zero; nil when it is not there.
  static func number(
    _ name: String, of request: WebRequest
  ) throws(Problem) -> Int? {
    guard let text = request.parameter(name) else { return nil }
    guard let number = Int(text), number >= 0 else { throw unusable(name, "a number") }
    return number
  }

  static func moment(_ text: String?, _ name: String) throws(Problem) -> Timestamp? {
    guard let text, !text.isEmpty else { return nil }
    guard let time = RFC3339.parse(text) else {
      throw unusable(name, "a time such as 2026-11-24T08:00:00Z")
    }
    return time
  }

  // MARK: - One message

  private static func id(of call: Call) throws(Problem) -> Int64 {
    guard let id = Int64(call.parameters["message"] ?? ""), id > 0 else { throw noMessage }
    return id
  }

  private func message(_ call: Call) async throws(Problem) -> WebReply {
    let id = try Self.id(of: call)
    let open = try Self.number("open", of: call.request)
    let view: MessageView
    do { view = try await browser.view(id, open: open, by: BrowserActor(call.permit)) } catch {
      throw Problem(error)
    }
    return WebReply(.ok, json: .object(MessageJSON.view(view)))
  }

  /// Opens the patient fields of one message for half an hour.
  private func openMessage(_ call: Call) async throws(Problem) -> WebReply {
    let id = try Self.id(of: call)
    let body = try Self.json(GlassBody.self, of: call.request)
    try Self.check(reason: body.reason)
    let glass: MessageGlass
    do {
      glass = try await browser.breakGlass(
        id, reason: body.reason, by: BrowserActor(call.permit))
    } catch { throw Problem(error) }
    return WebReply(
      .created,
      json: .object([
        ("message", .number(id)), ("breakGlass", .flag(true)), ("until", .time(glass.endsAt)),
      ]))
  }

  static func check(reason: String) throws(Problem) {
    guard Board.reasonBytes.contains(reason.utf8.count) else {
      throw unusable(
        "reason", "\(Board.reasonBytes.lowerBound) to \(Board.reasonBytes.upperBound) bytes")
    }
  }

  // MARK: - Replay

  /// Takes messages once more. That people are paged by it needs a step-up and a reason.
  private func replayMessages(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(ReplayBody.self, of: call.request)
    let isPaging = body.paging ?? false
    guard (1...MessageBrowser.replaysMax).contains(body.ids.count) else {
      throw Self.unusable("ids", "1 to \(MessageBrowser.replaysMax) numbers of messages")
    }
    if isPaging {
      let context = AccessContext(at: surroundings.time.now())
      if case .failure(let denial) = Access.decide(
        call.permit.actor, .pageByReplay, .site, context)
      {
        throw Problem(denial, for: call.route)
      }
      try Self.check(reason: body.reason ?? "")
    }
    let replayed: [ReplayedMessage]
    do {
      replayed = try await browser.replay(
        body.ids, paging: isPaging, reason: body.reason ?? "", by: BrowserActor(call.permit))
    } catch { throw Problem(error) }
    return WebReply(
      .ok, json: .object([("replayed", .list(replayed.map(MessageJSON.replayed)))]))
  }

  static let noMessage = Problem(
    .notFound, "there is no such message", hint: "GET /v1/messages lists those that are kept")
}
