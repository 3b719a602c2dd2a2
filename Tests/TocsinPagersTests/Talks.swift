// Tocsin — PagersTests: conversations as texts
// SPDX-License-Identifier: Apache-2.0

import TocsinCore
import TocsinGateway
import TocsinPagers

/// Bytes as a text that shows control characters by name.
func shown(_ bytes: [UInt8]) -> String {
  let names: [UInt8: String] = [
    0x01: "<SOH>", 0x02: "<STX>", 0x03: "<ETX>", 0x04: "<EOT>", 0x05: "<ENQ>", 0x06: "<ACK>",
    0x0A: "<LF>", 0x0D: "<CR>", 0x15: "<NAK>", 0x17: "<ETB>", 0x1A: "<SUB>", 0x1B: "<ESC>",
    0x1E: "<RS>", 0x1F: "<US>",
  ]
  return bytes.map { names[$0] ?? String(UnicodeScalar($0)) }.joined()
}

/// A text with names of control characters as bytes.
func bytes(_ text: String) -> [UInt8] {
  let names: [(String, String)] = [
    ("<SOH>", "\u{01}"), ("<STX>", "\u{02}"), ("<ETX>", "\u{03}"), ("<EOT>", "\u{04}"),
    ("<ENQ>", "\u{05}"), ("<ACK>", "\u{06}"), ("<LF>", "\u{0A}"), ("<CR>", "\u{0D}"),
    ("<NAK>", "\u{15}"), ("<ETB>", "\u{17}"), ("<SUB>", "\u{1A}"), ("<ESC>", "\u{1B}"),
    ("<RS>", "\u{1E}"), ("<US>", "\u{1F}"),
  ]
  return Array(names.reduce(text) { $0.replacing($1.0, with: $1.1) }.utf8)
}

/// One act of a conversation, as a test reads it: `> sent`, `wait N`, `check ID`, `take …`,
/// `ask TAG`, `forget TAG`, `close`, or the outcome.
func told(_ actions: [TalkAction]) -> [String] {
  actions.map { action in
    switch action {
    case .send(let bytes): "> \(shown(bytes))"
    case .wait(let length): "wait \(length.count)"
    case .end(let outcome): "\(outcome)"
    }
  }
}

func told(_ actions: [HostAction]) -> [String] {
  actions.map { action in
    switch action {
    case .send(let bytes): "> \(shown(bytes))"
    case .check(let pager): "check \(pager)"
    case .take(let calls):
      "take \(calls.name) "
        + calls.calls.map { call in
          [call.pager, call.text, call.priority, call.subject, call.caller].joined(separator: "|")
        }.joined(separator: "; ")
    case .ask(let tag): "ask \(tag.number) \(tag.code)"
    case .forget(let tag): "forget \(tag.number) \(tag.code)"
    case .close: "close"
    }
  }
}

extension PagerTalk {
  /// What it does about each of the other side's words in turn; the words come split at every byte
  /// where `isSplit` says so.
  mutating func conversation(_ words: [String], isSplit: Bool = false) -> [String] {
    var all = told(begin())
    for word in words {
      if isSplit {
        for byte in bytes(word) { all += told(hear([byte])) }
      } else {
        all += told(hear(bytes(word)))
      }
    }
    return all
  }
}

extension PagerHost {
  /// What it does about a sender's words, where every pager is known and every call is taken.
  mutating func conversation(
    _ words: [String], isSplit: Bool = false, check: PagerVerdict = .accepted,
    take: PagerVerdict = .accepted, standing: PagerStanding? = nil
  ) -> [String] {
    var all = TocsinPagersTests.told(begin())
    var pending = words.flatMap { isSplit ? bytes($0).map { [$0] } : [bytes($0)] }[...]
    while let next = pending.popFirst() {
      var actions = hear(next)
      while let action = actions.first {
        actions.removeFirst()
        all += TocsinPagersTests.told([action])
        if case .check = action { actions += checked(check) }
        if case .take = action { actions += taken(PagerTaking(take, tags: Sample.tags)) }
        if case .ask = action { actions += told(standing) }
      }
    }
    return all
  }
}

enum Sample {
  static let tags = [PagerTag(number: 70, code: 8)]

  static func call(_ priority: Priority = .medium) -> OutgoingCall {
    OutgoingCall(to: "7701", "Tocsin page 4F7K. Call 4321.", priority)
  }
}
