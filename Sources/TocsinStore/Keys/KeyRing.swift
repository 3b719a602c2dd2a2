// Tocsin — Store: the keys that a store's connections share
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// What seals and opens the cells of one store, shared by its connections.
package final class KeyRing: Sendable {
  package let vault: any Vault

  package init(_ vault: any Vault) { self.vault = vault }
}
