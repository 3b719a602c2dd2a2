// Tocsin — Gateway: takes what sources report
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

/// The activity that turns frames into durable messages, alerts and replies.
///
/// The reply leaves after the commit, never before (I1). Everything that arrives lies in the
/// message list with its bytes and the reason for what became of it; only a store that cannot take
/// it keeps nothing, and then the reply says so (AE).
package final class Intake: Sendable {
  let surroundings: Surroundings

  /// How long an identical retransmission gets the stored reply.
  package static let replayWindow = Milliseconds.days(7)

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// How long bytes without a control id are taken for the same message.
  package static let namelessWindow = Milliseconds.minutes(10)

  /// Takes one frame. Returns at once; `reply` is called exactly once, on any thread.
  package func receive(
    _ frame: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    surroundings.faults.pass(.receive)
    let batch = HL7Batch.split(frame)
    var arrival = arrival(integration)
    arrival.warnings = batch.warnings
    guard batch.isBatch, batch.messages.count > 1 else {
      receiveOne(batch.messages.first ?? frame, arrival, reply: reply)
      return
    }
    let gathered = GatheredReply(
      count: batch.messages.count, arrival.endpoint.batchReply, reply: reply)
    for (index, message) in batch.messages.enumerated() {
      receiveOne(message, arrival) { gathered.take($0, of: index) }
      arrival.warnings = []
    }
  }

  /// What the document of an integration says about what comes in there now.
  func arrival(_ integration: String) -> Arrival {
    let snapshot = try? surroundings.directory.snapshot()
    return Arrival(
      integration: integration,
      endpoint: snapshot?.integrations[integration]?.endpoint ?? .standard)
  }

  private func receiveOne(
    _ frame: [UInt8], _ arrival: Arrival, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let message: HL7Message
    do {
      surroundings.faults.pass(.parse)
      message = try HL7Message(parsing: frame, characterSets: arrival.endpoint.characterSets)
    } catch {
      refuse(frame, error, arrival, reply: reply)
      return
    }
    let isCutOff = message.controlID.isEmpty && message.messageType.isEmpty
    if let fault = isCutOff ? HL7Fault.headerCutOff : arrival.endpoint.refusal(of: message) {
      refuse(message, fault, arrival, reply: reply)
      return
    }
    take(message, arrival, reply: reply)
  }

  private func take(
    _ message: HL7Message, _ arrival: Arrival, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let surroundings = surroundings
    let rule = arrival.endpoint.reply
    var report: SourceReport
    do {
      surroundings.faults.pass(.map)
      report = try SourceReport(message, integration: arrival.integration, surroundings)
    } catch {
      surroundings.logger.error("nothing is imported yet; run: tocsin import")
      reply(IntakeReply(unkept: message, by: rule, stamp()))
      return
    }
    report.replyRule = rule
    report.warnings += arrival.warnings
    submit(report, reply: reply)
  }

  private func submit(
    _ report: SourceReport, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let surroundings = surroundings
    let unit = StoreUnit(
      byteCount: report.message.bytes.count + 512,
      run: { store in try surroundings.commit(report, in: store) },
      setAside: { store in try surroundings.setAside(report, in: store) })
    surroundings.store.submit(unit) { result in
      switch result {
      case .success(let taken):
        surroundings.faults.pass(.reply)
        reply(taken.reply)
        surroundings.notice(report, taken)
        surroundings.metrics.noteReport(.hl7, taken.outcome)
        surroundings.tell(taken.transitions)
      case .failure(let error):
        surroundings.sayUnkept("a message", error)
        reply(IntakeReply(unkept: report.message, by: report.replyRule, report.stamp))
      }
    }
  }

  func stamp() -> HL7ReplyStamp { HL7ReplyStamp(surroundings) }
}

/// Where a message came in, and what the document says about that.
struct Arrival: Sendable {
  let integration: String
  let endpoint: Endpoint
  /// What was odd about the frame around it.
  var warnings: [HL7Warning] = []
}

extension IntakeReply {
  /// The reply to a message that nobody could keep: sending it again is useful.
  init(unkept message: HL7Message, by rule: HL7ReplyRule, _ stamp: HL7ReplyStamp) {
    self.init(
      HL7Reply.replies(to: message, .notNow(.storeUnavailable), by: rule, stamp), isKept: false)
  }
}

extension Intake {
  /// Gives up parts of messages whose rest has not come within a minute; to be called every few
  /// seconds.
  package func giveUpParts() async throws {
    let surroundings = surroundings
    let now = surroundings.time.now()
    let limit = now - PartLimits.wait
    let isDue = try await surroundings.store.read { try $0.hasStaleParts(before: limit) }
    guard isDue else { return }
    let transitions = try await surroundings.store.perform { store in
      try surroundings.giveUpParts(in: store, at: now)
    }
    surroundings.tell(transitions)
  }
}
