// Tocsin — PagersTests: an ESPA control station that asks how far its calls have come
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinPagers

private func block(_ inside: String, header: String = "1") -> String {
  let body = bytes("\(header)<STX>\(inside)<ETX>")
  return "<SOH>" + shown(body + [ESPABlock.check(of: body)])
}

@Suite struct `A control station that polls` {
  private static let call = block("1<US>7701<RS>2<US>Bed 3")
  private static let offer = "> 2<ENQ>1<ENQ>"
  private static let request = block("1<US>7701", header: "3")

  private static func status(_ digit: String, words: String = "") -> String {
    let text = words.isEmpty ? "" : "2<US>\(words)<RS>"
    return "> " + block("1<US>7701<RS>\(text)7<US>\(digit)", header: "2")
  }

  private static func standing(_ stage: PagerStage) -> PagerStanding {
    PagerStanding(
      stage, at: Timestamp(milliseconds: 0), number: 1, text: "accepted by Dr. Amsel")
  }

  /// What is said after one call, where every question has one answer.
  private func said(_ words: [String], _ stage: PagerStage?) -> [String] {
    var host = ESPAHost(name: "c1")
    let before = host.conversation([Self.call, "<EOT>"]).count
    let all = host.conversation(words, standing: stage.map(Self.standing))
    #expect(before == 2)
    return all
  }

  @Test(
    arguments: [
      (.waiting, "2", ""), (.delivered, "3", ""), (.read, "3", ""),
      (.answered, "5", "accepted by Dr. Amsel"), (.lost, "5", "accepted by Dr. Amsel"),
    ] as [(PagerStage, String, String)])
  func `is told once how far a call has come`(stage: PagerStage, digit: String, words: String) {
    let all = said(["2<ENQ>", "<ACK>", "<ACK>", "2<ENQ>"], stage)
    let isOver = !words.isEmpty
    #expect(
      all == ["ask 70 8", Self.offer, Self.status(digit, words: words), "> <EOT>"]
        + (isOver ? ["> <EOT>"] : ["ask 70 8", "> <EOT>"]))
  }

  @Test func `is told again when it asks`() {
    let all = said(
      ["2<ENQ>", "<ACK>", "<ACK>", Self.request, "<EOT>2<ENQ>", "<ACK>", "<ACK>"], .delivered)
    #expect(all.filter { $0 == Self.status("3") }.count == 2)
    #expect(all[4] == "> <ACK>", "to the request")
  }

  @Test func `has nothing to hear of calls that are none`() {
    var host = ESPAHost(name: "c1")
    #expect(
      host.conversation(["2<ENQ>", Self.request, "2<ENQ>"]) == ["> <EOT>", "> <ACK>", "> <EOT>"])
    #expect(said(["2<ENQ>", "2<ENQ>"], nil) == ["ask 70 8", "> <EOT>", "> <EOT>"])
  }

  @Test func `may refuse it, and is sent it again at most so often`() {
    let all = said(["2<ENQ>", "<ACK>", "<NAK>", "<NAK>", "<NAK>", "2<ENQ>"], .delivered)
    #expect(all.filter { $0 == Self.status("3") }.count == 3)
    #expect(all.suffix(3) == ["> <EOT>", "ask 70 8", Self.offer])
    #expect(said(["2<ENQ>", "<NAK>"], .delivered) == ["ask 70 8", Self.offer, "> <EOT>"])
  }

  @Test func `may call in between, and is polled when it says nothing`() {
    let all = said(["2<ENQ>", Self.call], .delivered)
    #expect(all.last == "> <ACK>" && all.contains("take c1-2 7701|Bed 3|||"))
    var host = ESPAHost(name: "c1")
    _ = host.conversation([Self.call, "<EOT>2<ENQ>"], standing: Self.standing(.delivered))
    #expect(told(host.lapse()) == ["> <EOT>1<ENQ>"])
    #expect(told(host.hear(bytes("<ACK>"))).isEmpty)
  }

  @Test func `cannot have a subscriber's line called`() {
    var host = ESPAHost(name: "c1")
    #expect(host.conversation([block("1<US>4711", header: "4")]) == ["> <NAK>"])
  }

  @Test func `has many calls followed, and no more than it may`() {
    var host = ESPAHost(name: "c1")
    for number in 0..<100 {
      _ = host.hear(bytes(block("1<US>\(number)<RS>2<US>Bed 3") + "<EOT>"))
      let tag = PagerTag(number: UInt64(number), code: 1)
      _ = host.taken(PagerTaking(.accepted, tags: [tag]))
    }
    var asked: Set<String> = []
    for _ in 0..<200 {
      asked.formUnion(told(host.hear(bytes("2<ENQ>"))))
      _ = host.told(nil)
    }
    #expect(asked.filter { $0.hasPrefix("ask") }.count == 32)
    #expect(asked.contains("ask 99 1") && !asked.contains("ask 67 1"))
  }
}
