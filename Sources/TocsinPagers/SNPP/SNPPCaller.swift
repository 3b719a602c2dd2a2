// Tocsin — Pagers: a page handed to an SNPP server
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The client of SNPP (RFC 1861, level 1 with LOGIn and ALERt of level 2): one message for one
/// pager, each command after the reply to the one before.
///
/// | Reply | Outcome |
/// |---|---|
/// | 2xx to SEND | handed over |
/// | 4xx, or the connection ends | not now |
/// | 5xx to LOGIn | misconfigured |
/// | 550 to PAGEr | gone |
/// | any other 5xx | refused |
package struct SNPPCaller: PagerTalk {
  private enum Stage: String {
    case greeting = "the greeting"
    case logOn = "the login"
    case alert = "ALERt"
    case pager = "the pager id"
    case text = "the message"
    case send = "SEND"
    case over = "nothing"
  }

  private let call: OutgoingCall
  private var stage = Stage.greeting
  private var lines = LineReader()

  package init(_ call: OutgoingCall) { self.call = call }

  package mutating func begin() -> [TalkAction] { [] }

  package mutating func hear(_ bytes: [UInt8]) -> [TalkAction] {
    var actions: [TalkAction] = []
    for byte in bytes where stage != .over {
      switch lines.take(byte) {
      case nil: continue
      case .endless: actions += end(.notNow(wait: nil, note: "SNPP: a line without an end"))
      case .whole(let line): actions += take(line)
      }
    }
    return actions
  }

  package mutating func lapse() -> [TalkAction] { [] }

  package mutating func hangUp() -> [TalkAction] {
    guard stage != .over else { return [] }
    return end(
      .notNow(wait: nil, note: "SNPP: the server ended the connection before \(stage.rawValue)"))
  }

  private mutating func take(_ line: [UInt8]) -> [TalkAction] {
    if line.isEmpty { return [] }
    guard let reply = SNPPReply(line) else {
      return end(.notNow(wait: nil, note: "SNPP: what answers is no SNPP server"))
    }
    // Lines of help, and lines that others follow, answer nothing.
    if reply.isContinued || reply.code == 214 { return [] }
    if stage == .alert || reply.isPositive { return advance() }
    return end(outcome(of: reply.code))
  }

  private mutating func advance() -> [TalkAction] {
    switch stage {
    case .greeting where !call.account.isEmpty:
      stage = .logOn
      let secret = call.secret.isEmpty ? [] : [UInt8(ascii: " ")] + call.secret
      return [command("LOGI", call.account + secret)]
    case .greeting, .logOn:
      // A server that does not know it says so, and its word on it changes nothing.
      guard call.priority.rings else { return beginPager() }
      stage = .alert
      return [command("ALER", [UInt8(ascii: "1")])]
    case .alert: return beginPager()
    case .pager:
      stage = .text
      return [command("MESS", call.text)]
    case .text:
      stage = .send
      return [command("SEND", [])]
    case .send: return end(.handedOver(reference: ""), saying: [command("QUIT", [])])
    case .over: return []
    }
  }

  private mutating func beginPager() -> [TalkAction] {
    stage = .pager
    return [command("PAGE", call.pager)]
  }

  private mutating func end(
    _ outcome: ChannelOutcome, saying actions: [TalkAction] = []
  ) -> [TalkAction] {
    stage = .over
    return actions + [.end(outcome)]
  }

  private func outcome(of code: Int) -> ChannelOutcome {
    let note = "SNPP \(code) to \(stage.rawValue)"
    guard (500...599).contains(code), stage != .greeting else {
      return .notNow(wait: nil, note: note)
    }
    switch stage {
    case .logOn: return .misconfigured(note: note)
    case .pager where code == 550: return .gone(note: note)
    case .greeting, .alert, .pager, .text, .send, .over: return .refused(note: note)
    }
  }

  private func command(_ verb: String, _ rest: [UInt8]) -> TalkAction {
    let words = rest.isEmpty ? [] : [UInt8(ascii: " ")] + rest
    return .send(Array(verb.utf8) + words + [Control.cr, Control.lf])
  }
}

/// The first line of a reply: three digits, and a dash where more lines follow.
struct SNPPReply: Hashable {
  let code: Int
  let isContinued: Bool

  init?(_ line: [UInt8]) {
    guard line.count >= 3, line[..<3].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    code = line[..<3].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    isContinued = line.count > 3 && line[3] == UInt8(ascii: "-")
  }

  /// Done, or done in the ways of two-way pagers.
  var isPositive: Bool { [2, 3, 8, 9].contains(code / 100) }
}
