// Tocsin — tocsin: a roll on the screen of a terminal
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One role of a roll, as `tocsin page --json` prints it whenever it has changed.
struct RollRow: Encodable {
  let alert: String
  let role: String
  let phase: String
  @OrNull var by: String?
  let byTelephone: Bool
  let asked: [String]
  let delivered: [String]
  @OrNull var nextAt: String?
  let next: [String]
  /// Who waits to be rung.
  let callMe: [String]

  init(_ role: RollRole, of roll: CallRoll) {
    alert = roll.alert.id.text
    self.role = role.role
    phase = role.phase.word
    by = role.holder?.responder.text
    byTelephone = role.telephone != nil
    asked = role.people.map(\.responder.text)
    delivered = role.people.filter(\.isDelivered).map(\.responder.text)
    nextAt = role.nextAt.map { RFC3339.text($0) }
    next = role.next.map(\.responder.text)
    callMe = role.callMes.map(\.responder.text)
  }
}

/// Prints each role when it changes, until every role has an answer.
struct RollWatch {
  private let switchboard: Switchboard
  private let site: Site
  private let json: Bool

  init(_ switchboard: Switchboard, _ site: Site, json: Bool) {
    self.switchboard = switchboard
    self.site = site
    self.json = json
  }

  /// Prints the roll once.
  func show(_ alert: AlertID) async throws {
    var seen = SeenRoles()
    try say(try await switchboard.roll(of: alert), &seen)
  }

  /// Prints what changes, and returns when every role is answered or the call is over.
  func untilAnswered(_ alert: AlertID) async throws {
    var seen = SeenRoles()
    var roll = try await switchboard.roll(of: alert)
    _ = seen.changed(in: roll)
    while roll.roles.contains(where: \.isUnanswered) {
      try await Task.sleep(for: .milliseconds(300))
      try await site.refresh()
      roll = try await switchboard.roll(of: alert)
      try say(roll, &seen)
    }
  }

  private func say(_ roll: CallRoll, _ seen: inout SeenRoles) throws {
    for role in seen.changed(in: roll) {
      if json {
        try Console.say(json: RollRow(role, of: roll))
      } else {
        Console.say("\(roll.alert.id)  +\((roll.readAt - roll.alert.openedAt).text)  \(role.line)")
      }
    }
  }
}

/// What was printed of each role.
private struct SeenRoles {
  private var lines: [String: String] = [:]

  /// The roles that are not as they were.
  mutating func changed(in roll: CallRoll) -> [RollRole] {
    roll.roles.filter { role in
      let line = role.line
      defer { lines[role.role] = line }
      return lines[role.role] != line
    }
  }
}

extension RollRole {
  var isUnanswered: Bool {
    switch phase {
    case .escalating, .exhausted: true
    case .acknowledged, .resolved: false
    }
  }

  var callMes: [RollPerson] { people.filter { $0.callMeSince != nil } }

  /// How the role stands, on one line.
  fileprivate var line: String {
    let asking = callMes.map { $0.name + ring($0) }.joined(separator: ", ")
    return stateLine + (asking.isEmpty ? "" : "; ring \(asking): they ask to be called")
  }

  private var stateLine: String {
    let name = role
    switch phase {
    case .acknowledged:
      let way = telephone == nil ? "" : ", by telephone"
      return "\(name): \(holder?.name ?? "somebody") is coming\(way)"
    case .resolved(let reason, _): return "\(name): over, \(reason.rawValue)"
    case .exhausted: return "\(name): nobody has answered; the last resort is rung"
    case .escalating:
      let asked = people.filter { $0.standing == .asked }.map { person in
        "\(person.name)\(person.isDelivered ? " (has it)" : "")\(ring(person))"
      }
      let then = next.map { $0.name + ring($0) }.joined(separator: ", ")
      return "\(name): waiting for \(asked.joined(separator: ", ")); "
        + "then \(then.isEmpty ? "nobody" : then)"
    }
  }

  private func ring(_ person: RollPerson) -> String {
    person.telephone.isEmpty ? "" : ", tel. \(person.telephone)"
  }
}
