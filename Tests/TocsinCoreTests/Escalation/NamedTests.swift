// Tocsin — CoreTests: whom a message names, and a subject that moves
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// A hospital whose first step pages whom the message names, and whose rota has ada on call.
struct NamingHospital {
  var hospital = Hospital(steps: [["bo"]])
  let eve = ProviderReference(identifier: "7701", authority: "NORTH")

  init() {
    var rota = Rota(id: RotaID("medicine"), title: "Medicine", zone: "UTC", layers: [])
    rota.overrides = [
      RotaOverride(
        from: Hospital.start - .hours(1), until: Hospital.start + .hours(8),
        responders: [ResponderID("ada")], reason: "")
    ]
    hospital.staffing.rotas[rota.id] = rota
    hospital.policy = Policy(
      reference: PolicyReference(name: "named", revision: 1), title: "Named",
      roles: [
        PolicyRole(
          role: "responder",
          steps: [
            PolicyStep(targets: [.named], wait: .minutes(2)),
            PolicyStep(targets: [.responder(ResponderID("bo"))], wait: .minutes(2)),
          ])
      ],
      fallback: hospital.policy.fallback)
    know("ada", "7701")
    know("cy", "7702")
  }

  mutating func know(_ person: String, _ number: String) {
    let reference = ProviderReference(identifier: number, authority: "NORTH")
    hospital.staffing.responders[ResponderID(person)]?.identifiers = [reference].compactMap(\.self)
  }

  func open(addressed: [String] = [], copied: [String] = []) -> Transition {
    var draft = AlertDraft(
      integration: "laboratory", dedupKey: "k", priority: .high, kind: "critical-result",
      content: AlertContent(location: "W4E 12", ward: "W4E", what: "K 7.1"))
    draft.addressed = addressed.compactMap { ProviderReference(identifier: $0, authority: "NORTH") }
    draft.copied = copied.compactMap { ProviderReference(identifier: $0, authority: "NORTH") }
    return Escalation.open(
      draft, as: AlertID(high: 1, low: 2), under: hospital.policy, with: hospital.staffing,
      at: Hospital.start)
  }
}

@Suite struct `A message that names a clinician` {
  @Test func `pages them first while they are on call, and says why`() {
    let opened = NamingHospital().open(addressed: ["7701"])
    #expect(opened.alert.addressed == [ResponderID("ada")])
    #expect(opened.pages.map(\.responder.text) == ["ada"])
    #expect(opened.pages[0].why.hasPrefix("named by the message, on call for Medicine"))
    #expect(opened.notices.isEmpty)
  }

  @Test(arguments: [["7702"], ["9999"], []])
  func `pages the team that covers the place when nobody named is on call`(_ named: [String]) {
    let opened = NamingHospital().open(addressed: named)
    #expect(opened.pages.map(\.responder.text) == ["bo"])
    #expect(opened.notices.isEmpty)
    #expect(opened.trail.contains { $0.event == .stepPassed && $0.reason == .nobodyOnCall })
  }

  @Test func `pages nobody by an identifier that two persons have`() {
    var naming = NamingHospital()
    naming.know("cy", "7701")
    let opened = naming.open(addressed: ["7701"])
    #expect(opened.alert.addressed.isEmpty)
    #expect(opened.pages.map(\.responder.text) == ["bo"])
  }

  @Test func `goes on to the team when the person named does not answer`() {
    let naming = NamingHospital()
    let opened = naming.open(addressed: ["7701"])
    let next = Escalation.advance(
      opened.alert, on: .deadlinePassed, under: naming.hospital.policy,
      with: naming.hospital.staffing, at: Hospital.start + .minutes(2))
    #expect(next.pages.map(\.responder.text) == ["bo"])
  }

  @Test func `S7: pages who gets a copy beside the first step, without a duty to answer`() throws {
    let naming = NamingHospital()
    let opened = naming.open(addressed: ["7701"], copied: ["7702", "7701"])
    #expect(opened.pages.map(\.responder.text) == ["ada", "cy"])
    let copy = try #require(opened.alert.duties[0].people.first { $0.responder.text == "cy" })
    #expect(copy.isCopy && copy.soundsAt == nil)
    let answer = Response(
      page: copy.page, responder: copy.responder, device: nil, kind: .accept)
    let answered = Escalation.advance(
      opened.alert, on: .responded(answer), under: naming.hospital.policy,
      with: naming.hospital.staffing, at: Hospital.start + .seconds(5))
    #expect(answered.result == .noDuty)
    #expect(answered.alert.phaseWord == "escalating")
  }
}

@Suite struct `An alert whose subject moves` {
  @Test func `S18: tells its owner the new place, and keeps what the report had`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.happens(.moved(location: "now in ICU2 7, was W4E 12 in the report", ward: "ICU2"))
    #expect(story.paged == ["ada"])
    #expect(story.alert.content.ward == "ICU2")
    #expect(story.alert.content.reportedLocation == "W4E 12")
    #expect(story.phase == "acknowledged")
    story.happens(.moved(location: "now in W7, was W4E 12 in the report", ward: "W7"))
    #expect(story.alert.content.reportedLocation == "W4E 12")
  }

  @Test func `S18: shows both numbers after a merge`() {
    var story = Hospital().open()
    story.happens(.merged(ContentField(name: AlertContent.numberNow, value: "1")))
    story.happens(.merged(ContentField(name: AlertContent.numberNow, value: "2")))
    #expect(story.alert.content.who.map(\.value) == ["ZZTEST", "2"])
    #expect(story.paged == ["ada"])
  }

  @Test func `S18: still tells who was delivered the page in the old place of a retraction`() {
    var story = Hospital().open()
    let receipt = Receipt(
      page: story.page(of: "ada"), responder: ResponderID("ada"), kind: .delivered)
    story.happens(.received(receipt))
    let naming = NamingHospital()
    let opened = Escalation.reroute(
      story.alert, as: AlertID(high: 9, low: 9), under: naming.hospital.policy,
      with: naming.hospital.staffing, at: story.now)
    #expect(opened.pages.map(\.responder.text) == ["bo"])
    let retracted = Escalation.advance(
      opened.alert, on: .retracted, under: naming.hospital.policy, with: naming.hospital.staffing,
      at: story.now)
    let told = retracted.pages.filter { $0.type == .retracted }.map(\.responder.text)
    #expect(told == ["ada"])
  }

  @Test func `is opened again under the policy of the new place with all that is known`() {
    var story = Hospital().open()
    story.deadlinePasses()
    let naming = NamingHospital()
    var old = story.alert
    old.addressed = [ResponderID("ada")]
    let opened = Escalation.reroute(
      old, as: AlertID(high: 9, low: 9), under: naming.hospital.policy,
      with: naming.hospital.staffing, at: story.now)
    #expect(opened.alert.revision == 1)
    #expect(opened.alert.dedupKey == old.dedupKey && opened.alert.priority == old.priority)
    #expect(opened.alert.content == old.content)
    #expect(opened.alert.policy.name == "named")
    #expect(opened.pages.map(\.responder.text) == ["ada"])
    #expect(opened.trail[0].reason == .subjectMoved)
  }
}
