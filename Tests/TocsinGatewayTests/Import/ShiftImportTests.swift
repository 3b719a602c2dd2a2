// Tocsin — GatewayTests: files of shifts, laid upon a rota
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

private let medicine = RotaID("medicine")

private func document(_ members: String, handoff: String = "08:00", turn: String) -> String {
  """
  title: Medicine
  zone: Etc/UTC
  needs: 1
  layers:
    - name: weeks
      members: [\(members)]
      start: 2026-01-05
      handoff: "\(handoff)"
      turn: \(turn)

  """
}

/// A ward with the rotas medicine, which Ada has for ever, and other, where two take turns.
private func ward() async throws -> (Ward, Rotas) {
  let ward = try await Ward(reader: RotaReader())
  let now = ward.clock.now()
  let texts = [
    "medicine": document("ada", turn: "1 week"),
    "other": document("ada, bo", handoff: "19:00", turn: "1 day")
      .replacing("Medicine", with: "Other"),
  ]
  try await ward.store.perform { store in
    for (name, text) in texts {
      try store.insert(
        DocumentRevision(kind: "rota", name: name, revision: 1, text: text, importedAt: now))
    }
  }
  try await ward.refresh()
  return (ward, Rotas(ward.surroundings))
}

@Suite struct `Shifts of a file` {
  private func table(_ rows: String...) -> ShiftImportRequest {
    let text = (["from,until,person,line"] + rows).joined(separator: "\n")
    return ShiftImportRequest(of: medicine, .table, Array(text.utf8))
  }

  private func row(_ ward: Ward, _ days: Range<Int64>, _ who: String) -> String {
    let now = ward.clock.now()
    let times = [days.lowerBound, days.upperBound].map { RFC3339.text(now + .days($0)) }
    return "\(times[0]),\(times[1]),\(who),"
  }

  @Test func `become overrides that are previewed and saved like any change`() async throws {
    let (ward, rotas) = try await ward()
    let request = table(row(ward, 1..<2, "Bo"), row(ward, 2..<3, "ada"))
    let found = try await rotas.shifts(of: request)
    #expect(found.matched.map(\.responder.text) == ["bo", "ada"])
    #expect(found.overrides.map(\.responders) == [[ResponderID("bo")]])
    let change = RotaRequest(
      of: medicine, onto: 1, [.edit(.addOverrides(found.overrides))], reason: "from the file")
    let seen = try await rotas.preview(change)
    #expect(seen.preview.differences.map(\.gaining) == [[ResponderID("bo")]])
    let made = try await rotas.change(
      change, seen: RotaSeen(at: seen.at, digest: seen.digest), by: .person(ResponderID("dr.rota")))
    #expect(made.revision == 2)
    #expect(made.text.contains("from the file"))
    #expect(try await rotas.shifts(of: request).overrides.isEmpty)
  }

  @Test func `of somebody unknown stay open until the manager has said whom they mean`()
    async throws
  {
    let (ward, rotas) = try await ward()
    var request = table(row(ward, 1..<2, "Nobody Known"), row(ward, 3..<4, "bo"))
    let open = try await rotas.shifts(of: request)
    #expect(open.isOpen)
    #expect(open.overrides.isEmpty)
    #expect(open.unmatched.map(\.name) == ["Nobody Known"])
    #expect(open.unmatched.first?.lines == [2])
    request.people = ["Nobody Known": ResponderID("bo")]
    #expect(try await rotas.shifts(of: request).overrides.count == 2)
    request.people = ["Nobody Known": nil]
    let dropped = try await rotas.shifts(of: request)
    #expect(dropped.dropped == ["Nobody Known"])
    #expect(dropped.overrides.count == 1)
    request.people = ["Nobody Known": ResponderID("ghost")]
    await #expect(throws: ShiftImportError.noPerson(ResponderID("ghost"))) {
      try await rotas.shifts(of: request)
    }
  }

  @Test func `that cannot be read stay open until the manager leaves them out`() async throws {
    let (ward, rotas) = try await ward()
    var request = table("yesterday,today,bo,", row(ward, 1..<2, "bo"))
    #expect(try await rotas.shifts(of: request).isOpen)
    request.dropsRefused = true
    let found = try await rotas.shifts(of: request)
    #expect(found.refused.map(\.line) == [2])
    #expect(found.overrides.count == 1)
  }

  @Test func `of our own calendar give the rota that it shows`() async throws {
    let (ward, rotas) = try await ward()
    let links = CalendarLinks(ward.surroundings)
    let secret = try await links.make(.rota(RotaID("other")), by: .gateway)
    let bytes = try await links.calendar(secret: secret)
    let same = try await rotas.shifts(
      of: ShiftImportRequest(of: RotaID("other"), .iCalendar, bytes))
    #expect(same.shifts.count >= 91)
    #expect(same.overrides.isEmpty)
    let found = try await rotas.shifts(of: ShiftImportRequest(of: medicine, .iCalendar, bytes))
    #expect(!found.isOpen)
    let change = RotaRequest(
      of: medicine, onto: 1, [.edit(.addOverrides(found.overrides))], reason: "from the other")
    let seen = try await rotas.preview(change)
    let staffing = try ward.surroundings.directory.snapshot().staffing
    let other = try #require(staffing.rotas[RotaID("other")])
    for hour in stride(from: Int64(0), to: 91 * 24, by: 5) {
      let at = ward.clock.now() + .hours(hour)
      #expect(
        seen.change.after.onCall(at: at, zone: .utc).responders
          == other.onCall(at: at, zone: .utc).responders)
    }
  }

  @Test func `of our own calendars of several rotas are refused where none is of this one`()
    async throws
  {
    let (ward, rotas) = try await ward()
    let links = CalendarLinks(ward.surroundings)
    let secret = try await links.make(.person(ResponderID("ada")), by: .gateway)
    let bytes = try await links.calendar(secret: secret)
    let own = try await rotas.shifts(
      of: ShiftImportRequest(of: RotaID("other"), .iCalendar, bytes))
    #expect(own.ofOtherRotas > 0)
    #expect(own.matched.map(\.responder.text) == ["ada"])
    #expect(own.overrides.isEmpty)
  }

  @Test func `go to a rota that there is`() async throws {
    let (_, rotas) = try await ward()
    await #expect(throws: ShiftImportError.unknown) {
      try await rotas.shifts(of: ShiftImportRequest(of: RotaID("gone"), .table, []))
    }
    await #expect(throws: ShiftImportError.self) {
      try await rotas.shifts(of: ShiftImportRequest(of: medicine, .table, [0xFF]))
    }
  }
}
