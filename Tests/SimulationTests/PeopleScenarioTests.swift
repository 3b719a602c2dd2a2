// Tocsin — Simulation tests: what people and devices live through
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

@Suite struct `A page` {
  @Test func `is quiet on every other device once somebody has taken it`() async throws {
    let scenario = try await Scenario(habits: [Scenario.p2: .accepts(after: .seconds(20))])
    scenario.report("W1")
    try await scenario.run(.minutes(5))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p2)
    let other = scenario.world.devices[try scenario.device(of: Scenario.p1)]
    #expect(!other.screen.isEmpty)
    #expect(other.screen.values.allSatisfy { !$0.isOpen })
    try await scenario.close()
  }

  @Test func `that another has taken cannot be taken again`() async throws {
    let scenario = try await Scenario(habits: [
      Scenario.p2: .accepts(after: .hours(9)), Scenario.p1: .accepts(after: .hours(9)),
    ])
    scenario.report("W1")
    try await scenario.run(.minutes(3))
    let world = scenario.world
    for person in [Scenario.p1, Scenario.p2] {
      let device = try scenario.device(of: person)
      world.decide(device, try #require(world.devices[device].order.last))
    }
    try await scenario.run(.seconds(10))
    let results = try world.letters.filter { $0.kind == .accept }.map {
      try CountersignedReceipt(decoding: try #require($0.receipt)).result
    }
    #expect(Set(results) == [.taken, .takenByAnother])
    try await scenario.close()
  }

  @Test func `that nobody answers for hours goes on to the switchboard, which answers`()
    async throws
  {
    let scenario = try await Scenario(habits: [
      Hospital.switchboard: .accepts(after: .minutes(1))
    ])
    scenario.report("W1")
    try await scenario.run(.hours(1))
    let trail = try await scenario.trail()
    #expect(trail.contains { $0.event == .exhausted })
    #expect(trail.contains { $0.text == "switchboard takes responder" })
    try await scenario.close()
  }

  @Test func `passes a device that is dead when the wait is over`() async throws {
    let scenario = try await Scenario(habits: [
      Scenario.p1: .accepts(after: .seconds(5)), Scenario.p2: .accepts(after: .seconds(5)),
    ])
    let device = try scenario.device(of: Scenario.p1)
    scenario.world.devices[device].deadUntil = scenario.world.now + .hours(1)
    scenario.report("W1")
    try await scenario.run(.minutes(4))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p2)
    try await scenario.close()
  }

  @Test(arguments: [-3_600, -120, 120, 3_600] as [Int64])
  func `reaches a device whose clock is wrong, and its answer counts`(offset: Int64) async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(10))])
    let device = try scenario.device(of: Scenario.p1)
    scenario.world.devices[device].clockOffset = .seconds(offset)
    scenario.report("W1")
    try await scenario.run(.minutes(2))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p1)
    try await scenario.close()
  }

  @Test func `whose answer comes minutes after it was made stays open`() async throws {
    let scenario = try await Scenario()
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    let world = scenario.world
    let device = try scenario.device(of: Scenario.p1)
    world.devices[device].deadUntil = world.now + .minutes(3)
    world.hospital.habits[Scenario.p1] = .accepts(after: .seconds(1))
    world.devices[device].deadUntil = nil
    world.decide(device, try #require(world.devices[device].order.last))
    world.devices[device].deadUntil = world.now + .seconds(100)
    world.hospital.habits[Scenario.p1] = .silent
    try await scenario.run(.minutes(6))
    #expect(try await scenario.trail().contains { $0.reason == .staleResponse })
    #expect(try await scenario.alert().duties[0].phase.holder == nil)
    try await scenario.close()
  }
}

@Suite struct `An answer that leaves a page open` {
  /// Found by the simulation: "call me" cancelled the withdrawal that was on its way.
  @Test func `does not stop the withdrawal of a page that another has taken`() async throws {
    let scenario = try await Scenario()
    scenario.report("W1")
    try await scenario.run(.minutes(3))
    let world = scenario.world
    for (person, choice) in [(Scenario.p2, AnswerChoice.accept), (Scenario.p1, .callMe)] {
      let device = try scenario.device(of: person)
      world.hospital.habits[person]?.setOnly(choice)
      world.decide(device, try #require(world.devices[device].order.last))
      await world.post(world.letters.count - 1)
    }
    world.settle()
    try await scenario.run(.seconds(10))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p2)
    let first = world.devices[try scenario.device(of: Scenario.p1)]
    #expect(first.screen.values.allSatisfy { !$0.isOpen })
    try await scenario.close()
  }

  /// Found by the simulation: the page of the last resort was withdrawn together with the other.
  @Test func `is asked again when who declines is also the last resort`() async throws {
    let scenario = try await Scenario { hospital in
      hospital.truth.rotas[Scenario.doctor] = Scenario.rota(Scenario.doctor, [Scenario.p3])
      hospital.habits[Scenario.p3]?.setOnly(.decline)
      hospital.habits[Scenario.p3]?.delay = .hours(9)
    }
    scenario.report("W2")
    try await scenario.run(.seconds(30))
    let device = try scenario.device(of: Scenario.p3)
    let page = try #require(scenario.world.devices[device].order.last)
    scenario.world.decide(device, page)
    try await scenario.run(.seconds(20))
    #expect(try await scenario.alert().phaseWord == "exhausted")
    #expect(scenario.world.devices[device].screen[page]?.isOpen == true)
    #expect(scenario.world.devices[device].screen[page]?.header.attempt == 2)
    try await scenario.close()
  }
}

@Suite struct `A person who leaves` {
  /// More than the pager releases in one batch.
  @Test func `is released with all of eighty alerts when the account ends`() async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(1))])
    for number in 0..<80 { scenario.report("W1", order: "S\(number)") }
    try await scenario.run(.seconds(60))
    #expect(try await scenario.alert("S79").duties[0].phase.holder == Scenario.p1)
    try await scenario.world.endAccount(Scenario.p1, at: scenario.world.gatewayNow + .seconds(5))
    try await scenario.run(.seconds(15))
    for number in 0..<80 {
      #expect(try await scenario.alert("S\(number)").duties[0].phase.holder == nil)
    }
    try await scenario.close()
  }

  @Test func `hands an alert in hand to the next when the account ends`() async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(10))])
    scenario.report("W1")
    try await scenario.run(.minutes(1))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p1)
    try await scenario.world.endAccount(Scenario.p1, at: scenario.world.gatewayNow + .minutes(5))
    try await scenario.run(.minutes(5) + .seconds(5))
    #expect(try await scenario.alert().duties[0].phase.holder == nil)
    #expect(try await scenario.people().contains(Scenario.p2))
    try await scenario.close()
  }

  @Test func `does so too when the account ends while the gateway is down`() async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(10))])
    scenario.report("W1")
    try await scenario.run(.minutes(1))
    scenario.world.crash(until: scenario.world.now + .minutes(10))
    try await scenario.world.endAccount(Scenario.p1, at: scenario.world.gatewayNow + .minutes(2))
    try await scenario.run(.minutes(10) + .seconds(10))
    #expect(try await scenario.alert().duties[0].phase.holder == nil)
    #expect(try await scenario.people().contains(Scenario.p2))
    try await scenario.close()
  }

  @Test func `does so too when the store is locked at that moment`() async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(10))])
    scenario.report("W1")
    try await scenario.run(.minutes(1))
    try await scenario.world.endAccount(Scenario.p1, at: scenario.world.gatewayNow + .seconds(30))
    scenario.world.ports.misfortune.lockedUntil = scenario.world.now + .seconds(60)
    try await scenario.run(.seconds(70))
    #expect(try await scenario.alert().duties[0].phase.holder == nil)
    try await scenario.close()
  }

  @Test func `is followed at once when somebody at the machine ends the account`() async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(10))])
    scenario.report("W1")
    try await scenario.run(.minutes(1))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p1)
    try await scenario.world.callOff(Scenario.p1)
    #expect(try await scenario.alert().duties[0].phase.holder == nil)
    #expect(try await scenario.people().contains(Scenario.p2))
    scenario.report("W1", order: "X2")
    try await scenario.run(.seconds(5))
    let asked = try await scenario.people("X2")
    #expect(!asked.isEmpty && !asked.contains(Scenario.p1))
    try await scenario.close()
  }

  @Test func `is not paged although the gateway has not read the directory since`() async throws {
    let scenario = try await Scenario()
    try await scenario.world.callOff(Scenario.p1)
    let before = scenario.world.life?.directoryVersion
    try await scenario.world.send(scenario.report("W1"))
    #expect(scenario.world.life?.directoryVersion == before, "it decided on what it had read")
    let asked = try await scenario.people()
    #expect(!asked.isEmpty && !asked.contains(Scenario.p1))
    try await scenario.close()
  }

  @Test func `by saying wrong person leaves the others of the step asked`() async throws {
    let scenario = try await Scenario()
    scenario.report("W4")
    try await scenario.run(.seconds(30))
    let asked = try await scenario.people()
    try #require(asked.count == 1 || asked.count == 2)
    var habit = Habit.silent
    habit.setOnly(.wrongPerson)
    scenario.world.hospital.habits[Scenario.p2] = habit
    let device = try scenario.device(of: Scenario.p2)
    scenario.world.decide(device, try #require(scenario.world.devices[device].order.last))
    try await scenario.run(.seconds(10))
    #expect(scenario.world.judge.violations.map(\.text) == [])
  }
}
