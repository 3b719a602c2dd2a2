// Tocsin — Core: what routes look at, and why one of them took an alert
// SPDX-License-Identifier: Apache-2.0

/// What routes look at, as it was when the alert opened.
package struct RouteFacts: Hashable, Codable, Sendable {
  /// Of what is wrong with a source: the source.
  package var integration: String
  package var kind: String
  package var priority: Priority
  package var world: World
  /// In full; empty when unknown, as are `ward` and `service`.
  package var location: String
  package var ward: String
  /// The hospital service that answers for the subject, as the source codes it (PV1-10).
  package var service: String
  /// The subject has left, as the location table says.
  package var isDischarged: Bool
  /// What is wrong with a source, or with the gateway: routes without a kind are not for it.
  package var isTechnical = false

  package init(_ draft: AlertDraft, about source: String? = nil) {
    integration = source ?? draft.integration
    kind = draft.kind
    priority = draft.priority
    world = draft.world
    location = draft.content.location
    ward = draft.content.ward
    service = draft.service
    isDischarged = draft.isDischarged
    isTechnical = source != nil
  }
}

/// Which route led an alert to its policy, of which revision of the routes, and what it looked at.
package struct RouteTaken: Hashable, Codable, Sendable {
  /// The route's name, or one of `RoutingTable.ownNames`.
  package let route: String
  /// 0 where nobody knows.
  package let revision: Int
  package let facts: RouteFacts

  package init(route: String, revision: Int, facts: RouteFacts) {
    self.route = route
    self.revision = revision
    self.facts = facts
  }
}

/// One condition of a route, beside what it met.
package struct RouteCondition: Hashable, Sendable {
  /// What it looks at, by the word of the document.
  package enum Kind: String, Sendable, CaseIterable {
    case integration, kind, ward, location, service, priority, discharged, during
  }

  package let kind: Kind
  /// What the route asks for, in the words of the document.
  package let wanted: String
  /// What there was; empty when unknown.
  package let found: String
  package let holds: Bool

  /// `kind is critical-result`, or `ward is W4E and not DEMO`.
  package var text: String {
    if kind == .during { return holds ? "it is \(wanted)" : "it is not \(wanted)" }
    if kind == .discharged {
      return found == "true" ? "the subject has left" : "the subject has not left"
    }
    let name = kind.rawValue
    if holds { return "\(name) is \(wanted)" }
    return found.isEmpty
      ? "\(name) is unknown and not \(wanted)" : "\(name) is \(found) and not \(wanted)"
  }
}

/// A route that was looked at.
package struct RouteLook: Hashable, Sendable {
  package let route: String
  /// In the order of the document's words.
  package let conditions: [RouteCondition]
  /// All its conditions hold, and it is for alerts like this.
  package let isTaken: Bool

  /// What kept it from being taken; empty for the one that was.
  package var failed: [RouteCondition] { conditions.filter { !$0.holds } }
}

/// The answer to "which policy, by which route, and why".
package struct RouteChoice: Hashable, Sendable {
  package let policy: String
  /// The route's name, or one of `RoutingTable.ownNames`.
  package let route: String
  /// The routes that were looked at, in order; the last one was taken, unless none was.
  package let looks: [RouteLook]

  /// One sentence: `route "x": kind is k, ward is W7`, or that no route takes it.
  package var text: String {
    guard let taken = looks.last, taken.isTaken else {
      return switch route {
      case RoutingTable.testName: "every alert for test has one policy"
      case RoutingTable.sourcesName: "what is wrong with a source has one policy"
      default: "no route takes it: the catch-all"
      }
    }
    return "route \"\(route)\": " + taken.conditions.map(\.text).joined(separator: ", ")
  }

  /// What was passed over, a line each: `"x" passed over: ward is W4E and not DEMO`.
  package var passedOver: [String] {
    looks.filter { !$0.isTaken }.map { look in
      let why = look.failed.map(\.text).joined(separator: ", ")
      return "\"\(look.route)\" passed over: " + (why.isEmpty ? "it is for patients" : why)
    }
  }
}
