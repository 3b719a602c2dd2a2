// Tocsin — MappingTests: JSON read by rules
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinMapping

@Suite struct `A mapping of JSON` {
  private typealias Texts = PathTexts<JSONPath>

  private static func texts(_ all: String...) throws -> PathTexts<JSONPath> {
    PathTexts(try all.map { try PathTemplate<JSONPath>(parsing: $0) })
  }

  private static func condition(
    _ path: String, _ patterns: String..., not isNegated: Bool = false
  ) throws -> JSONCondition {
    JSONCondition(
      path: try JSONPath(parsing: path), patterns: try patterns.map(MappingPattern.init(parsing:)),
      isNegated: isNegated)
  }

  /// A rule that takes each element of `alerts`.
  private static func rule(_ name: String = "each", each: String? = "alerts") throws -> JSONRule {
    let table = MappingTable(entries: ["page": "crash", "info": "low"])
    var draft = JSONDraft(
      kind: "machine-room", priority: .high, dedupKey: try texts("{key}", "{name}/{place}"),
      who: [], what: PathStatement(name: try texts("{text}", "{name}")))
    draft.priority = PathWord(
      from: try PathTemplate(parsing: "{severity via words}", tables: ["words": table]),
      words: ["crash": .crash, "low": .low], otherwise: .high)
    draft.location = try texts("{place}< in {$.site}>")
    draft.since = [try JSONPath(parsing: "at")]
    var rule = JSONRule(name: name, draft: draft)
    rule.each = try each.map { try JSONPath(parsing: $0) }
    return rule
  }

  private func read(_ text: String, _ rules: [JSONRule]) throws -> MappedRequest {
    try JSONMapping(integration: "i", rules: rules, zone: .utc)
      .read(JSONTree(parsing: Array(text.utf8)))
  }

  @Test func `makes a draft of each element, in their order`() throws {
    let text = """
      {"site":"north","alerts":[{"key":"a","text":"7.10 °C","place":"B4","severity":"page",
      "at":"2026-11-24T03:02:00.123456789Z"},{"key":"b","name":"second","severity":"info"}]}
      """
    let found = try read(text, [Self.rule()])
    #expect(found.rule == "each")
    let drafts = found.reports.map(\.draft)
    #expect(drafts.map(\.dedupKey) == ["a", "b"])
    #expect(drafts.map(\.content.what) == ["7.10 °C", "second"])
    #expect(drafts.map(\.priority) == [.crash, .low])
    #expect(drafts.map(\.content.location) == ["B4 in north", "in north"])
    #expect(drafts[0].content.since == RFC3339.parse("2026-11-24T03:02:00.123Z"))
  }

  @Test(arguments: ["sev-0", "", "LOW", "0"])
  func `takes a severity that its table lacks for the safe one`(severity: String) throws {
    let found = try read(#"{"alerts":[{"severity":"\#(severity)"}]}"#, [Self.rule()])
    #expect(found.reports.map(\.draft.priority) == [.high])
  }

  @Test func `gives no key where a place of it has no value, so that nothing folds by it`() throws {
    let text = #"{"alerts":[{"name":"a"},{"place":"b"},{"name":"a","place":"b"}]}"#
    let found = try read(text, [Self.rule()])
    #expect(found.reports.map(\.draft.dedupKey) == ["", "", "a/b"])
  }

  @Test func `shares the elements out among rules, each to the first that wants it`() throws {
    var first = try Self.rule("first")
    first.conditions = [try Self.condition("severity", "page")]
    var second = try Self.rule("second")
    second.conditions = [try Self.condition("severity", "p*", "info")]
    let whole = try Self.rule("whole", each: nil)
    let text = """
      {"alerts":[{"key":"1","severity":"info"},{"key":"2","severity":"page"},{"key":"3"}]}
      """
    let found = try read(text, [first, second, whole])
    #expect(found.rule == "first, second")
    #expect(found.reports.map(\.draft.dedupKey) == ["1", "2"])
    #expect(try read(#"{"key":"w","alerts":[]}"#, [first, whole]).rule == "whole")
  }

  @Test func `says by paths what it misses, and never by values`() throws {
    var rule = try Self.rule()
    rule.conditions = [try Self.condition("severity", "page")]
    let found = try read(#"{"alerts":[{"severity":"ZZSECRET"}]}"#, [rule])
    #expect(found.reports.isEmpty)
    #expect(found.rule == "each: no element of alerts has a wanted severity")
  }

  @Test(
    arguments: [
      ("a", ["1"], false, true), ("a", ["2"], false, false), ("a", ["2"], true, true),
      ("a", ["1"], true, false), ("none", [""], false, true), ("null", [""], false, true),
      ("a", [""], false, false), ("object", ["{}"], false, true), ("object", [""], true, true),
      ("many", ["3"], false, true), ("many", ["3"], true, false), ("empty", [""], false, true),
    ] as [(String, [String], Bool, Bool)])
  func `looks at every value of a condition`(
    path: String, patterns: [String], isNegated: Bool, holds: Bool
  ) throws {
    let text = #"{"a":1,"null":null,"object":{"b":1},"many":[1,[2,3]],"empty":[]}"#
    let condition = JSONCondition(
      path: try JSONPath(parsing: path),
      patterns: try patterns.map(MappingPattern.init(parsing:)), isNegated: isNegated)
    let document = JSONDocument(try JSONTree(parsing: Array(text.utf8)))
    #expect(condition.holds(in: JSONScope(document)) == holds)
  }

  @Test func `S22: puts into the world of tests what says so`() throws {
    var rule = try Self.rule()
    rule.testing = [try Self.condition("$.mode", "test")]
    let worlds = try ["test", "live"].map { mode in
      try read(#"{"mode":"\#(mode)","alerts":[{"key":"a"}]}"#, [rule]).reports.map(\.draft.world)
    }
    #expect(worlds == [[.test], [.production]])
  }

  @Test func `names whom it is about`() throws {
    var rule = try Self.rule()
    rule.subject = JSONSubject(identifier: try Self.texts("{number}"))
    rule.subject?.authority = try Self.texts("{$.site}")
    let text = #"{"site":"north","alerts":[{"number":"77"},{"name":"none"}]}"#
    let found = try read(text, [rule])
    #expect(
      found.reports.map(\.subject) == [
        SubjectIdentifier(identifier: "77", authority: "north"), nil,
      ])
  }

  @Test func `S21: shows whole lines, and says when there was more`() throws {
    let line = String(repeating: "x", count: 1_000)
    let long = Array(repeating: line, count: 9).joined(separator: "\\n")
    let found = try read(#"{"alerts":[{"text":"\#(long)"}]}"#, [Self.rule()])
    let lines = try #require(found.reports.first).draft.content.what.split(separator: "\n")
    #expect(lines.dropLast().allSatisfy { $0 == line } && lines.count == 5)
    #expect(lines.last == "9008 bytes are too long to show whole, call the source.")
    let empty = try read(#"{"alerts":[{}]}"#, [Self.rule()])
    #expect(empty.reports.first?.draft.content.what == "an alert without words, call the source.")
  }

  @Test func `counts what is more than one request may make`() throws {
    let many = Array(repeating: #"{"text":"a"}"#, count: 1_003).joined(separator: ",")
    let found = try read(#"{"alerts":[\#(many)]}"#, [Self.rule()])
    #expect(found.reports.count == MappingLimits.reportsMax)
    #expect(found.reports.last?.draft.content.what.hasPrefix("a\n3 more") == true)
  }

  @Test func `I10: refuses a text that costs too much, instead of reading half of it`() throws {
    var rule = try Self.rule()
    rule.conditions = [try Self.condition("$.alerts.severity", "never")]
    let many = Array(repeating: #"{"key":1}"#, count: 20_000).joined(separator: ",")
    #expect(throws: JSONFieldFault.self) { try read(#"{"alerts":[\#(many)]}"#, [rule]) }
  }
}
