// Tocsin — GatewayTests: what of a message is shown without break-glass
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinGateway
import TocsinHL7

@Suite struct `A masked message` {
  /// Every field of every segment that HL7 names, and of one that it does not, holds a canary of
  /// its own, in the first component and in the second.
  private static let segments = [
    "PID", "PD1", "PV1", "PV2", "NK1", "MRG", "AL1", "DG1", "GT1", "IN1", "IN2", "IN3", "ORC",
    "OBR", "OBX", "NTE", "SPM", "TQ1", "TXA", "SCH", "RXE", "RXO", "RXR", "PRT", "ROL", "ACC",
    "EVN", "PR1", "DB1", "ARV", "CON", "AIS", "AIL", "AIP", "ZPI", "ZZZ",
  ]

  private static func message(_ value: (String, Int) -> String) throws -> HL7Message {
    let lines = segments.map { code in
      code + (1...50).map { "|" + value(code, $0) }.joined()
    }
    let header = #"MSH|^~\&|LAB|NORTH|||20261124||ORU^R01|C1|P|2.5.1"#
    return try HL7Message(parsing: Array(([header] + lines).joined(separator: "\r").utf8))
  }

  private static func texts(_ parts: [MessagePart]) -> [String] {
    parts.flatMap { $0.parts.isEmpty ? ["\($0.path)=\($0.text)"] : texts($0.parts) }
  }

  /// Where a canary is seen, as fields, in the lines and in the tree.
  private static func seen(_ message: HL7Message) -> Set<String> {
    let tree = MessageTree(message, masked: true)
    var seen: Set<String> = []
    for branch in tree.branches {
      for text in texts(branch.fields) where text.contains("=ZZ") {
        seen.insert(String(text.prefix { $0 != "=" }))
      }
    }
    return seen
  }

  @Test func `shows these fields of people, visits and orders, and no other`() throws {
    let seen = Self.seen(try Self.message { _, _ in "ZZ1" })
    func fields(_ code: String) -> [Int] {
      seen.filter { $0.hasPrefix(code + "-") }.compactMap { Int($0.dropFirst(4)) }.sorted()
    }
    #expect(fields("PID") == [1])
    #expect(fields("PV1") == [1, 2, 3, 4, 6, 10, 14, 36, 42, 44, 45])
    #expect(fields("NK1") == [1] && fields("GT1") == [1] && fields("IN1") == [1])
    for code in ["IN2", "IN3", "ACC", "PV2", "MRG", "RXE", "RXO", "ZPI", "ZZZ"] {
      #expect(fields(code) == [], "\(code)")
    }
    #expect(fields("NTE") == [1, 2, 4])
    #expect(fields("ORC") == [1, 5, 6, 9, 15])
    #expect(fields("OBR") == [1, 4, 5, 6, 7, 8, 11, 14, 22, 24, 25, 36])
    #expect(fields("OBX") == [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 14, 15, 17, 19])
  }

  @Test func `shows of a number whose it is, never the number or the name`() throws {
    let message = try Self.message { _, _ in "ZZA^ZZB^ZZC^ZZD^ZZE" }
    let seen = Self.seen(message).filter { $0.hasPrefix("PID-") }
    let first = (1...5).map { "PID-1.\($0)" }
    #expect(seen == Set(first + ["PID-3.4", "PID-3.5", "PID-18.4", "PID-18.5"]))
  }

  /// A canary in places into which sources put free text.
  @Test(arguments: [
    "PID|1||ZZCANARY^^^NORTH^MR||ZZCANARY^ALPHA^^^^^L||19500101|F|||ZZCANARY STREET^^PARIS",
    "OBX|1|NM|2823-3^Potassium^LN||ZZCANARY|mmol/L|3.5-5.1|HH|||F",
    "OBX|1|ED|PDF^Report||^application^pdf^Base64^ZZCANARY||||||F",
    "OBX|1|CWE|X^Y||ZZCANARY&ZZCANARY^ZZCANARY~ZZCANARY||||||F",
    "NTE|1|L|ZZCANARY~ZZCANARY", "NK1|1|ZZCANARY|SPO|ZZCANARY|ZZCANARY",
    "PV1|1|I|W4^ZZCANARY^ZZCANARY||||ZZCANARY^DOCTOR|ZZCANARY^X|ZZCANARY",
    "ORC|RE|ZZCANARY|ZZCANARY||CM||||20261124|ZZCANARY^N|ZZCANARY^N|ZZCANARY^N||ZZCANARY",
    "OBR|1|ZZCANARY|ZZCANARY^LAB|24323-8^Panel^LN||||||ZZCANARY||||||ZZCANARY^DOCTOR",
    "MRG|ZZCANARY^^^NORTH^MR||||ZZCANARY||ZZCANARY^NAME", "DG1|1||ZZCANARY^ZZCANARY",
    "ZPI|ZZCANARY|ZZCANARY^ZZCANARY&ZZCANARY", "SPM|1|ZZCANARY^ZZCANARY|ZZCANARY",
    "IN1|1|ZZCANARY|ZZCANARY|ZZCANARY", "GT1|1|ZZCANARY|ZZCANARY", "ACC|20261124|ZZCANARY",
    "OBX|1|NM|2823-3^Potassium^LN||1|mmol/L|3.5-5.1|HH|||F\nZZCANARY LIVES HERE",
    "OBX|1|NM|2823-3^ZZCANARY, has fallen at home and was found by the neighbours who rang for "
      + "help at once|",
    "pid|1||ZZCANARY||ZZCANARY", "PID|1||\"\"||ZZCANARY",
  ])
  func `hides whom it concerns and what was found`(_ segment: String) throws {
    let header = #"MSH|^~\&|LAB|NORTH|||20261124||ORU^R01|C1|P|2.5.1"#
    let bytes = Array("\(header)\r\(segment)\rOBX|9|ST|A^B".utf8)
    let message = try HL7Message(parsing: bytes)
    let tree = MessageTree(message, masked: true)
    #expect(!"\(tree.branches)".contains("ZZCANARY"))
    let lines = RawLine.lines(of: message, masked: true)
    #expect(!"\(lines)".contains("ZZCANARY"))
    let shown = RawLine.lines(of: message, masked: false)
    #expect("\(shown)\(MessageTree(message, masked: false).branches)".contains("ZZCANARY"))
  }

  @Test func `keeps its delimiters, so that the structure can be read`() throws {
    let message = try HL7Message(
      parsing: Array(
        ("MSH|^~\\&|LAB|NORTH|||20261124||ORU^R01|C1|P|2.5.1\r"
          + "PID|1||17^^^N^MR~18||A^B||\"\"|F").utf8))
    #expect(
      RawLine.lines(of: message, masked: true).map(\.text) == [
        "MSH|^~\\&|LAB|NORTH|||20261124||ORU^R01|C1|P|2.5.1",
        "PID|1||•••^^^N^MR~•••||•••^•••||\"\"|•••",
      ])
  }

  @Test func `that is none shows its signs alone`() {
    let bytes = Array("PID|ZZCANARY^Müller\u{0B}MSH".utf8)
    let lines = RawLine.lines(of: bytes, masked: true)
    #expect(lines.map(\.text) == ["•••|•••^•••\u{240B}•••"])
  }

  @Test func `is bounded, and a chosen segment is given all the same`() throws {
    let many = (1...3_000).map { "OBX|\($0)|NM|A^B^C||1|mmol/L" }
    let header = #"MSH|^~\&|LAB|NORTH|||20261124||ORU^R01|C1|P|2.5.1"#
    let message = try HL7Message(
      parsing: Array(([header] + many).joined(separator: "\r").utf8))
    let tree = MessageTree(message, masked: true, open: 1_500)
    #expect(tree.branches.count == MessageTree.segmentsMax && tree.furtherSegments == 1_001)
    #expect(tree.branches[1_500].isOpen && !tree.branches[1_499].isOpen)
    #expect(tree.branches[1].isOpen)
  }
}
