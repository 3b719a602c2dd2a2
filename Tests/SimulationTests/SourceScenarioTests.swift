// Tocsin — Simulation tests: what a source lives through
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

@Suite struct `A critical result` {
  @Test func `is one alert when the gateway dies after the commit and before the reply`()
    async throws
  {
    let scenario = try await Scenario()
    scenario.world.ports.misfortune.script = [.crashAfter]
    let parcel = scenario.report("W1")
    try await scenario.run(.minutes(5))
    #expect(scenario.world.arranged.crashes == 1)
    #expect(scenario.world.parcels[parcel].isAccepted)
    #expect(scenario.world.parcels[parcel].attempts > 1)
    #expect(scenario.alertCount() == 1)
    try await scenario.close()
  }

  @Test func `is nothing at all when the gateway dies before the commit, until it is sent again`()
    async throws
  {
    let scenario = try await Scenario()
    scenario.world.ports.misfortune.script = [.crashWithin]
    let parcel = scenario.report("W1")
    try await scenario.run(Milliseconds(100))
    #expect(scenario.alertCount() == 0)
    try await scenario.run(.minutes(5))
    #expect(scenario.world.parcels[parcel].isAccepted)
    #expect(scenario.alertCount() == 1)
    try await scenario.close()
  }

  @Test func `makes no second alert when its AA was lost and it is sent again`() async throws {
    let scenario = try await Scenario()
    scenario.world.ports.misfortune.rates.loss = 1_000
    let parcel = scenario.report("W1")
    try await scenario.run(.minutes(2))
    #expect(!scenario.world.parcels[parcel].isAccepted)
    #expect(scenario.world.parcels[parcel].attempts > 1)
    scenario.world.ports.misfortune.rates.loss = 0
    try await scenario.run(.minutes(5))
    #expect(scenario.world.parcels[parcel].isAccepted)
    #expect(scenario.alertCount() == 1)
    #expect(try await scenario.alert().repeats == 0)
    try await scenario.close()
  }

  @Test func `is refused while the disk is full, and accepted when it is free`() async throws {
    let scenario = try await Scenario()
    scenario.world.ports.misfortune.fullUntil = scenario.world.now + .minutes(10)
    let parcel = scenario.report("W1")
    try await scenario.run(.minutes(9))
    #expect(!scenario.world.parcels[parcel].isAccepted)
    #expect(scenario.alertCount() == 0)
    try await scenario.run(.minutes(5))
    #expect(scenario.world.parcels[parcel].isAccepted)
    #expect(scenario.alertCount() == 1)
    try await scenario.close()
  }

  @Test func `of another value pages again on the same alert`() async throws {
    let scenario = try await Scenario()
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    let first = try await scenario.alert()
    scenario.report("W1", value: "7.9")
    try await scenario.run(.seconds(30))
    let second = try await scenario.alert()
    #expect(scenario.alertCount() == 1)
    #expect(second.contentRevision == first.contentRevision + 1)
    #expect(second.content.what.contains("7.9"))
    #expect(second.duties[0].people[0].page != first.duties[0].people[0].page)
    try await scenario.close()
  }

  @Test(arguments: Stop.allCases)
  func `survives the end of the process at each stop of the walk`(stop: Stop) async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(20))])
    scenario.world.ports.misfortune.stop = stop
    let parcel = scenario.report("W1")
    for number in 2...6 { scenario.report("W1", order: "X\(number)") }
    try await scenario.run(.minutes(12))
    #expect(scenario.world.arranged.crashes == (stop == .frame ? 0 : 1))
    #expect(scenario.world.parcels[parcel].isAccepted)
    #expect(scenario.alertCount() == 1)
    #expect(try await scenario.trail().contains { $0.text == "p1 takes responder" })
    try await scenario.close()
  }

  @Test func `threat 20: in a storm of twenty opens twenty alerts`() async throws {
    let scenario = try await Scenario()
    for number in 0..<20 { scenario.report("W1", order: "S\(number)") }
    try await scenario.run(.seconds(10))
    #expect((0..<20).allSatisfy { scenario.alertCount("S\($0)") == 1 })
    try await scenario.close()
  }
}
