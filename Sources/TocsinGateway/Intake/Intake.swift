// Tocsin — Gateway: takes what sources report
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
package import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

/// The activity that turns frames into durable messages, alerts and replies.
///
/// The reply leaves after the commit, never before (I1). Everything that arrives lies in the
/// message list with its bytes and the reason for what became of it; only a store that cannot take
/// it keeps nothing, and then the reply says so (AE).
package final class Intake: Sendable {
  private let surroundings: Surroundings
  private let noticeLimit = NoticeLimit()

  /// How long an identical retransmission gets the stored reply.
  package static let replayWindow = Milliseconds.days(7)

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Takes one frame. Returns at once; `reply` is called exactly once, on any thread.
  package func receive(
    _ frame: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    surroundings.faults.pass(.receive)
    let batch = HL7Batch.split(frame)
    guard batch.isBatch, batch.messages.count > 1 else {
      receiveOne(batch.messages.first ?? frame, integration: integration, reply: reply)
      return
    }
    let gathered = GatheredReply(count: batch.messages.count, reply: reply)
    for message in batch.messages {
      receiveOne(message, integration: integration) { gathered.take($0) }
    }
  }

  private func receiveOne(
    _ frame: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let message: HL7Message
    do {
      surroundings.faults.pass(.parse)
      message = try HL7Message(parsing: frame)
    } catch {
      refuseUnparsable(frame, error, integration: integration, reply: reply)
      return
    }
    guard !message.controlID.isEmpty else {
      refuseWithoutControlID(message, integration: integration, reply: reply)
      return
    }
    take(message, integration: integration, reply: reply)
  }

  private func take(
    _ message: HL7Message, integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let surroundings = surroundings
    let report: SourceReport
    do {
      surroundings.faults.pass(.map)
      report = try SourceReport(message, integration: integration, surroundings)
    } catch {
      surroundings.logger.error("nothing is imported yet; run: tocsin import")
      reply(IntakeReply(HL7Reply.error(message, .storeUnavailable, stamp())))
      return
    }
    let unit = StoreUnit(
      byteCount: message.bytes.count + 512,
      run: { store in try surroundings.commit(report, in: store) },
      setAside: { store in try surroundings.setAside(report, in: store) })
    surroundings.store.submit(unit) { result in
      switch result {
      case .success(let taken):
        surroundings.faults.pass(.reply)
        reply(taken.reply)
        surroundings.notice(report, taken.outcome)
        for transition in taken.transitions { self.tell(transition, at: report.receivedAt) }
      case .failure(let error):
        surroundings.logger.error("a message could not be stored: \(error)")
        reply(IntakeReply(HL7Reply.error(message, .storeUnavailable, report.stamp)))
      }
    }
  }

  private func tell(_ transition: Transition, at now: Timestamp) {
    surroundings.hint(after: transition)
    guard !transition.notices.isEmpty else { return }
    let (isAdmitted, leftOut) = noticeLimit.admit(at: now)
    if leftOut > 0 {
      surroundings.logger.warning("\(leftOut) more alerts had notices; see: tocsin alerts")
    }
    if isAdmitted { surroundings.say(transition.notices, alert: transition.alert.id) }
  }

  private func stamp() -> HL7ReplyStamp { HL7ReplyStamp(surroundings) }

  // MARK: - What is refused

  private func refuseUnparsable(
    _ frame: [UInt8], _ error: HL7ParseError, integration: String,
    reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let refusal = Refusal(
      raw: frame, controlID: [], code: "AR", reason: error.message,
      bytes: HL7Reply.rejected(error, stamp()).bytes)
    keep(refusal, isReplayed: true, integration: integration, reply: reply)
  }

  private func refuseWithoutControlID(
    _ message: HL7Message, integration: String,
    reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    var refusal = Refusal(
      raw: message.bytes, controlID: [], code: "AR",
      reason: "MSH-10 (message control id) is missing",
      bytes: HL7Reply.rejected(
        message,
        HL7Fault(
          .requiredFieldMissing, segment: "MSH", field: 10, diagnostic: "MSH-10 is empty",
          advice: "have the source give each message a control id"), stamp()
      ).bytes)
    refusal.traits = MessageTraits(message)
    keep(refusal, isReplayed: true, integration: integration, reply: reply)
  }

  /// A frame over the limit: AR with MSA-2 when the prefix names one; the connection is closed.
  package func refuseOversized(
    prefix: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let header = try? HL7Message(parsing: prefix)
    let bytes = HL7Reply.rejected(prefix: prefix, .frameTooLong, stamp()).bytes
    let refusal = Refusal(
      raw: prefix, controlID: Array(header?.controlID ?? []), code: "AR",
      reason: "the frame is larger than the limit; the first bytes are kept", bytes: bytes,
      closes: true)
    keep(refusal, isReplayed: false, integration: integration, reply: reply)
  }

  /// Bytes between frames that are not MLLP.
  package func recordNoise(count: Int, peek: [UInt8], integration: String) {
    let refusal = Refusal(
      raw: peek, controlID: [], code: "",
      reason: "\(count) bytes outside any frame: the source is not using MLLP here", bytes: [])
    keep(refusal, isReplayed: false, integration: integration, reply: { _ in })
  }

  /// Half a frame: kept, never answered, never taken for a message.
  package func recordBroken(_ partial: [UInt8], reason: String, integration: String) {
    let refusal = Refusal(raw: partial, controlID: [], code: "", reason: reason, bytes: [])
    keep(refusal, isReplayed: false, integration: integration, reply: { _ in })
  }

  /// A frame of this integration began and did not get on.
  package func noteStall(integration: String) {
    surroundings.notice(.stalled, of: integration, at: surroundings.time.now())
  }

  private func keep(
    _ refusal: Refusal, isReplayed: Bool, integration: String,
    reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let surroundings = surroundings
    let key =
      isReplayed
      ? surroundings.sealer.digest(Array(integration.utf8) + [0] + refusal.raw) : nil
    let now = surroundings.time.now()
    let unkept = HL7Reply.unavailable(stamp())
    let unit = StoreUnit(byteCount: refusal.raw.count + 512) { store in
      try surroundings.keep(refusal, key: key, integration: integration, at: now, in: store)
    }
    surroundings.store.submit(unit) { result in
      switch result {
      case .success(let answer):
        reply(answer)
        let outcome: MessageOutcome? = refusal.code.isEmpty ? nil : .refused
        surroundings.notice(.fault, of: integration, outcome, at: now)
      case .failure(let error):
        surroundings.logger.error("a refused message could not be stored: \(error)")
        let isFinal = refusal.closes || refusal.bytes.isEmpty
        reply(
          isFinal
            ? IntakeReply(bytes: refusal.bytes, code: refusal.code, closes: refusal.closes)
            : IntakeReply(unkept))
      }
    }
  }
}

/// One reply for a frame that holds several messages: the first that is not positive, else the
/// first of all. Never two replies.
private final class GatheredReply: Sendable {
  private struct State {
    var left: Int
    var answer: IntakeReply?
  }

  private let state: Mutex<State>
  private let reply: @Sendable (IntakeReply) -> Void

  init(count: Int, reply: @escaping @Sendable (IntakeReply) -> Void) {
    state = Mutex(State(left: count))
    self.reply = reply
  }

  func take(_ answer: IntakeReply) {
    let done = state.withLock { state -> IntakeReply? in
      state.left -= 1
      if state.answer == nil || state.answer?.code == "AA" && answer.code != "AA" {
        state.answer = answer
      }
      return state.left == 0 ? state.answer : nil
    }
    if let done { reply(done) }
  }
}

/// A message that will never be accepted as it is.
struct Refusal: Sendable {
  let raw: [UInt8]
  let controlID: [UInt8]
  let code: String
  let reason: String
  let bytes: [UInt8]
  var closes = false
  var traits = MessageTraits()
}

extension Surroundings {
  fileprivate func keep(
    _ refusal: Refusal, key: [UInt8]?, integration: String, at now: Timestamp,
    in store: any StoreTransaction
  ) throws -> IntakeReply {
    var reply = refusal.bytes
    var outcome = MessageOutcome.refused
    var replayKey = key
    if let key, let known = try store.storedReply(key: key, since: now - Intake.replayWindow) {
      reply = known.reply
      outcome = .repeated
      replayKey = nil
    }
    var record = MessageRecord(
      receivedAt: now, integration: integration,
      controlID: String(decoding: refusal.controlID, as: UTF8.self), outcome: outcome,
      code: refusal.code, reply: reply, reason: refusal.reason, alert: nil, raw: refusal.raw,
      replayKey: replayKey)
    record.traits = refusal.traits
    try store.insert(record)
    return IntakeReply(bytes: reply, code: refusal.code, closes: refusal.closes)
  }
}
