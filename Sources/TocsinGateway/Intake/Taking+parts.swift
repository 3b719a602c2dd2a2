// Tocsin — Gateway: messages that come in parts, and what numbers say about lost ones
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

/// Bounds of messages in parts (HL7 v2.5.1 §2.10.2).
enum PartLimits {
  /// How long the next part may take.
  static let wait = Milliseconds.seconds(60)
  static let countMax = 1_000
  /// Origins that one pass of the clock gives up.
  static let staleMax = 100
}

extension Surroundings {
  /// Notes that the control id stood in another message before: usual after a device has started
  /// again, and a sign of two sources under one name otherwise.
  func noteReuse(_ report: inout SourceReport, in store: any StoreTransaction) throws {
    guard !report.message.controlID.isEmpty else { return }
    let used = UsedControlID(
      key: report.replayKey, integration: report.integration, controlID: report.controlID)
    if try store.isReused(used, since: report.receivedAt - Intake.replayWindow) {
      report.warnings.append(HL7Warning(.controlIDReuse))
    }
  }

  /// Keeps MSH-13 and notes a gap: what lies in it may be lost. 0 asks for the number, -1 begins
  /// anew (HL7 v2.5.1 §2.10.1). The one place that compares numbers: the last one is in the store,
  /// so that a restart hides no gap, and the watch over sources hears from here what is missing.
  ///
  /// - Returns: the number that is expected next, nil for a source that does not count; and how
  ///   many the gap before this one leaves out. A number that goes back is a warning alone.
  func noteNumber(
    _ report: inout SourceReport, in store: any StoreTransaction
  ) throws -> (expected: Int64?, missed: Int64) {
    let text = String(decoding: report.message.msh(13).prefix(20), as: UTF8.self)
    guard let number = Int64(text), number >= -1, number < Int64.max else {
      return (nil, 0)
    }
    let source = report.sourceKey(by: self)
    let last = try store.lastNumber(of: source)
    guard number != 0 else { return (last.map { $0 + 1 } ?? 1, 0) }
    let now = number == -1 ? 0 : number
    var missed: Int64 = 0
    if number > 0, let last, last > 0, number != last + 1, number != last {
      report.warnings.append(HL7Warning(.sequenceGap))
      missed = max(number - last - 1, 0)
    }
    try store.setLastNumber(now, of: source, at: report.receivedAt)
    return (now + 1, missed)
  }

  /// Keeps a part and, with the last one, decides the whole. Nil for a message that continues
  /// nothing: it is judged as it stands.
  func takePart(
    _ fragment: HL7Fragment, of report: inout SourceReport, answering reply: IntakeReply,
    in store: any StoreTransaction
  ) throws -> TakenReport? {
    let origin =
      fragment.continues.isEmpty
      ? nil
      : try store.origin(
        awaiting: report.sourceKey(fragment.continues, by: self),
        since: report.receivedAt - PartLimits.wait)
    if origin == nil, !fragment.continues.isEmpty {
      report.warnings.append(HL7Warning(.fragmentWithoutStart))
      if fragment.goesOn.isEmpty { return nil }
    }
    let isLast = fragment.goesOn.isEmpty
    var verdict = Verdict(
      .accepted, reply.bytes,
      isLast ? "the last part of a message; the whole is the next row" : "a part of a message")
    verdict.code = reply.code
    verdict.isReplayed = true
    let number = try store.insert(report.record(verdict))
    guard isLast, let origin else {
      try store.insert(
        WaitingPart(
          message: number, origin: origin ?? number,
          awaits: report.sourceKey(fragment.goesOn, by: self), receivedAt: report.receivedAt))
      return TakenReport(reply, .accepted)
    }
    let parts = try store.parts(of: origin).map(\.raw) + [report.message.bytes]
    try store.forgetParts(of: origin)
    let whole = try decideWhole(parts, as: report, in: store)
    return TakenReport(reply, .accepted, whole)
  }

  /// Gives up what has waited too long: a row for the operator, and a judgment of what did come,
  /// without a segment that was cut. A critical value in a first part must not wait for a second
  /// that never comes.
  ///
  /// - Returns: what was decided.
  func giveUpParts(
    in store: any StoreTransaction, at now: Timestamp
  ) throws -> [Transition] {
    var transitions: [Transition] = []
    let origins = try store.staleOrigins(before: now - PartLimits.wait, max: PartLimits.staleMax)
    for origin in origins {
      let parts = try store.parts(of: origin)
      try store.forgetParts(of: origin)
      guard let last = parts.last else { continue }
      var row = MessageRecord(
        receivedAt: now, integration: last.integration, controlID: last.controlID,
        outcome: .refused, code: "", reply: [],
        reason: "\(parts.count) parts of a message, and the rest did not come within"
          + " \(PartLimits.wait.count / 1_000) s: ask the source to send the message again",
        alert: nil, raw: last.raw, replayKey: nil)
      guard let first = try? HL7Message(parsing: parts[0].raw),
        let report = try? SourceReport(first, integration: last.integration, self)
      else {
        try store.insert(row)
        continue
      }
      row.subject = report.subject
      try store.insert(row)
      transitions += try decideWhole(parts.map(\.raw), as: report, isWhole: false, in: store)
    }
    return transitions
  }

  /// Decides the message that parts give. Parts that do not fit together are a row of their own.
  private func decideWhole(
    _ parts: [[UInt8]], as last: SourceReport, isWhole: Bool = true,
    in store: any StoreTransaction
  ) throws -> [Transition] {
    let fits =
      parts.count <= PartLimits.countMax
      && parts.reduce(0) { $0 + $1.count } <= HL7Limits.frameBytesMax
    let read = fits ? parts.compactMap { try? HL7Message(parsing: $0) } : []
    guard fits, read.count == parts.count,
      let bytes = HL7Message.joined(read, isWhole: isWhole),
      let message = try? HL7Message(parsing: bytes)
    else {
      var verdict = Verdict(
        .refused, [], "the parts of a message do not fit together: look at each of them")
      verdict.code = ""
      try store.insert(last.record(verdict))
      return []
    }
    var report = try SourceReport(message, integration: last.integration, self)
    report.warnings += last.warnings
    return try decide(report, answering: IntakeReply(bytes: [], code: ""), in: store).transitions
  }
}
