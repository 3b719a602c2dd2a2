// Tocsin — TocsinMappingTests: words that a message decides
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinHL7

@testable import TocsinMapping

/// A mapping of orders whose kind, priority and signal the message decides.
private enum Orders {
  static func mapping(isOfFindings: Bool) throws -> Mapping {
    let tables = [
      "priorities": MappingTable(entries: ["S": "high", "A": "medium", "R": "low"]),
      "kinds": MappingTable(entries: ["CARD": "consult-cardiology"]),
      "signals": MappingTable(entries: ["NW": "active", "CA": "resolved"]),
    ]
    func template(_ text: String) throws -> MappingTemplate {
      try MappingTemplate(parsing: text, tables: tables)
    }
    let name = FirstOf([try template("{OBR-4.2}")])
    var draft = DraftPattern(
      kind: "consult", priority: .low, dedupKey: FirstOf([try template("{ORC-2.1}")]), who: [],
      what: MappingStatement(name: name, finding: isOfFindings ? try template("{OBX-5}") : nil))
    draft.kind = MappedWord(
      from: try template("{OBR-4.1 via kinds}"),
      words: ["consult-cardiology": "consult-cardiology"], otherwise: "consult")
    draft.priority = MappedWord(
      from: try template("{OBX-8.1|ORC-7.6|OBR-27.6|TQ1-9.1 via priorities}"),
      words: ["high": .high, "medium": .medium, "low": .low], otherwise: .medium)
    draft.signal = MappedWord(
      from: try template("{ORC-1 via signals}"),
      words: ["active": .active, "resolved": .resolved], otherwise: .active)
    draft.holdFor = .seconds(20)
    draft.staleAfter = .seconds(90)
    let rule = MappingRule(
      name: "order", messages: [try MessageTypePattern(parsing: "ORM^O01")],
      grouping: MappingGrouping(each: "OBR", leading: ["ORC", "TQ1"]), draft: draft,
      findings: isOfFindings ? MappingFindings(segment: "OBX", conditions: []) : nil)
    return Mapping(integration: "orders", title: "Orders", zone: "UTC", rules: [rule])
  }

  static func draft(_ segments: [String], isOfFindings: Bool = false) throws -> AlertDraft? {
    let header = #"MSH|^~\&|OE|NORTH|||20261124||ORM^O01|1|P|2.5.1"#
    let message = try HL7Message(parsing: Sample.bytes([header] + segments))
    let outcome = try mapping(isOfFindings: isOfFindings).outcome(for: message)
    guard case .drafts(let drafts, "order") = outcome else { return nil }
    return drafts.first
  }
}

@Suite struct `A word that the message decides` {
  @Test(arguments: [
    ("ORC|NW|1|||||^^^20261124^^S", "OBR|1|1||X", Priority.high),
    ("ORC|NW|1", "OBR|1|1||X|||||||||||||||||||||||^^^^^R", .low),
    ("ORC|NW|1\rTQ1|1||||||||A^Asap", "OBR|1|1||X", .medium),
    ("ORC|NW|1\rTQ1|1||||||||S^Stat", "OBR|1|1||X", .high),
    ("ORC|NW|1|||||^^^^^unknown", "OBR|1|1||X", .medium),
    ("ORC|NW|1|||||^^^^^unknown", "OBR|1|1||X|||||||||||||||||||||||^^^^^R", .low),
    ("ORC|NW|1", "OBR|1|1||X", .medium),
  ])
  func `comes from the first place whose value the table knows`(
    orc: String, obr: String, priority: Priority
  ) throws {
    let segments = orc.split(separator: "\r").map(String.init) + [obr]
    #expect(try Orders.draft(segments)?.priority == priority)
  }

  @Test func `gives the kind that routes look at`() throws {
    #expect(try Orders.draft(["ORC|NW|1", "OBR|1|1||CARD^Card"])?.kind == "consult-cardiology")
    #expect(try Orders.draft(["ORC|NW|1", "OBR|1|1||DERM^Derm"])?.kind == "consult")
    #expect(
      try Orders.mapping(isOfFindings: false).rules[0].draft.kind.all
        == ["consult", "consult-cardiology"])
  }

  @Test func `gives what the source says about the condition`() throws {
    #expect(try Orders.draft(["ORC|CA|1", "OBR|1|1||X"])?.signal == .resolved)
    #expect(try Orders.draft(["ORC|NW|1", "OBR|1|1||X"])?.signal == .active)
    let timed = try Orders.draft(["ORC|CA|1", "TQ1|1||||||||S", "OBR|1|1||X"])
    #expect(timed?.signal == .resolved && timed?.priority == .high && timed?.dedupKey == "1")
  }

  @Test func `is the most urgent priority of all findings`() throws {
    let draft = try Orders.draft(
      [
        "ORC|NW|1", "OBR|1|1||X", "OBX|1|ST|||a|||R", "OBX|2|ST|||b|||S", "OBX|3|ST|||c|||A",
      ], isOfFindings: true)
    #expect(draft?.priority == .high)
  }

  @Test func `holds medium and low alerts alone, as S20 wants`() throws {
    let medium = try Orders.draft(["ORC|NW|1", "OBR|1|1||X"])
    #expect(medium?.holdFor == .seconds(20))
    #expect(medium?.staleAfter == .seconds(90))
    let high = try Orders.draft(["ORC|NW|1|||||^^^^^S", "OBR|1|1||X"])
    #expect(high?.holdFor == .zero)
  }
}
