// Tocsin — Simulation tests: a day on which nobody can sign in
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

/// A provider that nobody answers for.
private struct DeadProvider: OpenIDProvider {
  func begin(
    _ purpose: OpenIDPurpose, redirect: String
  ) async throws(OpenIDError) -> OpenIDRequest { throw .unreachable }

  func finish(query: String, state: String) async throws(OpenIDError) -> ProvenIdentity {
    throw .unreachable
  }

  func logout(token: String) async throws(OpenIDError) -> ProviderLogout { throw .unreachable }
}

/// Has no thread to spare.
private struct NoSlowWork: SlowWork {
  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? { nil }
}

@Suite struct `No sign-in on the way of a page (S4)` {
  @Test func `twenty-four hours without the identity provider are paged and answered through`()
    async throws
  {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(20))])
    let surroundings = try #require(scenario.world.life).surroundings
    var ways = SignInWays(slowWork: NoSlowWork())
    ways.openID = DeadProvider()
    let door = SignIn(surroundings, ways)
    for hour in 0..<24 {
      await #expect(throws: SignInError.providerAway) {
        _ = try await door.beginOpenID(.signIn, redirect: "https://pager.example/v1/return")
      }
      scenario.report("W1", order: "H\(hour)")
      try await scenario.run(.hours(1))
      let events = try await scenario.trail("H\(hour)").map(\.event)
      #expect(events.contains(.displayed))
      #expect(events.contains(.acknowledged))
    }
    try await scenario.close()
  }
}
