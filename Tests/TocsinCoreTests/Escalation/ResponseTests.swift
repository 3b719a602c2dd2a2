// Tocsin — CoreTests: taking a duty, keeping it, giving it back
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `An acknowledgment` {
  @Test func `quiets everyone else of the duty and keeps a deadline`() {
    var story = Hospital().open()
    story.deadlinePasses()
    story.answers("bo", .accept)
    #expect(story.last.result == .taken)
    #expect(story.phase == "acknowledged")
    #expect(story.withdrew("ada") && story.withdrew("bo"))
    #expect(story.last.withdrawals.first { $0.responder.text == "bo" }?.exceptDevice != nil)
    #expect(story.alert.nextDeadline == story.now + .minutes(30))
    #expect(story.alert.wakesAt == story.alert.nextDeadline)
    #expect(story.paged.isEmpty)
  }

  @Test func `counts from someone whose step has passed`() {
    var story = Hospital().open()
    story.deadlinePasses()
    story.answers("ada", .accept)
    #expect(story.last.result == .taken)
  }

  @Test func `by a second person says that another has it`() {
    var story = Hospital().open()
    story.deadlinePasses()
    let page = story.page(of: "ada")
    story.answers("bo", .accept)
    story.happens(
      .responded(
        Response(page: page, responder: ResponderID("ada"), device: nil, kind: .accept)))
    #expect(story.last.result == .takenByAnother)
    #expect(story.duty.phase.holder == ResponderID("bo"))
  }

  @Test func `made twice by the same person is a repeat`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.answers("ada", .accept)
    #expect(story.last.result == .repeated)
    #expect(story.last.pages.isEmpty && story.last.withdrawals.isEmpty)
  }

  @Test(arguments: [(Int64(60_000), ResponseResult.taken), (60_001, .stale)])
  func `that is older than a minute stops nothing`(_ age: Int64, _ result: ResponseResult) {
    var story = Hospital().open()
    story.answers("ada", .accept, age: Milliseconds(age))
    #expect(story.last.result == result)
    #expect(story.phase == (result == .taken ? "acknowledged" : "escalating"))
  }

  @Test func `from a person without a duty on the page changes nothing`() {
    var story = Hospital().open()
    story.answers("eve", .accept)
    #expect(story.last.result == .noDuty)
    #expect(story.phase == "escalating")
  }

  @Test func `from someone who declined before is asked again`() {
    var story = Hospital().open()
    story.answers("ada", .decline(reason: 0))
    story.answers("ada", .accept)
    #expect(story.last.result == .stale)
    #expect(story.phase == "escalating")
  }

  @Test func `of a trainee holds for a bounded time and ends nothing`() {
    var hospital = Hospital()
    hospital.staffing.responders[ResponderID("cy")]?.isTrainee = true
    hospital.policy = Hospital.policy(roles: ["responder": [["ada", "cy"], ["bo"]]])
    var story = hospital.open()
    #expect(story.paged == ["ada", "cy"])
    story.answers("cy", .accept)
    #expect(story.last.result == .noDuty)
    #expect(story.phase == "escalating")
    let held = story.alert.nextDeadline
    story.answers("cy", .accept)
    #expect(story.alert.nextDeadline == held)
  }

  @Test func `from a lock screen whose detail stays closed is reminded, then moves on`() {
    var story = Hospital().open()
    story.happens(
      .responded(
        Response(
          page: story.page(of: "ada"), responder: ResponderID("ada"), device: nil, kind: .accept,
          age: .zero, isUnlocked: false)))
    #expect(story.alert.nextDeadline == story.now + .minutes(5))
    var opened = story
    opened.happens(
      .received(
        Receipt(
          page: story.page(of: "ada"), responder: ResponderID("ada"), kind: .displayed)))
    #expect(opened.alert.nextDeadline == Hospital.start + .minutes(30))
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
  }
}

@Suite struct `An acknowledged alert` {
  @Test func `reminds its owner, then pages the next person`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    #expect(story.phase == "acknowledged")
    story.deadlinePasses()
    #expect(story.phase == "escalating")
    #expect(story.paged == ["bo"])
  }

  @Test(arguments: [(UInt16(7), Int64(7)), (0, 30), (10_000, 240)])
  func `gets the deadline that "coming in N minutes" says`(_ said: UInt16, _ minutes: Int64) {
    var story = Hospital().open()
    story.answers("ada", .comingIn(minutes: said))
    #expect(story.last.result == .taken)
    #expect(story.alert.nextDeadline == story.now + .minutes(minutes))
    story.after(.minutes(1))
    story.answers("ada", .comingIn(minutes: 3))
    #expect(story.alert.nextDeadline == story.now + .minutes(3))
  }

  @Test func `that is given back goes to the next person at once`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.after(.minutes(1))
    story.answers("ada", .giveBack)
    #expect(story.last.result == .taken)
    #expect(story.paged == ["bo"])
    #expect(story.person("ada")?.standing == .gaveBack)
  }

  @Test func `that is given back asks those again who were withdrawn`() {
    var story = Hospital(steps: [["ada", "bo"], ["cy"]]).open()
    story.answers("ada", .accept)
    story.answers("ada", .giveBack)
    #expect(story.paged == ["bo"])
    #expect(story.last.pages[0].attempt == 2)
  }

  @Test func `closes when its owner resolves it`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.answers("ada", .resolved)
    #expect(story.alert.isClosed)
    #expect(story.alert.nextDeadline == nil && story.alert.wakesAt == nil)
  }

  @Test func `escalates when its owner's account ends`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.hospital.staffing.devices[ResponderID("ada")] = []
    story.happens(.released(ResponderID("ada")))
    #expect(story.phase == "escalating")
    #expect(story.paged == ["bo"])
  }

  @Test func `is offered at the end of a shift and stays with the giver until it is taken`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.happens(.handoff(from: ResponderID("ada"), to: ResponderID("cy")))
    #expect(story.duty.phase.holder == ResponderID("ada"))
    #expect(story.paged == ["cy"])
    var taken = story
    taken.answers("cy", .accept)
    #expect(taken.duty.phase.holder == ResponderID("cy"))
    story.deadlinePasses()
    #expect(story.phase == "escalating")
    #expect(story.paged == ["bo"])
  }
}

@Suite struct `A read-back` {
  static func story() -> Story {
    var hospital = Hospital()
    var times = PolicyTimes()
    times.readBack = .minutes(5)
    hospital.policy = Hospital.policy(roles: ["responder": [["ada"], ["bo"]]], times: times)
    var story = hospital.open()
    story.answers("ada", .accept)
    return story
  }

  @Test func `that is missing escalates after its own deadline`() {
    var story = Self.story()
    #expect(story.alert.wakesAt == story.now + .minutes(5))
    story.after(.minutes(5))
    story.happens(.deadlinePassed)
    #expect(story.paged == ["bo"])
    #expect(story.last.trail.contains { $0.reason == .readBackMissing })
  }

  @Test func `that is right leaves the ordinary deadline`() {
    var story = Self.story()
    story.answers("ada", .readBack(isCorrect: true))
    #expect(story.alert.wakesAt == Hospital.start + .minutes(30))
  }

  @Test func `that is wrong twice asks to call the sender`() {
    var story = Self.story()
    story.answers("ada", .readBack(isCorrect: false))
    #expect(story.last.notices.isEmpty)
    story.answers("ada", .readBack(isCorrect: false))
    #expect(story.last.notices == [.callMe(ResponderID("ada"))])
    #expect(story.duty.readBackDue != nil)
  }
}
