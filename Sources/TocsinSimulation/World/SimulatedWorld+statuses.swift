// Tocsin — Simulation: a laboratory is told what became of its alerts
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

extension SimulatedWorld {
  /// The loop back of a world that has one. What waits is kept for longer than any world lasts.
  static var returnPath: ReturnPath {
    var path = ReturnPath(to: .mllp(host: "receiver", port: 1, .pcd05))
    path.keepFor = .days(400)
    path.waitingMax = 1_000_000
    return path
  }

  /// How often the pass runs while something waits.
  private static let tellEvery = Milliseconds.seconds(20)

  /// Statuses became durable with what they tell of.
  func keepStatuses(_ seen: Observation) {
    guard ports.receiver != nil else { return }
    if let what = StatusAccount.wrong(seen) { judge.found(.told, what) }
    for report in seen.reports { statuses.owe(report) }
    if !seen.reports.isEmpty { arrangeTelling(after: Self.passInterval) }
  }

  private func arrangeTelling(after wait: Milliseconds) {
    if let known = arranged.tellAt, known >= now { return }
    arranged.tellAt = now + wait
    arrange(.tell, after: wait)
  }

  /// The teller's pass. What the store or the receiver will not do now is tried again.
  func passTeller() async {
    arranged.tellAt = nil
    if let life { _ = try? await life.teller?.deliverPending(to: MessageWriter.integration) }
    hearStatuses()
    if statuses.toldCount < statuses.owedCount { arrangeTelling(after: Self.tellEvery) }
  }

  private func hearStatuses() {
    for message in ports.receiver?.takeHeard() ?? [] {
      if let what = statuses.hear(message) { judge.found(.told, what) }
    }
  }

  /// At the end the receiver is up, and nothing goes wrong any more: all that is owed arrives.
  func finishTelling() async throws {
    guard let receiver = ports.receiver else { return }
    ports.misfortune.rates = .none
    (ports.misfortune.fullUntil, ports.misfortune.lockedUntil) = (nil, nil)
    (ports.misfortune.script, ports.misfortune.stop, receiver.isSound) = ([], nil, true)
    arranged.downUntil = nil
    await startGateway()
    for _ in 0..<40 where statuses.toldCount < statuses.owedCount {
      time.advance(to: now + Teller.reportPauseMax + .minutes(2))
      await passTeller()
    }
    if let what = statuses.missing { judge.found(.told, what) }
  }
}
