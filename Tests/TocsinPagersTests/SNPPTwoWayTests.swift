// Tocsin — PagersTests: two-way messages of SNPP, from both sides
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinPagers

/// What a sender may do wrong in level 3, and the last reply to it.
private let mistakes: [([String], String)] = [
  (["PAGE 7701", "2WAY"], "550 Standard transaction already underway, use RESEt"),
  (["ACKR 1"], "550 No two-way transaction, use 2WAY"),
  (["MCRE 1 Yes"], "550 No two-way transaction, use 2WAY"),
  (["2WAY", "RESE", "ACKR 1"], "550 No two-way transaction, use 2WAY"),
  (["2WAY", "ACKR 2"], "550 Write 0 or 1"), (["2WAY", "RTYP 2"], "550 Unknown reply type"),
  (["2WAY", "EXPT 0"], "550 Write 1 to 168 hours"),
  (["2WAY", "EXPT 24"], "250 Message tag is kept"),
  (["2WAY", "MCRE 123 Yes"], "550 Write a code of one or two characters and a text"),
  (["2WAY", "MCRE 1"], "550 Write a code of one or two characters and a text"),
  (["2WAY", "MCRE 1 Yes", "MCRE 1 No"], "502 Would duplicate a response"),
  (["2WAY", "PAGE 7701", "PAGE 7702"], "552 Too many pagers"),
  (["MSTA"], "550 Unknown message tag or pass code"),
  (["MSTA 970 8"], "550 Unknown message tag or pass code"),
  (["MSTA 170 x"], "550 Unknown message tag or pass code"),
  (["KTAG 170"], "550 Unknown message tag or pass code"),
]

@Suite struct `A sender with two-way messages` {
  private func said(_ words: [String], standing: PagerStanding? = nil) -> [String] {
    var host = SNPPHost(name: "c1")
    let words = words.map { $0 + "<CR><LF>" }
    return Array(host.conversation(words, standing: standing).dropFirst())
  }

  @Test func `is given a tag after the commit, and its choices are part of the text`() {
    #expect(
      said([
        "2WAY", "PAGE 7701", "MESS Come?", "ACKR 1", "RTYP MULTICHOICE", "MCRE 1 Yes", "MCRE 2 No",
        "SEND", "SEND",
      ]) == [
        "> 250 Two-way transaction begun<CR><LF>", "check 7701",
        "> 250 Pager ID accepted<CR><LF>", "> 250 Message OK<CR><LF>",
        "> 250 Read acknowledgment noted<CR><LF>", "> 250 Reply type accepted<CR><LF>",
        "> 250 Response added<CR><LF>", "> 250 Response added<CR><LF>",
        "take c1-6 7701|Come?\n- Yes\n- No|||", "> 960 470 8 Message accepted<CR><LF>",
        "> 503 Pager or message is missing<CR><LF>",
      ])
  }

  @Test(
    arguments: [
      (.waiting, "170 8", 960), (.delivered, "170 8", 880), (.delivered, "270 8", 860),
      (.delivered, "370 8", 861), (.delivered, "470 8", 860), (.read, "270 8", 881),
      (.read, "470 8", 870), (.answered, "170 8", 889), (.lost, "470 8", 780),
    ] as [(PagerStage, String, Int)])
  func `learns how far it has come`(stage: PagerStage, tag: String, code: Int) {
    let at = Timestamp(milliseconds: 1_795_514_400_000)
    let standing = PagerStanding(stage, at: at, number: 5, text: "accepted by Dr. Österberg")
    #expect(
      said(["MSTA \(tag)"], standing: standing) == [
        "ask 70 8",
        "> \(code) 5 20261124100000+0000 accepted by Dr. Oesterberg<CR><LF>",
      ])
  }

  @Test func `ends a tag, and asks whether a pager is known`() {
    let standing = PagerStanding(.waiting, at: Timestamp(milliseconds: 0), number: 1, text: "")
    #expect(
      said(["KTAG 170 8"], standing: standing) == [
        "ask 70 8", "forget 70 8", "> 250 Message tag ended<CR><LF>",
      ])
    #expect(said(["KTAG 170 8"]).last == "> 550 Unknown message tag or pass code<CR><LF>")
    #expect(
      said(["PING 7701", "SEND"]) == [
        "check 7701", "> 250 Pager ID is known; where it is, is not<CR><LF>",
        "> 503 Pager or message is missing<CR><LF>",
      ])
  }

  @Test(arguments: mistakes)
  func `is told what is wrong`(words: [String], reply: String) {
    #expect(said(words).last == "> \(reply)<CR><LF>")
  }

  @Test func `may not guess tags for ever`() {
    let guesses = Array(repeating: "MSTA 170 8", count: PagerLimits.errorsMax)
    #expect(said(guesses).last == "close")
  }
}

@Suite struct `A two-way page handed to an SNPP server` {
  private var call: OutgoingCall {
    var call = Sample.call()
    call.isTwoWay = true
    return call
  }

  private func said(_ replies: [String]) -> [String] {
    var caller = SNPPCaller(call)
    return caller.conversation(replies.map { $0 + "<CR><LF>" })
  }

  @Test func `asks to be told of reading, and keeps the tag`() {
    let said = said(["220", "250 go", "250 id", "250 ok", "250 ack", "960 12 34 queued"])
    #expect(
      said == [
        "> 2WAY<CR><LF>", "> PAGE 7701<CR><LF>", "> MESS Tocsin page 4F7K. Call 4321.<CR><LF>",
        "> ACKR 1<CR><LF>", "> SEND<CR><LF>", "> QUIT<CR><LF>",
        "\(ChannelOutcome.handedOver(reference: "12 34"))",
      ])
  }

  @Test func `is a plain one where the server knows no two-way messages`() {
    let said = said(["220", "500 what", "250 id", "250 ok", "250 sent"])
    #expect(said.suffix(2) == ["> QUIT<CR><LF>", "\(ChannelOutcome.handedOver(reference: ""))"])
    #expect(!said.contains("> ACKR 1<CR><LF>"))
  }

  @Test func `is handed over though the server does not tell of reading`() {
    let said = said(["220", "250 go", "250 id", "250 ok", "500 what", "860 12 34 there"])
    #expect(said.last == "\(ChannelOutcome.handedOver(reference: "12 34"))")
  }

  @Test(
    arguments: [
      ("860 1 20261124100000 delivered", .handedOver(reference: "860")),
      ("889 2 20261124100000 on my way", .handedOver(reference: "889")),
      ("960 1 20261124100000 queued", .notNow(wait: nil, note: "SNPP 960 to MSTAtus")),
      ("780 1 20261124100000 expired", .refused(note: "SNPP 780 to MSTAtus")),
      ("550 unknown", .gone(note: "SNPP 550 to MSTAtus")),
      ("421 down", .notNow(wait: nil, note: "SNPP 421 to MSTAtus")),
    ] as [(String, ChannelOutcome)])
  func `is asked about by its tag`(reply: String, expected: ChannelOutcome) {
    var caller = SNPPCaller(call, asking: "12 34")
    let said = caller.conversation(["220<LF>", reply + "<LF>"])
    #expect(said == ["> MSTA 12 34<CR><LF>", "> QUIT<CR><LF>", "\(expected)"])
  }
}
