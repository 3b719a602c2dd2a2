// Tocsin — Simulation tests: what happens below the messages
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinHL7

@testable import TocsinSimulation

extension Scenario {
  /// A source writes these messages to one connection now, before it would have sent them.
  func write(_ parcels: [Int], _ pieces: [SourceLine.Piece]) async throws {
    let life = try #require(world.life)
    try await world.arrive(world.lines.add(SourceLine(parcels, to: life, pieces: pieces)))
    world.settle()
  }

  /// A message that its source would send in an hour.
  func held(_ order: String) -> Int {
    world.send(
      [LabResult(order: order, value: "7.1", flag: "HH", ward: "W1")], after: .hours(1))
  }

  func frame(_ parcel: Int) -> [UInt8] { MLLPFramer.framed(world.parcels[parcel].bytes) }

  func outcomes() async throws -> [MessageOutcome] {
    try await world.ports.store.look { try $0.messages(after: 0, limit: 50).map(\.outcome) }
  }
}

@Suite struct `A connection of a source` {
  private func piece(_ bytes: [UInt8], after wait: Milliseconds = .zero) -> SourceLine.Piece {
    SourceLine.Piece(bytes: bytes[...], wait: wait)
  }

  @Test func `that breaks within a frame leaves no alert, until the message is sent again`()
    async throws
  {
    let scenario = try await Scenario()
    let parcel = scenario.held("X1")
    try await scenario.write([parcel], [piece(Array(scenario.frame(parcel).dropLast(30)))])
    #expect(scenario.alertCount() == 0)
    #expect(try await scenario.outcomes() == [.refused])
    try await scenario.run(.minutes(5))
    #expect(scenario.alertCount() == 1)
    #expect(scenario.world.parcels[parcel].isAccepted)
    try await scenario.close()
  }

  @Test func `that carries three messages in one write gets three replies`() async throws {
    let scenario = try await Scenario()
    let all = ["X1", "X2", "X3"].map(scenario.held)
    try await scenario.write(all, [piece(all.flatMap(scenario.frame))])
    #expect(all.allSatisfy { scenario.world.parcels[$0].isAccepted })
    #expect(["X1", "X2", "X3"].allSatisfy { scenario.alertCount($0) == 1 })
    try await scenario.close()
  }

  @Test func `on which a frame is begun again has the message once`() async throws {
    let scenario = try await Scenario()
    let parcel = scenario.held("X1")
    let frame = scenario.frame(parcel)
    try await scenario.write([parcel], [piece(Array(frame.prefix(90))), piece(frame)])
    #expect(scenario.alertCount() == 1)
    #expect(try await scenario.outcomes() == [.refused, .accepted])
    try await scenario.close()
  }

  @Test func `is over when the gateway dies between two pieces`() async throws {
    let scenario = try await Scenario()
    let parcel = scenario.held("X1")
    let frame = scenario.frame(parcel)
    let rest = piece(Array(frame.dropFirst(60)), after: .seconds(3))
    try await scenario.write([parcel], [piece(Array(frame.prefix(60))), rest])
    scenario.world.crash()
    try await scenario.run(.minutes(5))
    #expect(scenario.alertCount() == 1)
    #expect(try await scenario.outcomes() == [.accepted])
    try await scenario.close()
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `brings what is written whole, in order, however it is cut`(seed: UInt64) async throws {
    let scenario = try await Scenario()
    let life = try #require(scenario.world.life)
    let all = (1...3).map { scenario.held("X\($0)") }
    let bodies = all.map { scenario.world.parcels[$0].bytes }
    var lines = SourceLines(Chance(seed: seed))
    let line = SourceLine(all, to: life, pieces: lines.rough(bodies))
    var events: [MLLPEvent] = []
    while !line.pieces.isEmpty { events += line.next() }
    events += line.end()
    let found = events.compactMap { event in
      if case .frame(let body) = event { body } else { nil }
    }
    #expect(bodies.filter(found.contains) == Array(bodies.prefix(Set(found).count)))
  }
}
