// Tocsin — GatewayTests: swaps of shifts, by request and consent
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

private let ada = ResponderID("ada")
private let bo = ResponderID("bo")
private let desk = ResponderID("desk")
private let medicine = RotaID("medicine")

private func text(_ rule: String = "", title: String = "Medicine") -> String {
  """
  title: \(title)
  zone: Etc/UTC
  needs: 1\(rule.isEmpty ? "" : "\nswaps: \(rule)")
  layers:
    - { name: all, members: [ada, bo], start: 2026-11-22, handoff: "08:00", turn: 1 day }

  """
}

private struct Site {
  let ward: Ward
  let swaps: Swaps
  let rotas: Rotas

  init(_ rule: String = "", title: String = "Medicine") async throws {
    ward = try await Ward(reader: RotaReader())
    swaps = Swaps(ward.surroundings)
    rotas = Rotas(ward.surroundings)
    let now = ward.clock.now()
    try await ward.store.perform { store in
      try store.insert(
        DocumentRevision(
          kind: "rota", name: "medicine", revision: 1, text: text(rule, title: title),
          importedAt: now))
    }
    for name in ["ada", "bo", "desk"] { _ = try await ward.enrol(name) }
    try await ward.refresh()
  }

  /// Ada's next turn and Bo's after it.
  func parts() throws -> SwapParts {
    let opening = try #require(try swaps.openings(of: ada).first)
    let given = try #require(opening.turns[ada]?.first)
    let returned = try #require(opening.turns[bo]?.first { given.until <= $0.from })
    return SwapParts(given, for: returned)
  }

  func ask(_ words: String = "a course") async throws -> Swap {
    try await swaps.ask(
      SwapAsk(of: medicine, from: ada, to: bo, try parts(), words: words), by: .person(ada))
  }

  func onCall(at moment: Timestamp) throws -> [ResponderID] {
    try ward.surroundings.directory.snapshot().staffing.onCall(.rota(medicine), at: moment)
      .map(\.responder)
  }

  func row(_ swap: Swap) async throws -> SwapRow {
    try #require(try await swaps.list { $0.id == swap.id }.first)
  }

  /// Somebody else's revision, with `override` when there is one.
  func change(_ override: RotaOverride, by author: String) async throws {
    let newest = try await rotas.document(of: medicine)
    var revision = DocumentRevision(
      kind: "rota", name: "medicine", revision: newest.revision + 1,
      text: try RotaReader().edited(
        newest.text, ofRota: "medicine", by: [.addOverride(override)], zone: .utc),
      importedAt: ward.clock.now())
    (revision.author, revision.reason) = (author, "theatres moved")
    try await ward.store.perform { [revision] in try $0.insert(revision) }
    try await ward.refresh()
  }
}

@Suite struct `Asking for a swap` {
  @Test func `moves nothing until the other agrees, then it is one revision of the rota`()
    async throws
  {
    let site = try await Site()
    let swap = try await site.ask()
    let (given, returned) = (swap.given.from, try #require(swap.returned).from)
    #expect(try site.onCall(at: given) == [ada] && site.onCall(at: returned) == [bo])
    #expect(try await site.rotas.document(of: medicine).revision == 1)
    let agreed = try await site.swaps.accept(swap.id, by: bo, .person(bo))
    #expect(agreed.phase == .agreed && agreed.revision == 2)
    #expect(try site.onCall(at: given) == [bo] && site.onCall(at: returned) == [ada])
    let revision = try await site.rotas.document(of: medicine)
    #expect(revision.revision == 2 && revision.author == "person:bo")
    #expect(revision.reason == "swap of ada with bo, by request and consent")
    #expect(revision.text.hasPrefix(text()))
    #expect(!revision.text.contains("a course"), "the words are for the two and for managers")
    for action in [TrailAction.swapAsked, .swapAgreed] {
      #expect(try await site.ward.trail(of: action) == ["rota:medicine from ada to bo"])
    }
  }

  @Test func `is answered by the one who is asked alone, once`() async throws {
    let site = try await Site()
    let swap = try await site.ask()
    for person in [ada, desk] {
      await #expect(throws: SwapError.notYours) {
        try await site.swaps.accept(swap.id, by: person, .person(person))
      }
    }
    _ = try await site.swaps.accept(swap.id, by: bo, .person(bo))
    await #expect(throws: SwapError.gone(.agreed)) {
      try await site.swaps.accept(swap.id, by: bo, .person(bo))
    }
    await #expect(throws: SwapError.gone(.agreed)) {
      try await site.swaps.end(swap.id, as: .withdrawn, by: .person(ada))
    }
    await #expect(throws: SwapError.unknown) {
      try await site.swaps.accept(SwapID(high: 0, low: 1), by: bo, .person(bo))
    }
  }

  @Test(arguments: [SwapPhase.declined, .withdrawn])
  func `that ends without an agreement leaves the rota as it is`(_ phase: SwapPhase) async throws {
    let site = try await Site()
    let swap = try await site.ask()
    #expect(try await site.swaps.end(swap.id, as: phase, by: .person(bo)).phase == phase)
    await #expect(throws: SwapError.gone(phase)) {
      try await site.swaps.accept(swap.id, by: bo, .person(bo))
    }
    #expect(try await site.rotas.document(of: medicine).text == text())
    #expect(try await site.row(swap).prospect == nil)
  }

  @Test func `twice for the same is one request`() async throws {
    let site = try await Site()
    let (first, again) = (try await site.ask(), try await site.ask("other words"))
    #expect(first == again)
    #expect(try await site.swaps.list { _ in true }.count == 1)
  }

  @Test func `with words of more than a line is refused`() async throws {
    let site = try await Site()
    for words in ["a\nb", String(repeating: "x", count: Swaps.wordsBytesMax + 1)] {
      await #expect(throws: SwapError.words) { try await site.ask(words) }
    }
  }
}

@Suite struct `A swap that is judged again` {
  @Test func `names the revision since which it is not possible`() async throws {
    let site = try await Site()
    let swap = try await site.ask()
    let elsewhere = RotaOverride(
      from: swap.given.from + .days(20), until: swap.given.from + .days(21),
      responders: [desk], reason: "elsewhere")
    try await site.change(elsewhere, by: "person:kim")
    #expect(try await site.row(swap).prospect?.obstacles == [])
    let taken = RotaOverride(
      from: swap.given.from, until: swap.given.from + .hours(2), responders: [desk],
      reason: "theatres")
    try await site.change(taken, by: "person:kim")
    let cause = SwapCause(revision: 3, author: "person:kim", reason: "theatres moved")
    await #expect(throws: SwapError.obstacles([.notHeld(ada)], cause)) {
      try await site.swaps.accept(swap.id, by: bo, .person(bo))
    }
    let row = try await site.row(swap)
    #expect(row.prospect?.obstacles == [.notHeld(ada)] && row.cause == cause)
    #expect(row.phase == .asked, "the asker withdraws it, or the rota is as it was again")
    #expect(try await site.rotas.document(of: medicine).revision == 3)
  }

  @Test func `finds a shift given away to who said yes first`() async throws {
    let site = try await Site()
    let parts = try site.parts()
    let given = SwapParts(parts.given)
    let swap = try await site.ask()
    let second = try await site.swaps.ask(
      SwapAsk(of: medicine, from: ada, to: bo, given), by: .person(ada))
    _ = try await site.swaps.accept(second.id, by: bo, .person(bo))
    await #expect(
      throws: SwapError.obstacles(
        [.notHeld(ada), .alreadyOn(bo)],
        SwapCause(
          revision: 2, author: "person:bo", reason: "swap of ada with bo, by request and consent"))
    ) {
      try await site.swaps.accept(swap.id, by: bo, .person(bo))
    }
  }

  @Test func `expires when a shift of it begins, and the trail says so`() async throws {
    let site = try await Site()
    let swap = try await site.ask()
    #expect(try await site.swaps.expire() == 0)
    site.ward.clock.pass(swap.expiresAt - site.ward.clock.now())
    #expect(try await site.row(swap).phase == .expired)
    await #expect(throws: SwapError.gone(.expired)) {
      try await site.swaps.accept(swap.id, by: bo, .person(bo))
    }
    #expect(try await site.swaps.expire() == 1)
    #expect(try await site.swaps.expire() == 0)
    #expect(
      try await site.ward.trail(of: .swapExpired) == ["rota:medicine from ada to bo"])
    #expect(try site.onCall(at: site.ward.clock.now()) == [ada])
  }

  @Test func `is not made where the site's documents would not check with it`() async throws {
    let site = try await Site(title: "Fragile")
    let swap = try await site.ask()
    let error = await #expect(throws: SwapError.self) {
      try await site.swaps.accept(swap.id, by: bo, .person(bo))
    }
    guard case .findings(let findings) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(findings.map(\.text) == ["nobody is sure to have a telephone"])
    #expect(try await site.row(swap).phase == .asked)
    #expect(try await site.rotas.document(of: medicine).revision == 1)
  }
}

@Suite struct `A rota that asks for approval` {
  @Test func `waits for somebody who manages it, and is neither of the two`() async throws {
    let site = try await Site("approval")
    let swap = try await site.ask()
    await #expect(throws: SwapError.gone(.asked)) {
      try await site.swaps.approve(swap.id, by: desk, .person(desk))
    }
    let consented = try await site.swaps.accept(swap.id, by: bo, .person(bo))
    #expect(consented.phase == .consented && consented.revision == nil)
    #expect(try site.onCall(at: swap.given.from) == [ada])
    for person in [ada, bo] {
      await #expect(throws: SwapError.notYours) {
        try await site.swaps.approve(swap.id, by: person, .person(person))
      }
    }
    let agreed = try await site.swaps.approve(swap.id, by: desk, .person(desk))
    #expect(agreed.phase == .agreed && agreed.settledBy == "person:desk")
    #expect(try site.onCall(at: swap.given.from) == [bo])
    #expect(
      try await site.ward.trail(of: .swapConsented) == ["rota:medicine from ada to bo"])
  }

  @Test func `is closed to swaps where it says so`() async throws {
    let open = try await Site()
    let parts = try open.parts()
    let site = try await Site("closed")
    #expect(try site.swaps.openings(of: ada).isEmpty)
    await #expect(throws: SwapError.obstacles([.closed], nil)) {
      try await site.swaps.ask(
        SwapAsk(of: medicine, from: ada, to: bo, parts), by: .person(ada))
    }
  }
}
