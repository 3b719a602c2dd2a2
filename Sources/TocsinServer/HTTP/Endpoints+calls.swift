// Tocsin — Server: paging by hand
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct CallBody: Decodable {
  let type, place: String
  let words, callBack, ward: String?
  let test, forMany: Bool?
}

private struct WordsBody: Decodable {
  let place, words, callBack: String?
}

private struct NextBody: Decodable {
  let role: String?
  let step, cycle: Int?
}

private struct ReassignBody: Decodable {
  let role: String
  let responder, rota: String?
}

private struct RungBody: Decodable {
  let responder: String
}

private struct TelephoneBody: Decodable {
  let role, responder: String
  let readBack: Bool
}

extension Endpoints {
  private var switchboard: Switchboard { Switchboard(surroundings) }

  func call(_ call: Call, _ route: CallRoute) async throws(Problem) -> WebReply {
    switch route {
    case .types: return try callTypes(call)
    case .place: return try await place(call)
    case .queue: return try await queue(call)
    case .rollCalls: return try await rollCalls()
    case .roll:
      let alert = try handed(call)
      let roll: CallRoll
      do { roll = try await switchboard.roll(of: alert.id) } catch { throw Problem(error) }
      return WebReply(.ok, json: RollJSON.roll(roll))
    case .resolve: return try await act(call, .resolve)
    case .standDown: return try await act(call, .standDown)
    case .words:
      let body = try Self.json(WordsBody.self, of: call.request)
      guard try handed(call).integration == AlertDraft.switchboard else { throw Self.notByHand }
      let correction = CallCorrection(
        place: body.place, words: body.words, callBack: body.callBack)
      return try await act(call, .reword(correction))
    case .callNext:
      let body = try Self.json(NextBody.self, of: call.request)
      let from = body.step.flatMap { step in
        body.cycle.map { StepPosition(step: step, cycle: $0) }
      }
      return try await act(call, .callNext(role: body.role, from: from))
    case .reassign: return try await act(call, try reassignment(call))
    case .rung:
      let body = try Self.json(RungBody.self, of: call.request)
      return try await act(call, .rung(ResponderID(body.responder)))
    case .byTelephone:
      let body = try Self.json(TelephoneBody.self, of: call.request)
      return try await act(
        call,
        .acceptedByTelephone(
          role: body.role, responder: ResponderID(body.responder), isReadBack: body.readBack))
    }
  }

  // MARK: - Calling

  /// What this person may call for, and the wards for which they may.
  private func callTypes(_ call: Call) throws(Problem) -> WebReply {
    let table: CallTable
    do { table = try switchboard.types() } catch { throw Problem(error) }
    let wards = try Self.wards(of: call)
    return WebReply(
      .ok,
      json: .object([
        ("language", .text(table.language.rawValue)),
        ("wards", .list(wards.sorted().map(JSONValue.text))),
        ("types", .list(table.types.map(RollJSON.type))),
      ]))
  }

  /// The wards to which the person's calls are bound; empty for everywhere.
  private static func wards(of call: Call) throws(Problem) -> Set<String> {
    let roles = call.route.action.requirement.roles
    let scopes = try call.account.grants.filter { roles.contains($0.role) }.map(\.scope.wards)
    return scopes.contains(where: \.isEmpty) ? [] : scopes.reduce(into: []) { $0.formUnion($1) }
  }

  private func place(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(CallBody.self, of: call.request)
    guard let key = call.request.headers[Self.idempotencyKey] else { throw Problem(CallError.key) }
    let wards = try Self.wards(of: call)
    let ward = body.ward ?? (wards.count == 1 ? wards.first : nil) ?? ""
    guard wards.isEmpty || wards.contains(ward) else {
      if body.ward == nil {
        throw Self.unusable("ward", "one of \(wards.sorted().joined(separator: ", "))")
      }
      throw Problem(.forbidden, "the ward is not one of yours", field: "ward", hint: "choose yours")
    }
    let said = CallWords(
      place: body.place, words: body.words ?? "", callBack: body.callBack ?? "", ward: ward)
    var asked = AskedCall(body.type, said, key: key)
    if body.test == true { asked.world = .test }
    asked.isForMany = body.forMany == true
    let person = try call.account.id
    let placed: PlacedCall
    do { placed = try await switchboard.call(asked, by: .person(person)) } catch {
      throw Problem(error)
    }
    return WebReply(
      .accepted,
      json: .object([
        ("alert", .text(placed.alert.id.text)), ("repeated", .flag(placed.isRepeat)),
      ]))
  }

  private static let idempotencyKey: HTTPField.Name = {
    guard let name = HTTPField.Name("Idempotency-Key") else { preconditionFailure("a plain name") }
    return name
  }()

  // MARK: - Acting

  /// The alert of the path, as far as this person may touch it: whoever only calls touches what
  /// was called for by hand, and nothing that a source reports.
  private func handed(_ call: Call) throws(Problem) -> Alert {
    guard let alert = call.alert else { throw Gate.noAlert }
    let isOperator = try call.account.roles.contains(.switchboard)
    guard isOperator || alert.integration == AlertDraft.switchboard else {
      throw Problem(
        .forbidden, "the alert was not called for by hand",
        hint: "only the switchboard does this to what a source reports")
    }
    return alert
  }

  private func act(_ call: Call, _ kind: HandAct.Kind) async throws(Problem) -> WebReply {
    let alert = try handed(call)
    let person = try call.account.id
    do {
      let done = try await switchboard.act(kind, on: alert.id, by: .person(person))
      let roll = try await switchboard.roll(of: alert.id)
      return WebReply(
        .ok, json: .object([("changed", .flag(done.hasChanged)), ("roll", RollJSON.roll(roll))]))
    } catch { throw Problem(error) }
  }

  private func reassignment(_ call: Call) throws(Problem) -> HandAct.Kind {
    let body = try Self.json(ReassignBody.self, of: call.request)
    switch (body.responder, body.rota) {
    case (let person?, nil):
      return .reassign(role: body.role, to: .responder(ResponderID(person)))
    case (nil, let rota?): return .reassign(role: body.role, to: .rota(RotaID(rota)))
    case (nil, nil), (.some, .some): throw Self.unusable("responder", "a responder, or a rota")
    }
  }

  private static let notByHand = Problem(
    .taken, "the alert was not called for by hand: its words are those of its source",
    hint: "ask the source to correct it")

  // MARK: - The queue

  private func queue(_ call: Call) async throws(Problem) -> WebReply {
    let world = try Self.world(call)
    let all: LoudQueue
    do { all = try await switchboard.queue(in: world) } catch { throw Problem(error) }
    let now = surroundings.time.now()
    let shown = all.rolls.filter { roll in
      call.mayAlso(.alert(ward: roll.alert.content.ward, rotas: roll.rotas), at: now)
    }
    return WebReply(
      .ok,
      json: .object([
        ("at", .time(now)), ("isCut", .flag(all.isCut)),
        ("rolls", .list(shown.map(RollJSON.roll))),
      ]))
  }
}

extension Endpoints {
  /// Reports of roll-calls, newest first.
  private func rollCalls() async throws(Problem) -> WebReply {
    let reports: [RollReport]
    do { reports = try await switchboard.rollReports() } catch { throw Problem(error) }
    return WebReply(
      .ok, json: .object([("rollCalls", .list(reports.map(RollJSON.report)))]))
  }
}

extension Problem {
  /// What a refusal of the switchboard means over HTTP.
  fileprivate init(_ error: CallError) {
    switch error {
    case .unknownType:
      self = Self.wrong("type", "the site has no such call", "GET /v1/call-types lists them")
    case .field(let field):
      let name = field == .callBack ? "callBack" : field.rawValue
      self = Self.wrong(name, "\(name) is missing, too long or not of its form", "mend it")
    case .key:
      self = Self.wrong(
        "Idempotency-Key", "the header is missing or not of its form",
        "send 8 to 64 letters, digits, dots, dashes or underscores, new for each call")
    case .keyReused:
      self.init(
        .taken, "the key was used for another call", field: "Idempotency-Key",
        hint: "take a new key")
    case .many(let count):
      self.init(
        .taken, "it pages \(count) people at once", field: "forMany",
        hint: "send it again with \"forMany\": true if that is meant")
    case .unknownAlert: self = Gate.noAlert
    case .unknownTarget:
      self = Self.wrong(
        "responder", "that is nobody who can be paged now", "choose another, or ring them")
    case .noDuty:
      self.init(
        .taken, "no open duty has that role, or the alert is closed",
        hint: "GET /v1/calls/{alert} says how it stands")
    case .taken:
      self.init(
        .taken, "somebody has taken it", hint: "GET /v1/calls/{alert} says who")
    case .empty:
      self.init(.notNow, "nothing was imported yet", hint: "tocsin import")
    case .notNow: self = Self.notNow
    }
  }

  private static func wrong(_ field: String, _ detail: String, _ hint: String) -> Problem {
    Problem(.unusable, detail, field: field, hint: hint)
  }
}
