// Tocsin — GatewayTests: alerts of the past, and why each took its route
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Alerts of the past` {
  @Test func `say who took them how long after their page, and nothing of their content`()
    async throws
  {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    ward.clock.pass(.seconds(20))
    _ = try await ada.give(ada.answer(.accept, to: page))
    ward.clock.pass(.hours(1))
    _ = await ward.send(Ward.potassium(controlID: "C2", order: "F2", value: "7.2"))
    let now = ward.clock.now()
    let past = try await PastAlerts.read(since: now - .days(1), from: ward.surroundings)
    #expect(
      !past.isSample && past.alerts.map(\.delays) == [[:], [ResponderID("ada"): .seconds(20)]])
    #expect(past.alerts.map(\.facts?.ward) == ["W4E", "W4E"])
    let young = try await PastAlerts.read(since: now, from: ward.surroundings)
    #expect(young.alerts.count == 1)
    let first = try await PastAlerts.read(since: now - .days(1), from: ward.surroundings, limit: 1)
    #expect(first.isSample && first.alerts.count == 1)
  }

  @Test func `are the newest that were read when time is over, and say that there were more`()
    async throws
  {
    let ward = try await Ward()
    for number in 1...3 {
      _ = await ward.send(Ward.potassium(controlID: "C\(number)", order: "F\(number)"))
      ward.clock.pass(.seconds(1))
    }
    let newest = try await ward.open().max { $0.openedAt < $1.openedAt }
    let past = try await PastAlerts.read(
      since: ward.clock.now() - .days(1), from: ward.surroundings, batch: 1, isOver: { true })
    #expect(past.isSample && past.alerts.map(\.id) == [newest?.id])
  }
}

@Suite struct `The route of an alert` {
  @Test func `is kept with what it looked at, and says why it was taken`() async throws {
    let (ward, _) = try await Ward.moving()
    _ = await ward.send(Ward.result())
    let alert = try #require(try await ward.open().first)
    #expect(alert.route?.route == "catch-all" && alert.route?.facts.ward == "W4E")
    let board = Board(ward.surroundings)
    let choice = try #require(try await board.routeChoice(of: alert))
    #expect(choice.text == "no route takes it: the catch-all")
    #expect(
      choice.passedOver == [
        "\"left\" passed over: the subject has not left",
        "\"icu\" passed over: ward is W4E and not ICU2",
      ])
  }

  @Test func `of one that comes under another policy is that of the new place`() async throws {
    let (ward, _) = try await Ward.moving()
    _ = await ward.send(Ward.result())
    await ward.adt("A02", at: "20261124091500", more: [Ward.visit("ICU2^7")])
    let alert = try #require(try await ward.open().first)
    #expect(alert.policy.name == "icu" && alert.route?.route == "icu")
    let choice = try await Board(ward.surroundings).routeChoice(of: alert)
    #expect(choice?.text == "route \"icu\": ward is ICU2")
  }
}
