// Tocsin — Core: from draft to policy
// SPDX-License-Identifier: Apache-2.0

/// A rule from draft to policy. A nil condition matches everything.
package struct Route: Hashable, Codable, Sendable {
  package let name: String
  package let integration: String?
  package let kind: String?
  package let ward: String?
  package let priority: Priority?
  /// Whether the subject has left by the location table.
  package var isDischarged: Bool?
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

  func matches(_ draft: AlertDraft) -> Bool {
    (integration == nil || integration == draft.integration)
      && (kind == nil || kind == draft.kind)
      && (ward == nil || ward == draft.content.ward)
      && (priority == nil || priority == draft.priority)
      && (isDischarged == nil || isDischarged == draft.isDischarged)
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

  package init(routes: [Route], catchAll: String) {
    self.routes = routes
    self.catchAll = catchAll
  }

  /// The first route that matches, else the catch-all; and the rule's name for the trail. A draft
  /// for test has the policy for tests alone, whatever the routes say (S22).
  package func policy(for draft: AlertDraft) -> (policy: String, route: String) {
    if draft.world == .test { return (test ?? catchAll, "test") }
    guard let route = routes.first(where: { $0.matches(draft) }) else {
      return (catchAll, "catch-all")
    }
    return (route.policy, route.name)
  }

  /// The policy of an alert about the integration `source`: the first route that names the draft's
  /// kind and takes that integration, else `sources`. Routes without a kind are for patients.
  package func policy(
    for draft: AlertDraft, about source: String
  ) -> (policy: String, route: String) {
    var asked = draft
    asked.integration = source
    let found = routes.first { $0.kind != nil && ($0.matches(asked) || $0.matches(draft)) }
    if let found { return (found.policy, found.name) }
    return sources.map { ($0, "sources") } ?? (catchAll, "catch-all")
  }
}
