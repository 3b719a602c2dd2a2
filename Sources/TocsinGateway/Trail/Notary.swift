// Tocsin — Gateway: grows the Merkle tree and signs its checkpoints
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Why no checkpoint is signed. The trail was altered, or cannot be read: verify it.
package enum NotaryError: Error, Hashable, Sendable {
  /// Fewer leaves than a checkpoint covers.
  case cutShort(leaves: Int64, checkpoint: Int64)
  /// The tree does not begin with what a checkpoint covers.
  case inconsistent(checkpoint: Int64)
  /// A checkpoint is not signed by this site, or is no checkpoint.
  case badCheckpoint(size: Int64)
  /// A leaf is missing, or its link does not follow from the one before.
  case brokenLink(leaf: Int64)
  /// Another process signs at the same time: try again.
  case overtaken
}

extension NotaryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cutShort(let leaves, let checkpoint):
      "the trail has \(leaves) leaves, and checkpoint \(checkpoint) was signed"
    case .inconsistent(let checkpoint):
      "the tree is not what checkpoint \(checkpoint) was signed over"
    case .badCheckpoint(let size): "checkpoint \(size) is not of this site"
    case .brokenLink(let leaf): "the chain of the trail breaks at leaf \(leaf)"
    case .overtaken: "another process signs checkpoints"
    }
  }
}

/// What one pass of the Notary came to.
package struct NotaryPass: Sendable {
  /// Signed now; nil when there was nothing new.
  package let checkpoint: Checkpoint?
  /// The hashes of the leaves that it adds, one after the other.
  package let hashes: [UInt8]
  /// Leaves that wait for the next pass.
  package let waiting: Int64
}

/// The activity that turns leaves into a tree and signs it. Never signs a tree that does not
/// continue the last checkpoint, neither the stored one nor one that the caller has from elsewhere.
package struct Notary: Sendable {
  /// Leaves that one pass takes at most.
  package static let leavesMax = 10_000

  private let store: any AlertStore
  private let sealer: any Sealer
  private let signer: any NoteSigner
  private let time: any TimeSource
  private let origin: String

  package init(_ surroundings: Surroundings, signer: any NoteSigner) {
    self.init(
      surroundings.store, sealer: surroundings.sealer, signer: signer, time: surroundings.time,
      origin: Checkpoint.origin(of: surroundings.site))
  }

  /// - Parameter origin: the name of the trail, such as `Checkpoint.origin(of:)` gives.
  package init(
    _ store: any AlertStore, sealer: any Sealer, signer: any NoteSigner, time: any TimeSource,
    origin: String
  ) {
    self.store = store
    self.sealer = sealer
    self.signer = signer
    self.time = time
    self.origin = origin
  }

  private var hasher: MerkleHasher {
    let sealer = sealer
    return MerkleHasher { sealer.digest($0) }
  }

  /// Takes the next leaves into the tree and signs it.
  ///
  /// - Parameter known: a checkpoint that was kept elsewhere, such as the newest exported one.
  /// - Throws: `NotaryError`; nothing was signed or stored. `StoreError` when the store is busy.
  package func pass(known: Checkpoint? = nil) async throws -> NotaryPass {
    let work = try await store.read { store in
      try prepare(in: store, known: known)
    }
    guard let next = work.next else {
      return NotaryPass(checkpoint: nil, hashes: [], waiting: 0)
    }
    let checkpoint = Checkpoint(next.head, origin: origin, signer: signer, hasher: hasher)
    let record = CheckpointRecord(
      size: next.head.size, madeAt: time.now(), note: checkpoint.note)
    let isKept = try await store.perform(byteCount: next.tiles.count * 8_192) { store in
      guard try (store.lastCheckpoint()?.size ?? 0) == work.before else { return false }
      try store.put(next.tiles)
      try store.insert(record)
      return true
    }
    guard isKept else { throw NotaryError.overtaken }
    return NotaryPass(
      checkpoint: checkpoint, hashes: next.hashes, waiting: work.leaves - next.head.size)
  }

  /// Passes until every leaf is covered.
  ///
  /// - Returns: what each pass added, in order.
  package func finish(known: Checkpoint? = nil) async throws -> [NotaryPass] {
    var passes: [NotaryPass] = []
    while true {
      let pass = try await pass(known: known)
      guard pass.checkpoint != nil else { return passes }
      passes.append(pass)
    }
  }

  private struct Work: Sendable {
    let before: Int64
    let leaves: Int64
    /// Nil when nothing is new.
    let next: Growth?
  }

  private struct Growth: Sendable {
    let head: TreeHead
    let tiles: [Tile]
    let hashes: [UInt8]
  }

  private func prepare(in store: any StoreReader, known: Checkpoint?) throws -> Work {
    let count = try store.leafCount()
    let last = try store.lastCheckpoint()
    let before = last?.size ?? 0
    if let last { try check(note: last.note, size: last.size, leaves: count, in: store) }
    if let known { try check(note: known.note, size: known.head.size, leaves: count, in: store) }
    guard count > before else { return Work(before: before, leaves: count, next: nil) }
    let tree = try TileTree(hasher, size: before) { try store.tile($0) }
    guard let tree else { throw NotaryError.inconsistent(checkpoint: before) }
    return Work(before: before, leaves: count, next: try grow(tree, from: before, in: store))
  }

  /// Whether the tree as it is stored begins with what a checkpoint says.
  private func check(
    note: String, size: Int64, leaves: Int64, in store: any StoreReader
  ) throws {
    guard let checkpoint = Checkpoint(note: note), checkpoint.head.size == size,
      checkpoint.origin == origin,
      checkpoint.isSigned(
        by: signer.notePublicKey, hasher: hasher,
        verify: { sealer.verify(signature: $0, over: $1, by: $2) })
    else { throw NotaryError.badCheckpoint(size: size) }
    guard leaves >= size else { throw NotaryError.cutShort(leaves: leaves, checkpoint: size) }
    let prover = MerkleProver(hasher, size: size) { try store.tile($0) }
    guard let head = try? prover.head(), head == checkpoint.head else {
      throw NotaryError.inconsistent(checkpoint: size)
    }
  }

  private func grow(
    _ tree: TileTree, from before: Int64, in store: any StoreReader
  ) throws -> Growth {
    var tree = tree
    var tiles: [Tile] = []
    var hashes: [UInt8] = []
    var link = LeafLink.start
    if before > 0 {
      guard let last = try store.leaves(from: before - 1, limit: 1, withDetails: false).first,
        last.index == before - 1
      else { throw NotaryError.brokenLink(leaf: before - 1) }
      link = last.link
    }
    let leaves = try store.leaves(from: before, limit: Self.leavesMax, withDetails: false)
    for leaf in leaves {
      link = LeafLink.next(after: link, body: leaf.body, digest: sealer.digest)
      guard leaf.index == tree.size, leaf.link == link else {
        throw NotaryError.brokenLink(leaf: tree.size)
      }
      let hash = hasher.leaf(leaf.body)
      hashes += hash
      tiles += tree.append(hash)
    }
    return Growth(head: tree.head, tiles: tiles + tree.partial, hashes: hashes)
  }
}
