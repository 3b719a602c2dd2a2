// Tocsin — Fuzz: whatever came, each reply to it is one frame that answers it
// SPDX-License-Identifier: Apache-2.0
//
// Seeds: Integrations

private let stamp = HL7ReplyStamp(time: "20260101120000.000+0000", controlID: "TOC1")
private let verdicts: [HL7Verdict] = [
  .accepted, .notNow(.storeUnavailable), .failed(.ownFailure), .rejected(.typeRefused),
]

/// Answers the bytes in every dialect and with every verdict; each reply must come back as one
/// frame, parse, and hold the control id of what it answers.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzReply(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  // Bytes that would break the reply's frame are left out of what it repeats; beside ESC, what is
  // left can be an escape of ISO 2022 that nobody wrote. No source is known that sends both.
  let breaksFrame = bytes.contains(0x0B) || bytes.contains(0x1C)
  guard !breaksFrame || !bytes.contains(0x1B) else { return -1 }
  check(HL7Reply.unavailable(stamp), nil)
  let message = try? HL7Message(parsing: bytes)
  check(HL7Reply.rejected(prefix: bytes, .frameTooLong, stamp), message)
  for dialect in HL7Dialect.allCases {
    var rule = HL7ReplyRule(dialect)
    rule.answersAlertsByR41 = bytes.count % 2 == 0
    rule.tellsExpectedNumber = bytes.count % 3 == 0
    for verdict in verdicts {
      let all =
        message.map { HL7Reply.replies(to: $0, verdict, by: rule, stamp, expected: 7) }
        ?? HL7Reply.replies(toPrefix: bytes, verdict, by: rule, stamp)
      precondition(all.count <= (dialect == .strict ? 2 : 1), "more replies than there may be")
      precondition(dialect != .none || all.isEmpty, "a reply to who wants none")
      for reply in all { check(reply, message) }
    }
  }
  return 0
}

private func check(_ reply: HL7Reply, _ message: HL7Message?) {
  precondition(!reply.bytes.contains(0x0B) && !reply.bytes.contains(0x1C), "it breaks its frame")
  var framer = MLLPFramer()
  var events: [MLLPEvent] = []
  framer.feed(reply.framed) { events.append($0) }
  precondition(events == [.frame(reply.bytes)], "it is not one frame")
  guard let back = try? HL7Message(parsing: reply.bytes), let verdict = back.first("MSA") else {
    preconditionFailure("it does not parse")
  }
  precondition(verdict.field(1).raw.elementsEqual(reply.code.rawValue.utf8), "another code")
  precondition(back.delimiters == (message?.delimiters ?? .standard), "other delimiters")
  // On the bytes, since a reader drops NUL bytes at the end of a message and replaces characters of
  // several bytes, whose switch a source may have left open at its end. Bytes that would break
  // the reply's own frame are left out of it, and nothing else.
  let separator = back.delimiters.field
  let id = message?.controlID.filter { $0 != 0x0B && $0 != 0x1C } ?? []
  let line = Array("MSA".utf8) + [separator] + reply.code.rawValue.utf8 + [separator] + id
  let place = (reply.bytes.firstIndex(of: 0x0D) ?? 0) + 1
  precondition(reply.bytes.dropFirst(place).starts(with: line), "MSA-2 is not MSH-10")
  let next = reply.bytes.dropFirst(place + line.count).first
  precondition(next == separator || next == 0x0D, "MSA-2 is longer than MSH-10")
}
