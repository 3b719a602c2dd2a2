// Tocsin — Gateway: one message on its way into the store
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

extension HL7ReplyStamp {
  /// A stamp of this moment, with a control id of its own of at most 20 characters.
  init(_ surroundings: Surroundings) {
    let (high, _) = surroundings.identifiers.next()
    self.init(number: high, at: surroundings.time.now())
  }

  /// A stamp of this moment; the message that is answered gives the number.
  init(number: UInt64, at now: Timestamp) {
    self.init(
      time: HL7TimeText.text(now), controlID: "TOC" + String(number, radix: 36, uppercase: true))
  }
}

/// A parsed message with all that can be decided before the writer's turn.
struct SourceReport: Sendable {
  let message: HL7Message
  /// Where it came from, when, and whom it names.
  let head: ReportHead
  let outcome: MappingOutcome
  /// Orders without anything critical, to be looked up.
  let watched: [WatchedOrder]
  let mapping: Mapping?
  let stamp: HL7ReplyStamp
  let replayKey: [UInt8]
  /// What the header tells of the source.
  let signs: SourceMessage
  /// What the list of messages can be searched by.
  let traits: MessageTraits
  /// How its source is answered.
  var replyRule = HL7ReplyRule.standard
  /// What was odd about it, and about the frame around it.
  var warnings: [HL7Warning]

  /// - Throws: `DirectoryError.empty` before the first import.
  ///
  /// - Parameter replayed: the message in the store that is taken once more.
  init(
    _ message: HL7Message, integration: String, _ surroundings: Surroundings,
    replayOf replayed: Int64? = nil
  ) throws {
    self.message = message
    warnings = message.warnings
    let snapshot = try surroundings.directory.snapshot()
    let known = snapshot.integrations[integration]
    mapping = known?.mapping
    let zone = mapping?.zoneRules ?? .utc
    let receivedAt = surroundings.time.now()
    head = ReportHead(
      integration, at: receivedAt, name: String(decoding: message.controlID, as: UTF8.self),
      about: SubjectIdentifier(message), visit: message.visit, in: zone)
    let reading = mapping?.reading(of: message)
    outcome = reading?.outcome ?? .notForUs(rule: "no integration is named \(integration)")
    watched = reading?.watched ?? []
    var traits = MessageTraits(message, known, outcome)
    traits.replayOf = replayed
    self.traits = traits
    signs = SourceMessage(message, zone: zone, at: receivedAt)
    let digest = surroundings.sealer.digest(Self.identity(of: message, integration: integration))
    let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    stamp = HL7ReplyStamp(
      number: number &+ UInt64(bitPattern: receivedAt.milliseconds), at: receivedAt)
    replayKey =
      message.controlID.isEmpty
      ? digest
      : ReplayKey.neighbourhood(of: message.controlID)
        + [ReplayKey.mark(of: [Array(integration.utf8)[...], message.msh(3), message.msh(4)])]
        + digest
  }

  /// How long the same message gets the stored reply. Without MSH-10 only its bytes tell it from
  /// another, and a source may well say the same again.
  var replayWindow: Milliseconds {
    message.controlID.isEmpty ? Intake.namelessWindow : Intake.replayWindow
  }

  /// Integration, MSH-3 and MSH-4, and anything after them, under which the store finds what it
  /// keeps about one source.
  func sourceKey(_ more: [UInt8] = [], by surroundings: Surroundings) -> [UInt8] {
    var bytes = Array(integration.utf8)
    for field in [3, 4] { bytes += [0x0D] + message.msh(field) }
    return surroundings.sealer.digest(bytes + [0x0D] + more)
  }

  /// Integration, MSH-3, MSH-4, MSH-10 and payload, separated by a byte that no field holds.
  private static func identity(of message: HL7Message, integration: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(message.bytes.count + 128)
    bytes += integration.utf8
    for field in [3, 4, 10] {
      bytes.append(0x0D)
      bytes += message.msh(field)
    }
    bytes.append(0x0D)
    bytes += message.bytes
    return bytes
  }

  var integration: String { head.integration }
  var receivedAt: Timestamp { head.receivedAt }
  /// Whom the message names.
  var subject: SubjectReference? { head.subject }
  /// MSH-10 as text for lists; the reply echoes the bytes.
  var controlID: String { head.name }
}

/// What became of a message, as its row says it.
struct Verdict: Sendable {
  let outcome: MessageOutcome
  let reply: [UInt8]
  let reason: String
  var code = "AA"
  var alert: AlertID?
  /// Whether an identical retransmission gets this reply again.
  var isReplayed = false

  init(_ outcome: MessageOutcome, _ reply: [UInt8], _ reason: String) {
    self.outcome = outcome
    self.reply = reply
    self.reason = reason
  }
}

extension SourceReport {
  /// The row of the message list.
  func record(_ verdict: Verdict) -> MessageRecord {
    let original = traits.replayOf
    let reason = original.map { "replay of \($0): \(verdict.reason)" } ?? verdict.reason
    var record = MessageRecord(
      receivedAt: receivedAt, integration: integration, controlID: controlID,
      outcome: verdict.outcome, code: original == nil ? verdict.code : "",
      reply: original == nil ? verdict.reply : [], reason: reason, alert: verdict.alert,
      raw: message.bytes,
      replayKey: verdict.isReplayed && original == nil ? replayKey : nil)
    record.subject = subject
    record.traits = traits
    record.traits.warnings = warnings.map(\.description).joined(separator: "; ")
    return record
  }
}
