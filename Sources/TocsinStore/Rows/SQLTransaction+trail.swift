// Tocsin — Store: how the site's trail grows
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// What a leaf commits to, with the salt that keeps it from being guessed.
struct CommittedDetail {
  static let saltBytes = 16

  let salt: [UInt8]
  let bytes: [UInt8]
}

extension SQLTransaction {
  @discardableResult
  package func append(_ leaf: TrailLeaf) throws -> Int64 {
    guard !leaf.detail.isEmpty else { return try append(leaf, nil, trail: nil) }
    let salt = vault.randomBytes(CommittedDetail.saltBytes)
    return try append(leaf, CommittedDetail(salt: salt, bytes: leaf.detail), trail: nil)
  }

  /// Appends a leaf; what it commits to lies in a row of `trail`, else it is sealed beside it.
  ///
  /// One look at the last leaf, one insert, SHA-256 and BLAKE2b: the head is read each time, since
  /// another process may have appended.
  func append(_ leaf: TrailLeaf, _ detail: CommittedDetail?, trail: Int64?) throws -> Int64 {
    let last = try connection.first(.lastLeaf, []) { (index: $0.int(0), link: $0.blob(1)) }
    let index = last.map { $0.index + 1 } ?? 0
    let commitment = detail.map { vault.commitment(to: $0.bytes, salt: $0.salt) }
    let body = LeafBody(leaf, at: index, commitment: commitment).encoded
    let link = LeafLink.next(
      after: last?.link ?? LeafLink.start, body: body, digest: vault.digest)
    var cell: [UInt8]?
    if let detail, trail == nil { cell = try sealed(detail, at: index) }
    try connection.execute(
      .insertLeaf,
      [
        .int(index), .blob(body), .blob(link), trail.map(Value.int) ?? .null, .optionalBlob(cell),
      ])
    return index
  }

  package func put(_ tiles: [Tile]) throws {
    for tile in tiles {
      try connection.execute(.putTile, [.int(tile.place.key), .blob(tile.hashes)])
    }
  }

  package func insert(_ checkpoint: CheckpointRecord) throws {
    try connection.execute(
      .insertCheckpoint,
      [.int(checkpoint.size), .time(checkpoint.madeAt), .text(checkpoint.note)])
  }
}

extension TilePlace {
  /// The key of a tile's row.
  var key: Int64 { Int64(level) << 48 | index }
}
