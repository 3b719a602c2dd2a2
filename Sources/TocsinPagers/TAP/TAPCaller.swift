// Tocsin — Pagers: a page handed to a TAP terminal
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The entry device of TAP 1.8 in its automatic mode: rings with CR until the terminal asks who it
/// is, logs on, hands over its blocks, says the end. A text that one block has no room for goes on
/// in the next ones; where the terminal has no such thing, it is cut to one.
///
/// | Reply to the block | Outcome |
/// |---|---|
/// | ACK | handed over |
/// | RS after 510 or 511 | gone |
/// | RS after 512 | not now |
/// | RS | refused |
/// | NAK thrice, ESC EOT, silence, the end of the connection | not now |
/// | NAK thrice to the log-on | misconfigured |
package struct TAPCaller: ByteTalk {
  private enum Stage: String {
    case ringing = "the terminal asks who it is"
    case logOn = "the log-on is answered"
    case goAhead = "it says go ahead"
    case block = "the block is answered"
    case over = "nothing"
  }

  /// How often anything is said.
  private static let triesMax = 3
  private static let ringEvery = Milliseconds.seconds(2)
  private static let answerWithin = Milliseconds.seconds(10)

  private let call: OutgoingCall
  private var stage = Stage.ringing
  private var tries = 0
  private var line: [UInt8] = []
  private var isAfterEscape = false
  private var isAfterBracket = false
  /// The number before the last reply; nil for a terminal that gives none.
  private var code: Int?
  /// The first is on its way, or the next.
  private var blocks: [[UInt8]]
  private var isWhole = true

  package init(_ call: OutgoingCall) {
    self.call = call
    blocks = TAPBlock.pages(pager: call.pager, text: call.text)
  }

  package mutating func begin() -> [TalkAction] { ring() }

  package var isOver: Bool { stage == .over }

  package mutating func lapse() -> [TalkAction] {
    switch stage {
    case .ringing: ring()
    case .logOn, .block: again(.notNow(wait: nil, note: silence))
    case .goAhead: end(.notNow(wait: nil, note: silence))
    case .over: []
    }
  }

  package mutating func breakOff(_ why: String) -> [TalkAction] {
    end(.notNow(wait: nil, note: "TAP: \(why) before \(stage.rawValue)"))
  }

  private var silence: String { "TAP: silence before \(stage.rawValue)" }

  // MARK: - What comes

  package mutating func take(_ byte: UInt8) -> [TalkAction] {
    let byte = byte & 0x7F
    if isAfterBracket {
      isAfterBracket = false
      if byte == UInt8(ascii: "p") { return goAhead() }
    }
    if isAfterEscape {
      isAfterEscape = false
      isAfterBracket = byte == UInt8(ascii: "[")
      if byte == Control.eot { return end(.notNow(wait: nil, note: note("ESC EOT"))) }
      return []
    }
    switch byte {
    case Control.esc: isAfterEscape = true
    case Control.cr, Control.lf: return endLine()
    case Control.positive: return acknowledged()
    case Control.negative: return refused()
    case Control.rs: return abandoned()
    case _:
      // A line that goes on for ever is nothing but its end.
      if line.count == PagerLimits.lineBytesMax { line.removeFirst(line.count / 2) }
      line.append(byte)
      if stage == .ringing, line.suffix(3) == Array("ID=".utf8)[...] { return logOn() }
    }
    return []
  }

  private mutating func endLine() -> [TalkAction] {
    defer { line = [] }
    guard let reply = SNPPReply(line), !reply.isContinued else { return [] }
    code = reply.code
    // It is at work, and says so.
    return stage == .block && reply.code / 100 == 1 ? [.wait(Self.answerWithin)] : []
  }

  private mutating func acknowledged() -> [TalkAction] {
    switch stage {
    case .logOn:
      stage = .goAhead
      return [.wait(Self.answerWithin)]
    case .block where blocks.count > 1:
      blocks.removeFirst()
      (tries, code, isWhole) = (1, nil, false)
      return say(blocks[0])
    case .block:
      let reference = code.map { "\($0)" } ?? ""
      return end(.handedOver(reference: reference), saying: [.send([Control.eot, Control.cr])])
    case .ringing, .goAhead, .over: return []
    }
  }

  private mutating func refused() -> [TalkAction] {
    switch stage {
    case .logOn: again(.misconfigured(note: note("NAK to the log-on")))
    case .block: again(.notNow(wait: nil, note: note("NAK to the block")))
    case .ringing, .goAhead, .over: []
    }
  }

  private mutating func abandoned() -> [TalkAction] {
    guard stage == .block else { return [] }
    if isWhole, blocks.count > 1, ![510, 511, 512].contains(code) {
      blocks = [TAPBlock.page(pager: call.pager, text: call.text)]
      (tries, code) = (1, nil)
      return say(blocks[0])
    }
    let note = note("RS")
    let goodbye = [TalkAction.send([Control.eot, Control.cr])]
    switch code {
    case 510, 511: return end(.gone(note: note), saying: goodbye)
    case 512: return end(.notNow(wait: nil, note: note), saying: goodbye)
    case _: return end(.refused(note: note), saying: goodbye)
    }
  }

  private func note(_ words: String) -> String {
    code.map { "TAP \($0), \(words)" } ?? "TAP \(words)"
  }

  // MARK: - What is said

  private mutating func ring() -> [TalkAction] {
    guard tries < Self.triesMax else { return end(.notNow(wait: nil, note: silence)) }
    tries += 1
    return [.send([Control.cr]), .wait(Self.ringEvery)]
  }

  private mutating func logOn() -> [TalkAction] {
    (stage, tries, line, code) = (.logOn, 1, [], nil)
    return say(logOnText)
  }

  private mutating func goAhead() -> [TalkAction] {
    // Some terminals leave the ACK out.
    guard stage == .goAhead || stage == .logOn else { return [] }
    (stage, tries, code) = (.block, 1, nil)
    return say(blocks[0])
  }

  private mutating func again(_ outcome: ChannelOutcome) -> [TalkAction] {
    guard tries < Self.triesMax else { return end(outcome) }
    tries += 1
    code = nil
    return say(stage == .logOn ? logOnText : blocks[0])
  }

  private var logOnText: [UInt8] {
    [Control.esc] + Array("PG1".utf8) + call.secret + [Control.cr]
  }

  private func say(_ bytes: [UInt8]) -> [TalkAction] { [.send(bytes), .wait(Self.answerWithin)] }

  private mutating func end(
    _ outcome: ChannelOutcome, saying actions: [TalkAction] = []
  ) -> [TalkAction] {
    stage = .over
    return actions + [.end(outcome)]
  }
}
