// Tocsin — Server: policies, read and rehearsed
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

private struct RehearsalBody: Decodable {
  var kind, integration, ward, location, service, priority, at: String?
  /// Fields of a message of the integration, such as `{"OBX-5": "7.1"}`.
  var fields: [String: String]?
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
    let (facts, snapshot) = (try facts(body), view.snapshot)
    let drafts: [AlertDraft]
    do throws(MadeMessageFault) {
      drafts = try snapshot.drafts(of: facts)
    } catch {
      switch error {
      case .malformed: throw Self.unusable("fields", Self.fieldsForm)
      case .noAlert(let rule):
        throw Problem(
          .unusable, "the mapping makes no alert of it (\(rule)): nobody would be paged",
          field: "no-alert", hint: "give the field that it misses")
      }
    }
    guard let draft = drafts.first else { throw Problem.notNow }
    let answer = Rehearsal.answer(
      draft, under: snapshot.routing, snapshot.policies, with: snapshot.staffing,
      from: try moment(body.at, view))
    guard let answer else { throw Problem.notNow }
    return view.rehearsal(answer)
  }

  private static let fieldsForm =
    "1 to \(Mapping.madeFieldsMax) fields of an HL7 message of `integration`, such as OBX-5"

  private func facts(_ body: RehearsalBody) throws(Problem) -> RehearsedFacts {
    let word = body.priority.map { Priority(word: $0) }
    if let word, word == nil { throw Self.unusable("priority", "crash, high, medium or low") }
    let given = body.fields ?? [:]
    let texts = [body.kind, body.integration, body.ward, body.location, body.service]
    guard NameForm.holds(body.kind ?? (given.isEmpty ? "" : "by-the-mapping")),
      texts.allSatisfy({ ($0 ?? "").utf8.count <= 200 })
    else {
      throw Self.unusable("kind", "a name such as critical-result; no fact is over 200 bytes")
    }
    var facts = RehearsedFacts()
    (facts.kind, facts.ward, facts.location) = (body.kind, body.ward, body.location)
    (facts.service, facts.integration) = (body.service, body.integration)
    facts.priority = word ?? nil
    for (path, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let field = MadeField(path, value: value) else {
        throw Self.unusable("fields", Self.fieldsForm)
      }
      facts.fields.append(field)
    }
    return facts
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
