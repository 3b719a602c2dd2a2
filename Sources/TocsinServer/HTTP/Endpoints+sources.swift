// Tocsin — Server: how sources do, and what is worked on
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct MaintenanceBody: Decodable {
  let object, until, reason: String
  let from, owner: String?
}

extension Endpoints {
  func source(_ call: Call, _ route: SourceRoute) async throws(Problem) -> WebReply {
    switch route {
    case .list: return try await integrations()
    case .maintenances:
      let open: [Maintenance]
      do { open = try await Maintenances(surroundings).open() } catch { throw Problem(error) }
      return WebReply(.ok, json: .object([("maintenances", .list(open.map(Self.maintenance)))]))
    case .add: return try await addMaintenance(call)
    case .end: return try await endMaintenance(call)
    case .intendedUse: return try await intendedUse()
    case .accept: return try await acceptIntendedUse(call)
    }
  }

  private func integrations() async throws(Problem) -> WebReply {
    let standings: [SourceStanding]
    do { standings = try await surroundings.standings() } catch { throw Problem(store: error) }
    return WebReply(
      .ok,
      json: .object([
        ("integrations", .list(standings.map { .object(Self.integration($0)) }))
      ]))
  }

  private func addMaintenance(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(MaintenanceBody.self, of: call.request)
    guard let object = MaintenanceObject(text: body.object) else {
      throw Self.unusable("object", "source:NAME or ward:NAME")
    }
    guard let until = RFC3339.parse(body.until) else {
      throw Self.unusable("until", "a time such as 2026-11-24T08:00:00Z")
    }
    let from = body.from.map(RFC3339.parse)
    guard from != .some(nil) else {
      throw Self.unusable("from", "a time such as 2026-11-24T08:00:00Z")
    }
    let person = try call.account.id
    do {
      let work = try await Maintenances(surroundings).add(
        object, from: from ?? nil, until: until,
        for: (body.owner.map { ResponderID($0) } ?? person, body.reason), by: .person(person))
      return WebReply(.created, json: Self.maintenance(work))
    } catch { throw Problem(error) }
  }

  private func endMaintenance(_ call: Call) async throws(Problem) -> WebReply {
    let person = try call.account.id
    guard let id = MaintenanceID(text: String(call.parameters["maintenance"] ?? "")) else {
      throw Problem(MaintenanceFault.unknown)
    }
    do {
      let work = try await Maintenances(surroundings).end(id, by: .person(person))
      return WebReply(.ok, json: Self.maintenance(work))
    } catch { throw Problem(error) }
  }

  // MARK: - As JSON

  private static func integration(_ source: SourceStanding) -> [(String, JSONValue)] {
    let state = source.state
    return [
      ("name", .text(source.name)), ("title", .text(source.title)),
      ("live", .flag(source.rules.isLive)), ("health", .text(source.health.rawValue)),
      ("troubles", .list(state.ongoing.map { trouble($0, isLive: source.rules.isLive) })),
      ("heardAt", .time(state.heardAt)), ("mappedAt", .time(state.mappedAt)),
      ("skewSeconds", state.skew.map { .number($0.wholeSeconds) } ?? .null),
      ("connections", source.figures.map { .number(Int64($0.connections)) } ?? .null),
      ("bytesPending", source.figures.map { .number(Int64($0.bytesPending)) } ?? .null),
      ("today", .object(counts(source.counts))),
      ("days", .list(source.days.map(day))),
      ("refusals", .list(refusals(state))),
      ("maintenance", source.maintenance.map(maintenance) ?? .null),
      ("index", .list(source.index.map(JSONValue.text))),
    ]
  }

  private static func trouble(_ trouble: OngoingTrouble, isLive: Bool) -> JSONValue {
    .object([
      ("kind", .text(trouble.trouble.rawValue)),
      ("priority", .text(trouble.trouble.priority(isLive: isLive).word)),
      ("since", .time(trouble.since)), ("text", .text(trouble.text)),
    ])
  }

  /// Why requests were not taken, the most recent first.
  private static func refusals(_ state: SourceState) -> [JSONValue] {
    state.refusals.sorted { $0.value.lastAt > $1.value.lastAt }.map { why, refused in
      .object([
        ("reason", .text(why.rawValue)), ("count", .number(refused.count)),
        ("lastAt", .time(refused.lastAt)),
      ])
    }
  }

  private static func day(_ day: SourceDay) -> JSONValue {
    .object([("day", .text(day.day.text))] + counts(day.counts))
  }

  private static func counts(_ counts: SourceCounts) -> [(String, JSONValue)] {
    [
      ("received", .number(counts.received)), ("mapped", .number(counts.mapped)),
      ("notForUs", .number(counts.notForUs)), ("refused", .number(counts.refused)),
      ("repeated", .number(counts.repeated)), ("held", .number(counts.held)),
      ("dropped", .number(counts.dropped)),
    ]
  }

  private static func maintenance(_ work: Maintenance) -> JSONValue {
    .object(maintenanceFields(work))
  }

  /// What every list says of planned work.
  static func maintenanceFields(_ work: Maintenance) -> [(String, JSONValue)] {
    [
      ("id", .text(work.id.text)), ("object", .text(work.object.text)),
      ("from", .time(work.begin)), ("until", .time(work.until)),
      ("owner", .text(work.owner.text)), ("reason", .text(work.reason)),
    ]
  }
}

extension Problem {
  /// What a refusal of a maintenance means over HTTP.
  fileprivate init(_ fault: MaintenanceFault) {
    switch fault {
    case .unknownSource, .name: self = Self.wrong("object", fault)
    case .unknownOwner: self = Self.wrong("owner", fault)
    case .ends: self = Self.wrong("until", fault)
    case .begins: self = Self.wrong("from", fault)
    case .reason: self = Self.wrong("reason", fault)
    case .unknown:
      self.init(.notFound, fault.rawValue, hint: "GET /v1/maintenance lists what is open")
    case .over: self.init(.taken, fault.rawValue, hint: "GET /v1/maintenance lists what is open")
    case .notNow: self.init(.notNow, fault.rawValue, hint: "try again")
    }
  }

  private static func wrong(_ field: String, _ fault: MaintenanceFault) -> Problem {
    Problem(.unusable, fault.rawValue, field: field, hint: "mend it and send it again")
  }
}
