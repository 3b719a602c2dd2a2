// Tocsin — Simulation tests: what a hospital lives through
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

@Suite struct `An open alert` {
  @Test func `passes a step with an empty rota at once`() async throws {
    let scenario = try await Scenario()
    scenario.report("W2")
    try await scenario.run(.seconds(2))
    #expect(try await scenario.people() == [Scenario.p2])
    #expect(try await scenario.trail().contains { $0.reason == .nobodyOnCall })
    try await scenario.close()
  }

  @Test func `goes to the switchboard at once when nobody is on call at all`() async throws {
    let scenario = try await Scenario { hospital in
      hospital.truth.rotas[Scenario.doctor]?.layers = []
    }
    scenario.report("W2")
    try await scenario.run(.seconds(2))
    #expect(try await scenario.alert().phaseWord == "exhausted")
    #expect(try await scenario.people().contains(Hospital.switchboard))
    try await scenario.close()
  }

  @Test func `is late and says so after an outage of six hours, and skips nobody`() async throws {
    let scenario = try await Scenario()
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    scenario.world.crash(until: scenario.world.now + .hours(6))
    try await scenario.run(.hours(6) + .seconds(10))
    let trail = try await scenario.trail()
    #expect(trail.filter { $0.event == .late }.count == 1)
    #expect(try await scenario.people() == [Scenario.p1, Scenario.p2, Scenario.p3])
    let deadline = try #require(try await scenario.alert().nextDeadline)
    #expect(deadline > scenario.world.gatewayNow)
    try await scenario.close()
  }

  @Test func `keeps the policy revision that it opened with`() async throws {
    let scenario = try await Scenario()
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    let policy = try #require(scenario.world.hospital.policies["urgent"])
    let slow = [PolicyStep(targets: [.responder(Scenario.p4)], wait: .hours(2))]
    try await scenario.world.importPolicy(
      Policy(
        reference: policy.reference, title: "slow",
        roles: [PolicyRole(role: "responder", steps: slow)], fallback: policy.fallback))
    try await scenario.run(.minutes(2))
    scenario.report("W1", order: "X2")
    try await scenario.run(.seconds(2))
    #expect(try await scenario.alert().policy.revision == 1)
    #expect(try await scenario.people().contains(Scenario.p2))
    #expect(try await scenario.alert("X2").policy.revision == 2)
    #expect(try await scenario.people("X2") == [Scenario.p4])
    try await scenario.close()
  }

  @Test func `pages who is on call now when the rota was edited on the way`() async throws {
    let scenario = try await Scenario()
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    try await scenario.world.importRota(
      Scenario.rota(Scenario.doctor, [Scenario.p4]), Scenario.doctor)
    try await scenario.run(.minutes(2))
    let people = try await scenario.people()
    #expect(people.contains(Scenario.p4))
    #expect(!people.contains(Scenario.p2))
    try await scenario.close()
  }

  @Test(arguments: [
    ("2026-03-29T00:58:00Z", "p1"), ("2026-03-29T01:00:00Z", "p4"),
    ("2026-10-25T00:29:00Z", "p1"), ("2026-10-25T00:31:00Z", "p4"),
    ("2026-10-25T01:31:00Z", "p4"),
  ])
  func `pages by the clock on the wall in a night that changes it`(
    at: String, expected: String
  ) async throws {
    let moment = try #require(RFC3339.parse(at))
    let today = WorldZones.paris.civil(at: moment).date
    let handoff = try #require(TimeOfDay(hour: 2, minute: 30))
    let scenario = try await Scenario(at: RFC3339.text(moment - .seconds(5))) { hospital in
      let layer = RotaLayer(
        name: "nights", members: [Scenario.p1, Scenario.p4], start: today - 1, handoff: handoff,
        turn: .daily(1))
      hospital.truth.rotas[Scenario.registrar]?.layers = [layer]
    }
    scenario.report("W1")
    try await scenario.run(.seconds(2))
    #expect(try await scenario.people() == [ResponderID(expected)])
    try await scenario.close()
  }

  @Test(arguments: [-3_600, -60, 60, 3_600] as [Int64])
  func `threat 24: keeps its deadlines when the clock jumps`(seconds: Int64) async throws {
    let scenario = try await Scenario()
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    scenario.world.time.step(by: .seconds(seconds))
    try await scenario.run(.minutes(3))
    #expect(try await scenario.people().contains(Scenario.p2))
    try await scenario.close()
  }

  @Test func `goes on while the store is locked for a while`() async throws {
    let scenario = try await Scenario()
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    scenario.world.ports.misfortune.lockedUntil = scenario.world.now + .minutes(10)
    try await scenario.run(.minutes(10) + .seconds(10))
    #expect(try await scenario.people().contains(Scenario.p2))
    #expect(try await scenario.trail().contains { $0.event == .late })
    try await scenario.close()
  }
}
