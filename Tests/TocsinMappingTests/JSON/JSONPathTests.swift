// Tocsin — MappingTests: where paths lead in JSON
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinMapping

@Suite struct `A path of JSON` {
  static let text = """
    {"status":"firing","count":7.10,"flag":true,"nothing":null,"empty":"","blank":" ",
     "alerts":[{"id":1,"labels":{"severity":"page","a.b/c":"dotted"}},{"id":2,"labels":{}},
       {"id":3,"labels":{"severity":"info"}}],
     "coding":[{"system":"urn:a","code":"A"},{"system":"urn:b=c","code":"B"}],
     "name":[{"use":"old","given":["X"]},{"use":"official","family":"ZZTEST","given":["Ada","B"]}],
     "nested":[[1,[2]],3],"id":[{"type":{"coding":[{"code":"MR"},{"code":"PI"}]},"value":"77"}],
     "at":"2026-11-24T03:02:09.739266876+01:00","day":"2026-11-24",
     "odd":"one\\ttwo\\u0007\\r\\nthree"}
    """

  private func value(_ path: String, _ style: JSONStyle? = nil) throws -> String {
    let tree = try JSONTree(parsing: Array(Self.text.utf8))
    return try JSONPath(parsing: path).value(in: JSONScope(JSONDocument(tree)), style: style)
  }

  @Test(arguments: [
    ("status", "firing"), ("$.status", "firing"), ("count", "7.10"), ("flag", "true"),
    ("nothing", ""), ("empty", ""), ("blank", ""), ("missing", ""), ("status.more", ""),
    ("alerts.id", "1"), ("alerts[1].id", "2"), ("alerts[9].id", ""), ("status[0]", ""),
    ("alerts.labels.severity", "page"), ("alerts[2].labels.severity", "info"),
    ("alerts.labels[\"a.b/c\"]", "dotted"), ("coding[system=urn:b=c].code", "B"),
    ("coding[system=urn:x].code", ""), ("name[use=official].family", "ZZTEST"),
    ("id[type.coding.code=PI].value", "77"), ("id[type.coding.code=XX].value", ""),
    ("nested", "1"), ("nested[0][1]", "2"), ("alerts", ""), ("$", ""), ("odd", "one two \nthree"),
  ])
  func `leads to the first value, as it was written`(path: String, expected: String) throws {
    #expect(try value(path) == expected)
  }

  @Test(arguments: [
    ("alerts.id", JSONStyle.list, "1, 2, 3"), ("name[use=official].given", .words, "Ada B"),
    ("alerts.labels.severity", .text, "page\ninfo"), ("nested", .list, "1, 2, 3"),
    ("at", .time, "2026-11-24 03:02:09 +01:00"), ("at", .date, "2026-11-24"),
    ("day", .time, "2026-11-24"), ("status", .time, "firing"), ("count", .date, "7.10"),
  ])
  func `is shown in a style`(path: String, style: JSONStyle, expected: String) throws {
    #expect(try value(path, style) == expected)
  }

  @Test(arguments: [
    "", ".", "a.", ".a", "a..b", "$a", "$.", "a[", "a[]", "a[x]", "a[x=]", "a[=x]", "a]b", "a b",
    "a[-1]", "a[99999]", "a.resolve().", "a'b", "*", "a.*", "first()",
    String(repeating: "a.", count: 16) + "a", String(repeating: "a", count: 201),
  ])
  func `is refused in any other form`(text: String) {
    #expect(throws: MappingSyntaxError.self) { try JSONPath(parsing: text) }
  }

  // MARK: - References

  static let bundle = """
    {"resourceType":"Bundle","entry":[
      {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p1",
        "birthDate":"1954-02-01"}},
      {"fullUrl":"http://x/Patient/p2","resource":{"resourceType":"Patient","id":"p2",
        "birthDate":"1960-01-01"}},
      {"fullUrl":"http://y/Patient/p3","resource":{"resourceType":"Patient","id":"p3",
        "gender":"male"}},
      {"fullUrl":"http://z/Patient/p3","resource":{"resourceType":"Patient","id":"p3",
        "gender":"female"}},
      {"resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:1"},
        "focus":{"reference":"Patient/p2"},"old":{"reference":"Patient/p2/_history/3"},
        "far":{"reference":"Patient/p9"},"two":{"reference":"Patient/p3"},
        "one":{"reference":"http://z/Patient/p3"},"inner":{"reference":"#c"},
        "contained":[{"resourceType":"Device","id":"c","name":"pump"}]}}]}
    """

  @Test(arguments: [
    ("subject.resolve().birthDate", "1954-02-01"), ("focus.resolve().birthDate", "1960-01-01"),
    ("old.resolve().birthDate", "1960-01-01"), ("far.resolve().birthDate", ""),
    ("inner.resolve().name", "pump"), ("one.resolve().gender", "female"),
    ("resourceType.resolve().id", ""),
  ])
  func `follows a reference within its Bundle`(path: String, expected: String) throws {
    let document = JSONDocument(try JSONTree(parsing: Array(Self.bundle.utf8)))
    let resource = try #require(document.root["entry"]?[4]?["resource"])
    let scope = JSONScope(document, at: resource)
    #expect(try JSONPath(parsing: path).value(in: scope, style: nil) == expected)
  }

  @Test func `S21: takes nobody for another when two resources have one address`() throws {
    let document = JSONDocument(try JSONTree(parsing: Array(Self.bundle.utf8)))
    let resource = try #require(document.root["entry"]?[4]?["resource"])
    let path = try JSONPath(parsing: "two.resolve().gender")
    #expect(path.value(in: JSONScope(document, at: resource), style: nil).isEmpty)
  }

  // MARK: - Work

  @Test func `I10: costs a bounded amount of work, whatever the text holds`() throws {
    let many = "[" + Array(repeating: "1", count: 90_000).joined(separator: ",") + "]"
    let document = JSONDocument(try JSONTree(parsing: Array(#"{"a":\#(many)}"#.utf8)))
    let path = try JSONPath(parsing: "a.b")
    var rounds = 0
    while !document.isExhausted, rounds < 1_000 {
      #expect(path.value(in: JSONScope(document), style: nil).isEmpty)
      rounds += 1
    }
    #expect((50...60).contains(rounds))
  }
}

extension JSONTree {
  /// One element of a list.
  fileprivate subscript(index: Int) -> JSONTree? {
    if case .list(let values) = self, values.indices.contains(index) { values[index] } else { nil }
  }
}
