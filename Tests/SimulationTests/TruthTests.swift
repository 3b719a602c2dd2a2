// Tocsin — Simulation tests: the second answer to "who is on call"
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinSimulation

/// Two workings of one question, by different ways: the core turns civil times into instants, the
/// observer only ever reads clocks. Where they differ, one of them is wrong.
@Suite struct `The observer's answer to who is on call` {
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `is the core's, around every change of clocks`(seed: UInt64) {
    var chance = Chance(seed: seed)
    let zone = chance.pick(WorldZones.all)
    let change = chance.pick(zone.transitions).at
    let hospital = Hospital(&chance, zone: zone, start: change)
    let staffing = Staffing(
      rotas: hospital.truth.rotas, responders: hospital.truth.people, zones: [zone.name: zone])
    for _ in 0..<150 {
      let at = change + .minutes(Int64(chance.within(-3_000...3_000)))
      let out = Set(hospital.doctors.filter { _ in chance.below(4) == 0 })
      for id in Hospital.rotaIDs {
        let expected = staffing.onCall(.rota(id), at: at, excluding: out).map(\.responder)
        let found = hospital.truth.onCall([.rota(id)], at: at, without: out)
        #expect(found == Set(expected), "\(id) at \(RFC3339.text(at, in: zone))")
      }
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `is the core's with overrides and handovers`(seed: UInt64) {
    var chance = Chance(seed: seed)
    let zone = WorldZones.paris
    let start = zone.transitions[0].at
    var hospital = Hospital(&chance, zone: zone, start: start)
    let doctors = hospital.doctors
    for id in Hospital.rotaIDs {
      for _ in 0..<3 {
        let from = start + .minutes(Int64(chance.within(-600...600)))
        hospital.truth.rotas[id]?.overrides.append(
          RotaOverride(
            from: from, until: from + .hours(Int64(chance.within(1...8))),
            responders: chance.below(4) == 0 ? [] : [chance.pick(doctors)],
            reason: "", replaces: chance.below(2) == 0 ? chance.pick(doctors) : nil))
        var handover = Handover(
          rota: id, from: chance.pick(doctors), to: chance.pick(doctors),
          at: from, until: from + .hours(4))
        handover.acceptedAt = chance.below(3) == 0 ? nil : from + .minutes(5)
        hospital.truth.handovers.append(handover)
      }
    }
    let staffing = Staffing(
      rotas: hospital.truth.rotas, responders: hospital.truth.people, zones: [zone.name: zone],
      handovers: hospital.truth.handovers)
    for _ in 0..<200 {
      let at = start + .minutes(Int64(chance.within(-700...1_200)))
      for id in Hospital.rotaIDs {
        let expected = staffing.onCall(.rota(id), at: at).map(\.responder)
        #expect(hospital.truth.onCall([.rota(id)], at: at) == Set(expected), "\(id)")
      }
    }
  }
}
