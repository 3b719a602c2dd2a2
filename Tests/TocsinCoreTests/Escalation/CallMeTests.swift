// Tocsin — CoreTests: people who ask to be rung
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

extension Story {
  fileprivate var waiting: [String] { alert.callMes.map(\.responder.text) }

  fileprivate mutating func isRung(_ name: String) {
    happens(.byHand(HandAct(.rung(ResponderID(name)), by: "op")))
  }
}

@Suite struct `Who asks to be called` {
  @Test func `waits for the switchboard, while the alert goes on as it would have`() {
    var story = Hospital().open()
    let deadline = story.alert.nextDeadline
    story.after(.seconds(5))
    story.answers("ada", .callMe)
    #expect(story.last.result == .taken && story.last.notices == [.callMe(ResponderID("ada"))])
    #expect(story.person("ada")?.callMeSince == story.now && story.waiting == ["ada"])
    #expect(story.alert.nextDeadline == deadline && story.person("ada")?.standing == .asked)
    story.deadlinePasses()
    #expect(story.paged == ["bo"] && story.waiting == ["ada"])
  }

  @Test func `waits since the first time, and is said once`() {
    var story = Hospital().open()
    story.answers("ada", .callMe)
    let since = story.now
    story.after(.seconds(20))
    story.answers("ada", .callMe)
    #expect(story.last.result == .repeated)
    #expect(story.last.changesNothing && story.last.notices.isEmpty)
    #expect(story.person("ada")?.callMeSince == since)
  }

  @Test func `waits no longer when somebody says that it was done`() {
    var story = Hospital().open()
    story.answers("ada", .callMe)
    story.isRung("ada")
    #expect(story.last.result == .taken && story.waiting.isEmpty)
    #expect(story.last.trail.contains { $0.reason == .rung && $0.text == "op has rung ada" })
    #expect(story.phase == "escalating" && story.last.withdrawals.isEmpty)
    story.isRung("ada")
    #expect(story.last.result == .repeated && story.last.changesNothing)
    story.after(.seconds(1))
    story.answers("ada", .callMe)
    #expect(story.waiting == ["ada"])
  }

  @Test func `waits also when another has taken it, until the alert is over`() {
    var story = Hospital(steps: [["ada", "bo"]]).open()
    story.answers("ada", .callMe)
    story.answers("bo", .accept)
    #expect(story.phase == "acknowledged" && story.waiting == ["ada"])
    story.answers("bo", .resolved)
    #expect(story.alert.isClosed && story.waiting.isEmpty)
  }

  @Test func `is named once and in turn, whatever they were paged for`() {
    var hospital = Hospital()
    hospital.policy = Hospital.policy(roles: ["airway": [["ada"]], "leader": [["bo", "ada"]]])
    var story = hospital.open(.crash)
    story.answers("bo", .callMe)
    story.after(.seconds(1))
    for duty in story.alert.duties {
      guard let person = duty.people.first(where: { $0.responder.text == "ada" }) else { continue }
      story.happens(
        .responded(
          Response(
            page: person.page, responder: person.responder, device: nil, kind: .callMe)))
    }
    #expect(story.waiting == ["bo", "ada"])
    story.isRung("ada")
    #expect(story.waiting == ["bo"])
  }

  @Test func `is also who read the value back wrongly twice`() {
    var hospital = Hospital()
    var times = PolicyTimes()
    times.readBack = .minutes(5)
    hospital.policy = Hospital.policy(roles: ["responder": [["ada"]]], times: times)
    var story = hospital.open()
    story.answers("ada", .accept)
    story.answers("ada", .readBack(isCorrect: false))
    #expect(story.waiting.isEmpty)
    story.answers("ada", .readBack(isCorrect: false))
    #expect(story.waiting == ["ada"])
  }
}

@Suite struct `What a desk must not miss` {
  @Test(arguments: [(.crash, 1), (.high, 2), (.medium, nil), (.low, nil)] as [(Priority, Int?)])
  func `is what is crash or high`(priority: Priority, rank: Int?) {
    #expect(Hospital().open(priority).alert.deskRank == rank)
  }

  @Test func `is what has come to its last resort`() {
    var story = Hospital(steps: [["ada"]]).open(.low)
    story.deadlinePasses()
    #expect(story.phase == "exhausted" && story.alert.deskRank == 4)
  }

  @Test func `is first who asks to be called, and nothing that is over`() {
    var story = Hospital().open(.low)
    story.answers("ada", .callMe)
    #expect(story.alert.deskRank == 0)
    story.answers("ada", .resolved)
    #expect(story.alert.deskRank == nil)
  }
}
