// Tocsin — GatewayTests: somebody cannot come, and others take what they hold
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

private let ada = ResponderID("ada")
private let bo = ResponderID("bo")
private let desk = ResponderID("desk")

/// Ada stands on both rotas; on medicine Bo lies below.
private let medicine = """
  title: Medicine
  zone: Etc/UTC
  needs: 1
  layers:
    - { name: below, members: [bo], start: 2026-01-05, handoff: "08:00", turn: 1 week }
    - { name: top, members: [ada], start: 2026-01-05, handoff: "08:00", turn: 1 week }

  """
private let surgery = """
  title: Surgery
  zone: Etc/UTC
  needs: 1
  layers:
    - { name: all, members: [ada], start: 2026-01-05, handoff: "08:00", turn: 1 week }

  """

private func ward() async throws -> (Ward, Rotas) {
  let ward = try await Ward(reader: RotaReader())
  let now = ward.clock.now()
  try await ward.store.perform { store in
    for (name, text) in [("medicine", medicine), ("surgery", surgery)] {
      try store.insert(
        DocumentRevision(kind: "rota", name: name, revision: 1, text: text, importedAt: now))
    }
  }
  for name in ["ada", "bo", "desk"] { _ = try await ward.enrol(name) }
  try await ward.refresh()
  return (ward, Rotas(ward.surroundings))
}

extension Ward {
  fileprivate func onCall(_ rota: String, after hours: Int64 = 0) throws -> [String] {
    try surroundings.directory.snapshot().staffing
      .onCall(.rota(RotaID(rota)), at: clock.now() + .hours(hours)).map(\.responder.text)
  }
}

@Suite struct `Somebody who cannot come` {
  @Test func `is out of every rota at once, and what lies below answers`() async throws {
    let (ward, rotas) = try await ward()
    let until = ward.clock.now() + .hours(30)
    let offers = try await rotas.absent(
      ada, from: ward.clock.now(), until: until, by: .person(ada))
    #expect(offers.map(\.rota.text) == ["medicine", "surgery"])
    #expect(try ward.onCall("medicine") == ["bo"] && ward.onCall("surgery").isEmpty)
    #expect(try ward.onCall("surgery", after: 30) == ["ada"])
    #expect(try rotas.offers() == offers)
    let revision = try await rotas.document(of: RotaID("surgery"))
    #expect(revision.author == "person:ada" && revision.reason == "absent, offered to others")
    #expect(revision.text.hasPrefix(surgery))
  }

  @Test func `is replaced by the first who takes it, and by nobody else`() async throws {
    let (ward, rotas) = try await ward()
    let until = ward.clock.now() + .hours(30)
    let offers = try await rotas.absent(
      ada, from: ward.clock.now(), until: until, by: .person(ada))
    try await rotas.take(offers[1], for: bo, by: .person(bo))
    #expect(try ward.onCall("surgery") == ["bo"])
    await #expect(throws: AbsenceError.gone) {
      try await rotas.take(offers[1], for: desk, by: .person(desk))
    }
    #expect(try ward.onCall("surgery") == ["bo"] && rotas.offers() == [offers[0]])
    let revision = try await rotas.document(of: RotaID("surgery"))
    #expect(revision.revision == 3 && revision.author == "person:bo")
  }

  @Test func `comes after all when nobody has taken it`() async throws {
    let (ward, rotas) = try await ward()
    let offers = try await rotas.absent(
      ada, from: ward.clock.now(), until: ward.clock.now() + .hours(30), by: .person(ada))
    try await rotas.withdraw(offers[1], by: .person(ada))
    #expect(try ward.onCall("surgery") == ["ada"] && ward.onCall("medicine") == ["bo"])
    #expect(try await rotas.document(of: RotaID("surgery")).text == surgery)
  }

  @Test func `is refused where the span, the duty or the taker is none`() async throws {
    let (ward, rotas) = try await ward()
    let now = ward.clock.now()
    for (from, until) in [
      (now, now), (now - .days(2), now - .days(1)), (now, now + Rotas.absenceMax + .days(1)),
    ] {
      await #expect(throws: AbsenceError.span) {
        try await rotas.absent(ada, from: from, until: until, by: .person(ada))
      }
    }
    await #expect(throws: AbsenceError.nothing) {
      try await rotas.absent(bo, from: now, until: now + .hours(2), by: .person(bo))
    }
    let offers = try await rotas.absent(
      ada, from: now, until: now + .hours(9), by: .person(ada))
    for taker in [ada, ResponderID("ghost")] {
      await #expect(throws: AbsenceError.taker) {
        try await rotas.take(offers[0], for: taker, by: .person(ada))
      }
    }
  }
}
