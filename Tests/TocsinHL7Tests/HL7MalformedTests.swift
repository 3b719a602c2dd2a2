// Tocsin — TocsinHL7Tests: bad input and very large input
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

/// Reads everything there is to read in a message.
private func readAll(_ message: HL7Message) -> Int {
  var total = message.orders.count
  for segment in message.segments {
    total += segment.observationText.utf8.count
    for field in segment.fields.prefix(100) {
      for repetition in field.repetitions.prefix(100) {
        total += repetition.component(2).subcomponent(2).text().utf8.count
      }
    }
  }
  return total
}

@Suite struct `Bytes that are not a message` {
  @Test(arguments: [
    ("", HL7ParseError.Reason.empty, 0), ("\r\n \0", .empty, 4), ("hello", .noHeader, 0),
    ("PID|1\rMSH|^~\\&|", .noHeader, 0), ("M", .noHeader, 0), ("\nMS", .noHeader, 1),
    ("MSH", .truncatedHeader, 3), ("MSH\r", .truncatedHeader, 3), ("MSH|", .truncatedHeader, 4),
    ("MSH|\rPID|1", .truncatedHeader, 4), ("MSH||A", .encodingCharacters, 4),
    ("MSHA^~\\&A", .fieldSeparator, 3), ("MSH ^~\\& A", .fieldSeparator, 3),
    ("MSH1", .fieldSeparator, 3), ("MSH\t^~\\&", .fieldSeparator, 3),
    ("MSH|^\u{1C}\\&", .encodingCharacters, 4),
  ])
  func `are refused with a reason, a place and a hint`(
    input: String, reason: HL7ParseError.Reason, byte: Int
  ) throws {
    let error = try #require(
      #expect(throws: HL7ParseError.self) { try HL7Message(parsing: bytes(input)) })
    #expect(error.reason == reason)
    #expect(error.byte == byte)
    #expect(!error.message.isEmpty && !error.hint.isEmpty)
  }

  @Test(arguments: [#"MSH|^~\&"#, #"MSH|^"#, #"MSH|^~\&|A|B"#, "msh|^~\\&|a", "MSH|hello"])
  func `are taken as long as the delimiters are there`(input: String) throws {
    let message = try HL7Message(parsing: bytes(input))
    #expect(message.controlID.isEmpty)
    #expect(message.warnings.map(\.kind).contains(.controlIDMissing))
  }

  @Test func `never stop the parser when they are cut anywhere`() {
    for end in 0..<Samples.potassium.count {
      let cut = Array(Samples.potassium[..<end])
      let message = try? HL7Message(parsing: cut)
      #expect((message == nil) == (end < 5), "cut at \(end)")
      #expect(message.map { readAll($0) } ?? 0 >= 0)
    }
  }

  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func `never stop the parser when they are changed at random`(seed: UInt64) throws {
    var random = FixedGenerator(seed: seed)
    var raw = Samples.potassium
    let odd: [UInt8] = Array("|^~\\&\r\n\"#MX0. ".utf8) + [0, 0x0B, 0x1C, 0x80, 0xC3, 0xFF]
    for _ in 0..<Int.random(in: 1...60, using: &random) {
      let index = Int.random(in: 0..<raw.count, using: &random)
      raw[index] = odd[Int.random(in: 0..<odd.count, using: &random)]
    }
    for part in HL7Batch.split(raw).messages {
      guard let message = try? HL7Message(parsing: part) else { continue }
      #expect(message.bytes == part)
      #expect(readAll(message) >= 0)
      let stamp = HL7ReplyStamp(time: "20260101", controlID: "1")
      let reply = try HL7Message(parsing: HL7Reply.accepted(message, stamp).bytes)
      #expect(reply.delimiters == message.delimiters)
      #expect(reply.segments.count == 2)
    }
  }
}

@Suite(.serialized) struct `A very large message` {
  private static let header = bytes("MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5\r")
  private static let size = 2 << 20

  @Test(arguments: [0x7C, 0x5E, 0x7E, 0x5C, 0x26, 0x0D, 0x0A, 0x22, 0x00, 0xC3] as [UInt8])
  func `of one byte repeated is read in one pass`(byte: UInt8) throws {
    let raw = Self.header + bytes("OBX|1|FT|X||") + [UInt8](repeating: byte, count: Self.size)
    #expect(HL7Batch.split(raw).messages.count == 1)
    let message = try HL7Message(parsing: raw)
    let segment = try #require(message.first("OBX"))
    #expect(segment.observationText.utf8.count <= 3 * raw.count)
    #expect(segment.field(5).component(999_999).subcomponent(3).raw.count <= raw.count)
    #expect(segment.fields.reduce(0) { total, _ in total + 1 } >= 5)
    #expect(message.values(at: try #require(HL7Path("OBX-5"))).count <= HL7Limits.valuesMax)
  }

  @Test func `of a million segments is refused, with a place`() {
    let raw = Self.header + (0..<1_000_000).flatMap { _ in bytes("NTE|1\r") }
    let error = #expect(throws: HL7ParseError.self) { try HL7Message(parsing: raw) }
    #expect(error?.reason == .tooManySegments)
    #expect(error?.byte == Self.header.count + 6 * (HL7Limits.segmentsMax - 1))
  }

  @Test func `of as many segments as may be is walked in one pass`() throws {
    let body = (1..<HL7Limits.segmentsMax).flatMap { _ in bytes("OBX|1|NM\r") }
    let message = try HL7Message(parsing: Self.header + body)
    #expect(message.segments.count == HL7Limits.segmentsMax)
    #expect(message.orders.first?.observations.count == HL7Limits.segmentsMax - 1)
    #expect(message.values(at: try #require(HL7Path("OBX-2"))).count == HL7Limits.valuesMax)
  }

  @Test func `of a million stray lines warns once`() throws {
    let raw = Self.header + (0..<1_000_000).flatMap { _ in bytes("stray\r") }
    let message = try HL7Message(parsing: raw)
    #expect(message.warnings.map(\.count) == [1_000_000])
  }

  @Test func `over the limit is refused`() {
    let raw = Self.header + [UInt8](repeating: 0x41, count: HL7Limits.frameBytesMax)
    let error = #expect(throws: HL7ParseError.self) { try HL7Message(parsing: raw) }
    #expect(error?.reason == .tooLong)
  }
}
