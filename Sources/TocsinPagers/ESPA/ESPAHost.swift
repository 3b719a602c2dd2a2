// Tocsin — Pagers: senders that speak ESPA 4.4.4 to us
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// The paging equipment of ESPA 4.4.4: it lets itself be selected, polls the sender while nothing
/// is said, takes calls to pagers, and when it is polled says how far they have come.
///
/// | A block | Reply |
/// |---|---|
/// | a call that is taken, after the commit | ACK |
/// | a status request | ACK, and the status when it is polled next |
/// | a reset, or a block that asks for nothing | ACK, and nothing happens |
/// | a call to a subscriber's line | NAK: there is none |
/// | a check character that does not fit, an unknown pager, a store that cannot take it | NAK |
///
/// The same block again before EOT is the same transaction: it is answered, and pages once.
package struct ESPAHost: PagerHost {
  private enum Phase { case idle, block, check, waiting, offering, telling, over }

  /// What the control station is being told.
  private struct News: Hashable {
    let tag: PagerTag
    let stage: PagerStage
    let block: [UInt8]
    var tries = 1
  }

  /// How many polls a sender may leave without a word.
  private static let pollsMax = 300
  private static let pollEvery = Milliseconds.seconds(2)
  private static let blockBytesMax = 1_024
  private static let reset = Array("1".utf8)

  private let name: String
  private var phase = Phase.idle
  private var block: [UInt8] = []
  private var isTooLong = false
  private var last: [UInt8] = []
  private var transaction = 0
  private var polls = 0
  private var waiting: [UInt8] = []
  /// The address before the last ENQ; nil when something else came since.
  private var selecting: UInt8?
  private var pager: [UInt8] = []
  private var followed = ESPAFollowed()
  private var asked: PagerTag?
  private var news: News?

  private static let triesMax = 3
  private static let station = UInt8(ascii: "1")
  private static let ownAddress = UInt8(ascii: "2")

  /// - Parameter name: what no other connection is called.
  package init(name: String) { self.name = name }

  package var patience: Milliseconds { Self.pollEvery }

  package mutating func begin() -> [HostAction] { [] }

  package mutating func hear(_ bytes: [UInt8]) -> [HostAction] {
    polls = 0
    var actions: [HostAction] = []
    for byte in bytes {
      if phase == .waiting {
        waiting.append(byte)
        if waiting.count > PagerLimits.waitingBytesMax { return actions + end() }
      } else if phase != .over {
        actions += take(byte & 0x7F)
      }
    }
    return actions
  }

  package mutating func checked(_ verdict: PagerVerdict) -> [HostAction] { [] }

  package mutating func taken(_ taking: PagerTaking) -> [HostAction] {
    guard phase == .waiting else { return [] }
    phase = .idle
    if let tag = taking.tags.first { followed.add(pager: pager, tag) }
    return [.send([taking.verdict == .accepted ? Control.positive : Control.negative])] + readOn()
  }

  package mutating func told(_ standing: PagerStanding?) -> [HostAction] {
    guard phase == .waiting, let tag = asked else { return [] }
    (phase, asked) = (.idle, nil)
    guard let standing else {
      followed.drop(tag)
      return [.send([Control.eot])] + readOn()
    }
    guard let block = followed.block(of: tag, standing) else {
      return [.send([Control.eot])] + readOn()
    }
    phase = .offering
    news = News(tag: tag, stage: standing.stage, block: block)
    return [.send([Self.ownAddress, Control.enq, Self.station, Control.enq])] + readOn()
  }

  private mutating func readOn() -> [HostAction] {
    let rest = waiting
    waiting = []
    return hear(rest)
  }

  package mutating func lapse() -> [HostAction] {
    switch phase {
    case .over, .waiting: return []
    case .idle, .block, .check, .offering, .telling:
      polls += 1
      guard polls <= Self.pollsMax else { return end() }
      phase = .idle
      return [.send([Control.eot, UInt8(ascii: "1"), Control.enq])]
    }
  }

  private mutating func take(_ byte: UInt8) -> [HostAction] {
    switch phase {
    case .idle: return takeIdle(byte)
    case .block:
      guard block.count < Self.blockBytesMax else {
        isTooLong = true
        if byte == Control.etx { phase = .check }
        return []
      }
      block.append(byte)
      if byte == Control.etx { phase = .check }
      return []
    case .check: return endBlock(byte)
    case .offering, .telling: return takeReply(byte)
    case .waiting, .over: return []
    }
  }

  /// What the control station says while it is told something.
  private mutating func takeReply(_ byte: UInt8) -> [HostAction] {
    guard var news else { return [] }
    switch byte {
    case Control.positive where phase == .offering:
      phase = .telling
      return [.send(news.block)]
    case Control.positive:
      followed.wasTold(of: news.tag, news.stage)
      phase = .idle
      return [.send([Control.eot])]
    case Control.negative where phase == .telling && news.tries < Self.triesMax:
      news.tries += 1
      self.news = news
      return [.send(news.block)]
    case Control.negative:
      phase = .idle
      return [.send([Control.eot])]
    case Control.eot, Control.soh:
      phase = .idle
      return takeIdle(byte)
    case _: return []
    }
  }

  /// `1 ENQ 2 ENQ` selects us, whatever the first address; `2 ENQ` alone polls us.
  private mutating func takeIdle(_ byte: UInt8) -> [HostAction] {
    switch byte {
    case Control.soh:
      (phase, block, isTooLong, selecting) = (.block, [], false, nil)
      return []
    case Control.eot:
      (last, block, selecting) = ([], [], nil)
      return []
    case Control.enq:
      let (address, before) = (block.last, selecting)
      (block, selecting) = ([], address)
      guard address == Self.ownAddress else { return [] }
      selecting = nil
      return before == nil ? poll() : [.send([Control.positive])]
    case _:
      block = [byte]
      return []
    }
  }

  private mutating func poll() -> [HostAction] {
    guard let tag = followed.next() else { return [.send([Control.eot])] }
    (phase, asked) = (.waiting, tag)
    return [.ask(tag)]
  }

  private mutating func endBlock(_ check: UInt8) -> [HostAction] {
    phase = .idle
    let body = block
    block = []
    guard !isTooLong, check == ESPABlock.check(of: body), let found = ESPABlock(body) else {
      return [.send([Control.negative])]
    }
    let records = found.records
    switch found.header {
    case ESPABlock.Header.call where records[ESPABlock.Number.type] != Self.reset:
      return takeCall(body, records)
    case ESPABlock.Header.line: return [.send([Control.negative])]
    case ESPABlock.Header.statusRequest:
      followed.ask(pager: records[ESPABlock.Number.pager] ?? [])
      return [.send([Control.positive])]
    case _: return [.send([Control.positive])]
    }
  }

  private mutating func takeCall(
    _ body: [UInt8], _ records: [UInt8: [UInt8]]
  ) -> [HostAction] {
    let pager = records[ESPABlock.Number.pager] ?? []
    guard !pager.isEmpty, pager.count <= PagerLimits.pagerBytesMax else {
      return [.send([Control.negative])]
    }
    if body != last { transaction += 1 }
    last = body
    self.pager = pager
    phase = .waiting
    var call = PagerCall(
      pager: PagerAlphabet.text(pager), text: Self.text(records[ESPABlock.Number.text] ?? []))
    call.priority = Self.priority(records[ESPABlock.Number.priority] ?? [])
    return [.take(PagerCalls(.espa, name: "\(name)-\(transaction)", [call]))]
  }

  /// A call without a display is a call all the same: the pager sounds.
  private static func text(_ bytes: [UInt8]) -> String {
    let text = PagerAlphabet.text(bytes)
    return text.allSatisfy(\.isWhitespace) ? "(no text)" : text
  }

  private static func priority(_ bytes: [UInt8]) -> String {
    switch bytes.first {
    case UInt8(ascii: "1"): "alarm"
    case UInt8(ascii: "2"): "high"
    case UInt8(ascii: "3"): "normal"
    case _: ""
    }
  }

  private mutating func end() -> [HostAction] {
    phase = .over
    waiting = []
    return [.send([Control.eot]), .close]
  }
}
