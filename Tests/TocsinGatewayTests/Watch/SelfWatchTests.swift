// Tocsin — GatewayTests: an alert without an owner is found, and said
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@Suite struct `The watch over the gateway` {
  /// A ward whose first doctor has a device, so that no page waits for another channel.
  private static func ward() async throws -> (Ward, SelfWatch) {
    let ward = try await Ward(reader: WatchedDocuments(isLive: false))
    _ = try await ward.enrol("ada")
    return (ward, SelfWatch(ward.surroundings))
  }

  private static func said(_ ward: Ward) async throws -> [Alert] {
    try await ward.alerts().filter { $0.kind == "ownerless" }
  }

  @Test func `finds nothing while every activity does its work`() async throws {
    let (ward, watch) = try await Self.ward()
    _ = await ward.send(Ward.potassium())
    for _ in 0..<5 {
      try await ward.courier.deliverPending()
      try await ward.pager.advanceDue()
      #expect(try await watch.look().isEmpty)
      ward.clock.pass(.minutes(1))
    }
    #expect(try await Self.said(ward).isEmpty)
    #expect(watch.trouble == nil)
  }

  @Test func `says at its second look that a deadline was not looked at, and pages at once`()
    async throws
  {
    let (ward, watch) = try await Self.ward()
    let operatorsPhone = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    let lost = try #require(try await ward.alerts().first)
    ward.clock.pass(.minutes(10))
    #expect(try await watch.look().isEmpty)
    #expect(try await Self.said(ward).isEmpty)
    #expect(try await watch.look() == [.deadlineOverdue: [lost.id]])
    let alert = try #require(try await Self.said(ward).first)
    #expect(alert.priority == .crash && alert.integration == "tocsin")
    #expect(alert.policy.name == "engineers")
    try await ward.courier.deliverPending()
    let pages = try await operatorsPhone.fetch()
    #expect(pages.contains { $0.header.priority == .crash })
    #expect(watch.trouble?.contains("ring their people") == true)
  }

  @Test func `names the alert and nothing of what it says`() async throws {
    let (ward, watch) = try await Self.ward()
    _ = await ward.send(Ward.potassium())
    let lost = try #require(try await ward.alerts().first)
    ward.clock.pass(.minutes(10))
    for _ in 0..<2 { try await watch.look() }
    let words = try await Self.said(ward).map(\.content.what).joined()
    #expect(words.contains(lost.id.text))
    #expect(!words.contains("7.1") && !words.contains("990017") && !words.contains("ZZCANARY"))
  }

  @Test func `says it once, and that it is over`() async throws {
    let (ward, watch) = try await Self.ward()
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    ward.clock.pass(.minutes(10))
    for _ in 0..<4 { try await watch.look() }
    #expect(try await Self.said(ward).count == 1)
    try await ward.pager.advanceDue()
    try await ward.courier.deliverPending()
    #expect(try await watch.look().isEmpty)
    let over = try #require(try await Self.said(ward).first)
    #expect(over.endedAt != nil || over.isClosed)
    #expect(watch.trouble == nil)
  }

  @Test func `knows after a restart what was said before`() async throws {
    let (ward, watch) = try await Self.ward()
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    ward.clock.pass(.minutes(10))
    for _ in 0..<2 { try await watch.look() }
    let again = try await ward.restarted()
    let fresh = SelfWatch(again.surroundings)
    for _ in 0..<3 { try await fresh.look() }
    #expect(try await Self.said(again).count == 1)
  }

  @Test func `finds pages that nobody seals`() async throws {
    let (ward, watch) = try await Self.ward()
    _ = await ward.send(Ward.potassium())
    let id = try #require(try await ward.alerts().first).id
    ward.clock.pass(.seconds(61))
    try await watch.look()
    #expect(try await watch.look()[.pageNotSealed] == [id])
  }

  @Test func `counts what waits`() async throws {
    let (ward, watch) = try await Self.ward()
    _ = await ward.send(Ward.potassium())
    try await watch.look()
    let families = watch.families
    func value(_ name: String, _ label: String) -> Double? {
      families.first { $0.name == name }?.samples
        .first { $0.labels.contains { $0.value == label } }?.value
    }
    #expect(value("tocsin_open_alerts", "escalating") == 1)
    #expect(value("tocsin_outbox_pages", "high") == 1)
    #expect(value("tocsin_open_pages", "decided") == 1)
    #expect(value("tocsin_ownerless_alerts", "no-deadline") == 0)
  }
}
