// Tocsin — StoreContractTests: the vault of the stores that the suites run over
// SPDX-License-Identifier: Apache-2.0

import TocsinGateway
import TocsinPostgres
import TocsinSQLite
import TocsinSealing

/// The real vault over a root key of the tests'.
private func testedVault(_ byte: UInt8 = 9) -> CellVault {
  guard let root = try? RootKey(contents: [UInt8](repeating: byte, count: 32)) else {
    preconditionFailure("a root key is 32 bytes")
  }
  return CellVault(root: root, site: [UInt8](repeating: 5, count: 16))
}

extension SQLiteStore.Options {
  static var tested: SQLiteStore.Options { SQLiteStore.Options(vault: testedVault()) }
}

extension PostgresStore.Options {
  static var tested: PostgresStore.Options { PostgresStore.Options(vault: testedVault()) }
  static var ofAnotherKey: PostgresStore.Options { PostgresStore.Options(vault: testedVault(8)) }
}
