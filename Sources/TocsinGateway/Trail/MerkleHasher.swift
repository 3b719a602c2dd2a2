// Tocsin — Gateway: the hashes of RFC 6962 and the verification of its proofs
// SPDX-License-Identifier: Apache-2.0

/// A value of SHA-256, 32 bytes.
package typealias MerkleHash = [UInt8]

/// The hashes of a Merkle tree (RFC 6962 §2.1): a leaf is hashed after a byte 0, a node after a
/// byte 1, so that neither can be taken for the other.
package struct MerkleHasher: Sendable {
  /// SHA-256.
  package let digest: @Sendable ([UInt8]) -> [UInt8]

  package init(digest: @escaping @Sendable ([UInt8]) -> [UInt8]) { self.digest = digest }

  /// The root of a tree without leaves.
  package var empty: MerkleHash { digest([]) }

  package func leaf(_ body: [UInt8]) -> MerkleHash {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count + 1)
    bytes.append(0)
    bytes += body
    return digest(bytes)
  }

  package func node(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> MerkleHash {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(65)
    bytes.append(1)
    bytes += left
    bytes += right
    return digest(bytes)
  }

  /// The root of a complete subtree whose 1, 2, 4 ... hashes lie one after the other.
  func root(ofComplete hashes: ArraySlice<UInt8>) -> MerkleHash {
    guard hashes.count > WireSize.digest else { return Array(hashes) }
    var row = Array(hashes)
    while row.count > WireSize.digest {
      var above: [UInt8] = []
      above.reserveCapacity(row.count / 2)
      for start in stride(from: 0, to: row.count, by: 64) {
        above += digest([1] + row[start..<start + 64])
      }
      row = above
    }
    return row
  }

  /// Whether the proof shows that `leaf` stands at `index` of the tree (RFC 9162 §2.1.3.2).
  package func verifies(
    _ leaf: MerkleHash, at index: Int64, in head: TreeHead, by proof: [MerkleHash]
  ) -> Bool {
    guard index >= 0, index < head.size else { return false }
    var (place, last) = (index, head.size - 1)
    var hash = leaf
    for step in proof {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        hash = node(step, hash)
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        hash = node(hash, step)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && hash == head.root
  }

  /// Whether the proof shows that the newer tree only adds to the older (RFC 9162 §2.1.4.2).
  package func verifies(_ older: TreeHead, isBefore newer: TreeHead, by proof: [MerkleHash]) -> Bool
  {
    guard older.size <= newer.size, older.size >= 0 else { return false }
    if older.size == newer.size { return proof.isEmpty && older.root == newer.root }
    guard older.size > 0 else { return proof.isEmpty && older.root == empty }
    var steps = proof[...]
    if older.size & (older.size - 1) == 0 { steps = ([older.root] + proof)[...] }
    guard let first = steps.popFirst() else { return false }
    var (place, last) = (older.size - 1, newer.size - 1)
    while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
    var (before, after) = (first, first)
    for step in steps {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        before = node(step, before)
        after = node(step, after)
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        after = node(after, step)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && before == older.root && after == newer.root
  }
}

/// A tree in two values: how many leaves it has and what is over them.
package struct TreeHead: Hashable, Sendable {
  package let size: Int64
  package let root: MerkleHash

  package init(size: Int64, root: MerkleHash) {
    self.size = size
    self.root = root
  }
}
