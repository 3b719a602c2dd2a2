// Tocsin — GatewayTests: the on-call sheet
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinGateway

@Suite struct `The on-call sheet` {
  private static let start = Timestamp(milliseconds: 1_795_500_000_000)

  private func snapshot(_ language: SiteLanguage = .english) throws -> DirectorySnapshot {
    var staffing = Staffing()
    let first = CivilDate(dayNumber: 20_780)
    let handoff = try #require(TimeOfDay(hour: 8, minute: 0))
    var layer = RotaLayer(
      name: "days", members: [ResponderID("ada"), ResponderID("bo")], start: first,
      handoff: handoff, turn: .daily(1))
    layer.end = first + 2
    var second = RotaLayer(
      name: "second", members: [ResponderID("bo")], start: first, handoff: handoff,
      turn: .weekly(1))
    second.line = .second
    let rota = Rota(
      id: RotaID("medicine"), title: "Medicine & surgery", zone: "UTC", layers: [layer, second])
    staffing.rotas[rota.id] = rota
    staffing.zones["UTC"] = .utc
    for (id, name, number) in [("ada", "Ada <Åström>", "5101"), ("bo", "Bo", "5102")] {
      var person = Responder(id: ResponderID(id), name: name)
      person.telephone = number
      staffing.responders[person.id] = person
    }
    var desk = Responder(id: ResponderID("desk"), name: "Switchboard")
    desk.telephone = "9"
    staffing.responders[desk.id] = desk
    let policy = Policy(
      reference: PolicyReference(name: "ward", revision: 1), title: "Ward",
      roles: [
        PolicyRole(
          role: "responder", steps: [PolicyStep(targets: [.rota(rota.id)], wait: .minutes(2))])
      ], fallback: Fallback(targets: [.responder(desk.id)], every: .minutes(1)))
    var snapshot = DirectorySnapshot(
      version: 1, routing: RoutingTable(routes: [], catchAll: "ward"), policies: ["ward": policy],
      integrations: [:], staffing: staffing)
    snapshot.calls = CallTable(language: language)
    return snapshot
  }

  @Test func `says for 48 hours who is on call, with the number to ring, and where nobody is`()
    throws
  {
    let sheet = DowntimeSheet(try snapshot(), at: Self.start)
    #expect(
      sheet.parts.first?.rows == [
        DowntimeSheet.Row(
          from: "Tue 2026-11-24 06:00", until: "Tue 2026-11-24 08:00", who: "Ada <Åström>",
          telephone: "5101", isGap: false),
        DowntimeSheet.Row(
          from: "Tue 2026-11-24 06:00", until: "Thu 2026-11-26 06:00", who: "Bo, second line",
          telephone: "5102", isGap: false),
        DowntimeSheet.Row(
          from: "Tue 2026-11-24 08:00", until: "Wed 2026-11-25 08:00", who: "Bo",
          telephone: "5102", isGap: false),
        DowntimeSheet.Row(
          from: "Wed 2026-11-25 08:00", until: "Thu 2026-11-26 06:00", who: "NOBODY",
          telephone: "", isGap: true),
      ])
    let text = sheet.text
    for line in [
      "From Tue 2026-11-24 06:00 to Thu 2026-11-26 06:00 (UTC)", "MEDICINE & SURGERY",
      "   Tue 2026-11-24 06:00 - Tue 2026-11-24 08:00  Ada <Åström>  ring 5101",
      "!! Wed 2026-11-25 08:00 - Thu 2026-11-26 06:00  NOBODY", "   Switchboard  ring 9",
    ] {
      #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
  }

  @Test func `has one row for turns of one person that follow each other`() throws {
    var snapshot = try snapshot()
    var staffing = snapshot.staffing
    staffing.rotas[RotaID("medicine")]?.layers[0].end = nil
    staffing.rotas[RotaID("medicine")]?.overrides = [
      RotaOverride(
        from: Self.start, until: Self.start + .days(2), responders: [ResponderID("ada")],
        reason: "a swap")
    ]
    staffing.rotas[RotaID("medicine")]?.overrides.append(
      RotaOverride(
        from: Self.start + .hours(5), until: Self.start + .hours(6),
        responders: [ResponderID("ada")], reason: "another"))
    snapshot = DirectorySnapshot(
      version: 1, routing: snapshot.routing, policies: snapshot.policies, integrations: [:],
      staffing: staffing)
    let rows = DowntimeSheet(snapshot, at: Self.start).parts.first?.rows ?? []
    #expect(rows.map(\.who) == ["Ada <Åström>", "Bo, second line"])
    #expect(rows.first?.until == "Thu 2026-11-26 06:00")
  }

  @Test func `is a page that needs nothing else, and holds no markup of names`() throws {
    let html = DowntimeSheet(try snapshot(), at: Self.start).html
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(html.contains("<td>Ada &lt;Åström&gt;</td><td>5101</td>"))
    #expect(html.contains("<h2>Medicine &amp; surgery</h2>"))
    #expect(html.contains("<tr class=\"gap\">"))
    for word in ["<script", "src=", "href=", "url("] { #expect(!html.contains(word)) }
  }

  @Test(arguments: [
    (SiteLanguage.english, "NOBODY", "Tue "), (.german, "NIEMAND", "Di "),
    (.french, "PERSONNE", "mar "),
  ])
  func `speaks the site's language`(language: SiteLanguage, nobody: String, day: String) throws {
    let sheet = DowntimeSheet(try snapshot(language), at: Self.start)
    #expect(sheet.html.contains("lang=\"\(language.rawValue)\""))
    #expect(sheet.text.contains(nobody) && sheet.text.contains(day))
  }
}
