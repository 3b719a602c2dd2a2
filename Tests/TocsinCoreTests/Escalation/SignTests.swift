// Tocsin — CoreTests: holds, signs of life and silence
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A medium or low alert that may end by itself` {
  @Test(arguments: [Priority.medium, .low])
  func `S20: waits with a deadline and nobody paged, and then is paged`(_ priority: Priority) {
    var story = Hospital().open(priority, hold: .seconds(20))
    #expect(story.paged.isEmpty && story.duty.isHeldBack)
    #expect(story.alert.wakesAt == Hospital.start + .seconds(20))
    #expect(story.alert.held == .seconds(20))
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    #expect(story.alert.nextDeadline == story.now + .minutes(2))
  }

  @Test func `S20: is closed, never paged, and said to be so when it ends in that time`() {
    var story = Hospital().open(.medium, hold: .seconds(20))
    story.after(.seconds(8))
    story.happens(.ended)
    #expect(story.paged.isEmpty && story.last.withdrawals.isEmpty)
    #expect(story.duty.phase == .resolved(reason: .endedUnpaged, at: story.now))
    #expect(story.last.trail.map(\.text).last?.contains("nobody was paged") == true)
    #expect(story.alert.wakesAt == nil)
  }

  @Test(arguments: [Priority.crash, .high])
  func `S20: is never a high or a crash alert`(_ priority: Priority) {
    let story = Hospital().open(priority, hold: .seconds(20))
    #expect(story.paged == ["ada"])
  }

  @Test func `S20: is paged at once when it becomes high`() {
    var story = Hospital().open(.medium, hold: .seconds(20))
    var draft = story.draft
    draft.priority = .high
    story.happens(.changed(draft, [.priority]))
    #expect(story.paged == ["ada"])
    #expect(story.last.pages.map(\.type) == [.preview])
  }

  @Test func `S20: waits on when only its value changes`() {
    var story = Hospital().open(.medium, hold: .seconds(20))
    var draft = story.draft
    draft.content.what = "Potassium 7.2 mmol/L"
    story.happens(.changed(draft, [.value]))
    #expect(story.paged.isEmpty && story.duty.isHeldBack)
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    #expect(story.alert.content.what == "Potassium 7.2 mmol/L")
  }

  @Test func `S20: waits no longer than its policy lets all holds last`() {
    let story = Hospital().open(.low, hold: .hours(3))
    #expect(story.alert.nextDeadline == Hospital.start + .minutes(2))
  }

  @Test func `is on nobody's phone, so that nobody can answer it before it is paged`() {
    var story = Hospital().open(.medium, hold: .seconds(20))
    story.answers("ada", .accept)
    #expect(story.last.result == .noDuty)
    #expect(story.duty.isHeldBack)
  }
}

@Suite struct `An alert whose source falls silent` {
  @Test func `S19: makes the alert stale after the time that it set, never resolved`() {
    var story = Hospital().open(staleAfter: .seconds(45))
    #expect(story.alert.wakesAt == Hospital.start + .seconds(30), "it sounds again first")
    story.after(.seconds(44))
    story.happens(.deadlinePassed)
    #expect(!story.alert.isStale)
    story.after(.seconds(1))
    story.happens(.deadlinePassed)
    #expect(story.alert.isStale && story.phase == "escalating")
    #expect(story.last.trail.contains { $0.event == .stale && $0.reason == .sourceSilent })
    #expect(story.paged == ["ada"])
    #expect(story.last.pages[0].why.contains("no sign of life from the source for 45s"))
    #expect(story.alert.staleAt == nil)
  }

  @Test func `S19: wakes an alert that somebody has in hand, and tells only that person`() {
    var story = Hospital().open(.medium, staleAfter: .seconds(45))
    story.answers("ada", .accept)
    #expect(story.alert.wakesAt == Hospital.start + .seconds(45))
    story.now = Hospital.start + .seconds(45)
    story.happens(.deadlinePassed)
    #expect(story.alert.isStale && story.phase == "acknowledged")
    #expect(story.paged == ["ada"])
  }

  @Test func `S19: is heard again when a sign of life comes`() {
    var story = Hospital().open(.medium, staleAfter: .seconds(45))
    story.after(.seconds(45))
    story.happens(.deadlinePassed)
    story.after(.seconds(5))
    story.happens(.repeated)
    #expect(!story.alert.isStale)
    #expect(story.alert.staleAt == story.now + .seconds(45))
    #expect(story.last.pages.map(\.why) == ["named by the policy"])
  }

  @Test func `S19: each sign of life puts the time off`() {
    var story = Hospital().open(.medium, staleAfter: .seconds(45))
    story.after(.seconds(40))
    story.happens(.refreshed(story.draft))
    #expect(story.alert.staleAt == Hospital.start + .seconds(85))
    #expect(story.paged.isEmpty)
  }

  @Test func `S19: goes on to the next person as before`() {
    var story = Hospital().open(.medium, staleAfter: .seconds(45))
    story.after(.seconds(45))
    story.happens(.deadlinePassed)
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
    #expect(story.last.pages[0].why.contains("no sign of life"))
  }
}

@Suite struct `A source that goes on saying the same` {
  @Test func `S17: with another value is taken over without a page`() {
    var story = Hospital().open()
    var draft = story.draft
    draft.signal = .alive
    draft.content.what = "Potassium 7.4 mmol/L"
    story.happens(.refreshed(draft))
    #expect(story.paged.isEmpty && story.alert.content.what == "Potassium 7.4 mmol/L")
    #expect(story.alert.repeats == 1)
  }

  @Test func `tells the new place to whoever has the page`() {
    var story = Hospital().open()
    var draft = story.draft
    draft.content.location = "ICU2 7"
    story.happens(.refreshed(draft))
    #expect(story.paged == ["ada"] && story.alert.content.location == "ICU2 7")
  }

  @Test func `S19: lowers what somebody has seen, and nothing that nobody has`() {
    var story = Hospital().open()
    var draft = story.draft
    draft.priority = .low
    story.happens(.refreshed(draft))
    #expect(story.alert.priority == .high)
    story.happens(
      .received(
        Receipt(
          page: story.page(of: "ada"), responder: ResponderID("ada"), kind: .displayed)))
    story.happens(.refreshed(draft))
    #expect(story.alert.priority == .low && story.paged.isEmpty)
    #expect(story.duty.people.allSatisfy { $0.soundsAt == nil })
  }

  @Test func `S7: with somebody at the bedside holds escalation for a bounded time, once`() {
    var story = Hospital().open()
    var draft = story.draft
    draft.signal = .attended
    let deadline = Hospital.start + .minutes(2)
    story.after(.seconds(90))
    story.happens(.refreshed(draft))
    #expect(story.alert.nextDeadline == deadline + .seconds(90))
    story.after(.seconds(10))
    story.happens(.refreshed(draft))
    #expect(story.alert.nextDeadline == deadline + .seconds(90))
    #expect(story.alert.held == .minutes(2) && story.phase == "escalating")
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
  }

  @Test(arguments: [AlertEvent.repeated, .refreshed(Hospital().open().draft)])
  func `S19: pages again when it had ended unseen`(_ event: AlertEvent) {
    var story = Hospital().open()
    story.after(.seconds(10))
    story.happens(.ended)
    #expect(story.last.pages.map(\.type) == [.ended])
    story.after(.seconds(10))
    story.happens(event)
    #expect(story.alert.endedAt == nil)
    #expect(story.last.pages.map(\.type) == [.preview] && story.paged == ["ada"])
    #expect(story.duty.people[0].soundsAt != nil)
  }

  @Test func `leaves out what the open alert knows, and nothing is lost`() {
    let story = Hospital().open()
    var draft = story.draft
    draft.content = AlertContent(what: "Potassium 7.4 mmol/L")
    let whole = draft.completed(by: story.alert)
    #expect(whole.content.who == story.draft.content.who)
    #expect(whole.content.location == "W4E 12" && whole.content.ward == "W4E")
    #expect(whole.content.what == "Potassium 7.4 mmol/L")
  }
}
