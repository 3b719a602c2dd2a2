// Tocsin — Documents: policies/NAME.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One policy, with the places of what the checks look up.
struct PolicyDocument {
  let path: String
  let policy: Policy
  let line: Int
  let fallbackLine: Int
  /// Every target and copy, the fallback's included.
  let targets: [Lined<PageTarget>]
  /// Each step of each role with its line.
  let steps: [Lined<PolicyStep>]
  /// The hours of steps.
  let hours: [HoursReading]

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue, name: String, revision: Int) {
    let keys = ["title", "priorities", "cycles", "steps", "roles", "fallback", "times", "bundle"]
    guard let object = root.object(keys) else { return nil }
    var reading = PolicyReading(log: root.log)
    let title = object.required("title", example: "title: Critical result")?.text()
    let cycles = object["cycles"]?.number(in: 1...Limits.cyclesMax) ?? 1
    let roles = reading.roles(object)
    let fallbackValue = object.required("fallback", example: "fallback: with page and every")
    let fallback = fallbackValue.flatMap { reading.fallback($0) }
    var times = object["times"].map { reading.times($0) } ?? PolicyTimes()
    times.bundle = object["bundle"]?.duration(in: DocumentLimits.bundles)
    let priorities = object["priorities"]?.list(max: 4)?.compactMap { $0.priority() }
    if let bundle = object["bundle"], priorities != [.low] {
      bundle.refuse(
        "only low pages are bundled: write priorities: [low], or remove bundle: (S2)")
    }
    guard let title, let fallback, let fallbackValue, !roles.isEmpty, !root.log.hasErrors else {
      return nil
    }
    var policy = Policy(
      reference: PolicyReference(name: name, revision: revision), title: title, roles: roles,
      cycles: cycles, fallback: fallback, times: times)
    if let priorities { policy.priorities = Set(priorities) }
    self.policy = policy
    path = root.log.path
    line = root.line
    fallbackLine = fallbackValue.line
    targets = reading.targets
    steps = reading.steps
    hours = reading.hours
  }

  /// Whether a draft of this priority may be led here.
  func takes(_ priority: Priority) -> Bool { policy.priorities.contains(priority) }

  /// How long it takes at most until the fallback is paged for what is high or a crash call.
  var reachesFallbackAfter: Milliseconds {
    policy.reach(for: [Priority.crash, .high].filter(takes))
  }
}

/// Reads the parts of a policy, and notes whom it pages.
private struct PolicyReading {
  let log: FindingLog
  private(set) var targets: [Lined<PageTarget>] = []
  private(set) var steps: [Lined<PolicyStep>] = []
  private(set) var hours: [HoursReading] = []

  init(log: FindingLog) { self.log = log }

  /// The roles, or the steps as those of the one role `responder`.
  mutating func roles(_ object: YAMLObject) -> [PolicyRole] {
    switch (object["steps"], object["roles"]) {
    case (nil, nil):
      log.error(object.line, "the policy has no steps: add steps: with a list under it")
      return []
    case (.some, let roles?):
      roles.refuse("a policy has steps or roles, not both: move the steps into a role")
      return []
    case (let steps?, nil):
      let read = self.steps(steps)
      return read.isEmpty ? [] : [PolicyRole(role: "responder", steps: read)]
    case (nil, let roles?):
      return self.roles(roles)
    }
  }

  private mutating func roles(_ value: YAMLValue) -> [PolicyRole] {
    var names: Set<String> = []
    var roles: [PolicyRole] = []
    for item in value.list(max: Limits.rolesMax) ?? [] {
      guard let object = item.object(["role", "needs", "steps"]) else { continue }
      let name = object.required("role", example: "role: leader")?.name()
      let read =
        object.required("steps", example: "steps: with a list under it")
        .map { steps($0) } ?? []
      let count = object["needs"].map { $0.number(in: 1...RoleShare.countMax) } ?? 1
      guard let name, let count, !read.isEmpty else { continue }
      for role in Self.shares(of: PolicyRole(role: name, steps: read), count) {
        if !names.insert(role.role).inserted {
          item.refuse("the role \"\(role.role)\" stands twice: give this one another name")
        }
        roles.append(role)
      }
    }
    if roles.count > Limits.rolesMax {
      value.refuse("the roles need \(roles.count) people: at most \(Limits.rolesMax) are paged")
    }
    return roles
  }

  /// `needs: 2` of the role `nurse` is the roles `nurse-1` and `nurse-2`.
  private static func shares(of role: PolicyRole, _ count: Int) -> [PolicyRole] {
    guard count > 1 else { return [role] }
    return (0..<count).map { index in
      var one = PolicyRole(role: "\(role.role)-\(index + 1)", steps: role.steps)
      one.share = RoleShare(name: role.role, index: index, count: count)
      return one
    }
  }

  private mutating func steps(_ value: YAMLValue) -> [PolicyStep] {
    var read: [PolicyStep] = []
    for item in value.list(max: Limits.stepsMax) ?? [] {
      guard let object = item.object(["page", "copy", "wait", "only"]) else { continue }
      let page = object.required("page", example: "page: { rota: NAME }").map { targets(of: $0) }
      let copies = object["copy"].map { targets(of: $0, areCopies: true) } ?? []
      let wait = object.required("wait", example: "wait: 2m").flatMap { self.wait($0) }
      let only = object["only"]?.weeklyHours()
      if let only { hours.append(only) }
      guard let page, !page.isEmpty, let wait else { continue }
      var step = PolicyStep(targets: page, copies: copies, wait: wait)
      step.hours = only?.hours
      read.append(step)
      steps.append(Lined(value: step, line: item.line))
    }
    return read
  }

  /// `2m`, or by priority: `{ high: 2m, medium: 10m }`.
  private func wait(_ value: YAMLValue) -> StepWait? {
    guard value.isObject else {
      return value.duration(in: DocumentLimits.waits).map { StepWait($0) }
    }
    guard let object = value.object(Priority.allCases.map(\.word)) else { return nil }
    var named: [Priority: Milliseconds] = [:]
    for priority in Priority.allCases {
      guard let read = object[priority.word]?.duration(in: DocumentLimits.waits) else { continue }
      if let urgent = named.keys.max(), let least = named[urgent], read < least {
        object[priority.word]?.refuse(
          "\(priority.word) waits for \(read.text) and \(urgent.word) for \(least.text): what is"
            + " more urgent waits no longer")
      }
      named[priority] = read
    }
    if named.isEmpty, !log.hasErrors {
      value.refuse("no priority is named: write wait: 2m, or wait: { high: 2m, medium: 10m }")
    }
    return StepWait(named)
  }

  mutating func fallback(_ value: YAMLValue) -> Fallback? {
    guard let object = value.object(["page", "every"]) else { return nil }
    let page = object.required("page", example: "page: { responder: switchboard }")
      .map { targets(of: $0) }
    let every = object.required("every", example: "every: 1m")?
      .duration(in: DocumentLimits.fallbackEvery)
    guard let page, !page.isEmpty, let every else { return nil }
    return Fallback(targets: page, every: every)
  }

  /// One target, or a list of them: `{ rota: NAME }`, `{ rota: NAME, line: second }`,
  /// `{ responder: NAME }`, `named`, `last-acknowledged` or `outgoing`.
  private mutating func targets(
    of value: YAMLValue, areCopies: Bool = false
  ) -> [PageTarget] {
    var found: [PageTarget] = []
    for item in value.items(max: Limits.targetsMax) ?? [] {
      guard let target = target(item) else { continue }
      if target.isTraineeLine, !areCopies {
        item.refuse(
          "the trainee line owes no answer and is paged beside the first line anyway: name the rota"
            + " alone, or write it under copy: (S7)")
        continue
      }
      if found.contains(target) {
        item.refuse("\(target.text) stands twice here: keep one of the two")
        continue
      }
      found.append(target)
      targets.append(Lined(value: target, line: item.line))
    }
    return found
  }

  private func target(_ item: YAMLValue) -> PageTarget? {
    if item.isWord("named") { return .named }
    if item.isWord("last-acknowledged") { return .lastAcknowledged }
    if item.isWord("outgoing") { return .outgoing }
    guard let entries = item.entries() else { return nil }
    if entries.count == 2, entries.map(\.key).sorted() == ["line", "rota"] { return line(item) }
    guard entries.count == 1, let entry = entries.first,
      entry.key == "rota" || entry.key == "responder"
    else {
      item.refuse(
        "a target is one rota or one responder, named or last-acknowledged: write { rota: NAME },"
          + " { responder: NAME } or one of the two words")
      return nil
    }
    guard let name = entry.value.name() else { return nil }
    return entry.key == "rota" ? .rota(RotaID(name)) : .responder(ResponderID(name))
  }

  /// `{ rota: NAME, line: second }`; the first line is the rota alone.
  private func line(_ item: YAMLValue) -> PageTarget? {
    guard let object = item.object(["rota", "line"]), let name = object["rota"]?.name(),
      let line = object["line"]?.rotaLine()
    else { return nil }
    return .line(line, of: RotaID(name))
  }

  func times(_ value: YAMLValue) -> PolicyTimes {
    var times = PolicyTimes()
    let keys = [
      "resound", "acknowledged", "reminded", "read-back", "opening", "hold-max", "look-back",
    ]
    guard let object = value.object(keys) else { return times }
    func read(_ key: String, _ low: Milliseconds, _ high: Milliseconds) -> Milliseconds? {
      object[key]?.duration(in: low...high)
    }
    times.resound = read("resound", .seconds(10), .minutes(5)) ?? times.resound
    times.acknowledged = read("acknowledged", .minutes(1), .hours(24)) ?? times.acknowledged
    times.reminded = read("reminded", .seconds(30), .hours(1)) ?? times.reminded
    times.readBack = read("read-back", .seconds(30), .hours(1))
    times.opening = read("opening", .seconds(30), .hours(1)) ?? times.opening
    times.lookBack =
      read("look-back", .minutes(5), PolicyTimes.lookBackMax) ?? times.lookBack
    times.holdMax = read("hold-max", .zero, .minutes(10)) ?? times.holdMax
    return times
  }
}
