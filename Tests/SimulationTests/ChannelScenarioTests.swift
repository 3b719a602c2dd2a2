// Tocsin — Simulation tests: what channels beside the streams of devices live through
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

extension Scenario {
  /// With push for every device, and a telephone and a pager for p1 alone.
  fileprivate static func reached(
    _ habits: [ResponderID: Habit] = [:]
  ) async throws -> Scenario {
    try await Scenario(habits: habits, with: .channels) { hospital in
      hospital.contacts.contacts = [
        Scenario.p1: Contact(addresses: ["sms": "sms of p1", "pager": "pager of p1"])
      ]
      hospital.truth.addressed = [Scenario.p1]
    }
  }

  fileprivate func endDevice(of person: ResponderID) async throws {
    try await world.end(world.devices[try device(of: person)].id)
    try await run(.seconds(2))
  }

  fileprivate func handOvers() async throws -> [HandOverRecord] {
    let id = try await alert().id
    return try await world.ports.store.look { try $0.handOvers(of: id) }
  }
}

@Suite struct `A person who is reached by channels` {
  @Test func `is asked by text and pager without a device, and not passed over`() async throws {
    let scenario = try await Scenario.reached()
    try await scenario.endDevice(of: Scenario.p1)
    scenario.report("W1")
    try await scenario.run(.seconds(60))
    #expect(try await scenario.people() == [Scenario.p1])
    let found = try await scenario.handOvers()
    #expect(found.map(\.channel) == ["sms", "pager"])
    #expect(found.allSatisfy { $0.state == .handedOver })
    try await scenario.close()
  }

  @Test func `is passed as soon as everything that leads there has failed`() async throws {
    let scenario = try await Scenario.reached()
    try await scenario.endDevice(of: Scenario.p1)
    scenario.world.ports.provider.script = [.refused(note: "422"), .refused(note: "422")]
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    let people = try await scenario.people()
    #expect(people.first == Scenario.p1 && people.contains(Scenario.p2))
    #expect(try await scenario.trail().contains { $0.text == "every channel to p1 has failed" })
    try await scenario.close()
  }

  @Test func `is tried on the next channel at once when one refuses`() async throws {
    let scenario = try await Scenario.reached()
    try await scenario.endDevice(of: Scenario.p1)
    scenario.world.ports.provider.script = [.refused(note: "422")]
    scenario.report("W1")
    try await scenario.run(.seconds(17))
    #expect(try await scenario.handOvers().map(\.channel) == ["sms", "pager"])
    try await scenario.close()
  }

  @Test func `is handed over to again, on the same page, after a crash on the way`() async throws {
    let scenario = try await Scenario.reached()
    try await scenario.endDevice(of: Scenario.p1)
    scenario.world.ports.misfortune.stop = .handOver
    scenario.report("W1")
    try await scenario.run(.minutes(1))
    let first = try #require(try await scenario.handOvers().first)
    #expect(first.channel == "sms" && first.state == .handedOver && first.tries == 2)
    #expect(scenario.world.arranged.crashes == 1)
    try await scenario.close()
  }
}

@Suite struct `A push` {
  @Test func `that comes twice, or after the end of its page, is nothing new`() async throws {
    let scenario = try await Scenario.reached([Scenario.p2: .accepts(after: .seconds(20))])
    let world = scenario.world
    let device = try scenario.device(of: Scenario.p1)
    let id = world.devices[device].id
    try await world.change { store in
      try store.put(
        PushSubscription(
          device: id, endpoint: "https://push.example/p1",
          publicKey: [4] + Array(repeating: 1, count: 64),
          secret: Array(repeating: 2, count: 16), madeAt: Timestamp(milliseconds: 0)))
    }
    scenario.report("W1")
    try await scenario.run(.minutes(5))
    let numbers = world.pushes.indices.filter { world.pushes[$0].device == device }
    #expect(!numbers.isEmpty)
    for number in numbers + numbers.reversed() { world.takePush(number) }
    let screen = world.devices[device].screen
    #expect(screen.count == 1 && screen.values.allSatisfy { !$0.isOpen && $0.entries == 1 })
    try await scenario.close()
  }
}
