// Tocsin — MappingTests: the networks of a site
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinMapping

@Suite struct `An address` {
  private func table() throws -> NetworkTable {
    NetworkTable([
      SiteNetwork(
        name: "basement", title: "Basement",
        ranges: [try #require(AddressRange("10.20.4.0/24"))], ward: "RAD"),
      SiteNetwork(
        name: "main", title: "Main",
        ranges: [
          try #require(AddressRange("10.20.0.0/16")), try #require(AddressRange("2001:db8::/32")),
        ]),
    ])
  }

  @Test(arguments: [
    ("10.20.4.17", "basement"), ("10.20.5.17", "main"), ("2001:db8::7", "main"),
    ("::ffff:10.20.4.1", "basement"), ("10.21.0.1", ""), ("2001:db9::7", ""), ("", ""),
    ("lift", ""),
  ])
  func `is of the first network that holds it`(_ address: String, _ name: String) throws {
    #expect(try table().name(of: address) == name)
  }

  @Test func `is of another network where the site names none`() {
    #expect(NetworkTable().name(of: "10.0.0.1") == NetworkTable.other)
  }
}
