// Tocsin — Server: alerts by what they are, page by page
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  private static let filters = [
    "state", "priority", "ward", "kind", "integration", "since", "until", "before", "limit",
  ]

  /// What a request looks for; nil for the board as a whole.
  static func query(of request: WebRequest) throws(Problem) -> AlertQuery? {
    guard filters.contains(where: { request.parameter($0) != nil }) else { return nil }
    var query = AlertQuery()
    query.world = try world(request)
    if let word = try request.decodedParameter("state") {
      guard let state = AlertQuery.State(rawValue: word) else {
        throw unusable("state", AlertQuery.State.allCases.map(\.rawValue).joined(separator: ", "))
      }
      query.state = state
    }
    if let word = try request.decodedParameter("priority") {
      guard let priority = Priority(word: word) else {
        throw unusable("priority", "crash, high, medium or low")
      }
      query.priority = priority
    }
    query.ward = try request.decodedParameter("ward")
    query.kind = try request.decodedParameter("kind")
    query.integration = try request.decodedParameter("integration")
    query.since = try moment(try request.decodedParameter("since"), "since")
    query.until = try moment(try request.decodedParameter("until"), "until")
    if let text = request.parameter("before") {
      guard let alert = AlertID(text: String(text)) else {
        throw unusable("before", "next of the page before")
      }
      query.before = alert
    }
    if let text = request.parameter("limit") {
      guard let limit = Int(text), (1...AlertQuery.limitMax).contains(limit) else {
        throw unusable("limit", "1 to \(AlertQuery.limitMax)")
      }
      query.limit = limit
    }
    return query
  }

  /// The changes of alerts from now on, or from where a connection broke.
  func changes(_ call: Call) throws(Problem) -> WebReply {
    var after: Int64?
    if let name = HTTPField.Name("Last-Event-ID"), let text = call.request.headers[name] {
      after = try Self.number(text, in: 0...Int64.max - 1, field: "Last-Event-ID")
    }
    let surroundings = surroundings
    let credential = call.credential
    let stream = AlertStream(call: call, after: after, surroundings: surroundings) {
      await Self.isGood(credential, surroundings)
    }
    return WebReply(
      .ok, headers: [.contentType: "text/event-stream"], body: .stream(stream))
  }

  /// Whether what a request has shown is still good.
  private static func isGood(_ credential: Credential, _ surroundings: Surroundings) async -> Bool {
    let now = surroundings.time.now()
    switch credential {
    case .integration(let key, _):
      let keys = (try? surroundings.directory.snapshot().keys)?.keys(of: key.integration) ?? []
      return keys.contains { $0.digest == key.digest }
    case .session(let session):
      let found = try? await surroundings.store.read { store in
        (
          try store.session(digest: session.record.digest),
          try store.account(session.account.id)
        )
      }
      guard let record = found?.0, let account = found?.1 else { return false }
      return record.isLive(at: now) && account.isValid(at: now)
    case .nothing, .device, .directory, .watcher: return false
    }
  }

  func list(_ query: AlertQuery, _ call: Call) async throws(Problem) -> WebReply {
    let page: AlertPage
    do { page = try await Board(surroundings).page(query) { call.mayAlso($0) } } catch {
      throw Problem(error)
    }
    return WebReply(
      .ok,
      json: .object([
        ("alerts", .list(page.alerts.map { .object(Self.heading($0)) })),
        ("next", page.next.map { .text($0.text) } ?? .null),
      ]))
  }
}
