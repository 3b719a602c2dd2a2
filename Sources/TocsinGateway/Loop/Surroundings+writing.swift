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
    let line = Line(alert: alert, path: path, people: snapshot?.staffing.responders ?? [:])
    switch path.target {
    case .web(_, let form):
      let news = transition.news(since: before).filter { path.news.contains($0.kind) }
      for item in news { try enqueue(item, as: form, line, in: store) }
    case .mllp(_, _, let form):
      let reports = transition.statuses(since: before, by: actor.responder, on: actor.device)
        .filter { path.statuses.contains($0.status) }
      try enqueue(reports, as: form, line, in: store)
    }
    return index
  }

  /// For whom reports are put in line.
  private struct Line {
    let alert: Alert
    let path: ReturnPath
    let people: [ResponderID: Responder]
  }

  private func enqueue(
    _ reports: [StatusReport], as form: StatusForm, _ line: Line, in store: any StoreTransaction
  ) throws {
    guard !reports.isEmpty else { return }
    let alert = line.alert
    let origin = try store.origin(of: alert.id).flatMap { try? HL7Message(parsing: $0) }
    for part in StatusMessage.parts(of: reports) {
      let (number, _) = identifiers.next()
      let message = StatusMessage(
        reports: part, alert: alert, form: form, origin: origin, people: line.people,
        stamp: HL7ReplyStamp(number: number, at: part[0].at))
      try store.insert(
        OutboundDraft(
          .status, of: alert.id, to: alert.integration, summary: message.summary,
          controlID: message.stamp.controlID, body: message.bytes, madeAt: part[0].at))
      try trim(line, number, in: store)
    }
  }

  private func enqueue(
    _ news: AlertNews, as form: NewsForm, _ line: Line, in store: any StoreTransaction
  ) throws {
    let (number, _) = identifiers.next()
    let message = NewsMessage(
      news: news, alert: line.alert, form: form, people: line.people,
      id: HL7ReplyStamp(number: number, at: news.at).controlID)
    try store.insert(
      OutboundDraft(
        .status, of: line.alert.id, to: line.alert.integration, summary: message.summary,
        controlID: message.id, body: message.bytes, madeAt: news.at))
    try trim(line, number, in: store)
  }

  private func trim(_ line: Line, _ number: UInt64, in store: any StoreTransaction) throws {
    guard number % Self.trimEvery == 0 else { return }
    _ = try store.trimOutbound(to: line.alert.integration, leaving: line.path.waitingMax)
  }
}
