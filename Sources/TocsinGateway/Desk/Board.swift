// Tocsin — Gateway: what people see of open alerts
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// An alert with what deciding on access to it needs.
package struct GuardedAlert: Sendable {
  package let alert: Alert
  /// Its ward and the services that its policy asks.
  package let object: AccessObject
  package let context: AccessContext
}

/// Why an access to content does not happen.
package enum BoardError: Error, Hashable, Sendable {
  /// There is no such alert. 404.
  case unknown
  /// The store cannot keep the leaf, or cannot read: nothing is shown. 503.
  case notNow
}

/// How an alert has gone on so far.
package struct AlertStory: Sendable {
  package let alert: Alert
  package let trail: [TrailEntry]
  package let pages: [PageRecord]
  /// What was handed to channels beside the stream, oldest first.
  package let handOvers: [HandOverRecord]
}

/// Shows alerts to people: the board without content, one alert with it, and break-glass.
///
/// The caller asks `Access.decide` with what `guarded` gives, and shows nothing without its permit.
/// A view of content is on the trail, durably, before a byte of it leaves (threat 12).
package struct Board: Sendable {
  /// Alerts of each phase that one board shows.
  package static let rowsMax = 500
  /// The longest reason for a break-glass, in bytes; the shortest is 10.
  package static let reasonBytes = 10...500

  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  // MARK: - Asking

  /// Open alerts, each with what deciding needs, most urgent first and then newest. What is urgent
  /// is there however many others a storm opens.
  package func open() async throws(BoardError) -> [GuardedAlert] {
    let surroundings = surroundings
    return try await read { store in
      let context = AccessContext(at: surroundings.time.now())
      var known: Set<AlertID> = []
      let newest = try ["escalating", "exhausted", "acknowledged"].flatMap {
        try store.alerts(limit: Self.rowsMax, phase: $0)
      }
      let all = try (store.urgentAlerts(limit: Self.rowsMax) + newest)
        .filter { known.insert($0.id).inserted }
      let sorted = all.sorted {
        ($0.priority, $1.openedAt) < ($1.priority, $0.openedAt)
      }
      return try sorted.map { alert in
        GuardedAlert(
          alert: alert, object: try surroundings.object(of: alert, in: store), context: context)
      }
    }
  }

  /// One alert with what counts between it and who asks; nil when there is none.
  package func guarded(
    _ id: AlertID, for actor: Actor
  ) async throws(BoardError) -> GuardedAlert? {
    let surroundings = surroundings
    return try await read { store in
      guard let alert = try store.alert(id) else { return nil }
      let object = try surroundings.object(of: alert, in: store)
      var context = AccessContext(at: surroundings.time.now())
      context.isReporter = actor == .integration(alert.integration)
      guard let account = actor.account?.id else {
        return GuardedAlert(alert: alert, object: object, context: context)
      }
      context.isAddressed = alert.duties.contains { duty in
        duty.phase.holder == account || duty.people.contains { $0.responder == account }
      }
      if case .alert(_, let rotas) = object {
        context.lastOnDuty = try surroundings.lastOnDuty(account, of: rotas, at: context.now)
      }
      context.breakGlassUntil = try store.breakGlass(of: account, to: id)?.endsAt
      return GuardedAlert(alert: alert, object: object, context: context)
    }
  }

  /// One alert with its timeline and its pages; no content is in either.
  package func story(of id: AlertID) async throws(BoardError) -> AlertStory {
    let story = try await read { store -> AlertStory? in
      guard let alert = try store.alert(id) else { return nil }
      return AlertStory(
        alert: alert, trail: try store.trail(of: id), pages: try store.pages(of: id),
        handOvers: try store.handOvers(of: id))
    }
    guard let story else { throw .unknown }
    return story
  }

  // MARK: - Content

  /// Writes the leaf of a view. Only when this returns may content leave.
  package func noteView(
    of alert: AlertID, by permit: Permit
  ) async throws(BoardError) {
    guard let account = permit.actor.account, permit.action == .readContent else {
      preconditionFailure("content is viewed by a person with a permit for it")
    }
    try await note(alert, account.id, isRefused: false, permit.isBreakGlass ? "break-glass" : "")
  }

  /// The documents that came with an alert, without their bytes.
  package func documents(of alert: AlertID) async throws(BoardError) -> [AttachmentRecord] {
    try await read { try $0.attachments(of: alert) }
  }

  /// One document with its bytes. The view is on the trail, durably, when this returns.
  package func document(
    _ number: Int, of alert: AlertID, by permit: Permit
  ) async throws(BoardError) -> (record: AttachmentRecord, bytes: [UInt8]) {
    guard let account = permit.actor.account, permit.action == .readContent else {
      preconditionFailure("content is viewed by a person with a permit for it")
    }
    var leaf = TrailLeaf(
      .contentViewed, on: "alert:\(alert)", by: .person(account.id), at: surroundings.time.now())
    leaf.reason = (permit.isBreakGlass ? "break-glass, " : "") + "document \(number)"
    return try await commit { [leaf] store in
      let record = try store.attachments(of: alert).first { $0.number == number }
      guard let record, let bytes = try store.attachmentBytes(of: alert, number: number) else {
        return .failure(.unknown)
      }
      try store.append(leaf)
      return .success((record, bytes))
    }
  }

  /// Writes the leaf of a view that was refused.
  package func noteRefusal(
    of alert: AlertID, to account: ResponderID, _ denial: Denial
  ) async throws(BoardError) {
    try await note(alert, account, isRefused: true, denial.rawValue)
  }

  private func note(
    _ alert: AlertID, _ account: ResponderID, isRefused: Bool, _ reason: String
  ) async throws(BoardError) {
    var leaf = TrailLeaf(
      .contentViewed, on: "alert:\(alert)", by: .person(account), at: surroundings.time.now())
    leaf.isRefused = isRefused
    leaf.reason = reason
    _ = try await commit { [leaf] in .success(try $0.append(leaf)) }
  }

  // MARK: - Break-glass

  /// Opens one alert's content to somebody for whom it is not, for thirty minutes, and tells who
  /// looks after that at once, as an alert of kind `break-glass` that the routes lead to them.
  ///
  /// - Parameter reason: in the person's words; kept sealed beside the leaf, and nowhere else,
  ///   since it may name a patient.
  /// - Returns: the record, once it and its leaf are durable.
  package func breakGlass(
    _ id: AlertID, reason: String, by permit: Permit
  ) async throws(BoardError) -> BreakGlassRecord {
    guard let account = permit.actor.account, permit.action == .breakGlass else {
      preconditionFailure("break-glass is done by a person with a permit for it")
    }
    let surroundings = surroundings
    let done = try await commit {
      store -> Result<(BreakGlassRecord, Transition), BoardError> in
      guard let alert = try store.alert(id) else { return .failure(.unknown) }
      let now = surroundings.time.now()
      let record = BreakGlassRecord(
        account: account.id, alert: id, begunAt: now, endsAt: now + Access.breakGlassLifetime)
      try store.insert(record)
      var leaf = TrailLeaf(.breakGlass, on: "alert:\(id)", by: .person(account.id), at: now)
      leaf.detail = Array(reason.utf8)
      try store.append(leaf)
      let notice = Self.notice(of: record, by: account.name, ward: alert.content.ward)
      return .success((record, try surroundings.raise(notice, at: now, in: store)))
    }
    surroundings.tell([done.1])
    return done.0
  }

  /// Break-glass accesses since a moment, oldest first, for the reports.
  package func breakGlasses(
    since: Timestamp
  ) async throws(BoardError) -> [BreakGlassRecord] {
    try await read { try $0.breakGlasses(since: since) }
  }

  /// Says who opened which alert and until when; nothing of whom it concerns, nor the reason.
  private static func notice(
    of record: BreakGlassRecord, by name: String, ward: String
  ) -> AlertDraft {
    var content = AlertContent(
      ward: ward,
      what: "\(name) opened alert \(record.alert) by break-glass, until "
        + "\(RFC3339.text(record.endsAt)); the reason is on the trail")
    content.since = record.begunAt
    return AlertDraft(
      integration: AlertDraft.gateway,
      dedupKey: "break-glass:\(record.alert):\(record.account):\(record.begunAt.milliseconds)",
      priority: .medium, kind: "break-glass", content: content)
  }

  // MARK: - The store

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws(BoardError) -> Answer {
    try await surroundings.read(or: BoardError.notNow, "the board cannot be read", body)
  }

  private func commit<Answer: Sendable>(
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, BoardError>
  ) async throws(BoardError) -> Answer {
    try await surroundings.perform(
      or: BoardError.notNow, "an access could not be kept on the trail", byteCount: 4_096, unit)
  }
}

extension Surroundings {
  /// The alert's ward and the services that its policy asks. A policy that is gone asks none, and
  /// then only who holds everywhere is in scope.
  func object(of alert: Alert, in store: any StoreReader) throws -> AccessObject {
    let policy = try? directory.policy(alert.policy, in: store)
    return .alert(ward: alert.content.ward, rotas: policy?.rotas ?? [])
  }

  /// When a person was last on call for any of these services, as far as it still counts; nil when
  /// never.
  fileprivate func lastOnDuty(
    _ person: ResponderID, of rotas: Set<RotaID>, at now: Timestamp
  ) throws -> Timestamp? {
    let staffing = try directory.snapshot().staffing
    let ends = rotas.compactMap { staffing.rotas[$0] }.compactMap { rota -> Timestamp? in
      let shifts = rota.shifts(
        from: now - Access.afterDuty, until: now + Milliseconds(1),
        zone: staffing.zones[rota.zone] ?? .utc, handovers: staffing.handovers)
      return shifts.last { $0.responders.contains(person) }?.until
    }
    return ends.max().map { min($0, now) }
  }

  /// Opens an alert that the gateway itself reports.
  func raise(
    _ draft: AlertDraft, at now: Timestamp, in store: any StoreTransaction
  ) throws -> Transition {
    let snapshot = try directory.snapshot()
    let (name, route) = snapshot.routing.taken(
      by: RouteFacts(draft), at: now, with: snapshot.staffing)
    guard let policy = snapshot.policies[name] ?? snapshot.policies[snapshot.routing.catchAll]
    else { throw DirectoryError.unknownPolicy(PolicyReference(name: name, revision: 0)) }
    var transition = Escalation.open(
      draft, as: identifiers.identifier(madeAt: now), under: policy, with: snapshot.staffing,
      at: now)
    transition.alert.route = route
    transition.trail[0] = TrailEntry(
      at: now, event: .opened, reason: .reported,
      text: "\(transition.trail[0].text), route \(route.route)")
    try write(transition, in: store)
    return transition
  }
}
