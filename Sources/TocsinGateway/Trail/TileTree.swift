// Tocsin — Gateway: the Merkle tree as tiles of 256 hashes
// SPDX-License-Identifier: Apache-2.0

/// Where a tile lies: level 0 holds the hashes of leaves, level n+1 the roots of full tiles of
/// level n.
package struct TilePlace: Hashable, Sendable {
  /// Hashes in a full tile.
  package static let width: Int64 = 256

  package let level: Int
  package let index: Int64

  package init(level: Int, index: Int64) {
    self.level = level
    self.index = index
  }
}

/// Up to 256 hashes, one after the other. A tile that is not full grows and is then never changed.
package struct Tile: Hashable, Sendable {
  package let place: TilePlace
  package let hashes: [UInt8]

  package init(_ place: TilePlace, hashes: [UInt8]) {
    self.place = place
    self.hashes = hashes
  }
}

/// The right edge of a tree, to which leaves are appended: of each level the tile that is not full.
///
/// An append costs one hash a leaf and, all levels together, one more.
package struct TileTree: Sendable {
  package private(set) var size: Int64 = 0
  private var edge: [[UInt8]] = []
  private let hasher: MerkleHasher

  package init(_ hasher: MerkleHasher) { self.hasher = hasher }

  /// The edge of a tree of `size` leaves, out of its tiles.
  ///
  /// - Returns: nil when a tile is missing or too short.
  package init?(
    _ hasher: MerkleHasher, size: Int64, tile: (TilePlace) throws -> [UInt8]?
  ) rethrows {
    self.hasher = hasher
    self.size = size
    var (count, level) = (size, 0)
    while count > 0 {
      let length = Int(count % TilePlace.width) * WireSize.digest
      var hashes: [UInt8] = []
      if length > 0 {
        let place = TilePlace(level: level, index: count / TilePlace.width)
        guard let found = try tile(place), found.count >= length else { return nil }
        hashes = Array(found.prefix(length))
      }
      edge.append(hashes)
      (count, level) = (count / TilePlace.width, level + 1)
    }
  }

  /// Appends the hash of a leaf.
  ///
  /// - Returns: the tiles that are full now, usually none.
  package mutating func append(_ leaf: MerkleHash) -> [Tile] {
    var full: [Tile] = []
    var (hash, level, place) = (leaf, 0, size)
    size += 1
    while true {
      if edge.count == level { edge.append([]) }
      edge[level] += hash
      guard edge[level].count == Int(TilePlace.width) * WireSize.digest else { return full }
      let index = place / TilePlace.width
      full.append(Tile(TilePlace(level: level, index: index), hashes: edge[level]))
      hash = hasher.root(ofComplete: edge[level][...])
      edge[level] = []
      (place, level) = (index, level + 1)
    }
  }

  /// The tiles at the edge, as they are stored until they are full.
  package var partial: [Tile] {
    var (tiles, count): ([Tile], Int64) = ([], size)
    for (level, hashes) in edge.enumerated() {
      let place = TilePlace(level: level, index: count / TilePlace.width)
      if !hashes.isEmpty { tiles.append(Tile(place, hashes: hashes)) }
      count /= TilePlace.width
    }
    return tiles
  }

  /// The tree so far.
  package var head: TreeHead {
    var root: MerkleHash?
    for hashes in edge {
      var end = hashes.count
      var length = WireSize.digest
      while end > 0 {
        if end / length & 1 == 1 {
          let subtree = hasher.root(ofComplete: hashes[end - length..<end])
          root = root.map { hasher.node(subtree, $0) } ?? subtree
          end -= length
        }
        length *= 2
      }
    }
    return TreeHead(size: size, root: root ?? hasher.empty)
  }
}
