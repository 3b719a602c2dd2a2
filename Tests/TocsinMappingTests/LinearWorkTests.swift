// Tocsin — MappingTests: the work of a mapping grows with the message alone
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinHL7

@testable import TocsinMapping

/// Messages that make a mapping look for what is not there, as often as it can be made to. Work is
/// counted in segments that were looked at, so that no clock decides.
enum Hostile: CaseIterable {
  case manyNotesInOneOrder, manyNotesBeforeTheOrders, manyOrders, manyQuietOrders, oneLongOrder

  /// A message of about `count` segments beside the observations.
  func message(_ count: Int) throws -> HL7Message {
    let header = #"MSH|^~\&|LAB|NORTH|||20261124||ORU^R01|1|P|2.5.1"#
    return try HL7Message(parsing: Sample.bytes([header, "PID|1||77"] + segments(count)))
  }

  private func segments(_ count: Int) -> [String] {
    let notes = [String](repeating: "NTE|1|L|", count: count)
    switch self {
    case .manyNotesInOneOrder:
      return ["OBR|1||F"] + Self.findings(MappingLimits.observationsMax, "HH") + notes
    case .manyNotesBeforeTheOrders:
      let orders = (0..<MappingLimits.draftsMax).flatMap {
        ["OBR|1||F\($0)"] + Self.findings(1, "HH")
      }
      return notes + orders
    case .manyOrders, .manyQuietOrders:
      let flag = self == .manyOrders ? "HH" : "N"
      return (0..<count / 2).flatMap { ["OBR|1||F\($0)"] + Self.findings(1, flag) }
    case .oneLongOrder:
      return ["OBR|1||F"]
        + (0..<count / 2).flatMap { ["NTE|1|L|"] + Self.findings(1, $0 % 9 == 0 ? "HH" : "N") }
    }
  }

  private static func findings(_ count: Int, _ flag: String) -> [String] {
    (0..<count).map { "OBX|\($0)|NM|K\($0)||7.1|mmol/L||\(flag)|||F" }
  }
}

@Suite struct `The work of a mapping` {
  /// The laboratory's, following results; it names PV1, ORC, SPM and NTE beside what is there.
  private static func mapping() throws -> Mapping {
    let plain = try Laboratory.mapping()
    let rule = plain.rules[0]
    var findings = try #require(rule.findings)
    var results = MappingResults(
      order: try Laboratory.first("{OBR-3.1}"),
      observation: try Laboratory.first("{OBX-3.1}<.{SPM-2}>"),
      value: try Laboratory.first("{OBX-5 as result}"))
    results.patient = try Laboratory.first("{PID-3.1}")
    results.collected = try ["SPM-17", "OBX-14", "OBR-7"].map { try MappingPath(parsing: $0) }
    results.reported = [try MappingPath(parsing: "OBR-22")]
    results.standings = try MappingResults.standard(try MappingPath(parsing: "OBX-11"))
    findings.results = results
    let following = MappingRule(
      name: rule.name, messages: rule.messages, grouping: rule.grouping, draft: rule.draft,
      findings: findings)
    return Mapping(
      integration: plain.integration, title: plain.title, zone: plain.zone, rules: [following])
  }

  /// Segments that are looked at for a message, its quiet orders included.
  private static func work(_ hostile: Hostile, _ count: Int) throws -> (work: Int, of: Int) {
    let message = try hostile.message(count)
    let mapping = try mapping()
    let finder = SegmentFinder(message)
    let reading = mapping.reading(of: message, finder)
    #expect(!reading.watched.isEmpty || reading.outcome.draftCount > 0)
    var drafts = OrderDrafts(mapping, message, finder)
    for order in reading.watched { #expect(drafts.draft(of: order) != nil) }
    return (finder.lookedAt, message.segments.count)
  }

  @Test(arguments: Hostile.allCases)
  func `looks at each segment a few times, however often a name is asked for`(
    hostile: Hostile
  ) throws {
    let found = try Self.work(hostile, 8_000)
    #expect(found.work < 16 * found.of)
  }

  @Test(arguments: Hostile.allCases)
  func `at most doubles when the message does`(hostile: Hostile) throws {
    let once = try Self.work(hostile, 8_000)
    let twice = try Self.work(hostile, 16_000)
    #expect(twice.work <= 2 * once.work + once.of)
  }
}

extension MappingOutcome {
  fileprivate var draftCount: Int {
    if case .drafts(let drafts, _) = self { drafts.count } else { 0 }
  }
}
