// Tocsin — Server: rotas, read, previewed and changed
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct ChangeBody: Decodable {
  let base: Int
  let edits: [EditBody]
  var at: String?
  var digest: String?
  var reason: String?
  var acceptance: String?
}

extension Endpoints {
  private var rotas: Rotas { Rotas(surroundings) }

  func rota(_ call: Call, _ route: RotaRoute) async throws(Problem) -> WebReply {
    switch route {
    case .list: return try await rotaList(call)
    case .one: return try await rotaView(call)
    case .revisions:
      let found: [DocumentRevision]
      do { found = try await rotas.revisions(of: Self.rotaID(of: call)) } catch {
        throw Problem(error)
      }
      return WebReply(
        .ok,
        json: .object([("revisions", .list(found.map { .object(RotaJSON.heading($0)) }))]))
    case .revision:
      guard let number = Int(call.parameters["revision"] ?? "") else {
        throw Problem(RotasError.noRevision)
      }
      do {
        let found = try await rotas.document(of: Self.rotaID(of: call), revision: number)
        return WebReply(.ok, json: RotaJSON.document(found))
      } catch { throw Problem(error) }
    case .preview: return try await previewRota(call)
    case .change: return try await changeRota(call)
    case .hindsight:
      let body = try Self.json(ChangeBody.self, of: call.request)
      return try await replay(call, try Self.request(body, call))
    case .importShifts: return try await importShifts(call)
    case .review: return try await reviewRota(call)
    }
  }

  private static func rotaID(of call: Call) -> RotaID {
    RotaID(String(call.parameters["rota"] ?? ""))
  }

  /// The rotas in the scope of who asks.
  private func rotaList(_ call: Call) async throws(Problem) -> WebReply {
    let rows: [RotaRow]
    do { rows = try rotas.list() } catch { throw Problem(error) }
    let now = surroundings.time.now()
    let shown = rows.filter { call.mayAlso(.rota($0.present.rota), at: now) }
    var answer = [("rotas", JSONValue.list(shown.map(RotaJSON.row)))]
    if call.request.parameter("people") == "all" {
      do { answer.append(("people", RotaJSON.named(try rotas.people()))) } catch {
        throw Problem(error)
      }
    }
    let names = try await troubles(on: Set(shown.map(\.present.rota)), at: now)
    answer.append(("troubles", .list(names.map(trouble))))
    return WebReply(.ok, json: .object(answer))
  }

  private func rotaView(_ call: Call) async throws(Problem) -> WebReply {
    let now = surroundings.time.now()
    let from = try Self.moment(call.request.decodedParameter("from"), "from") ?? now
    let end = try Self.moment(call.request.decodedParameter("until"), "until")
    let until = end ?? from + .days(28)
    guard from < until, until <= from + Rotas.viewMax else {
      throw Self.unusable("until", "later than from, by at most 100 days")
    }
    do {
      let view = try await rotas.view(of: Self.rotaID(of: call), from: from, until: until)
      var reply = WebReply(.ok, json: RotaJSON.view(view, at: now))
      reply.headers[.eTag] = "\"\(view.revision.revision)\""
      return reply
    } catch { throw Problem(error) }
  }

  /// What a change would come to. Nothing is stored.
  private func previewRota(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(ChangeBody.self, of: call.request)
    do {
      let prospect = try await rotas.preview(try Self.request(body, call))
      return WebReply(.ok, json: RotaJSON.prospect(prospect, surroundings.directory))
    } catch let error as RotasError {
      throw Problem(error)
    } catch let problem as Problem {
      throw problem
    } catch { throw Problem.notNow }
  }

  /// Makes a change as it was previewed.
  private func changeRota(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(ChangeBody.self, of: call.request)
    guard let at = try Self.moment(body.at, "at") else {
      throw Self.unusable("at", "what the preview had as at")
    }
    guard let digest = Base64URL.decode(body.digest ?? "") else {
      throw Self.unusable("digest", "what the preview had as digest")
    }
    let request = try Self.request(body, call)
    let person = try call.account.id
    do {
      let revision = try await rotas.change(
        request, seen: RotaSeen(at: at, digest: digest, acceptance: body.acceptance ?? ""),
        by: .person(person))
      return WebReply(.created, json: RotaJSON.document(revision))
    } catch { throw Problem(error) }
  }

  private static func request(
    _ body: ChangeBody, _ call: Call
  ) throws(Problem) -> RotaRequest {
    var asks: [RotaAsk] = []
    for edit in body.edits.prefix(RotaEdit.countMax + 1) { asks.append(try edit.ask()) }
    return RotaRequest(
      of: rotaID(of: call), onto: body.base, asks, reason: body.reason ?? "")
  }
}

/// One edit as JSON has it: a word in `do`, and what that word needs.
private struct EditBody: Decodable {
  let `do`: String
  var from, until, replaces, reason, line, name, text, title: String?
  var responders: [String]?
  var to, needs, revision: Int?
  var overrides: [OverrideBody]?

  func ask() throws(Problem) -> RotaAsk {
    switch `do` {
    case "add-override": return .edit(.addOverride(try override()))
    case "add-overrides":
      let bodies = try given(overrides, "overrides")
      guard (1...RotaEdit.overridesMax).contains(bodies.count) else {
        throw Endpoints.unusable("edits.overrides", "1 to \(RotaEdit.overridesMax)")
      }
      var all: [RotaOverride] = []
      for body in bodies { all.append(try body.override()) }
      return .edit(.addOverrides(all))
    case "remove-override": return .edit(.removeOverride(try override()))
    case "put-layer":
      return .edit(.putLayer(name: try given(name, "name"), text: try given(text, "text")))
    case "remove-layer": return .edit(.removeLayer(try given(name, "name")))
    case "move-layer":
      return .edit(.moveLayer(try given(name, "name"), to: try given(to, "to")))
    case "set-title": return .edit(.setTitle(try given(title, "title")))
    case "set-needs": return .edit(.setNeeds(try given(needs, "needs")))
    case "replace": return .edit(.replace(text: try given(text, "text")))
    case "undo": return .undo(to: try given(revision, "revision"))
    default:
      throw Endpoints.unusable(
        "edits.do",
        "add-override, add-overrides, remove-override, put-layer, remove-layer, move-layer,"
          + " set-title, set-needs, replace or undo")
    }
  }

  private func override() throws(Problem) -> RotaOverride {
    try OverrideBody(
      from: from, until: until, replaces: replaces, reason: reason, line: line,
      responders: responders
    ).override()
  }

  private func given<Value>(_ value: Value?, _ name: String) throws(Problem) -> Value {
    guard let value else { throw Endpoints.unusable("edits.\(name)", "needed by \(`do`)") }
    return value
  }
}

/// An override as JSON has it.
private struct OverrideBody: Decodable {
  var from, until, replaces, reason, line: String?
  var responders: [String]?

  func override() throws(Problem) -> RotaOverride {
    guard let from = try Endpoints.moment(from, "edits.from"),
      let until = try Endpoints.moment(until, "edits.until"), from < until
    else { throw Endpoints.unusable("edits.until", "a time after from") }
    guard let responders, responders.count <= Limits.targetsMax,
      (responders + [replaces].compactMap { $0 }).allSatisfy(NameForm.holds)
    else { throw Endpoints.unusable("edits.responders", "a list of ids; empty for nobody") }
    guard (reason ?? "").utf8.count <= RotaRequest.reasonBytes.upperBound else {
      throw Endpoints.unusable(
        "edits.reason", "at most \(RotaRequest.reasonBytes.upperBound) bytes")
    }
    guard let line = RotaLine(rawValue: line ?? RotaLine.first.rawValue) else {
      throw Endpoints.unusable("edits.line", "first, second or trainee")
    }
    var override = RotaOverride(
      from: from, until: until, responders: responders.map { ResponderID($0) },
      reason: reason ?? "", replaces: replaces.map { ResponderID($0) })
    override.line = line
    return override
  }
}

extension Problem {
  /// What a refusal of a rota's change means over HTTP.
  init(_ error: RotasError) {
    switch error {
    case .unknown:
      self.init(.notFound, "there is no such rota", hint: "GET /v1/rotas lists them")
    case .noRevision:
      self.init(
        .notFound, "the rota has no such revision, or it is too old to change", field: "base",
        hint: "GET /v1/rotas/{rota}/revisions lists them")
    case .conflict(let newest):
      self.init(
        .taken, "revision \(newest) changes the same part", field: "base",
        hint: "preview again: it shows both")
    case .unchanged:
      self.init(
        .taken, "the same text holds already", field: "edits", hint: "nothing has to be done")
    case .stale:
      self.init(
        .stale, "the preview is not of what would happen now", field: "digest",
        hint: "preview again, and look at what is different")
    case .acceptance:
      let bytes = RotaRequest.reasonBytes
      self.init(
        .unusable, "the change leaves time uncovered", field: "acceptance",
        hint: "say why that may be, in \(bytes.lowerBound) to \(bytes.upperBound) bytes")
    case .edits:
      self = Endpoints.unusable("edits", "1 to \(RotaEdit.countMax)")
    case .past:
      self.init(
        .unusable, "an override that is over changes nothing", field: "edits.until",
        hint: "write a later time")
    case .reason:
      let bytes = RotaRequest.reasonBytes
      self = Endpoints.unusable(
        "reason", "\(bytes.lowerBound) to \(bytes.upperBound) bytes on one line")
    case .findings(let findings):
      let first = findings.first(where: \.isError)
      self.init(
        .unusable, first.map { "line \($0.line): \($0.text)" } ?? "the rota does not check",
        field: "edits", hint: "mend it and preview again")
    case .busy:
      self.init(
        .notNow, "another replay of the past is being done",
        hint: "one is done at a time: try again after Retry-After")
    case .notNow: self = Self.notNow
    }
  }
}
