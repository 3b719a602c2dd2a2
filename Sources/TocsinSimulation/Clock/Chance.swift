// Tocsin — Simulation: the one source of chance
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// xoshiro256** 1.0 (Blackman and Vigna, public domain), its state filled by four outputs of
/// splitmix64 from the seed. Everything that a world leaves to chance comes from one of these, or
/// from one that was split off it, so that one seed gives one course of events (I5).
///
/// Only whole numbers come out of it: no floating point whose last bit another machine may round
/// otherwise.
struct Chance {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64) {
    var word = seed
    func next() -> UInt64 {
      word &+= 0x9E37_79B9_7F4A_7C15
      var z = word
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// The next 64 bits.
  mutating func word() -> UInt64 {
    let product = state.1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// A generator of its own that depends on this one alone.
  mutating func split() -> Chance { Chance(seed: word()) }

  /// A number from 0 to `count - 1`. The high half of a product: uneven by less than 2^-40 here.
  mutating func below(_ count: Int) -> Int {
    precondition(count > 0, "a choice needs something to choose from")
    return Int(word().multipliedFullWidth(by: UInt64(count)).high)
  }

  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True `permille` times in a thousand.
  mutating func isTrue(_ permille: Int) -> Bool { permille > 0 && below(1_000) < permille }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  /// A length of time from `range`, in whole milliseconds.
  mutating func wait(_ range: ClosedRange<Milliseconds>) -> Milliseconds {
    Milliseconds(Int64(within(Int(range.lowerBound.count)...Int(range.upperBound.count))))
  }

  /// Around `mean`: mostly up to twice as long, one time in eight up to eight times.
  mutating func wait(around mean: Milliseconds) -> Milliseconds {
    let stretch: Int64 = below(8) == 0 ? 8 : 2
    return Milliseconds(1 + Int64(below(Int(max(mean.count * stretch, 1)))))
  }

  mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(index, below(index + 1))
    }
  }
}
