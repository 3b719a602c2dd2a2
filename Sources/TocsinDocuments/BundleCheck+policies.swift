// Tocsin — Documents: whom policies page, and the last resort
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension BundleCheck {
  mutating func check(_ policy: PolicyDocument) {
    for target in policy.targets { check(target, in: policy) }
    for step in policy.steps where isTraineesOnly(step.value.targets) {
      add(
        policy.path, step.line,
        "the step pages trainees alone, whose answers do not count: add a person or a rota (S7)",
        weight: .warning)
    }
    for role in policy.policy.roles where role.steps.allSatisfy(\.mayBeNobody) {
      add(
        policy.path, policy.line,
        "\(role.role) pages only whom the alert itself names, and that may be nobody: add a step"
          + " with the rota that covers the place (S24)")
    }
    if policy.policy.fallback.targets.contains(where: \.mayBeNobody) {
      add(
        policy.path, policy.fallbackLine,
        "whom the alert itself names may be nobody: a fallback pages a person with a telephone or a"
          + " desk (S24)")
    }
    for hours in policy.hours { checkHolidays(hours, policy.path) }
    checkHours(policy)
    checkFallback(policy)
    checkReach(policy)
  }

  /// Hours in which every step of a role is closed are hours of the fallback.
  private mutating func checkHours(_ policy: PolicyDocument) {
    for role in policy.policy.roles {
      let hours = role.steps.compactMap(\.hours)
      guard hours.count == role.steps.count, let gap = WeeklyHours.gap(in: hours) else { continue }
      add(
        policy.path, policy.line,
        "no step of \(role.role) pages at \(gap.text): its alerts then go to the fallback at once;"
          + " add a step without only:, or hours that reach it", weight: .warning)
    }
  }

  /// The calendar that hours observe is there.
  mutating func checkHolidays(_ hours: HoursReading, _ path: String) {
    guard let name = hours.hours.holidays, has(.holidays), !has(.holidays, name) else { return }
    add(
      path, hours.holidaysLine,
      "there is no calendar \"\(name)\": add holidays/\(name).yaml, or mend the name")
  }

  private mutating func check(_ target: Lined<PageTarget>, in policy: PolicyDocument) {
    switch target.value {
    case .responder(let id):
      if has(.people), people[id] == nil { add(policy.path, target.line, unknownPerson(id)) }
    case .rota(let id): check(.first, of: id, target.line, policy.path)
    case .line(let line, let id): check(line, of: id, target.line, policy.path)
    case .named, .lastAcknowledged, .outgoing: break
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
    case .named, .lastAcknowledged, .outgoing: nil
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

extension PolicyStep {
  /// Whom it asks depends on the alert alone.
  fileprivate var mayBeNobody: Bool { targets.allSatisfy(\.mayBeNobody) }
}
