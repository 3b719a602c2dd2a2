// Tocsin — PagersTests: TAP, from both sides
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinPagers

@Suite struct `A block of TAP` {
  @Test func `has the check characters of the specification's example`() {
    #expect(shown(TAPBlock.check(of: bytes("<STX>123<CR>ABC<CR><ETX>"))) == "17;")
    let page = TAPBlock.page(pager: Array("123".utf8), text: Array("ABC".utf8))
    #expect(shown(page) == "<STX>123<CR>ABC<CR><ETX>17;<CR>")
  }

  @Test func `is never longer than a block, and says where it was cut`() {
    let long = Array(repeating: UInt8(ascii: "a"), count: 400)
    let page = TAPBlock.page(pager: Array("7701".utf8), text: long)
    #expect(page.count == 256)
    #expect(shown(page).contains("a...<CR><ETX>"))
    let fits = TAPBlock.page(pager: Array("7701".utf8), text: Array(long.prefix(244)))
    #expect(fits.count == 256 && !shown(fits).contains("."))
  }

  @Test(arguments: [0, 1, 243, 244, 245, 248, 492, 493, 700, 980, 988, 989, 2_000])
  func `is one of several where the text is longer, and none is longer than a block`(
    length: Int
  ) throws {
    let text = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
    let blocks = TAPBlock.pages(pager: Array("7701".utf8), text: text)
    #expect(blocks.allSatisfy { $0.count <= 256 } && blocks.count <= 4)
    var host = TAPHost(name: "c1")
    let said = host.conversation(["<CR><ESC>PG1<CR>"] + blocks.map(shown))
    guard length > 0 else { return #expect(said.last == "> 515 Format<CR><RS><CR>") }
    let call = try #require(said.first { $0.hasPrefix("take") })
    let taken = call.split(separator: "|")[1]
    let isCut = taken.hasSuffix("...")
    #expect(isCut == (length > 988))
    #expect(
      isCut
        ? shown(text).hasPrefix(String(taken.dropLast(3))) && taken.count == 988
        : String(taken) == shown(text))
  }
}

@Suite struct `A page handed to a TAP terminal` {
  private static let block =
    shown(
      TAPBlock.page(pager: Array("7701".utf8), text: Array("Tocsin page 4F7K. Call 4321.".utf8)))
  private static let logOn = "> <ESC>PG1<CR>"

  @Test(arguments: [false, true])
  func `rings, logs on, hands over a block, and says the end`(isSplit: Bool) {
    var caller = TAPCaller(Sample.call())
    let said = caller.conversation(
      [
        "<CR>ID=", "110 1.8<CR><ACK><CR>", "<ESC>[p<CR>", "211 accepted<CR><ACK><CR>",
        "<ESC><EOT><CR>",
      ], isSplit: isSplit)
    #expect(
      said == [
        "> <CR>", "wait 2000", Self.logOn, "wait 10000", "wait 10000", "> \(Self.block)",
        "wait 10000", "> <EOT><CR>", "\(ChannelOutcome.handedOver(reference: "211"))",
      ])
  }

  private static let long = String(repeating: "long ", count: 80)

  @Test func `goes on in the next block, each after the answer to the one before`() {
    let blocks = TAPBlock.pages(pager: Array("7701".utf8), text: Array(Self.long.utf8)).map(shown)
    #expect(blocks.count == 2)
    var caller = TAPCaller(OutgoingCall(to: "7701", Self.long, .medium))
    let said = caller.conversation(
      ["ID=", "<ACK><CR><ESC>[p<CR>", "<ACK><CR>", "<NAK><CR>", "211 sent<CR><ACK><CR>"])
    #expect(
      said.suffix(8) == [
        "> \(blocks[0])", "wait 10000", "> \(blocks[1])", "wait 10000", "> \(blocks[1])",
        "wait 10000", "> <EOT><CR>", "\(ChannelOutcome.handedOver(reference: "211"))",
      ])
  }

  @Test func `is cut to one block where a terminal takes no second`() {
    let cut = shown(TAPBlock.page(pager: Array("7701".utf8), text: Array(Self.long.utf8)))
    var caller = TAPCaller(OutgoingCall(to: "7701", Self.long, .medium))
    let said = caller.conversation(
      ["ID=", "<ACK><CR><ESC>[p<CR>", "515 format<CR><RS><CR>", "<ACK><CR>"])
    #expect(
      said.suffix(4) == [
        "> \(cut)", "wait 10000", "> <EOT><CR>", "\(ChannelOutcome.handedOver(reference: ""))",
      ])
    var unknown = TAPCaller(OutgoingCall(to: "7701", Self.long, .medium))
    let none = unknown.conversation(
      ["ID=", "<ACK><CR><ESC>[p<CR>", "511 unknown<CR><RS><CR>"])
    #expect(none.last == "\(ChannelOutcome.gone(note: "TAP 511, RS"))")
  }

  @Test func `waits on while the terminal says that it is at work`() {
    var caller = TAPCaller(Sample.call())
    let said = caller.conversation(
      ["ID=", "<ACK><CR><ESC>[p<CR>", "111 please wait<CR>", "211 ok<CR><ACK><CR>"])
    #expect(
      said.suffix(3) == [
        "wait 10000", "> <EOT><CR>", "\(ChannelOutcome.handedOver(reference: "211"))",
      ])
  }

  @Test func `reads seven bits, whatever the eighth is`() {
    var caller = TAPCaller(Sample.call())
    _ = caller.begin()
    let parity = "ID=".utf8.map { $0 | 0x80 }
    #expect(told(caller.hear(parity)) == [Self.logOn, "wait 10000"])
  }

  @Test func `gives the password that the terminal wants`() {
    var call = Sample.call()
    call.secret = Array("123456".utf8)
    var caller = TAPCaller(call)
    #expect(caller.conversation(["ID="]).contains("> <ESC>PG1123456<CR>"))
  }

  @Test func `rings thrice and gives up`() {
    var caller = TAPCaller(Sample.call())
    #expect(told(caller.begin()) == ["> <CR>", "wait 2000"])
    #expect(told(caller.lapse()) == ["> <CR>", "wait 2000"])
    #expect(told(caller.lapse()) == ["> <CR>", "wait 2000"])
    let note = "TAP: silence before the terminal asks who it is"
    #expect(told(caller.lapse()) == ["\(ChannelOutcome.notNow(wait: nil, note: note))"])
    #expect(caller.lapse().isEmpty)
  }

  @Test func `is said thrice where the check characters do not arrive, and then not now`() {
    var caller = TAPCaller(Sample.call())
    let nak = "514 checksum<CR><NAK><CR>"
    let said = caller.conversation(["ID=", "<ACK><CR><ESC>[p<CR>", nak, nak, nak])
    #expect(said.filter { $0 == "> \(Self.block)" }.count == 3)
    let note = "TAP 514, NAK to the block"
    #expect(said.last == "\(ChannelOutcome.notNow(wait: nil, note: note))")
  }

  @Test func `is set up wrongly where the log-on is refused thrice`() {
    var caller = TAPCaller(Sample.call())
    let said = caller.conversation(["ID=", "<NAK><CR>", "<NAK><CR>", "<NAK><CR>"])
    #expect(said.filter { $0 == Self.logOn }.count == 3)
    #expect(said.last == "\(ChannelOutcome.misconfigured(note: "TAP NAK to the log-on"))")
  }

  @Test(
    arguments: [
      ("511 unknown<CR><RS><CR>", .gone(note: "TAP 511, RS")),
      ("510 digits<CR><RS><CR>", .gone(note: "TAP 510, RS")),
      ("512 full<CR><RS><CR>", .notNow(wait: nil, note: "TAP 512, RS")),
      ("<RS><CR>", .refused(note: "TAP RS")),
      ("<ESC><EOT><CR>", .notNow(wait: nil, note: "TAP ESC EOT")),
      ("213 cut<CR><ACK><CR>", .handedOver(reference: "213")),
    ] as [(String, ChannelOutcome)])
  func `ends as the terminal says`(reply: String, expected: ChannelOutcome) {
    var caller = TAPCaller(Sample.call())
    let said = caller.conversation(["ID=", "<ACK><CR><ESC>[p<CR>", reply])
    #expect(said.last == "\(expected)")
  }

  @Test func `is not now when the connection ends or the terminal falls silent`() {
    var caller = TAPCaller(Sample.call())
    _ = caller.conversation(["ID=", "<ACK><CR>"])
    let note = "TAP: silence before it says go ahead"
    #expect(told(caller.lapse()) == ["\(ChannelOutcome.notNow(wait: nil, note: note))"])
    var cut = TAPCaller(Sample.call())
    _ = cut.conversation(["ID="])
    let ended = "TAP: the connection ended before the log-on is answered"
    #expect(told(cut.hangUp()) == ["\(ChannelOutcome.notNow(wait: nil, note: ended))"])
  }

  @Test func `holds no more of an endless line than it may`() {
    var caller = TAPCaller(Sample.call())
    _ = caller.begin()
    #expect(caller.hear(Array(repeating: 0x41, count: 100_000)).isEmpty)
    #expect(told(caller.hear(bytes("ID="))) == [Self.logOn, "wait 10000"])
  }
}

@Suite struct `A sender that speaks TAP` {
  private static let welcome = "> 110 1.8<CR><ACK><CR><ESC>[p<CR>"

  private static func block(_ inside: String, _ end: String = "<ETX>") -> String {
    let body = bytes("<STX>\(inside)\(end)")
    return shown(body + TAPBlock.check(of: body)) + "<CR>"
  }

  @Test(arguments: [false, true])
  func `is asked, let in, answered after the commit and seen off`(isSplit: Bool) {
    var host = TAPHost(name: "c1")
    let said = host.conversation(
      ["<CR>", "<ESC>PG1<CR>", Self.block("7701<CR>Ring ward 7<CR>"), "<EOT><CR>"],
      isSplit: isSplit)
    #expect(
      said == [
        "> ID=", Self.welcome, "take c1-1 7701|Ring ward 7|||", "> 211 Page accepted<CR><ACK><CR>",
        "> 115 Goodbye<CR><ESC><EOT><CR>", "close",
      ])
  }

  @Test func `may go on in further blocks, within a field and between fields`() {
    var host = TAPHost(name: "c1")
    let said = host.conversation([
      "<CR><ESC>PG1<CR>", Self.block("7701<CR>Ring wa", "<US>"), Self.block("rd 7<CR>", "<ETB>"),
      Self.block("bed 3<CR>"),
    ])
    #expect(
      said.suffix(4) == [
        "> <ACK><CR>", "> <ACK><CR>", "take c1-1 7701|Ring ward 7\nbed 3|||",
        "> 211 Page accepted<CR><ACK><CR>",
      ])
  }

  @Test func `pages once when the same block comes again, and anew when another does`() {
    var host = TAPHost(name: "c1")
    let (one, two) = (Self.block("7701<CR>a<CR>"), Self.block("7701<CR>b<CR>"))
    let said = host.conversation(["<CR><ESC>PG1<CR>", one, one, two, one])
    #expect(
      said.filter { $0.hasPrefix("take") } == [
        "take c1-1 7701|a|||", "take c1-1 7701|a|||", "take c1-2 7701|b|||", "take c1-3 7701|a|||",
      ])
  }

  @Test func `is told of check characters that do not fit, and is sent away at the third`() {
    var host = TAPHost(name: "c1")
    let bad = "<STX>7701<CR>a<CR><ETX>000<CR>"
    let said = host.conversation(["<CR><ESC>PG1<CR>", bad, bad, bad, bad])
    #expect(
      said.dropFirst(2) == [
        "> 514 Check characters<CR><NAK><CR>", "> 514 Check characters<CR><NAK><CR>",
        "> 514 Check characters<CR><ESC><EOT><CR>", "close",
      ])
  }

  @Test(
    arguments: [
      (PagerVerdict.unknownPager, "> 511 Unknown pager<CR><RS><CR>"),
      (.unusable, "> 515 Format<CR><RS><CR>"), (.notNow, "> <NAK><CR>"),
    ] as [(PagerVerdict, String)])
  func `is told what became of a page`(verdict: PagerVerdict, reply: String) {
    var host = TAPHost(name: "c1")
    let words = ["<CR><ESC>PG1<CR>", Self.block("7701<CR>a<CR>")]
    #expect(host.conversation(words, take: verdict).last == reply)
  }

  @Test(arguments: ["<CR>a<CR>", "7701<CR>", "7701", ""])
  func `is told that a pager or a text is missing`(inside: String) {
    var host = TAPHost(name: "c1")
    let said = host.conversation(["<CR><ESC>PG1<CR>", Self.block(inside)])
    #expect(said.last == "> 515 Format<CR><RS><CR>")
  }

  @Test func `may send no endless block, line or log-on`() {
    var host = TAPHost(name: "c1")
    let long = String(repeating: "a", count: 50_000)
    let said = host.conversation(["<CR><ESC>PG1<CR>", Self.block("7701<CR>\(long)<CR>")])
    #expect(said.last == "> 513 Too long<CR><RS><CR>")
    #expect(host.hear(bytes(long)).isEmpty)
    var other = TAPHost(name: "c2")
    let refused = other.conversation([long + "<CR>", "M<CR>", "M<CR>"])
    #expect(
      refused == [
        "> <NAK><CR>", "> ID=", "> <NAK><CR>", "> ID=", "> <ESC><EOT><CR>", "close",
      ])
  }

  @Test func `sends control characters behind SUB`() {
    var host = TAPHost(name: "c1")
    let said = host.conversation(["<CR><ESC>PG1<CR>", Self.block("7701<CR>a<SUB>Jb<CR>")])
    #expect(said[2] == "take c1-1 7701|a\nb|||")
  }

  @Test func `is sent away when it says nothing`() {
    var host = TAPHost(name: "c1")
    #expect(told(host.lapse()) == ["> <ESC><EOT><CR>", "close"])
    #expect(host.lapse().isEmpty)
  }
}
