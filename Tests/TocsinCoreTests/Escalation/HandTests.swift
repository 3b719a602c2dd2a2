// Tocsin — CoreTests: what the switchboard and the caller do
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

extension Story {
  /// Somebody at the switchboard does something.
  fileprivate mutating func desk(_ kind: HandAct.Kind) {
    happens(.byHand(HandAct(kind, by: "op")))
  }

  fileprivate mutating func telephones(
    _ name: String, role: String = "responder", isReadBack: Bool = true
  ) {
    desk(
      .acceptedByTelephone(role: role, responder: ResponderID(name), isReadBack: isReadBack))
  }

  fileprivate func says(_ event: TrailEvent, _ reason: Reason) -> Bool {
    last.trail.contains { $0.event == event && $0.reason == reason }
  }

  fileprivate func duty(_ role: String) -> Duty? { alert.duties.first { $0.role == role } }
}

/// A crash team: each role has people of its own.
private func team() -> Story {
  var hospital = Hospital()
  hospital.policy = Hospital.policy(roles: ["airway": [["cy"]], "leader": [["ada"], ["bo"]]])
  return hospital.open(.crash)
}

@Suite struct `An answer by telephone` {
  @Test func `takes the duty, marked as heard and not signed`() {
    var story = Hospital().open()
    story.telephones("ada")
    #expect(story.last.result == .taken)
    #expect(story.duty.phase.holder == ResponderID("ada"))
    #expect(story.duty.telephone == TelephoneAcceptance(takenBy: "op", isReadBack: true))
    #expect(story.says(.acknowledged, .byTelephone))
    #expect(story.withdrew("ada") && story.paged.isEmpty)
    #expect(story.alert.nextDeadline == story.now + .minutes(30))
  }

  @Test func `counts from somebody who was never paged and has no device`() {
    var story = Hospital().open()
    story.hospital.staffing.devices[ResponderID("eve")] = []
    story.telephones("eve")
    #expect(story.duty.phase.holder == ResponderID("eve"))
    #expect(story.withdrew("ada") && !story.withdrew("eve"))
    #expect(story.last.pages.map(\.responder.text) == ["eve"])
    #expect(story.last.pages.allSatisfy { $0.devices.isEmpty })
    story.happens(.released(ResponderID("eve")))
    #expect(story.duty.phase.holder == ResponderID("eve") && story.last.changesNothing)
    story.hospital.staffing.responders[ResponderID("eve")]?.validUntil = story.now
    story.happens(.released(ResponderID("eve")))
    #expect(story.phase == "escalating")
  }

  @Test func `does not count from a trainee or a stranger`() {
    var story = Hospital().open()
    story.hospital.staffing.responders[ResponderID("eve")]?.isTrainee = true
    for name in ["eve", "nobody"] {
      story.telephones(name)
      #expect(story.last.result == .noDuty)
      #expect(story.phase == "escalating")
    }
  }

  @Test func `says who has it, when another has it already`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.telephones("bo")
    #expect(story.last.result == .takenByAnother)
    story.telephones("ada")
    #expect(story.last.result == .repeated)
    #expect(story.duty.telephone == nil)
  }

  @Test(arguments: [true, false])
  func `leaves the read-back due unless the person read it back`(isReadBack: Bool) {
    var hospital = Hospital()
    var times = PolicyTimes()
    times.readBack = .minutes(5)
    hospital.policy = Hospital.policy(roles: ["responder": [["ada"]]], times: times)
    var story = hospital.open()
    story.telephones("ada", isReadBack: isReadBack)
    #expect((story.duty.readBackDue == nil) == isReadBack)
  }

  @Test func `is forgotten when the duty is given up, and kept when it is over`() {
    var story = Hospital().open()
    story.telephones("ada")
    story.desk(.resolve)
    #expect(story.duty.telephone?.takenBy == "op")
    story = Hospital().open()
    story.telephones("ada")
    story.deadlinePasses()
    story.deadlinePasses()
    #expect(story.phase == "escalating" && story.duty.telephone == nil)
  }

  @Test func `takes its own role only`() {
    var story = team()
    story.telephones("cy", role: "airway")
    #expect(story.duty("airway")?.phase.word == "acknowledged")
    #expect(story.duty("leader")?.phase.word == "escalating")
    story.telephones("cy", role: "porter")
    #expect(story.last.result == .noDuty)
  }
}

@Suite struct `A stand-down` {
  @Test func `reaches everyone who was paged, whoever has answered`() {
    var story = team()
    story.answers("cy", .accept)
    story.after(.minutes(2))
    story.happens(.deadlinePassed)
    story.desk(.standDown)
    #expect(story.alert.isClosed)
    #expect(Set(story.last.withdrawals.map(\.responder.text)) == ["ada", "bo", "cy"])
    #expect(story.last.withdrawals.allSatisfy { $0.type == .stoodDown && $0.exceptDevice == nil })
    #expect(story.says(.resolved, .stoodDown) && story.alert.stoodDownBy == "op")
    #expect(story.alert.wakesAt == nil)
  }

  @Test func `of what is over changes nothing but the trail`() {
    var story = team()
    story.desk(.resolve)
    #expect(story.says(.resolved, .callerResolved) && story.alert.stoodDownBy == nil)
    #expect(story.last.withdrawals.allSatisfy { $0.type == .resolved })
    story.desk(.standDown)
    #expect(story.last.result == .noDuty && story.last.withdrawals.isEmpty)
  }
}

@Suite struct `Calling the next now` {
  @Test func `passes the step at once`() {
    var story = Hospital().open()
    story.after(.seconds(1))
    story.desk(.callNext(role: nil, from: nil))
    #expect(story.paged == ["bo"])
    #expect(story.says(.stepPassed, .calledNext))
    #expect(story.person("ada")?.standing == .passed)
    #expect(story.alert.nextDeadline == story.now + .minutes(2))
  }

  @Test func `after the last step asks the last resort, however short the wait was`() {
    var story = Hospital().open()
    for _ in 0..<2 { story.desk(.callNext(role: "responder", from: nil)) }
    #expect(story.phase == "exhausted" && story.paged == ["desk"])
    story.desk(.callNext(role: "responder", from: nil))
    #expect(story.last.result == .taken && story.paged == ["desk"])
  }

  @Test func `begins the next cycle where there is one`() {
    var story = Hospital(steps: [["ada"]], cycles: 2).open()
    story.desk(.callNext(role: nil, from: nil))
    #expect(story.paged == ["ada"] && story.person("ada")?.position.cycle == 2)
  }

  @Test func `by a second tap passes nobody over`() {
    var story = Hospital().open()
    let stood = StepPosition(step: 0, cycle: 1)
    story.desk(.callNext(role: "responder", from: stood))
    story.desk(.callNext(role: "responder", from: stood))
    #expect(story.last.result == .repeated && story.last.pages.isEmpty)
    #expect(story.person("bo")?.standing == .asked)
  }

  @Test func `leaves a duty that is taken alone`() {
    var story = team()
    story.answers("cy", .accept)
    story.desk(.callNext(role: "airway", from: nil))
    #expect(story.last.result == .takenByAnother)
    story.desk(.callNext(role: nil, from: nil))
    #expect(story.last.result == .taken && story.paged == ["bo"])
  }
}

@Suite struct `A duty that is reassigned` {
  @Test func `is asked of the other at once, and who was asked may still answer`() {
    var story = Hospital().open()
    story.desk(.reassign(role: "responder", to: .responder(ResponderID("dee"))))
    #expect(story.paged == ["dee"])
    #expect(story.person("ada")?.standing == .passed)
    #expect(story.alert.nextDeadline == story.now + .minutes(2))
    story.answers("ada", .accept)
    #expect(story.last.result == .taken && story.withdrew("dee"))
  }

  @Test func `stays with its holder until the other accepts`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.desk(.reassign(role: "responder", to: .responder(ResponderID("dee"))))
    #expect(story.duty.phase.holder == ResponderID("ada"))
    #expect(story.duty.offeredTo == ResponderID("dee") && story.paged == ["dee"])
    story.answers("dee", .accept)
    #expect(story.duty.phase.holder == ResponderID("dee"))
  }

  @Test func `rings on at the last resort until somebody answers`() {
    var story = Hospital(steps: [["ada"]]).open()
    story.deadlinePasses()
    story.desk(.reassign(role: "responder", to: .responder(ResponderID("dee"))))
    #expect(story.phase == "exhausted" && story.paged == ["dee"])
    #expect(story.person("desk")?.standing == .asked)
  }

  @Test func `to nobody who can be paged stays as it is, and that is said`() {
    var story = Hospital().open()
    for target in [PageTarget.rota(RotaID("none")), .responder(ResponderID("nobody"))] {
      story.desk(.reassign(role: "responder", to: target))
      #expect(story.last.result == .stale && story.last.pages.isEmpty)
      #expect(story.says(.refused, .nobodyReachable))
      #expect(story.person("ada")?.standing == .asked)
    }
  }
}

@Suite struct `Words that the caller corrects` {
  private static let said = CallCorrection(place: "W5 3", words: "another bed", callBack: "4711")

  @Test func `page whoever is on it again, and tell the others`() {
    var story = team()
    for name in ["ada", "cy"] {
      story.happens(
        .received(
          Receipt(
            page: story.page(of: name), responder: ResponderID(name), kind: .delivered)))
    }
    story.answers("ada", .decline(reason: 0))
    story.answers("cy", .accept)
    let old = story.page(of: "cy")
    story.desk(.reword(Self.said))
    #expect(story.alert.content.location == "W5 3")
    #expect(story.alert.content.what.hasSuffix("\nanother bed"))
    #expect(Set(story.paged) == ["ada", "bo", "cy"])
    #expect(story.last.pages.first { $0.responder.text == "ada" }?.type == .retracted)
    #expect(story.page(of: "cy") != old && story.person("cy", duty: 0)?.standing == .asked)
    #expect(story.says(.changed, .callerCorrected))
    #expect(!story.last.trail.contains { $0.text.contains("W5") || $0.text.contains("bed") })
  }

  @Test func `leave what they do not name as it is`() {
    var story = team()
    story.desk(.reword(Self.said))
    story.desk(.reword(CallCorrection(place: "W6 1")))
    #expect(story.alert.content.what.hasSuffix("\nanother bed"))
    #expect(story.alert.content.callBack == "4711" && story.alert.content.location == "W6 1")
  }

  @Test func `page the next person when the owner has no device, having answered by telephone`() {
    var story = Hospital().open()
    story.hospital.staffing.devices[ResponderID("eve")] = []
    story.telephones("eve")
    story.desk(.reword(Self.said))
    #expect(story.phase == "escalating" && story.paged == ["ada"])
    #expect(story.person("eve")?.standing == .unreachable)
  }

  @Test func `that are the same page nobody`() {
    var story = team()
    story.desk(.reword(Self.said))
    story.desk(.reword(Self.said))
    #expect(story.last.result == .repeated && story.last.pages.isEmpty)
  }
}

@Suite struct `Who comes next` {
  @Test func `is whom the deadline would page, role by role`() {
    var story = team()
    func next() -> [String: [String]] {
      let all = Escalation.next(
        of: story.alert, under: story.hospital.policy, with: story.hospital.staffing)
      return Dictionary(uniqueKeysWithValues: all.map { ($0.role, $0.people.map(\.text)) })
    }
    #expect(next() == ["airway": ["desk"], "leader": ["bo"]])
    story.answers("cy", .accept)
    #expect(next() == ["airway": ["cy"], "leader": ["bo"]])
    story.desk(.standDown)
    #expect(next().isEmpty)
  }
}
