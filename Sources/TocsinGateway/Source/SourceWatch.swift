// Tocsin — Gateway: looks after the sources
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
package import TocsinCore
internal import TocsinMapping

/// The activity that notices what is wrong with a source: silence, stalls, a wrong clock, a run of
/// errors, tests on a live integration, gaps in a sequence; and that announces the end of
/// maintenance.
///
/// A step is `look()`. What it finds is an alert of the integration `tocsin`, opened, repeated and
/// ended in the unit that stores how the source is doing, so that neither is without the other.
package final class SourceWatch: Sendable {
  /// A look that changes nothing is noted this often, so that a restart knows how long the gateway
  /// did not listen.
  package static let noteEvery = Milliseconds.seconds(20)
  /// Counts of days are kept for so long.
  package static let daysMax = 400

  private let surroundings: Surroundings
  private let notedAt = Mutex<Timestamp?>(nil)

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Looks at every source once.
  ///
  /// - Returns: how many findings there were.
  @discardableResult
  package func look() async throws -> Int {
    let surroundings = surroundings
    let snapshot = try surroundings.directory.snapshot()
    let now = surroundings.time.now()
    if !surroundings.sources.isLoaded { try await load(at: now) }
    let works = try await surroundings.store.read { try $0.openMaintenances() }
    let looks = snapshot.integrations.values.sorted { $0.name < $1.name }
      .map { SourceLook($0, in: surroundings.sources, works, at: now) }
    let over = works.filter { $0.until <= now && !$0.isAnnounced }
    let isNoteDue = notedAt.withLock { $0.map { now - $0 >= Self.noteEvery } ?? true }
    guard isNoteDue || !over.isEmpty || looks.contains(where: \.hasNews) else { return 0 }
    let transitions = try await surroundings.store.perform(byteCount: 4_096) { store in
      try surroundings.store(looks, over, at: now, in: store)
    }
    for look in looks { surroundings.sources.settle(look.name, look.page) }
    notedAt.withLock { $0 = now }
    surroundings.tell(transitions)
    return looks.reduce(0) { $0 + $1.findings.count }
  }

  private func load(at now: Timestamp) async throws {
    let surroundings = surroundings
    let (stored, last) = try await surroundings.store.read {
      (try $0.sourceStates(), try $0.lastSourceLook())
    }
    surroundings.sources.load(stored, stoppedAt: min(last ?? now, now), startedAt: now)
  }
}

/// One source, looked at.
struct SourceLook: Sendable {
  let name: String
  let title: String
  let isLive: Bool
  let day: CivilDate
  let findings: [SourceFinding]
  let hasNews: Bool
  let page: SourceLedger.Page

  init(
    _ integration: Integration, in ledger: SourceLedger, _ works: [Maintenance],
    at now: Timestamp
  ) {
    let zone = integration.mapping.zoneRules ?? .utc
    let isMaintained = works.contains { work in
      work.object == .source(integration.name) && work.isInForce(at: now)
    }
    var page = ledger.page(of: integration.name, at: now)
    name = integration.name
    title = integration.mapping.title
    isLive = integration.health.isLive
    day = zone.civil(at: now).date
    findings = page.state.judge(
      integration.health, in: zone, isMaintained: isMaintained, at: now)
    hasNews = page.isChanged || !findings.isEmpty
    self.page = page
  }

  /// What a finding says to whom it is routed.
  func draft(_ finding: SourceFinding) -> AlertDraft {
    var content = AlertContent(location: title, what: "\(title) (\(name)): \(finding.text)")
    content.callBack = ""
    return AlertDraft(
      integration: AlertDraft.gateway, dedupKey: "source:\(name):\(finding.trouble.rawValue)",
      priority: finding.trouble.priority(isLive: isLive), kind: finding.trouble.rawValue,
      content: content)
  }
}

extension Surroundings {
  /// Stores what looks have found, and opens, repeats and ends the alerts that say so.
  fileprivate func store(
    _ looks: [SourceLook], _ over: [Maintenance], at now: Timestamp,
    in store: any StoreTransaction
  ) throws -> [Transition] {
    var transitions: [Transition] = []
    for look in looks where look.hasNews {
      try store.put(look.page.state, of: look.name)
      for (day, counts) in look.page.counts {
        try store.add(SourceDay(source: look.name, day: day, counts: counts))
      }
      for finding in look.findings {
        transitions += try take(finding, of: look, at: now, in: store).map { [$0] } ?? []
      }
    }
    for work in over {
      transitions += try announce(work, at: now, in: store)
    }
    if let day = looks.first?.day {
      try store.forgetSourceDays(before: day + -SourceWatch.daysMax)
    }
    try store.noteSourceLook(at: now)
    return transitions
  }

  private func take(
    _ finding: SourceFinding, of look: SourceLook, at now: Timestamp,
    in store: any StoreTransaction
  ) throws -> Transition? {
    let draft = look.draft(finding)
    let open = try store.openAlert(
      integration: draft.integration, world: .production, dedupKey: draft.dedupKey)
    switch (finding.change, open) {
    case (.over, nil): return nil
    case (.over, let open?): return try advance(open, on: .ended, in: store, at: now)
    case (.present, nil): return try raise(draft, about: look.name, at: now, in: store)
    case (.present, let open?):
      let event: AlertEvent = open.endedAt == nil ? .repeated : .changed(draft, [.value])
      return try advance(open, on: event, in: store, at: now)
    }
  }

  /// Opens an alert that the gateway itself reports about a source.
  func raise(
    _ draft: AlertDraft, about source: String, at now: Timestamp, in store: any StoreTransaction
  ) throws -> Transition {
    let snapshot = try directory.snapshot()
    let (name, route) = snapshot.routing.taken(
      by: RouteFacts(draft, about: source), at: now, with: snapshot.staffing)
    guard let policy = snapshot.policies[name] ?? snapshot.policies[snapshot.routing.catchAll]
    else { throw DirectoryError.unknownPolicy(PolicyReference(name: name, revision: 0)) }
    var transition = Escalation.open(
      draft, as: identifiers.identifier(madeAt: now), under: policy,
      with: try staffing(in: store), at: now)
    transition.alert.route = route
    transition.trail[0] = TrailEntry(
      at: now, event: .opened, reason: .reported,
      text: "\(transition.trail[0].text), route \(route.route)")
    try write(transition, in: store)
    return transition
  }
}
