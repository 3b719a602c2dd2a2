// Tocsin — Server: alerts that sources report over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

extension Endpoints {
  func report(_ call: Call, _ route: ReportRoute) async throws(Problem) -> WebReply {
    if let intake = try intake(call, route) {
      return try await withCheckedContinuation { waiting in
        carryOut(intake) { waiting.resume(returning: $0) }
      }.get()
    }
    switch route {
    case .resolve: return try await resolve(call)
    case .progress: return try await progress(call)
    case .changes: return try changes(call)
    case .heartbeat: return try heartbeat(call)
    case .handshake: return try shakeHands(call)
    case .raise, .raiseAs, .enqueue, .message, .fhir, .fhirCreate, .fhirUpdate: throw Gate.fault
    }
  }

  /// Takes an alert. Answers 202 when it is durable, whatever became of it.
  func raised(_ call: Call) throws(Problem) -> ReportRequest {
    let body = try CloudEventHeaders.event(call.request) ?? call.request.body
    return try reported(call, by: try call.integrationKey, body)
  }

  /// What became of a request, over HTTP.
  func reply(to answer: ReportAnswer) throws(Problem) -> WebReply {
    switch answer {
    case .taken(let bytes, let isReplay):
      var reply = WebReply(.accepted, json: .written(bytes))
      if isReplay, let name = HTTPField.Name("Idempotency-Replayed") {
        reply.headers[name] = "true"
      }
      return reply
    case .notJSON(let fault):
      throw Problem(
        .badRequest, "the body is not JSON at byte \(fault.byte): \(fault.text)",
        hint: "send one JSON object in UTF-8 (RFC 8259)")
    case .unusable(let fault):
      throw Problem(
        .unusable, fault.field.isEmpty ? fault.text : "\(fault.field): \(fault.text)",
        field: fault.field.isEmpty ? nil : fault.field, hint: fault.hint)
    case .nameReused:
      throw Problem(
        .unusable, "this key stood on a request with another body", field: "Idempotency-Key",
        hint: "give each request a key of its own, and repeat it only with the same bytes")
    case .notNow: throw Problem.notNow
    }
  }

  private static let nameField = HTTPField.Name("Idempotency-Key")

  /// The `Idempotency-Key`, without the quotes of a structured field (RFC 8941 §3.3.3); empty when
  /// there is none.
  static func requestName(_ request: WebRequest) throws(Problem) -> String {
    guard let field = nameField, let value = request.headers.value(of: field) else { return "" }
    let isQuoted = value.utf8.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
    let name = isQuoted ? String(value.dropFirst().dropLast()) : value
    let isForm = !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard isForm, name.utf8.count <= ReportIntake.nameBytesMax else {
      throw Problem(
        .unusable, "the key is empty, too long or not of visible ASCII", field: "Idempotency-Key",
        hint: "write 1 to \(ReportIntake.nameBytesMax) characters, such as a UUID")
    }
    return name
  }

  /// A sign of life of a source, and what it promises of the next.
  private func heartbeat(_ call: Call) throws(Problem) -> WebReply {
    let range = HTTPLimits.heartbeatSeconds
    let every = try call.request.decodedParameter("every")
    let stops = try call.request.decodedParameter("stops")
    guard stops == nil || stops == "true" && every == nil else {
      throw Self.unusable("stops", "true, and then no every")
    }
    let seconds = every.map { Int64($0) }
    if case .some(let seconds) = seconds, !(seconds.map(range.contains) ?? false) {
      throw Self.unusable(
        "every", "whole seconds, \(range.lowerBound) to \(range.upperBound)")
    }
    surroundings.noteHeartbeat(
      of: try call.integrationKey.integration, every: (seconds ?? nil).map { .seconds($0) },
      stops: stops != nil)
    return WebReply(.noContent, headers: [:], body: .bytes([]))
  }

  private func resolve(_ call: Call) async throws(Problem) -> WebReply {
    guard let alert = call.alert else { throw Gate.noAlert }
    do {
      let phase = try await ReportIntake(surroundings).resolve(
        alert.id, by: try call.integrationKey)
      return WebReply(
        .ok, json: .object([("alert", .text(alert.id.text)), ("phase", .text(phase))]))
    } catch let problem as Problem {
      throw problem
    } catch { throw Problem(store: error) }
  }

  /// How an alert goes on: its duties, who was paged and what came of it; no content.
  private func progress(_ call: Call) async throws(Problem) -> WebReply {
    guard let alert = call.alert else { throw Gate.noAlert }
    let story: AlertStory
    do { story = try await Board(surroundings).story(of: alert.id) } catch {
      throw Problem(error)
    }
    let timeline = story.trail.map { entry in
      JSONValue.object([
        ("at", .time(entry.at)), ("event", .text(entry.event.rawValue)),
        ("reason", .text(entry.reason.rawValue)), ("text", .text(entry.text)),
      ])
    }
    let pages = story.pages.map { page in
      JSONValue.object(
        [
          ("role", .text(page.role)), ("responder", .text(page.responder.text)),
          ("state", .text(page.state.rawValue)), ("decidedAt", .time(page.decidedAt)),
          ("page", .text(page.page.text)), ("device", page.device.map { .text($0.text) } ?? .null),
          ("attempt", .number(Int64(page.attempt))),
        ] + Self.times(page.times))
    }
    return WebReply(
      .ok,
      json: .object(
        Self.heading(story.alert) + [
          ("timeline", .list(timeline)), ("pages", .list(pages)),
          ("handOvers", .list(story.handOvers.map { Self.handOver($0, of: story) })),
        ]))
  }

  /// When a page went on; null for what has not happened.
  private static func times(_ times: PageTimeline) -> [(String, JSONValue)] {
    [
      ("askedAt", .time(times.askedAt)), ("sealedAt", .time(times.sealedAt)),
      ("handedOverAt", .time(times.handedOverAt)), ("deliveredAt", .time(times.deliveredAt)),
      ("displayedAt", .time(times.displayedAt)), ("answeredAt", .time(times.answeredAt)),
      ("endedAt", .time(times.endedAt)),
    ]
  }
}
