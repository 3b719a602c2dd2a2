// Tocsin — Gateway: planned work on sources and wards
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// Plans, ends and announces maintenance (S27). Each act leaves a leaf on the trail, in the unit of
/// what it tells.
package struct Maintenances: Sendable {
  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// What is in force, planned, or over and not announced yet, by begin.
  package func open() async throws(MaintenanceFault) -> [Maintenance] {
    try await surroundings.read(or: MaintenanceFault.notNow, "maintenance cannot be read") {
      try $0.openMaintenances()
    }
  }

  /// Plans a maintenance, or begins it when its begin has passed.
  package func add(
    _ object: MaintenanceObject, from begin: Timestamp?, until end: Timestamp,
    for owner: (id: ResponderID, reason: String), by actor: TrailActor
  ) async throws(MaintenanceFault) -> Maintenance {
    let surroundings = surroundings
    return try await commit { store in
      let now = surroundings.time.now()
      let work = Maintenance(
        surroundings.identifiers.identifier(), of: object, from: begin ?? now, until: end,
        by: owner)
      if let fault = work.fault(at: now) { return .failure(fault) }
      guard try surroundings.knows(object) else { return .failure(.unknownSource) }
      guard let account = try store.account(work.owner), account.isValid(at: now) else {
        return .failure(.unknownOwner)
      }
      try store.put(work)
      try store.append(work.leaf(.maintenancePlanned, by: actor, at: now))
      return .success((work, []))
    }
  }

  /// Ends a maintenance now: what waited for its end is paged.
  package func end(
    _ id: MaintenanceID, by actor: TrailActor
  ) async throws(MaintenanceFault) -> Maintenance {
    let surroundings = surroundings
    return try await commit { store in
      let now = surroundings.time.now()
      guard var work = try store.maintenance(id) else { return .failure(.unknown) }
      guard now < work.until else { return .failure(.over) }
      work.endedAt = now
      try store.append(work.leaf(.maintenanceEnded, by: actor, at: now))
      let announced = try surroundings.announce(work, at: now, in: store)
      let released = try surroundings.release(after: work, at: now, in: store)
      return .success((work, announced + released))
    }
  }

  private func commit(
    _ unit:
      @escaping @Sendable (any StoreTransaction) throws -> Result<
        (Maintenance, [Transition]), MaintenanceFault
      >
  ) async throws(MaintenanceFault) -> Maintenance {
    let (work, transitions) = try await surroundings.perform(
      or: MaintenanceFault.notNow, "a maintenance could not be kept", byteCount: 2_048, unit)
    surroundings.tell(transitions)
    return work
  }
}

extension Maintenance {
  /// A leaf of this maintenance. Its reason, in a person's words, is kept sealed beside it.
  func leaf(_ action: TrailAction, by actor: TrailActor, at now: Timestamp) -> TrailLeaf {
    var leaf = TrailLeaf(action, on: "maintenance:\(id)", by: actor, at: now)
    leaf.reason = "\(object.text) \(RFC3339.text(begin)) to \(RFC3339.text(until))"
    leaf.detail = Array(reason.utf8)
    return leaf
  }
}

extension Surroundings {
  /// Says that a maintenance is over, on the trail and to its owner, as a low alert.
  func announce(
    _ work: Maintenance, at now: Timestamp, in store: any StoreTransaction
  ) throws -> [Transition] {
    var told = work
    told.isAnnounced = true
    try store.put(told)
    try store.append(told.leaf(.maintenanceOver, by: .gateway, at: now))
    let owner = try store.account(work.owner)?.name ?? work.owner.text
    var content = AlertContent(
      location: work.object.name,
      what: "Maintenance of \(work.object.text) is over. Owner: \(owner). \(work.reason)")
    if case .ward(let ward) = work.object { content.ward = ward }
    content.since = work.begin
    let draft = AlertDraft(
      integration: AlertDraft.gateway, dedupKey: "maintenance:\(work.id)", priority: .low,
      kind: "maintenance-over", content: content)
    var source = "tocsin"
    if case .source(let name) = work.object { source = name }
    return [try raise(draft, about: source, at: now, in: store)]
  }

  /// Until when a draft waits for planned work; nil when it does not.
  package func endOfWork(
    on draft: AlertDraft, at now: Timestamp, in store: any StoreReader
  ) throws -> Timestamp? {
    guard !draft.priority.rings else { return nil }
    let works = try store.openMaintenances().filter { $0.isInForce(at: now) && $0.holds(draft) }
    return works.map(\.until).max()
  }

  /// Alerts that waited for the planned end of a work that has ended before it: they are paged now,
  /// or wait for another work that is still in force.
  fileprivate func release(
    after work: Maintenance, at now: Timestamp, in store: any StoreTransaction
  ) throws -> [Transition] {
    let others = try store.openMaintenances().filter { $0.isInForce(at: now) && $0.id != work.id }
    let open = try store.alerts(limit: Self.waitingMax, phase: "escalating")
    let waiting = open.filter { alert in
      let ward = alert.content.ward
      return alert.nextDeadline == work.end && alert.duties.contains(where: \.isHeldBack)
        && work.holds(alert.priority, of: alert.integration, in: ward)
    }
    return try waiting.map { alert in
      let still = others.filter {
        $0.holds(alert.priority, of: alert.integration, in: alert.content.ward)
      }
      let end = still.map(\.until).max() ?? now
      return try advance(alert, on: .workEnds(at: end), in: store, at: now)
    }
  }

  /// Open alerts that the end of a work looks through; those beyond are paged at its planned end.
  private static let waitingMax = 20_000

  /// Whether the object is one of this site; wards are not listed anywhere, so any may be.
  fileprivate func knows(_ object: MaintenanceObject) throws -> Bool {
    switch object {
    case .source(let name): try directory.snapshot().integrations[name] != nil
    case .ward: true
    }
  }
}
