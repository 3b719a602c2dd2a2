// Tocsin — Gateway: proofs out of the tiles of a tree
// SPDX-License-Identifier: Apache-2.0

/// A tile that a proof needs is missing or too short: the tree is damaged.
package struct TileMissing: Error, Hashable, Sendable {
  package let place: TilePlace
}

/// Makes the proofs of RFC 6962 §2.1.1 and §2.1.2 for the first `size` leaves of a tree.
///
/// A proof at ten million leaves reads at most four tiles, and the last hash of a few more.
package struct MerkleProver {
  package let size: Int64
  private let hasher: MerkleHasher
  private let tile: (TilePlace) throws -> [UInt8]?

  /// - Parameter tile: gives the hashes of a tile, full or not; called again for the same tile.
  package init(
    _ hasher: MerkleHasher, size: Int64, tile: @escaping (TilePlace) throws -> [UInt8]?
  ) {
    self.hasher = hasher
    self.size = size
    self.tile = tile
  }

  /// The tree of the first `size` leaves.
  package func head() throws -> TreeHead {
    TreeHead(size: size, root: size == 0 ? hasher.empty : try root(0, size))
  }

  /// The hashes beside the way from a leaf up to the root, lowest first.
  package func inclusion(of index: Int64) throws -> [MerkleHash] {
    precondition(index >= 0 && index < size, "a proof is made for a leaf of the tree")
    var (from, until): (Int64, Int64) = (0, size)
    var proof: [MerkleHash] = []
    while until - from > 1 {
      let middle = from + Self.half(of: until - from)
      if index < middle {
        proof.append(try root(middle, until))
        until = middle
      } else {
        proof.append(try root(from, middle))
        from = middle
      }
    }
    return proof.reversed()
  }

  /// What shows that the first `older` leaves are the beginning of this tree.
  package func consistency(from older: Int64) throws -> [MerkleHash] {
    precondition(older >= 0 && older <= size, "a tree is compared with its beginning")
    guard older > 0, older < size else { return [] }
    var (from, until): (Int64, Int64) = (0, size)
    var proof: [MerkleHash] = []
    var isWhole = true
    while older != until {
      let middle = from + Self.half(of: until - from)
      if older <= middle {
        proof.append(try root(middle, until))
        until = middle
      } else {
        proof.append(try root(from, middle))
        from = middle
        isWhole = false
      }
    }
    if !isWhole { proof.append(try root(from, until)) }
    return proof.reversed()
  }

  /// The largest power of two below `count`.
  private static func half(of count: Int64) -> Int64 {
    1 << Int64(63 - (count - 1).leadingZeroBitCount)
  }

  /// The root over the leaves from `from` to before `until`; a subtree of the tree.
  private func root(_ from: Int64, _ until: Int64) throws -> MerkleHash {
    let count = until - from
    if count & (count - 1) == 0 { return try complete(from, height: count.trailingZeroBitCount) }
    let middle = from + Self.half(of: count)
    return hasher.node(try root(from, middle), try root(middle, until))
  }

  /// The root over the 2^height leaves from `from` on, out of one tile.
  private func complete(_ from: Int64, height: Int) throws -> MerkleHash {
    let (level, rest) = (height / 8, height % 8)
    let first = from >> Int64(8 * level)
    let place = TilePlace(level: level, index: first / TilePlace.width)
    let start = Int(first % TilePlace.width) * WireSize.digest
    let end = start + WireSize.digest << rest
    guard let hashes = try tile(place), hashes.count >= end else {
      throw TileMissing(place: place)
    }
    return hasher.root(ofComplete: hashes[start..<end])
  }
}
