// Tocsin — tocsin: the rows of the contract
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// A field that is `null` when it has no value: rows always have all their fields.
@propertyWrapper struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
  var wrappedValue: Value?

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}

/// An alert as `tocsin alerts --json` prints it. Field names are stable.
struct AlertRow: Encodable {
  let id: String
  let phase: String
  let priority: String
  let kind: String
  /// `production`, or `test` (S22).
  let world: String
  let openedAt: String
  let integration: String
  let controlID: String
  let policy: String
  @OrNull var nextDeadline: String?
  /// Who waits to be rung.
  let callMe: [String]
  let duties: [DutyRow]
  let pages: [PageRow]

  init(_ alert: Alert, pages: [PageRecord]) {
    id = alert.id.text
    phase = alert.phaseWord
    priority = alert.priority.word
    kind = alert.kind
    world = alert.world.rawValue
    openedAt = RFC3339.text(alert.openedAt)
    integration = alert.integration
    controlID = alert.controlID
    policy = "\(alert.policy.name)@\(alert.policy.revision)"
    nextDeadline = alert.nextDeadline.map { RFC3339.text($0) }
    callMe = alert.callMes.map(\.responder.text)
    duties = alert.duties.map(DutyRow.init)
    self.pages = pages.map(PageRow.init)
  }
}

/// One duty of an alert.
struct DutyRow: Encodable {
  let role: String
  let phase: String
  @OrNull var by: String?
  /// Heard on the telephone: an answer of lower assurance (S16).
  let byTelephone: Bool
  @OrNull var nextDeadline: String?

  init(_ duty: Duty) {
    role = duty.role
    phase = duty.phase.word
    by = duty.phase.holder?.text
    byTelephone = duty.telephone != nil
    nextDeadline = duty.phase.deadline.map { RFC3339.text($0) }
  }
}

/// One page on one device.
struct PageRow: Encodable {
  let id: String
  let role: String
  let responder: String
  @OrNull var device: String?
  let state: String
  let why: String
  let step: Int
  let cycle: Int
  let attempt: Int
  let decidedAt: String

  init(_ page: PageRecord) {
    id = page.page.text
    role = page.role
    responder = page.responder.text
    device = page.device?.text
    state = page.state.rawValue
    why = page.why
    step = page.step + 1
    cycle = page.cycle
    attempt = page.attempt
    decidedAt = RFC3339.text(page.decidedAt)
  }
}

/// A message of the list, without its content.
struct MessageRow: Encodable {
  let id: Int64
  let receivedAt: String
  let integration: String
  let controlID: String
  let outcome: String
  /// The code of the reply, null when none was given.
  @OrNull var reply: String?
  let reason: String
  @OrNull var alert: String?
  let type: String
  let rule: String
  let warnings: String
  @OrNull var replayOf: Int64?

  init(_ message: MessageRecord, _ traits: MessageTraits = MessageTraits()) {
    self.init(MessageHeading(message, traits: traits))
  }

  init(_ heading: MessageHeading) {
    id = heading.id
    receivedAt = RFC3339.text(heading.receivedAt)
    integration = heading.integration
    controlID = heading.controlID
    outcome = heading.outcome.rawValue
    reply = heading.code.isEmpty ? nil : heading.code
    reason = heading.reason
    alert = heading.alert?.text
    type = heading.traits.type
    rule = heading.traits.rule
    warnings = heading.traits.warnings
    replayOf = heading.traits.replayOf
  }
}

/// A line of the trail.
struct TrailRow: Encodable {
  let at: String
  let event: String
  let reason: String
  let text: String

  init(_ entry: TrailEntry) {
    at = RFC3339.text(entry.at)
    event = entry.event.rawValue
    reason = entry.reason.rawValue
    text = entry.text
  }
}

/// A device, without its keys.
struct DeviceRow: Encodable {
  let id: String
  let responder: String
  let name: String
  let hasLock: Bool
  let enrolledAt: String
  @OrNull var lastContact: String?
  @OrNull var endedAt: String?

  init(_ device: DeviceRecord) {
    id = device.id.text
    responder = device.responder.text
    name = device.name
    hasLock = device.hasLock
    enrolledAt = RFC3339.text(device.enrolledAt)
    lastContact = device.lastContact.map { RFC3339.text($0) }
    endedAt = device.endedAt.map { RFC3339.text($0) }
  }
}
