// Tocsin — CoreTests: corrections and retractions reach who was told
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

extension Story {
  /// A device of that person has the page.
  mutating func delivers(_ name: String) {
    happens(
      .received(
        Receipt(page: page(of: name), responder: ResponderID(name), kind: .delivered)))
  }

  /// The draft of the alert, saying something else.
  func saying(_ what: String, _ signal: SourceSignal = .active) -> AlertDraft {
    var other = draft
    other.content.what = what
    other.signal = signal
    return other
  }

  func type(to name: String) -> PageType? {
    last.pages.first { $0.responder.text == name }?.type
  }
}

@Suite struct `A correction` {
  @Test func `S18: pages the owner old to new, and tells whoever else was delivered it`() {
    var story = Hospital().open()
    story.delivers("ada")
    story.deadlinePasses()
    story.delivers("bo")
    story.answers("bo", .accept)
    story.happens(.changed(story.saying("Potassium 7.1 -> 4.2"), [.correction]))
    #expect(story.type(to: "bo") == .preview && story.type(to: "ada") == .retracted)
    #expect(story.phase == "escalating")
    #expect(story.alert.content.before == "Potassium 7.1 mmol/L")
    story.answers("bo", .accept)
    #expect(story.phase == "acknowledged")
  }

  @Test func `S18: of a closed alert reaches who was delivered it, and leaves it closed`() {
    var story = Hospital().open()
    story.delivers("ada")
    story.deadlinePasses()
    story.delivers("bo")
    story.answers("bo", .accept)
    story.answers("bo", .resolved)
    story.happens(.changed(story.saying("Potassium 7.1 -> 4.2"), [.correction]))
    #expect(story.alert.isClosed && story.type(to: "ada") == .retracted)
    #expect(story.paged == ["ada"], "another alert asks bo")
    #expect(story.alert.content.what == "Potassium 7.1 -> 4.2")
  }
}

/// Found by the simulation: receipts come late, or never, from a device that shows a page.
@Suite struct `Whoever has read what is corrected` {
  private func corrected(_ story: inout Story) {
    story.happens(.changed(story.saying("Potassium 7.1 -> 4.2"), [.correction]))
  }

  @Test(arguments: [ResponseKind.decline(reason: 1), .wrongPerson])
  func `S18: is told, though no device has said that it has the page`(_ answer: ResponseKind) {
    var story = Hospital().open()
    story.answers("ada", answer)
    story.answers("bo", .accept)
    corrected(&story)
    #expect(story.type(to: "ada") == .retracted && story.type(to: "bo") == .preview)
  }

  @Test func `S18: is told by page when they gave their answer by telephone`() {
    var story = Hospital().open()
    let kinds: [HandAct.Kind] = [
      .acceptedByTelephone(role: "responder", responder: ResponderID("eve"), isReadBack: true),
      .reassign(role: "responder", to: .responder(ResponderID("dee"))),
    ]
    for kind in kinds { story.happens(.byHand(HandAct(kind, by: "op"))) }
    story.answers("dee", .accept)
    #expect(story.person("dee")?.standing == .holder)
    corrected(&story)
    #expect(story.type(to: "eve") == .retracted)
  }

  @Test func `S18: is told once a device says that it has the page`() {
    var story = Hospital().open()
    story.deadlinePasses()
    story.answers("bo", .accept)
    corrected(&story)
    #expect(story.type(to: "ada") == nil)
    story.delivers("ada")
    #expect(story.type(to: "ada") == .retracted)
    story.delivers("ada")
    #expect(story.paged.isEmpty, "told once")
  }

  @Test func `is not told of what the page said already when they were asked again`() {
    var story = Hospital(cycles: 2).open()
    story.answers("ada", .accept)
    story.answers("ada", .giveBack)
    corrected(&story)
    story.delivers("bo")
    #expect(story.paged.isEmpty)
  }
}

@Suite struct `What is told to people who are off the page` {
  /// Ada's page was passed on to bo, who took it; then a part of it is taken back.
  private func corrected(_ hospital: Hospital = Hospital()) -> Story {
    var story = hospital.open()
    story.delivers("ada")
    story.deadlinePasses()
    story.delivers("bo")
    story.answers("bo", .accept)
    story.happens(.changed(story.saying("Potassium 7.1 -> 4.2"), [.correction]))
    return story
  }

  @Test func `S18: is settled by their accept, which is not stale and takes no duty`() {
    var story = corrected()
    let before = story.alert.duties
    story.answers("ada", .accept)
    #expect(story.last.result == .takenByAnother)
    #expect(story.last.trail.map(\.event) == [.answered])
    #expect(story.alert.duties == before, "bo is still asked")
    story.answers("bo", .accept)
    #expect(story.phase == "acknowledged")
  }

  @Test func `S18: is settled by their accept once the owner has taken it again`() {
    var story = corrected()
    story.answers("bo", .accept)
    story.answers("ada", .accept)
    #expect(story.last.result == .takenByAnother && story.phase == "acknowledged")
  }

  @Test func `S18: is settled by their accept when the alert is closed`() {
    var story = corrected()
    story.answers("bo", .resolved)
    story.answers("ada", .accept)
    #expect(story.last.result == .taken && story.alert.isClosed)
  }

  @Test func `S11: leaves the answer to a page that only moved on as stale as it was`() {
    var story = Hospital().open()
    story.delivers("ada")
    story.answers("ada", .decline(reason: 1))
    story.answers("ada", .accept)
    #expect(story.last.result == .stale)
    story.happens(.changed(story.saying("Potassium 7.4"), [.value]))
    story.answers("ada", .accept)
    #expect(story.last.result == .stale, "another value tells nobody that it was wrong")
  }

  @Test func `S18: is over once they are asked again`() {
    var story = corrected(Hospital(cycles: 2))
    story.deadlinePasses()
    #expect(story.person("ada")?.standing == .asked)
    story.answers("ada", .decline(reason: 1))
    story.answers("ada", .accept)
    #expect(story.last.result == .stale, "what they were told lies behind")
  }
}

@Suite struct `A retraction of everything` {
  @Test func `S18: says what it takes back, and makes a medium alert ring like a high one`() {
    var story = Hospital().open(.medium)
    story.answers("ada", .accept)
    story.happens(.changed(story.saying("RETRACTED", .retracted), [.retraction]))
    #expect(story.alert.priority == .high && story.alert.content.what == "RETRACTED")
    #expect(story.person("ada")?.soundsAt != nil && story.type(to: "ada") == .retracted)
    story.answers("ada", .accept)
    #expect(story.alert.isClosed)
  }

  @Test func `S18: tells a person of a duty that is resolved already`() {
    var hospital = Hospital()
    hospital.policy = Hospital.policy(roles: ["a": [["ada"]], "b": [["bo"]]])
    var story = hospital.open()
    story.delivers("ada")
    story.answers("ada", .resolved)
    story.answers("bo", .accept)
    story.happens(.retracted)
    #expect(story.type(to: "ada") == .retracted && story.type(to: "bo") == .retracted)
    #expect(story.alert.duties[0].phase.isResolved && !story.alert.duties[1].phase.isResolved)
    story.answers("ada", .accept)
    #expect(story.last.result == .taken && !story.alert.duties[1].phase.isResolved)
  }

  @Test func `S18: reaches a device that says only afterwards that it has the page`() {
    var story = Hospital().open()
    story.happens(.retracted)
    #expect(story.alert.isClosed && story.last.pages.isEmpty)
    story.delivers("ada")
    #expect(story.type(to: "ada") == .retracted)
  }

  /// Found by the simulation: it was closed, as if nobody had taken the result.
  @Test func `S18: is for an answer right behind a correction that asked the owner again`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.happens(.changed(story.saying("CORRECTED: 7.9"), [.value, .correction]))
    story.happens(.changed(story.saying("RETRACTED", .retracted), [.retraction]))
    #expect(story.phase == "escalating" && story.type(to: "ada") == .retracted)
    var taken = story
    taken.answers("ada", .accept)
    #expect(taken.alert.isClosed)
    story.deadlinePasses()
    #expect(story.paged == ["bo"] && story.type(to: "bo") == .retracted)
    story.answers("ada", .accept)
    #expect(story.alert.isClosed)
  }

  @Test func `S18: is for no answer when a correction was answered by giving it back`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.happens(.changed(story.saying("CORRECTED: 7.9"), [.value, .correction]))
    story.answers("ada", .accept)
    story.answers("ada", .giveBack)
    story.happens(.changed(story.saying("RETRACTED", .retracted), [.retraction]))
    #expect(story.alert.isClosed)
  }

  @Test func `is over when the result is reported again`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.happens(.retracted)
    story.happens(.changed(story.saying("Potassium 7.1, again"), [.value]))
    #expect(story.alert.retractedAt == nil && story.type(to: "ada") == .preview)
    story.answers("ada", .accept)
    #expect(story.phase == "acknowledged")
  }
}

@Suite struct `What is taken back after the alert is closed` {
  private func follow(_ hospital: Hospital, _ names: [String]) -> Story {
    var draft = hospital.open().saying("RETRACTED: Potassium 7.1 mmol/L", .retracted)
    draft.formerHolders = names.map {
      FormerHolder(role: "responder", responder: ResponderID($0))
    }
    let opened = Escalation.open(
      draft, as: AlertID(high: 1, low: 3), under: hospital.policy, with: hospital.staffing,
      at: Hospital.start)
    return Story(hospital: hospital, draft: draft, last: opened, now: Hospital.start)
  }

  @Test func `S18: first asks whoever answered, off duty included, who closes it`() {
    var story = follow(Hospital(), ["eve"])
    #expect(story.paged == ["eve"] && story.type(to: "eve") == .retracted)
    story.answers("eve", .accept)
    #expect(story.alert.isClosed)
  }

  /// Found by the simulation: the page of the correction had not arrived when another took it.
  @Test func `S18: tells who was delivered an earlier page of it`() {
    var story = Hospital().open()
    story.delivers("ada")
    story.deadlinePasses()
    let corrected = story.saying("CORRECTED: Potassium 7.1 mmol/L -> 7.9 mmol/L")
    story.happens(.changed(corrected, [.value, .correction]))
    story.answers("bo", .accept)
    story.happens(
      .changed(story.saying("RETRACTED: Potassium 7.9 mmol/L", .retracted), [.retraction]))
    #expect(story.type(to: "ada") == .retracted)
  }

  /// Found by the simulation: what came next reached only those of the second alert.
  @Test func `S18: tells who was delivered the closed alert of what comes next`() {
    let hospital = Hospital()
    var draft = hospital.open().saying("CORRECTED: Potassium 7.1 mmol/L -> 7.9 mmol/L")
    draft.formerHolders = [FormerHolder(role: "responder", responder: ResponderID("eve"))]
    draft.formerReaders = [ResponderID("eve"), ResponderID("bo")]
    let opened = Escalation.open(
      draft, as: AlertID(high: 1, low: 3), under: hospital.policy, with: hospital.staffing,
      at: Hospital.start)
    var story = Story(hospital: hospital, draft: draft, last: opened, now: Hospital.start)
    #expect(story.paged == ["eve"])
    let next = story.saying("RETRACTED: Potassium 7.9 mmol/L", .retracted)
    story.happens(.changed(next, [.retraction]))
    #expect(story.type(to: "bo") == .retracted)
  }

  /// Found by the simulation: the page of the correction was withdrawn before it was sent.
  @Test func `S18: tells who had it, though the page of a correction is still on its way`() {
    var story = Hospital().open()
    story.delivers("ada")
    let corrected = story.saying("CORRECTED: Potassium 7.1 mmol/L -> 7.9 mmol/L")
    story.happens(.changed(corrected, [.value, .correction]))
    story.happens(
      .changed(story.saying("RETRACTED: Potassium 7.9 mmol/L", .retracted), [.retraction]))
    #expect(story.type(to: "ada") == .retracted && !story.withdrew("ada"))
  }

  /// Found by the simulation: the answer to what was wrong ended the page of the retraction.
  @Test func `S11: is not seen by an answer to what the page said before`() {
    var story = Hospital().open()
    story.delivers("ada")
    story.happens(.changed(story.saying("RETRACTED", .retracted), [.retraction]))
    var answer = Response(
      page: story.page(of: "ada"), responder: ResponderID("ada"), device: story.device(of: "ada"),
      kind: .accept)
    answer.isOvertaken = true
    story.happens(.responded(answer))
    #expect(story.last.result == .noDuty && story.last.trail.map(\.event) == [.refused])
    story.answers("ada", .accept)
    #expect(story.last.result == .taken && story.last.trail.map(\.event) == [.answered])
  }

  @Test func `S18: then asks the policy's steps from the first one on`() {
    var story = follow(Hospital(), ["eve"])
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
    story.answers("bo", .accept)
    #expect(story.alert.isClosed)
  }

  @Test(arguments: [ResponseKind.decline(reason: 1), .wrongPerson])
  func `goes on at once when they leave it`(_ answer: ResponseKind) {
    var story = follow(Hospital(), ["eve"])
    story.answers("eve", answer)
    #expect(story.paged == ["ada"])
  }

  @Test func `begins with the policy when they cannot be reached`() {
    var hospital = Hospital()
    hospital.staffing.devices[ResponderID("eve")] = []
    #expect(follow(hospital, ["eve"]).paged == ["ada"])
  }

  @Test func `asks only the roles that had an answer`() {
    var hospital = Hospital()
    hospital.policy = Hospital.policy(roles: ["other": [["ada"]], "responder": [["bo"]]])
    let story = follow(hospital, ["eve"])
    #expect(story.alert.duties.map(\.role) == ["responder"])
  }
}
