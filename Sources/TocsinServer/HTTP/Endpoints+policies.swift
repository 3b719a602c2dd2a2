// Tocsin — Server: policies, read and rehearsed
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct RehearsalBody: Decodable {
  let kind: String
  var integration, ward, location, service, priority, at: String?
}

extension Endpoints {
  func policy(_ call: Call, _ route: PolicyRoute) async throws(Problem) -> WebReply {
    let snapshot: DirectorySnapshot
    do { snapshot = try surroundings.directory.snapshot() } catch { throw Problem.notNow }
    let view = PolicyJSON(snapshot: snapshot, now: surroundings.time.now())
    switch route {
    case .list:
      return WebReply(.ok, json: view.list)
    case .one:
      guard let policy = snapshot.policies[String(call.parameters["policy"] ?? "")] else {
        throw Problem(
          .notFound, "there is no policy of this name", hint: "GET /v1/policies lists them")
      }
      return WebReply(.ok, json: view.policy(policy))
    case .rehearse:
      let body = try Self.json(RehearsalBody.self, of: call.request)
      return WebReply(.ok, json: try rehearse(body, view))
    case .hindsight:
      return try await replayPolicy(call)
    }
  }

  /// Nothing is stored, and nobody is paged.
  private func rehearse(
    _ body: RehearsalBody, _ view: PolicyJSON
  ) throws(Problem) -> JSONValue {
    guard let priority = Priority(word: body.priority ?? "high") else {
      throw Self.unusable("priority", "crash, high, medium or low")
    }
    let texts = [body.kind, body.integration, body.ward, body.location, body.service]
    guard NameForm.holds(body.kind), texts.allSatisfy({ ($0 ?? "").utf8.count <= 200 }) else {
      throw Self.unusable("kind", "a name such as critical-result; no fact is over 200 bytes")
    }
    var draft = AlertDraft(
      integration: body.integration ?? "", dedupKey: "", priority: priority, kind: body.kind,
      content: AlertContent(
        location: body.location ?? body.ward ?? "", ward: body.ward ?? "", what: ""))
    draft.service = body.service ?? ""
    let snapshot = view.snapshot
    let answer = Rehearsal.answer(
      draft, under: snapshot.routing, snapshot.policies, with: snapshot.staffing,
      from: try moment(body.at, view))
    guard let answer else { throw Problem.notNow }
    return view.rehearsal(answer)
  }

  /// An instant with an offset, or a date and a time by the clock of the site: `2026-12-06T03:00`.
  private func moment(_ text: String?, _ view: PolicyJSON) throws(Problem) -> Timestamp {
    guard let text, !text.isEmpty else { return view.now }
    if let instant = RFC3339.parse(text) { return instant }
    let parts = text.split(separator: "T", maxSplits: 1).map(String.init)
    guard parts.count == 2, let date = CivilDate(text: parts[0]),
      let time = TimeOfDay(text: parts[1])
    else { throw Self.unusable("at", "a time such as 2026-12-06T03:00") }
    return view.zone.instant(of: CivilTime(date, time))
  }
}
