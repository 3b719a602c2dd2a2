// Tocsin — Server: the board, the content of a page, and break-glass
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct BreakGlassBody: Decodable {
  let alert, reason: String
}

extension Endpoints {
  /// Open alerts in the scope of who asks, without content.
  func board(_ call: Call) async throws(Problem) -> WebReply {
    let all: [GuardedAlert]
    do { all = try await Board(surroundings).open() } catch { throw Problem(error) }
    let world = try Self.world(call)
    let shown = all.filter {
      $0.alert.world == world && call.mayAlso($0)
    }
    return WebReply(
      .ok, json: .object([("alerts", .list(shown.map { .object(Self.heading($0.alert)) }))]))
  }

  /// The world that is asked for: alerts for test are in a list of their own (S22).
  private static func world(_ call: Call) throws(Problem) -> World {
    guard let text = call.request.parameter("world") else { return .production }
    guard let world = World(rawValue: String(text)) else {
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
      ("duties", .list(alert.duties.map(duty))),
    ]
  }

  private static func duty(_ duty: Duty) -> JSONValue {
    .object([
      ("role", .text(duty.role)), ("phase", .text(duty.phase.word)),
      ("by", duty.phase.holder.map { .text($0.text) } ?? .null),
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
