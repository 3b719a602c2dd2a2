// Tocsin — Pagers: a page handed to an SNPP server
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The client of SNPP (RFC 1861, level 1 with LOGIn and ALERt of level 2, and two-way messages of
/// level 3): one message for one pager, or one question about it, each command after the reply to
/// the one before.
///
/// | Reply | Outcome |
/// |---|---|
/// | 2xx to SEND | handed over |
/// | 8xx, 9xx to SEND | handed over, with the tag and the pass code |
/// | 4xx, or the connection ends | not now |
/// | 5xx to LOGIn | misconfigured |
/// | 550 to PAGEr | gone |
/// | any other 5xx | refused |
/// | 8xx to MSTAtus | handed over: the pager has it |
/// | 9xx, or an error to MSTAtus | not now: it waits |
/// | 7xx to MSTAtus | refused: it did not arrive |
/// | 550 to MSTAtus | gone: the server does not know it any more |
///
/// A server without two-way messages gets a plain one: the page counts for more than its way back.
package struct SNPPCaller: ByteTalk {
  private enum Stage: String {
    case greeting = "the greeting"
    case logOn = "the login"
    case twoWay = "2WAY"
    case alert = "ALERt"
    case pager = "the pager id"
    case text = "the message"
    case read = "ACKRead"
    case send = "SEND"
    case status = "MSTAtus"
    case over = "nothing"
  }

  private static let tagBytesMax = 40

  private let call: OutgoingCall
  /// The tag and the pass code about which it asks; nil for a message.
  private let question: [UInt8]?
  private var stage = Stage.greeting
  private var lines = LineReader()
  private var isTwoWay = false

  package init(_ call: OutgoingCall) {
    self.call = call
    question = nil
  }

  /// Asks what became of a message.
  ///
  /// - Parameter reference: as the message was handed over.
  package init(_ call: OutgoingCall, asking reference: String) {
    self.call = call
    question = PagerAlphabet.plain(reference)
  }

  package mutating func begin() -> [TalkAction] { [] }

  package var isOver: Bool { stage == .over }

  package mutating func take(_ byte: UInt8) -> [TalkAction] {
    switch lines.take(byte) {
    case nil: []
    case .endless: end(.notNow(wait: nil, note: "SNPP: a line without an end"))
    case .whole(let line): take(line)
    }
  }

  package mutating func lapse() -> [TalkAction] { [] }

  package mutating func breakOff(_ why: String) -> [TalkAction] {
    end(.notNow(wait: nil, note: "SNPP: \(why) before \(stage.rawValue)"))
  }

  private mutating func take(_ line: [UInt8]) -> [TalkAction] {
    if line.isEmpty { return [] }
    guard let reply = SNPPReply(line) else {
      return end(.notNow(wait: nil, note: "SNPP: what answers is no SNPP server"))
    }
    // Lines of help, and lines that others follow, answer nothing.
    if reply.isContinued || reply.code == 214 { return [] }
    switch stage {
    case .alert, .read: return advance()
    case .twoWay:
      isTwoWay = reply.isPositive
      return advance()
    case .send where reply.isPositive:
      return end(.handedOver(reference: reference(in: line)), saying: [command("QUIT", [])])
    case .status: return end(told(reply.code), saying: [command("QUIT", [])])
    case .greeting, .logOn, .pager, .text, .send, .over:
      return reply.isPositive ? advance() : end(outcome(of: reply.code))
    }
  }

  private mutating func advance() -> [TalkAction] {
    switch stage {
    case .greeting where !call.account.isEmpty:
      stage = .logOn
      let secret = call.secret.isEmpty ? [] : [UInt8(ascii: " ")] + call.secret
      return [command("LOGI", call.account + secret)]
    case .greeting, .logOn:
      if let question {
        stage = .status
        return [command("MSTA", question)]
      }
      guard call.isTwoWay else { return beginAlert() }
      stage = .twoWay
      return [command("2WAY", [])]
    case .twoWay: return beginAlert()
    case .alert: return beginPager()
    case .pager:
      stage = .text
      return [command("MESS", call.text)]
    case .text where isTwoWay:
      stage = .read
      return [command("ACKR", [UInt8(ascii: "1")])]
    case .text, .read:
      stage = .send
      return [command("SEND", [])]
    case .send, .status, .over: return []
    }
  }

  private mutating func beginAlert() -> [TalkAction] {
    // A server that does not know it says so, and its word on it changes nothing.
    guard call.priority.rings else { return beginPager() }
    stage = .alert
    return [command("ALER", [UInt8(ascii: "1")])]
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
    case .greeting, .twoWay, .alert, .pager, .text, .read, .send, .status, .over:
      return .refused(note: note)
    }
  }

  /// The tag and the pass code behind the code of a two-way reply; empty where there are none.
  private func reference(in line: [UInt8]) -> String {
    let words = line.dropFirst(4).split(separator: UInt8(ascii: " ")).prefix(2)
    let isTag = words.allSatisfy { word in
      word.count <= Self.tagBytesMax && word.allSatisfy { (0x21...0x7E).contains($0) }
    }
    guard isTwoWay, [UInt8(ascii: "8"), UInt8(ascii: "9")].contains(line[0]), isTag,
      words.count == 2
    else { return "" }
    return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }

  private func told(_ code: Int) -> ChannelOutcome {
    let note = "SNPP \(code) to \(stage.rawValue)"
    switch code {
    case 800...899: return .handedOver(reference: "\(code)")
    case 700...799: return .refused(note: note)
    case 550: return .gone(note: note)
    case _: return .notNow(wait: nil, note: note)
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
