// Tocsin — Simulation tests: a small world that a test drives
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

/// A hospital with one person on each rota, nobody answering and nothing going wrong, until the
/// test says otherwise. Rotas: registrar p1, doctor p2, consultant p3, and `empty`.
struct Scenario {
  let world: SimulatedWorld

  /// What a world has beside the sources, people and devices of every one.
  enum Part { case statuses, channels }

  static let p1 = ResponderID("p1")
  static let p2 = ResponderID("p2")
  static let p3 = ResponderID("p3")
  static let p4 = ResponderID("p4")
  static let registrar = RotaID("registrar")
  static let doctor = RotaID("doctor")

  /// 2026-06-10T10:00+02:00, a Wednesday, in Paris unless the test needs another moment.
  init(
    at start: String = "2026-06-10T08:00:00Z", zone: ZoneRules = WorldZones.paris,
    habits: [ResponderID: Habit] = [:], with part: Part? = nil,
    change: (inout Hospital) -> Void = { _ in }
  ) async throws {
    var options = WorldOptions()
    options.tells = part == .statuses
    options.hasChannels = part == .channels
    options.start = RFC3339.parse(start)
    options.zone = zone
    world = try SimulatedWorld(4, options)
    var people = world.hospital.truth.people
    for id in [Self.p1, Self.p2, Self.p3, Self.p4] { people[id] = Responder(id: id, name: id.text) }
    world.hospital.truth.people = people
    for id in people.keys { world.hospital.habits[id] = .silent }
    for (id, habit) in habits { world.hospital.habits[id] = habit }
    for (rota, person) in zip(Hospital.rotaIDs, [Self.p1, Self.p2, Self.p3]) {
      world.hospital.truth.rotas[rota] = Self.rota(rota, [person], zone: zone)
    }
    change(&world.hospital)
    world.useDocuments()
    try await world.settleIn(.none)
    try await run(.seconds(5))
  }

  /// Members take turns of a day, from midnight to midnight.
  static func rota(
    _ id: RotaID, _ members: [ResponderID], zone: ZoneRules = WorldZones.paris,
    handoff: TimeOfDay = .midnight
  ) -> Rota {
    let layer = RotaLayer(
      name: "days", members: members, start: CivilDate(dayNumber: 20_454), handoff: handoff,
      turn: .daily(1))
    return Rota(id: id, title: id.text, zone: zone.name, layers: [layer])
  }

  func run(_ length: Milliseconds) async throws {
    try await world.run(until: world.now + length)
  }

  /// Reports a critical result of a ward; its order is the dedup key.
  @discardableResult
  func report(_ ward: String, order: String = "X1", value: String = "7.1") -> Int {
    world.send([LabResult(order: order, value: value, flag: "HH", ward: ward)])
  }

  /// The newest alert of an order, as the store has it.
  func alert(_ order: String = "X1") async throws -> Alert {
    let id = try #require(world.judge.ledger.ids[order]?.last)
    return try #require(try await world.ports.store.look { try $0.alert(id) })
  }

  func trail(_ order: String = "X1") async throws -> [TrailEntry] {
    let id = try await alert(order).id
    return try await world.ports.store.look { try $0.trail(of: id) }
  }

  /// Who is on the alert, in the order of their first page.
  func people(_ order: String = "X1") async throws -> [ResponderID] {
    try await alert(order).duties.flatMap { $0.people.map(\.responder) }
  }

  func alertCount(_ order: String = "X1") -> Int { world.judge.ledger.ids[order]?.count ?? 0 }

  func device(of person: ResponderID) throws -> Int {
    try #require(world.devices.lastIndex { $0.person == person })
  }

  /// Ends with every check that a world ends with; nothing may be broken.
  func close() async throws {
    try await world.finish()
    #expect(world.judge.violations.map(\.text) == [])
  }
}
