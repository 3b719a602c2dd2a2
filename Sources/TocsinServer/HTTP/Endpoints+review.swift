// Tocsin — Server: how a rota's duty is shared, and how good it is
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  /// Shares of each line, and quality with its reasons, of the next weeks. Rotas are looked at
  /// together, for rests and double bookings lie between them.
  func reviewRota(_ call: Call) async throws(Problem) -> WebReply {
    let id = RotaID(String(call.parameters["rota"] ?? ""))
    let weeks = try Self.number(
      try call.request.decodedParameter("weeks") ?? "13", in: 1...52, field: "weeks")
    guard let staffing = try? surroundings.directory.snapshot().staffing else {
      throw Problem.notNow
    }
    let now = surroundings.time.now()
    let until = now + .days(weeks * 7)
    guard let rota = staffing.rotas[id],
      let review = staffing.review(of: id, from: now, until: until),
      let quality = review.quality(of: id)
    else {
      throw Problem(.notFound, "there is no such rota", hint: "GET /v1/rotas lists them")
    }
    let zone = staffing.zones[rota.zone] ?? .utc
    let lines = RotaLine.allCases.compactMap { line -> (String, JSONValue)? in
      let shares = review.shares(of: id, line: line)
      return shares.isEmpty ? nil : (line.rawValue, .list(shares.map { Self.share($0, staffing) }))
    }
    return WebReply(
      .ok,
      json: .object([
        ("rota", .text(id.text)), ("from", RotaJSON.time(review.from, zone)),
        ("until", RotaJSON.time(review.until, zone)), ("shares", .object(lines)),
        ("score", .number(Int64(quality.score))),
        ("findings", .list(quality.findings.map { Self.finding($0, staffing) })),
      ]))
  }

  private static func person(_ id: ResponderID, _ staffing: Staffing) -> JSONValue {
    .object([("id", .text(id.text)), ("name", .text(staffing.responders[id]?.name ?? id.text))])
  }

  private static func minutes(_ length: Milliseconds) -> JSONValue {
    .number(length.count / 60_000)
  }

  private static func share(_ share: ResponderShare, _ staffing: Staffing) -> JSONValue {
    .object([
      ("person", person(share.responder, staffing)), ("shifts", .number(Int64(share.shifts))),
      ("minutes", minutes(share.total)), ("nights", minutes(share.night)),
      ("weekends", minutes(share.weekend)), ("holidays", minutes(share.holiday)),
    ])
  }

  private static func finding(_ finding: QualityFinding, _ staffing: Staffing) -> JSONValue {
    var members: [(String, JSONValue)] = [("points", .number(Int64(finding.points)))]
    switch finding.reason {
    case .uncovered(let gaps, let total):
      members += [
        ("reason", .text("uncovered")), ("times", .number(Int64(gaps))),
        ("minutes", minutes(total)),
      ]
    case .unreachable(let id, let total):
      members += [
        ("reason", .text("unreachable")), ("person", person(id, staffing)),
        ("minutes", minutes(total)),
      ]
    case .restBroken(let times):
      members += [("reason", .text("rest-broken")), ("times", .number(Int64(times)))]
    case .imbalance(let hours, let id, let has, let mean):
      members += [
        ("reason", .text("imbalance")), ("hours", .text(hours.rawValue)),
        ("person", person(id, staffing)), ("minutes", minutes(has)), ("mean", minutes(mean)),
      ]
    case .doubleBooked(let times):
      members += [("reason", .text("double-booked")), ("times", .number(Int64(times)))]
    case .holidaysEnd(let day):
      members += [("reason", .text("holidays-end")), ("day", .text(day.text))]
    }
    return .object(members)
  }
}
