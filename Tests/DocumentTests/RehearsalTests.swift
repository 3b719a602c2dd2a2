// Tocsin — DocumentTests: shipped policies play out as their rehearsals say
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinDocuments

@Suite struct `A shipped policy` {
  static let names = Shipped.paths.compactMap(DocumentPlace.init(path:))
    .filter { $0.kind == .policy }.map(\.name)

  @Test(arguments: names) func `plays out as its rehearsal says`(name: String) throws {
    let loaded = try Shipped.bundle().load()
    let policy = try #require(loaded.policies.first { $0.reference.name == name })
    let staffing = Staffing(
      rotas: Dictionary(uniqueKeysWithValues: loaded.rotas.map { ($0.id, $0) }),
      responders: Dictionary(uniqueKeysWithValues: loaded.people.map { ($0.id, $0) }),
      zones: [Shipped.winter.name: Shipped.winter])
    let start = try #require(RFC3339.parse("2026-11-24T08:15+01:00"))
    let text = Rehearsal.timeline(policy, staffing, from: start, in: Shipped.winter)
    let golden = "Escalations/rehearsals/\(name).txt"
    if ProcessInfo.processInfo.environment["TOCSIN_GOLDEN"] != nil {
      try Data(text.utf8).write(to: Shipped.root.appendingPathComponent(golden))
    }
    #expect(text == (try Shipped.text(golden)), "make golden writes it anew")
  }

  @Test func `has a rehearsal, and no rehearsal is left over`() {
    let rehearsed = Shipped.paths.filter { $0.hasPrefix("Escalations/rehearsals/") }
    #expect(!Self.names.isEmpty)
    #expect(Set(rehearsed) == Set(Self.names.map { "Escalations/rehearsals/\($0).txt" }))
  }
}
