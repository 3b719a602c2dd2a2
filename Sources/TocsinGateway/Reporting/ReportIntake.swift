// Tocsin — Gateway: takes alerts that sources report over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore
package import TocsinMapping

/// One request that reports an alert, from a source that has shown who it is.
package struct ReportRequest: Sendable {
  package let key: IntegrationKey
  /// What the source calls the request (`Idempotency-Key`); empty when it gives no name. The same
  /// name with the same bytes gets the stored answer for `Intake.replayWindow`.
  package let name: String
  package let body: [UInt8]

  package init(by key: IntegrationKey, name: String, body: [UInt8]) {
    self.key = key
    self.name = name
    self.body = body
  }
}

/// What a report became, in the words of the answer.
package enum ReportOutcome: String, Sendable, CaseIterable {
  /// It opened an alert.
  case opened
  /// An open alert says the same: nobody is paged for it (S17).
  case repeated
  /// An open alert says something else now: its people are paged again (S17).
  case changed
  case ended, resolved, retracted
  /// It ends or takes back what is not open.
  case nothingOpen = "nothing-open"
  /// It is for test, and the routes name nobody whom a test pages; or no rule wants it.
  case notForUs = "not-for-us"
}

/// The answer to a report.
package enum ReportAnswer: Sendable {
  /// It is durable. The bytes are JSON, and the same for every repetition of the request.
  case taken([UInt8], isReplay: Bool)
  /// The bytes are no JSON. 400.
  case notJSON(JSONFault)
  /// A member cannot be used. 422.
  case unusable(JSONFieldFault)
  /// The name stood on a request with other bytes. 422.
  case nameReused
  /// The store cannot keep it: sending it again later is useful. 503.
  case notNow
}

/// The activity that turns requests into alerts, in the gateway's own form or as the rules of an
/// integration's document read them. A request with several reports is taken as a whole, or not at
/// all.
///
/// As with HL7, the answer leaves after the commit (I1), and everything that a known source sends
/// lies in the message list with its bytes and the reason for what became of it.
package struct ReportIntake: Sendable {
  /// The longest name of a request, in bytes.
  package static let nameBytesMax = 200

  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Takes one request, and waits until it is durable.
  package func take(_ request: ReportRequest) async -> ReportAnswer {
    await withCheckedContinuation { waiting in
      take(request) { waiting.resume(returning: $0) }
    }
  }

  /// Takes one request. Returns at once; `answer` is called exactly once, on any thread, after the
  /// commit.
  package func take(
    _ request: ReportRequest, answer: @escaping @Sendable (ReportAnswer) -> Void
  ) {
    let now = surroundings.time.now()
    let snapshot = try? surroundings.directory.snapshot()
    let integration = snapshot?.integrations[request.key.integration]
    let tree: JSONTree
    do throws(JSONFault) {
      let limits = integration?.http?.json ?? JSONLimits()
      tree = try JSONTree(parsing: request.body, limits: limits)
    } catch {
      let reason = "byte \(error.byte): \(error.text)"
      return refuse(request, reason, .notJSON(error), at: now, answer: answer)
    }
    var read: ReadRequest
    do throws(JSONFieldFault) {
      read = try self.read(tree, of: request.key, integration)
    } catch {
      let place = error.field.isEmpty ? "the body" : error.field
      let reason = "\(place): \(error.text)"
      return refuse(request, reason, .unusable(error), at: now, answer: answer)
    }
    read.revision = integration?.revision ?? 0
    let zone = integration?.mapping.zoneRules ?? .utc
    commit(TakenRequest(request, read, at: now, in: zone, surroundings), answer: answer)
  }

  /// The reports of a request, and how it is answered.
  private func read(
    _ tree: JSONTree, of key: IntegrationKey, _ integration: Integration?
  ) throws(JSONFieldFault) -> ReadRequest {
    guard let mapping = integration?.jsonMapping, let format = integration?.http?.format else {
      return ReadRequest(try MappedRequest(tree, native: key.integration), .one)
    }
    switch format {
    case .native, .json: return ReadRequest(try mapping.read(tree), .each)
    case .pager:
      let request = try mapping.read(tree)
      guard request.reports.count == PagerIntake.callCount(in: tree) else {
        throw PagerIntake.unknownPager
      }
      return ReadRequest(request, .each)
    case .fhir:
      let request = try FHIRRequest(tree)
      var read = ReadRequest(
        try mapping.read(request.tree),
        .fhir(bundleType: request.bundleType, entryCount: request.entryCount))
      for index in read.mapped.reports.indices { read.mapped.reports[index].keeps = .missing }
      read.news = request.news
      return read
    case .events:
      let event = try EventsRequest(tree, orKey: surroundings.identifiers.word())
      var mapped = try mapping.read(event.tree)
      // What a source says of an alert that is not open is about nothing: it never opens one.
      for index in mapped.reports.indices where event.action != .trigger {
        mapped.reports[index].opens = false
        mapped.reports[index].keeps = .content
      }
      return ReadRequest(mapped, .event(dedupKey: event.dedupKey))
    }
  }

  /// Ends an alert because whoever reported it has dealt with it (S7, S19).
  ///
  /// - Returns: the alert's phase from now on; one that was closed before stays as it is.
  /// - Throws: what the store says.
  package func resolve(_ alert: AlertID, by key: IntegrationKey) async throws -> String {
    let surroundings = surroundings
    let now = surroundings.time.now()
    let done = try await surroundings.store.perform { store -> (String, Transition?) in
      guard let known = try store.alert(alert) else { return ("", nil) }
      guard !known.isClosed else { return (known.phaseWord, nil) }
      let transition = try surroundings.advance(
        known, on: .resolvedBySource, in: store, at: now, concerning: nil)
      return (transition.alert.phaseWord, transition)
    }
    if let transition = done.1 {
      surroundings.countWaits(in: [transition], of: key.integration, at: now)
      surroundings.tell([transition])
    }
    return done.0
  }

  private func commit(
    _ request: TakenRequest, answer: @escaping @Sendable (ReportAnswer) -> Void
  ) {
    let surroundings = surroundings
    var unit = StoreUnit(byteCount: request.bytes.count + 512) { store in
      try surroundings.commit(request, in: store)
    }
    // A source waits for the answer before it says anything more of the same alert.
    unit.isUrgent = request.rings
    surroundings.store.submit(unit) { result in
      switch result {
      case .success(let done):
        noteTaken(request, done)
        answer(done.answer)
      case .failure(let error):
        surroundings.sayUnkept("a report", error)
        answer(.notNow)
      }
    }
  }

  private func noteTaken(_ request: TakenRequest, _ done: CommittedRequest) {
    let head = request.head
    note(
      done.outcome, to: head, isTest: request.world == .test, missed: done.missed,
      why: done.answer.refusal)
    if let kind = request.news?.kind, kind != "event-notification" {
      surroundings.noteHeartbeat(of: head.integration, every: nil, stops: false)
    }
    guard !done.transitions.isEmpty else { return }
    surroundings.countWaits(in: done.transitions, of: head.integration, at: head.receivedAt)
    surroundings.tell(done.transitions)
  }

  private func note(
    _ outcome: MessageOutcome, to head: ReportHead, isTest: Bool, missed: Int64 = 0,
    why: ReportRefusal?
  ) {
    var message = SourceMessage()
    message.missed = missed
    message.isForTest = isTest
    message.isRepeated = outcome == .repeated
    message.isMapped = outcome == .accepted
    message.isRefused = outcome == .refused
    surroundings.notice(.message(message), of: head.integration, outcome, at: head.receivedAt)
    surroundings.noteForm(of: head.integration, outcome)
    if let why {
      surroundings.notice(.refused(why), of: head.integration, at: head.receivedAt)
    }
  }

  /// Keeps what cannot be taken, with the reason, and answers with it.
  func refuse(
    _ request: ReportRequest, _ reason: String, _ refusal: ReportAnswer, at now: Timestamp,
    answer: @escaping @Sendable (ReportAnswer) -> Void
  ) {
    let surroundings = surroundings
    let head = ReportHead(request.key.integration, at: now, name: request.name)
    var record = MessageRecord(
      receivedAt: now, integration: head.integration, controlID: request.name, outcome: .refused,
      code: refusal.code, reply: [], reason: reason, alert: nil, raw: request.body, replayKey: nil)
    record.traits.type = MessageTraits.requestType
    let kept = record
    let unit = StoreUnit(byteCount: request.body.count + 512) { store in
      _ = try store.insert(kept)
    }
    surroundings.store.submit(unit) { result in
      switch result {
      case .success:
        note(.refused, to: head, isTest: false, why: refusal.refusal)
        answer(refusal)
      case .failure(let error):
        surroundings.sayUnkept("a refused report", error)
        answer(.notNow)
      }
    }
  }
}

extension Surroundings {
  /// Notes a sign of life of a source.
  ///
  /// - Parameters:
  ///   - every: in which time the next one follows; nil leaves it to the source's document.
  ///   - stops: none will follow, as planned.
  package func noteHeartbeat(of integration: String, every: Milliseconds?, stops: Bool) {
    let isPromise = stops || every != nil
    let event = isPromise ? SourceEvent.alive(every: every) : .heard
    notice(event, of: integration, at: time.now())
  }

  /// Counts a request in the name of an integration that was not let in. Nothing of it is kept.
  package func noteRefusedReport(of integration: String, _ why: ReportRefusal) {
    let now = time.now()
    notice(.fault, of: integration, .refused, at: now)
    noteForm(of: integration, .refused)
    notice(.refused(why), of: integration, at: now)
  }
}

extension ReportAnswer {
  /// Why it was refused for good; nil when it was not.
  fileprivate var refusal: ReportRefusal? {
    switch self {
    case .taken, .notNow: nil
    case .notJSON: .notJSON
    case .unusable: .unusable
    case .nameReused: .idReused
    }
  }

  /// The status of the reply, as the message list has it.
  package var code: String {
    switch self {
    case .taken: "202"
    case .notJSON: "400"
    case .unusable, .nameReused: "422"
    case .notNow: "503"
    }
  }
}
