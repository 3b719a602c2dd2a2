// Tocsin — TocsinMappingTests: from a message to drafts
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinHL7

@testable import TocsinMapping

/// A small laboratory mapping.
enum Laboratory {
  static func first(_ text: String) throws -> FirstOf {
    FirstOf([try MappingTemplate(parsing: text)])
  }

  static func mapping() throws -> Mapping {
    let findings = MappingFindings(
      segment: "OBX",
      conditions: [
        MappingCondition(
          path: try MappingPath(parsing: "OBX-8.1"),
          patterns: try ["HH", "LL", "AA"].map { try MappingPattern(parsing: $0) }),
        MappingCondition(
          path: try MappingPath(parsing: "OBX-11.1"),
          patterns: try ["X", "I"].map { try MappingPattern(parsing: $0) }, isNegated: true),
      ],
      notes: "NTE")
    var draft = DraftPattern(
      kind: "critical-result", priority: .high, dedupKey: try first("{OBR-3.1}"),
      who: [
        MappingIdentifier(name: "name", value: try first("{PID-5 as name}")),
        MappingIdentifier(name: "number", value: try first("{PID-3.1}")),
      ],
      what: MappingStatement(
        name: try first("{OBX-3.2}"), finding: try MappingTemplate(parsing: "{OBX-5 as result}"),
        note: try MappingTemplate(parsing: "{NTE-3 as text}")))
    draft.ward = try first("{PV1-3.1}")
    draft.callBack = try first("{ORC-14 as phone}")
    draft.since = [try MappingPath(parsing: "OBX-14")]
    let rule = MappingRule(
      name: "critical", messages: [try MessageTypePattern(parsing: "ORU^R01")],
      grouping: MappingGrouping(each: "OBR", leading: ["ORC"]), draft: draft, findings: findings)
    return Mapping(integration: "laboratory", title: "Laboratory", zone: "UTC", rules: [rule])
  }

  static func outcome(_ segments: [String], type: String = "ORU^R01", id: String = "P") throws
    -> MappingOutcome
  {
    let header = #"MSH|^~\&|LAB|NORTH|||20261124||"# + "\(type)|1|\(id)|2.5.1"
    let message = try HL7Message(parsing: Sample.bytes([header] + segments))
    return try mapping().outcome(for: message)
  }

  static func drafts(_ segments: [String], id: String = "P") throws -> [AlertDraft] {
    guard case .drafts(let drafts, "critical") = try outcome(segments, id: id) else { return [] }
    return drafts
  }
}

@Suite struct `A message with critical results` {
  let subject = ["PID|1||77||ZZTEST^ALPHA", "PV1|1|I|W4E"]

  @Test func `makes one draft for each order that has one`() throws {
    let drafts = try Laboratory.drafts(
      subject + [
        "ORC|RE|||||||||||||^^^^^^111", "OBR|1||F1", "OBX|1|NM|K^Potassium||7.1|mmol/L||HH|||F",
        "NTE|1|L|First.", "NTE|2|L|Second.", "OBX|2|NM|N^Sodium||140|mmol/L||N|||F",
        "OBX|3|NM|G^Glucose||1.1|mmol/L||LL|||F",
        "ORC|RE|||||||||||||^^^^^^222", "OBR|2||F2", "OBX|1|NM|T^TSH||2|mU/L||N|||F",
        "ORC|RE|||||||||||||^^^^^^333", "OBR|3||F3", "OBX|1|ST|B^Culture||positive|||AA|||P",
        "OBR|4||F4", "OBX|1|NM|P^Platelets||9|G/L||LL|||F",
      ])
    #expect(drafts.map(\.dedupKey) == ["F1", "F3", "F4"])
    #expect(
      drafts.map(\.content.what) == [
        "Potassium 7.1 mmol/L\nFirst.\nSecond.\nGlucose 1.1 mmol/L", "Culture positive",
        "Platelets 9 G/L",
      ])
    #expect(drafts.map(\.content.callBack) == ["111", "333", ""])
    #expect(drafts.map(\.content.ward) == ["W4E", "W4E", "W4E"])
  }

  @Test func `never mixes two subjects`() throws {
    let drafts = try Laboratory.drafts(
      subject + [
        "OBR|1||F1", "OBX|1|NM|K^Potassium||7.1|mmol/L||HH|||F",
        "PID|2||88||ZZTEST^BRAVO", "OBR|1||F2", "OBX|1|NM|K^Potassium||7.2|mmol/L||HH|||F",
      ])
    #expect(
      drafts.map { $0.content.who.map(\.value) } == [
        ["ZZTEST, ALPHA", "77"], ["ZZTEST, BRAVO", "88"],
      ])
    #expect(drafts.map(\.content.ward) == ["W4E", ""])
  }

  @Test func `makes a draft even when the order is missing`() throws {
    let drafts = try Laboratory.drafts(
      subject + ["OBX|1|NM|K^Potassium||7.1|mmol/L||HH|||F", "OBR|1||F1"])
    #expect(drafts.map(\.content.what) == ["Potassium 7.1 mmol/L"])
    #expect(drafts.map(\.content.ward) == ["W4E"])
  }

  @Test(arguments: [
    ("HH", true), ("A~HH", true), ("HH^Critical", true), ("hh", true), ("H", false), ("", false),
    ("^^^^^^2.7", false), ("\"\"", false), ("HH\\T\\", false),
  ])
  func `are found by the first component of any repetition`(flag: String, isFound: Bool) throws {
    let drafts = try Laboratory.drafts(["OBR|1||F", "OBX|1|NM|K||7|mmol/L||\(flag)|||F"])
    #expect(drafts.isEmpty != isFound)
  }

  @Test(arguments: [
    ("P", World.production), ("P^T", .production), ("P^I", .production), ("", .production),
    ("T", .test), ("D", .test), ("T^A", .test),
  ])
  func `stays in the test world for processing ids T and D`(id: String, world: World) throws {
    let drafts = try Laboratory.drafts(["OBR|1||F", "OBX|1|NM|K||7|mmol/L||HH|||F"], id: id)
    #expect(drafts.map(\.world) == [world])
  }

  @Test func `reads times without an offset in the zone of the integration alone`() throws {
    let bytes = Sample.bytes([
      #"MSH|^~\&|LAB||||||ORU^R01|1|P|2.5.1"#, "OBR|1||F",
      "OBX|1|NM|K||7|mmol/L||HH|||F|||202611240745",
    ])
    let message = try HL7Message(parsing: bytes)
    let paris = ZoneRules(name: "Europe/Paris", initialOffsetSeconds: 3_600, transitions: [])
    let mapping = try Laboratory.mapping()
    guard case .drafts(let bare, _) = mapping.outcome(for: message),
      case .drafts(let zoned, _) = mapping.inZone(paris).outcome(for: message)
    else {
      Issue.record("no drafts")
      return
    }
    #expect(bare.map(\.content.since) == [nil])
    #expect(zoned.map(\.content.since) == [RFC3339.parse("2026-11-24T06:45Z")])
  }
}

@Suite struct `A message that no rule wants` {
  @Test(arguments: [
    ("ADT^A01", ["PID|1"], "no rule takes this message type"),
    ("ORU^R40", ["OBX|1|NM|K||7|||HH|||F"], "no rule takes this message type"),
    (
      "ORU^R01", ["OBR|1", "OBX|1|NM|K||7|||N|||F"],
      "critical: no OBX has a wanted OBX-8.1 and OBX-11.1"
    ),
    (
      "ORU^R01", ["OBR|1", "OBX|1|NM|K||7|||HH|||X"],
      "critical: no OBX has a wanted OBX-8.1 and OBX-11.1"
    ),
    ("", [], "no rule takes this message type"),
  ])
  func `is not for us, and says what was missing`(
    type: String, segments: [String], reason: String
  ) throws {
    #expect(try Laboratory.outcome(segments, type: type) == .notForUs(rule: reason))
  }
}

@Suite struct `A message beyond every measure` {
  @Test func `makes a bounded number of drafts and says how many more there were`() throws {
    let count = MappingLimits.draftsMax + 3
    let drafts = try Laboratory.drafts(
      (1...count).flatMap { ["OBR|1||F\($0)", "OBX|1|NM|K||7|mmol/L||HH|||F"] })
    #expect(drafts.count == MappingLimits.draftsMax)
    #expect(
      drafts.last?.content.what.hasSuffix(
        "3 more in the same message are not shown: call the source.") == true)
  }

  @Test func `shows a bounded number of findings and says how many more there were`() throws {
    let findings = (1...100).map { "OBX|\($0)|NM|K^K\($0)||7|mmol/L||HH|||F" }
    let drafts = try Laboratory.drafts(["OBR|1||F"] + findings)
    let what = drafts.first?.content.what ?? ""
    #expect(what.split(separator: "\n").count == MappingLimits.findingsMax + 1)
    #expect(what.hasSuffix("60 more findings are not shown: call the source."))
  }

  @Test func `never shows half a value`() throws {
    let value = String(repeating: "9", count: MappingLimits.findingBytesMax + 1)
    let drafts = try Laboratory.drafts(["OBR|1||F", "OBX|1|NM|K^Potassium||\(value)|g||HH|||F"])
    #expect(
      drafts.map(\.content.what) == [
        "Potassium: too long to show whole (2051 bytes), call the source."
      ])
  }

  @Test func `keeps two long dedup keys apart`() throws {
    let long = String(repeating: "f", count: 5_000)
    let drafts = try Laboratory.drafts(
      ["1", "2"].flatMap { ["OBR|1||\(long)\($0)", "OBX|1|NM|K||7|g||HH|||F"] })
    #expect(Set(drafts.map(\.dedupKey)).count == 2)
    #expect(drafts.allSatisfy { $0.dedupKey.utf8.count < 600 })
  }
}
