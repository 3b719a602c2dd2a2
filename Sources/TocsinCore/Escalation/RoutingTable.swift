// Tocsin — Core: from draft to policy
// SPDX-License-Identifier: Apache-2.0

/// A rule from draft to policy. A nil condition matches everything.
package struct Route: Hashable, Codable, Sendable {
  package let name: String
  package let integration: String?
  package let kind: String?
  package let ward: String?
  package let priority: Priority?
  /// The full location, or how it begins: `W4E 12` takes `W4E 12 B` and not `W4E 123`.
  package var location: String?
  /// The hospital service, as the source codes it.
  package var service: String?
  /// Whether the subject has left by the location table.
  package var isDischarged: Bool?
  /// The hours in which it takes alerts.
  package var during: WeeklyHours?
  /// The policy's name; its newest revision is pinned when an alert opens.
  package let policy: String

  package init(
    name: String, integration: String? = nil, kind: String? = nil, ward: String? = nil,
    priority: Priority? = nil, policy: String
  ) {
    self.name = name
    self.integration = integration
    self.kind = kind
    self.ward = ward
    self.priority = priority
    self.policy = policy
  }

  /// Its conditions beside what there is.
  func conditions(
    _ facts: RouteFacts, at now: Timestamp, with staffing: Staffing
  ) -> [RouteCondition] {
    func text(
      _ kind: RouteCondition.Kind, _ wanted: String?, _ found: String, _ holds: Bool? = nil
    ) -> RouteCondition? {
      wanted.map {
        RouteCondition(kind: kind, wanted: $0, found: found, holds: holds ?? ($0 == found))
      }
    }
    return [
      text(.integration, integration, facts.integration),
      text(.kind, kind, facts.kind),
      text(.ward, ward, facts.ward),
      text(.location, location, facts.location, begins(facts.location)),
      text(.service, service, facts.service),
      text(.priority, priority?.word, facts.priority.word),
      text(.discharged, isDischarged.map(Self.word), Self.word(facts.isDischarged)),
      text(.during, during?.text, "", during?.holds(now, with: staffing)),
    ].compactMap(\.self)
  }

  /// Whether all of them hold. Composes no words: it is asked for every alert.
  func takes(_ facts: RouteFacts, at now: Timestamp, with staffing: Staffing) -> Bool {
    guard Self.isMet(integration, facts.integration), Self.isMet(kind, facts.kind),
      Self.isMet(ward, facts.ward), Self.isMet(service, facts.service),
      Self.isMet(priority, facts.priority), Self.isMet(isDischarged, facts.isDischarged),
      begins(facts.location)
    else { return false }
    return during?.holds(now, with: staffing) ?? true
  }

  private static func isMet<Value: Equatable>(_ wanted: Value?, _ found: Value) -> Bool {
    wanted == nil || wanted == found
  }

  private static func word(_ flag: Bool) -> String { flag ? "true" : "false" }

  /// Whether a location is that of the condition or lies within it: no word is cut.
  private func begins(_ full: String) -> Bool {
    guard let location, full.hasPrefix(location) else { return location == nil }
    guard let next = full.dropFirst(location.count).first else { return true }
    return !next.isLetter && !next.isNumber
  }
}

/// Holds the routes; total, because it cannot be made without a catch-all.
package struct RoutingTable: Hashable, Codable, Sendable {
  package let routes: [Route]
  /// The policy of a draft that no route matches.
  package let catchAll: String
  /// The policy of drafts for test (S22); nil when nobody is paged for a test.
  package var test: String?
  /// The policy of what is wrong with sources, where no route names its kind; nil for the
  /// catch-all.
  package var sources: String?
  /// The policy of the test page at a start of duty (S23); nil when none is sent.
  package var dutyStarts: String?
  /// When pages of one device are folded.
  package var folding = FoldingRule()
  /// What locked screens may show beside the priority; nil for nothing (S5).
  package var lockScreen: LockScreenRule?
  /// The document's revision; 0 where nobody knows.
  package var revision = 0

  /// What is said in the place of a route's name where none was taken.
  package static let catchAllName = "catch-all"
  package static let testName = "test"
  package static let sourcesName = "sources"
  package static let ownNames = [catchAllName, testName, sourcesName]

  package init(routes: [Route], catchAll: String) {
    self.routes = routes
    self.catchAll = catchAll
  }

  /// The hours in which its routes take alerts.
  package var hours: [WeeklyHours] { routes.compactMap(\.during) }

  /// The first route that takes the alert, else the catch-all, and its policy, without a word of
  /// why. A draft for test has the policy for tests alone, whatever the routes say (S22).
  ///
  /// What is wrong with a source goes by the first route that names its kind and takes that
  /// integration, or the gateway itself, else to `sources`. Routes without a kind are for patients.
  package func match(
    for facts: RouteFacts, at now: Timestamp, with staffing: Staffing
  ) -> (policy: String, route: String) {
    if facts.world == .canary { return (Canary.policyName, Canary.routeName) }
    if facts.world == .test { return (test ?? catchAll, Self.testName) }
    for route in routes where !facts.isTechnical || route.kind != nil {
      if route.takes(seen(facts, by: route), at: now, with: staffing) {
        return (route.policy, route.name)
      }
    }
    if facts.isTechnical, let sources { return (sources, Self.sourcesName) }
    return (catchAll, Self.catchAllName)
  }

  /// The same with all that was looked at, for explanations.
  package func choice(
    for facts: RouteFacts, at now: Timestamp, with staffing: Staffing
  ) -> RouteChoice {
    let found = match(for: facts, at: now, with: staffing)
    var looks: [RouteLook] = []
    for route in routes where facts.world != .test {
      let isFor = !facts.isTechnical || route.kind != nil
      let conditions = route.conditions(seen(facts, by: route), at: now, with: staffing)
      let isTaken = isFor && conditions.allSatisfy(\.holds)
      looks.append(RouteLook(route: route.name, conditions: conditions, isTaken: isTaken))
      if isTaken { break }
    }
    return RouteChoice(policy: found.policy, route: found.route, looks: looks)
  }

  /// A route names the source that is meant, or the gateway, which reports it.
  private func seen(_ facts: RouteFacts, by route: Route) -> RouteFacts {
    guard facts.isTechnical, route.integration == AlertDraft.gateway else { return facts }
    var own = facts
    own.integration = AlertDraft.gateway
    return own
  }

  /// What an alert keeps of the route that it took.
  package func taken(
    by facts: RouteFacts, at now: Timestamp, with staffing: Staffing
  ) -> (policy: String, route: RouteTaken) {
    let found = match(for: facts, at: now, with: staffing)
    return (found.policy, RouteTaken(route: found.route, revision: revision, facts: facts))
  }
}
