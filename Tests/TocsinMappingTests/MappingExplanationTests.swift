// Tocsin — TocsinMappingTests: why a message became what it became
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinHL7

@testable import TocsinMapping

@Suite struct `The explanation of an outcome` {
  private static let order = [
    "PID|1||4711", "OBR|1|P1|F1",
    "OBX|1|NM|K^Potassium||7.1|mmol/L|3.5-5.1|HH|||F",
    "OBX|2|NM|NA^Sodium||140|mmol/L|136-145|N|||F",
    "OBX|3|NM|CL^Chloride||90|mmol/L|98-107|LL|||X",
  ]

  private static func explained(
    _ segments: [String], type: String = "ORU^R01", by mapping: Mapping? = nil
  ) throws -> MappingExplanation {
    let header = #"MSH|^~\&|LAB|NORTH|||20261124||"# + "\(type)|1|P|2.5.1"
    let message = try HL7Message(parsing: Sample.bytes([header] + segments))
    return try (mapping ?? Laboratory.mapping()).explanation(for: message)
  }

  @Test func `names the rule that made drafts, and which segment missed which condition`() throws {
    let explained = try Self.explained(Self.order)
    let rule = try #require(explained.rules.first)
    #expect(explained.rule == "critical" && rule.verdict == .made && rule.groupCount == 1)
    let search = try #require(rule.search)
    #expect(search.foundCount == 1 && search.segmentCount == 3 && search.segment == "OBX")
    #expect(search.checks.map(\.missed) == [[], ["OBX-8.1"], ["OBX-11.1"]])
    #expect(search.conditions.map(\.path) == ["OBX-8.1", "OBX-11.1"])
    #expect(search.conditions.map(\.patterns) == [["HH", "LL", "AA"], ["X", "I"]])
    #expect(search.conditions.map(\.isNegated) == [false, true])
    #expect(search.conditions.map(\.heldCount) == [2, 2])
  }

  @Test func `says that a type is another, and which the rule takes`() throws {
    let rule = try #require(try Self.explained(Self.order, type: "ADT^A01").rules.first)
    #expect(rule.verdict == .otherType && rule.types == ["ORU^R01"] && rule.search == nil)
  }

  @Test func `says that nothing wanted is reported`() throws {
    let explained = try Self.explained(["OBR|1|P1|F1", "OBX|1|NM|K||4|||N|||F"])
    #expect(explained.rule == nil)
    #expect(explained.rules.map(\.verdict) == [.nothingFound])
    #expect(explained.rules[0].search?.foundCount == 0)
  }

  @Test func `stops at the first rule that makes drafts, and tells missed conditions before it`()
    throws
  {
    let all = try Laboratory.mapping()
    let made = all.rules[0]
    let inpatient = MappingCondition(
      path: try MappingPath(parsing: "PV1-2"), patterns: [try MappingPattern(parsing: "I")])
    let picky = MappingRule(
      name: "picky", messages: made.messages, conditions: [inpatient], grouping: made.grouping,
      draft: made.draft, findings: made.findings)
    let last = MappingRule(
      name: "last", messages: made.messages, grouping: made.grouping, draft: made.draft,
      findings: made.findings)
    let mapping = Mapping(
      integration: "laboratory", title: "L", zone: "UTC", rules: [picky, made, last])
    let explained = try Self.explained(Self.order, by: mapping)
    #expect(explained.rules.map(\.verdict) == [.conditionMissed, .made, .notAsked])
    let missed = try #require(explained.rules[0].conditions.first)
    #expect(missed.path == "PV1-2" && missed.segmentCount == 0 && !missed.holds)
  }

  @Test(arguments: [
    ["OBR|1|P1|F1", "OBX|1|NM|K||4|||N|||F"],
    ["OBR|1|P1|F1", "OBX|1|NM|K||4|||HH|||F"],
    ["PID|1||4711"], ["OBX|1|NM|K||4|||HH|||F", "OBX|2|NM|K||4|||HH|||X"],
  ])
  func `agrees with the outcome`(_ segments: [String]) throws {
    let explained = try Self.explained(segments)
    if case .drafts(let drafts, let rule) = try Laboratory.outcome(segments) {
      #expect(explained.rule == rule && explained.rules[0].groupCount == drafts.count)
    } else {
      #expect(explained.rule == nil)
    }
  }

  @Test func `holds no value of the message`() throws {
    let text = "\(try Self.explained(["PID|1||ZZCANARY", "OBR|1||ZZCANARY", "OBX|1|ZZCANARY"]))"
    #expect(!text.contains("ZZCANARY"))
  }

  @Test func `many segments are listed up to a bound and counted beyond it`() throws {
    let count = MappingExplanation.segmentsMax + 7
    let findings = (1...count).map { "OBX|\($0)|NM|K||4|||HH|||F" }
    let search = try #require(try Self.explained(["OBR|1||F"] + findings).rules[0].search)
    #expect(search.checks.count == MappingExplanation.segmentsMax)
    #expect(search.furtherSegments == 7 && search.foundCount == count)
  }
}

@Suite struct `What a message can be found by` {
  private static func found(_ segments: [String], at own: [String] = []) throws -> [String] {
    let message = try HL7Message(
      parsing: Sample.bytes([#"MSH|^~\&|LAB|NORTH|||20261124||ORU^R01|1|P|2.5.1"#] + segments))
    var integration = Integration(mapping: try Laboratory.mapping())
    integration.index = try own.map { try MappingPath(parsing: $0) }
    return integration.indexedValues(of: message).map { "\($0.path)=\($0.value)" }
  }

  @Test func `is each different number of the subject, the orders and the visit`() throws {
    let found = try Self.found([
      "PID|1||4711^^^NORTH^MR~0815^^^SOUTH^PI", "PV1|1|I|W4||||||||||||||||V77",
      "ORC|RE|P1", "OBR|1|P1^OE|F1^LAB", "OBR|2|P1^OE|F2^LAB",
    ])
    #expect(
      found == [
        "PID-3.1=4711", "PID-3.1=0815", "PV1-19.1=V77", "ORC-2.1=P1", "OBR-2.1=P1", "OBR-3.1=F1",
        "OBR-3.1=F2",
      ])
  }

  @Test func `is also what the document adds, and nothing that is not there`() throws {
    let found = try Self.found(["PID|1||", "SPM|1|S9&LAB"], at: ["SPM-2.1", "ZZZ-1", "SPM-2.1.1"])
    #expect(found == ["SPM-2.1=S9&LAB", "SPM-2.1.1=S9"])
  }

  @Test func `is bounded in number and length`() throws {
    let long = String(repeating: "9", count: MappingLimits.indexedBytesMax + 1)
    let many = (1...40).map { "OBR|\($0)|P\($0)" }
    #expect(try Self.found(["PID|1||\(long)"] + many).count == MappingLimits.indexedValuesMax)
    #expect(try Self.found(["PID|1||\(long)"]) == [])
  }
}
