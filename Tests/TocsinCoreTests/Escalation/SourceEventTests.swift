// Tocsin — CoreTests: what the source reports after the opening
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A source that reports again` {
  @Test func `folds in silently when nothing is different`() {
    var story = Hospital().open()
    #expect(story.draft.changes(from: story.alert).isEmpty)
    story.happens(.repeated)
    #expect(story.paged.isEmpty && story.alert.repeats == 1)
  }

  @Test(arguments: [ContentChange.value, .priority, .specimen, .subject, .place])
  func `pages its owner again when it is different`(_ change: ContentChange) {
    var story = Hospital().open(.medium)
    story.answers("ada", .accept)
    let old = story.page(of: "ada")
    var draft = story.draft
    switch change {
    case .value: draft.content.what = "Potassium 7.9 mmol/L"
    case .priority: draft.priority = .high
    case .specimen: draft.content.specimen = "another"
    case .subject: draft.content.who = []
    case .place: draft.content.location = "ICU2"
    case .correction, .retraction: Issue.record("not found by comparing")
    }
    #expect(draft.changes(from: story.alert) == [change])
    story.happens(.changed(draft, [change]))
    #expect(story.phase == "escalating")
    #expect(story.paged == ["ada"])
    #expect(story.page(of: "ada") != old)
    #expect(story.last.withdrawals.map(\.page) == [old])
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
  }

  @Test func `never lowers the priority`() {
    var story = Hospital().open()
    var draft = story.draft
    draft.priority = .low
    #expect(draft.changes(from: story.alert).isEmpty)
    draft.content.what = "other"
    story.happens(.changed(draft, [.value]))
    #expect(story.alert.priority == .high)
  }
}

@Suite struct `A source that says it is over` {
  @Test func `leaves a high alert that nobody saw, without sound, until it is marked seen`() {
    var story = Hospital().open()
    story.after(.seconds(40))
    story.happens(.ended)
    #expect(!story.alert.isClosed)
    #expect(story.last.pages.map(\.type) == [.ended])
    #expect(story.last.trail.contains { $0.text.contains("after 40s, not seen") })
    #expect(story.duty.people.allSatisfy { $0.soundsAt == nil })
    #expect(story.alert.nextDeadline != nil)
    story.deadlinePasses()
    #expect(story.last.pages.map(\.type) == [.ended])
    #expect(story.paged == ["bo"])
    story.answers("bo", .seen)
    #expect(story.alert.isClosed)
  }

  @Test func `closes what was seen or is less than high`() {
    var low = Hospital().open(.low)
    low.happens(.ended)
    #expect(low.alert.isClosed)
    var held = Hospital().open()
    held.answers("ada", .accept)
    held.happens(.resolvedBySource)
    #expect(held.alert.isClosed)
    #expect(held.last.withdrawals.map(\.type) == [.resolved])
  }

  @Test func `holds escalation only for a bounded time in all`() {
    var story = Hospital().open()
    let deadline = Hospital.start + .minutes(2)
    story.after(.minutes(1))
    story.happens(.held(until: story.now + .minutes(90)))
    #expect(story.alert.nextDeadline == deadline + .minutes(1))
    story.happens(.held(until: story.now + .minutes(90)))
    #expect(story.alert.nextDeadline == deadline + .minutes(1))
    #expect(story.alert.held == .minutes(2))
  }

  @Test func `or falls silent makes the alert stale, never resolved`() {
    var story = Hospital().open()
    story.happens(.stale)
    #expect(story.alert.isStale && story.phase == "escalating")
  }
}

@Suite struct `A retraction` {
  @Test func `of a report that nobody took stops it and tells everyone`() {
    var story = Hospital().open()
    story.happens(.retracted)
    #expect(story.alert.isClosed)
    #expect(story.last.withdrawals.map(\.type) == [.retracted])
  }

  @Test func `must be acknowledged by whoever acknowledged the report, and escalates`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.happens(.retracted)
    #expect(story.last.pages.map(\.type) == [.retracted])
    #expect(story.phase == "escalating")
    var taken = story
    taken.answers("ada", .accept)
    #expect(taken.alert.isClosed)
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
    #expect(story.last.pages[0].type == .retracted)
  }

  @Test func `reaches everyone who was delivered the report`() {
    var story = Hospital().open()
    story.happens(
      .received(
        Receipt(
          page: story.page(of: "ada"), responder: ResponderID("ada"), kind: .delivered)))
    story.deadlinePasses()
    story.answers("bo", .accept)
    story.happens(.retracted)
    #expect(Set(story.paged) == ["ada", "bo"])
  }
}

@Suite struct `A subject that moves` {
  @Test func `is told to whoever holds the page, under the same page id`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    let page = story.page(of: "ada")
    story.happens(.moved(location: "ICU2 7", ward: "ICU2"))
    #expect(story.paged == ["ada"] && story.last.pages[0].page == page)
    #expect(story.phase == "acknowledged")
    #expect(story.alert.content.ward == "ICU2")
  }
}

@Suite struct `Evidence of a device` {
  @Test func `that the last channel is gone passes the step at once`() {
    var story = Hospital().open()
    let receipt = Receipt(
      page: story.page(of: "ada"), responder: ResponderID("ada"), kind: .unreachable)
    story.happens(.received(receipt))
    #expect(story.paged.isEmpty, "a device is left")
    story.hospital.staffing.devices[ResponderID("ada")] = []
    story.happens(.received(receipt))
    #expect(story.paged == ["bo"])
  }
}
