// Tocsin — Server: what a person holds, hands over and takes
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct HandoverBody: Decodable {
  let rota: String
  var line, from, to, at, until: String?

  func target() throws(Problem) -> DutyLine {
    guard let line = RotaLine(rawValue: line ?? RotaLine.first.rawValue), line != .trainee else {
      throw Endpoints.unusable("line", "first or second")
    }
    return DutyLine(RotaID(rota), line)
  }

  /// The handover as `GET /v1/duties` lists it; who asks is its taker where none is named.
  func handover(_ own: ResponderID) throws(Problem) -> Handover {
    guard let from else { throw Endpoints.unusable("from", "the id of whoever hands over") }
    guard let at = try Endpoints.moment(at, "at") else {
      throw Endpoints.unusable("at", "as GET /v1/duties has it")
    }
    let line = try target()
    var handover = Handover(
      rota: line.rota, from: ResponderID(from), to: to.map { ResponderID($0) } ?? own, at: at,
      until: at)
    handover.line = line.line
    return handover
  }
}

extension Endpoints {
  func duty(_ call: Call, _ route: DutyRoute) async throws(Problem) -> WebReply {
    switch route {
    case .own: return try await ownDuties(call)
    case .offer: return try await offerDuty(call)
    case .accept: return try await acceptDuty(call)
    case .end: return try await endHandover(call)
    }
  }

  private var handovers: Handovers { Handovers(surroundings) }

  private func offerDuty(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(HandoverBody.self, of: call.request)
    guard let to = body.to else { throw Self.unusable("to", "the id of whoever takes it") }
    let (own, actor) = (try call.account.id, try call.trailActor)
    let (line, until) = (try body.target(), try Self.moment(body.until, "until"))
    let made: Handover
    do {
      made = try await handovers.offer(
        line, from: own, to: ResponderID(to), until: until, by: actor)
    } catch { throw Problem(error) }
    return WebReply(.created, json: .object(row(made, own)))
  }

  private func acceptDuty(_ call: Call) async throws(Problem) -> WebReply {
    let (own, actor) = (try call.account.id, try call.trailActor)
    let offered = try Self.json(HandoverBody.self, of: call.request).handover(own)
    guard offered.to == own else { throw Self.notYourHandover }
    let taken: Handover
    do { taken = try await handovers.accept(offered, by: actor) } catch { throw Problem(error) }
    return WebReply(.ok, json: .object(row(taken, own)))
  }

  /// For both sides, and for who manages the rota (S23).
  private func endHandover(_ call: Call) async throws(Problem) -> WebReply {
    let (own, actor) = (try call.account.id, try call.trailActor)
    let known = try Self.json(HandoverBody.self, of: call.request).handover(own)
    guard known.from == own || known.to == own || manages(known.rota, call) else {
      throw Self.notYourHandover
    }
    do { try await handovers.end(known, by: actor) } catch { throw Problem(error) }
    return WebReply(.ok, json: .object(row(known, own)))
  }

  private func ownDuties(_ call: Call) async throws(Problem) -> WebReply {
    let own = try call.account.id
    let found: OwnDuties
    do { found = try await handovers.own(of: own) } catch { throw Problem(error) }
    return WebReply(
      .ok,
      json: .object([
        ("duties", .list(found.held.map { .object(row($0)) })),
        (
          "handovers",
          .list(
            found.handovers.map { handover in
              var cells = row(handover, own)
              if handover.to == own, handover.acceptedAt == nil {
                let count = found.inHandOfGivers[handover.from] ?? 0
                cells.append(("inHand", .number(Int64(count))))
              }
              return .object(cells)
            })
        ),
        (
          "inHand",
          .list(
            found.inHand.map { alert in
              .object([
                ("alert", .text(alert.alert.text)), ("page", .text(alert.page.text)),
                ("priority", .text(alert.priority.word)),
                ("since", .text(RFC3339.text(alert.since, in: .utc))),
              ])
            })
        ),
      ]))
  }

  private func row(_ duty: HeldDuty) -> [(String, JSONValue)] {
    [
      ("rota", .text(duty.target.rota.text)), ("line", .text(duty.target.line.rawValue)),
      ("title", .text(duty.title)), ("until", .text(RFC3339.text(duty.until, in: duty.zone))),
      ("why", .text(duty.why)), ("reasons", RotaJSON.reasons(duty.why)),
      ("awaitsTest", .flag(duty.awaitsTest)),
      ("next", .list(duty.next.map(person))),
      ("candidates", .list(duty.candidates.map(person))),
    ]
  }

  private func row(_ handover: Handover, _ own: ResponderID) -> [(String, JSONValue)] {
    let staffing = try? surroundings.directory.snapshot().staffing
    let rota = staffing?.rotas[handover.rota]
    let zone = rota.flatMap { staffing?.zones[$0.zone] } ?? .utc
    return [
      ("rota", .text(handover.rota.text)), ("line", .text(handover.line.rawValue)),
      ("title", .text(rota?.title ?? handover.rota.text)),
      ("from", .text(handover.from.text)), ("fromName", .text(name(handover.from))),
      ("to", .text(handover.to.text)), ("toName", .text(name(handover.to))),
      ("at", .text(RFC3339.text(handover.at, in: zone))),
      ("until", .text(RFC3339.text(handover.until, in: zone))),
      ("isAccepted", .flag(handover.acceptedAt != nil)),
      ("mayAccept", .flag(handover.to == own && handover.acceptedAt == nil)),
    ]
  }

  private func person(_ id: ResponderID) -> JSONValue {
    .object([("id", .text(id.text)), ("name", .text(name(id)))])
  }

  private func name(_ id: ResponderID) -> String {
    (try? surroundings.directory.snapshot().staffing.responders[id]?.name) ?? id.text
  }

  private static let notYourHandover = Problem(
    .forbidden, "this handover is not yours to change",
    hint: "the two persons of it change it, and who manages the rota ends it")
}

extension Problem {
  /// What a refusal of a handover means over HTTP.
  fileprivate init(_ error: HandoverError) {
    switch error {
    case .notHeld:
      self.init(
        .taken, "the duty is not held by whoever hands it over", field: "rota",
        hint: "GET /v1/duties lists what is held")
    case .taker:
      self.init(
        .unusable, "this person cannot take it", field: "to",
        hint: "name somebody else with a valid account until its end, and a device")
    case .until: self = Endpoints.unusable("until", "after now, and at most the end of the shift")
    case .gone:
      self.init(
        .taken, "the duty is not on offer any more", hint: "GET /v1/duties lists what is")
    case .notNow: self = Self.notNow
    }
  }
}
