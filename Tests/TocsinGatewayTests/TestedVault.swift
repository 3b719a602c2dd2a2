// Tocsin — GatewayTests: the vault of the stores that the suites run over
// SPDX-License-Identifier: Apache-2.0

import TocsinGateway
import TocsinSQLite
import TocsinSealing

/// Options with the real vault over a root key of the tests'.
extension SQLiteStore.Options {
  static var tested: SQLiteStore.Options {
    guard let root = try? RootKey(contents: [UInt8](repeating: 9, count: 32)) else {
      preconditionFailure("a root key is 32 bytes")
    }
    return SQLiteStore.Options(
      vault: CellVault(root: root, site: [UInt8](repeating: 5, count: 16)))
  }
}
