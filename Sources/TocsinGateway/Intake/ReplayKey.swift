// Tocsin — Gateway: under what the store finds the reply to a report that came before
// SPDX-License-Identifier: Apache-2.0

/// The parts of a replay key: five bytes that order it, one for the source, and a digest of all.
///
/// The first six are those of every report of one source with one name, so that a name that is used
/// again for other bytes is found.
enum ReplayKey {
  /// One byte that depends on all of `parts` (FNV-1a, folded).
  static func mark(of parts: [some Collection<UInt8>]) -> UInt8 {
    var hash: UInt32 = 0x811C_9DC5
    func add(_ byte: UInt8) { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    for (index, part) in parts.enumerated() {
      if index > 0 { add(0x0D) }
      part.forEach(add)
    }
    return UInt8(truncatingIfNeeded: hash ^ hash >> 8 ^ hash >> 16 ^ hash >> 24)
  }

  /// Five bytes that put the keys of reports that come together side by side in the store's index,
  /// so that a busy hour touches few of its pages: the last seven letters and digits of their
  /// names, in which sources count.
  static func neighbourhood(of name: ArraySlice<UInt8>) -> [UInt8] {
    let number = name.suffix(7).reduce(UInt64(0)) { $0 * 36 + place($1) }
    return (0..<5).map { UInt8(truncatingIfNeeded: number >> (32 - 8 * $0)) }
  }

  /// The value of a letter or digit in base 36; 0 for anything else.
  private static func place(_ byte: UInt8) -> UInt64 {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x41...0x5A: UInt64(byte - 0x41 + 10)
    case 0x61...0x7A: UInt64(byte - 0x61 + 10)
    default: 0
    }
  }
}
