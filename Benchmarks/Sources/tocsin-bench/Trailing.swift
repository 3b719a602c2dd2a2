// Tocsin — Benchmarks: the trail by itself
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

/// A tree in memory as tiles, grown to ten million leaves, and proofs out of it.
struct Trailing {
  let watch: Stopwatch
  let report: Report

  func run() throws {
    let count: Int64 = watch.seconds >= 1 ? 10_000_000 : 1_000_000
    report.begin("the trail, one core")
    guard let sealer = SiteSealer(signerSeed: Array(repeating: 7, count: 32)) else {
      throw Trouble("the seed makes no key")
    }
    let hasher = MerkleHasher { sealer.digest($0) }
    let body = LeafBody(leaf, at: 9_999_999, commitment: Array(repeating: 1, count: 32)).encoded
    let yardstick = libsodium(count: body.count)
    report.add(
      ReportRow("libsodium: SHA-256 of \(body.count) bytes", yardstick, note: "the yardstick"))
    let ours = watch.cost(batch: 64) { keep(sealer.digest(body)) }
    report.add(ReportRow("SHA-256 of the same", ours))
    let writing = watch.cost(batch: 64) {
      let bytes = LeafBody(leaf, at: 9_999_999, commitment: body.suffix(32)).encoded
      keep(LeafLink.next(after: LeafLink.start, body: bytes, digest: sealer.digest))
    }
    report.add(ReportRow("a leaf's body and link", writing))
    var grown = Grown(hasher)
    let begun = Clock.thread
    var counted = body
    while grown.tree.size < count {
      withUnsafeBytes(of: grown.tree.size.bigEndian) { counted.replaceSubrange(1..<9, with: $0) }
      grown.append(hasher.leaf(counted))
    }
    let cost = Double(Clock.thread - begun) / 1_000 / Double(count)
    var row = ReportRow("a leaf into the tree")
    row.rate = 1e6 / cost
    row.cpu = cost
    row.note = "\(count) leaves, each hashed"
    report.add(row)
    try prove(grown.finished(), size: count, hasher)
  }

  private func prove(
    _ tiles: [TilePlace: [UInt8]], size: Int64, _ hasher: MerkleHasher
  ) throws {
    let prover = MerkleProver(hasher, size: size) { tiles[$0] }
    let head = try prover.head()
    var index: Int64 = 0
    let proving = try watch.cost(batch: 4) {
      index = (index &+ 7_919_993) % size
      keep(try prover.inclusion(of: index))
    }
    report.add(ReportRow("an inclusion proof", proving, note: "of any leaf, out of the tiles"))
    let proof = try prover.inclusion(of: size / 3)
    guard let tile = tiles[TilePlace(level: 0, index: size / 3 / 256)] else {
      throw Trouble("the tree has no such tile")
    }
    let start = Int(size / 3 % 256) * 32
    let leaf = Array(tile[start..<start + 32])
    guard hasher.verifies(leaf, at: size / 3, in: head, by: proof) else {
      throw Trouble("a proof does not hold")
    }
    let verifying = watch.cost(batch: 16) {
      keep(hasher.verifies(leaf, at: size / 3, in: head, by: proof))
    }
    report.add(ReportRow("verifying it", verifying, note: "\(proof.count) hashes"))
    let consistency = try watch.cost(batch: 1) { keep(try prover.consistency(from: size / 3)) }
    report.add(ReportRow("a consistency proof", consistency))
  }

  private var leaf: TrailLeaf {
    var leaf = TrailLeaf(
      .alert, on: "alert:01998f3c-1b4e-7d2a-883f-0016d3cca427",
      by: .device(DeviceID(high: 1, low: 2), of: ResponderID("dr.amsel")),
      at: Timestamp(milliseconds: 1_790_000_000_000))
    leaf.reason = "3 acknowledged"
    return leaf
  }

  private func libsodium(count: Int) -> Spread {
    precondition(sodium_init() >= 0, "libsodium has no random source")
    let bytes = [UInt8](repeating: 7, count: count)
    var digest = [UInt8](repeating: 0, count: 32)
    return watch.cost(batch: 64) {
      crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
      keep(digest)
    }
  }
}

/// A tree with all its tiles.
private struct Grown {
  private(set) var tree: TileTree
  private var tiles: [TilePlace: [UInt8]] = [:]

  init(_ hasher: MerkleHasher) { tree = TileTree(hasher) }

  mutating func append(_ leaf: MerkleHash) {
    for tile in tree.append(leaf) { tiles[tile.place] = tile.hashes }
  }

  /// The tiles, those at the edge too.
  func finished() -> [TilePlace: [UInt8]] {
    var all = tiles
    for tile in tree.partial { all[tile.place] = tile.hashes }
    return all
  }
}
