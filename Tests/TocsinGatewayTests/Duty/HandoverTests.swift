// Tocsin — GatewayTests: who goes offers a duty, who comes accepts it
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

private let ada = ResponderID("ada")
private let bo = ResponderID("bo")
private let medicine = DutyLine(RotaID("medicine"))

private let text = """
  title: Medicine
  zone: Etc/UTC
  needs: 1
  layers:
    - { name: all, members: [ada, bo], start: 2026-11-22, handoff: "08:00", turn: 1 day }
    - { name: behind, line: second, members: [bo, ada], start: 2026-11-22, handoff: "08:00",
        turn: 1 day }

  """

private func site() async throws -> (Ward, Handovers, ResponderID, ResponderID) {
  let ward = try await Ward(reader: RotaReader())
  let now = ward.clock.now()
  try await ward.store.perform { store in
    try store.insert(
      DocumentRevision(kind: "rota", name: "medicine", revision: 1, text: text, importedAt: now))
    var trainee = Responder(id: ResponderID("tim"), name: "tim")
    trainee.isTrainee = true
    try store.upsert(trainee)
  }
  for name in ["ada", "bo", "desk", "tim"] { _ = try await ward.enrol(name) }
  try await ward.refresh()
  let isAda = try ward.onLine(medicine) == [ada]
  return (ward, Handovers(ward.surroundings), isAda ? ada : bo, isAda ? bo : ada)
}

extension Ward {
  fileprivate func onLine(_ duty: DutyLine) throws -> [ResponderID] {
    try surroundings.directory.snapshot().staffing.onCall(duty.target, at: clock.now())
      .map(\.responder)
  }
}

@Suite struct `Handing a duty over` {
  @Test func `moves nothing until the other accepts, and ends with the shift`() async throws {
    let (ward, handovers, giver, taker) = try await site()
    let made = try await handovers.offer(medicine, from: giver, to: taker, by: .person(giver))
    #expect(try ward.onLine(medicine) == [giver])
    _ = try await handovers.accept(made, by: .person(taker))
    #expect(try ward.onLine(medicine) == [taker])
    #expect(try ward.onLine(DutyLine(medicine.rota, .second)) == [taker])
    let end = try #require(RFC3339.parse("2026-11-24T08:00:00Z"))
    #expect(made.until == end || made.until == end + .days(1))
    ward.clock.pass(made.until - ward.clock.now())
    #expect(try ward.onLine(medicine) == [taker], "the turn after is the taker's own")
  }

  @Test func `of the second line leaves the first where it is`() async throws {
    let (ward, handovers, first, second) = try await site()
    let behind = DutyLine(medicine.rota, .second)
    let made = try await handovers.offer(
      behind, from: second, to: ResponderID("desk"), by: .person(second))
    _ = try await handovers.accept(made, by: .person(ResponderID("desk")))
    #expect(try ward.onLine(behind) == [ResponderID("desk")])
    #expect(try ward.onLine(medicine) == [first])
  }

  @Test func `is for who holds it, to somebody who can be paged and owes answers`() async throws {
    let (_, handovers, giver, taker) = try await site()
    await #expect(throws: HandoverError.notHeld) {
      try await handovers.offer(medicine, from: taker, to: giver, by: .person(taker))
    }
    for other in [giver, ResponderID("tim"), ResponderID("nobody")] {
      await #expect(throws: HandoverError.taker) {
        try await handovers.offer(medicine, from: giver, to: other, by: .person(giver))
      }
    }
  }

  @Test func `cannot be for longer than the shift, nor over already`() async throws {
    let (ward, handovers, giver, taker) = try await site()
    for until in [ward.clock.now(), ward.clock.now() + .days(2)] {
      await #expect(throws: HandoverError.until) {
        try await handovers.offer(
          medicine, from: giver, to: taker, until: until, by: .person(giver))
      }
    }
  }

  @Test func `to a second person withdraws the offer to the first`() async throws {
    let (ward, handovers, giver, taker) = try await site()
    let first = try await handovers.offer(medicine, from: giver, to: taker, by: .person(giver))
    ward.clock.pass(.seconds(5))
    let second = try await handovers.offer(
      medicine, from: giver, to: ResponderID("desk"), by: .person(giver))
    await #expect(throws: HandoverError.gone) {
      try await handovers.accept(first, by: .person(taker))
    }
    _ = try await handovers.accept(second, by: .person(ResponderID("desk")))
    #expect(try ward.onLine(medicine) == [ResponderID("desk")])
  }

  @Test func `is over when somebody ends it, and stands on the trail`() async throws {
    let (ward, handovers, giver, taker) = try await site()
    let made = try await handovers.offer(medicine, from: giver, to: taker, by: .person(giver))
    _ = try await handovers.accept(made, by: .person(taker))
    ward.clock.pass(.minutes(1))
    try await handovers.end(made, by: .person(ResponderID("manager")))
    #expect(try ward.onLine(medicine) == [giver])
    await #expect(throws: HandoverError.gone) {
      try await handovers.end(made, by: .person(giver))
    }
    let actions = [TrailAction.handoverOffered, .handoverAccepted, .handoverEnded]
    for action in actions {
      #expect(try await ward.trail(of: action) == ["from \(giver) to \(taker)"], "\(action)")
    }
  }

  @Test func `shows who comes next, and who may take it`() async throws {
    let (_, handovers, giver, taker) = try await site()
    let own = try await handovers.own(of: giver)
    let duty = try #require(own.held.first { $0.target == medicine })
    #expect(duty.next == [taker])
    #expect(duty.candidates == [taker])
    #expect(!duty.awaitsTest)
    let made = try await handovers.offer(medicine, from: giver, to: taker, by: .person(giver))
    let seen = try await handovers.own(of: taker)
    #expect(seen.handovers == [made])
    #expect(seen.inHandOfGivers == [giver: 0])
  }
}
