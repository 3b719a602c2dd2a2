// Tocsin — TocsinHL7Tests: what we write is what is read
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

/// Texts of every kind of trouble, the same for the same seed.
private struct NastyTexts {
  private var state: UInt64
  private static let pieces = [
    "|", "^", "~", "\\", "&", "#", "\r", "\n", "\r\n", "\u{0B}", "\u{1C}", "\t", "\"\"", "a", "B7",
    "ä", "😀", " ", ".br", "X0D", "\u{0}", "é", "MSH", "\\F\\",
  ]

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  mutating func text() -> String {
    (0..<next(6)).map { _ in Self.pieces[next(Self.pieces.count)] }.joined()
  }

  mutating func value() -> HL7Value {
    HL7Value(
      repetitions: (0...next(3)).map { _ in
        (0...next(3)).map { _ in (0...next(3)).map { _ in text() } }
      })
  }
}

@Suite struct `A message that is written` {
  private static let header: [Int: HL7Value] = [
    3: HL7Value("TOCSIN"), 9: HL7Value(components: ["ORA", "R42", "ORA_R42"]),
    10: HL7Value("TOC1"), 11: HL7Value("P"), 12: HL7Value("2.7"), 18: HL7Value("UNICODE UTF-8"),
  ]

  @Test(arguments: 1...200)
  func `is read back as the same fields, whatever they hold`(_ seed: Int) throws {
    var texts = NastyTexts(seed: UInt64(seed))
    let fields = Dictionary(uniqueKeysWithValues: (1...12).map { ($0, texts.value()) })
    var out = HL7Writer()
    out.segment("MSH", Self.header)
    out.segment("ZZZ", fields)
    out.segment("OBX", fields)
    let message = try HL7Message(parsing: out.bytes)
    #expect(message.warnings.isEmpty)
    #expect(message.segments.map(\.name) == ["MSH", "ZZZ", "OBX"])
    for segment in message.segments.dropFirst() {
      for (number, value) in fields {
        #expect(HL7Value(segment.field(number)).trimmed == value.trimmed)
      }
    }
  }

  @Test func `holds no byte that would break its frame`() {
    var out = HL7Writer()
    out.segment("MSH", Self.header)
    out.segment("OBX", [5: HL7Value("a\u{0B}b\u{1C}c\rd")])
    #expect(String(decoding: out.bytes, as: UTF8.self).hasSuffix(#"a\X0B\b\X1C\c\X0D\d"# + "\r"))
  }

  @Test func `ends a segment at its last value`() {
    var out = HL7Writer()
    out.segment("PRT", [2: HL7Value("AD"), 3: HL7Value("Read"), 9: HL7Value("")])
    #expect(String(decoding: out.bytes, as: UTF8.self) == "PRT||AD|Read\r")
  }

  @Test func `repeats what another message says, in its own delimiters`() throws {
    let source = "MSH$%?!*$LAB$N\rOBR$1$P1%OE$F1*x%SYN!S!B?F2$\"\"\r"
    let message = try HL7Message(parsing: Array(source.utf8))
    let order = try #require(message.first("OBR"))
    var out = HL7Writer()
    out.segment("OBR", [2: HL7Value(order.field(2)), 3: HL7Value(order.field(3))])
    #expect(String(decoding: out.bytes, as: UTF8.self) == "OBR||P1^OE|F1&x^SYN%B~F2\r")
  }
}
