// Tocsin — Server: policies and rehearsals as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The words of `/v1/policies` and `/v1/rehearsals`, on one snapshot at one moment.
struct PolicyJSON {
  let snapshot: DirectorySnapshot
  let now: Timestamp

  private var staffing: Staffing { snapshot.staffing }

  /// By whose clock a rehearsal without an offset is asked: the first zone of the site's rotas.
  var zone: ZoneRules { staffing.zones.values.min { $0.name < $1.name } ?? .utc }

  var list: JSONValue {
    let policies = snapshot.policies.values.sorted { $0.reference.name < $1.reference.name }
    let kinds = Set(snapshot.routing.routes.compactMap(\.kind)).sorted()
    return .object([
      ("zone", .text(zone.name)), ("now", .text(RFC3339.text(now, in: zone))),
      ("kinds", .list(kinds.map(JSONValue.text))),
      ("integrations", .list(snapshot.integrations.keys.sorted().map(JSONValue.text))),
      ("policies", .list(policies.map(policy))),
    ])
  }

  func policy(_ policy: Policy) -> JSONValue {
    let routes = snapshot.routing.routes.filter { $0.policy == policy.reference.name }
    return .object([
      ("name", .text(policy.reference.name)),
      ("revision", .number(Int64(policy.reference.revision))), ("title", .text(policy.title)),
      ("priorities", .list(policy.priorities.sorted().map { .text($0.word) })),
      ("routes", .list(routes.map { .text($0.name) })),
      ("isCatchAll", .flag(snapshot.routing.catchAll == policy.reference.name)),
      ("cycles", .number(Int64(policy.cycles))),
      (
        "roles",
        .list(
          policy.roles.map { role in
            .object([("role", .text(role.role)), ("steps", .list(role.steps.map(step)))])
          })
      ),
      (
        "fallback",
        .object([
          ("targets", .list(policy.fallback.targets.map(target))),
          ("every", seconds(policy.fallback.every)),
        ])
      ),
      ("times", times(policy.times)),
    ])
  }

  private func seconds(_ length: Milliseconds) -> JSONValue { .number(length.wholeSeconds) }

  private func times(_ times: PolicyTimes) -> JSONValue {
    .object([
      ("acknowledged", seconds(times.acknowledged)), ("reminded", seconds(times.reminded)),
      ("readBack", times.readBack.map(seconds) ?? .null), ("resound", seconds(times.resound)),
      ("bundle", times.bundle.map(seconds) ?? .null),
    ])
  }

  private func step(_ step: PolicyStep) -> JSONValue {
    .object([
      ("targets", .list(step.targets.map(target))), ("copies", .list(step.copies.map(target))),
      (
        "waits",
        .list(
          step.wait.parts.map { part in
            .object([("priority", .text(part.priority.word)), ("wait", seconds(part.wait))])
          })
      ),
      ("hours", step.hours.map { .text($0.text) } ?? .null),
      ("isOpen", .flag(step.hours?.holds(now, with: staffing) ?? true)),
    ])
  }

  /// Whom a step asks: who that is now, with why, and whether they can be reached.
  private func target(_ target: PageTarget) -> JSONValue {
    let found = staffing.onCall(target, at: now)
    let title: String? =
      switch target {
      case .responder(let id): staffing.responders[id]?.name
      case .rota(let id), .line(_, let id): staffing.rotas[id]?.title
      case .named, .lastAcknowledged, .outgoing: nil
      }
    return .object([
      ("text", .text(target.text)), ("title", title.map { .text($0) } ?? .null),
      ("rota", target.rotaID.map { .text($0.text) } ?? .null),
      ("dependsOnAlert", .flag(target.mayBeNobody)),
      (
        "now",
        .list(
          found.map { who in
            .object([
              ("id", .text(who.responder.text)), ("name", .text(name(who.responder))),
              ("why", .text(who.why)),
              ("isReachable", .flag(staffing.isReachable(who.responder, at: now))),
            ])
          })
      ),
    ])
  }

  private func name(_ id: ResponderID) -> String { staffing.responders[id]?.name ?? id.text }

  func rehearsal(_ answer: RehearsalAnswer) -> JSONValue {
    .object(
      [
        ("at", .text(RFC3339.text(answer.play.start, in: zone))), ("zone", .text(zone.name)),
        ("route", .text(answer.choice.route)),
        ("policy", .text(answer.policy.reference.name)), ("title", .text(answer.policy.title)),
        ("kind", .text(answer.facts.kind)), ("priority", .text(answer.facts.priority.word)),
        ("what", .text(answer.what)),
      ] + RouteJSON.why(answer.choice) + [
        ("pages", .list(answer.play.pages.map(page))),
        (
          "passed",
          .list(
            answer.play.trail.filter { $0.event == .stepPassed }.map { entry in
              .object([
                ("after", seconds(entry.at - answer.play.start)),
                ("reason", .text(entry.reason.rawValue)), ("text", .text(entry.text)),
              ])
            })
        ),
        (
          "missing",
          .list(
            answer.missing.map { .object([("id", .text($0.text)), ("name", .text(name($0)))]) })
        ),
        ("every", seconds(answer.policy.fallback.every)),
      ])
  }

  private func page(_ page: RehearsedPage) -> JSONValue {
    .object([
      ("after", seconds(page.after)), ("id", .text(page.responder.text)),
      ("name", .text(name(page.responder))), ("role", .text(page.role)),
      ("step", .number(Int64(page.position.step + 1))),
      ("cycle", .number(Int64(page.position.cycle))), ("why", .text(page.why)),
      ("reasons", RotaJSON.reasons(page.why)),
      ("isCopy", .flag(page.isCopy)), ("isFallback", .flag(page.isFallback)),
    ])
  }
}
