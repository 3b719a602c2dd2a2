// Tocsin — PagersTests: ESPA 4.4.4, from both sides
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinPagers

/// A block with a check character that fits, as a text.
private func block(_ inside: String, header: String = "1") -> String {
  let body = bytes("\(header)<STX>\(inside)<ETX>")
  return "<SOH>" + shown(body + [ESPABlock.check(of: body)])
}

@Suite struct `A block of ESPA` {
  @Test func `is checked by the exclusive or of what stands behind SOH`() {
    #expect(ESPABlock.check(of: []) == 0)
    #expect(ESPABlock.check(of: bytes("1<STX>1<US>7701<ETX>")) == 0x1F)
    #expect(ESPABlock.check(of: [0x81, 0x02]) == 0x03)
  }
}

@Suite struct `A page handed to ESPA equipment` {
  private static let select = "> 1<ENQ>2<ENQ>"
  private static let call =
    "> "
    + block(
      [
        "1<US>7701", "2<US>Tocsin page 4F7K. Call 4321.", "3<US>1", "4<US>3", "5<US>1", "6<US>3",
      ].joined(separator: "<RS>"))

  @Test(arguments: [false, true])
  func `selects it, hands over a block, and says the end`(isSplit: Bool) {
    var caller = ESPACaller(Sample.call())
    let said = caller.conversation(["<ACK>", "<ACK>"], isSplit: isSplit)
    #expect(
      said == [
        "> <EOT>", Self.select, "wait 2000", Self.call, "wait 2000", "> <EOT>",
        "\(ChannelOutcome.handedOver(reference: ""))",
      ])
    #expect(caller.hear(bytes("<ACK>")).isEmpty)
  }

  @Test(
    arguments: [(.crash, "1"), (.high, "2"), (.medium, "3"), (.low, "3")] as [(Priority, String)])
  func `says how urgent it is`(priority: Priority, digit: String) {
    var caller = ESPACaller(Sample.call(priority))
    let said = caller.conversation(["<ACK>"])
    #expect(said[3].contains("<RS>6<US>\(digit)<ETX>"))
  }

  @Test func `selects it when it is polled, under the address of the document`() {
    var call = Sample.call()
    call.account = Array("5".utf8)
    var caller = ESPACaller(call)
    #expect(told(caller.begin())[1] == "> 5<ENQ>2<ENQ>")
    #expect(caller.hear(bytes("3<ENQ>")).isEmpty)
    #expect(told(caller.hear(bytes("5<ENQ>"))) == ["> 5<ENQ>2<ENQ>", "wait 2000"])
    call.account = Array("53".utf8)
    var other = ESPACaller(call)
    #expect(told(other.begin())[1] == "> 5<ENQ>3<ENQ>")
  }

  @Test func `is refused after the third NAK`() {
    var caller = ESPACaller(Sample.call())
    let said = caller.conversation(["<ACK>", "<NAK>", "<NAK>", "<NAK>"])
    #expect(said.filter { $0 == Self.call }.count == 3)
    #expect(
      said.suffix(2) == [
        "> <EOT>", "\(ChannelOutcome.refused(note: "ESPA: NAK to the block"))",
      ])
  }

  @Test func `is not now where the equipment is silent, busy, or gone`() {
    var silent = ESPACaller(Sample.call())
    _ = silent.begin()
    #expect(told(silent.lapse()) == [Self.select, "wait 2000"])
    #expect(told(silent.lapse()) == [Self.select, "wait 2000"])
    let note = "ESPA: silence before the equipment is ready"
    #expect(told(silent.lapse()).last == "\(ChannelOutcome.notNow(wait: nil, note: note))")
    var busy = ESPACaller(Sample.call())
    let said = busy.conversation(["<NAK>", "<NAK>", "<NAK>"])
    let ready = "ESPA: the equipment is not ready"
    #expect(said.last == "\(ChannelOutcome.notNow(wait: nil, note: ready))")
    var cut = ESPACaller(Sample.call())
    _ = cut.conversation(["<ACK>"])
    let ended = "ESPA: the connection ended before the block is answered"
    #expect(told(cut.hangUp()) == ["\(ChannelOutcome.notNow(wait: nil, note: ended))"])
  }
}

@Suite struct `A sender that speaks ESPA` {
  private static let call = block("1<US>7701<RS>2<US>Bed 3<RS>4<US>3<RS>6<US>1")

  @Test(arguments: [false, true])
  func `selects us, and has its answer after the commit`(isSplit: Bool) {
    var host = ESPAHost(name: "c1")
    let said = host.conversation(["<EOT>1<ENQ>2<ENQ>", Self.call, "<EOT>"], isSplit: isSplit)
    #expect(said == ["> <ACK>", "take c1-1 7701|Bed 3|alarm||", "> <ACK>"])
  }

  @Test func `is polled while it is silent, and sent away after many polls`() {
    var host = ESPAHost(name: "c1")
    #expect(host.patience == .seconds(2))
    for _ in 0..<300 { #expect(told(host.lapse()) == ["> <EOT>1<ENQ>"]) }
    #expect(told(host.lapse()) == ["> <EOT>", "close"])
    #expect(host.lapse().isEmpty)
    var other = ESPAHost(name: "c2")
    for _ in 0..<300 { _ = other.lapse() }
    _ = other.hear(bytes("<EOT>"))
    #expect(told(other.lapse()) == ["> <EOT>1<ENQ>"])
  }

  @Test func `pages once when its block comes again, and anew after EOT`() {
    var host = ESPAHost(name: "c1")
    let said = host.conversation([Self.call, Self.call, "<EOT>", Self.call])
    #expect(
      said.filter { $0.hasPrefix("take") } == [
        "take c1-1 7701|Bed 3|alarm||", "take c1-1 7701|Bed 3|alarm||",
        "take c1-2 7701|Bed 3|alarm||",
      ])
  }

  @Test(arguments: [PagerVerdict.unknownPager, .unusable, .notNow])
  func `is told NAK for what is not taken`(verdict: PagerVerdict) {
    var host = ESPAHost(name: "c1")
    #expect(host.conversation([Self.call], take: verdict).last == "> <NAK>")
  }

  @Test(arguments: [
    "<SOH>1<STX>1<US>7701<ETX>x", "<SOH>1<ETX>2", "<SOH><ETX><ETX>",
    block("2<US>no pager"), block("1<US>" + String(repeating: "7", count: 65)),
    block("1<US>7701<RS>2<US>" + String(repeating: "a", count: 5_000)),
  ])
  func `is told NAK for what is no block`(text: String) {
    var host = ESPAHost(name: "c1")
    #expect(host.conversation([text]) == ["> <NAK>"])
  }

  @Test func `is told ACK for a reset and for other blocks, and nothing happens`() {
    var host = ESPAHost(name: "c1")
    let said = host.conversation([
      block("1<US>7701<RS>4<US>1"), block("7<US>1", header: "2"),
    ])
    #expect(said == ["> <ACK>", "> <ACK>"])
  }

  @Test func `may call a pager without a text`() {
    var host = ESPAHost(name: "c1")
    #expect(host.conversation([block("1<US>7701")])[0] == "take c1-1 7701|(no text)|||")
  }

  @Test func `is heard while a call is on its way, within a limit`() {
    var host = ESPAHost(name: "c1")
    #expect(told(host.hear(bytes(Self.call))) == ["take c1-1 7701|Bed 3|alarm||"])
    #expect(host.hear(bytes("<EOT>1<ENQ>2<ENQ>")).isEmpty)
    #expect(told(host.taken(PagerTaking(.accepted))) == ["> <ACK>", "> <ACK>"])
    var much = ESPAHost(name: "c2")
    _ = much.hear(bytes(Self.call))
    let flood = Array(repeating: UInt8(0x41), count: PagerLimits.waitingBytesMax + 1)
    #expect(told(much.hear(flood)).last == "close")
  }
}
