// Tocsin — Documents: what only all documents together show
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// Checks references between documents, and the rules of S24.
struct BundleCheck {
  let reading: BundleReading
  let isWhole: Bool
  /// Nil where nobody says: then nothing is said of what ends soon.
  let today: CivilDate?
  private(set) var findings: [Finding] = []
  let people: [ResponderID: PeopleDocument.Person]
  let rotas: [RotaID: RotaDocument]

  init(reading: BundleReading, isWhole: Bool, today: CivilDate?) {
    self.reading = reading
    self.isWhole = isWhole
    self.today = today
    people = Dictionary(
      (reading.people?.people ?? []).map { ($0.responder.id, $0) }, uniquingKeysWith: { a, _ in a })
    rotas = Dictionary(
      reading.rotas.map { ($0.rota.id, $0) }, uniquingKeysWith: { a, _ in a })
  }

  mutating func run(zoneExists: ((String) -> Bool)?) {
    checkPresence()
    for rota in reading.rotas { check(rota) }
    for policy in reading.policies { check(policy) }
    if let routes = reading.routes { check(routes) }
    if let calls = reading.calls { check(calls) }
    if let channels = reading.channels { check(channels) }
    checkDoubleDuty()
    checkAddresses()
    if let zoneExists { checkZones(zoneExists) }
  }

  mutating func add(
    _ path: String, _ line: Int, _ text: String, weight: Finding.Weight = .error
  ) {
    findings.append(Finding(path: path, line: line, weight: weight, text: text))
  }

  func has(_ kind: DocumentKind) -> Bool {
    isWhole || reading.paths.keys.contains { $0.kind == kind }
  }

  func has(_ kind: DocumentKind, _ name: String) -> Bool {
    reading.paths.keys.contains { $0.kind == kind && $0.name == name }
  }

  /// A whole bundle has a routing table.
  private mutating func checkPresence() {
    guard isWhole, !has(.routes, "routes") else { return }
    add("routes.yaml", 1, "there is no routing table: add routes.yaml with a catch-all policy")
  }

  /// No two endpoints listen at one address.
  private mutating func checkAddresses() {
    var first: [EndpointAddress: String] = [:]
    for document in reading.integrations.sorted(by: { $0.path < $1.path }) {
      guard let listen = document.integration.endpoint.listen, listen.port != 0 else { continue }
      guard let other = first[listen] else {
        first[listen] = document.integration.name
        continue
      }
      add(
        document.path, document.endpointLine,
        "the integration \"\(other)\" listens on \(listen) already: choose another port")
    }
  }

  private mutating func checkZones(_ zoneExists: (String) -> Bool) {
    let rollCalls = (reading.calls?.types ?? []).compactMap { type in
      type.value.rollCall.map { (reading.calls?.path ?? "", type.line, $0.zone) }
    }
    let stepHours = reading.policies.flatMap { policy in policy.hours.map { (policy.path, $0) } }
    let routeHours = (reading.routes?.hours ?? []).map { (reading.routes?.path ?? "", $0) }
    let hours = (stepHours + routeHours).map { ($0.0, $0.1.zoneLine, $0.1.hours.zone) }
    let used =
      rollCalls + hours + reading.rotas.map { ($0.path, $0.zoneLine, $0.rota.zone) }
      + reading.integrations.map { ($0.path, $0.zoneLine, $0.integration.mapping.zone) }
    for (path, line, zone) in used where !zoneExists(zone) {
      add(path, line, "the zone \"\(zone)\" is not known: write an IANA name such as Europe/Paris")
    }
  }
}

// Rotas: who is named, and for how long.
extension BundleCheck {
  private mutating func check(_ rota: RotaDocument) {
    checkHolidays(rota)
    guard has(.people) else { return }
    var unknown: Set<ResponderID> = []
    for person in rota.people where people[person.value] == nil {
      guard unknown.insert(person.value).inserted else { continue }
      add(rota.path, person.line, unknownPerson(person.value))
    }
    for (person, until) in rota.ends {
      guard let end = people[person.value]?.responder.validUntil else { continue }
      if let until, until <= end { continue }
      add(
        rota.path, person.line,
        "\"\(person.value)\" is on call beyond the end of the account on"
          + " \(RFC3339.minuteText(end)): end the shift by then, or name another person (S24)")
    }
  }

  func unknownPerson(_ id: ResponderID) -> String {
    "there is no person \"\(id)\": add them to people.yaml, or mend the name"
  }

  /// One person on two rotas can be called twice at once.
  private mutating func checkDoubleDuty() {
    var first: [ResponderID: RotaDocument] = [:]
    for rota in reading.rotas.sorted(by: { $0.path < $1.path }) {
      var seen: Set<ResponderID> = []
      for person in rota.people where seen.insert(person.value).inserted {
        guard let other = first[person.value] else {
          first[person.value] = rota
          continue
        }
        guard people[person.value]?.isDesk != true else { continue }
        add(
          rota.path, person.line,
          "\"\(person.value)\" is also on the rota \"\(other.rota.id)\" and may be called by both"
            + " at once: name another person where you can (S24)", weight: .warning)
      }
    }
  }
}

// Routes: where they lead.
extension BundleCheck {
  private mutating func check(_ routes: RoutesDocument) {
    for route in routes.routes {
      checkPolicy(route.value.policy, routes.path, route.line) { route.value.canTake($0) }
      if let integration = route.value.integration, has(.integration),
        !has(.integration, integration)
      {
        add(
          routes.path, route.line,
          "there is no integration \"\(integration)\": add"
            + " Integrations/\(integration)/mapping.yaml, or mend the name")
      }
      checkKind(route, routes.path)
    }
    for hours in routes.hours { checkHolidays(hours, routes.path) }
    checkPolicy(routes.table.catchAll, routes.path, routes.catchAllLine) { _ in true }
    for other in routes.others { checkPolicy(other.value, routes.path, other.line) { _ in true } }
    checkDutyStarts(routes)
  }

  /// The test page of a start of duty is medium, and its policy asks who comes first (S23).
  private mutating func checkDutyStarts(_ routes: RoutesDocument) {
    guard let starts = routes.dutyStarts else { return }
    checkPolicy(starts.value, routes.path, starts.line) { $0 == .medium }
    let policy = reading.policies.first { $0.policy.reference.name == starts.value }
    guard let policy, policy.policy.roles.contains(where: { $0.steps[0].targets != [.named] })
    else { return }
    add(
      policy.path, policy.line,
      "the policy of starts of duty asks somebody else before who comes: write page: named in its"
        + " first step (S23)")
  }

  mutating func checkPolicy(
    _ name: String, _ path: String, _ line: Int, canTake: (Priority) -> Bool
  ) {
    guard has(.policy) else { return }
    guard has(.policy, name) else {
      add(path, line, "there is no policy \"\(name)\": add policies/\(name).yaml, or mend the name")
      return
    }
    guard let policy = reading.policies.first(where: { $0.policy.reference.name == name }) else {
      return
    }
    let refused = Priority.allCases.filter { canTake($0) && !policy.takes($0) }
    if !refused.isEmpty {
      let words = refused.map(\.word).joined(separator: ", ")
      add(
        path, line,
        "\(words) alerts can come here, but the policy \"\(name)\" does not take them: name the"
          + " priority in the route, or choose another policy (S24)")
    }
  }

  /// Kinds of alerts that the gateway itself makes, as the integration `tocsin`.
  private static let ownKinds: Set<String> = ["break-glass", "maintenance-over"]
  /// Kinds of alerts that the gateway makes about an integration.
  private static let sourceKinds = Set(SourceTrouble.allCases.map(\.rawValue))

  private mutating func checkKind(_ route: Lined<Route>, _ path: String) {
    guard let kind = route.value.kind, has(.integration), !reading.integrations.isEmpty else {
      return
    }
    let isOwn =
      Self.sourceKinds.contains(kind)
      || Self.ownKinds.contains(kind) && [nil, "tocsin"].contains(route.value.integration)
    let made = reading.integrations.map(\.integration).contains { integration in
      (route.value.integration ?? integration.name) == integration.name
        && integration.makes(kind: kind)
    }
    if !made, !isOwn {
      add(
        path, route.line,
        "no mapping makes alerts of the kind \"\(kind)\": mend the name,"
          + " or remove the route", weight: .warning)
    }
  }
}
