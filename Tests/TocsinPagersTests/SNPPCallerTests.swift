// Tocsin — PagersTests: a page handed to an SNPP server
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinPagers

@Suite struct `A page handed to an SNPP server` {
  private static let text = "Tocsin page 4F7K. Call 4321."

  @Test(arguments: [false, true])
  func `says each command after the reply to the one before`(isSplit: Bool) {
    var caller = SNPPCaller(Sample.call())
    let said = caller.conversation(
      [
        "220 SNPP Gateway Ready<CR><LF>", "250 Pager ID Accepted<CR><LF>",
        "250 Message OK<CR><LF>", "250 Message Sent Successfully<CR><LF>",
      ], isSplit: isSplit)
    #expect(
      said == [
        "> PAGE 7701<CR><LF>", "> MESS \(Self.text)<CR><LF>", "> SEND<CR><LF>",
        "> QUIT<CR><LF>", "\(ChannelOutcome.handedOver(reference: ""))",
      ])
    #expect(caller.hear(bytes("250 again<CR><LF>")).isEmpty)
    #expect(caller.hangUp().isEmpty)
  }

  @Test func `signs in, and asks for a sound where it is urgent`() {
    var call = Sample.call(.high)
    call.account = Array("tocsin".utf8)
    call.secret = Array("sesame".utf8)
    var caller = SNPPCaller(call)
    let said = caller.conversation([
      "214-Welcome<LF>", "214 to us<LF>", "220 ready<LF>", "250 in<LF>", "500 no such thing<LF>",
      "250 yes<LF>",
    ])
    #expect(
      said == [
        "> LOGI tocsin sesame<CR><LF>", "> ALER 1<CR><LF>", "> PAGE 7701<CR><LF>",
        "> MESS \(Self.text)<CR><LF>",
      ])
  }

  @Test(
    arguments: [
      (["421 down"], .notNow(wait: nil, note: "SNPP 421 to the greeting")),
      (["554 down"], .notNow(wait: nil, note: "SNPP 554 to the greeting")),
      (["220", "550 none"], .gone(note: "SNPP 550 to the pager id")),
      (["220", "421 gone"], .notNow(wait: nil, note: "SNPP 421 to the pager id")),
      (["220", "552 many"], .refused(note: "SNPP 552 to the pager id")),
      (["220", "250", "550 long"], .refused(note: "SNPP 550 to the message")),
      (["220", "250", "250", "554 no"], .refused(note: "SNPP 554 to SEND")),
      (["220", "250", "250", "421 no"], .notNow(wait: nil, note: "SNPP 421 to SEND")),
      (["220", "250", "250", "860 1 2 sent"], .handedOver(reference: "")),
      (["SSH-2.0-x"], .notNow(wait: nil, note: "SNPP: what answers is no SNPP server")),
    ] as [([String], ChannelOutcome)])
  func `ends as the server says`(replies: [String], expected: ChannelOutcome) {
    var caller = SNPPCaller(Sample.call())
    let said = caller.conversation(replies.map { $0 + "<CR><LF>" })
    #expect(said.last == "\(expected)")
  }

  @Test func `is set up wrongly where the login is refused`() {
    var call = Sample.call()
    call.account = Array("tocsin".utf8)
    var caller = SNPPCaller(call)
    let said = caller.conversation(["220<LF>", "550 who<LF>"])
    #expect(said.last == "\(ChannelOutcome.misconfigured(note: "SNPP 550 to the login"))")
  }

  @Test func `is not handed over when the connection ends in the middle`() {
    var caller = SNPPCaller(Sample.call())
    _ = caller.conversation(["220<LF>", "25"])
    let note = "SNPP: the connection ended before the pager id"
    #expect(told(caller.hangUp()) == ["\(ChannelOutcome.notNow(wait: nil, note: note))"])
  }

  @Test func `reads no line without an end`() {
    var caller = SNPPCaller(Sample.call())
    let actions = caller.hear(Array(repeating: 0x32, count: PagerLimits.lineBytesMax + 1))
    let outcome = ChannelOutcome.notNow(wait: nil, note: "SNPP: a line without an end")
    #expect(actions == [.end(outcome)])
  }

  @Test func `holds no line's end of ours`() {
    var caller = SNPPCaller(OutgoingCall(to: "77\r\nSEND", "a\r\nSEND\r\n", .medium))
    let said = caller.conversation(["220<LF>", "250<LF>"])
    #expect(said == ["> PAGE 77  SEND<CR><LF>", "> MESS a  SEND  <CR><LF>"])
  }
}
