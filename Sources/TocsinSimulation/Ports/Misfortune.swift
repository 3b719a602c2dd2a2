// Tocsin — Simulation: what goes wrong, and when
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// How often things go wrong, in permille of the occasions; zero is never.
package struct FaultRates: Hashable, Sendable {
  /// The process dies at a call of a port: before it, within it, or after it was done.
  package var crash = 0
  /// A call of the store is refused as full or locked, before or at the commit.
  package var refusal = 0
  /// A reply, a receipt or a push does not arrive.
  package var loss = 0
  /// Something arrives twice, or out of order.
  package var doubling = 0
  /// An edit of rotas, policies, people or devices is one that leaves a hole.
  package var holes = 0
  /// Episodes a day: full disk, locked store, outage of hours, clock steps. A number, not permille.
  package var episodes = 0

  package init() {}

  /// Nothing goes wrong.
  package static let none = FaultRates()

  /// Everything goes wrong, at rates that leave the world alive.
  package static let all: FaultRates = {
    var rates = FaultRates()
    rates.crash = 2
    rates.refusal = 4
    rates.loss = 60
    rates.doubling = 60
    rates.holes = 300
    rates.episodes = 3
    return rates
  }()
}

/// What a call of a port comes to.
enum Fate: Hashable {
  case ordinary
  /// The process ends before the call is made.
  case crashBefore
  /// The process ends while the work is done: the transaction is never committed.
  case crashWithin
  /// The work is done and kept; the process ends before it learns of it.
  case crashAfter
  /// Nothing is begun.
  case refused(StoreError)
  /// The work is done and taken back at the commit.
  case torn(StoreError)
}

/// Deals out fates: those that a scenario has written down first, then what an episode says, then
/// by chance.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class Misfortune: @unchecked Sendable {
  var rates: FaultRates
  /// Fates of the next writes, in order; for scenarios.
  var script: [Fate] = []
  /// The stop of the walk at which the process is to end once; for scenarios.
  var stop: Stop?
  var fullUntil: Timestamp?
  var lockedUntil: Timestamp?
  private var chance: Chance
  private let time: VirtualTime

  init(_ rates: FaultRates, chance: Chance, time: VirtualTime) {
    self.rates = rates
    self.chance = chance
    self.time = time
  }

  /// The fate of the next unit of the writer.
  func write() -> Fate {
    if !script.isEmpty { return script.removeFirst() }
    if let fullUntil, time.present < fullUntil { return .torn(.full) }
    if let lockedUntil, time.present < lockedUntil { return .refused(.locked) }
    if chance.isTrue(rates.crash) {
      return chance.pick([.crashBefore, .crashWithin, .crashAfter, .crashAfter])
    }
    if chance.isTrue(rates.refusal) {
      return chance.pick([.refused(.locked), .refused(.full), .torn(.full), .refused(.lineFull)])
    }
    return .ordinary
  }

  /// Whether the process ends at a call that keeps nothing: a read, a seal.
  func endsLife() -> Bool { chance.isTrue(rates.crash) }

  /// Whether the process ends at a stop of the walk.
  func endsLife(at passed: Stop) -> Bool {
    if stop == passed {
      stop = nil
      return true
    }
    return rates.crash > 0 && chance.below(4) == 0 && chance.isTrue(rates.crash)
  }
}
