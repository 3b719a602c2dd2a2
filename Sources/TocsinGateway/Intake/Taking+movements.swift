// Tocsin — Gateway: movements into the location table, and to whom they matter
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// What the movements of one message came to.
struct TakenMovements: Sendable {
  var transitions: [Transition] = []
  var warnings: Set<MovementWarning> = []

  /// For the message list: never a value of the message.
  func reason(rule: String) -> String {
    let alerts = Set(transitions.map(\.alert.id)).count
    let told = alerts == 0 ? "" : ", \(alerts) alerts follow"
    let odd = MovementWarning.allCases.filter(warnings.contains).map(\.rawValue)
    return "rule \(rule): the location is kept\(told)"
      + (odd.isEmpty ? "" : " (\(odd.joined(separator: "; ")))")
  }
}

extension Surroundings {
  /// Alerts of one person that one movement tells; more is said in the log of the pager.
  private static let alertsMax = 200

  /// Applies movements to the location table, in the order of the message, and tells every open
  /// alert of whom they concern (S18). A test stays in its own world (S22).
  func take(
    _ movements: [Movement], of report: SourceReport, in store: any StoreTransaction
  ) throws -> TakenMovements {
    var taken = TakenMovements()
    let zone = report.head.zone
    for movement in try completed(movements, at: report.receivedAt, in: store) {
      guard let subject = SubjectReference(movement.subject) else { continue }
      var known = try store.whereabouts(of: subject, in: movement.world) ?? Whereabouts()
      let before = known.presence(at: report.receivedAt)
      let former = try merge(movement, at: report.receivedAt, in: store)
      if movement.kind == .merged {
        known = try store.whereabouts(of: subject, in: movement.world) ?? Whereabouts()
      }
      taken.warnings.formUnion(known.apply(movement, at: report.receivedAt))
      known.name(movement.subject.identifier)
      try store.put(known, of: subject, in: movement.world, at: report.receivedAt)
      let after = known.presence(at: report.receivedAt)
      let own = try store.openAlerts(
        concerning: subject, in: movement.world, limit: Self.alertsMax)
      let mover = Mover(surroundings: self, subject: subject, zone: zone, now: report.receivedAt)
      for alert in former {
        let number = movement.subject.identifier
        taken.transitions += try mover.tell(alert, of: after, number: number, in: store)
      }
      guard let after, after != before else { continue }
      for alert in own where !former.contains(where: { $0.id == alert.id }) {
        taken.transitions += try mover.tell(alert, of: after, number: nil, in: store)
      }
    }
    return taken
  }

  /// A swap that names no locations exchanges those of the table.
  private func completed(
    _ movements: [Movement], at now: Timestamp, in store: any StoreTransaction
  ) throws -> [Movement] {
    guard movements.count == 2, movements.allSatisfy({ $0.kind == .swapped }) else {
      return movements
    }
    let known = try movements.map { movement -> Location? in
      guard let subject = SubjectReference(movement.subject) else { return nil }
      return try store.whereabouts(of: subject, in: movement.world)?
        .presence(at: now, visit: movement.visit)?.location
    }
    return BedSwap.completed(movements, known: known)
  }

  /// - Returns: the open alerts of the identifiers that are the subject's from now on.
  private func merge(
    _ movement: Movement, at now: Timestamp, in store: any StoreTransaction
  ) throws -> [Alert] {
    guard let survivor = SubjectReference(movement.subject) else { return [] }
    var found: [Alert] = []
    for old in movement.merged.compactMap({ SubjectReference($0) }) where old != survivor {
      found += try store.openAlerts(concerning: old, in: movement.world, limit: Self.alertsMax)
      try store.merge(old, into: survivor, in: movement.world, at: now)
    }
    return found
  }
}

/// Tells open alerts where their subject is.
private struct Mover {
  let surroundings: Surroundings
  let subject: SubjectReference
  let zone: ZoneRules
  let now: Timestamp

  /// What one alert learns: under which number the person is known now, where they are, and that
  /// another policy covers that place when nobody has acknowledged yet.
  func tell(
    _ alert: Alert, of presence: Presence?, number: String?, in store: any StoreTransaction
  ) throws -> [Transition] {
    var told: [Transition] = []
    var alert = alert
    if let number {
      let event = AlertEvent.merged(ContentField(name: AlertContent.numberNow, value: number))
      let transition = try surroundings.advance(
        alert, on: event, in: store, at: now, concerning: subject)
      alert = transition.alert
      told.append(transition)
    }
    guard let presence else { return told }
    var content = alert.content
    content.relocate(to: presence, in: zone)
    guard content.location != alert.content.location || content.ward != alert.content.ward else {
      return told
    }
    if let (policy, route) = try otherPolicy(for: alert, content, presence) {
      var old = alert
      (old.content, old.route) = (content, route)
      return told + (try reroute(alert, old, under: policy, in: store))
    }
    let moved = AlertEvent.moved(location: content.location, ward: content.ward)
    return told
      + [try surroundings.advance(alert, on: moved, in: store, at: now, concerning: subject)]
  }

  /// The policy that covers the new place, when it is another and nobody has answered for the
  /// alert: what is acknowledged stays with its owner.
  private func otherPolicy(
    for alert: Alert, _ content: AlertContent, _ presence: Presence
  ) throws -> (Policy, RouteTaken)? {
    let isUntouched = alert.duties.allSatisfy { duty in
      switch duty.phase {
      case .escalating, .exhausted: true
      case .acknowledged, .resolved: false
      }
    }
    guard isUntouched, alert.retractedAt == nil, alert.endedAt == nil else { return nil }
    var draft = AlertDraft(
      integration: alert.integration, dedupKey: alert.dedupKey, priority: alert.priority,
      kind: alert.kind, content: content)
    draft.world = alert.world
    draft.isDischarged = presence.isDischarged
    let snapshot = try surroundings.directory.snapshot()
    draft.service = alert.route?.facts.service ?? ""
    let (name, route) = snapshot.routing.taken(
      by: RouteFacts(draft), at: now, with: snapshot.staffing)
    guard name != alert.policy.name, let policy = snapshot.policies[name] else { return nil }
    return (policy, route)
  }

  private func reroute(
    _ alert: Alert, _ moved: Alert, under policy: Policy, in store: any StoreTransaction
  ) throws -> [Transition] {
    let next: AlertID = surroundings.identifiers.identifier(madeAt: now)
    let closed = try surroundings.advance(
      alert, on: .superseded(by: next), in: store, at: now, concerning: subject)
    let opened = Escalation.reroute(
      moved, as: next, under: policy, with: try surroundings.staffing(in: store), at: now)
    let origin = try store.origin(of: alert.id) ?? []
    try surroundings.write(opened, concerning: subject, origin: origin, in: store)
    try copyAttachments(of: alert.id, to: next, in: store)
    try store.moveResults(of: alert.id, to: next)
    return [closed, opened]
  }

  /// What came with the report is there for whoever is paged now.
  private func copyAttachments(
    of old: AlertID, to next: AlertID, in store: any StoreTransaction
  ) throws {
    for kept in try store.attachments(of: old) {
      guard let bytes = try store.attachmentBytes(of: old, number: kept.number) else { continue }
      let draft = AttachmentDraft(title: kept.title, mediaType: kept.mediaType, bytes: bytes)
      _ = try store.insert(draft, of: next, at: now)
    }
  }
}
