// Tocsin — tocsin: the rows of the contract
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// An alert as `tocsin alerts --json` prints it. Field names are stable.
struct AlertRow: Encodable {
  let id: String
  let phase: String
  let priority: String
  let openedAt: String
  let integration: String
  let controlID: String
  let policy: String
  let nextDeadline: String?
  let duties: [DutyRow]
  let pages: [PageRow]

  init(_ alert: Alert, pages: [PageRecord]) {
    id = alert.id.text
    phase = alert.phaseWord
    priority = alert.priority.word
    openedAt = RFC3339.text(alert.openedAt)
    integration = alert.integration
    controlID = alert.controlID
    policy = "\(alert.policy.name)@\(alert.policy.revision)"
    nextDeadline = alert.nextDeadline.map { RFC3339.text($0) }
    duties = alert.duties.map(DutyRow.init)
    self.pages = pages.map(PageRow.init)
  }

  enum CodingKeys: String, CodingKey {
    case id, phase, priority, openedAt, integration, controlID, policy, nextDeadline, duties, pages
  }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(id, forKey: .id)
    try row.encode(phase, forKey: .phase)
    try row.encode(priority, forKey: .priority)
    try row.encode(openedAt, forKey: .openedAt)
    try row.encode(integration, forKey: .integration)
    try row.encode(controlID, forKey: .controlID)
    try row.encode(policy, forKey: .policy)
    try row.encode(nextDeadline, forKey: .nextDeadline)
    try row.encode(duties, forKey: .duties)
    try row.encode(pages, forKey: .pages)
  }
}

/// One duty of an alert.
struct DutyRow: Encodable {
  let role: String
  let phase: String
  let by: String?
  let nextDeadline: String?

  init(_ duty: Duty) {
    role = duty.role
    phase = duty.phase.word
    by = duty.phase.holder?.text
    nextDeadline = duty.phase.deadline.map { RFC3339.text($0) }
  }

  enum CodingKeys: String, CodingKey { case role, phase, by, nextDeadline }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(role, forKey: .role)
    try row.encode(phase, forKey: .phase)
    try row.encode(by, forKey: .by)
    try row.encode(nextDeadline, forKey: .nextDeadline)
  }
}

/// One page on one device.
struct PageRow: Encodable {
  let id: String
  let role: String
  let responder: String
  let device: String?
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

  enum CodingKeys: String, CodingKey {
    case id, role, responder, device, state, why, step, cycle, attempt, decidedAt
  }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(id, forKey: .id)
    try row.encode(role, forKey: .role)
    try row.encode(responder, forKey: .responder)
    try row.encode(device, forKey: .device)
    try row.encode(state, forKey: .state)
    try row.encode(why, forKey: .why)
    try row.encode(step, forKey: .step)
    try row.encode(cycle, forKey: .cycle)
    try row.encode(attempt, forKey: .attempt)
    try row.encode(decidedAt, forKey: .decidedAt)
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
  let reply: String?
  let reason: String
  let alert: String?

  init(_ message: MessageRecord) {
    id = message.id
    receivedAt = RFC3339.text(message.receivedAt)
    integration = message.integration
    controlID = message.controlID
    outcome = message.outcome.rawValue
    reply = message.code.isEmpty ? nil : message.code
    reason = message.reason
    alert = message.alert?.text
  }

  enum CodingKeys: String, CodingKey {
    case id, receivedAt, integration, controlID, outcome, reply, reason, alert
  }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(id, forKey: .id)
    try row.encode(receivedAt, forKey: .receivedAt)
    try row.encode(integration, forKey: .integration)
    try row.encode(controlID, forKey: .controlID)
    try row.encode(outcome, forKey: .outcome)
    try row.encode(reply, forKey: .reply)
    try row.encode(reason, forKey: .reason)
    try row.encode(alert, forKey: .alert)
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
  let enrolledAt: String
  let lastContact: String?
  let endedAt: String?

  init(_ device: DeviceRecord) {
    id = device.id.text
    responder = device.responder.text
    name = device.name
    enrolledAt = RFC3339.text(device.enrolledAt)
    lastContact = device.lastContact.map { RFC3339.text($0) }
    endedAt = device.endedAt.map { RFC3339.text($0) }
  }

  enum CodingKeys: String, CodingKey {
    case id, responder, name, enrolledAt, lastContact, endedAt
  }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(id, forKey: .id)
    try row.encode(responder, forKey: .responder)
    try row.encode(name, forKey: .name)
    try row.encode(enrolledAt, forKey: .enrolledAt)
    try row.encode(lastContact, forKey: .lastContact)
    try row.encode(endedAt, forKey: .endedAt)
  }
}
