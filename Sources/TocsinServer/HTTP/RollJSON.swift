// Tocsin — Server: calls and their rolls as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Writes what the switchboard sees: where to come and who comes, never the words, which may name
/// a patient and are read as content is.
enum RollJSON {
  static func type(_ type: CallType) -> JSONValue {
    .object([
      ("name", .text(type.name)), ("titles", titles(type)),
      ("priority", .text(type.priority.word)),
      ("fields", .list(type.fields.map { .text($0.rawValue) })),
    ])
  }

  private static func titles(_ type: CallType) -> JSONValue {
    .object(SiteLanguage.allCases.map { ($0.rawValue, .text(type.title(in: $0))) })
  }

  static func roll(_ roll: CallRoll) -> JSONValue {
    let alert = roll.alert
    let isByHand = alert.integration == AlertDraft.switchboard
    return .object([
      ("alert", .text(alert.id.text)), ("type", roll.type.map { .text($0.name) } ?? .null),
      ("titles", roll.type.map(titles) ?? .null), ("policy", .text(roll.policyTitle)),
      ("byHand", .flag(isByHand)), ("world", .text(alert.world.rawValue)),
      ("priority", .text(alert.priority.word)), ("phase", .text(alert.phaseWord)),
      ("ward", .text(alert.content.ward)),
      ("place", isByHand ? .text(alert.content.location) : .null),
      ("callBack", isByHand ? .text(alert.content.callBack) : .null),
      ("openedAt", .time(alert.openedAt)), ("at", .time(roll.readAt)),
      ("isLoud", .flag(roll.isLoud)), ("closedAt", .time(alert.closedAt)),
      ("ending", ending(alert)), ("callMe", .list(roll.callMes.map(person))),
      ("roles", .list(roll.roles.map(role))),
    ])
  }

  /// Why it is over; null while it is not.
  private static func ending(_ alert: Alert) -> JSONValue {
    guard alert.isClosed, case .resolved(let reason, _)? = alert.duties.last?.phase else {
      return .null
    }
    return .text(reason.rawValue)
  }

  private static func role(_ role: RollRole) -> JSONValue {
    var takenAt: Timestamp?
    if case .acknowledged(_, let at, _) = role.phase { takenAt = at }
    return .object([
      ("role", .text(role.role)), ("phase", .text(role.phase.word)),
      ("step", role.position.map { .number(Int64($0.step)) } ?? .null),
      ("cycle", role.position.map { .number(Int64($0.cycle)) } ?? .null),
      ("people", .list(role.people.map(person))), ("by", role.holder.map(person) ?? .null),
      ("takenAt", .time(takenAt)),
      (
        "byTelephone",
        role.telephone.map { heard in
          .object([
            ("takenBy", .text(heard.takenBy)), ("readBack", .flag(heard.isReadBack)),
          ])
        } ?? .null
      ),
      ("arrivedAt", .time(role.arrivedAt)), ("nextAt", .time(role.nextAt)),
      ("next", .list(role.next.map(person))),
    ])
  }

  static func report(_ report: RollReport) -> JSONValue {
    let roles = report.answers.map { answer in
      JSONValue.object([
        ("role", .text(answer.role)), ("by", answer.responder.map { .text($0.text) } ?? .null),
        ("seconds", answer.after.map { .number($0.wholeSeconds) } ?? .null),
        ("byTelephone", .flag(answer.isByTelephone)),
      ])
    }
    return .object([
      ("alert", .text(report.alert.text)), ("type", .text(report.type)),
      ("calledAt", .time(report.calledAt)), ("reportedAt", .time(report.reportedAt)),
      ("missing", .list(report.missing.map(JSONValue.text))), ("roles", .list(roles)),
    ])
  }

  private static func person(_ person: RollPerson) -> JSONValue {
    .object([
      ("id", .text(person.responder.text)), ("name", .text(person.name)),
      ("telephone", .text(person.telephone)), ("standing", .text(person.standing.rawValue)),
      ("delivered", .flag(person.isDelivered)), ("displayed", .flag(person.isDisplayed)),
      ("copy", .flag(person.isCopy)), ("lastResort", .flag(person.isFallback)),
      ("callMeSince", .time(person.callMeSince)),
    ])
  }
}
