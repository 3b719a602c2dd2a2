// Tocsin — PagersTests: senders that speak SNPP to us
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinGateway
import TocsinPagers

/// A line that is longer than any can be, and one of which five are too long.
private let endless = String(repeating: "a", count: 3_000)
private let thousand = String(repeating: "a", count: 1_000)

/// What a sender may do wrong, and the last reply to it.
private let mistakes: [([String], String)] = [
  (["SEND"], "503 Pager or message is missing"), (["MESS"], "550 Blank message"),
  (["MESS a", "MESS b"], "503 Message already entered"),
  (["MESS a", "DATA"], "503 Message already entered"), (["PAGE"], "550 Invalid pager ID"),
  (["PAGE " + String(repeating: "1", count: 65)], "550 Invalid pager ID"),
  (["NOQU"], "500 Command not implemented"),
  (["HOLD 261130120000"], "500 Command not implemented"),
  (["ALER 2"], "550 Write 0 or 1"), (["DATA", " ", "."], "550 Blank message"),
  (["LOGI me secret"], "250 Login accepted"), (["RESE"], "250 Reset"),
  (["MESS \(endless)"], "550 Line too long"),
  (["DATA", thousand, thousand, thousand, thousand, thousand, "."], "550 Message too long"),
]

@Suite struct `A sender that speaks SNPP` {
  private static let greeting = "> 220 Tocsin takes pages<CR><LF>"

  private func said(_ words: [String]) -> [String] {
    var host = SNPPHost(name: "c1")
    return Array(host.conversation(words.map { $0 + "<CR><LF>" }).dropFirst())
  }

  @Test(arguments: [false, true])
  func `is answered after each command`(isSplit: Bool) {
    var host = SNPPHost(name: "c1")
    let said = host.conversation(
      ["PAGEr 7701<CR><LF>", "mess Ring ward 7<LF>", "SEND<CR><LF>", "QUIT<CR><LF>"],
      isSplit: isSplit)
    #expect(
      said == [
        Self.greeting, "check 7701", "> 250 Pager ID accepted<CR><LF>",
        "> 250 Message OK<CR><LF>", "take c1-2 7701|Ring ward 7|||",
        "> 250 Message accepted<CR><LF>", "> 221 Goodbye<CR><LF>", "close",
      ])
  }

  @Test func `may send all of it at once`() {
    var host = SNPPHost(name: "c1")
    #expect(told(host.begin()) == [Self.greeting])
    #expect(told(host.hear(bytes("PAGE 1<LF>MESS a<LF>SEND<LF>QUIT<LF>"))) == ["check 1"])
    #expect(host.hear(bytes("HELP<LF>")).isEmpty)
    #expect(
      told(host.checked(.accepted)) == [
        "> 250 Pager ID accepted<CR><LF>", "> 250 Message OK<CR><LF>", "take c1-2 1|a|||",
      ])
    #expect(
      told(host.taken(PagerTaking(.accepted))) == [
        "> 250 Message accepted<CR><LF>", "> 221 Goodbye<CR><LF>", "close",
      ])
  }

  @Test func `pages several with a text of many lines, a subject and a caller`() {
    #expect(
      said([
        "PAGE 1", "PAGE 2", "ALER 1", "SUBJ Theatre", "CALL 4300", "DATA", "one", "..two", "",
        "..", ".", "SEND",
      ]) == [
        "check 1", "> 250 Pager ID accepted<CR><LF>", "check 2",
        "> 250 Pager ID accepted<CR><LF>", "> 250 Alert override accepted<CR><LF>",
        "> 250 OK<CR><LF>", "> 250 OK<CR><LF>",
        "> 354 Begin input, end with a dot on a line of its own<CR><LF>",
        "> 250 Message OK<CR><LF>",
        "take c1-6 1|one\n.two\n\n.|urgent|Theatre|4300; "
          + "2|one\n.two\n\n.|urgent|Theatre|4300",
        "> 250 Message accepted<CR><LF>",
      ])
  }

  @Test(arguments: mistakes)
  func `is told what is wrong`(words: [String], reply: String) {
    #expect(said(words).last == "> \(reply)<CR><LF>")
  }

  @Test func `is told at once that nobody has the pager`() {
    var host = SNPPHost(name: "c1")
    let said = host.conversation(["PAGE 9<LF>", "MESS a<LF>", "SEND<LF>"], check: .unknownPager)
    #expect(
      said.dropFirst() == [
        "check 9", "> 550 Invalid pager ID<CR><LF>", "> 250 Message OK<CR><LF>",
        "> 503 Pager or message is missing<CR><LF>",
      ])
  }

  @Test func `is sent away while the store cannot take it`() {
    var host = SNPPHost(name: "c1")
    let said = host.conversation(["PAGE 1<LF>", "MESS a<LF>", "SEND<LF>"], take: .notNow)
    #expect(said.suffix(2) == ["> 421 Not now, try again<CR><LF>", "close"])
    #expect(host.hear(bytes("SEND<LF>")).isEmpty)
  }

  @Test func `may say SEND again under the same name, and has a new one after that`() {
    var host = SNPPHost(name: "c1")
    var names: [String] = []
    for (word, verdict) in [
      ("PAGE 1<LF>MESS a<LF>SEND<LF>", PagerVerdict.unusable), ("SEND<LF>", .accepted),
      ("PAGE 1<LF>MESS a<LF>SEND<LF>", .accepted),
    ] {
      var actions = host.hear(bytes(word))
      while !actions.isEmpty {
        let action = actions.removeFirst()
        if case .check = action { actions += host.checked(.accepted) }
        if case .take(let calls) = action {
          names.append(calls.name)
          actions += host.taken(PagerTaking(verdict))
        }
      }
    }
    #expect(names == ["c1-2", "c1-2", "c1-4"])
  }

  @Test func `is sent away after too many mistakes, too much at once, and silence`() {
    var host = SNPPHost(name: "c1")
    let said = host.conversation(Array(repeating: "X<LF>", count: 11))
    #expect(said.count == 1 + PagerLimits.errorsMax + 2)
    #expect(said.suffix(2) == ["> 421 Too many errors<CR><LF>", "close"])
    var busy = SNPPHost(name: "c2")
    _ = busy.hear(bytes("PAGE 1<LF>"))
    let much = busy.hear(Array(repeating: 0x41, count: PagerLimits.waitingBytesMax + 1))
    #expect(told(much) == ["> 421 Too much at once<CR><LF>", "close"])
    var idle = SNPPHost(name: "c3")
    #expect(told(idle.lapse()) == ["> 421 Idle for too long<CR><LF>", "close"])
    #expect(idle.lapse().isEmpty)
  }

  @Test func `pages at most so many at once`() {
    let pages = (1...PagerLimits.pagersMax + 1).map { "PAGE \($0)" }
    #expect(said(pages).last == "> 552 Too many pagers<CR><LF>")
  }
}
