// Tocsin — Simulation tests: a laboratory is told what became of its alerts
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

@Suite struct `A laboratory that is told what became of its alerts` {
  /// One result, taken and done; the receiver does with the messages what is written down first.
  private func scenario(_ moods: [StatusReceiver.Mood]) async throws -> Scenario {
    let scenario = try await Scenario(
      habits: [Scenario.p1: .accepts(after: .seconds(5))], with: .statuses)
    scenario.world.ports.receiver?.script = moods
    scenario.report("W1")
    return scenario
  }

  @Test(arguments: StatusReceiver.Mood.allCases)
  func `hears everything in order, whatever it does with the first message`(
    mood: StatusReceiver.Mood
  ) async throws {
    let scenario = try await scenario([mood])
    try await scenario.run(.minutes(10))
    #expect(scenario.world.statuses.owedCount >= 2)
    #expect(scenario.world.statuses.toldCount == scenario.world.statuses.owedCount)
    try await scenario.close()
  }

  @Test func `hears nothing while it is down, and everything once it is up`() async throws {
    let scenario = try await scenario([])
    scenario.world.ports.receiver?.stop(for: .hours(2))
    try await scenario.run(.minutes(90))
    #expect(scenario.world.statuses.toldCount == 0 && scenario.world.statuses.owedCount >= 2)
    try await scenario.run(.minutes(40))
    #expect(scenario.world.statuses.toldCount == scenario.world.statuses.owedCount)
    try await scenario.close()
  }

  @Test func `hears what was in flight again when the gateway dies over it`() async throws {
    let scenario = try await scenario([])
    try await scenario.run(.seconds(4))
    scenario.world.ports.misfortune.script = [.crashWithin]
    try await scenario.run(.minutes(10))
    #expect(scenario.world.arranged.crashes == 1)
    #expect(scenario.world.statuses.toldCount == scenario.world.statuses.owedCount)
    try await scenario.close()
  }

  @Test func `is owed what is left of it at the end, and the account says so`() {
    var account = StatusAccount()
    let alert = AlertID(high: 1, low: 2)
    func draft(_ id: String) -> OutboundDraft {
      OutboundDraft(
        .status, of: alert, to: "laboratory", summary: "", controlID: id, body: Array(id.utf8),
        madeAt: Timestamp(milliseconds: 0))
    }
    func heard(_ id: String, _ text: String? = nil) -> StatusReceiver.Heard {
      StatusReceiver.Heard(controlID: id, bytes: Array((text ?? id).utf8), isSettled: true)
    }
    account.owe(draft("A"))
    account.owe(draft("B"))
    account.owe(draft("C"))
    #expect(account.hear(heard("X"))?.contains("nothing of it became durable") == true)
    #expect(account.hear(heard("A", "other"))?.contains("something else") == true)
    #expect(account.hear(heard("B"))?.contains("out of order") == true)
    #expect(account.hear(heard("A")) == nil && account.hear(heard("A")) == nil)
    #expect(account.hear(heard("C"))?.contains("out of order") == true)
    #expect(account.missing?.contains("2 statuses") == true)
  }
}
