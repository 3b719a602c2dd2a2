// Tocsin — TocsinHL7Tests: who gets which code
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

private let stamp = HL7ReplyStamp(time: "20261124081503.410+0100", controlID: "TOC0000900")
private let fault = HL7Fault(.internalError, diagnostic: "d", advice: "a")

private func message(_ accept: String, _ application: String, type: String = "ORU^R01^ORU_R01")
  throws -> HL7Message
{
  try HL7Message(
    parsing: bytes("MSH|^~\\&|A|B|C|D|||\(type)|C1|P|2.6|||\(accept)|\(application)\r"))
}

/// MSH-15, MSH-16, the dialect, and the codes for an accepted, a deferred and a refused message.
struct DialectRow: CustomTestStringConvertible, Sendable {
  let asked: [String]
  let dialect: HL7Dialect
  let codes: [[String]]

  init(
    _ accept: String, _ application: String, _ dialect: HL7Dialect, _ codes: [String]...
  ) {
    asked = [accept, application]
    self.dialect = dialect
    self.codes = codes
  }

  var testDescription: String { "\(asked) \(dialect.rawValue)" }
}

@Suite struct `A dialect` {
  @Test(arguments: [
    DialectRow("", "", .alwaysAA, ["AA"], ["AE"], ["AR"]),
    DialectRow("AL", "AL", .alwaysAA, ["AA"], ["AE"], ["AR"]),
    DialectRow("NE", "NE", .alwaysAA, ["AA"], ["AE"], ["AR"]),
    DialectRow("", "", .alwaysCA, ["CA"], ["CE"], ["CR"]),
    DialectRow("", "", .auto, ["AA"], ["AE"], ["AR"]),
    DialectRow("AL", "NE", .auto, ["CA"], ["CE"], ["CR"]),
    DialectRow("ER", "AL", .auto, ["CA"], ["CE"], ["CR"]),
    DialectRow("NE", "NE", .auto, ["AA"], ["AE"], ["AR"]),
    DialectRow("", "AL", .auto, ["AA"], ["AE"], ["AR"]),
    DialectRow("", "", .strict, ["AA"], ["AE"], ["AR"]),
    DialectRow("AL", "NE", .strict, ["CA"], ["CE"], ["CR"]),
    DialectRow("AL", "AL", .strict, ["CA", "AA"], ["CE"], ["CR"]),
    DialectRow("NE", "AL", .strict, ["AA"], ["AE"], ["AR"]),
    DialectRow("NE", "NE", .strict, [], [], []),
    DialectRow("ER", "NE", .strict, [], ["CE"], ["CR"]),
    DialectRow("SU", "", .strict, ["CA"], [], []),
    DialectRow("", "SU", .strict, ["AA"], [], []),
    DialectRow("AL", "ER", .strict, ["CA"], ["CE"], ["CR"]),
    DialectRow("AL", "AL", .none, [], [], []),
  ])
  func `chooses the codes`(row: DialectRow) throws {
    let message = try message(row.asked[0], row.asked[1])
    let verdicts = [HL7Verdict.accepted, .notNow(fault), .rejected(fault)]
    let codes = verdicts.map { verdict in
      HL7Reply.replies(to: message, verdict, by: HL7ReplyRule(row.dialect), stamp)
        .map(\.code.rawValue)
    }
    #expect(codes == row.codes)
  }

  @Test func `gives each of two replies a control id of its own`() throws {
    let replies = HL7Reply.replies(
      to: try message("AL", "AL"), .accepted, by: HL7ReplyRule(.strict), stamp)
    let read = try replies.map { try HL7Message(parsing: $0.bytes) }
    #expect(read.map { text($0.controlID) } == ["TOC0000900", "TOC0000900A"])
    #expect(read.map { text($0.first("MSA")?.field(2).raw ?? []) } == ["C1", "C1"])
  }

  @Test(arguments: [HL7Reply.Code.error, .rejected, .commitError, .commitRejected])
  func `says "not now" by the code that the document names`(code: HL7Reply.Code) throws {
    var rule = HL7ReplyRule(.alwaysAA)
    rule.notNow = code
    let replies = HL7Reply.replies(to: try message("", ""), .notNow(fault), by: rule, stamp)
    #expect(replies.map(\.code) == [code])
    let refused = HL7Reply.replies(to: try message("", ""), .rejected(fault), by: rule, stamp)
    #expect(refused.map(\.code) == [.rejected])
  }

  @Test func `answers bytes without a header too, unless it answers nothing`() {
    func codes(_ dialect: HL7Dialect) -> [HL7Reply.Code] {
      HL7Reply.replies(
        toPrefix: bytes("junk"), .rejected(fault), by: HL7ReplyRule(dialect), stamp
      ).map(\.code)
    }
    #expect(codes(.alwaysAA) == [.rejected] && codes(.auto) == [.rejected])
    #expect(codes(.strict) == [.rejected] && codes(.alwaysCA) == [.commitRejected])
    #expect(codes(.none).isEmpty)
  }

  @Test func `answers the alert of a device by ORA^R41 where its source wants that`() throws {
    var rule = HL7ReplyRule(.alwaysAA)
    rule.answersAlertsByR41 = true
    func type(_ asked: String, _ rule: HL7ReplyRule) throws -> String {
      let replies = HL7Reply.replies(
        to: try message("", "", type: asked), .accepted, by: rule, stamp)
      return text(try HL7Message(parsing: replies[0].bytes).messageType)
    }
    #expect(try type("ORU^R40^ORU_R40", rule) == "ORA^R41^ORA_R41")
    #expect(try type("ORU^R01^ORU_R01", rule) == "ACK^R01^ACK")
    #expect(try type("ORU^R40^ORU_R40", HL7ReplyRule()) == "ACK^R40^ACK")
    rule.dialect = .alwaysCA
    #expect(try type("ORU^R40^ORU_R40", rule) == "ACK^R40^ACK", "CA is the receiver's own")
  }

  @Test func `tells the expected number in MSA-4 where its source wants that`() throws {
    var rule = HL7ReplyRule(.alwaysAA)
    func msa(_ verdict: HL7Verdict) throws -> String {
      let reply = HL7Reply.replies(
        to: try message("", ""), verdict, by: rule, stamp, expected: 7)[0]
      return text(try HL7Message(parsing: reply.bytes).first("MSA")?.raw ?? [])
    }
    #expect(try msa(.accepted) == "MSA|AA|C1")
    rule.tellsExpectedNumber = true
    #expect(try msa(.accepted) == "MSA|AA|C1||7")
    #expect(try msa(.rejected(fault)) == "MSA|AR|C1|d|7")
  }
}
