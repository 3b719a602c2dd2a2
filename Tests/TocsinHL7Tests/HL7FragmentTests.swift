// Tocsin — TocsinHL7Tests: messages in parts
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

private func message(_ pointer: String, _ lines: String...) throws -> HL7Message {
  let header = #"MSH|^~\&|A|B|C|D|1||ORU^R01|1|P|2.5.1||\#(pointer)"#
  return try HL7Message(parsing: Samples.message([header] + lines))
}

@Suite struct `A part of a message` {
  @Test(arguments: [
    ("", "OBX|1", nil), ("", "DSC|X|F", ["", "X"]), ("", "DSC|X", ["", "X"]),
    ("", "DSC|X|I", nil), ("", "DSC||F", nil), ("W", "OBX|1", ["W", ""]),
    ("W", "DSC|X|F", ["W", "X"]),
  ])
  func `says what it continues and what goes on`(
    pointer: String, last: String, expected: [String]?
  ) throws {
    let fragment = try message(pointer, "PID|1", last).fragment
    #expect(fragment.map { [text($0.continues), text($0.goesOn)] } == expected)
  }

  @Test func `gives the message with the others`() throws {
    let parts = [
      try message("", "PID|1", "OBX|1|TX|||one", "ADD", "DSC|X|F"),
      try message("X", "ADD| and two|mmol", "OBX|2|TX|||thr", "ADD|", "DSC|Y|F"),
      try message("Y", "ADD|ee", "NTE|1"),
    ]
    let whole = try #require(HL7Message.joined(parts))
    #expect(
      text(whole).split(separator: "\r").dropFirst()
        == ["PID|1", "OBX|1|TX|||one and two|mmol", "OBX|2|TX|||three", "NTE|1"])
  }

  @Test func `leaves a segment that was cut out when its rest never came`() throws {
    let parts = [try message("", "PID|1", "OBX|1|TX|||on", "ADD|", "DSC|X|F")]
    let half = try #require(HL7Message.joined(parts, isWhole: false))
    #expect(text(half).split(separator: "\r").dropFirst() == ["PID|1"])
  }

  @Test func `does not join one with other delimiters`() throws {
    let other = try HL7Message(parsing: bytes("MSH|$~\\&|A|B|C|D|1||ORU$R01|2|P|2.5.1||X\rNTE|1\r"))
    #expect(HL7Message.joined([try message("", "PID|1", "DSC|X|F"), other]) == nil)
  }
}
