// Tocsin — GatewayTests: rotas that people change
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

private let text = """
  # Two doctors take turns.
  title: Medicine
  zone: Etc/UTC
  needs: 1
  layers:
    - name: weeks   # by the week
      members: [ada, bo]
      start: 2026-01-05
      handoff: "08:00"
      turn: 1 week

  """

private let medicine = RotaID("medicine")

/// A ward with the rota at revision 1.
private func ward(_ text: String = text) async throws -> (Ward, Rotas) {
  let ward = try await Ward(reader: RotaReader())
  let now = ward.clock.now()
  try await ward.store.perform { store in
    try store.insert(
      DocumentRevision(kind: "rota", name: "medicine", revision: 1, text: text, importedAt: now))
  }
  try await ward.refresh()
  return (ward, Rotas(ward.surroundings))
}

private func cover(
  _ ward: Ward, days: ClosedRange<Int64>, _ people: String...
) -> RotaAsk {
  let now = ward.clock.now()
  return .edit(
    .addOverride(
      RotaOverride(
        from: now + .days(days.lowerBound), until: now + .days(days.upperBound),
        responders: people.map { ResponderID($0) }, reason: "")))
}

extension Rotas {
  /// Looks at a change and makes it, as the manager of that name.
  @discardableResult
  fileprivate func make(
    _ asks: [RotaAsk], onto base: Int, by name: String = "dr.rota", acceptance: String = ""
  ) async throws -> DocumentRevision {
    let request = RotaRequest(of: medicine, onto: base, asks, reason: "cover by \(name)")
    let seen = try await preview(request)
    return try await change(
      request, seen: RotaSeen(at: seen.at, digest: seen.digest, acceptance: acceptance),
      by: .person(ResponderID(name)))
  }
}

@Suite struct `A rota that is changed` {
  @Test func `holds at once, as a revision with its author, its time and its reason`()
    async throws
  {
    let (ward, rotas) = try await ward()
    let made = try await rotas.make([cover(ward, days: 0...1, "desk")], onto: 1)
    #expect(made.revision == 2 && made.author == "person:dr.rota" && made.acceptance == "")
    #expect(made.reason == "cover by dr.rota" && made.importedAt == ward.clock.now())
    let stored = try await rotas.revisions(of: medicine)
    #expect(stored.map(\.revision) == [2, 1] && stored[0].text == made.text)
    #expect(made.text.hasPrefix(text) && made.text.contains("reason: \"cover by dr.rota\""))
    let staffing = try ward.surroundings.directory.snapshot().staffing
    let now = ward.clock.now()
    #expect(staffing.onCall(.rota(medicine), at: now).map(\.responder.text) == ["desk"])
    #expect(try await ward.trail(of: .documentsImported) == ["rota medicine revision 2"])
  }

  @Test func `is made from nothing by its whole text, seen before, and by one manager alone`()
    async throws
  {
    let (ward, rotas) = try await ward()
    let new = RotaID("night-cover")
    let whole = text.replacing("Medicine", with: "Night cover")
    func request(_ asks: [RotaAsk]) -> RotaRequest {
      RotaRequest(of: new, onto: 0, asks, reason: "a new rota")
    }
    let asked = request([.edit(.replace(text: whole))])
    let seen = try await rotas.preview(asked)
    #expect(seen.newest.revision == 0 && seen.newest.text.isEmpty)
    #expect(Set(seen.preview.differences.flatMap(\.gaining).map(\.text)) == ["ada", "bo"])
    let made = try await rotas.change(
      asked, seen: RotaSeen(at: seen.at, digest: seen.digest), by: .person(ResponderID("kite")))
    #expect(made.revision == 1 && made.text == whole && made.author == "person:kite")
    let staffing = try ward.surroundings.directory.snapshot().staffing
    #expect(!staffing.onCall(.rota(new), at: ward.clock.now()).isEmpty)
    await #expect(throws: RotasError.conflict(newest: 1)) { try await rotas.preview(asked) }
    await #expect(throws: RotasError.unknown) {
      try await rotas.preview(
        RotaRequest(of: RotaID("Not a name"), onto: 0, [.edit(.replace(text: whole))]))
    }
    await #expect(throws: RotasError.unknown) {
      try await rotas.preview(
        RotaRequest(of: RotaID("other"), onto: 0, [.edit(.setTitle("Other"))]))
    }
  }

  @Test func `is undone byte by byte`() async throws {
    let (ward, rotas) = try await ward()
    try await rotas.make([cover(ward, days: 2...3, "desk")], onto: 1)
    try await rotas.make([.undo(to: 1)], onto: 2)
    let held = try await rotas.document(of: medicine)
    #expect(held.revision == 3 && held.text == text)
  }

  @Test func `by two managers in different parts keeps both`() async throws {
    let (ward, rotas) = try await ward()
    try await rotas.make([cover(ward, days: 2...3, "desk")], onto: 1, by: "dr.first")
    let request = RotaRequest(
      of: medicine, onto: 1, [cover(ward, days: 4...5, "ada"), .edit(.setTitle("Med"))],
      reason: "second of two")
    let seen = try await rotas.preview(request)
    #expect(seen.conflicts.isEmpty && seen.others.map(\.revision.author) == ["person:dr.first"])
    #expect(seen.others[0].parts.count == 1)
    let made = try await rotas.change(
      request, seen: RotaSeen(at: seen.at, digest: seen.digest),
      by: .person(ResponderID("dr.second")))
    #expect(made.revision == 3)
    #expect(made.text.contains("cover by dr.first") && made.text.contains("second of two"))
    #expect(made.text.contains("title: \"Med\""))
  }

  @Test func `by two managers in the same part is refused, and both are shown`() async throws {
    let (ward, rotas) = try await ward()
    let first = try await rotas.make([cover(ward, days: 2...4, "desk")], onto: 1)
    let seen = try await rotas.preview(
      RotaRequest(of: medicine, onto: 1, [cover(ward, days: 3...5, "ada")]))
    #expect(seen.conflicts.count == 1 && seen.newest.text == first.text)
    #expect(seen.text == first.text && seen.others.count == 1)
    await #expect(throws: RotasError.conflict(newest: 2)) {
      try await rotas.make([cover(ward, days: 3...5, "ada")], onto: 1)
    }
    await #expect(throws: RotasError.conflict(newest: 2)) {
      try await rotas.make([.undo(to: 1)], onto: 1)
    }
    #expect(try await rotas.document(of: medicine).text == first.text)
  }

  @Test func `is changed only as it was seen`() async throws {
    let (ward, rotas) = try await ward()
    let request = RotaRequest(
      of: medicine, onto: 1, [cover(ward, days: 2...3, "desk")], reason: "seen before")
    let seen = try await rotas.preview(request)
    let digest = seen.digest
    let actor = TrailActor.person(ResponderID("dr.rota"))
    // Another change of another part came between.
    try await rotas.make([.edit(.setTitle("Med"))], onto: 1)
    await #expect(throws: RotasError.stale) {
      try await rotas.change(request, seen: RotaSeen(at: seen.at, digest: digest), by: actor)
    }
    // Another edit than the one that was seen.
    let again = try await rotas.preview(request)
    let other = RotaRequest(
      of: medicine, onto: 1, [cover(ward, days: 2...3, "ada")], reason: "seen before")
    await #expect(throws: RotasError.stale) {
      try await rotas.change(other, seen: RotaSeen(at: again.at, digest: again.digest), by: actor)
    }
    // Somebody's account ends meanwhile: what was seen is not what would happen.
    try await ward.store.perform { store in
      let end = seen.at + .days(2)
      try store.upsert(Responder(id: ResponderID("desk"), name: "desk", validUntil: end))
    }
    try await ward.refresh()
    await #expect(throws: RotasError.stale) {
      try await rotas.change(
        request, seen: RotaSeen(at: again.at, digest: again.digest), by: actor)
    }
    // It was seen too long ago.
    let last = try await rotas.preview(request)
    ward.clock.pass(RotaSeen.lifetime)
    await #expect(throws: RotasError.stale) {
      try await rotas.change(
        request, seen: RotaSeen(at: last.at, digest: last.digest, acceptance: "none is there"),
        by: actor)
    }
    #expect(try await rotas.document(of: medicine).revision == 2)
  }

  @Test func `leaves time uncovered only when somebody says why`() async throws {
    let (ward, rotas) = try await ward()
    let nobody = cover(ward, days: 2...3)
    await #expect(throws: RotasError.acceptance) { try await rotas.make([nobody], onto: 1) }
    let made = try await rotas.make(
      [nobody], onto: 1, acceptance: "the ward is closed that day")
    #expect(made.acceptance == "the ward is closed that day")
    #expect(try await rotas.document(of: medicine).acceptance == made.acceptance)
    #expect(try await ward.trail(of: .gapAccepted) == ["1 gaps at revision 2"])
    // A gap that is there already needs no new acceptance.
    let title = try await rotas.make([.edit(.setTitle("Med"))], onto: 2, acceptance: "not kept")
    #expect(title.acceptance == "")
  }

  @Test func `is refused where it cannot be a rota of the site`() async throws {
    let (ward, rotas) = try await ward(text.replacing("bo]", with: "bo, ghost]"))
    let now = ward.clock.now()
    let over = RotaEdit.addOverride(
      RotaOverride(
        from: now - .days(2), until: now, responders: [ResponderID("ada")], reason: "past"))
    let many = Array(repeating: RotaAsk.edit(.setTitle("Med")), count: RotaEdit.countMax + 1)
    let cases: [([RotaAsk], Int, RotasError)] = [
      ([], 1, .edits), (many, 1, .edits), ([.edit(over)], 1, .past),
      ([.edit(.setTitle("Med"))], 2, .noRevision), ([.undo(to: 7)], 1, .noRevision),
      ([.undo(to: 1)], 1, .unchanged),
      (
        [.edit(.setTitle("Broken"))], 1,
        .findings([
          DocumentFinding(
            line: 1, isError: true, text: "the fallback is not sure to have a telephone")
        ])
      ),
    ]
    for (asks, base, error) in cases {
      await #expect(throws: error) { try await rotas.make(asks, onto: base) }
    }
    await #expect(throws: RotasError.self) {
      try await rotas.make([.edit(.replace(text: "title: x"))], onto: 1)
    }
    #expect(try await rotas.revisions(of: medicine).count == 1)
    #expect(try await ward.trail(of: .documentsImported).isEmpty)
  }

  @Test func `needs a reason on one line`() async throws {
    let (ward, rotas) = try await ward()
    for reason in ["", "why", "two\nlines", String(repeating: "x", count: 201)] {
      let request = RotaRequest(
        of: medicine, onto: 1, [cover(ward, days: 2...3, "desk")], reason: reason)
      let seen = RotaSeen(at: ward.clock.now(), digest: [])
      await #expect(throws: RotasError.reason) {
        try await rotas.change(request, seen: seen, by: .gateway)
      }
    }
  }

  @Test func `names the strangers that it would put on call`() async throws {
    let (ward, rotas) = try await ward()
    let seen = try await rotas.preview(
      RotaRequest(of: medicine, onto: 1, [cover(ward, days: 2...3, "nobody.known")]))
    #expect(seen.findings.map(\.text) == ["there is no person \"nobody.known\": mend the name"])
    #expect(seen.preview.unreachable.contains { $0.cause == .unknown && $0.isNew })
    #expect(seen.preview.newGaps.count == 1)
  }
}

extension Ward {
  /// The reasons of the leaves of one action.
  func trail(of action: TrailAction) async throws -> [String] {
    try await store.read { store in
      try store.leaves(from: 0, limit: 1_000, withDetails: false)
        .compactMap { LeafBody(decoding: $0.body) }
        .filter { $0.action == action.rawValue }.map(\.reason)
    }
  }
}
