// Tocsin — Gateway: verifies the trail of a store
// SPDX-License-Identifier: Apache-2.0

/// Goes through the trail once, from the first leaf to the last: rows without a gap, the chain, the
/// stored tree, every checkpoint that is stored or was exported, what the leaves commit to, and
/// each alert's life. The first leaf that cannot be right ends it, since nothing after it means
/// anything.
package struct TrailCheck {
  /// What verifying needs besides the store.
  package struct Means: Sendable {
    package let origin: String
    /// The key that signs checkpoints, 32 bytes.
    package let publicKey: [UInt8]
    package let sealer: any Sealer
    /// BLAKE2b over a detail under its salt.
    package let commitment: @Sendable (_ detail: [UInt8], _ salt: [UInt8]) -> [UInt8]

    package init(
      origin: String, publicKey: [UInt8], sealer: any Sealer,
      commitment: @escaping @Sendable (_ detail: [UInt8], _ salt: [UInt8]) -> [UInt8]
    ) {
      self.origin = origin
      self.publicKey = publicKey
      self.sealer = sealer
      self.commitment = commitment
    }
  }

  private static let batch = 1_000

  private let means: Means
  private let store: any StoreReader
  private let hasher: MerkleHasher
  private var report = TrailReport()
  private var tree: TileTree
  private var link = LeafLink.start
  private var lives = AlertLives()
  private var exported: ExportedQueue
  private var stored: [CheckpointRecord] = []
  private var storedAfter: Int64 = 0
  /// Leaves that the newest stored checkpoint covers.
  private var covered: Int64 = 0
  /// Leaves that a good checkpoint has covered.
  private var held: Int64 = 0
  private var tile: [UInt8] = []

  package init(
    _ store: any StoreReader, exported: [ExportedCheckpoint] = [], means: Means
  ) {
    self.store = store
    self.means = means
    let sealer = means.sealer
    hasher = MerkleHasher { sealer.digest($0) }
    tree = TileTree(hasher)
    self.exported = ExportedQueue(exported)
  }

  /// Verifies all of it on the one snapshot that the store's reader has.
  package mutating func run() throws -> TrailReport {
    covered = try store.lastCheckpoint()?.size ?? 0
    for name in exported.unreadable {
      report.found(.signature, at: 0, "\(name) is no checkpoint")
    }
    try fillCheckpoints()
    var isWhole = true
    while isWhole {
      let leaves = try store.leaves(from: tree.size, limit: Self.batch, withDetails: true)
      for leaf in leaves where isWhole { isWhole = try take(leaf) }
      if leaves.count < Self.batch { break }
    }
    report.leaves = tree.size
    report.uncovered = tree.size - held
    report.alerts = lives.count
    if isWhole { try finish() }
    return report
  }

  // MARK: - Leaves

  /// - Returns: whether what follows can still be judged.
  private mutating func take(_ leaf: StoredLeaf) throws -> Bool {
    let index = tree.size
    guard leaf.index == index else {
      report.found(.missing, at: index, "leaf \(index) is missing; the next is \(leaf.index)")
      return false
    }
    link = LeafLink.next(after: link, body: leaf.body, digest: means.sealer.digest)
    guard leaf.link == link, let body = LeafBody(decoding: leaf.body), body.index == index else {
      report.found(.altered, at: index, "leaf \(index) is not what its chain says")
      return false
    }
    let hash = hasher.leaf(leaf.body)
    guard try stands(hash, at: index) else { return false }
    exported.compare(hash, at: index)
    for full in tree.append(hash) where full.place.level > 0 && tree.size <= covered {
      if try store.tile(full.place) != full.hashes {
        report.found(.tree, at: tree.size - 1, "a tile of level \(full.place.level) was altered")
      }
    }
    take(leaf.detail, of: body)
    if let wrong = lives.take(body) { report.found(.life, at: index, wrong) }
    return try takeCheckpoints()
  }

  /// Whether the stored tree has this hash; leaves after the last checkpoint are not in it yet.
  private mutating func stands(_ hash: MerkleHash, at index: Int64) throws -> Bool {
    guard index < covered else { return true }
    let start = Int(index % TilePlace.width) * WireSize.digest
    if start == 0 {
      tile = try store.tile(TilePlace(level: 0, index: index / TilePlace.width)) ?? []
    }
    guard tile.count >= start + WireSize.digest,
      tile[start..<start + WireSize.digest].elementsEqual(hash)
    else {
      report.found(.tree, at: index, "leaf \(index) is not what the tree has")
      return false
    }
    return true
  }

  private mutating func take(_ detail: LeafDetail, of body: LeafBody) {
    switch detail {
    case .none:
      if body.commitment != nil { report.erased += 1 }
    case .kept(let salt, let bytes):
      guard body.commitment == means.commitment(bytes, salt) else { return refuse(body) }
      report.details += 1
    case .refused: refuse(body)
    }
  }

  private mutating func refuse(_ body: LeafBody) {
    report.found(
      .detail, at: body.index, "what leaf \(body.index) commits to is not what is kept")
  }

  // MARK: - Checkpoints

  private mutating func fillCheckpoints() throws {
    guard stored.isEmpty else { return }
    stored = try store.checkpoints(after: storedAfter, limit: Self.batch).reversed()
    storedAfter = stored.first?.size ?? storedAfter
  }

  /// Compares the tree with every checkpoint of its size.
  ///
  /// - Returns: whether they hold.
  private mutating func takeCheckpoints() throws -> Bool {
    let head = exported.isDue(tree.size) || stored.last?.size == tree.size ? tree.head : nil
    guard let head else { return true }
    var isWhole = true
    while let record = stored.last, record.size == tree.size {
      stored.removeLast()
      try fillCheckpoints()
      let before = report.findings.count
      isWhole = holds(record.note, name: "checkpoint \(record.size)", head) && isWhole
      if report.findings.count == before { report.checkpoints += 1 }
    }
    while let next = exported.next(at: tree.size) {
      let before = report.findings.count
      isWhole = holds(next.note, name: next.name, head) && isWhole
      if report.findings.count == before { report.exported += 1 }
    }
    if isWhole { held = tree.size }
    return isWhole
  }

  private mutating func holds(_ note: String, name: String, _ head: TreeHead) -> Bool {
    let sealer = means.sealer
    guard let checkpoint = Checkpoint(note: note), checkpoint.origin == means.origin,
      checkpoint.isSigned(
        by: means.publicKey, hasher: hasher,
        verify: { sealer.verify(signature: $0, over: $1, by: $2) })
    else {
      report.found(.signature, at: held, "\(name) is not signed by this site")
      return true
    }
    guard checkpoint.head == head else {
      let first = exported.firstDifference ?? held
      report.found(
        .checkpoint, at: first,
        "from leaf \(first) on, the tree is not what \(name) was signed over")
      return false
    }
    return true
  }

  // MARK: - The end

  /// What is missing at the end, and what the alerts' own rows say.
  private mutating func finish() throws {
    let size = tree.size
    if let beyond = stored.last {
      report.found(
        .missing, at: size, "the trail ends at \(size), and checkpoint \(beyond.size) is there")
    }
    if let beyond = exported.last, beyond.size > size {
      report.found(.missing, at: size, "the trail ends at \(size), and \(beyond.name) is there")
    }
    var after: Int64 = 0
    while true {
      let rows = try store.standings(after: after, limit: Self.batch)
      for row in rows {
        guard let found = lives.difference(row, leaves: size) else { continue }
        report.found(.life, at: found.index, found.text)
      }
      guard let last = rows.last, rows.count == Self.batch else { return }
      after = last.number
    }
  }
}

/// Exported checkpoints in the order of their sizes, and what their hashes say.
struct ExportedQueue {
  private struct Item {
    let name: String
    let note: String
    let size: Int64
    let hashes: [UInt8]

    var first: Int64 { size - Int64(hashes.count / WireSize.digest) }
  }

  /// The names of those that are no checkpoints.
  let unreadable: [String]
  /// The first leaf whose hash is not the exported one.
  private(set) var firstDifference: Int64?
  private var items: [Item]

  init(_ exported: [ExportedCheckpoint]) {
    let read = exported.map { (item: $0, checkpoint: Checkpoint(note: $0.note)) }
    unreadable = read.filter { $0.checkpoint == nil }.map(\.item.name)
    items = read.compactMap { pair in
      pair.checkpoint.map {
        Item(
          name: pair.item.name, note: pair.item.note, size: $0.head.size,
          hashes: pair.item.hashes)
      }
    }.sorted { ($0.size, $0.name) > ($1.size, $1.name) }
  }

  /// The one that covers most of those that were not due.
  var last: (name: String, size: Int64)? { items.first.map { ($0.name, $0.size) } }

  func isDue(_ size: Int64) -> Bool { items.last.map { $0.size <= size } ?? false }

  /// Notes where the hash of a leaf is not the exported one.
  mutating func compare(_ hash: MerkleHash, at index: Int64) {
    guard firstDifference == nil, let item = items.last, index >= item.first, index < item.size
    else { return }
    let start = Int(index - item.first) * WireSize.digest
    if !item.hashes[start..<start + WireSize.digest].elementsEqual(hash) { firstDifference = index }
  }

  mutating func next(at size: Int64) -> (name: String, note: String)? {
    guard let item = items.last, item.size <= size else { return nil }
    items.removeLast()
    return (item.name, item.note)
  }
}
