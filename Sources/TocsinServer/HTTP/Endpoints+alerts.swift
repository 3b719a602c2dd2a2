// Tocsin — Server: the board, the content of a page, and break-glass
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct BreakGlassBody: Decodable {
  let alert, reason: String
}

extension Endpoints {
  /// Open alerts of one world in the scope of who asks, without content, most urgent first; how
  /// many there are of the other world; planned work, and what waits. With a filter a page of a
  /// list, newest first.
  func board(_ call: Call) async throws(Problem) -> WebReply {
    if let query = try Self.query(of: call.request) { return try await list(query, call) }
    let world = try Self.world(call)
    let all: [GuardedAlert]
    // An integration's key sees its own alerts, and nothing of the site.
    var notices = BoardNotices.none
    do {
      all = try await Board(surroundings).open()
      if call.permit.actor.account != nil {
        notices = try await Board(surroundings).notices(beside: all)
      }
    } catch { throw Problem(error) }
    let inScope = all.filter { call.mayAlso($0) }
    let shown = inScope.filter { $0.alert.world == world }
    return WebReply(
      .ok,
      json: .object([
        ("world", .text(world.rawValue)),
        ("alerts", .list(shown.map { .object(Self.heading($0.alert)) })),
        ("otherWorld", .number(Int64(inScope.count - shown.count))),
        ("maintenances", .list(notices.works.map(Self.boardWork))),
        ("waits", .list(notices.waits.map(Self.boardWaits))),
      ]))
  }

  /// Planned work, as in `GET /v1/maintenance`, with what a reader of the board wants besides.
  private static func boardWork(_ shown: BoardWork) -> JSONValue {
    .object(
      maintenanceFields(shown.work) + [
        ("title", .text(shown.title)), ("ownerName", .text(shown.ownerName)),
        ("isInForce", .flag(shown.isInForce)), ("waiting", .number(Int64(shown.waiting))),
      ])
  }

  private static func boardWaits(_ waits: BoardWaits) -> JSONValue {
    .object([
      ("source", .text(waits.source)), ("title", .text(waits.title)),
      ("waiting", .number(Int64(waits.waiting))), ("held", .number(waits.held)),
      ("dropped", .number(waits.dropped)),
    ])
  }

  /// The world that is asked for: alerts for test are in a list of their own (S22).
  static func world(_ call: Call) throws(Problem) -> World {
    try world(call.request)
  }

  static func world(_ request: WebRequest) throws(Problem) -> World {
    guard let text = request.parameter("world") else { return .production }
    guard let world = World(rawValue: String(text)), world != .canary else {
      throw unusable("world", "production or test")
    }
    return world
  }

  /// What can be said of an alert to everybody in its scope.
  static func heading(_ alert: Alert) -> [(String, JSONValue)] {
    [
      ("id", .text(alert.id.text)), ("world", .text(alert.world.rawValue)),
      ("priority", .text(alert.priority.word)),
      ("phase", .text(alert.phaseWord)), ("ward", .text(alert.content.ward)),
      ("since", .time(alert.openedAt)), ("nextDeadline", .time(alert.nextDeadline)),
      ("isStale", .flag(alert.isStale)), ("isHeldBack", .flag(alert.isHeldBack)),
      ("waitsFor", alert.waitsFor.map { .text($0.rawValue) } ?? .null),
      ("endedAt", .time(alert.endedAt)), ("retractedAt", .time(alert.retractedAt)),
      ("callMe", .list(alert.callMes.map { .text($0.responder.text) })),
      ("duties", .list(alert.duties.map(duty))),
    ]
  }

  private static func duty(_ duty: Duty) -> JSONValue {
    .object([
      ("role", .text(duty.role)), ("phase", .text(duty.phase.word)),
      ("by", duty.phase.holder.map { .text($0.text) } ?? .null),
      ("byTelephone", .flag(duty.telephone != nil)),
      ("asked", .list(duty.people.map { .text($0.responder.text) })),
      ("nextDeadline", .time(duty.phase.deadline)),
    ])
  }

  /// One alert with its content. The view is on the trail before it is sent.
  func content(_ call: Call) async throws(Problem) -> WebReply {
    guard let alert = call.alert else { throw Gate.noAlert }
    do { try await Board(surroundings).noteView(of: alert.id, by: call.permit) } catch {
      throw Problem(error)
    }
    let documents: [AttachmentRecord]
    do { documents = try await Board(surroundings).documents(of: alert.id) } catch {
      throw Problem(error)
    }
    let choice = try? await Board(surroundings).routeChoice(of: alert)
    let who = alert.content.who.map { field in
      JSONValue.object([("name", .text(field.name)), ("value", .text(field.value))])
    }
    return WebReply(
      .ok,
      json: .object(
        Self.heading(alert) + [
          ("breakGlass", .flag(call.permit.isBreakGlass)), ("who", .list(who)),
          ("where", .text(alert.content.location)), ("what", .text(alert.content.what)),
          ("before", .text(alert.content.before)), ("specimen", .text(alert.content.specimen)),
          ("callBack", .text(alert.content.callBack)),
          ("conditionSince", .time(alert.content.since)),
          ("attachments", .list(documents.map(Self.document))),
          ("route", RouteJSON.taken(alert, choice)),
        ]))
  }

  // MARK: - Break-glass

  func breakGlass(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(BreakGlassBody.self, of: call.request)
    guard let id = AlertID(text: body.alert) else {
      throw Self.unusable("alert", "the alert's id, a UUID in lower case")
    }
    guard Board.reasonBytes.contains(body.reason.utf8.count) else {
      throw Self.unusable(
        "reason", "\(Board.reasonBytes.lowerBound) to \(Board.reasonBytes.upperBound) bytes")
    }
    let record: BreakGlassRecord
    do {
      record = try await Board(surroundings).breakGlass(
        id, reason: body.reason, by: call.permit)
    } catch { throw Problem(error) }
    return WebReply(
      .created,
      json: .object([
        ("alert", .text(id.text)), ("breakGlass", .flag(true)), ("until", .time(record.endsAt)),
      ]))
  }

  /// Who opened what, for the reports.
  func breakGlasses(_ call: Call) async throws(Problem) -> WebReply {
    var since = Timestamp(milliseconds: 0)
    if let text = call.request.parameter("since") {
      let plain = text.replacing("%2B", with: "+").replacing("%3A", with: ":")
      guard let time = RFC3339.parse(String(plain)) else {
        throw Self.unusable("since", "a time such as 2026-11-24T08:00:00Z")
      }
      since = time
    }
    let found: [BreakGlassRecord]
    do { found = try await Board(surroundings).breakGlasses(since: since) } catch {
      throw Problem(error)
    }
    let glasses: [MessageGlass]
    do { glasses = try await browser.glasses(since: since) } catch { throw Problem(error) }
    let rows =
      found.map { record in
        JSONValue.object([
          ("account", .text(record.account.text)), ("alert", .text(record.alert.text)),
          ("message", .null), ("begunAt", .time(record.begunAt)), ("endsAt", .time(record.endsAt)),
        ])
      }
      + glasses.map { glass in
        JSONValue.object([
          ("account", .text(glass.account.text)), ("alert", .null),
          ("message", .number(glass.message)), ("begunAt", .time(glass.begunAt)),
          ("endsAt", .time(glass.endsAt)),
        ])
      }
    return WebReply(
      .ok,
      json: .object([("count", .number(Int64(rows.count))), ("breakGlasses", .list(rows))]))
  }
}
