// Tocsin — Server: calendars of who is on call
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct CalendarLinkBody: Decodable {
  let kind: String
  let name: String?
}

extension Endpoints {
  func calendar(_ call: Call, _ route: CalendarRoute) async throws(Problem) -> WebReply {
    do {
      switch route {
      case .feed: return try await feed(call)
      case .wallBoard: return try await wallBoard(call)
      case .list: return try await calendarLinks(call)
      case .make: return try await makeCalendarLink(call)
      case .end:
        let id = try call.account.id
        try await CalendarLinks(surroundings).end(
          String(call.parameters["link"] ?? ""), by: .person(id)
        ) { $0.isOf(id) }
        return WebReply(.noContent, headers: [:], body: .bytes([]))
      }
    } catch let problem as Problem {
      throw problem
    } catch let fault as CalendarFault {
      throw Problem(fault)
    } catch { throw Gate.fault }
  }

  /// The calendar of a link. What stands in the path is the only thing that a calendar program can
  /// show, so it is never logged and has no meaning beside its digest.
  private func feed(_ call: Call) async throws -> WebReply {
    let secret = call.parameters["secret"] ?? ""
    let bare = secret.hasSuffix(".ics") ? secret.dropLast(4) : secret
    let bytes = try await CalendarLinks(surroundings).calendar(secret: String(bare))
    let headers: HTTPFields = [
      .contentType: "text/calendar; charset=utf-8", .cacheControl: "private, max-age=300",
    ]
    return WebReply(.ok, headers: headers, body: .bytes(bytes))
  }

  private func calendarLinks(_ call: Call) async throws -> WebReply {
    let id = try call.account.id
    let links = try await CalendarLinks(surroundings).all()
      .filter { $0.endedAt == nil && $0.isOf(id) }
    let rows = links.map { link in
      JSONValue.object([
        ("link", .text(link.name)), ("kind", .text(link.scope.kind)),
        ("name", .text(link.scope.name)), ("madeBy", .text(link.madeBy)),
        ("madeAt", .time(link.madeAt)),
      ])
    }
    return WebReply(.ok, json: .object([("links", .list(rows))]))
  }

  private func makeCalendarLink(_ call: Call) async throws -> WebReply {
    let body = try Self.json(CalendarLinkBody.self, of: call.request)
    let id = try call.account.id
    guard let scope = CalendarScope(kind: body.kind, name: body.name ?? id.text) else {
      throw Self.unusable("kind", "person, rota, team, or board with the name names or numbers")
    }
    guard mayRead(scope, call, as: id) else {
      throw Problem(
        .forbidden, "this calendar is not yours to give away",
        hint: "a person has a link to their own; rotas and teams are for their managers")
    }
    let secret = try await CalendarLinks(surroundings).make(scope, by: .person(id))
    return WebReply(
      .created, json: .object([("path", .text(Self.path(of: scope, secret)))]))
  }

  private static func path(of scope: CalendarScope, _ secret: String) -> String {
    if case .board = scope { return "/wall-boards/\(secret)" }
    return "/calendars/\(secret).ics"
  }

  /// One's own calendar, and those of rotas that one manages.
  private func mayRead(_ scope: CalendarScope, _ call: Call, as id: ResponderID) -> Bool {
    if scope == .person(id) { return true }
    if case .person = scope { return false }
    guard let snapshot = try? surroundings.directory.snapshot(),
      let rotas = snapshot.staffing.rotas(of: scope, snapshot.policies)
    else { return false }
    let context = AccessContext(at: surroundings.time.now())
    return rotas.allSatisfy { rota in
      let answer = Access.decide(call.permit.actor, .readOnCall, .rota(rota), context)
      if case .success = answer { return true }
      return false
    }
  }
}

extension CalendarLink {
  /// Whether a person may see that it is there, and end it: it shows their duty, or they made it.
  fileprivate func isOf(_ id: ResponderID) -> Bool {
    scope == .person(id) || madeBy == TrailActor.person(id).text
  }
}

extension Problem {
  init(_ fault: CalendarFault) {
    switch fault {
    case .unknownScope:
      self.init(
        .unusable, "there is no such rota or team", field: "name",
        hint: "GET /v1/on-call lists the rotas; a team is a policy")
    case .unknown:
      self.init(.notFound, "no calendar has this link", hint: "make another link")
    case .tooMany:
      self.init(
        .taken, "this calendar has \(CalendarLinks.linksMax) links", hint: "end one of them first")
    case .notNow: self = .notNow
    }
  }
}
