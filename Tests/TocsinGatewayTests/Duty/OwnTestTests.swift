// Tocsin — GatewayTests: people have themselves paged
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

/// A ward with two people and the watch that ends test pages.
private struct Site {
  let ward: Ward
  let watch: DutyWatch
  let ada, bo: Pocket
  private static let person = ResponderID("ada")

  init() async throws {
    ward = try await Ward()
    watch = DutyWatch(ward.surroundings)
    ada = try await ward.enrol("ada")
    bo = try await ward.enrol("bo")
    try await ward.refresh()
    try await watch.look()
  }

  @discardableResult
  func ask() async throws -> OwnTestPage {
    let page = try await OwnTests(ward.surroundings).page(Self.person, by: .person(Self.person))
    try await ward.courier.deliverPending()
    return page
  }

  func alert(_ page: OwnTestPage) async throws -> Alert {
    try #require(try await ward.store.read { try $0.alert(page.alert) })
  }

  /// What came to a pocket as a page that asks for an answer.
  func asking(_ pocket: Pocket) async throws -> [OpenedEnvelope] {
    try await pocket.fetch().filter { $0.header.type == .preview }
  }

  func pass(_ length: Milliseconds) async throws {
    ward.clock.pass(length)
    try await ward.pager.advanceDue()
    try await watch.look()
    try await ward.courier.deliverPending()
  }
}

@Suite struct `The test page that a person asks for` {
  @Test func `comes to their devices as TEST on the way of every page, and to nobody else`()
    async throws
  {
    let site = try await Site()
    try await site.ask()
    let came = try await site.asking(site.ada)
    #expect(came.count == 1)
    #expect(came[0].header.flags.contains(.test))
    #expect(came[0].header.priority == .high)
    #expect(String(decoding: came[0].content, as: UTF8.self).contains(#""ownTest":true"#))
    #expect(try await site.asking(site.bo).isEmpty)
  }

  @Test func `is the same page for a second tap within the minute, answered or not`() async throws {
    let site = try await Site()
    let first = try await site.ask()
    let ada = site.ada
    let page = try #require(try await site.asking(ada).first)
    #expect(try await ada.give(ada.answer(.accept, to: page)).result == .taken)
    try await site.pass(.seconds(1))
    #expect(try await site.alert(first).isClosed)
    let second = try await site.ask()
    #expect(!first.isRepeat && second.isRepeat)
    #expect(second.alert == first.alert)
    try await site.pass(.seconds(60))
    let third = try await site.ask()
    #expect(!third.isRepeat)
    #expect(third.alert != first.alert)
  }

  @Test func `is over once it is answered, and asks nobody again`() async throws {
    let site = try await Site()
    let made = try await site.ask()
    let ada = site.ada
    let page = try #require(try await site.asking(ada).first)
    _ = try await ada.give(ada.answer(.accept, to: page))
    try await site.pass(.seconds(1))
    #expect(try await site.alert(made).isClosed)
    #expect(try await site.ward.store.read { try $0.dutyStarts() }.isEmpty)
    try await site.pass(.minutes(40))
    #expect(try await site.asking(site.bo).isEmpty)
  }

  @Test(arguments: [AnswerKind.decline, .wrongPerson])
  func `goes to nobody else when it is turned away`(kind: AnswerKind) async throws {
    let site = try await Site()
    let made = try await site.ask()
    let ada = site.ada
    let page = try #require(try await site.asking(ada).first)
    _ = try await ada.give(ada.answer(kind, to: page))
    try await site.pass(.minutes(2))
    try await site.pass(.minutes(30))
    #expect(try await site.alert(made).isClosed)
    #expect(try await site.asking(site.bo).isEmpty)
  }

  @Test func `is over after two minutes that nobody answers`() async throws {
    let site = try await Site()
    let made = try await site.ask()
    try await site.pass(.seconds(119))
    #expect(try await !site.alert(made).isClosed)
    try await site.pass(.seconds(1))
    #expect(try await site.alert(made).isClosed)
    #expect(try await site.ward.store.read { try $0.dutyStarts() }.isEmpty)
  }

  @Test func `leaves what is real alone`() async throws {
    let site = try await Site()
    try await site.ask()
    _ = await site.ward.send(Ward.potassium())
    let alerts = try await site.ward.alerts()
    #expect(alerts.map(\.world).filter { $0 == .production }.count == 1)
    #expect(alerts.filter { $0.world == .test }.map(\.kind) == [OwnTest.kind])
  }
}
