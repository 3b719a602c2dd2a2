// Tocsin — GatewayTests: who acknowledged the last alert like this one
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

/// A ward whose first step asks who acknowledged the last alert like this one. Nia and ike are on
/// call; ada, of the second step, is on no rota.
private struct RecallingDocuments: DocumentReader {
  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var documents = try MovingDocuments().read(revisions)
    documents.routing = RoutingTable(routes: [], catchAll: "ward")
    let plain = MovingDocuments.policy("ward", "ike")
    let steps = [
      PolicyStep(targets: [.lastAcknowledged], wait: .minutes(2)), plain.roles[0].steps[1],
    ]
    var times = PolicyTimes()
    times.lookBack = .hours(8)
    documents.policies = [
      "ward": Policy(
        reference: plain.reference, title: "ward",
        roles: [PolicyRole(role: "responder", steps: steps)], fallback: plain.fallback,
        times: times)
    ]
    var second = RotaLayer(
      name: "second", members: [ResponderID("ike")], start: CivilDate(dayNumber: 20_000),
      handoff: .midnight, turn: .daily(1))
    second.line = .second
    documents.rotas[RotaID("medicine")]?.layers = [second]
    return documents
  }

  func policy(_ revision: DocumentRevision) throws -> Policy {
    try read([]).policies["ward"] ?? WardDocuments.policy
  }
}

@Suite struct `Whoever acknowledged the last alert like this one` {
  /// The ward, and the devices of ike, who is on call by now and of the second step, and of nia.
  private func ward() async throws -> (Ward, ike: Pocket, nia: Pocket) {
    let ward = try await Ward(reader: RecallingDocuments())
    for name in ["ike", "nia"] {
      try await ward.store.perform { try $0.upsert(Responder(id: ResponderID(name), name: name)) }
    }
    try await ward.refresh()
    let pockets = (try await ward.enrol("ike"), try await ward.enrol("nia"))
    try await ward.refresh()
    return (ward, pockets.0, pockets.1)
  }

  /// Reports a result, and gives the alert that it opens.
  private func reports(_ ward: Ward, _ order: String, number: String = "990017") async throws
    -> Alert
  {
    _ = await ward.send(Ward.result(order, number: number))
    return try #require(try await ward.alerts().first)
  }

  private func accepts(_ ward: Ward, _ pocket: Pocket) async throws {
    try await ward.courier.deliverPending()
    let page = try #require(try await pocket.fetch().last { $0.header.type == .preview })
    #expect(try await pocket.give(pocket.answer(.accept, to: page)).result == .taken)
  }

  private func asked(_ alert: Alert) -> [String] {
    alert.duties[0].people.map(\.responder.text)
  }

  @Test func `is paged first for the same patient, and the page says why`() async throws {
    let (ward, ike, _) = try await ward()
    #expect(asked(try await reports(ward, "F1")) == ["ike"], "nobody yet: the step passes")
    try await accepts(ward, ike)
    ward.clock.pass(.hours(2))
    let second = try await reports(ward, "F2")
    #expect(second.lastAcknowledged == [ResponderID("ike")])
    let person = try #require(second.duties[0].people.first)
    #expect(person.responder.text == "ike" && person.position == StepPosition(step: 0, cycle: 1))
    #expect(person.why.hasPrefix("acknowledged the last alert like this, second on call for"))
    let trail = try await ward.store.read { try $0.trail(of: second.id) }
    #expect(!trail.contains { $0.event == .stepPassed })
  }

  @Test func `is of the same place when the patient had none before`() async throws {
    let (ward, ike, _) = try await ward()
    _ = try await reports(ward, "F1")
    try await accepts(ward, ike)
    #expect(try await reports(ward, "F2", number: "880011").lastAcknowledged.map(\.text) == ["ike"])
  }

  @Test func `counts no longer than the policy looks back once the alert is closed`()
    async throws
  {
    let (ward, ike, _) = try await ward()
    let first = try await reports(ward, "F1")
    try await accepts(ward, ike)
    let surroundings = ward.surroundings
    let now = ward.clock.now()
    try await ward.store.perform { store in
      guard let open = try store.alert(first.id) else { return }
      try store.apply(
        Escalation.advance(
          open, on: .resolvedBySource,
          under: try surroundings.directory.policy(open.policy, in: store),
          with: try surroundings.staffing(in: store), at: now))
    }
    ward.clock.pass(.hours(7))
    #expect(try await reports(ward, "F2").lastAcknowledged.map(\.text) == ["ike"])
    ward.clock.pass(.hours(2))
    #expect(try await reports(ward, "F3", number: "880012").lastAcknowledged == [])
  }

  @Test func `is passed over while they are on call nowhere`() async throws {
    let (ward, ike, _) = try await ward()
    _ = try await reports(ward, "F1")
    try await accepts(ward, ike)
    try await ward.store.perform { store in
      try store.upsert(
        Responder(id: ResponderID("ike"), name: "ike", validUntil: Timestamp(milliseconds: 1)))
    }
    try await ward.refresh()
    let second = try await reports(ward, "F2")
    #expect(second.lastAcknowledged == [ResponderID("ike")])
    let trail = try await ward.store.read { try $0.trail(of: second.id) }
    #expect(
      trail.contains {
        $0.text.contains("nobody who acknowledged the last alert like this is on call")
      })
  }
}
