// Tocsin — Gateway: test pages for who comes on duty
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinCore

extension Surroundings {
  /// A handover that was accepted so long ago still shows that its taker can be reached.
  static let handoverShows = Milliseconds.minutes(10)

  /// Opens one test page for each person who comes, whatever the number of rotas, where the site
  /// names a policy for it. Who has just taken the duty on a device has shown that it works.
  func testPages(
    for changes: [DutyChange], at now: Timestamp, in store: any StoreTransaction
  ) throws -> [Transition] {
    let snapshot = try directory.snapshot()
    guard let name = snapshot.routing.dutyStarts else { return [] }
    guard let policy = snapshot.policies[name] else {
      logger.critical(
        "nobody is tested at the start of duty: there is no policy \(name); import it")
      return []
    }
    let staffing = try staffing(in: store)
    var byPerson: [ResponderID: [DutyChange]] = [:]
    for change in changes {
      for person in change.incoming
      where !staffing.hasTaken(change, person, since: now - Self.handoverShows) {
        byPerson[person, default: []].append(change)
      }
    }
    var transitions: [Transition] = []
    for (person, changes) in byPerson.sorted(by: { $0.key < $1.key }) {
      let draft = AlertDraft(startOf: person, changes, staffing)
      let open = try store.openAlert(
        integration: draft.integration, world: draft.world, dedupKey: draft.dedupKey)
      var alert = open?.id
      if open == nil {
        let transition = Escalation.open(
          draft, as: identifiers.identifier(madeAt: now), under: policy, with: staffing, at: now)
        try write(transition, in: store)
        transitions.append(transition)
        alert = transition.alert.id
      }
      guard let alert else { continue }
      for change in changes {
        try store.insert(
          DutyStart(
            alert: alert, responder: person, rota: change.rota, line: change.line,
            outgoing: change.outgoing, at: now))
      }
    }
    return transitions
  }

  /// What has become of each test page, asked of the store as it is.
  func settled(
    _ starts: [DutyStart], in store: any StoreReader
  ) throws -> [SettledStarts] {
    let now = time.now()
    let present = try staffing(in: store).lineHolders(at: now)
    return try Dictionary(grouping: starts, by: \.alert).map { alert, starts in
      var settled = SettledStarts(alert: alert)
      let page = try store.alert(alert)
      let isAnswered = starts.first.map { page?.isAnswered(by: $0.responder) ?? true } ?? true
      settled.ended = starts.filter { start in
        if start.rota == OwnTest.line { return isAnswered || now - start.at >= OwnTest.lifetime }
        let line = present.first { $0.rota == start.rota && $0.line == start.line }
        return isAnswered || line?.responders.contains(start.responder) != true
      }
      settled.isDone = settled.ended.count == starts.count && page?.isClosed == false
      return settled
    }
    .sorted { $0.alert < $1.alert }
  }

  /// Ends what is settled, and closes test pages of which nothing is left.
  func end(
    _ settled: [SettledStarts], in store: any StoreTransaction
  ) throws -> [Transition] {
    var transitions: [Transition] = []
    for one in settled {
      for start in one.ended { try store.end(start) }
      guard one.isDone, let alert = try store.alert(one.alert), !alert.isClosed else { continue }
      if alert.isOwnTest {
        // A high alert that its source ends unseen would go on asking (S19).
        let outcome = try act(.resolve, on: alert.id, by: .gateway, in: store)
        if let transition = try outcome.get().transition { transitions.append(transition) }
        continue
      }
      transitions.append(
        try advance(alert, on: .resolvedBySource, in: store, at: time.now()))
    }
    return transitions
  }
}

extension Alert {
  /// The person whom a test page is for has taken it, or it is over.
  fileprivate func isAnswered(by person: ResponderID) -> Bool {
    isClosed || duties.contains { $0.phase.holder == person }
  }
}

extension Staffing {
  /// Whether a person came on this line by a handover that they accepted since then.
  fileprivate func hasTaken(
    _ change: DutyChange, _ person: ResponderID, since then: Timestamp
  ) -> Bool {
    handovers.contains { handover in
      handover.rota == change.rota && handover.line == change.line && handover.to == person
        && (handover.acceptedAt.map { then <= $0 } ?? false)
    }
  }
}

extension AlertDraft {
  /// The test page of a person who comes on these lines. It names rotas and nobody else.
  fileprivate init(
    startOf person: ResponderID, _ changes: [DutyChange], _ staffing: Staffing
  ) {
    let lines = changes.map { change in
      let title = staffing.rotas[change.rota]?.title ?? change.rota.text
      return DutyStartText.Line(title: title, line: change.line)
    }
    self.init(
      integration: Self.gateway, dedupKey: "\(DutyStart.kind):\(person)", priority: .medium,
      kind: DutyStart.kind,
      content: AlertContent(what: DutyStartText(lines: lines).text))
    incoming = person
    outgoing = Set(changes.flatMap(\.outgoing)).subtracting([person]).sorted()
  }
}
