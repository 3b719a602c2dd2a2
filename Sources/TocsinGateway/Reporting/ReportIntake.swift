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
  /// It is for test, and the routes name nobody whom a test pages.
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

/// The activity that turns reports of the gateway's own form into alerts.
///
/// As with HL7, the answer leaves after the commit (I1), and everything that a known source sends
/// lies in the message list with its bytes and the reason for what became of it.
package struct ReportIntake: Sendable {
  /// The longest name of a request, in bytes.
  package static let nameBytesMax = 200

  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Takes one report.
  package func take(_ request: ReportRequest) async -> ReportAnswer {
    let now = surroundings.time.now()
    let snapshot = try? surroundings.directory.snapshot()
    let integration = snapshot?.integrations[request.key.integration]
    let tree: JSONTree
    do throws(JSONFault) {
      let limits = integration?.http?.json ?? JSONLimits()
      tree = try JSONTree(parsing: request.body, limits: limits)
    } catch {
      return await refuse(request, "byte \(error.byte): \(error.text)", .notJSON(error), at: now)
    }
    let report: NativeReport
    do throws(JSONFieldFault) {
      report = try NativeReport(tree, integration: request.key.integration)
    } catch {
      let place = error.field.isEmpty ? "the body" : error.field
      return await refuse(request, "\(place): \(error.text)", .unusable(error), at: now)
    }
    let zone = integration?.mapping.zoneRules ?? .utc
    return await commit(TakenRequest(request, report, at: now, in: zone, surroundings))
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

  private func commit(_ request: TakenRequest) async -> ReportAnswer {
    let surroundings = surroundings
    let done: (answer: ReportAnswer, transition: Transition?)
    do {
      done = try await surroundings.store.perform(byteCount: request.bytes.count + 512) { store in
        try surroundings.commit(request, in: store)
      }
    } catch {
      surroundings.sayUnkept("a report", error)
      return .notNow
    }
    note(done.answer, to: request.head, isTest: request.world == .test)
    if let transition = done.transition {
      let head = request.head
      surroundings.countWaits(in: [transition], of: head.integration, at: head.receivedAt)
      surroundings.tell([transition])
    }
    return done.answer
  }

  private func note(
    _ answer: ReportAnswer, to head: ReportHead, isTest: Bool
  ) {
    var message = SourceMessage()
    message.isForTest = isTest
    var outcome = MessageOutcome.accepted
    switch answer {
    case .taken(_, isReplay: true):
      message.isRepeated = true
      outcome = .repeated
    case .taken: message.isMapped = true
    case .notJSON, .unusable, .nameReused, .notNow:
      message.isRefused = true
      outcome = .refused
    }
    surroundings.notice(.message(message), of: head.integration, outcome, at: head.receivedAt)
    if let why = answer.refusal {
      surroundings.notice(.refused(why), of: head.integration, at: head.receivedAt)
    }
  }

  /// Keeps what cannot be taken, with the reason, and answers with it.
  private func refuse(
    _ request: ReportRequest, _ reason: String, _ answer: ReportAnswer, at now: Timestamp
  ) async -> ReportAnswer {
    let surroundings = surroundings
    let head = ReportHead(request.key.integration, at: now, name: request.name)
    let record = MessageRecord(
      receivedAt: now, integration: head.integration, controlID: request.name, outcome: .refused,
      code: answer.code, reply: [], reason: reason, alert: nil, raw: request.body, replayKey: nil)
    do {
      _ = try await surroundings.store.perform(byteCount: request.body.count + 512) { store in
        try store.insert(record)
      }
    } catch {
      surroundings.sayUnkept("a refused report", error)
      return .notNow
    }
    note(answer, to: head, isTest: false)
    return answer
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
    notice(.refused(why), of: integration, at: now)
  }
}

extension ReportAnswer {
  fileprivate var bytes: [UInt8] {
    if case .taken(let bytes, _) = self { bytes } else { [] }
  }

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

/// A report with all that can be decided before the writer's turn.
private struct TakenRequest: Sendable {
  let head: ReportHead
  let draft: AlertDraft
  let world: World
  let bytes: [UInt8]
  /// Nil for a request without a name: it repeats nothing.
  let replayKey: [UInt8]?

  init(
    _ request: ReportRequest, _ report: NativeReport, at now: Timestamp, in zone: ZoneRules,
    _ on: Surroundings
  ) {
    head = ReportHead(
      request.key.integration, at: now, name: request.name, about: report.subject,
      visit: report.visit, in: zone)
    world = report.isTest ? .test : request.key.world
    bytes = request.body
    var draft = report.draft
    draft.world = world
    if draft.dedupKey.isEmpty {
      let (high, low) = on.identifiers.next()
      draft.dedupKey = "request \(String(high, radix: 16))\(String(low, radix: 16))"
    }
    self.draft = draft
    replayKey = request.name.isEmpty ? nil : ReplayKey.of(request, world, by: on.sealer)
  }

  /// The row of the message list.
  func record(_ verdict: Verdict) -> MessageRecord {
    var record = MessageRecord(
      receivedAt: head.receivedAt, integration: head.integration, controlID: head.name,
      outcome: verdict.outcome, code: verdict.code, reply: verdict.reply, reason: verdict.reason,
      alert: verdict.alert, raw: bytes, replayKey: verdict.isReplayed ? replayKey : nil)
    record.subject = head.subject
    record.traits.type = "alert"
    return record
  }
}

extension ReplayKey {
  fileprivate static func of(
    _ request: ReportRequest, _ world: World, by sealer: any Sealer
  ) -> [UInt8] {
    let name = Array(request.name.utf8)
    let source = Array("\(request.key.integration)\r\(world.rawValue)".utf8)
    return neighbourhood(of: name[...]) + [mark(of: [source])]
      + sealer.digest(source + [0x0D] + name + [0x0D] + request.body)
  }
}

extension Surroundings {
  fileprivate func commit(
    _ request: TakenRequest, in store: any StoreTransaction
  ) throws -> (answer: ReportAnswer, transition: Transition?) {
    if let key = request.replayKey {
      let since = request.head.receivedAt - Intake.replayWindow
      if let known = try store.storedReply(key: key, since: since) {
        var verdict = Verdict(.repeated, known.reply, "identical request")
        (verdict.code, verdict.alert) = (known.code, known.alert)
        try store.insert(request.record(verdict))
        return (.taken(known.reply, isReplay: true), nil)
      }
      let used = UsedControlID(
        key: key, integration: request.head.integration, controlID: request.head.name)
      if try store.isReused(used, since: since) {
        let answer = ReportAnswer.nameReused
        var verdict = Verdict(.refused, [], "the request's name stood on other bytes")
        verdict.code = answer.code
        try store.insert(request.record(verdict))
        return (answer, nil)
      }
    }
    let isTaken = try request.world == .production || directory.snapshot().routing.test != nil
    let transition = isTaken ? try take(request.draft, of: request.head, in: store) : nil
    let outcome =
      isTaken ? ReportOutcome(request.draft.signal, transition) : ReportOutcome.notForUs
    let answer = ReportAnswer.taken(
      ReportReply(outcome, transition?.alert.id).bytes, isReplay: false)
    var verdict = Verdict(
      transition == nil ? .notForUs : .accepted, answer.bytes,
      outcome.rawValue + (request.world == .test ? ", for test" : ""))
    (verdict.code, verdict.alert) = (answer.code, transition?.alert.id)
    verdict.isReplayed = true
    try store.insert(request.record(verdict))
    return (answer, transition)
  }
}

extension ReportOutcome {
  fileprivate init(_ signal: SourceSignal, _ transition: Transition?) {
    guard let transition else {
      self = .nothingOpen
      return
    }
    let events = Set(transition.trail.map(\.event))
    switch signal {
    case .active, .alive, .attended:
      self = events.contains(.opened) ? .opened : events.contains(.changed) ? .changed : .repeated
    case .ended: self = .ended
    case .resolved: self = .resolved
    case .retracted: self = .retracted
    }
  }
}

/// The JSON of an answer.
private struct ReportReply {
  let bytes: [UInt8]

  init(_ outcome: ReportOutcome, _ alert: AlertID?) {
    var text = JSONText()
    text.raw("{\"alert\":")
    if let alert { text.string(alert.text) } else { text.raw("null") }
    text.raw(",\"outcome\":")
    text.string(outcome.rawValue)
    text.raw(",\"isRepeat\":")
    if outcome == .repeated { text.raw("true}") } else { text.raw("false}") }
    bytes = text.bytes
  }
}
