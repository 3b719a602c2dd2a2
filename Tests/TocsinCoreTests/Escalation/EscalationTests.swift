// Tocsin — CoreTests: steps, cycles, the fallback
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `An alert that nobody acknowledges` {
  @Test func `pages the first step when it opens`() {
    let story = Hospital().open()
    #expect(story.paged == ["ada"])
    #expect(story.phase == "escalating")
    #expect(story.alert.nextDeadline == Hospital.start + .minutes(2))
    #expect(story.last.pages[0].movesOnAt == story.alert.nextDeadline)
  }

  @Test func `pages the next step when its wait is over`() {
    var story = Hospital().open()
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
    #expect(story.person("ada")?.standing == .passed)
  }

  @Test func `goes to the fallback when all cycles are used up, and stays loud`() {
    var story = Hospital().open()
    story.deadlinePasses()
    story.deadlinePasses()
    #expect(story.phase == "exhausted")
    #expect(story.paged == ["desk"])
    let page = story.page(of: "desk")
    for _ in 0..<5 {
      story.deadlinePasses()
      #expect(story.paged == ["desk"])
      #expect(story.last.pages[0].page == page)
    }
    #expect(story.person("desk")?.attempt == 6)
  }

  @Test func `walks another cycle under the same page ids`() {
    var story = Hospital(cycles: 2).open()
    let page = story.page(of: "ada")
    story.deadlinePasses()
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    #expect(story.last.pages[0].page == page)
    #expect(story.last.pages[0].attempt == 2)
    #expect(story.phase == "escalating")
  }

  @Test func `sounds again every thirty seconds while it is high`() {
    var story = Hospital().open()
    story.after(.seconds(30))
    story.happens(.deadlinePassed)
    #expect(story.paged == ["ada"])
    #expect(story.last.pages[0].attempt == 2)
    #expect(story.alert.nextDeadline == Hospital.start + .minutes(2))
  }

  @Test func `is marked late when its deadline was missed by an outage, and pages once`() {
    var story = Hospital().open()
    story.after(.hours(3))
    story.happens(.deadlinePassed)
    #expect(story.last.trail.contains { $0.event == .late && $0.text.contains("2h58m") })
    #expect(story.paged == ["bo"])
  }

  @Test(arguments: [Priority.medium, .low])
  func `does not sound again when it is less than high`(_ priority: Priority) {
    let story = Hospital().open(priority)
    #expect(story.duty.people.allSatisfy { $0.soundsAt == nil })
    #expect(story.alert.wakesAt == story.alert.nextDeadline)
  }
}

@Suite struct `A step that adds nobody` {
  @Test func `passes at once when nobody on it can be reached`() {
    var hospital = Hospital()
    hospital.staffing.devices[ResponderID("ada")] = nil
    let story = hospital.open()
    #expect(story.paged == ["bo"])
    #expect(story.last.trail.contains { $0.reason == .nobodyReachable && $0.event == .stepPassed })
  }

  @Test func `passes at once when it resolves to nobody, and the gap is said`() {
    var hospital = Hospital(steps: [["nobody"], ["bo"]])
    hospital.policy = Hospital.policy(roles: ["responder": [["ghost"], ["bo"]]])
    let story = hospital.open()
    #expect(story.paged == ["bo"])
    #expect(story.last.notices.contains(.uncovered(target: "responder ghost")))
  }

  @Test func `goes straight to the fallback when no step has anybody`() {
    var hospital = Hospital()
    hospital.staffing.devices = [:]
    let story = hospital.open()
    #expect(story.phase == "exhausted")
    #expect(story.paged == ["desk"])
    #expect(story.last.pages[0].devices.isEmpty)
    #expect(story.last.notices.contains(.fallbackUnreachable(ResponderID("desk"))))
    #expect(story.alert.nextDeadline == Hospital.start + .minutes(1))
  }

  @Test func `does not spin when every step names the same person`() {
    var story = Hospital(steps: [["ada"], ["ada"], ["ada"]], cycles: 3).open()
    story.deadlinePasses()
    #expect(story.paged.isEmpty)
    #expect(story.alert.nextDeadline == story.now + .minutes(2))
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    #expect(story.duty.resume.cycle == 2)
  }

  @Test func `skips an account that has ended`() {
    var hospital = Hospital()
    hospital.staffing.responders[ResponderID("ada")]?.validUntil = Hospital.start
    #expect(hospital.open().paged == ["bo"])
  }
}

@Suite struct `Somebody who declines` {
  @Test func `moves the page on at once`() {
    var story = Hospital().open()
    story.after(.seconds(4))
    story.answers("ada", .decline(reason: 2))
    #expect(story.last.result == .taken)
    #expect(story.paged == ["bo"])
    #expect(story.alert.nextDeadline == story.now + .minutes(2))
  }

  @Test func `is not waited for when others on the step are still asked`() {
    var story = Hospital(steps: [["ada", "bo"], ["cy"]]).open()
    story.answers("ada", .decline(reason: 0))
    #expect(story.paged.isEmpty)
    story.answers("bo", .decline(reason: 0))
    #expect(story.paged == ["cy"])
  }

  @Test func `is not paged again for this alert, but by the fallback`() {
    var story = Hospital(steps: [["desk"], ["bo"]], cycles: 2).open()
    story.answers("desk", .decline(reason: 0))
    #expect(story.paged == ["bo"])
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
    story.deadlinePasses()
    #expect(story.phase == "exhausted")
    #expect(story.paged == ["desk"])
  }

  @Test func `brings the fallback at once when everyone has declined`() {
    var story = Hospital(cycles: 3).open()
    story.answers("ada", .decline(reason: 0))
    story.answers("bo", .decline(reason: 0))
    #expect(story.phase == "exhausted")
    #expect(story.paged == ["desk"])
  }

  @Test func `does not start a new cycle early when an earlier person is still silent`() {
    var story = Hospital(cycles: 2).open()
    story.deadlinePasses()
    let entered = story.now
    story.after(.seconds(5))
    story.answers("bo", .decline(reason: 0))
    #expect(story.paged.isEmpty)
    #expect(story.alert.nextDeadline == entered + .minutes(2))
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
  }

  @Test func `says wrong person: others of the rota are found, the manager is told`() {
    var story = Hospital().open()
    story.answers("ada", .wrongPerson)
    #expect(story.paged == ["bo"])
    #expect(story.last.notices.contains(.wrongPerson(ResponderID("ada"))))
    #expect(story.person("ada")?.standing == .wrongPerson)
  }
}

@Suite struct `A policy with several roles` {
  @Test func `pages them in parallel and escalates each by itself`() {
    var hospital = Hospital()
    hospital.policy = Hospital.policy(roles: [
      "airway": [["ada"], ["bo"]], "leader": [["cy"], ["dee"]],
    ])
    var story = hospital.open(.crash)
    #expect(story.paged == ["ada", "cy"])
    story.answers("ada", .accept)
    #expect(!story.withdrew("cy"))
    #expect(story.phase == "escalating")
    story.deadlinePasses()
    #expect(story.paged == ["dee"])
    story.answers("dee", .accept)
    #expect(story.phase == "acknowledged")
  }
}
