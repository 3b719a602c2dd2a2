// Tocsin — Documents: what only all documents together show
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// Checks references between documents, and the rules of S24.
struct BundleCheck {
  let reading: BundleReading
  let isWhole: Bool
  private(set) var findings: [Finding] = []
  private let people: [ResponderID: PeopleDocument.Person]
  private let rotas: [RotaID: RotaDocument]

  init(reading: BundleReading, isWhole: Bool) {
    self.reading = reading
    self.isWhole = isWhole
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
    let used =
      rollCalls + reading.rotas.map { ($0.path, $0.zoneLine, $0.rota.zone) }
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

  private func unknownPerson(_ id: ResponderID) -> String {
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

// Policies: whom they page, and the last resort.
extension BundleCheck {
  private mutating func check(_ policy: PolicyDocument) {
    for target in policy.targets { check(target, in: policy) }
    for step in policy.steps where isTraineesOnly(step.value.targets) {
      add(
        policy.path, step.line,
        "the step pages trainees alone, whose answers do not count: add a person or a rota (S7)",
        weight: .warning)
    }
    for role in policy.policy.roles
    where role.steps.allSatisfy({ step in
      step.targets.allSatisfy { $0 == .named || $0 == .outgoing }
    }) {
      add(
        policy.path, policy.line,
        "\(role.role) pages only whom the message names, and that may be nobody: add a step with"
          + " the rota that covers the place (S24)")
    }
    let fallback = policy.policy.fallback.targets
    if fallback.contains(.named) || fallback.contains(.outgoing) {
      add(
        policy.path, policy.fallbackLine,
        "whom the message names may be nobody: a fallback pages a person with a telephone or a desk"
          + " (S24)")
    }
    checkFallback(policy)
    checkReach(policy)
  }

  private mutating func check(_ target: Lined<PageTarget>, in policy: PolicyDocument) {
    switch target.value {
    case .responder(let id):
      if has(.people), people[id] == nil { add(policy.path, target.line, unknownPerson(id)) }
    case .rota(let id): check(.first, of: id, target.line, policy.path)
    case .line(let line, let id): check(line, of: id, target.line, policy.path)
    case .named, .outgoing: break
    }
  }

  private mutating func check(_ line: RotaLine, of id: RotaID, _ place: Int, _ path: String) {
    guard has(.rota) else { return }
    guard has(.rota, id.text) else {
      add(path, place, "there is no rota \"\(id)\": add rotas/\(id).yaml, or mend the name")
      return
    }
    guard let rota = rotas[id], rota.rota.people(on: line).isEmpty else { return }
    add(
      path, place,
      "the rota \"\(id)\" has no \(line.rawValue) line: add a layer with line: \(line.rawValue) to"
        + " it, or name the rota alone")
  }

  /// Everyone a target may page; nil when that is not known here.
  private func everyone(_ target: PageTarget) -> [PeopleDocument.Person]? {
    switch target {
    case .responder(let id): people[id].map { [$0] }
    case .rota(let id): rotas[id]?.rota.people(on: .first).compactMap { people[$0] }
    case .line(let line, let id): rotas[id]?.rota.people(on: line).compactMap { people[$0] }
    case .named, .outgoing: nil
    }
  }

  private func isTraineesOnly(_ targets: [PageTarget]) -> Bool {
    let all = targets.map(everyone)
    guard !all.contains(where: { $0 == nil }) else { return false }
    let known = all.compactMap { $0 }.flatMap { $0 }
    return !known.isEmpty && known.allSatisfy(\.responder.isTrainee)
  }

  /// The fallback reaches somebody who can be rung, whoever is on call (S24).
  private mutating func checkFallback(_ policy: PolicyDocument) {
    let targets = policy.policy.fallback.targets
    let known = targets.compactMap(everyone)
    guard has(.people), known.count == targets.count else { return }
    let isReached = known.contains { people in
      !people.isEmpty && people.allSatisfy { $0.canBeRung && !$0.responder.isTrainee }
    }
    if !isReached {
      add(
        policy.path, policy.fallbackLine,
        "nobody in the fallback is sure to have a telephone: page a person with a telephone or a"
          + " desk (S24)")
    }
  }

  /// A policy that may carry high alerts reaches its fallback in time (S24).
  private mutating func checkReach(_ policy: PolicyDocument) {
    guard policy.takes(.high) || policy.takes(.crash) else { return }
    let limit = reading.routes?.fallbackWithin ?? DocumentLimits.fallbackWithin
    let reach = policy.reachesFallbackAfter
    if reach > limit {
      add(
        policy.path, policy.line,
        "the fallback is reached after \(reach.text), later than \(limit.text): shorten the waits"
          + " or the cycles, or write priorities: [medium, low] (S24)")
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
