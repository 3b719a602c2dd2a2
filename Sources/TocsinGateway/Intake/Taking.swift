// Tocsin — Gateway: a message into the store
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

/// What became of a message, after the commit.
struct TakenReport: Sendable {
  let reply: IntakeReply
  var transitions: [Transition] = []
  let outcome: MessageOutcome
  /// Messages that the source's sequence left out before this one.
  var missed: Int64 = 0
  /// The message's row, and the reason that it gives.
  var row: Int64?
  var reason = ""

  init(_ reply: IntakeReply, _ outcome: MessageOutcome, _ transitions: [Transition] = []) {
    self.reply = reply
    self.outcome = outcome
    self.transitions = transitions
  }
}

/// What became of a message, before its row is written.
private struct JudgedReport {
  var outcome: MessageOutcome
  var reason: String
  var transitions: [Transition] = []
  var followed = FollowedResults()
}

extension Surroundings {
  /// Decides and writes one message: repeat, part of another, draft by draft, message row.
  func commit(_ report: SourceReport, in store: any StoreTransaction) throws -> TakenReport {
    let since = report.receivedAt - report.replayWindow
    if report.traits.replayOf == nil,
      let known = try store.storedReply(key: report.replayKey, since: since)
    {
      var verdict = Verdict(.repeated, known.reply, "identical retransmission")
      verdict.code = known.code
      verdict.alert = known.alert
      try store.insert(report.record(verdict))
      return TakenReport(IntakeReply(stored: known.reply, code: known.code), .repeated)
    }
    // One that is replayed is judged again, and says nothing new about its source.
    guard report.traits.replayOf == nil else {
      return try decide(report, answering: IntakeReply(bytes: [], code: ""), in: store)
    }
    var report = report
    try noteReuse(&report, in: store)
    let (expected, missed) = try noteNumber(&report, in: store)
    let reply = IntakeReply(
      HL7Reply.replies(
        to: report.message, .accepted, by: report.replyRule, report.stamp, expected: expected))
    let part = try report.message.fragment.flatMap {
      try takePart($0, of: &report, answering: reply, in: store)
    }
    var taken = try part ?? decide(report, answering: reply, in: store)
    taken.missed = missed
    return taken
  }

  /// Decides draft by draft, and writes the row of the message.
  func decide(
    _ report: SourceReport, answering reply: IntakeReply, in store: any StoreTransaction
  ) throws -> TakenReport {
    var found = try judge(report, in: store)
    let (looked, rules) = try lookUp(report, in: store)
    found.followed += looked
    if !looked.transitions.isEmpty, found.outcome == .notForUs {
      (found.outcome, found.reason) = (.accepted, "rule \(rules.joined(separator: ", "))")
    }
    let transitions = found.transitions + found.followed.transitions
    let summary = ResultText.summary(found.followed.changes.filter { $0 != .notCritical })
    if !summary.isEmpty { found.reason += ": \(summary)" }
    var verdict = Verdict(found.outcome, reply.bytes, found.reason)
    verdict.code = reply.code
    verdict.alert = transitions.first?.alert.id
    verdict.isReplayed = true
    let record = report.record(verdict)
    var taken = TakenReport(reply, found.outcome, transitions)
    taken.row = try store.insert(record)
    taken.reason = record.reason
    return taken
  }

  /// What the mapping's outcome leads to.
  private func judge(
    _ report: SourceReport, in store: any StoreTransaction
  ) throws -> JudgedReport {
    switch report.outcome {
    case .movements(let movements, let rule):
      let taken = try take(movements, of: report, in: store)
      var found = JudgedReport(outcome: .accepted, reason: taken.reason(rule: rule))
      found.transitions = taken.transitions
      return found
    case .notForUs(let rule):
      return JudgedReport(outcome: .notForUs, reason: rule)
    case .heartbeat(let heartbeat, let rule):
      let word = heartbeat.isStopping ? "the source stops as planned" : "a sign of life"
      return JudgedReport(outcome: .notForUs, reason: "rule \(rule): \(word)")
    case .drafts(let drafts, let rule):
      return try judge(drafts, rule: rule, of: report, in: store)
    }
  }

  private func judge(
    _ drafts: [AlertDraft], rule: String, of report: SourceReport, in store: any StoreTransaction
  ) throws -> JudgedReport {
    let isOff = try areDeviceAlarmsOff(drafts, in: store)
    guard !isOff else {
      return JudgedReport(
        outcome: .notForUs,
        reason: "alarms of devices are off until the intended use is accepted:"
          + " tocsin intended-use show")
    }
    let taken = try drafts.filter(isTaken)
    guard !taken.isEmpty else {
      return JudgedReport(outcome: .notForUs, reason: "MSH-11 says test: nobody is paged")
    }
    let words = report.signs.isForTest ? "rule \(rule), for test" : "rule \(rule)"
    var found = JudgedReport(outcome: .accepted, reason: words)
    for draft in taken {
      if let results = draft.results {
        found.followed += try follow(draft, results, of: report.head, in: store)
      } else if let transition = try take(draft, of: report.head, in: store) {
        found.transitions.append(transition)
      }
    }
    return found
  }

  /// Alarms of bedside devices are for nobody until the site has accepted the intended use (S33).
  private func areDeviceAlarmsOff(
    _ drafts: [AlertDraft], in store: any StoreTransaction
  ) throws -> Bool {
    try drafts.contains(where: \.isDeviceAlarm) && !mayPageDeviceAlarms(in: store)
  }

  /// Looks up the orders without anything critical. One that is not known, as nearly all are, costs
  /// one indexed question and leaves nothing behind, but for what takes back or corrects.
  private func lookUp(
    _ report: SourceReport, in store: any StoreTransaction
  ) throws -> (FollowedResults, rules: [String]) {
    var followed = FollowedResults()
    var rules: [String] = []
    let world: World = report.message.isForTest ? .test : .production
    let since = report.receivedAt - Self.resultWindow
    var drafts = report.mapping.map { OrderDrafts($0, report.message) }
    for order in report.watched {
      let key = OrderKey(integration: report.integration, world: world, text: order.order)
      let known = try store.results(of: key, since: since)
      guard !known.isEmpty || order.takesBack,
        let draft = drafts?.draft(of: order),
        let results = draft.results
      else { continue }
      followed += try follow(draft, results, of: report.head, in: store)
      if !rules.contains(order.ruleName) { rules.append(order.ruleName) }
    }
    return (followed, rules)
  }

  /// Whether a draft becomes an alert: one for test only where the routes name whom to page (S22).
  private func isTaken(_ draft: AlertDraft) throws -> Bool {
    try draft.world == .production || directory.snapshot().routing.test != nil
  }

  /// A message that our own code cannot take though it parsed: kept and shown, answered AE.
  func setAside(_ report: SourceReport, in store: any StoreTransaction) throws -> TakenReport {
    let reply = IntakeReply(
      HL7Reply.replies(
        to: report.message, .failed(.ownFailure), by: report.replyRule, report.stamp))
    var verdict = Verdict(
      .refused, reply.bytes, "it parsed, and could not be processed; it is kept here")
    verdict.code = reply.code
    try store.insert(report.record(verdict))
    return TakenReport(reply, .refused)
  }
}
