// Tocsin — CoreTests: what rules ask of people, and pages that were not useful
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `S7: Who says that a page was not useful` {
  private func marks(_ story: Story) -> [String] {
    story.alert.duties.flatMap(\.people).filter(\.saidNotUseful).map(\.responder.text)
  }

  @Test func `answers nothing by it: the alert goes on as it would have`() {
    var story = Hospital().open()
    let before = story.alert
    story.after(.seconds(5))
    story.answers("ada", .notUseful)
    #expect(story.last.result == .taken && marks(story) == ["ada"])
    #expect(story.last.pages.isEmpty && story.last.withdrawals.isEmpty)
    #expect(story.last.trail.map(\.reason) == [.notUseful])
    #expect(story.alert.nextDeadline == before.nextDeadline && story.phase == "escalating")
    #expect(story.person("ada")?.standing == .asked)
    #expect(story.person("ada")?.soundsAt == before.duties[0].people[0].soundsAt)
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
  }

  @Test func `does not give back what they have accepted`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    let deadline = story.alert.nextDeadline
    story.answers("ada", .notUseful)
    #expect(story.phase == "acknowledged" && story.alert.nextDeadline == deadline)
    #expect(story.person("ada")?.standing == .holder)
  }

  @Test func `says it once an alert, from whichever page and device`() {
    var hospital = Hospital()
    hospital.policy = Hospital.policy(roles: ["airway": [["ada"]], "leader": [["ada"]]])
    var story = hospital.open(.crash)
    for (number, duty) in story.alert.duties.enumerated() {
      let page = duty.people[0].page
      story.happens(
        .responded(
          Response(page: page, responder: ResponderID("ada"), device: nil, kind: .notUseful)))
      #expect(story.last.result == (number == 0 ? .taken : .repeated))
    }
    #expect(marks(story) == ["ada"])
    #expect(story.last.changesNothing)
  }

  @Test func `may say it of what is over, and however late`() {
    var story = Hospital(steps: [["ada", "bo"]]).open()
    story.answers("ada", .accept)
    story.answers("ada", .resolved)
    let phases = story.alert.duties.map(\.phase)
    story.after(.hours(5))
    story.answers("bo", .notUseful, age: .hours(4))
    #expect(story.last.result == .taken && marks(story) == ["bo"])
    #expect(story.alert.duties.map(\.phase) == phases)
    #expect(story.last.pages.isEmpty && story.last.withdrawals.isEmpty)
  }

  @Test func `has no duty without a page of it`() {
    var story = Hospital().open()
    story.answers("cy", .notUseful)
    #expect(story.last.result == .noDuty && marks(story).isEmpty)
  }
}

@Suite struct `What an alert counts for in the ledger of noise` {
  private var steps: Hospital { Hospital(steps: [["ada"], ["bo"]]) }

  private func figure(_ story: Story, _ trail: [TrailEntry]) -> NoiseFigure? {
    NoiseFigure(closing: story.alert, trail)
  }

  /// Plays an alert that its source ends after so long, with answers of ada before.
  private func ended(
    after length: Milliseconds, _ answers: [ResponseKind] = [], _ priority: Priority = .low,
    hold: Milliseconds = .zero
  ) -> NoiseFigure? {
    var story = steps.open(priority, hold: hold)
    var trail = story.last.trail
    for answer in answers {
      story.answers("ada", answer)
      trail += story.last.trail
    }
    story.after(length)
    story.happens(.ended)
    trail += story.last.trail
    return figure(story, trail)
  }

  private func text(_ figure: NoiseFigure?) -> [String] {
    figure?.counts.map { "\($0.measure) \($0.bin) \($0.count)" } ?? []
  }

  @Test func `is that it ended by itself, and after how long`() {
    #expect(
      text(ended(after: Milliseconds(15_001)))
        == ["alerts 0 1", "pages 0 1", "endedUnaccepted 20 1", "endedUnanswered 0 1"])
    #expect(text(ended(after: .seconds(15))).contains("endedUnaccepted 15 1"))
    #expect(text(ended(after: .zero)).contains("endedUnaccepted 5 1"))
  }

  @Test func `is that somebody had accepted it before`() {
    #expect(
      text(ended(after: .seconds(40), [.accept]))
        == ["alerts 0 1", "pages 0 1", "accepted 0 1", "endedAccepted 40 1"])
  }

  @Test func `is that somebody had declined it before`() {
    let counts = text(ended(after: .seconds(40), [.decline(reason: 0)]))
    #expect(counts.contains("declined 0 1") && counts.contains("endedUnaccepted 40 1"))
    #expect(!counts.contains("endedUnanswered 0 1"))
  }

  @Test func `is nothing but that it waited, where nobody was paged`() {
    #expect(text(ended(after: .seconds(9), hold: .seconds(30))) == ["endedUnpaged 0 1"])
  }

  @Test func `is each person once who found it not useful`() {
    #expect(text(ended(after: .seconds(9), [.notUseful])).contains("notUseful 0 1"))
    #expect(
      text(ended(after: .seconds(9), [.notUseful, .accept, .notUseful])).contains("notUseful 0 1"))
  }

  @Test func `names its rule by the priority that it had at last`() throws {
    let figure = try #require(ended(after: .seconds(9)))
    #expect(
      figure.rule
        == NoiseRule(integration: "laboratory", kind: "critical-result", priority: .low))
    #expect(figure.ward == "W4E" && figure.team == "test")
  }

  @Test func `is nothing for a test, and nothing while it is open`() {
    var story = steps.open(.low)
    #expect(figure(story, story.last.trail) == nil)
    story.happens(.ended)
    #expect(figure(story, story.last.trail) != nil)
    var alert = AlertDraft(
      integration: "laboratory", dedupKey: "k", priority: .low, kind: "critical-result",
      content: AlertContent(what: "x"))
    alert.world = .test
    let opened = Escalation.open(
      alert, as: AlertID(high: 1, low: 3), under: steps.policy, with: steps.staffing,
      at: Hospital.start)
    let ended = Escalation.advance(
      opened.alert, on: .ended, under: steps.policy, with: steps.staffing, at: Hospital.start)
    #expect(ended.alert.isClosed && NoiseFigure(closing: ended.alert, ended.trail) == nil)
  }

  @Test func `is one more when somebody finds it not useful for whom it is over`() {
    var story = steps.open(.low)
    story.answers("ada", .notUseful)
    #expect(NoiseFigure(after: story.last) == nil)
    story.happens(.ended)
    #expect(NoiseFigure(after: story.last) == nil)
    story.answers("ada", .notUseful)
    #expect(NoiseFigure(after: story.last) == nil)
    var other = steps.open(.low)
    other.happens(.ended)
    other.answers("ada", .notUseful)
    #expect(text(NoiseFigure(after: other.last)) == ["notUseful 0 1"])
  }
}

@Suite struct `S20: A hold that is tried on what was counted` {
  private let rule = NoiseRule(integration: "freezers", kind: "temperature", priority: .low)

  private func figures(_ counts: [NoiseCount]) -> NoiseFigures {
    NoiseFigures(counts.map { NoiseRow(rule: rule, team: "t", ward: "w", count: $0) })
  }

  private func ended(_ accepted: Bool, _ seconds: Int64, _ count: Int64 = 1) -> NoiseCount {
    NoiseCount(
      accepted ? .endedAccepted : .endedUnaccepted, bin: ResponseTimes.bin(of: seconds),
      count: count)
  }

  @Test func `removes what ended within it, and loses what was accepted`() {
    let noise = figures([
      NoiseCount(.alerts, count: 20), ended(false, 12, 3), ended(false, 28, 2),
      ended(true, 50), ended(false, 55, 4), ended(false, 300),
    ])
    #expect(NoiseFigures.holds.map(noise.removed) == [3, 5, 10, 10])
    #expect(NoiseFigures.holds.map(noise.lost) == [0, 0, 1, 1])
    #expect(noise.ended == 11)
    #expect(noise.advisedHold == 30)
  }

  @Test func `is the shortest of those that remove as much`() {
    let noise = figures([NoiseCount(.alerts, count: 20), ended(false, 9, 3)])
    #expect(noise.advisedHold == 15)
  }

  @Test func `is advised from nothing, and from few alerts, never`() {
    #expect(figures([NoiseCount(.alerts, count: 20)]).advisedHold == nil)
    #expect(figures([NoiseCount(.alerts, count: 9), ended(false, 9, 9)]).advisedHold == nil)
    #expect(figures([NoiseCount(.alerts, count: 10), ended(false, 9, 9)]).advisedHold == 15)
    let lost = figures([NoiseCount(.alerts, count: 20), ended(true, 3), ended(false, 9, 9)])
    #expect(lost.advisedHold == nil)
  }

  @Test(arguments: Priority.allCases) func `is for medium and low alone`(_ priority: Priority) {
    let rule = NoiseRule(integration: "a", kind: "b", priority: priority)
    #expect(rule.mayWait == (priority == .medium || priority == .low))
  }

  @Test func `has an end that is the end of a bin, so that what it removes is exact`() {
    #expect(NoiseFigures.holds.allSatisfy { ResponseTimes.bin(of: $0) == $0 })
  }
}
