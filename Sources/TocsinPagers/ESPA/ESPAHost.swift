// Tocsin — Pagers: senders that speak ESPA 4.4.4 to us
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// The paging equipment of ESPA 4.4.4: it lets itself be selected, polls the sender while nothing
/// is said, and takes calls to pagers.
///
/// | A block | Reply |
/// |---|---|
/// | a call that is taken, after the commit | ACK |
/// | a reset, or a block that is no call | ACK, and nothing happens |
/// | a check character that does not fit, an unknown pager, a store that cannot take it | NAK |
///
/// The same block again before EOT is the same transaction: it is answered, and pages once.
package struct ESPAHost: PagerHost {
  private enum Phase { case idle, block, check, waiting, over }

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

  package mutating func taken(_ verdict: PagerVerdict) -> [HostAction] {
    guard phase == .waiting else { return [] }
    phase = .idle
    let rest = waiting
    waiting = []
    return [.send([verdict == .accepted ? Control.positive : Control.negative])] + hear(rest)
  }

  package mutating func lapse() -> [HostAction] {
    switch phase {
    case .over, .waiting: return []
    case .idle, .block, .check:
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
    case .waiting, .over: return []
    }
  }

  /// Selections end with ENQ, whatever the address before it; a poll that is answered as well.
  private mutating func takeIdle(_ byte: UInt8) -> [HostAction] {
    switch byte {
    case Control.soh:
      (phase, block, isTooLong) = (.block, [], false)
      return []
    case Control.eot:
      last = []
      block = []
      return []
    case Control.enq:
      defer { block = [] }
      // `1 ENQ 2 ENQ`: only the second selects us.
      return block.last == UInt8(ascii: "2") ? [.send([Control.positive])] : []
    case _:
      block = [byte]
      return []
    }
  }

  private mutating func endBlock(_ check: UInt8) -> [HostAction] {
    phase = .idle
    let body = block
    block = []
    guard !isTooLong, check == ESPABlock.check(of: body), let found = ESPABlock(body) else {
      return [.send([Control.negative])]
    }
    let records = found.records
    guard found.header == ESPABlock.Header.call, records[ESPABlock.Number.type] != Self.reset
    else { return [.send([Control.positive])] }
    let pager = records[ESPABlock.Number.pager] ?? []
    guard !pager.isEmpty, pager.count <= PagerLimits.pagerBytesMax else {
      return [.send([Control.negative])]
    }
    if body != last { transaction += 1 }
    last = body
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
