// Tocsin — Store: the keys that a store's connections share
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinGateway

/// What seals and opens the cells of one store, shared by its connections.
///
/// Unwrapped keys are kept under their wrapped form, at most `keysMax` of them. A key is found only
/// through the row that holds its wrapped form, so that what another connection or process has
/// erased, wrapped anew or rolled back is never found here.
package final class KeyRing: Sendable {
  package let vault: any Vault

  private struct State {
    var keys: [[UInt8]: CellKey] = [:]
    var site: CellKey?
    var damaged: Set<DamagedRow> = []
  }

  private let state = Mutex(State())
  /// Whether any row is damaged, so that the usual way takes no lock for it.
  private let hasDamage = Atomic<Bool>(false)

  static let keysMax = 4_096
  static let damagedMax = 1_000

  package init(_ vault: any Vault) { self.vault = vault }

  // MARK: - Keys

  /// The site's own key: subject 0.
  var site: CellKey {
    guard let key = state.withLock({ $0.site }) else {
      preconditionFailure("the schema is prepared before anything is sealed")
    }
    return key
  }

  func setSite(_ key: CellKey) { state.withLock { $0.site = key } }

  /// The key that a subject's row holds.
  func key(_ wrapped: [UInt8], of subject: Int64) throws(VaultError) -> CellKey {
    if subject == 0 { return site }
    if let known = state.withLock({ $0.keys[wrapped] }) { return known }
    let key = try vault.unwrap(wrapped, for: subject)
    state.withLock { state in
      if state.keys.count >= Self.keysMax { state.keys.removeAll(keepingCapacity: true) }
      state.keys[wrapped] = key
    }
    return key
  }

  /// Forgets every unwrapped key but the site's.
  package func forget() { state.withLock { $0.keys.removeAll() } }

  // MARK: - Damage

  package var damagedRows: [DamagedRow] { state.withLock { $0.damaged.sorted() } }

  func note(damaged row: DamagedRow) {
    hasDamage.store(true, ordering: .relaxed)
    state.withLock { state in
      if state.damaged.count < Self.damagedMax { state.damaged.insert(row) }
    }
  }

  func note(whole table: String, _ number: Int64) {
    guard hasDamage.load(ordering: .relaxed) else { return }
    state.withLock { state in
      state.damaged.remove(DamagedRow(table, number))
      hasDamage.store(!state.damaged.isEmpty, ordering: .relaxed)
    }
  }
}
