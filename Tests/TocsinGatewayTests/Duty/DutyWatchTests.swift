// Tocsin — GatewayTests: the duty goes from one person to the next
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments
import TocsinGateway
import TocsinSQLite
import TocsinSealing

private let start = RFC3339.parse("2026-11-24T07:30:00Z") ?? Timestamp(milliseconds: 0)

/// The laboratory's alerts go to medicine and then to the desk; Ada has medicine by day and Bo by
/// night. A start of duty has a policy of its own.
private struct DutyDocuments: DocumentReader {
  var isTested = true

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    let base = try WardDocuments().read(revisions)
    var routing = base.routing
    if isTested { routing.dutyStarts = "start-of-duty" }
    var rotas: [RotaID: Rota] = [:]
    for revision in revisions where revision.kind == "rota" {
      let id = RotaID(revision.name)
      rotas[id] = try DocumentValues.rota(text: revision.text, name: revision.name)
    }
    return DirectoryDocuments(
      routing: routing,
      policies: [
        "ward": Self.policy("ward", [.rota(RotaID("medicine"))], [.rota(RotaID("surgery"))]),
        "start-of-duty": Self.policy("start-of-duty", [.named], [.outgoing]),
      ], rotas: rotas, integrations: base.integrations)
  }

  func policy(_ revision: DocumentRevision) throws -> Policy {
    Self.policy(revision.name, [.named], [.outgoing])
  }

  private static func policy(_ name: String, _ steps: [PageTarget]...) -> Policy {
    Policy(
      reference: PolicyReference(name: name, revision: 1), title: name,
      roles: [
        PolicyRole(
          role: "responder", steps: steps.map { PolicyStep(targets: $0, wait: .minutes(10)) })
      ], fallback: Fallback(targets: [.responder(ResponderID("desk"))], every: .minutes(1)))
  }
}

private struct Site {
  let ward: Ward
  let watch: DutyWatch
  var pockets: [String: Pocket] = [:]

  init(isTested: Bool = true) async throws {
    ward = try await Ward(reader: DutyDocuments(isTested: isTested))
    ward.clock.pass(start - ward.clock.now())
    watch = DutyWatch(ward.surroundings)
    let now = ward.clock.now()
    try await ward.store.perform { store in
      for (name, people) in [("medicine", "[ada, bo]"), ("surgery", "[cy]")] {
        let text = """
          title: \(name)
          zone: Etc/UTC
          needs: 1
          layers:
            - { name: all, members: \(people), start: 2026-11-22, handoff: "08:00", turn: 1 day }

          """
        try store.insert(
          DocumentRevision(kind: "rota", name: name, revision: 1, text: text, importedAt: now))
      }
      try store.upsert(Responder(id: ResponderID("cy"), name: "cy"))
    }
    for name in ["ada", "bo", "cy", "desk"] { pockets[name] = try await ward.enrol(name) }
    try await ward.refresh()
    try await watch.look()
  }

  func pocket(_ name: String) throws -> Pocket { try #require(pockets[name]) }

  /// The night is over half an hour after the start; a look follows.
  func changeShift() async throws {
    ward.clock.pass(.minutes(30))
    try await look()
  }

  func look() async throws {
    try await watch.look()
    try await ward.courier.deliverPending()
  }

  func alert(_ kind: String) async throws -> Alert {
    try #require(try await ward.alerts().first { $0.kind == kind })
  }

  func starts() async throws -> [DutyStart] { try await ward.store.read { try $0.dutyStarts() } }

  /// Answers the newest page that is on the device of a person.
  func answer(_ name: String, _ kind: AnswerKind) async throws -> CountersignedReceipt {
    let pocket = try pocket(name)
    let page = try #require(try await pocket.fetch().last { $0.header.type == .preview })
    return try await pocket.give(pocket.answer(kind, to: page))
  }
}

@Suite struct `The duty that goes to the next person` {
  @Test func `sends nobody a test page when the gateway looks for the first time`() async throws {
    let site = try await Site()
    #expect(try await site.ward.alerts().isEmpty)
    #expect(try await site.starts().isEmpty)
    #expect(try await site.watch.look() == 0)
  }

  @Test func `tests who comes by a page on the way of every page, once`() async throws {
    let site = try await Site()
    try await site.changeShift()
    try await site.look()
    let alerts = try await site.ward.alerts()
    #expect(alerts.map(\.kind) == [DutyStart.kind])
    #expect(alerts[0].duties[0].people.map(\.responder.text) == ["ada"])
    let page = try #require(try await site.pocket("ada").fetch().first)
    let content = String(decoding: page.content, as: UTF8.self)
    #expect(content.contains("Start of duty: medicine"))
  }

  @Test func `pages who went beside who came, until the test page is answered`() async throws {
    let site = try await Site()
    try await site.changeShift()
    _ = await site.ward.send(Ward.potassium())
    let early = try await site.alert("critical-result")
    #expect(early.duties[0].people.map(\.responder.text) == ["ada", "bo"])
    let test = try #require(
      try await site.pocket("ada").fetch().first { page in
        String(decoding: page.content, as: UTF8.self).contains("Start of duty")
      })
    let ada = try site.pocket("ada")
    _ = try await ada.give(ada.answer(.accept, to: test))
    try await site.look()
    #expect(try await site.starts().isEmpty)
    #expect(try await site.alert(DutyStart.kind).isClosed)
    _ = await site.ward.send(Ward.potassium(controlID: "C2", order: "F2"))
    let late = try #require(try await site.ward.alerts().first { $0.kind == "critical-result" })
    #expect(late.duties[0].people.map(\.responder.text) == ["ada"])
  }

  @Test func `goes to who went and then to the last resort when nobody answers`() async throws {
    let site = try await Site()
    try await site.changeShift()
    site.ward.clock.pass(.minutes(10))
    try await site.ward.pager.advanceDue()
    #expect(
      try await site.alert(DutyStart.kind).duties[0].people.map(\.responder.text)
        == ["ada", "bo"])
    site.ward.clock.pass(.minutes(10))
    try await site.ward.pager.advanceDue()
    let alert = try await site.alert(DutyStart.kind)
    #expect(alert.phaseWord == "exhausted")
    #expect(alert.duties[0].people.last?.responder.text == "desk")
    #expect(try await !site.starts().isEmpty)
  }

  @Test func `is over for the test page when the shift is`() async throws {
    let site = try await Site()
    try await site.changeShift()
    site.ward.clock.pass(.days(1))
    try await site.look()
    try await site.look()
    let open = try await site.starts()
    #expect(open.map(\.responder.text) == ["bo"])
    let alerts = try await site.ward.alerts().filter { $0.kind == DutyStart.kind }
    #expect(alerts.filter { !$0.isClosed }.map { $0.duties[0].people[0].responder.text } == ["bo"])
  }

  @Test func `passes on what is in hand, on the next look of another process too`() async throws {
    let site = try await Site(isTested: false)
    _ = await site.ward.send(Ward.potassium())
    try await site.ward.courier.deliverPending()
    _ = try await site.answer("bo", .accept)
    site.ward.clock.pass(.minutes(29))
    let next = try await site.ward.restarted()
    next.clock.pass(.minutes(5))
    #expect(try await DutyWatch(next.surroundings).look() == 1)
    let alert = try await site.alert("critical-result")
    #expect(alert.duties[0].phase.holder == ResponderID("bo"))
    #expect(alert.duties[0].offeredTo == ResponderID("ada"))
    #expect(try await site.starts().isEmpty)
    try await site.ward.courier.deliverPending()
    _ = try await site.answer("ada", .accept)
    #expect(try await site.alert("critical-result").duties[0].phase.holder?.text == "ada")
  }

  @Test func `asks nobody for a test who has just taken the duty on a device`() async throws {
    let site = try await Site()
    let now = site.ward.clock.now()
    var handover = Handover(
      rota: RotaID("medicine"), from: ResponderID("bo"), to: ResponderID("cy"), at: now,
      until: now + .minutes(20))
    handover.acceptedAt = now
    try await site.ward.store.perform { [handover] in try $0.insert(handover) }
    try await site.look()
    #expect(try await site.ward.alerts().isEmpty)
    #expect(try site.ward.surroundings.directory.snapshot().staffing.handovers == [handover])
    site.ward.clock.pass(.minutes(20))
    try await site.look()
    #expect(try await site.starts().map(\.responder.text) == ["bo"])
  }
}
