// Tocsin — Simulation: the far side of every channel
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Push services, providers of texts, mail servers and old pagers as they are in the field: they
/// take what they lose, ask for patience, refuse, and forget subscriptions. The chance is its own.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class Provider: @unchecked Sendable {
  /// What was handed over, and what it answered.
  struct Taken {
    let order: ChannelOrder
    let outcome: ChannelOutcome
    /// Said to be taken, and lost.
    let isLost: Bool
  }

  private var chance: Chance
  private let misfortune: Misfortune
  private var taken: [Taken] = []
  /// Outcomes of the next hand-overs, in order; for scenarios.
  var script: [ChannelOutcome] = []

  init(_ chance: Chance, misfortune: Misfortune) {
    self.chance = chance
    self.misfortune = misfortune
  }

  /// What came since the last time, in order.
  func takeTaken() -> [Taken] {
    defer { taken = [] }
    return taken
  }

  fileprivate func hand(_ order: ChannelOrder) -> ChannelOutcome {
    let outcome = script.isEmpty ? answer(order) : script.removeFirst()
    let isLost = chance.isTrue(misfortune.rates.loss)
    taken.append(Taken(order: order, outcome: outcome, isLost: isLost))
    return outcome
  }

  private func answer(_ order: ChannelOrder) -> ChannelOutcome {
    let taken = ChannelOutcome.handedOver(reference: "")
    guard chance.isTrue(misfortune.rates.loss * 3) else { return taken }
    var outcomes: [ChannelOutcome] = [
      .notNow(wait: nil, note: "503"),
      .notNow(wait: chance.wait(Milliseconds.zero ... .seconds(8)), note: "429"),
      .refused(note: "422"), .misconfigured(note: "401"),
    ]
    if case .device = order.address { outcomes.append(.gone(note: "410")) }
    if case .envelope = order.content { outcomes.append(.tooLarge) }
    return chance.pick(outcomes)
  }
}

/// A provider as one life of the gateway reaches it: whoever is dead hands nothing over.
struct LivingChannel: PageChannel {
  let provider: Provider
  let pulse: Pulse

  func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    pulse.isOver ? .notNow(wait: nil, note: "the process has ended") : provider.hand(order)
  }
}
