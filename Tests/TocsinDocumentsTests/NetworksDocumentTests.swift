// Tocsin — DocumentsTests: the document of networks
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinDocuments
import TocsinMapping

private struct Mistake: Sendable {
  let text: String
  let finding: String
}

private let mistakes = [
  Mistake(
    text: "- a\n", finding: "1: error: the document must have keys: write KEY: VALUE lines under it"
  ),
  Mistake(
    text: "networks:\n  - { network: a, title: A, ranges: [10.20.0.1/16] }\n",
    finding: "2: error: \"10.20.0.1/16\" is no range of addresses: write it as 10.20.0.0/16, with"
      + " zeros behind the bits that count, or as one address"),
  Mistake(
    text: "networks:\n  - { network: a, title: A, ranges: [] }\n",
    finding: "2: error: \"ranges\" is empty: add an item, or remove the key"),
  Mistake(
    text: "networks:\n  - { network: a, title: A, ranges: [10.0.0.0/8] }\n"
      + "  - { network: a, title: B, ranges: [11.0.0.0/8] }\n",
    finding: "3: error: \"a\" stands on line 2 already: choose another name"),
  Mistake(
    text: "networks:\n  - { network: a, title: A, ranges: [10.0.0.0/8] }\n"
      + "  - { network: b, title: B, ranges: [10.0.0.0/8] }\n",
    finding: "3: error: these addresses stand on line 2 already: an address counts for one"
      + " network"),
]

@Suite struct `A document of networks` {
  @Test func `is read as it says`() throws {
    let table = try DocumentValues.networks(
      text: """
        networks:
          - { network: basement, title: "Radiology, basement", ranges: [10.22.4.0/24], ward: RAD }
          - { network: main, title: Main building, ranges: [10.20.0.0/16, "2001:db8::/32"] }
        """)
    #expect(table.networks.map(\.name) == ["basement", "main"])
    #expect(table.network(named: "basement")?.ward == "RAD")
    #expect(table.network(named: "main")?.ranges.count == 2)
    #expect(table.name(of: "10.22.4.9") == "basement")
  }

  @Test(arguments: mistakes)
  fileprivate func `is refused where it is wrong`(_ mistake: Mistake) {
    let file = DocumentFile(path: "networks.yaml", text: mistake.text)
    let found = DocumentBundle(files: [file]).findings.map { "\($0)" }
    #expect(found.contains("networks.yaml:" + mistake.finding), "\(found)")
  }
}
