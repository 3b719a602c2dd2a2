// Tocsin — CoreTests: which pages may be folded, and what the "N more" page says
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A page that may be folded` {
  private func folds(_ story: Story) -> [Bool] { story.last.pages.map(\.mayFold) }

  @Test(arguments: [(Priority.crash, false), (.high, false), (.medium, true), (.low, true)])
  func `is of medium or low priority`(_ priority: Priority, _ may: Bool) {
    #expect(folds(Hospital().open(priority)) == [may])
  }

  @Test func `asks each further person, and the fallback, as the first`() {
    var story = Hospital().open(.low)
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
    #expect(folds(story) == [true])
    story.deadlinePasses()
    #expect(story.paged == ["desk"])
    #expect(folds(story) == [true])
  }

  @Test func `says nothing new: another value pages by itself, whoever saw the old one`() throws {
    var story = Hospital().open(.low)
    var draft = story.draft
    draft.content.what = "Potassium 7.4 mmol/L"
    story.happens(.changed(draft, [.value]))
    #expect(story.paged == ["ada"])
    #expect(folds(story) == [false])
  }

  @Test func `is no longer one when its priority rises`() {
    var story = Hospital().open(.low)
    var draft = story.draft
    draft.priority = .high
    story.happens(.changed(draft, [.priority]))
    #expect(story.alert.priority == .high)
    #expect(story.paged == ["ada"])
    #expect(folds(story) == [false])
    story.deadlinePasses()
    #expect(folds(story).contains(true) == false)
  }

  @Test func `is no reminder of what somebody holds`() {
    var story = Hospital().open(.low)
    story.answers("ada", .accept)
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    #expect(folds(story) == [false])
  }

  @Test func `is no news for who was delivered the page before`() {
    var story = Hospital(cycles: 2).open(.low)
    story.happens(
      .received(
        Receipt(
          page: story.page(of: "ada"), responder: ResponderID("ada"), kind: .delivered)))
    story.deadlinePasses()
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    #expect(folds(story) == [false])
  }

  @Test func `is not of a correction, for who answered or read what it corrects`() {
    let hospital = Hospital(steps: [["ada", "bo", "cy"]])
    var draft = hospital.open(.low).draft
    draft.formerReaders = [ResponderID("bo")]
    let opened = Escalation.open(
      draft, as: AlertID(high: 1, low: 3), under: hospital.policy, with: hospital.staffing,
      at: Hospital.start)
    let folding = opened.pages.filter(\.mayFold).map(\.responder.text)
    #expect(folding == ["ada", "cy"])
  }

  @Test func `is not of a call that a person makes`() {
    let hospital = Hospital()
    let draft = AlertDraft(
      integration: AlertDraft.switchboard, dedupKey: "k", priority: .low, kind: "review",
      content: AlertContent(what: "Review"))
    let opened = Escalation.open(
      draft, as: AlertID(high: 1, low: 3), under: hospital.policy, with: hospital.staffing,
      at: Hospital.start)
    #expect(opened.pages.map(\.mayFold) == [false])
  }
}

@Suite struct `The rule of folding` {
  @Test(arguments: [
    (1, 0, 1), (3, 0, 3), (4, 0, 3), (2_000, 0, 3), (1, 2, 1), (2, 2, 1), (1, 3, 0), (9, 40, 0),
    (0, 0, 0),
  ])
  func `lets the first pages out by themselves`(_ waiting: Int, _ recent: Int, _ own: Int) {
    #expect(FoldingRule().ownPages(of: waiting, after: recent) == own)
  }
}

@Suite struct `The page that says how many more there are` {
  private let start = Hospital.start
  private let page = PageID(high: 4, low: 4)

  private func folded(_ medium: Int, _ low: Int, at after: Milliseconds) -> FoldedPages {
    FoldedPages(medium: medium, low: low, since: start, foldedAt: start + after)
  }

  private func step(
    _ folded: FoldedPages?, _ known: MorePage?, at after: Milliseconds
  ) -> MoreStep {
    MoreStep.next(folded, known: known, page: page, under: FoldingRule(), at: start + after)
  }

  private func told(_ step: MoreStep) throws -> MorePage {
    guard case .tell(let more) = step else {
      throw Untold(step: step)
    }
    return more
  }

  private struct Untold: Error { let step: MoreStep }

  @Test func `is there at once, and says no word while nothing changes`() throws {
    let first = try told(step(folded(0, 1, at: .zero), nil, at: .zero))
    #expect(first.page == page && first.count == 1 && first.attempt == 1)
    #expect(step(folded(0, 1, at: .zero), first, at: .minutes(9)) == .nothing)
    #expect(step(nil, nil, at: .zero) == .nothing)
  }

  @Test func `is replaced by a new count every two seconds at most, without a sound`() throws {
    let first = try told(step(folded(0, 1, at: .zero), nil, at: .zero))
    let many = folded(0, 900, at: .seconds(1))
    #expect(step(many, first, at: Milliseconds(1_999)) == .later)
    let second = try told(step(many, first, at: .seconds(2)))
    #expect(second.count == 900 && second.attempt == 1 && second.page == page)
  }

  @Test func `sounds again when more has come a minute later`() throws {
    let first = try told(step(folded(0, 1, at: .zero), nil, at: .zero))
    let later = try told(step(folded(0, 5, at: .seconds(59)), first, at: .seconds(60)))
    #expect(later.attempt == 2)
    let again = try told(step(folded(0, 4, at: .seconds(59)), later, at: .seconds(130)))
    #expect(again.count == 4 && again.attempt == 2)
  }

  @Test func `sounds at once when something more urgent is folded`() throws {
    let first = try told(step(folded(0, 9, at: .zero), nil, at: .zero))
    let urgent = try told(step(folded(1, 9, at: Milliseconds(10)), first, at: Milliseconds(20)))
    #expect(urgent.attempt == 2 && urgent.priority == .medium)
  }

  @Test func `says anew that the same pages were asked again`() throws {
    let first = try told(step(folded(0, 9, at: .zero), nil, at: .zero))
    let again = try told(step(folded(0, 9, at: .minutes(5)), first, at: .minutes(5)))
    #expect(again.count == 9 && again.attempt == 2)
  }

  @Test func `goes when nothing is folded, and comes back with a sound`() throws {
    let first = try told(step(folded(0, 1, at: .zero), nil, at: .zero))
    guard case .withdraw(let gone) = step(nil, first, at: Milliseconds(5)) else {
      Issue.record("it is not withdrawn")
      return
    }
    #expect(gone.count == 0)
    #expect(step(nil, gone, at: .seconds(9)) == .nothing)
    let back = try told(step(folded(0, 2, at: .seconds(9)), gone, at: .seconds(9)))
    #expect(back.attempt == 2 && back.page == page)
  }
}
