// Tocsin — Gateway: what is not taken as a message, and is kept all the same
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

extension Intake {
  /// Bytes that are no message.
  func refuse(
    _ frame: [UInt8], _ error: HL7ParseError, _ arrival: Arrival,
    reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let replies = HL7Reply.replies(
      toPrefix: [], .rejected(HL7Fault(error)), by: arrival.endpoint.reply, stamp())
    var refusal = Refusal(raw: frame, reason: error.message, reply: IntakeReply(replies))
    refusal.isReplayed = true
    keep(refusal, arrival, reply: reply)
  }

  /// A message that this endpoint does not take. It is judged anew when it comes again: the
  /// document may have been mended.
  func refuse(
    _ message: HL7Message, _ fault: HL7Fault, _ arrival: Arrival,
    reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let replies = HL7Reply.replies(
      to: message, .rejected(fault), by: arrival.endpoint.reply, stamp())
    var refusal = Refusal(
      raw: message.bytes, reason: "\(fault.diagnostic): \(fault.advice)",
      reply: IntakeReply(replies))
    refusal.controlID = Array(message.controlID)
    refusal.subject = SubjectReference(message)
    refusal.traits = MessageTraits(message)
    keep(refusal, arrival, reply: reply)
  }

  /// A frame over the limit: AR with MSA-2 when the prefix names one; the connection is closed.
  package func refuseOversized(
    prefix: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let arrival = arrival(integration)
    let replies = HL7Reply.replies(
      toPrefix: prefix, .rejected(.frameTooLong), by: arrival.endpoint.reply, stamp())
    var refusal = Refusal(
      raw: prefix, reason: "the frame is larger than the limit; the first bytes are kept",
      reply: IntakeReply(replies, closes: true, isKept: false))
    refusal.controlID = Array((try? HL7Message(parsing: prefix))?.controlID ?? [])
    keep(refusal, arrival, reply: reply)
  }

  /// Bytes between frames that are not MLLP.
  package func recordNoise(count: Int, peek: [UInt8], integration: String) {
    let what = count == 1 ? "a byte" : "\(count) bytes"
    record(
      peek,
      "\(what) outside any frame: the source is not using MLLP here (0x0B, message, 0x1C 0x0D)",
      integration)
  }

  /// Half a frame, or another violation of the framing with its first bytes: kept, never answered,
  /// never taken for a message.
  package func recordBroken(_ partial: [UInt8], reason: String, integration: String) {
    record(partial, reason, integration)
  }

  /// A frame of this integration began and did not get on.
  package func noteStall(integration: String) {
    surroundings.notice(.stalled, of: integration, at: surroundings.time.now())
  }

  private func record(_ bytes: [UInt8], _ reason: String, _ integration: String) {
    let refusal = Refusal(raw: bytes, reason: reason, reply: IntakeReply(bytes: [], code: ""))
    keep(refusal, arrival(integration), reply: { _ in })
  }

  private func keep(
    _ refusal: Refusal, _ arrival: Arrival, reply: @escaping @Sendable (IntakeReply) -> Void
  ) {
    let surroundings = surroundings
    let name = Array(arrival.integration.utf8)
    let key = refusal.isReplayed ? surroundings.sealer.digest(name + [0] + refusal.raw) : nil
    let now = surroundings.time.now()
    let unkept = HL7Reply.replies(
      toPrefix: [], .notNow(.storeUnavailable), by: arrival.endpoint.reply, stamp())
    let unit = StoreUnit(byteCount: refusal.raw.count + 512) { store in
      try surroundings.keep(
        refusal, key: key, integration: arrival.integration, at: now, in: store)
    }
    surroundings.store.submit(unit) { result in
      switch result {
      case .success(let answer):
        reply(answer)
        let outcome: MessageOutcome? = refusal.reply.code.isEmpty ? nil : .refused
        surroundings.notice(.fault, of: arrival.integration, outcome, at: now)
        surroundings.metrics.noteReport(.hl7, .refused)
      case .failure(let error):
        surroundings.sayUnkept("a refused message", error)
        let isFinal = refusal.reply.closes || refusal.reply.frames.isEmpty
        reply(isFinal ? refusal.reply : IntakeReply(unkept, isKept: false))
      }
    }
  }
}

/// What will never be accepted as it is.
struct Refusal: Sendable {
  let raw: [UInt8]
  let reason: String
  let reply: IntakeReply
  var controlID: [UInt8] = []
  var subject: SubjectReference?
  var traits = MessageTraits()
  /// Whether the same bytes get the same reply again.
  var isReplayed = false

  init(raw: [UInt8], reason: String, reply: IntakeReply) {
    self.raw = raw
    self.reason = reason
    self.reply = reply
  }
}

extension Surroundings {
  fileprivate func keep(
    _ refusal: Refusal, key: [UInt8]?, integration: String, at now: Timestamp,
    in store: any StoreTransaction
  ) throws -> IntakeReply {
    var reply = refusal.reply
    var outcome = MessageOutcome.refused
    var replayKey = key
    if let key, let known = try store.storedReply(key: key, since: now - Intake.replayWindow) {
      reply = IntakeReply(stored: known.reply, code: known.code)
      outcome = .repeated
      replayKey = nil
    }
    var record = MessageRecord(
      receivedAt: now, integration: integration,
      controlID: String(decoding: refusal.controlID, as: UTF8.self), outcome: outcome,
      code: reply.code, reply: reply.bytes, reason: refusal.reason, alert: nil, raw: refusal.raw,
      replayKey: replayKey)
    record.subject = refusal.subject
    record.traits = refusal.traits
    try store.insert(record)
    return reply
  }
}
