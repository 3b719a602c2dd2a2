// Tocsin — CoreTests: what a source is told of each transition
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// One alert as it goes on, and what its source is told of each step, as words.
private final class Telling {
  var story: Story

  init(_ story: Story) { self.story = story }

  func tells(_ event: AlertEvent, by name: String? = nil) -> [String] {
    let before = story.alert
    story.happens(event)
    return told(since: before, by: name)
  }

  func tellsOfDeadline() -> [String] {
    let before = story.alert
    story.deadlinePasses()
    return told(since: before)
  }

  func tells(_ name: String, _ kind: ResponseKind) -> [String] {
    let before = story.alert
    story.answers(name, kind)
    return told(since: before, by: name)
  }

  func told(since before: Alert? = nil, by name: String? = nil) -> [String] {
    story.last.statuses(since: before, by: name.map { ResponderID($0) })
      .map { "\($0.status.text) \($0.responder?.text ?? "nobody")" }
  }

  func tellsOfReceipt(_ name: String, _ kind: ReceiptKind) -> [String] {
    let page = story.page(of: name)
    return tells(
      .received(Receipt(page: page, responder: ResponderID(name), kind: kind)), by: name)
  }
}

@Suite struct `A source is told` {
  @Test func `that a page is received, delivered, read and accepted, each once`() {
    let story = Telling(Hospital().open())
    #expect(story.told() == ["Received ada"])
    #expect(story.tellsOfReceipt("ada", .delivered) == ["Delivered ada"])
    #expect(story.tellsOfReceipt("ada", .delivered) == [])
    #expect(story.tellsOfReceipt("ada", .displayed) == ["Read ada"])
    #expect(story.tellsOfReceipt("ada", .displayed) == [])
    #expect(story.tells("ada", .accept) == ["Accepted ada"])
    #expect(story.tells("ada", .accept) == [])
  }

  @Test func `that escalation has moved on, and who took it then`() {
    let story = Telling(Hospital().open())
    #expect(story.tellsOfDeadline() == ["CancelledOther ada", "Received bo"])
    #expect(story.tells("bo", .accept) == ["Accepted bo"])
  }

  @Test func `that another took it, of who was still asked`() {
    let story = Telling(Hospital(steps: [["ada", "bo"]]).open())
    #expect(story.tells("bo", .accept) == ["CancelledOther ada", "Accepted bo"])
  }

  @Test(arguments: [ResponseKind.decline(reason: 1), .wrongPerson])
  func `that somebody rejected it`(_ kind: ResponseKind) {
    let story = Telling(Hospital().open())
    #expect(story.tells("ada", kind) == ["Rejected ada", "Received bo"])
  }

  @Test func `that somebody gave it back`() {
    let story = Telling(Hospital().open())
    _ = story.tells("ada", .accept)
    #expect(story.tells("ada", .giveBack) == ["Rejected ada", "Received bo"])
  }

  @Test func `that the last resort rejected it and is asked again`() {
    let story = Telling(Hospital(steps: [["desk"]]).open())
    #expect(story.tells("desk", .decline(reason: 1)) == ["Rejected desk", "Received desk"])
  }

  /// Found by the simulation: who had left before was asked again, and had left for good.
  @Test func `that the last resort, asked again, rejects it again`() {
    let story = Telling(Hospital(steps: [["desk"]]).open())
    let again = ["Rejected desk", "Received desk"]
    #expect(story.tells("desk", .decline(reason: 1)) == again)
    #expect(story.tells("desk", .accept) == ["Accepted desk"])
    #expect(story.tells("desk", .giveBack) == again)
    #expect(story.tells("desk", .giveBack) == [], "it was not in hand any more")
  }

  @Test func `that its own word ended it, once`() {
    let story = Telling(Hospital().open())
    #expect(story.tells(.ended) == ["Cancelled ada"])
    #expect(story.tells("ada", .seen).filter { $0.hasPrefix("Cancelled") } == [])
    #expect(story.story.alert.isClosed)
  }

  @Test func `that a milder one ended, and one that is in hand`() {
    let milder = Telling(Hospital().open(.medium))
    #expect(milder.tells(.resolvedBySource) == ["Cancelled ada"])
    let taken = Telling(Hospital().open())
    _ = taken.tells("ada", .accept)
    #expect(taken.tells(.ended) == ["Cancelled ada"])
  }

  @Test func `S18: that its retraction was received and acknowledged`() {
    let story = Telling(Hospital().open())
    _ = story.tells("ada", .accept)
    #expect(story.tells(.retracted) == ["Received ada"])
    #expect(story.tells("ada", .accept) == ["Accepted ada"])
    #expect(story.story.alert.isClosed)
  }

  @Test func `that another value is received anew by who is on the page`() {
    let story = Telling(Hospital().open())
    _ = story.tells("ada", .accept)
    var draft = story.story.draft
    draft.content.what = "Potassium 7.9 mmol/L"
    #expect(story.tells(.changed(draft, [.value])) == ["Received ada"])
    #expect(story.tells("ada", .accept) == ["Accepted ada"])
  }

  @Test func `nothing of an identical repeat`() {
    let story = Telling(Hospital().open())
    #expect(story.tells(.repeated) == [])
  }

  @Test func `that a person cannot be reached, and of a person without a device`() {
    var hospital = Hospital()
    hospital.staffing.devices[ResponderID("desk")] = nil
    let story = Telling(hospital.open())
    story.story.hospital.staffing.devices[ResponderID("ada")] = nil
    #expect(story.tellsOfReceipt("ada", .unreachable) == ["Undeliverable ada", "Received bo"])
    #expect(story.tellsOfDeadline() == ["CancelledOther bo", "Undeliverable desk"])
  }

  @Test func `that nobody at all could be paged`() {
    var hospital = Hospital(steps: [["nobody"]])
    hospital.staffing.responders[ResponderID("desk")] = nil
    hospital.staffing.devices = [:]
    let story = Telling(hospital.open())
    #expect(story.told() == ["Undeliverable nobody"])
  }
}
