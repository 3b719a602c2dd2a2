// Tocsin — GatewayTests: what two-way channels say of what they have taken
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@Suite struct `A page on a two-way pager` {
  private static func table(isTwoWay: Bool = true) -> ContactTable {
    var pager = ChannelSettings("pager", .snpp)
    pager.isTwoWay = isTwoWay
    var table = ContactTable(channels: [pager, ReachedWard.voice])
    table.rules[.high] = ContactRule([
      ContactRung(["pager"]), ContactRung(["voice"], after: .minutes(20)),
    ])
    for name in ["ada", "bo", "desk"] {
      table.contacts[ResponderID(name)] = Contact(addresses: ["pager": "77", "voice": "0302"])
    }
    return table
  }

  private func ask(_ reached: ReachedWard, after length: Milliseconds) async throws {
    reached.ward.clock.pass(length)
    for task in reached.carrier.followDue() { await task.value }
    for task in try await reached.carrier.carryDue() { await task.value }
  }

  @Test func `is asked about until the pager has it, which is evidence and no receipt`()
    async throws
  {
    let reached = try await ReachedWard(Self.table())
    let alert = try await reached.open()
    reached.far.say([.nothingYet, .received])
    try await ask(reached, after: .seconds(4))
    #expect(reached.far.asked.isEmpty)
    try await ask(reached, after: .seconds(1))
    #expect(try await reached.handOvers(alert).map(\.receivedAt) == [nil])
    try await ask(reached, after: .seconds(10))
    #expect(reached.far.asked == ["R1", "R1"])
    let handOver = try #require(try await reached.handOvers(alert).first)
    #expect(handOver.receivedAt == reached.ward.clock.now())
    let now = try #require(try await reached.ward.alerts().first)
    #expect(now.duties[0].people.allSatisfy { !$0.isDelivered && $0.standing == .asked })
    #expect(now.phaseWord == "escalating")
    try await ask(reached, after: .minutes(1))
    #expect(reached.far.asked.count == 2)
  }

  @Test func `that did not arrive begins the next channel`() async throws {
    let reached = try await ReachedWard(Self.table())
    let alert = try await reached.open()
    reached.far.say([.failed])
    try await ask(reached, after: .seconds(5))
    try await ask(reached, after: .seconds(2))
    #expect(reached.far.channels == ["pager", "voice"])
    #expect(try await reached.handOvers(alert).first?.state == .failed)
  }

  @Test func `is asked about no more when nothing comes, or nothing is known of it`() async throws {
    let reached = try await ReachedWard(Self.table())
    _ = try await reached.open()
    for _ in 0..<20 { try await ask(reached, after: .seconds(60)) }
    #expect(reached.far.asked.filter { $0 == "R1" }.count == 9)
    let other = try await ReachedWard(Self.table())
    _ = try await other.open()
    other.far.say([.unknown])
    for _ in 0..<3 { try await ask(other, after: .seconds(20)) }
    #expect(other.far.asked.filter { $0 == "R1" } == ["R1"])
  }

  @Test func `is not asked about where the channel is not said to be two-way`() async throws {
    let reached = try await ReachedWard(Self.table(isTwoWay: false))
    _ = try await reached.open()
    try await ask(reached, after: .seconds(30))
    #expect(reached.far.asked.isEmpty)
  }
}
