// Tocsin — Simulation tests: the duty moves while an alert is open
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

@Suite struct `An alert in mid-escalation` {
  private static let p5 = ResponderID("p5")
  /// Accepts after a while, and is still at it when the test ends.
  private static let atWork = Habit.accepts(after: .seconds(20))

  @Test func `that is in hand when a shift ends goes with the duty`() async throws {
    let scenario = try await Scenario(
      at: "2026-06-10T21:50:00Z", habits: [Self.p5: Self.atWork, Scenario.p4: Self.atWork]
    ) { hospital in
      let id = Scenario.registrar
      let members = [Scenario.p4, Self.p5]
      hospital.truth.rotas[id] = Scenario.rota(id, Self.first(of: members, on: 10))
    }
    scenario.report("W1")
    try await scenario.run(.minutes(5))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p4)
    try await scenario.run(.minutes(10))
    #expect(try await scenario.alert().duties[0].phase.holder == Self.p5)
    #expect(try await scenario.trail().contains { $0.event == .handoff })
    try await scenario.close()
  }

  @Test func `that rings asks who takes over as well, and whoever went stops at their answer`()
    async throws
  {
    let scenario = try await Scenario(habits: [Scenario.p4: Self.atWork])
    scenario.report("W1")
    try await scenario.run(.seconds(30))
    let handovers = Handovers(try #require(scenario.world.life).surroundings)
    let offered = try await handovers.offer(
      DutyLine(Scenario.registrar), from: Scenario.p1, to: Scenario.p4, by: .person(Scenario.p1))
    _ = try await handovers.accept(offered, by: .person(Scenario.p4))
    scenario.world.settle()
    try await scenario.run(.seconds(5))
    #expect(try await scenario.people() == [Scenario.p1, Scenario.p4])
    let device = try scenario.device(of: Scenario.p4)
    scenario.world.decide(device, try #require(scenario.world.devices[device].order.last))
    try await scenario.run(.seconds(10))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p4)
    let left = scenario.world.devices[try scenario.device(of: Scenario.p1)]
    #expect(left.screen.values.allSatisfy { !$0.isOpen })
    try await scenario.close()
  }

  @Test func `follows a swap of shifts, and comes back when the swap is over`() async throws {
    let scenario = try await Scenario(habits: [Self.p5: Self.atWork, Scenario.p4: Self.atWork]) {
      $0.truth.rotas[Scenario.registrar] = Scenario.rota(Scenario.registrar, [Self.p5])
    }
    scenario.report("W1")
    try await scenario.run(.minutes(5))
    #expect(try await scenario.alert().duties[0].phase.holder == Self.p5)
    let world = scenario.world
    var rota = try #require(world.hospital.truth.rotas[Scenario.registrar])
    rota.overrides.append(
      RotaOverride(
        from: world.gatewayNow, until: world.gatewayNow + .minutes(20), responders: [Scenario.p4],
        reason: "swap", replaces: Self.p5))
    try await world.importRota(rota, Scenario.registrar)
    try await scenario.run(.minutes(10))
    #expect(try await scenario.alert().duties[0].phase.holder == Scenario.p4)
    try await scenario.run(.minutes(20))
    #expect(try await scenario.alert().duties[0].phase.holder == Self.p5)
    try await scenario.close()
  }

  @Test func `is paged by the rota of the holiday as soon as that begins`() async throws {
    let scenario = try await Scenario(at: "2026-06-10T21:59:00Z") { hospital in
      Self.addHoliday(&hospital, on: 11)
    }
    scenario.report("W1", order: "X1")
    try await scenario.run(.minutes(3))
    scenario.report("W1", order: "X2")
    try await scenario.run(.seconds(30))
    #expect(try await scenario.people("X1").prefix(2) == [Scenario.p1, Scenario.p4])
    #expect(try await scenario.people("X2") == [Scenario.p4])
    try await scenario.close()
  }

  @Test func `goes beside who came to who went, until the test page is answered`() async throws {
    let scenario = try await Scenario(
      at: "2026-06-10T21:50:00Z"
    ) { hospital in
      let id = Scenario.registrar
      let members = [Scenario.p1, Scenario.p4]
      hospital.truth.rotas[id] = Scenario.rota(id, Self.first(of: members, on: 10))
      hospital.addDutyPolicy()
      hospital.routing.dutyStarts = Hospital.dutyPolicy
    }
    try await scenario.run(.minutes(11))
    #expect(scenario.alertCount("duty-start:p4") == 1)
    scenario.report("W1", order: "X1")
    try await scenario.run(.seconds(30))
    #expect(try await scenario.people("X1") == [Scenario.p4, Scenario.p1])
    scenario.world.hospital.habits[Scenario.p4] = Self.atWork
    let device = try scenario.device(of: Scenario.p4)
    scenario.world.decide(device, try #require(scenario.world.devices[device].order.first))
    try await scenario.run(.minutes(1))
    scenario.report("W1", order: "X2")
    try await scenario.run(.seconds(30))
    #expect(try await scenario.people("X2") == [Scenario.p4])
    try await scenario.close()
  }

  /// Two members of daily turns, the first of them on that day of June 2026.
  private static func first(of members: [ResponderID], on day: Int) -> [ResponderID] {
    let days = (CivilDate(year: 2026, month: 6, day: day)?.dayNumber ?? 0) - 20_454
    return days % 2 == 0 ? members : members.reversed()
  }

  /// On that day of June 2026, a public holiday, p4 has the rota of p1.
  private static func addHoliday(_ hospital: inout Hospital, on day: Int) {
    guard let date = CivilDate(year: 2026, month: 6, day: day) else { return }
    hospital.addHolidays([date])
    let id = Scenario.registrar
    var rota = Scenario.rota(id, [Scenario.p1])
    var holidays = Scenario.rota(id, [Scenario.p4]).layers[0]
    var window = WeeklyWindow()
    window.holidays = .only
    holidays.restriction = [window]
    rota.layers.append(holidays)
    rota.holidays = Hospital.calendar
    hospital.truth.rotas[id] = rota.observing(hospital.calendars)
  }
}
