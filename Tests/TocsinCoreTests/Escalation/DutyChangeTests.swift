// Tocsin — CoreTests: what is open when other people come on duty
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

private let medicine = RotaID("medicine")
private let surgery = RotaID("surgery")

/// A hospital whose policy pages medicine, then surgery, then the desk. Ada has medicine for the
/// first hour and Bo from then on; Cy has surgery.
private struct Change {
  var hospital = Hospital(steps: [["dee"]])
  static let after = Milliseconds.hours(1)

  init(_ targets: [[PageTarget]] = [[.rota(medicine)], [.rota(surgery)]]) {
    hospital.policy = Policy(
      reference: hospital.policy.reference, title: "Test",
      roles: [
        PolicyRole(
          role: "responder", steps: targets.map { PolicyStep(targets: $0, wait: .minutes(2)) })
      ], fallback: hospital.policy.fallback)
    hospital.staffing.rotas = [
      medicine: Self.rota(medicine, "ada", then: "bo"), surgery: Self.rota(surgery, "cy"),
    ]
  }

  static func rota(_ id: RotaID, _ name: String, then next: String? = nil) -> Rota {
    let layer = RotaLayer(
      name: "all", members: [ResponderID(name)], start: date("2026-01-05"), handoff: .midnight,
      turn: .weekly(1))
    var rota = Rota(id: id, title: id.text, zone: "UTC", layers: [layer])
    if let next {
      rota.overrides = [
        RotaOverride(
          from: Hospital.start + after, until: Hospital.start + after * 24,
          responders: [ResponderID(next)], reason: "shift")
      ]
    }
    return rota
  }

  /// What the look at the hour finds.
  func found() -> [DutyChange] {
    let before = hospital.staffing.lineHolders(at: Hospital.start)
    return before.changes(to: hospital.staffing.lineHolders(at: Hospital.start + Self.after))
  }
}

extension Story {
  /// The hour comes, and with it what a look at the lines finds.
  fileprivate mutating func dutyChanges(_ change: Change) {
    now = Hospital.start + Change.after
    for one in change.found() { happens(.dutyChanged(one)) }
  }
}

@Suite struct `A duty that goes to another person` {
  @Test func `is found by comparing who is on each line`() {
    let found = Change().found()
    #expect(found.count == 1)
    #expect(found.first?.rota == medicine && found.first?.line == .first)
    #expect(found.first?.outgoing == [ResponderID("ada")])
    #expect(found.first?.incoming == [ResponderID("bo")])
  }

  @Test func `is looked for again when a shift ends, and not before`() {
    let change = Change()
    let next = change.hospital.staffing.nextDutyChange(after: Hospital.start)
    #expect(next == Hospital.start + Change.after)
  }

  @Test func `offers what is in hand to who comes, and stays with who goes until then (S10)`() {
    let change = Change()
    var story = change.hospital.open()
    story.answers("ada", .accept)
    story.answers("ada", .comingIn(minutes: 120))
    story.dutyChanges(change)
    #expect(story.paged == ["bo"])
    #expect(story.duty.phase.holder == ResponderID("ada"))
    #expect(story.duty.offeredTo == ResponderID("bo"))
    story.answers("bo", .accept)
    #expect(story.duty.phase.holder == ResponderID("bo"))
    #expect(story.withdrew("ada"))
  }

  @Test func `escalates what who comes does not take`() {
    let change = Change()
    var story = change.hospital.open()
    story.answers("ada", .accept)
    story.answers("ada", .comingIn(minutes: 120))
    story.dutyChanges(change)
    story.deadlinePasses()
    #expect(story.phase == "escalating")
    #expect(story.paged == ["cy"])
  }

  @Test func `changes nothing when it is found twice, as after a crash`() {
    let change = Change()
    var story = change.hospital.open()
    story.answers("ada", .accept)
    story.answers("ada", .comingIn(minutes: 120))
    story.dutyChanges(change)
    story.dutyChanges(change)
    #expect(story.last.changesNothing)
    #expect(story.duty.offeredTo == ResponderID("bo"))
  }

  @Test func `goes on with the next person when nobody comes who can be paged`() {
    var change = Change()
    change.hospital.staffing.devices[ResponderID("bo")] = []
    var story = change.hospital.open()
    story.answers("ada", .accept)
    story.answers("ada", .comingIn(minutes: 120))
    story.dutyChanges(change)
    #expect(story.phase == "escalating")
    #expect(story.paged == ["cy"])
    #expect(story.last.trail.contains { $0.event == .released && $0.reason == .shiftEnded })
  }

  @Test func `leaves it with who is still on another rota of the policy`() {
    var change = Change()
    change.hospital.staffing.rotas[surgery] = Change.rota(surgery, "ada")
    var story = change.hospital.open()
    story.answers("ada", .accept)
    story.dutyChanges(change)
    #expect(story.last.changesNothing)
    #expect(story.duty.phase.holder == ResponderID("ada"))
  }

  @Test func `leaves it with whom the policy names in person`() {
    let change = Change([[.responder(ResponderID("ada"))], [.rota(medicine)]])
    var story = change.hospital.open()
    story.answers("ada", .accept)
    story.dutyChanges(change)
    #expect(story.last.changesNothing)
  }

  @Test func `passes on what somebody holds by another rota, once they are on none`() {
    let change = Change([[.rota(surgery)]])
    var story = change.hospital.open()
    story.answers("cy", .accept)
    story.answers("cy", .comingIn(minutes: 120))
    story.happens(.handoff(from: ResponderID("cy"), to: ResponderID("ada")))
    story.answers("ada", .accept)
    story.answers("ada", .comingIn(minutes: 120))
    story.dutyChanges(change)
    #expect(story.duty.offeredTo == ResponderID("bo"))
  }

  @Test func `asks who comes as well about what still rings, in the time that is left`() {
    let change = Change()
    var story = change.hospital.open()
    story.now = Hospital.start + Change.after
    let deadline = story.alert.nextDeadline
    story.dutyChanges(change)
    #expect(story.paged == ["bo"])
    #expect(story.alert.nextDeadline == deadline)
    #expect(story.person("ada")?.standing == .asked)
    story.answers("bo", .accept)
    #expect(story.duty.phase.holder == ResponderID("bo"))
    #expect(story.withdrew("ada"))
  }

  @Test func `does not ask again who declined`() {
    var change = Change([[.rota(medicine), .responder(ResponderID("bo"))]])
    change.hospital.staffing.rotas[surgery] = nil
    var story = change.hospital.open()
    story.answers("bo", .decline(reason: 0))
    story.dutyChanges(change)
    #expect(story.paged.isEmpty)
  }

  @Test func `passes an offer on when its receiver goes too`() {
    let change = Change([[.rota(surgery)], [.rota(medicine)]])
    var story = change.hospital.open()
    story.answers("cy", .accept)
    story.answers("cy", .comingIn(minutes: 120))
    story.happens(.handoff(from: ResponderID("cy"), to: ResponderID("ada")))
    let gone = DutyChange(
      rota: surgery, line: .first, outgoing: [ResponderID("ada"), ResponderID("cy")],
      incoming: [ResponderID("bo")])
    story.hospital.staffing.rotas[surgery] = Change.rota(surgery, "bo")
    story.happens(.dutyChanged(gone))
    #expect(story.duty.offeredTo == ResponderID("bo"))
    #expect(story.withdrew("ada"))
  }
}

@Suite struct `A person who came on duty and has not answered the test page` {
  private func started(_ name: String = "bo") -> Change {
    var change = Change()
    change.hospital.staffing.rotas[medicine] = Change.rota(medicine, name)
    change.hospital.staffing.starts = [
      DutyStart(
        alert: AlertID(high: 9, low: 9), responder: ResponderID(name), rota: medicine,
        line: .first, outgoing: [ResponderID("ada")], at: Hospital.start)
    ]
    return change
  }

  @Test func `is paged together with who was there before, for what is high (S23)`() {
    let story = started().hospital.open()
    #expect(story.paged == ["bo", "ada"])
    #expect(story.last.pages[1].why.contains("whose test page is not answered yet"))
    #expect(story.person("ada")?.isCopy == false)
  }

  @Test func `is paged alone for what is not`() {
    #expect(started().hospital.open(.medium).paged == ["bo"])
  }

  @Test func `is paged alone when who was there before has no device any more`() {
    var change = started()
    change.hospital.staffing.devices[ResponderID("ada")] = []
    #expect(change.hospital.open().paged == ["bo"])
  }

  @Test func `gets the test page first, then who goes, then the policy's last resort`() {
    var change = started()
    change.hospital.policy = Policy(
      reference: change.hospital.policy.reference, title: "Start of duty",
      roles: [
        PolicyRole(
          role: "responder",
          steps: [
            PolicyStep(targets: [.named], wait: .minutes(10)),
            PolicyStep(targets: [.outgoing], wait: .minutes(10)),
          ])
      ], fallback: change.hospital.policy.fallback)
    var draft = AlertDraft(
      integration: AlertDraft.gateway, dedupKey: "d", priority: .high, kind: DutyStart.kind,
      content: AlertContent(what: "Start of duty"))
    draft.incoming = ResponderID("bo")
    draft.outgoing = [ResponderID("ada")]
    let opened = Escalation.open(
      draft, as: AlertID(high: 9, low: 9), under: change.hospital.policy,
      with: change.hospital.staffing, at: Hospital.start)
    var story = Story(hospital: change.hospital, draft: draft, last: opened, now: Hospital.start)
    #expect(story.paged == ["bo"])
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    story.deadlinePasses()
    #expect(story.paged == ["desk"])
    story.answers("bo", .accept)
    #expect(story.duty.phase.holder == ResponderID("bo"))
  }
}
