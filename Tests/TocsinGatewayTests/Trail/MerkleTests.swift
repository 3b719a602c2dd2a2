// Tocsin — GatewayTests: the Merkle tree against RFC 6962 and against itself
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinGateway
import TocsinSealing

/// SHA-256 as the gateway has it.
func makeHasher() throws -> MerkleHasher {
  let sealer = try #require(SiteSealer(signerSeed: [UInt8](repeating: 7, count: 32)))
  return MerkleHasher { sealer.digest($0) }
}

/// A tree of numbered leaves, with its tiles and, by the book, its root.
private struct Forest {
  let hasher: MerkleHasher
  private(set) var tree: TileTree
  private(set) var leaves: [MerkleHash] = []
  private(set) var tiles: [TilePlace: [UInt8]] = [:]

  init(_ hasher: MerkleHasher, count: Int) {
    self.hasher = hasher
    tree = TileTree(hasher)
    for number in 0..<count {
      let hash = hasher.leaf(Array("leaf \(number)".utf8))
      leaves.append(hash)
      for tile in tree.append(hash) { tiles[tile.place] = tile.hashes }
    }
    for tile in tree.partial { tiles[tile.place] = tile.hashes }
  }

  func prover(_ size: Int) -> MerkleProver {
    let tiles = tiles
    return MerkleProver(hasher, size: Int64(size)) { tiles[$0] }
  }

  /// RFC 6962 §2.1, word by word.
  func root(_ part: ArraySlice<MerkleHash>) -> MerkleHash {
    if part.isEmpty { return hasher.empty }
    if part.count == 1 { return part[part.startIndex] }
    var half = 1
    while half * 2 < part.count { half *= 2 }
    return hasher.node(root(part.prefix(half)), root(part.dropFirst(half)))
  }

  func head(_ size: Int) -> TreeHead {
    TreeHead(size: Int64(size), root: root(leaves.prefix(size)))
  }
}

@Suite struct `The Merkle tree` {
  /// The eight leaves and roots of the reference implementation of RFC 6962
  /// (certificate-transparency, merkle_tree_test).
  private static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [
      0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
      0x6f,
    ],
  ]
  private static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }

  @Test func `has the roots of the reference implementation`() throws {
    let hasher = try makeHasher()
    var tree = TileTree(hasher)
    #expect(Self.hex(tree.head.root) == Self.roots[0])
    for (number, leaf) in Self.leaves.enumerated() {
      _ = tree.append(hasher.leaf(leaf))
      #expect(Self.hex(tree.head.root) == Self.roots[number + 1])
    }
  }

  @Test func `is the same by tiles as by the book`() throws {
    let forest = Forest(try makeHasher(), count: 700)
    for size in [1, 2, 3, 255, 256, 257, 511, 512, 513, 699, 700] {
      #expect(try forest.prover(size).head() == forest.head(size))
    }
    #expect(forest.tree.head == forest.head(700))
  }

  @Test(arguments: [0, 1, 255, 256, 257, 600])
  func `goes on from its tiles`(_ size: Int) throws {
    let hasher = try makeHasher()
    let old = Forest(hasher, count: size)
    let whole = Forest(hasher, count: 700)
    let found = TileTree(hasher, size: Int64(size)) { old.tiles[$0] }
    var tree = try #require(found)
    for leaf in whole.leaves.dropFirst(size) { _ = tree.append(leaf) }
    #expect(tree.head == whole.head(700))
  }

  @Test func `does not go on without one of its tiles`() throws {
    let hasher = try makeHasher()
    let found = TileTree(hasher, size: 300) { place in
      place.level == 0 ? nil : [UInt8](repeating: 0, count: 32)
    }
    #expect(found == nil)
  }

  @Test(arguments: [1, 2, 3, 7, 8, 9, 255, 256, 257, 600])
  func `proves each leaf, and no other`(_ size: Int) throws {
    let forest = Forest(try makeHasher(), count: 600)
    let prover = forest.prover(size)
    let head = forest.head(size)
    for index in Set([0, 1, 2, size / 2, size - 2, size - 1]) where (0..<size).contains(index) {
      let proof = try prover.inclusion(of: Int64(index))
      let leaf = forest.leaves[index]
      #expect(forest.hasher.verifies(leaf, at: Int64(index), in: head, by: proof))
      #expect(!forest.hasher.verifies(forest.hasher.empty, at: Int64(index), in: head, by: proof))
      #expect(!forest.hasher.verifies(leaf, at: Int64(index) + 1, in: head, by: proof))
      #expect(!forest.hasher.verifies(leaf, at: Int64(index), in: head, by: proof + [leaf]))
    }
  }

  @Test(arguments: [1, 2, 3, 6, 8, 255, 256, 300, 599, 600])
  func `proves that it only grew`(_ older: Int) throws {
    let forest = Forest(try makeHasher(), count: 600)
    for size in Set([older, older + 1, 512, 600]) where size >= older && size <= 600 {
      let proof = try forest.prover(size).consistency(from: Int64(older))
      let (before, after) = (forest.head(older), forest.head(size))
      #expect(forest.hasher.verifies(before, isBefore: after, by: proof))
      let other = TreeHead(size: before.size, root: forest.hasher.empty)
      #expect(!forest.hasher.verifies(other, isBefore: after, by: proof))
      if size > older { #expect(!forest.hasher.verifies(after, isBefore: before, by: proof)) }
    }
  }

  @Test func `says which tile is missing`() throws {
    let prover = MerkleProver(try makeHasher(), size: 300) { _ in nil }
    #expect(throws: TileMissing.self) { try prover.inclusion(of: 3) }
  }
}
