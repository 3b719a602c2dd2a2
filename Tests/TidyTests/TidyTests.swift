// Tocsin — TidyTests: the rules that every file keeps
// SPDX-License-Identifier: Apache-2.0

import Testing

/// The findings as text, so that a failure lists every place at once.
func report(_ findings: [Finding]) -> Comment {
  Comment(rawValue: "\n" + findings.map(\.description).sorted().joined(separator: "\n"))
}

@Suite struct `Every file of the tree` {
  @Test(arguments: Rule.all) func `keeps its rules`(rule: Rule) {
    let findings = Tree.files.filter { rule.covers($0.path) }.flatMap(rule.check)
    #expect(findings.isEmpty, report(findings))
  }

  @Test func `names each case of our own enums in a switch`() {
    let sources = Tree.files.filter { $0.path.hasPrefix("Sources/") && isSwift($0.path) }
    let enums = OwnEnums(sources)
    let findings = sources.flatMap(enums.openSwitches)
    #expect(findings.isEmpty, report(findings))
  }

  @Test func `is found at all`() {
    #expect(Tree.files.count > 50)
    #expect(Tree.file("Package.swift") != nil)
  }
}

@Suite struct `Every rule` {
  @Test(arguments: Rule.all) func `refuses its sample`(rule: Rule) {
    let file = SourceFile(path: rule.refused.path, text: rule.refused.text)
    #expect(!rule.check(file).isEmpty)
  }

  @Test(arguments: Rule.all) func `lets through what is right`(rule: Rule) {
    let file = SourceFile(path: rule.accepted.path, text: rule.accepted.text)
    let findings = rule.check(file)
    #expect(findings.isEmpty, report(findings))
  }

  @Test(arguments: [
    ("case .a: f()\n  case .b(let x): g()\n  default: h()", 1),
    ("case .a: f()\n  case .b, .c: g()", 0),
    ("case .a: f()\n  case .other: g()\n  default: h()", 0),
    ("case 1: f()\n  case 2: g()\n  default: h()", 0),
  ])
  func `on switches tells our own enums from others`(body: String, count: Int) {
    let text = "enum E: String { case a = \"x\", b\n  case c(Int, D)\n  func f(z: Int, y: Int) {} }"
    let enums = OwnEnums([SourceFile(path: "Sources/A/E.swift", text: text)])
    let file = SourceFile(path: "Sources/A/B.swift", text: "switch e {\n  \(body)\n}")
    #expect(enums.cases["E"] == ["a", "b", "c"])
    #expect(enums.openSwitches(in: file).count == count)
  }
}

@Suite struct `The lexer of the rules` {
  @Test(arguments: [
    ("a // b\n/* c /* d */ */ e", ["a", "e"]),
    ("\"x \\(f(\")\")) y\" z", ["x \\(f(\")\")) y", "z"]),
    ("#\"a\"b\\n\"# c", ["a\"b\\n", "c"]),
    ("\"\"\"\n a \" b\n\"\"\" d", ["\n a \" b\n", "d"]),
    ("f() -> `g h`", ["f", "(", ")", "->", "g h"]),
  ])
  func `cuts comments, strings and names`(text: String, words: [String]) {
    var lexer = Lexer(Array(text.utf8))
    #expect(lexer.tokens().map(\.text) == words)
  }

  @Test(arguments: [
    ("alertSeverity", ["alert", "severity"]), ("HL7Message", ["hl7", "message"]),
    ("ackCode", ["ack", "code"]), ("MLLPFramer", ["mllp", "framer"]), ("pageID", ["page", "id"]),
  ])
  func `cuts a name into its words`(name: String, parts: [String]) {
    #expect(nameParts(name) == parts)
  }
}
