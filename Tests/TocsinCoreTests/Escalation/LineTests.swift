// Tocsin — CoreTests: whom the lines of a rota give to a step
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// A hospital whose rota has ada on the first line, bo on the second and cy as trainee.
private struct LinedHospital {
  var hospital = Hospital(steps: [["dee"]])
  private let medicine = RotaID("medicine")

  init(trainee: String = "cy") {
    var rota = Rota(id: medicine, title: "Medicine", zone: "UTC", layers: [])
    for (line, name) in [(RotaLine.first, "ada"), (.second, "bo"), (.trainee, trainee)] {
      var layer = RotaLayer(
        name: line.rawValue, members: [ResponderID(name)], start: date("2026-01-05"),
        handoff: .midnight, turn: .weekly(1))
      layer.line = line
      rota.layers.append(layer)
    }
    hospital.staffing.rotas[medicine] = rota
    pages([.rota(medicine)], [.line(.second, medicine)])
  }

  /// One step for each list of targets.
  mutating func pages(_ steps: [PageTarget]...) {
    hospital.policy = Policy(
      reference: hospital.policy.reference, title: "Test",
      roles: [
        PolicyRole(
          role: "responder", steps: steps.map { PolicyStep(targets: $0, wait: .minutes(2)) })
      ], fallback: hospital.policy.fallback)
  }
}

@Suite struct `A step that names a rota` {
  @Test func `pages its first line, and its trainee alongside`() {
    let story = LinedHospital().hospital.open()
    #expect(story.paged == ["ada", "cy"])
    #expect(story.person("ada")?.isCopy == false)
    #expect(story.person("cy")?.isCopy == true)
    #expect(story.last.pages.last?.why.hasPrefix("trainee on call for Medicine") == true)
  }

  @Test func `goes on although the trainee answers (S7)`() {
    var story = LinedHospital().hospital.open()
    story.answers("cy", .accept)
    #expect(story.phase == "escalating")
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
    #expect(story.last.pages[0].why.hasPrefix("second on call for Medicine"))
  }

  @Test func `takes the answer of whoever it names, trainee alongside or not`() {
    var story = LinedHospital().hospital.open()
    story.answers("ada", .accept)
    #expect(story.duty.phase.holder == ResponderID("ada"))
  }

  @Test func `passes at once when only its trainee can be reached`() {
    var lined = LinedHospital()
    lined.hospital.staffing.devices[ResponderID("ada")] = []
    let story = lined.hospital.open()
    #expect(story.paged == ["bo"])
  }

  @Test func `pages nobody twice who holds the first line and the trainee line`() {
    let story = LinedHospital(trainee: "ada").hospital.open()
    #expect(story.paged == ["ada"])
    #expect(story.person("ada")?.isCopy == false)
  }

  @Test func `pages the trainee line as a copy also where a step names it by itself`() {
    var lined = LinedHospital()
    lined.pages(
      [.responder(ResponderID("dee")), .line(.trainee, RotaID("medicine"))])
    var story = lined.hospital.open()
    #expect(story.paged == ["dee", "cy"])
    story.answers("cy", .accept)
    #expect(story.phase == "escalating")
  }

  @Test func `falls back within its own line when somebody was the wrong person (S12)`() {
    var lined = LinedHospital()
    let under = RotaLayer(
      name: "under", members: [ResponderID("dee")], start: date("2026-01-05"),
      handoff: .midnight, turn: .weekly(1))
    lined.hospital.staffing.rotas[RotaID("medicine")]?.layers.insert(under, at: 0)
    var story = lined.hospital.open()
    #expect(story.paged == ["ada", "cy"])
    story.answers("ada", .wrongPerson)
    #expect(story.paged.contains("dee"))
    #expect(!story.paged.contains("bo"))
  }

  @Test func `that a message names somebody of the second line finds them on call`() {
    var lined = LinedHospital()
    lined.pages([.named])
    lined.hospital.staffing.responders[ResponderID("bo")]?.identifiers =
      [ProviderReference(identifier: "7", authority: "NORTH")].compactMap(\.self)
    let found = lined.hospital.staffing.onCall(
      at: Hospital.start, of: [ResponderID("bo"), ResponderID("cy")],
      because: .namedByMessage)
    #expect(found.map(\.responder.text) == ["bo"])
  }
}
