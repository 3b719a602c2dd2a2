// Tocsin — GatewayTests: devices that differ, and channels that do not reach somebody
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

extension ReachedWard {
  fileprivate func troubles() async throws -> [ChannelTrouble] {
    try await ward.store.read { try $0.channelTroubles() }
  }
}

@Suite struct `A push` {
  @Test func `goes to the one of several devices that takes pushes`() async throws {
    let reached = try await ReachedWard(ContactTable(channels: [ReachedWard.push]))
    _ = try await reached.ward.enrol("ada")
    let pocket = try await reached.enrol("ada")
    _ = try await reached.open()
    let devices = reached.far.taken.map(\.address)
    guard case .device(let subscription) = try #require(devices.first) else {
      Issue.record("it went to no device")
      return
    }
    #expect(devices.count == 1 && subscription.device == pocket.enrolled.device)
  }

  @Test func `wakes a device where the push service finds the envelope too large`() async throws {
    let reached = try await ReachedWard()
    reached.far.answer("push", .tooLarge)
    _ = try await reached.enrol("ada")
    let alert = try await reached.open()
    #expect(reached.far.taken.map(\.content).last == .wakeUp)
    #expect(reached.far.channels == ["push", "push"])
    let handOver = try #require(try await reached.handOvers(alert).first)
    #expect(handOver.state == .failed && handOver.tries == 1)
  }
}

@Suite struct `A channel that fails` {
  @Test func `is told as a trouble of the person, until it takes something again`()
    async throws
  {
    let reached = try await ReachedWard()
    reached.far.answer("sms", .refused(note: "400 no such number"))
    _ = try await reached.open()
    let first = reached.ward.clock.now()
    try await reached.pass(.seconds(10))
    #expect(
      try await reached.troubles() == [
        ChannelTrouble(
          of: ResponderID("ada"), on: "sms", since: first + .seconds(10),
          note: "400 no such number")
      ])
    reached.far.answer("sms", .handedOver(reference: ""))
    try await reached.pass(.minutes(2))
    try await reached.pass(.seconds(10))
    #expect(try await reached.troubles().map(\.responder.text) == ["ada"])
    _ = await reached.ward.send(Ward.potassium(controlID: "C2", order: "F2"))
    try await reached.pass(.zero)
    try await reached.pass(.seconds(10))
    #expect(try await reached.troubles().isEmpty)
  }
}
