// Tocsin — CoreTests: leaving a page, and who is asked then
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// Each of these was found by the simulation.
@Suite struct `A person who leaves a page` {
  @Test func `as the wrong one leaves the others of the step their time`() {
    var story = Hospital(steps: [["ada", "bo"], ["cy"]]).open()
    let deadline = story.alert.nextDeadline
    story.answers("ada", .wrongPerson)
    #expect(story.alert.nextDeadline == deadline)
    #expect(story.person("bo")?.standing == .asked)
    #expect(story.person("cy") == nil)
    story.answers("bo", .wrongPerson)
    #expect(story.paged == ["cy"])
  }

  @Test func `by handing over twice leaves only the second offer ringing`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.happens(.handoff(from: ResponderID("ada"), to: ResponderID("cy")))
    story.after(.seconds(10))
    story.happens(.handoff(from: ResponderID("ada"), to: ResponderID("dee")))
    #expect(story.withdrew("cy"))
    #expect(story.person("cy")?.standing == .withdrawn)
    story.after(.seconds(30))
    story.happens(.deadlinePassed)
    #expect(story.paged == ["dee"])
  }

  @Test func `and is the last resort as well is paged by it, not withdrawn`() {
    var story = Hospital(steps: [["desk"]]).open()
    story.answers("desk", .decline(reason: 0))
    #expect(story.phase == "exhausted")
    #expect(story.paged == ["desk"])
    #expect(!story.withdrew("desk"))
  }

  @Test func `as a copy has to answer once a later step asks them`() {
    var hospital = Hospital()
    let copied = PolicyStep(
      targets: [.responder(ResponderID("ada"))], copies: [.responder(ResponderID("bo"))],
      wait: .minutes(2))
    let asked = PolicyStep(targets: [.responder(ResponderID("bo"))], wait: .minutes(2))
    hospital.policy = Policy(
      reference: hospital.policy.reference, title: "Test",
      roles: [PolicyRole(role: "responder", steps: [copied, asked])],
      fallback: hospital.policy.fallback)
    var story = hospital.open()
    #expect(story.person("bo")?.isCopy == true)
    story.answers("ada", .decline(reason: 0))
    story.deadlinePasses()
    story.answers("bo", .accept)
    #expect(story.duty.phase.holder == ResponderID("bo"))
  }

  @Test func `because the account had ended has the page withdrawn when another takes it`() {
    var story = Hospital(steps: [["ada", "bo"]]).open()
    story.hospital.staffing.responders[ResponderID("ada")]?.validUntil = story.now
    story.happens(.released(ResponderID("ada")))
    #expect(story.person("ada")?.standing == .unreachable)
    story.hospital.staffing.responders[ResponderID("ada")]?.validUntil = nil
    story.answers("bo", .accept)
    #expect(story.withdrew("ada"))
  }

  @Test func `is not asked by a step again after the last resort has had the duty`() {
    var hospital = Hospital(steps: [["ada"]])
    hospital.policy = Policy(
      reference: hospital.policy.reference, title: "Test", roles: hospital.policy.roles,
      fallback: Fallback(
        targets: ["ada", "desk"].map { .responder(ResponderID($0)) }, every: .minutes(1)))
    var story = hospital.open()
    story.answers("ada", .decline(reason: 0))
    #expect(story.paged == ["ada", "desk"])
    story.answers("desk", .accept)
    story.answers("desk", .giveBack)
    #expect(story.last.trail.contains { $0.reason == .fallback })
    #expect(!story.last.trail.contains { $0.reason == .onCall })
  }
}
