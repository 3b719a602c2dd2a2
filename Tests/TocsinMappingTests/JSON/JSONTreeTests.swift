// Tocsin — MappingTests: JSON as it was written
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinMapping

@Suite struct `A JSON text` {
  private func read(_ text: String) throws -> JSONTree { try JSONTree(parsing: Array(text.utf8)) }

  @Test func `S21: keeps its numbers as they were written`() throws {
    #expect(
      try read("[7.10,-0,1e3,1E+02,-0.50]")
        == .list(
          ["7.10", "-0", "1e3", "1E+02", "-0.50"].map(JSONTree.number)))
  }

  @Test func `keeps the order of its members, and gives the last of two`() throws {
    let tree = try read(#" {"b":1,"a":null,"b":2} "#)
    #expect(tree["b"] == .number("2"))
    #expect(tree["a"] == .null)
    #expect(tree["c"] == nil)
    guard case .object(let members) = tree else { throw JSONFault(byte: 0, text: "no object") }
    #expect(members.map(\.name) == ["b", "a", "b"])
  }

  @Test func `has its escapes undone, whole pairs and half ones`() throws {
    #expect(try read(#""\"\\\/\b\f\n\r\t\u00e9""#) == .text("\"\\/\u{8}\u{c}\n\r\té"))
    #expect(try read(#""\ud83d\ude00""#) == .text("😀"))
    #expect(try read(#""\ud83dx\ude00""#) == .text("\u{FFFD}x\u{FFFD}"))
    #expect(try read(#""\ud83d\u0041""#) == .text("\u{FFFD}A"))
  }

  @Test func `may begin with a byte order mark`() throws {
    #expect(try JSONTree(parsing: [0xEF, 0xBB, 0xBF] + Array("true".utf8)) == .flag(true))
  }

  @Test(arguments: [
    ("", 0), (" ", 1), ("tru", 0), ("01", 1), ("1.", 2), ("-", 1), ("+1", 0), (".5", 0),
    ("\"a", 2), ("\"a\nb\"", 2), (#""\x""#, 2), (#""\u12g4""#, 3), ("[1,]", 3), ("[1 2]", 3),
    ("{\"a\"}", 4), ("{\"a\":1,}", 7), ("{a:1}", 1), ("1 2", 2), ("NaN", 0), ("'a'", 0),
  ])
  func `is refused at the byte where it is none`(text: String, byte: Int) {
    let fault = #expect(throws: JSONFault.self) { try read(text) }
    #expect(fault?.byte == byte, "\(text)")
  }

  @Test func `is refused when a string is not UTF-8`() {
    let fault = #expect(throws: JSONFault.self) {
      try JSONTree(parsing: [0x22, 0x61, 0xC3, 0x22])
    }
    #expect(fault == JSONFault(byte: 1, text: "a string is not UTF-8"))
  }

  @Test func `threat 22: is refused when it nests too deep, or has too many values`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try read(nested(64)) }
    #expect(throws: JSONFault.self) { try read(nested(65)) }
    #expect(throws: JSONFault.self) { try read(String(repeating: "[", count: 1_000_000)) }
    #expect(throws: JSONFault.self) {
      try read("[" + String(repeating: "0,", count: 100_000) + "0]")
    }
  }
}
