// Tocsin — Documents: routes.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// The routing table, with the places of what the checks look up.
struct RoutesDocument {
  let path: String
  let table: RoutingTable
  /// Each route with its line, in the table's order.
  let routes: [Lined<Route>]
  let catchAllLine: Int
  /// The hours of routes.
  let hours: [HoursReading]
  /// The policies for tests and for what is wrong with sources, as far as they are named.
  let others: [Lined<String>]
  /// The policy for starts of duty; nil when nobody is tested.
  let dutyStarts: Lined<String>?
  /// Within this time a high alert must reach its fallback (S24).
  let fallbackWithin: Milliseconds

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue) {
    guard
      let object = root.object([
        "fallback-within", "routes", "catch-all", "test", "sources", "duty-starts", "storms",
        "lock-screen",
      ])
    else { return nil }
    let within = object["fallback-within"]?.duration(in: .minutes(1)...Milliseconds.hours(1))
    let catchAll = object.required(
      "catch-all", example: "catch-all: POLICY, so that no alert is without a policy")
    let policy = catchAll?.name()
    let items = object["routes"]?.list() ?? []
    var hours: [HoursReading] = []
    routes = Self.routes(items, &hours)
    self.hours = hours
    let test = object["test"].flatMap(Self.policyName)
    let sources = object["sources"].flatMap(Self.policyName)
    let dutyStarts = object["duty-starts"].flatMap(Self.policyName)
    let folding = object["storms"].map(Self.folding)
    let lockScreen = object["lock-screen"].map(LockScreenRule.init)
    guard let policy, let catchAll, !root.log.hasErrors else { return nil }
    var table = RoutingTable(routes: routes.map(\.value), catchAll: policy)
    table.test = test?.value
    table.sources = sources?.value
    table.dutyStarts = dutyStarts?.value
    table.folding = folding ?? FoldingRule()
    table.lockScreen = lockScreen
    self.table = table
    others = [test, sources].compactMap { $0 }
    self.dutyStarts = dutyStarts
    path = root.log.path
    catchAllLine = catchAll.line
    fallbackWithin = within ?? DocumentLimits.fallbackWithin
  }

  /// `storms: { pages: 3, within: 1m }`; what is not said is as without the line.
  private static func folding(_ value: YAMLValue) -> FoldingRule {
    var rule = FoldingRule()
    guard let object = value.object(["pages", "within"]) else { return rule }
    if let pages = object["pages"]?.number(in: FoldingRule.pagesMaxRange) { rule.pagesMax = pages }
    if let window = object["within"]?.duration(in: FoldingRule.windowRange) { rule.window = window }
    return rule
  }

  private static func policyName(_ value: YAMLValue) -> Lined<String>? {
    value.name().map { Lined(value: $0, line: value.line) }
  }

  private static func routes(
    _ items: [YAMLValue], _ hours: inout [HoursReading]
  ) -> [Lined<Route>] {
    var read: [Lined<Route>] = []
    for item in items {
      guard let route = route(item, &hours) else { continue }
      if let same = read.first(where: { $0.value.name == route.name }) {
        item.refuse(
          "the route \"\(route.name)\" stands on line \(same.line) already: choose another name")
      }
      if let wider = read.first(where: { $0.value.covers(route) }) {
        item.log.warning(
          item.line,
          "the route \"\(route.name)\" is never reached, because \"\(wider.value.name)\" on line"
            + " \(wider.line) takes all of it: move it up, or remove it")
      }
      read.append(Lined(value: route, line: item.line))
    }
    return read
  }

  private static func route(_ value: YAMLValue, _ hours: inout [HoursReading]) -> Route? {
    guard let object = value.object(["name", "when", "policy"]) else { return nil }
    let name = object.required("name", example: "name: and what it leads where")?.text()
    let policy = object.required("policy", example: "policy: NAME")?.name()
    guard
      let when = object.required("when", example: "when: { kind: critical-result }")?
        .object([
          "integration", "kind", "ward", "location", "service", "priority", "discharged", "during",
        ])
    else { return nil }
    let during = when["during"]?.weeklyHours()
    if let during { hours.append(during) }
    guard let name, let policy else { return nil }
    if RoutingTable.ownNames.contains(name) {
      object["name"]?.refuse("\"\(name)\" says that no route was taken: choose another name")
    }
    var route = Route(
      name: name, integration: when["integration"]?.name(), kind: when["kind"]?.name(),
      ward: when["ward"]?.anyText(), priority: when["priority"]?.priority(), policy: policy)
    route.location = when["location"]?.anyText()
    route.service = when["service"]?.anyText()
    route.isDischarged = when["discharged"]?.flag()
    route.during = during?.hours
    if route.takesEverything, !value.log.hasErrors {
      value.refuse("the route takes everything: name a condition, or make its policy the catch-all")
    }
    return route
  }
}

extension Route {
  /// Whether every draft that matches `other` matches this one.
  fileprivate func covers(_ other: Route) -> Bool {
    (integration == nil || integration == other.integration)
      && (kind == nil || kind == other.kind) && (ward == nil || ward == other.ward)
      && (priority == nil || priority == other.priority)
      && (isDischarged == nil || isDischarged == other.isDischarged)
      && (location == nil || location == other.location)
      && (service == nil || service == other.service)
      && (during == nil || during == other.during)
  }

  fileprivate var takesEverything: Bool {
    integration == nil && kind == nil && ward == nil && priority == nil && isDischarged == nil
      && location == nil && service == nil && during == nil
  }

  /// Whether a draft of this priority can match.
  func canTake(_ priority: Priority) -> Bool { self.priority == nil || self.priority == priority }
}
