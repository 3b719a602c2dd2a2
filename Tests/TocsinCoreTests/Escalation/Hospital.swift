// Tocsin — CoreTests: a small hospital to decide in
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// Values for the tests of the core: three doctors, a consultant, a switchboard.
struct Hospital {
  var staffing = Staffing()
  var policy: Policy
  static let start = Timestamp(milliseconds: 1_790_000_000_000)

  init(steps: [[String]] = [["ada"], ["bo"]], cycles: Int = 1) {
    policy = Hospital.policy(roles: ["responder": steps], cycles: cycles)
    for (number, name) in ["ada", "bo", "cy", "dee", "desk", "eve"].enumerated() {
      let id = ResponderID(name)
      staffing.responders[id] = Responder(id: id, name: name)
      staffing.devices[id] = [DeviceID(high: 7, low: UInt64(number))]
    }
  }

  static func policy(
    roles: [String: [[String]]], cycles: Int = 1, times: PolicyTimes = PolicyTimes()
  ) -> Policy {
    Policy(
      reference: PolicyReference(name: "test", revision: 1), title: "Test",
      roles: roles.sorted { $0.key < $1.key }.map { role, steps in
        PolicyRole(
          role: role,
          steps: steps.map { names in
            PolicyStep(
              targets: names.map { .responder(ResponderID($0)) }, wait: .minutes(2))
          })
      }, cycles: cycles,
      fallback: Fallback(targets: [.responder(ResponderID("desk"))], every: .minutes(1)),
      times: times)
  }

  func open(
    _ priority: Priority = .high, hold: Milliseconds = .zero, staleAfter: Milliseconds? = nil
  ) -> Story {
    var draft = AlertDraft(
      integration: "laboratory", dedupKey: "k", priority: priority, kind: "critical-result",
      content: AlertContent(
        who: [ContentField(name: "name", value: "ZZTEST")], location: "W4E 12", ward: "W4E",
        what: "Potassium 7.1 mmol/L"))
    draft.holdFor = hold
    draft.staleAfter = staleAfter
    let transition = Escalation.open(
      draft, as: AlertID(high: 1, low: 2), under: policy, with: staffing, at: Self.start)
    return Story(hospital: self, draft: draft, last: transition, now: Self.start)
  }
}

/// One alert as it goes on: each call decides once and keeps the transition.
struct Story {
  var hospital: Hospital
  let draft: AlertDraft
  var last: Transition
  var now: Timestamp

  var alert: Alert { last.alert }
  var duty: Duty { alert.duties[0] }
  var paged: [String] { last.pages.map(\.responder.text) }
  var phase: String { alert.phaseWord }

  mutating func after(_ wait: Milliseconds) { now = now + wait }

  mutating func happens(_ event: AlertEvent) {
    let before = alert.revision
    last = Escalation.advance(
      alert, on: event, under: hospital.policy, with: hospital.staffing, at: now)
    #expect(alert.revision == before + 1)
  }

  /// Waits until the next deadline and lets it pass.
  mutating func deadlinePasses() {
    now = alert.nextDeadline ?? now
    happens(.deadlinePassed)
  }

  mutating func answers(_ name: String, _ kind: ResponseKind, age: Milliseconds = .zero) {
    happens(
      .responded(
        Response(
          page: page(of: name), responder: ResponderID(name), device: device(of: name),
          kind: kind, age: age)))
  }

  func device(of name: String) -> DeviceID? {
    hospital.staffing.devices[ResponderID(name)]?.first
  }

  func person(_ name: String, duty index: Int = 0) -> PagedResponder? {
    alert.duties[index].people.first { $0.responder.text == name }
  }

  func page(of name: String) -> PageID {
    alert.duties.flatMap(\.people).first { $0.responder.text == name }?.page
      ?? PageID(high: 0, low: 0)
  }

  func withdrew(_ name: String) -> Bool {
    last.withdrawals.contains { $0.responder.text == name }
  }
}
