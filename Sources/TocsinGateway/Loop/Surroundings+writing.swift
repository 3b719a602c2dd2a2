// Tocsin — Gateway: one transition into the store, with what its source is told of it
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

extension TrailActor {
  /// The person whose answer it was; nil for everybody else.
  fileprivate var responder: ResponderID? {
    switch self {
    case .person(let id), .device(_, let id): id
    case .gateway, .commandLine, .directory: nil
    }
  }
}

extension Surroundings {
  /// How often the bound on what waits for a source is looked at: every so many reports.
  private static let trimEvery: UInt64 = 64

  /// Stores a transition and, in the same unit, puts in line what its source is told of it: the one
  /// way by which an alert changes.
  ///
  /// - Parameters:
  ///   - actor: who brought it about.
  ///   - subject: whom the alert concerns from now on; nil leaves it as it is.
  ///   - origin: what the source's message said about itself, of an alert that it opens.
  /// - Returns: the index of the leaf that tells of it.
  /// - Throws: `StoreError`, and then nothing of it is stored.
  @discardableResult
  func write(
    _ transition: Transition, by actor: TrailActor = .gateway,
    concerning subject: SubjectReference? = nil, origin: [UInt8] = [],
    in store: any StoreTransaction
  ) throws -> Int64 {
    let snapshot = try? directory.snapshot()
    let alert = transition.alert
    guard let path = snapshot?.integrations[alert.integration]?.returnPath else {
      return try store.apply(transition, by: actor, concerning: subject)
    }
    let before = alert.revision > 1 ? try store.alert(alert.id) : nil
    let index = try store.apply(transition, by: actor, concerning: subject)
    let now = transition.trail.last?.at ?? alert.openedAt
    if alert.revision == 1, !origin.isEmpty {
      try store.insert(origin: origin, of: alert.id, at: now)
    }
    let reports = transition.statuses(since: before, by: actor.responder, on: actor.device)
      .filter { path.statuses.contains($0.status) }
    guard !reports.isEmpty else { return index }
    let people = snapshot?.staffing.responders ?? [:]
    try enqueue(reports, of: alert, along: path, people, in: store)
    return index
  }

  private func enqueue(
    _ reports: [StatusReport], of alert: Alert, along path: ReturnPath,
    _ people: [ResponderID: Responder], in store: any StoreTransaction
  ) throws {
    let origin = try store.origin(of: alert.id).flatMap { try? HL7Message(parsing: $0) }
    for part in StatusMessage.parts(of: reports) {
      let (number, _) = identifiers.next()
      let message = StatusMessage(
        reports: part, alert: alert, form: path.form, origin: origin, people: people,
        stamp: HL7ReplyStamp(number: number, at: part[0].at))
      try store.insert(
        OutboundDraft(
          .status, of: alert.id, to: alert.integration, summary: message.summary,
          controlID: message.stamp.controlID, body: message.bytes, madeAt: part[0].at))
      if number % Self.trimEvery == 0 {
        _ = try store.trimOutbound(to: alert.integration, leaving: path.waitingMax)
      }
    }
  }
}
