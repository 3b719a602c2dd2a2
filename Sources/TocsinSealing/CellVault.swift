// Tocsin — Sealing: the vault of a site
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Synchronization
package import TocsinGateway

/// The `Vault` of a site, over its root key.
///
/// A data key is sealed as a cell (`Cell`) under the key that the root key gives for the epoch, at
/// the place `key`, owner's number. Cells are sealed under data keys. While the root key is being
/// replaced, what the former one has wrapped still unwraps.
package final class CellVault: Vault {
  private let root: RootKey
  private let former: RootKey?
  /// 16 bytes; what is cut out of another site's store does not open here.
  private let site: [UInt8]
  private let present = Atomic<UInt32>(1)

  /// - Parameters:
  ///   - site: the site's id, bound into every cell.
  ///   - former: the root key that is being replaced.
  package init(root: RootKey, site: [UInt8], former: RootKey? = nil) {
    self.root = root
    self.site = site
    self.former = former
  }

  package var epoch: UInt32 { present.load(ordering: .relaxed) }

  package func adopt(epoch: UInt32) { present.store(epoch, ordering: .relaxed) }

  // MARK: - Keys

  package func makeKey() -> CellKey { CellKey(unredacted: Sodium.randomBytes(RootKey.size)) }

  package func wrap(_ key: CellKey, for owner: Int64) -> [UInt8] {
    let epoch = epoch
    return Cell.seal(
      key.unredacted, with: root.derive(.wrap, UInt64(epoch)).unredacted, at: keyPlace(owner),
      epoch: epoch)
  }

  package func unwrap(_ wrapped: [UInt8], for owner: Int64) throws(VaultError) -> CellKey {
    guard let epoch = Cell.epoch(of: wrapped) else { throw .unknownForm }
    for root in [root, former].compactMap(\.self) {
      let wrapping = root.derive(.wrap, UInt64(epoch)).unredacted
      if let key = Cell.open(wrapped, with: wrapping, at: keyPlace(owner)) {
        guard key.count == RootKey.size else { throw .refused }
        return CellKey(unredacted: key)
      }
    }
    throw .refused
  }

  package func epoch(of wrapped: [UInt8]) -> UInt32? { Cell.epoch(of: wrapped) }

  private func keyPlace(_ owner: Int64) -> [[UInt8]] {
    cellPlace(CellPlace("key", "wrapped", row: owner))
  }

  // MARK: - Cells

  package func seal(_ plain: [UInt8], with key: CellKey, at place: CellPlace) -> [UInt8] {
    Cell.seal(plain, with: key.unredacted, at: cellPlace(place), epoch: epoch)
  }

  package func open(
    _ cell: [UInt8], with key: CellKey, at place: CellPlace
  ) throws(VaultError) -> [UInt8] {
    guard Cell.epoch(of: cell) != nil else { throw .unknownForm }
    guard let plain = Cell.open(cell, with: key.unredacted, at: cellPlace(place)) else {
      throw .refused
    }
    return plain
  }

  private func cellPlace(_ place: CellPlace) -> [[UInt8]] {
    [site, Array(place.table.utf8), Array(place.column.utf8), place.row]
  }

  // MARK: - Digests

  package func blindIndex(
    _ text: [UInt8], of kind: BlindIndex, with key: CellKey
  ) -> [UInt8] {
    let number = UInt64(BlindIndex.allCases.firstIndex(of: kind) ?? 0) + 1
    let indexing = key.unredacted.withUnsafeBufferPointer { raw in
      raw.baseAddress.map { RootKey.derive($0, .index, number) } ?? []
    }
    return Self.hash(text, key: indexing, count: 16)
  }

  package func digest(_ bytes: [UInt8]) -> [UInt8] { Suite.digest(bytes) }

  package func commitment(to detail: [UInt8], salt: [UInt8]) -> [UInt8] {
    precondition(salt.count == 16, "a salt has 16 bytes")
    return Self.hash(detail, key: salt, count: 32)
  }

  package func randomBytes(_ count: Int) -> [UInt8] { Sodium.randomBytes(count) }

  /// Keyed BLAKE2b (RFC 7693 §2.5).
  private static func hash(_ bytes: [UInt8], key: [UInt8], count: Int) -> [UInt8] {
    Sodium.prepare()
    var hash = [UInt8](repeating: 0, count: count)
    let result = crypto_generichash(
      &hash, count, bytes, UInt64(bytes.count), key, key.count)
    precondition(result == 0, "libsodium hashes any bytes under a key of 16 to 64")
    return hash
  }
}

extension CellVault: CustomStringConvertible {
  package var description: String { "[redacted]" }
}
