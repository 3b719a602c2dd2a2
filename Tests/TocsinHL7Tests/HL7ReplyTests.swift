// Tocsin — TocsinHL7Tests: replies
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

private let stamp = HL7ReplyStamp(time: "20261124081503.410+0100", controlID: "TOC0000900")

private let missing = HL7Fault(
  .requiredFieldMissing, segment: "MSH", field: 10, diagnostic: "MSH-10 is empty",
  advice: "have the source give each message a control id")

private func lines(_ reply: HL7Reply) -> [String] {
  text(reply.bytes).split(separator: "\r", omittingEmptySubsequences: false).map(String.init)
}

@Suite struct `A reply` {
  @Test func `that accepts swaps the applications and names the control id`() throws {
    let raw = Samples.message([
      #"MSH|^~\&|SYN&1.2&ISO^x|NORTH|TOCSIN|WEST|20261124||ORU^R01^ORU_R01|SYN 01 |P^T|2.5.1"#
    ])
    let reply = HL7Reply.accepted(try HL7Message(parsing: raw), stamp)
    #expect(
      lines(reply) == [
        #"MSH|^~\&|TOCSIN|WEST|SYN&1.2&ISO^x|NORTH|20261124081503.410+0100||ACK^R01^ACK"#
          + "|TOC0000900|P^T|2.5.1",
        "MSA|AA|SYN 01 ", "",
      ])
    #expect(reply.framed == [0x0B] + reply.bytes + [0x1C, 0x0D])
  }

  @Test func `that rejects says where, why and what to do next`() throws {
    let raw = Samples.message([#"MSH|^~\&|A|B|C|D|||ORU^R01^ORU_R01||P|2.5.1"#])
    let reply = HL7Reply.rejected(try HL7Message(parsing: raw), missing, stamp)
    #expect(
      lines(reply) == [
        #"MSH|^~\&|C|D|A|B|20261124081503.410+0100||ACK^R01^ACK|TOC0000900|P|2.5.1"#,
        "MSA|AR||MSH-10 is empty",
        "ERR||MSH^1^10|101^Required field missing^HL70357|E|||MSH-10 is empty|"
          + "have the source give each message a control id", "",
      ])
  }

  /// The later bytes of each character look like `|`, `^` or `\`.
  @Test(
    arguments: [
      ("BIG-5", [0x31, 0xA8, 0x5E, 0xB3, 0x5C]), ("GB 18030-2000", [0x81, 0x30, 0x81, 0x30, 0x32]),
      ("ISO IR87", Array("7\u{1B}$B3|0^\u{1B}(B!".utf8)),
      ("ISO IR87", Array("\u{1B}$B3|\u{1B}(B".utf8)),
    ] as [(String, [UInt8])])
  func `names a control id of several bytes a character byte for byte`(
    set: String, id: [UInt8]
  ) throws {
    let raw =
      Array(#"MSH|^~\&|"#.utf8) + id + Array("|B|C|D|||ORU^R01|".utf8) + id
      + Array("|P|2.3||||||\(set)\r".utf8)
    let message = try HL7Message(parsing: raw)
    #expect(Array(message.controlID) == id)
    let reply = HL7Reply.accepted(message, stamp)
    let head = Array(#"MSH|^~\&|C|D|"#.utf8) + id
    let tail = Array("|P|2.3||||||\(set)\rMSA|AA|".utf8) + id + [0x0D]
    #expect(reply.bytes.starts(with: head) && reply.bytes.suffix(tail.count) == tail[...])
  }

  @Test func `to an old version has a plain type and the old form of ERR`() throws {
    let raw = Samples.message([#"MSH|^~\&|A|B|C|D|||ORU^R01||P|2.3.1"#])
    let reply = HL7Reply.rejected(try HL7Message(parsing: raw), missing, stamp)
    #expect(
      lines(reply) == [
        #"MSH|^~\&|C|D|A|B|20261124081503.410+0100||ACK|TOC0000900|P|2.3.1"#,
        "MSA|AR||MSH-10 is empty", "ERR|MSH^1^10^101", "",
      ])
  }

  @Test(arguments: [("2.3.1", "ACK"), ("2.4", "ACK^R01^ACK"), ("2.10", "ACK^R01^ACK"), ("", "ACK")])
  func `has the type that the version knows`(version: String, type: String) throws {
    let raw = Samples.observation("x", version: version)
    let reply = HL7Reply.accepted(try HL7Message(parsing: raw), stamp)
    #expect(text(try HL7Message(parsing: reply.bytes).messageType) == type)
  }

  @Test func `has the text in MSA-3 up to version 2.6`() throws {
    for (version, count) in [("2.6", 3), ("2.7", 2)] {
      let message = try HL7Message(parsing: Samples.observation("x", version: version))
      let reply = HL7Reply.error(message, .storeUnavailable, stamp)
      #expect(lines(reply)[1].split(separator: "|").count == count + 1)
      #expect(lines(reply)[1].hasPrefix("MSA|AE|1"))
    }
  }

  @Test func `is written in the delimiters of the message`() throws {
    let raw = Samples.message([#"MSH^~|\&^A^B^C^D^^^ORU~R01^7^P^2.5.1"#])
    let fault = HL7Fault(.dataType, segment: "PID", diagnostic: "a^b", advice: #"c|d\e"#)
    let reply = HL7Reply.rejected(try HL7Message(parsing: raw), fault, stamp)
    #expect(
      Array(lines(reply)[1...2]) == [
        #"MSA^AR^7^a\F\b"#,
        #"ERR^^PID~1^102~Data type error~HL70357^E^^^a\F\b^c\R\d\E\e"#,
      ])
  }

  @Test func `to bytes without MSH rejects with an empty MSA-2`() throws {
    let error = #expect(throws: HL7ParseError.self) { try HL7Message(parsing: bytes("hello")) }
    let reply = HL7Reply.rejected(try #require(error), stamp)
    #expect(
      lines(reply) == [
        #"MSH|^~\&|TOCSIN||||20261124081503.410+0100||ACK|TOC0000900|P|2.5.1"#,
        "MSA|AR||the message does not begin with an MSH segment (byte 0)",
        "ERR|||100^Segment sequence error^HL70357|E|||"
          + "the message does not begin with an MSH segment (byte 0)|"
          + "send HL7 v2 in its delimited form, with MSH and its separator first", "",
      ])
  }

  @Test func `to an oversized frame names the control id that its prefix holds`() throws {
    let reply = HL7Reply.rejected(prefix: Samples.potassium, .frameTooLong, stamp)
    #expect(reply.code == .rejected)
    #expect(lines(reply)[1].hasPrefix("MSA|AR|SYN000101|"))
    let blind = HL7Reply.rejected(prefix: bytes("junk"), .frameTooLong, stamp)
    #expect(lines(blind)[1].hasPrefix("MSA|AR||"))
  }

  @Test func `echoes the character set only where it is not ASCII`() throws {
    let plain = #"MSH|^~\&|A|B|C|D|||ORU^R01|1|P|2.5||||||UNICODE UTF-8"#
    let accented = plain.replacing("|A|", with: "|Zürich|")
    let first = HL7Reply.accepted(try HL7Message(parsing: bytes(plain)), stamp)
    let second = HL7Reply.accepted(try HL7Message(parsing: bytes(accented)), stamp)
    #expect(lines(first)[0].hasSuffix("|P|2.5"))
    #expect(lines(second)[0].hasSuffix("|P|2.5||||||UNICODE UTF-8"))
    #expect(text(try HL7Message(parsing: second.bytes).msh(5)) == "Zürich")
  }

  @Test func `cannot be broken open by what it echoes`() throws {
    let raw = bytes("MSH|^~\\&|A\u{0B}|B|C|D|||ORU^R01|1\u{1C}|P|2.5\rstray\rPID|1\r")
    let reply = HL7Reply.accepted(try HL7Message(parsing: raw), stamp)
    #expect(lines(reply).count == 3)
    #expect(!reply.bytes.contains(0x0B) && !reply.bytes.contains(0x1C))
  }

  @Test(arguments: [
    HL7Fault.sourceRefused, .typeRefused, .eventRefused, .frameTooLong, .storeUnavailable,
    .ownFailure,
  ])
  func `says what to do next`(fault: HL7Fault) {
    #expect(!fault.advice.isEmpty && !fault.diagnostic.isEmpty)
  }
}
