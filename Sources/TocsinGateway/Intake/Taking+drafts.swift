// Tocsin — Gateway: a draft into an alert
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinCore

extension Surroundings {
  /// Advances the open alert of a draft, or opens one. Nil when the source takes back or ends what
  /// is not open.
  func take(
    _ draft: AlertDraft, of report: ReportHead, in store: any StoreTransaction
  ) throws -> Transition? {
    let transition = try advanced(draft, of: report, in: store)
    if let transition { try keep(draft.attachments, of: transition.alert, in: store) }
    return transition
  }

  /// Keeps what came with a draft beside its alert. What is too much for one alert lies in the
  /// message list with its message.
  func keep(
    _ attachments: [AttachmentDraft], of alert: Alert, in store: any StoreTransaction
  ) throws {
    for attachment in attachments {
      let outcome = try store.insert(attachment, of: alert.id, at: time.now())
      if outcome == .full {
        logger.warning(
          "an alert has no room for more documents; they are in the message list",
          metadata: ["alert": "\(alert.id)"])
      }
    }
  }

  private func advanced(
    _ draft: AlertDraft, of report: ReportHead, in store: any StoreTransaction
  ) throws -> Transition? {
    let draft = try placed(draft, of: report, in: store)
    let open = try store.openAlert(
      integration: draft.integration, world: draft.world, dedupKey: draft.dedupKey)
    if let open {
      return try advance(
        open, on: event(of: draft.keepingLocation(of: open), for: open), in: store,
        at: report.receivedAt, concerning: report.subject)
    }
    switch draft.signal {
    case .active, .alive, .attended: return try opened(draft, of: report, in: store)
    case .ended, .resolved, .retracted: return nil
    }
  }

  /// What a draft is to the alert that is open for it.
  private func event(of draft: AlertDraft, for open: Alert) -> AlertEvent {
    switch draft.signal {
    case .active:
      let changes = draft.changes(from: open)
      return changes.isEmpty ? .repeated : .changed(draft, changes)
    case .alive, .attended:
      let draft = draft.completed(by: open)
      let news = draft.changes(from: open).filter { [.priority, .subject].contains($0) }
      return news.isEmpty ? .refreshed(draft) : .changed(draft, news)
    case .ended: return .ended
    case .resolved: return .resolvedBySource
    case .retracted: return .retracted
    }
  }

  func opened(
    _ draft: AlertDraft, of report: ReportHead, in store: any StoreTransaction
  ) throws -> Transition {
    let now = report.receivedAt
    faults.pass(.route)
    let snapshot = try directory.snapshot()
    let (name, route) = snapshot.routing.taken(
      by: RouteFacts(draft), at: now, with: snapshot.staffing)
    guard let policy = snapshot.policy(named: name) else {
      throw DirectoryError.unknownPolicy(PolicyReference(name: name, revision: 0))
    }
    faults.pass(.decide)
    var draft = draft
    draft.waitsUntil = try endOfWork(on: draft, at: now, in: store)
    try addLastAcknowledged(&draft, under: policy, concerning: report.subject, at: now, in: store)
    var transition = Escalation.open(
      draft, as: identifiers.identifier(madeAt: now), under: policy,
      with: try staffing(in: store, for: draft.world), at: now)
    transition.alert.controlID = report.name
    transition.alert.route = route
    transition.trail[0] = TrailEntry(
      at: now, event: .opened, reason: .reported,
      text: "\(transition.trail[0].text), route \(route.route)")
    try write(transition, concerning: report.subject, origin: draft.origin, in: store)
    faults.pass(.commit)
    return transition
  }
}
