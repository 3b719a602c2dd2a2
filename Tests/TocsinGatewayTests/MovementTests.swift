// Tocsin — GatewayTests: alerts of people who move, leave and turn out to be others
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

@Suite struct `A report about somebody who has moved` {
  @Test func `is paged where they are now, when the move is newer, and says both places`()
    async throws
  {
    let (ward, _) = try await Ward.moving()
    await ward.adt("A01", at: "20261124060000", more: [Ward.visit("W4E^12^B")])
    await ward.adt("A02", at: "20261124090000", more: [Ward.visit("ICU2^BED^07")])
    _ = await ward.send(Ward.result())
    let alert = try #require(try await ward.open().first)
    #expect(alert.policy.name == "icu")
    #expect(alert.content.location == "now in ICU2 BED 07, was W4E 12 B in the report")
    #expect(alert.content.ward == "ICU2")
  }

  @Test func `is paged where the report says, when that is newer`() async throws {
    let (ward, _) = try await Ward.moving()
    await ward.adt("A02", at: "20261124070000", more: [Ward.visit("ICU2^BED^07")])
    _ = await ward.send(Ward.result())
    let alert = try #require(try await ward.open().first)
    #expect(alert.policy.name == "ward")
    #expect(alert.content.location == "W4E 12 B")
  }

  @Test func `S18: that comes after a discharge says so, and is never dropped`() async throws {
    let (ward, _) = try await Ward.moving()
    await ward.adt("A01", at: "20261124060000", more: [Ward.visit("W4E^12^B")])
    await ward.adt("A03", at: "20261124070000", more: [Ward.visit("W4E^12^B")])
    _ = await ward.send(Ward.result())
    let alert = try #require(try await ward.open().first)
    #expect(alert.policy.name == "left")
    #expect(alert.content.location == "discharged 2026-11-24 07:00+00:00 from W4E 12 B")
    #expect(alert.content.ward == "")
    #expect(alert.duties[0].people.map(\.responder.text) == ["lea"])
  }

  @Test func `that is sent again changes nothing`() async throws {
    let (ward, _) = try await Ward.moving()
    _ = await ward.send(Ward.result())
    await ward.adt("A02", at: "20261124090000", more: [Ward.visit("W4E^1^A")])
    _ = await ward.send(Ward.result().replacing("|F1-990017|", with: "|again|"))
    let alert = try #require(try await ward.open().first)
    #expect(alert.repeats == 1 && alert.contentRevision == 1)
    #expect(alert.content.location == "now in W4E 1 A, was W4E 12 B in the report")
  }
}

@Suite struct `Somebody who moves while an alert is open` {
  @Test func `is paged to the policy of the new ward while nobody has answered`() async throws {
    let (ward, pockets) = try await Ward.moving()
    _ = await ward.send(Ward.result())
    try await ward.courier.deliverPending()
    let first = try #require(try await ward.open().first)
    await ward.adt(
      "A02", at: "20261124090000", more: [Ward.visit("ICU2^BED^07", prior: "W4E^12^B")])
    try await ward.courier.deliverPending()
    let open = try await ward.open()
    #expect(open.map(\.policy.name) == ["icu"])
    #expect(open[0].dedupKey == first.dedupKey && open[0].controlID == first.controlID)
    let old = try #require(try await ward.alerts().first { $0.id == first.id })
    guard case .resolved(.superseded, _) = old.duties[0].phase else {
      Issue.record("the old alert is not superseded")
      return
    }
    let ada = try #require(pockets["ada"])
    #expect(try await ada.fetch().map(\.header.type) == [.preview, .withdrawn])
    let ike = try #require(pockets["ike"])
    #expect(try await ike.fetch().map(\.header.type) == [.preview])
    let trail = try await ward.store.read { try $0.trail(of: open[0].id) }
    #expect(trail[0].reason == .subjectMoved)
    #expect(trail.allSatisfy { !$0.text.contains("ICU2 BED") })
  }

  @Test func `S18: whose result is then taken back is told to both wards`() async throws {
    let (ward, pockets) = try await Ward.moving()
    _ = await ward.send(Ward.result())
    try await ward.courier.deliverPending()
    let (ada, ike) = (try #require(pockets["ada"]), try #require(pockets["ike"]))
    _ = try await ada.give(ada.answer(.received, to: try #require(try await ada.fetch().first)))
    await ward.adt("A02", at: "20261124090000", more: [Ward.visit("ICU2^BED^07")])
    try await ward.courier.deliverPending()
    _ = try await ike.give(ike.answer(.received, to: try #require(try await ike.fetch().first)))
    _ = await ward.send(
      Ward.result().replacing("|F1-990017|", with: "|wrong|").replacing("|HH|||F", with: "|HH|||W"))
    try await ward.courier.deliverPending()
    #expect(try await ada.fetch().last?.header.type == .retracted)
    #expect(try await ike.fetch().last?.header.type == .retracted)
    #expect(try await ward.open().isEmpty)
  }

  @Test func `S18: stays with the owner, who learns the new place`() async throws {
    let (ward, pockets) = try await Ward.moving()
    _ = await ward.send(Ward.result())
    try await ward.courier.deliverPending()
    let ada = try #require(pockets["ada"])
    let page = try #require(try await ada.fetch().first)
    _ = try await ada.give(ada.answer(.accept, to: page))
    await ward.adt("A02", at: "20261124090000", more: [Ward.visit("ICU2^BED^07")])
    try await ward.courier.deliverPending()
    let alert = try #require(try await ward.open().first)
    #expect(alert.policy.name == "ward" && alert.phaseWord == "acknowledged")
    let told = try #require(try await ada.fetch().last)
    #expect(String(decoding: told.content, as: UTF8.self).contains("now in ICU2 BED 07"))
  }

  @Test func `S18: and leaves is said to have left on the page`() async throws {
    let (ward, pockets) = try await Ward.moving()
    _ = await ward.send(Ward.result())
    try await ward.courier.deliverPending()
    let ada = try #require(pockets["ada"])
    let page = try #require(try await ada.fetch().first)
    _ = try await ada.give(ada.answer(.accept, to: page))
    await ward.adt("A03", at: "20261124100000", more: [Ward.visit("W4E^12^B")])
    let alert = try #require(try await ward.open().first)
    #expect(alert.content.location == "discharged 2026-11-24 10:00+00:00 from W4E 12 B")
    #expect(alert.duties[0].phase.holder == ResponderID("ada"))
  }

  @Test func `late and out of order changes nothing`() async throws {
    let (ward, _) = try await Ward.moving()
    await ward.adt("A02", at: "20261124090000", more: [Ward.visit("ICU2^BED^07")])
    _ = await ward.send(Ward.result())
    let before = try await ward.open()
    await ward.adt("A01", at: "20261124060000", more: [Ward.visit("W4E^12^B")])
    #expect(try await ward.open() == before)
    let reason = try #require(try await ward.messages().last?.reason)
    #expect(reason.contains(MovementWarning.older.rawValue))
  }

  @Test func `S22: in the test world moves nobody in production`() async throws {
    let (ward, _) = try await Ward.moving()
    _ = await ward.send(Ward.result())
    let before = try await ward.open()
    await ward.adt("A02", at: "20261124090000", more: [Ward.visit("ICU2^BED^07")], mode: "T")
    await ward.adt("A40", at: "20261124091000", more: ["MRG|5^^^NORTH^MR"], mode: "T")
    #expect(try await ward.open() == before)
    _ = await ward.send(Ward.result("F2", number: "5"))
    #expect(try await ward.open().last?.content.who.contains { $0.name == "number-now" } == false)
  }
}

@Suite struct `A number that turns out to be another's` {
  @Test func `takes its open alerts along, and pages say both numbers`() async throws {
    let (ward, _) = try await Ward.moving()
    _ = await ward.send(Ward.result("F9", number: "990099"))
    await ward.adt("A40", at: "20261124090000", more: ["MRG|990099^^^NORTH^MR"])
    let alert = try #require(try await ward.open().first)
    #expect(alert.content.who.map(\.value).suffix(2) == ["990099", "990017"])
    let survivor = try #require(SubjectReference(identifier: "990017", authority: "NORTH"))
    let old = try #require(SubjectReference(identifier: "990099", authority: "NORTH"))
    try await ward.store.perform { store in
      let record = try #require(try store.subject(survivor))
      #expect(try store.subject(old) == record)
      #expect(try store.alerts(ofSubject: record.number).map(\.id) == [alert.id])
      #expect(try store.openAlerts(concerning: survivor, in: .production, limit: 9).count == 1)
    }
    await ward.adt("A02", at: "20261124093000", more: [Ward.visit("ICU2^BED^07")])
    #expect(try await ward.open().map(\.policy.name) == ["icu"])
  }

  @Test func `is found under the survivor later on, with its location`() async throws {
    let (ward, _) = try await Ward.moving()
    await ward.adt("A02", at: "20261124090000", number: "990099", more: [Ward.visit("ICU2^BED^07")])
    await ward.adt("A40", at: "20261124091000", more: ["MRG|990099^^^NORTH^MR"])
    _ = await ward.send(Ward.result("F3", number: "990099"))
    _ = await ward.send(Ward.result("F4"))
    let open = try await ward.open()
    #expect(open.map(\.policy.name) == ["icu", "icu"])
    #expect(open[0].content.who.last?.value == "990017")
    #expect(open[1].content.who.last?.value == "990017")
    #expect(open[0].content.who.count == open[1].content.who.count + 1)
  }
}

@Suite struct `A result that names a clinician` {
  @Test func `pages them while they are on call, and copies to others without a duty`()
    async throws
  {
    let (ward, _) = try await Ward.moving()
    _ = await ward.send(Ward.result(named: "7701^QUILL^ORSON", copies: "1^X~7701^^^^^^^^NORTH"))
    let alert = try #require(try await ward.open().first)
    #expect(alert.addressed == [ResponderID("nia")])
    #expect(alert.duties[0].people.map(\.responder.text) == ["nia"])
    #expect(alert.duties[0].people[0].why.hasPrefix("named by the message"))
  }

  @Test func `pages the ward's team when nobody of that number and authority is known`()
    async throws
  {
    let (ward, _) = try await Ward.moving()
    _ = await ward.send(Ward.result(named: "7701^NIA^NIA^^^^^^SOUTH"))
    let alert = try #require(try await ward.open().first)
    #expect(alert.duties[0].people.map(\.responder.text) == ["ada"])
  }
}
