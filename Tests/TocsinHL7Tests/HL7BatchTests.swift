// Tocsin — TocsinHL7Tests: batches and inspection
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

private let header = #"MSH|^~\&|A|B|C|D|||ORU^R01|"#

@Suite struct `A batch` {
  @Test func `of one message is that message, untouched`() {
    let raw = [0x0A] + Samples.potassium + [0x00]
    let batch = HL7Batch.split(raw)
    #expect(batch.messages == [raw])
    #expect(!batch.isBatch)
  }

  @Test(arguments: ["\r", "\n", "\r\n"])
  func `with headers and trailers gives its messages`(end: String) throws {
    let lines = [
      #"FHS|^~\&|A"#, #"BHS|^~\&|A"#, "\(header)1|P|2.5", "PID|1", "\(header)2|P|2.5", "BTS|2",
      "FTS|1",
    ]
    let batch = HL7Batch.split(bytes(lines.map { $0 + end }.joined()))
    #expect(batch.isBatch && batch.warnings.isEmpty)
    #expect(try batch.messages.map { text(try HL7Message(parsing: $0).controlID) } == ["1", "2"])
    #expect(
      batch.messages.map { text($0) } == [
        lines[2] + end + lines[3] + end, lines[4] + end,
      ])
  }

  @Test func `without headers splits at each MSH`() throws {
    let raw = Samples.message((1...8).flatMap { ["\(header)\($0)|P|2.5", "PID|MSH|x"] })
    let batch = HL7Batch.split(raw)
    #expect(batch.messages.count == 8)
    #expect(batch.messages.flatMap { $0 } == raw)
  }

  @Test func `with a wrong count or no trailer is a warning, and holds nothing back`() {
    let raw = Samples.message([
      #"BHS|^~\&|A"#, "\(header)1|P|2.5", "BTS|7", #"BHS|^~\&|A"#, "\(header)2|P|2.5",
    ])
    let batch = HL7Batch.split(raw)
    #expect(batch.messages.count == 2)
    #expect(batch.warnings.map(\.kind) == [.batchCountMismatch, .batchTrailerMissing])
  }

  @Test func `that was not split is refused with a hint`() {
    let error = #expect(throws: HL7ParseError.self) {
      try HL7Message(parsing: bytes("FHS|^~\\&|A\r\(header)1|P|2.5\r"))
    }
    #expect(error?.reason == .batch)
  }

  @Test func `of frames in a file gives their messages`() throws {
    let file = MLLPFramer.framed(Samples.potassium) + MLLPFramer.framed(Samples.observation("x"))
    let ids = try HL7Batch.split(file).messages.map { text(try HL7Message(parsing: $0).controlID) }
    #expect(ids == ["SYN000101", "1"])
  }
}

@Suite struct `An inspection` {
  private static func paths(_ texts: String...) -> [(text: String, path: HL7Path)] {
    texts.compactMap { text in HL7Path(text).map { (text, $0) } }
  }

  @Test func `shows type, version, control id, segments and fields`() throws {
    let found = HL7Inspection.all(in: Samples.potassium, paths: Self.paths("OBX-8", "PID-5.1"))
    let one = try #require(found.first)
    #expect(found.count == 1)
    #expect(one.type == "ORU^R01" && one.version == "2.5.1" && one.controlID == "SYN000101")
    #expect(one.characterSet == "US-ASCII")
    #expect(one.segments.prefix(4) == ["MSH", "PID", "PV1", "ORC"])
    #expect(one.fields.map(\.path) == ["OBX-8", "PID-5.1"])
    #expect(one.fields.map(\.values) == [["HH", "N", "N"], ["ZZTEST"]])
    #expect(one.warnings.isEmpty && one.error == nil)
  }

  @Test func `shows an error for what is not a message`() throws {
    let one = try #require(HL7Inspection.all(in: bytes("MSH|")).first)
    #expect(one.type == nil && one.segments.isEmpty)
    #expect(one.error?.segment == "MSH" && one.error?.field == 2 && one.error?.byte == 4)
  }

  @Test func `shows every message of a file, and where it begins`() {
    let file = Samples.potassium + Samples.observation("x")
    #expect(HL7Inspection.all(in: file).map(\.offset) == [0, Samples.potassium.count])
  }

  @Test func `warns of a missing control id and message type`() throws {
    let one = try #require(HL7Inspection.all(in: bytes(#"MSH|^~\&|A"#)).first)
    #expect(one.warnings.map(\.kind) == [.messageTypeMissing, .controlIDMissing])
    #expect(one.controlID == "" && one.type == "")
  }
}
