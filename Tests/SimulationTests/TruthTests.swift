// Tocsin — Simulation tests: the second answer to "who is on call"
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinSimulation

/// Two workings of one question, by different ways: the core turns civil times into instants, the
/// observer only ever reads clocks. Where they differ, one of them is wrong.
@Suite struct `The observer's answer to who is on call` {
  private static let lines = Hospital.rotaIDs.flatMap { id in
    RotaLine.allCases.map { PageTarget.line($0, of: id) }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `is the core's, around every change of clocks`(seed: UInt64) {
    var chance = Chance(seed: seed)
    let zone = chance.pick(WorldZones.all)
    let change = chance.pick(zone.transitions).at
    var hospital = Hospital(&chance, zone: zone, start: change)
    if seed % 2 == 0 { hospital.widen(&chance, start: change) }
    let staffing = Staffing(
      rotas: hospital.truth.rotas, responders: hospital.truth.people, zones: [zone.name: zone])
    for _ in 0..<150 {
      let at = change + .minutes(Int64(chance.within(-3_000...3_000)))
      let out = Set(hospital.doctors.filter { _ in chance.below(4) == 0 })
      for target in Self.lines {
        let expected = staffing.onCall(target, at: at, excluding: out).map(\.responder)
        let found = hospital.truth.onCall([target], at: at, without: out)
        #expect(found == Set(expected), "\(target.text) at \(RFC3339.text(at, in: zone))")
      }
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `is the core's with overrides and handovers`(seed: UInt64) {
    var chance = Chance(seed: seed)
    let zone = WorldZones.paris
    let start = zone.transitions[0].at
    var hospital = Hospital(&chance, zone: zone, start: start)
    hospital.widen(&chance, start: start)
    let doctors = hospital.doctors
    for id in Hospital.rotaIDs {
      for _ in 0..<3 {
        let from = start + .minutes(Int64(chance.within(-600...600)))
        var override = RotaOverride(
          from: from, until: from + .hours(Int64(chance.within(1...8))),
          responders: chance.below(4) == 0 ? [] : [chance.pick(doctors)],
          reason: "", replaces: chance.below(2) == 0 ? chance.pick(doctors) : nil)
        override.line = chance.pick(RotaLine.allCases)
        hospital.truth.rotas[id]?.overrides.append(override)
        var handover = Handover(
          rota: id, from: chance.pick(doctors), to: chance.pick(doctors),
          at: from, until: from + .hours(4))
        handover.line = chance.pick([.first, .second])
        handover.acceptedAt = chance.below(3) == 0 ? nil : from + .minutes(5)
        hospital.truth.handovers.append(handover)
      }
    }
    let staffing = Staffing(
      rotas: hospital.truth.rotas, responders: hospital.truth.people, zones: [zone.name: zone],
      handovers: hospital.truth.handovers)
    for _ in 0..<200 {
      let at = start + .minutes(Int64(chance.within(-700...1_200)))
      for target in Self.lines {
        let expected = staffing.onCall(target, at: at).map(\.responder)
        #expect(hospital.truth.onCall([target], at: at) == Set(expected), "\(target.text)")
      }
    }
  }
}
