// Tocsin — Pagers: senders that speak TAP to us
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// The terminal of TAP 1.8 in its automatic mode.
///
/// | A block | Reply |
/// |---|---|
/// | taken, after the commit | 211, ACK |
/// | goes on in another block (ETB, US) | ACK |
/// | other check characters | 514, NAK; at the third, ESC EOT |
/// | a pager that nobody knows | 511, RS |
/// | longer than a block, without a pager or a text | 515, RS |
/// | the store cannot take it | NAK; at the third, ESC EOT |
///
/// TAP does not say whether a block comes again because its ACK was lost. The same block directly
/// after itself on one connection is the same transaction: it is answered, and pages once.
package struct TAPHost: PagerHost {
  private enum Phase: Hashable {
    case ringing, ready, block
    /// So many check characters and their CR are still to come.
    case check(Int)
    case waiting, over
  }

  /// What is read of one block; the rest is thrown away.
  private static let blockBytesMax = 1_024

  private let name: String
  private var phase = Phase.ringing
  private var line: [UInt8] = []
  private var block: [UInt8] = []
  private var isTooLong = false
  private var check: [UInt8] = []
  private var fields: [[UInt8]] = []
  private var isInsideField = false
  private var last: [[UInt8]] = []
  private var transaction = 0
  private var errors = 0
  private var waiting: [UInt8] = []

  /// - Parameter name: what no other connection is called.
  package init(name: String) { self.name = name }

  package mutating func begin() -> [HostAction] { [] }

  package mutating func hear(_ bytes: [UInt8]) -> [HostAction] {
    var actions: [HostAction] = []
    for byte in bytes {
      if phase == .waiting {
        waiting.append(byte)
        if waiting.count > PagerLimits.waitingBytesMax { return actions + forceOff("") }
      } else if phase != .over {
        actions += take(byte & 0x7F)
      }
    }
    return actions
  }

  package mutating func checked(_ verdict: PagerVerdict) -> [HostAction] { [] }

  package mutating func taken(_ taking: PagerTaking) -> [HostAction] {
    guard phase == .waiting else { return [] }
    phase = .ready
    var actions: [HostAction]
    switch taking.verdict {
    case .accepted:
      errors = 0
      actions = say("211 Page accepted", Control.positive)
    case .unknownPager: actions = say("511 Unknown pager", Control.rs)
    case .unusable: actions = say("515 Format", Control.rs)
    case .notNow: actions = mistake("")
    }
    let rest = waiting
    waiting = []
    actions += hear(rest)
    return actions
  }

  package mutating func lapse() -> [HostAction] { phase == .over ? [] : forceOff("") }

  // MARK: - Bytes

  private mutating func take(_ byte: UInt8) -> [HostAction] {
    switch phase {
    case .ringing:
      guard let line = takeLine(byte) else { return [] }
      return logOn(line)
    case .ready:
      if byte == Control.stx {
        (phase, block, isTooLong, line) = (.block, [Control.stx], false, [])
        return []
      }
      guard let line = takeLine(byte) else { return [] }
      return command(line)
    case .block: return takeBlock(byte)
    case .check(let left):
      if byte == Control.lf { return [] }
      if left > 0 {
        check.append(byte)
        phase = .check(left - 1)
        return []
      }
      phase = .ready
      return byte == Control.cr ? endBlock() : mistake("514 Check characters")
    case .waiting, .over: return []
    }
  }

  /// The line that a CR ends; what is longer than any can be is cut.
  private mutating func takeLine(_ byte: UInt8) -> [UInt8]? {
    guard byte == Control.cr else {
      if byte != Control.lf, line.count < PagerLimits.pagerBytesMax { line.append(byte) }
      return nil
    }
    defer { line = [] }
    return line
  }

  private mutating func logOn(_ line: [UInt8]) -> [HostAction] {
    if line.isEmpty { return [.send(Array("ID=".utf8))] }
    guard line.starts(with: [Control.esc] + Array("PG1".utf8)) else {
      return mistake("", then: Array("ID=".utf8))
    }
    phase = .ready
    errors = 0
    return [
      .send(
        Array("110 1.8".utf8) + [Control.cr, Control.positive, Control.cr, Control.esc]
          + Array("[p".utf8) + [Control.cr])
    ]
  }

  private mutating func command(_ line: [UInt8]) -> [HostAction] {
    if line == [Control.eot] { return forceOff("115 Goodbye") }
    return line.isEmpty ? [] : mistake("")
  }

  private mutating func takeBlock(_ byte: UInt8) -> [HostAction] {
    let isEnd = [Control.etx, Control.etb, Control.us].contains(byte)
    if block.count < Self.blockBytesMax {
      block.append(byte)
    } else {
      isTooLong = true
      if isEnd { block[block.count - 1] = byte }
    }
    if isEnd { (phase, check) = (.check(3), []) }
    return []
  }

  private mutating func endBlock() -> [HostAction] {
    guard !isTooLong else {
      fields = []
      return say("513 Too long", Control.rs)
    }
    guard check == TAPBlock.check(of: block), let end = block.last else {
      return mistake("514 Check characters")
    }
    var found = TAPBlock.fields(block.dropFirst().dropLast())
    if isInsideField, let first = found.first, !fields.isEmpty {
      fields[fields.count - 1] += first
      found.removeFirst()
    }
    fields += found
    isInsideField = end == Control.us
    // The CR before the end character ends a field; nothing stands behind it.
    if !isInsideField, fields.last?.isEmpty == true { fields.removeLast() }
    if end == Control.etx { return endPage() }
    guard fields.reduce(0, { $0 + $1.count }) <= PagerLimits.textBytesMax else {
      fields = []
      return say("513 Too long", Control.rs)
    }
    return say("", Control.positive)
  }

  private mutating func endPage() -> [HostAction] {
    let page = fields
    (fields, isInsideField) = ([], false)
    let text = page.dropFirst().map { PagerAlphabet.text($0) }.joined(separator: "\n")
    guard let pager = page.first, !pager.isEmpty, pager.count <= PagerLimits.pagerBytesMax,
      !text.isEmpty
    else { return say("515 Format", Control.rs) }
    if page != last { transaction += 1 }
    last = page
    phase = .waiting
    let call = PagerCall(pager: PagerAlphabet.text(pager), text: text)
    return [.take(PagerCalls(.tap, name: "\(name)-\(transaction)", [call]))]
  }

  // MARK: - Replies

  private func say(_ text: String, _ control: UInt8) -> [HostAction] {
    let words = text.isEmpty ? [] : Array(text.utf8) + [Control.cr]
    return [.send(words + [control, Control.cr])]
  }

  private mutating func mistake(_ text: String, then more: [UInt8] = []) -> [HostAction] {
    errors += 1
    guard errors < 3 else { return forceOff(text) }
    return say(text, Control.negative) + (more.isEmpty ? [] : [.send(more)])
  }

  private mutating func forceOff(_ text: String) -> [HostAction] {
    phase = .over
    waiting = []
    let words = text.isEmpty ? [] : Array(text.utf8) + [Control.cr]
    return [.send(words + [Control.esc, Control.eot, Control.cr]), .close]
  }
}
