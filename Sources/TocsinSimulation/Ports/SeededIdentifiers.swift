// Tocsin — Simulation: identifiers that a seed gives
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// 128 bits from the world's chance for each identifier, so that the ids of two runs agree (I5).
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class SeededIdentifiers: IdentifierSource, @unchecked Sendable {
  private var chance: Chance

  init(_ chance: Chance) { self.chance = chance }

  func next() -> (UInt64, UInt64) { (chance.word(), chance.word()) }
}
