// Tocsin — Mapping: the networks of a site, by their addresses
// SPDX-License-Identifier: Apache-2.0

/// One network that a site names, such as the wireless one of a building.
package struct SiteNetwork: Hashable, Sendable {
  package let name: String
  package let title: String
  /// Not empty.
  package let ranges: [AddressRange]
  /// Where it is; empty for one that is of no ward alone.
  package let ward: String

  package init(name: String, title: String, ranges: [AddressRange], ward: String = "") {
    self.name = name
    self.title = title
    self.ranges = ranges
    self.ward = ward
  }
}

/// The networks of a site in the order of the document. An address becomes the name of its network
/// where a request comes in, and is kept nowhere.
package struct NetworkTable: Hashable, Sendable {
  package let networks: [SiteNetwork]

  /// What an address counts for that is in none of them.
  package static let other = ""

  package init(_ networks: [SiteNetwork] = []) { self.networks = networks }

  /// The name of the first network that holds the address, written as text; else `other`.
  package func name(of address: String) -> String {
    networks.first { network in network.ranges.contains { $0.contains(address) } }?.name
      ?? Self.other
  }

  package func network(named name: String) -> SiteNetwork? { networks.first { $0.name == name } }
}
