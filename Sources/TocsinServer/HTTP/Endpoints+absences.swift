// Tocsin — Server: absences, and duties that are offered to others
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct AbsenceBody: Decodable {
  let until: String
  var from, responder: String?
}

private struct OfferBody: Decodable {
  let rota, giver, from, until: String
  var taker, line: String?

  func offer() throws(Problem) -> DutyOffer {
    guard let from = try Endpoints.moment(from, "from"),
      let until = try Endpoints.moment(until, "until")
    else { throw Endpoints.unusable("from", "as the offer had it") }
    guard let line = RotaLine(rawValue: line ?? RotaLine.first.rawValue) else {
      throw Endpoints.unusable("line", "first, second or trainee")
    }
    var offer = DutyOffer(RotaID(rota), of: ResponderID(giver), from: from, until: until)
    offer.line = line
    return offer
  }
}

extension Endpoints {
  func absence(_ call: Call, _ route: AbsenceRoute) async throws(Problem) -> WebReply {
    switch route {
    case .add: return try await addAbsence(call)
    case .offers: return try listOffers(call)
    case .take: return try await takeOffer(call)
    case .withdraw: return try await withdrawOffer(call)
    }
  }

  private var rotas: Rotas { Rotas(surroundings) }

  /// Whether who asks manages the rota.
  func manages(_ rota: RotaID, _ call: Call) -> Bool {
    let context = AccessContext(at: surroundings.time.now())
    let answer = Access.decide(call.permit.actor, .changeRotas, .rota(rota), context)
    if case .success = answer { return true }
    return false
  }

  /// A person for themselves; a manager for anybody, on the rotas in their scope.
  private func addAbsence(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(AbsenceBody.self, of: call.request)
    let own = try call.account.id
    let now = surroundings.time.now()
    let from = try Self.moment(body.from, "from") ?? now
    guard let until = try Self.moment(body.until, "until") else {
      throw Self.unusable("until", "a time such as 2026-11-24T08:00:00Z")
    }
    let person = body.responder.map { ResponderID($0) } ?? own
    do {
      if person != own {
        let held = try rotas.duties(of: person, from: from, until: until)
        guard held.allSatisfy({ manages($0.rota, call) }) else { throw Self.notYours }
      }
      let offers = try await rotas.absent(
        person, from: from, until: until, by: call.trailActor)
      return WebReply(.created, json: list(offers, call))
    } catch let error as AbsenceError {
      throw Problem(error)
    } catch let problem as Problem { throw problem } catch { throw Problem.notNow }
  }

  private func listOffers(_ call: Call) throws(Problem) -> WebReply {
    let offers: [DutyOffer]
    do { offers = try rotas.offers() } catch { throw Problem(error) }
    let own = try call.account.id
    let now = surroundings.time.now()
    let shown = offers.filter { offer in
      offer.giver == own || mayTake(offer, own, call)
        || call.permit.actor.account?.grant(of: .switchboard) != nil
          && call.mayAlso(.rota(offer.rota), at: now)
    }
    return WebReply(.ok, json: list(shown, call))
  }

  private func mayTake(_ offer: DutyOffer, _ own: ResponderID, _ call: Call) -> Bool {
    guard offer.giver != own else { return false }
    if manages(offer.rota, call) { return true }
    let rota = try? surroundings.directory.snapshot().staffing.rotas[offer.rota]
    return rota.map { $0.layers.contains { $0.members.contains(own) } } ?? false
  }

  /// The first one has it: who stands in the rota for themselves, a manager for anybody.
  private func takeOffer(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(OfferBody.self, of: call.request)
    let (offer, own) = (try body.offer(), try call.account.id)
    let taker = body.taker.map { ResponderID($0) } ?? own
    guard mayTake(offer, own, call) || offer.giver == own && manages(offer.rota, call),
      taker == own || manages(offer.rota, call)
    else { throw Self.notYours }
    let actor = try call.trailActor
    do {
      try await rotas.take(offer, for: taker, by: actor)
    } catch { throw Problem(error) }
    return WebReply(.ok, json: .object(row(offer, call) + [("taker", .text(taker.text))]))
  }

  private func withdrawOffer(_ call: Call) async throws(Problem) -> WebReply {
    let offer = try Self.json(OfferBody.self, of: call.request).offer()
    guard try offer.giver == call.account.id || manages(offer.rota, call) else {
      throw Self.notYours
    }
    let actor = try call.trailActor
    do { try await rotas.withdraw(offer, by: actor) } catch { throw Problem(error) }
    return WebReply(.ok, json: .object(row(offer, call)))
  }

  private func list(_ offers: [DutyOffer], _ call: Call) -> JSONValue {
    .object([("offers", .list(offers.map { .object(row($0, call)) }))])
  }

  private func row(_ offer: DutyOffer, _ call: Call) -> [(String, JSONValue)] {
    let staffing = try? surroundings.directory.snapshot().staffing
    let rota = staffing?.rotas[offer.rota]
    let zone = rota.flatMap { staffing?.zones[$0.zone] } ?? .utc
    let own = call.permit.actor.account?.id
    return [
      ("rota", .text(offer.rota.text)), ("title", .text(rota?.title ?? offer.rota.text)),
      ("giver", .text(offer.giver.text)), ("line", .text(offer.line.rawValue)),
      ("name", .text(staffing?.responders[offer.giver]?.name ?? offer.giver.text)),
      ("from", .text(RFC3339.text(offer.from, in: zone))),
      ("until", .text(RFC3339.text(offer.until, in: zone))),
      ("mayTake", .flag(own.map { mayTake(offer, $0, call) } ?? false)),
      ("mayWithdraw", .flag(offer.giver == own || manages(offer.rota, call))),
      ("mayName", .flag(manages(offer.rota, call))),
    ]
  }

  private static let notYours = Problem(
    .forbidden, "this duty is not yours to change",
    hint: "who stands in the rota takes it; its manager names anybody")
}

extension Call {
  /// What the trail calls who asks.
  var trailActor: TrailActor {
    get throws(Problem) {
      let person = try account.id
      if case .device(let device) = credential {
        return .device(device.record.id, of: person)
      }
      return .person(person)
    }
  }
}

extension Problem {
  /// What a refusal of an absence or an offer means over HTTP.
  fileprivate init(_ error: AbsenceError) {
    switch error {
    case .span:
      self = Endpoints.unusable("until", "after from and now, by at most 13 weeks")
    case .nothing:
      self.init(
        .notFound, "nothing is held in that time", field: "from", hint: "nothing has to be done")
    case .gone:
      self.init(
        .taken, "the duty is not offered any more", hint: "GET /v1/offers lists what is")
    case .taker:
      self.init(
        .unusable, "this person cannot take it", field: "taker",
        hint: "name somebody else with a valid account until its end, and a device")
    case .findings(let findings):
      self.init(
        .unusable, findings.first(where: \.isError)?.text ?? "the rota cannot be changed so",
        field: "rota", hint: "ask its manager")
    case .notNow: self = Self.notNow
    }
  }
}
