// Tocsin — GatewayTests: where pages arrive late
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

@Suite struct `The dead-spot finder` {
  private func report(
    _ ward: Ward, mayShow: @escaping @Sendable (AccessObject) -> Bool = { _ in true }
  ) async throws -> ArrivalReport {
    let today = ZoneRules.utc.civil(at: ward.clock.now()).date
    let span = try #require(ReportSpan(from: today - 9, until: today + 1))
    return try await Reports(ward.surroundings).arrivals(span, mayShow: mayShow)
  }

  /// Says that a page was received, from a network.
  private func receive(
    _ page: OpenedEnvelope, _ phone: Pocket, from network: String
  ) async throws {
    let device = phone.enrolled.device
    let record = try #require(try await phone.ward.store.read { try $0.device(device) })
    var signed = SignedDevice(record: record, requestTime: phone.ward.clock.now())
    signed.network = network
    _ = try await phone.ward.desk.take(phone.answer(.received, to: page), from: signed)
  }

  @Test func `counts a receipt once, for the network it comes from and the alert's ward`()
    async throws
  {
    let ward = try await Ward()
    let phone = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    let page = try #require(try await phone.fetch().first)
    ward.clock.pass(.seconds(12))
    try await receive(page, phone, from: "basement")
    ward.clock.pass(.seconds(30))
    try await receive(page, phone, from: "west")
    let found = try await report(ward)
    #expect(found.networks.map(\.name) == ["basement"] && found.isWhole)
    #expect(found.networks.first?.figures.delivered.counts == [15: 1])
    #expect(found.wards.map(\.name) == ["W4E"])
    #expect(found.networks.first?.hours.count == 1)
    #expect(try await report(ward) { _ in false }.wards.isEmpty)
    #expect(try await report(ward) { _ in false }.networks.count == 1)
    let table = ReportTable.text(of: found).split(separator: "\r\n")
    #expect(
      table.dropFirst() == [
        "network,basement,basement,,1,1,15,15,0,0,no", "ward,W4E,W4E,W4E,1,1,15,15,0,,no",
      ])
  }

  @Test func `counts a loss against the network from which the device was heard before`()
    async throws
  {
    let ward = try await Ward()
    let phone = try await ward.enrol("ada")
    let device = phone.enrolled.device
    ward.clock.pass(.minutes(20))
    try await ward.desk.hear(device, from: "lift")
    ward.clock.pass(.minutes(5))
    try await ward.desk.hear(device, from: "west", lost: .seconds(95))
    try await ward.desk.hear(device, from: "west", lost: .seconds(60))
    try await ward.desk.hear(device, from: "west", lost: .hours(1))
    let found = try await report(ward)
    #expect(found.networks.map(\.name) == ["lift"])
    #expect(found.networks.map(\.figures.lost) == [1])
    #expect(try await ward.store.read { try $0.heard(device)?.network } == "west")
  }

  @Test func `knows nothing of a canary's or a test's receipts`() async throws {
    let ward = try await Ward()
    let phone = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium(mode: "T"))
    try await ward.courier.deliverPending()
    for page in try await phone.fetch() { try await receive(page, phone, from: "west") }
    #expect(try await report(ward).networks.isEmpty)
  }
}
