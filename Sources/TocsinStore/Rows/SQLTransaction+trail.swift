// Tocsin — Store: how the site's trail grows
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

extension SQLTransaction {
  @discardableResult
  package func append(_ leaf: TrailLeaf) throws -> Int64 { 0 }
}
