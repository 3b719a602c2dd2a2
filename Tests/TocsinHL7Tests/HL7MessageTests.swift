// Tocsin — TocsinHL7Tests: reading messages
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

private func kinds(_ message: HL7Message) -> [HL7Warning.Kind] { message.warnings.map(\.kind) }

private let header = #"MSH|^~\&|A|B|C|D|20260101||ORU^R01|1|P|2.5"#

@Suite struct `A message` {
  @Test func `keeps its bytes as they came`() throws {
    let raw = [0xEF, 0xBB, 0xBF, 0x0A] + Samples.potassium + [0x0A, 0x00, 0x20]
    #expect(try HL7Message(parsing: raw).bytes == raw)
  }

  @Test func `gives its header fields byte for byte`() throws {
    let message = try HL7Message(parsing: Samples.potassium)
    #expect(text(message.msh(1)) == "|")
    #expect(text(message.msh(2)) == #"^~\&"#)
    #expect(text(message.msh(3)) == "SYNLAB")
    #expect(text(message.messageType) == "ORU^R01^ORU_R01")
    #expect(text(message.messageCode) == "ORU")
    #expect(text(message.triggerEvent) == "R01")
    #expect(text(message.controlID) == "SYN000101")
    #expect(text(message.processingID) == "P")
    #expect(text(message.versionID) == "2.5.1")
    #expect(message.msh(99).isEmpty)
    #expect(message.warnings.isEmpty)
  }

  @Test func `keeps blanks and escapes of its control id`() throws {
    let raw = Samples.message([#"MSH|^~\&|A|B|C|D|||ORU^R01| 1\T\2 |P|2.5"#])
    #expect(text(try HL7Message(parsing: raw).controlID) == #" 1\T\2 "#)
  }

  @Test func `is made of its segments joined again`() throws {
    let message = try HL7Message(parsing: Samples.potassium)
    let joined = message.segments.flatMap { segment -> [UInt8] in segment.raw + [0x0D] }
    #expect(joined == Samples.potassium)
  }

  @Test func `is made of its fields joined again`() throws {
    for segment in try HL7Message(parsing: Samples.potassium).segments.dropFirst() {
      let fields = segment.fields.map { text($0.raw) }
      #expect(segment.name + "|" + fields.joined(separator: "|") == text(segment.raw))
      for (index, field) in fields.enumerated() {
        #expect(text(segment.field(index + 1).raw) == field)
      }
    }
  }

  @Test(arguments: ["T", "D", "T^I"])
  func `in training or debugging says so`(mode: String) throws {
    let raw = Samples.message([#"MSH|^~\&|A|B|C|D|||ORU^R01|1|\#(mode)|2.5"#])
    #expect(try HL7Message(parsing: raw).isForTest)
    #expect(try HL7Message(parsing: Samples.potassium).isForTest == false)
  }

  @Test func `shows no content when it is printed`() throws {
    let message = try HL7Message(parsing: Samples.potassium)
    let segment = try #require(message.first("PID"))
    #expect("\(message)" == "HL7Message(\(Samples.potassium.count) bytes, 14 segments)")
    #expect("\(segment) \(segment.field(5))" == "PID at 1 element of 19 bytes")
  }
}

@Suite struct `The segments of a message` {
  @Test(arguments: ["\r", "\n", "\r\n"])
  func `end at CR, LF or both`(end: String) throws {
    let raw = bytes([header, "PID|1", "PV1|1|I"].joined(separator: end))
    let message = try HL7Message(parsing: raw)
    #expect(message.segments.map { text($0.raw) } == [header, "PID|1", "PV1|1|I"])
  }

  @Test func `keep a bare LF as data where the message has CR`() throws {
    let message = try HL7Message(parsing: bytes("\(header)\rNTE|1||one\ntwo\rPID|1"))
    #expect(message.segments.map(\.name) == ["MSH", "NTE", "PID"])
    #expect(message.first("NTE")?.field(3).text() == "one\ntwo")
    #expect(kinds(message) == [.lineFeedInSegment])
  }

  @Test func `begin after a bare LF that a segment follows`() throws {
    let message = try HL7Message(parsing: bytes("\(header)\rPID|1\nPV1|1\rOBX|1"))
    #expect(message.segments.map(\.name) == ["MSH", "PID", "PV1", "OBX"])
  }

  @Test func `take stray lines into the field before them, as new lines`() throws {
    let message = try HL7Message(parsing: bytes("\(header)\rOBX|1|TX|X||one\rtwo\r\nthree\rPID|1"))
    #expect(message.segments.map(\.name) == ["MSH", "OBX", "PID"])
    #expect(message.first("OBX")?.field(5).text() == "one\ntwo\nthree")
    #expect(kinds(message) == [.strayLine])
    #expect(message.warnings.first?.count == 2)
  }

  @Test func `do not let a stray line into the header`() throws {
    let message = try HL7Message(parsing: bytes("\(header)\rstray\rPID|1"))
    #expect(text(message.versionID) == "2.5")
  }

  @Test func `pass over blank lines, and count them`() throws {
    let message = try HL7Message(parsing: bytes("\(header)\r\r \rPID|1\r\r"))
    #expect(message.segments.map(\.name) == ["MSH", "PID"])
    #expect(message.warnings.map(\.description) == ["blank-line at byte 43 (2 times)"])
  }

  @Test func `are kept when nobody knows their name, or it is in lower case`() throws {
    let message = try HL7Message(parsing: bytes("\(header)\rZPI|x\rpid|1||7\rAL1"))
    #expect(message.segments.map(\.name) == ["MSH", "ZPI", "pid", "AL1"])
    #expect(message.first("PID")?.field(3).text() == "7")
    #expect(kinds(message) == [.lowercaseSegment])
  }

  @Test(arguments: ["\u{FEFF}", "\n", "  ", "\u{0B}"])
  func `may have something before the first`(lead: String) throws {
    let message = try HL7Message(parsing: bytes("\(lead)\(header)\rPID|1\r"))
    #expect(message.segments.map(\.name) == ["MSH", "PID"])
    #expect(text(message.controlID) == "1")
  }

  @Test(arguments: ["", "\r", "\r\n\n", "\r\0", "\r\u{1C}\r"])
  func `may have something after the last`(tail: String) throws {
    let message = try HL7Message(parsing: bytes("\(header)\rPID|1\(tail)"))
    #expect(message.segments.map { text($0.raw) } == [header, "PID|1"])
  }
}

@Suite struct `Delimiters` {
  @Test(arguments: [#"^~\&"#, #"^~\&#"#, #"^~\}"#, "^", "^~"])
  func `are accepted in any number`(encoding: String) throws {
    let raw = Samples.message(["MSH|\(encoding)|A||||||ORU^R01|7|P|2.5.1", "PID|1||a^b"])
    let message = try HL7Message(parsing: raw)
    #expect(text(message.msh(2)) == encoding)
    #expect(text(message.controlID) == "7")
    #expect(message.first("PID")?.field(3).component(2).text() == "b")
    #expect(message.warnings.isEmpty)
  }

  @Test func `are those of the message, not the usual ones`() throws {
    let raw = Samples.message([#"MSH^~|\&^A^^^^^^ORU~R01^7^P^2.5.1"#, "PID^1^^a~b&c|d~e"])
    let message = try HL7Message(parsing: raw)
    let field = try #require(message.first("PID")).field(3)
    #expect(field.repetitions.map { $0.component(1).text() } == ["a", "d"])
    #expect(field.component(2).subcomponent(2).text() == "c")
    #expect(text(message.triggerEvent) == "R01")
  }

  @Test func `that are absent do not split`() throws {
    let raw = Samples.message(["MSH|^|A||||||ORU^R01|7|P|2.5.1", #"PID|1||a~b&c\T\"#])
    let field = try #require(try HL7Message(parsing: raw).first("PID")).field(3)
    #expect(field.repetitions.map { $0.text() } == [#"a~b&c\T\"#])
  }

  @Test(arguments: ["&&&&", "^^^^^", "^~^&"])
  func `that repeat are taken in their first meaning, with a warning`(encoding: String) throws {
    let raw = Samples.message(["MSH|\(encoding)|A||||||ORU|7|P|2.5.1", "PID|1||a\(encoding)b"])
    let message = try HL7Message(parsing: raw)
    #expect(kinds(message) == [.delimiterDuplicate])
    #expect(message.first("PID")?.field(3).component(1).text() == "a")
  }

  @Test func `of truncation are data inside a value`() throws {
    let raw = Samples.message([#"MSH|^~\&#|A||||||ORU^R01|7|P|2.5.1"#, "PV1|1|I|Bed #4"])
    #expect(try HL7Message(parsing: raw).first("PV1")?.field(3).text() == "Bed #4")
  }
}

@Suite struct `A field` {
  private static let raw = Samples.message([header, #"ZZZ|a||""|^^^|x^""^&|~"#])

  @Test(arguments: [
    (1, HL7Presence.value), (2, .empty), (3, .null), (4, .empty), (6, .empty), (7, .absent),
    (0, .absent), (99, .absent),
  ])
  func `is a value, empty, null or absent`(number: Int, presence: HL7Presence) throws {
    let segment = try #require(try HL7Message(parsing: Self.raw).first("ZZZ"))
    #expect(segment.field(number).presence == presence)
  }

  @Test func `has components with a presence of their own`() throws {
    let field = try #require(try HL7Message(parsing: Self.raw).first("ZZZ")).field(5)
    #expect((1...4).map { field.component($0).presence } == [.value, .null, .empty, .absent])
    #expect(field.component(2).text().isEmpty)
    #expect(field.component(2).literalText() == #""""#)
  }

  @Test func `has parts of parts, and the first stands for the whole`() throws {
    let field = try #require(try HL7Message(parsing: Samples.potassium).first("PID")).field(3)
    #expect(field.repetitions.map { $0.component(5).text() } == ["MR", "PI"])
    #expect(field.component(4).subcomponent(2).text() == "1.2.3.4")
    #expect(field.repetition(2).component(4).subcomponent(1).text() == "WEST")
    #expect(field.repetition(3).presence == .absent)
    #expect(field.subcomponent(1).text() == "990017")
  }
}
