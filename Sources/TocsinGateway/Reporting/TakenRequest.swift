// Tocsin — Gateway: a request with all its reports into the store
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// How a request is answered when it is taken.
enum ReplyForm: Sendable {
  /// What became of its one report.
  case one
  /// What became of each of its reports.
  case each
  /// As the Events API v2 has it.
  case event(dedupKey: String)
  /// An OperationOutcome, or for a Bundle of requests an entry for each of so many.
  case fhir(bundleType: String, entryCount: Int)
}

/// A request as its form is read.
struct ReadRequest: Sendable {
  var mapped: MappedRequest
  let form: ReplyForm
  /// What it says of its subscription; nil for what is no notification.
  var news: FHIRRequest.SubscriptionNews?
  /// The revision of the document that read it; 0 when there was none.
  var revision = 0

  init(_ mapped: MappedRequest, _ form: ReplyForm) {
    self.mapped = mapped
    self.form = form
  }
}

/// A request with all that can be decided before the writer's turn.
struct TakenRequest: Sendable {
  /// One report of it.
  struct Part: Sendable {
    let head: ReportHead
    let draft: AlertDraft
    let opens: Bool
    let keeps: MappedReport.Kept
  }

  /// What its row says; whom it is about only where all reports are about the same.
  let head: ReportHead
  let parts: [Part]
  /// The rules that made them; empty for the gateway's own form.
  let rule: String
  let form: ReplyForm
  let news: FHIRRequest.SubscriptionNews?
  /// The revision of the document that read it; 0 when there was none.
  let revision: Int
  /// The test world where all of it is for test.
  let world: World
  let bytes: [UInt8]
  /// Nil for a request without a name: it repeats nothing.
  let replayKey: [UInt8]?

  init(
    _ request: ReportRequest, _ read: ReadRequest, at now: Timestamp, in zone: ZoneRules,
    _ on: Surroundings
  ) {
    let (key, mapped) = (request.key, read.mapped)
    parts = mapped.reports.map { report in
      var draft = report.draft
      if key.world == .test { draft.world = .test }
      if draft.dedupKey.isEmpty {
        draft.dedupKey = "request \(on.identifiers.word())"
        if let results = draft.results, results.order.isEmpty {
          draft.results = OrderResults(order: draft.dedupKey, reports: results.reports)
        }
      }
      let head = ReportHead(
        key.integration, at: now, name: request.name, about: report.subject,
        visit: report.visit, in: zone)
      return Part(
        head: head, draft: draft, opens: report.opens, keeps: report.keeps)
    }
    let subjects = Set(mapped.reports.map(\.subject))
    head = ReportHead(
      key.integration, at: now, name: request.name,
      about: subjects.count == 1 ? subjects.first.flatMap { $0 } : nil,
      visit: mapped.reports.first?.visit ?? "", in: zone)
    let isForTest = !parts.isEmpty && parts.allSatisfy { $0.draft.world == .test }
    world = isForTest ? .test : key.world
    rule = mapped.rule
    form = read.form
    news = read.news
    revision = read.revision
    bytes = request.body
    replayKey = request.name.isEmpty ? nil : ReplayKey.of(request, world, by: on.sealer)
  }

  /// Whether it reports what rings at once.
  var rings: Bool { parts.contains { $0.draft.signal == .active && $0.draft.priority.rings } }

  /// The row of the message list.
  func record(_ verdict: Verdict) -> MessageRecord {
    var record = MessageRecord(
      receivedAt: head.receivedAt, integration: head.integration, controlID: head.name,
      outcome: verdict.outcome, code: verdict.code, reply: verdict.reply, reason: verdict.reason,
      alert: verdict.alert, raw: bytes, replayKey: verdict.isReplayed ? replayKey : nil)
    record.subject = head.subject
    record.traits.type = MessageTraits.requestType
    (record.traits.rule, record.traits.revision) = (parts.isEmpty ? "" : rule, revision)
    return record
  }
}

/// What became of a request, after the commit.
struct CommittedRequest: Sendable {
  let answer: ReportAnswer
  let outcome: MessageOutcome
  var transitions: [Transition] = []
  /// Events that a subscription left out before this one.
  var missed: Int64 = 0
}

extension TakenRequest.Part {
  /// The draft with what the open alert keeps.
  fileprivate func completed(by open: Alert) -> AlertDraft {
    var draft = draft
    switch keeps {
    case .nothing: break
    case .missing: if draft.content.who.isEmpty { draft = draft.completed(by: open) }
    case .content:
      (draft.content, draft.priority, draft.kind) = (open.content, open.priority, open.kind)
    }
    return draft
  }
}

extension IdentifierSource {
  /// 32 hexadecimal digits that no other request has.
  func word() -> String {
    let (high, low) = next()
    return [high, low].map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

/// What became of one report.
struct ReportedPart: Sendable {
  let outcome: ReportOutcome
  var transitions: [Transition] = []
  /// What its results changed; empty for what reports none.
  var changes: [ResultChange] = []

  /// The alert that it is about; nil for none.
  var alert: AlertID? { transitions.last?.alert.id }
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
  /// Decides and writes one request: its repetition, each of its reports, its row.
  func commit(
    _ request: TakenRequest, in store: any StoreTransaction
  ) throws -> CommittedRequest {
    if let known = try answeredBefore(request, in: store) { return known }
    let missed = try request.news.map { try noteNumber(of: $0, request, in: store) } ?? 0
    let done = try request.parts.map { try take($0, in: store) }
    let transitions = done.flatMap(\.transitions)
    let reply = request.form.reply(done)
    let answer = ReportAnswer.taken(reply, isReplay: false)
    var verdict = Verdict(
      transitions.isEmpty ? .notForUs : .accepted, reply,
      Self.reason(done, of: request))
    (verdict.code, verdict.alert) = (answer.code, transitions.first?.alert.id)
    verdict.isReplayed = true
    try store.insert(request.record(verdict))
    return CommittedRequest(
      answer: answer, outcome: verdict.outcome, transitions: transitions, missed: missed)
  }

  /// The stored answer to the same request, or the refusal of another one under its name.
  private func answeredBefore(
    _ request: TakenRequest, in store: any StoreTransaction
  ) throws -> CommittedRequest? {
    guard let key = request.replayKey else { return nil }
    let since = request.head.receivedAt - Intake.replayWindow
    if let known = try store.storedReply(key: key, since: since) {
      var verdict = Verdict(.repeated, known.reply, "identical request")
      (verdict.code, verdict.alert) = (known.code, known.alert)
      try store.insert(request.record(verdict))
      return CommittedRequest(answer: .taken(known.reply, isReplay: true), outcome: .repeated)
    }
    let used = UsedControlID(
      key: key, integration: request.head.integration, controlID: request.head.name)
    guard try store.isReused(used, since: since) else { return nil }
    let answer = ReportAnswer.nameReused
    var verdict = Verdict(.refused, [], "the request's name stood on other bytes")
    verdict.code = answer.code
    try store.insert(request.record(verdict))
    return CommittedRequest(answer: answer, outcome: .refused)
  }

  /// Keeps the number of a subscription's last event, so that a restart hides no gap.
  ///
  /// - Returns: how many events the gap before this one leaves out. A handshake begins anew; a
  ///   number that goes back is a subscription that did.
  private func noteNumber(
    of news: FHIRRequest.SubscriptionNews, _ request: TakenRequest,
    in store: any StoreTransaction
  ) throws -> Int64 {
    guard let number = news.last ?? news.first, number >= 0 else { return 0 }
    let name = [request.head.integration, "subscription", news.subscription]
    let source = sealer.digest(Array(name.joined(separator: "\r").utf8))
    let last = try store.lastNumber(of: source)
    try store.setLastNumber(number, of: source, at: request.head.receivedAt)
    guard let last, news.kind != "handshake", number > last else { return 0 }
    return max((news.first ?? number + 1) - last - 1, 0)
  }

  private func take(
    _ part: TakenRequest.Part, in store: any StoreTransaction
  ) throws -> ReportedPart {
    var draft = part.draft
    let isTaken = try draft.world == .production || directory.snapshot().routing.test != nil
    guard isTaken else { return ReportedPart(outcome: .notForUs) }
    if let results = draft.results {
      return ReportedPart(try follow(draft, results, of: part.head, in: store))
    }
    if !part.opens || part.keeps == .missing && draft.content.who.isEmpty {
      let open = try store.openAlert(
        integration: draft.integration, world: draft.world, dedupKey: draft.dedupKey)
      guard part.opens || open != nil else {
        return ReportedPart(outcome: .nothingOpen)
      }
      if let open { draft = part.completed(by: open) }
    }
    let transition = try take(draft, of: part.head, in: store)
    return ReportedPart(
      outcome: ReportOutcome(draft.signal, transition), transitions: transition.map { [$0] } ?? [])
  }

  /// What the message list says: the outcomes, each once, and the rules.
  private static func reason(_ done: [ReportedPart], of request: TakenRequest) -> String {
    guard !done.isEmpty else { return request.news?.kind ?? request.rule }
    var words: [String] = []
    for part in done where !words.contains(part.outcome.rawValue) {
      words.append(part.outcome.rawValue)
    }
    var text = words.joined(separator: ", ")
    if done.count > 1 { text = "\(done.count) reports: \(text)" }
    let changes = ResultText.summary(done.flatMap(\.changes).filter { $0 != .notCritical })
    if !changes.isEmpty { text += " (\(changes))" }
    if !request.rule.isEmpty { text = "rule \(request.rule): \(text)" }
    return text + (request.world == .test ? ", for test" : "")
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

extension ReportedPart {
  /// Of results that were followed: what is most of it to whoever reported them.
  fileprivate init(_ followed: FollowedResults) {
    self.init(outcome: Self.outcome(followed), followed: followed)
  }

  private init(outcome: ReportOutcome, followed: FollowedResults) {
    self.outcome = outcome
    (transitions, changes) = (followed.transitions, followed.changes)
  }

  private static func outcome(_ followed: FollowedResults) -> ReportOutcome {
    guard !followed.transitions.isEmpty else { return .nothingOpen }
    let told = followed.changes.filter(\.pages)
    guard !told.isEmpty else { return .repeated }
    if told.allSatisfy({ $0 == .retracted }) { return .retracted }
    let isOpened = followed.transitions.contains { $0.trail.contains { $0.event == .opened } }
    return isOpened && !told.contains(where: \.takesBack) ? .opened : .changed
  }
}

extension ReplyForm {
  /// The JSON of an answer.
  fileprivate func reply(_ done: [ReportedPart]) -> [UInt8] {
    var text = JSONText()
    switch self {
    case .one: text.report(done.first)
    case .each:
      text.raw("{\"reports\":[")
      for (index, part) in done.enumerated() {
        if index > 0 { text.raw(",") }
        text.report(part)
      }
      text.raw("]}")
    case .event(let dedupKey):
      text.raw("{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":")
      text.string(dedupKey)
      text.raw("}")
    case .fhir(let type, let count):
      if ["transaction", "batch"].contains(type) {
        text.entries(count, of: type)
      } else {
        text.outcome(done)
      }
    }
    return text.bytes
  }
}

extension JSONText {
  /// A Bundle of responses, one for each entry (FHIR R4 §3.1.0.11.3).
  fileprivate mutating func entries(_ count: Int, of type: String) {
    raw("{\"resourceType\":\"Bundle\",\"type\":")
    string("\(type)-response")
    raw(",\"entry\":[")
    for index in 0..<count {
      if index > 0 { raw(",") }
      raw("{\"response\":{\"status\":\"202 Accepted\"}}")
    }
    raw("]}")
  }

  /// An OperationOutcome with an issue for each report, or one that nothing was wanted.
  fileprivate mutating func outcome(_ done: [ReportedPart]) {
    raw("{\"resourceType\":\"OperationOutcome\",\"issue\":[")
    let texts = done.map { part in
      [part.outcome.rawValue, part.alert?.text].compactMap { $0 }
        .joined(separator: " ")
    }
    for (index, text) in (texts.isEmpty ? ["nothing in it is paged for"] : texts).enumerated() {
      if index > 0 { raw(",") }
      raw("{\"severity\":\"information\",\"code\":\"informational\",\"diagnostics\":")
      string(text)
      raw("}")
    }
    raw("]}")
  }

  fileprivate mutating func report(_ part: ReportedPart?) {
    raw("{\"alert\":")
    if let alert = part?.alert { string(alert.text) } else { raw("null") }
    let outcome = part?.outcome ?? .notForUs
    raw(",\"outcome\":")
    string(outcome.rawValue)
    raw(outcome == .repeated ? ",\"isRepeat\":true}" : ",\"isRepeat\":false}")
  }
}
