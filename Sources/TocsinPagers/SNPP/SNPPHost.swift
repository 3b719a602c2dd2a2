// Tocsin — Pagers: senders that speak SNPP to us
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// The server of SNPP (RFC 1861): all of level 1; of level 2 DATA, LOGIn, ALERt, CALLerid and
/// SUBJect; of level 3 all but NOQUeueing, since a call always waits for a person. What is not here
/// is answered 500, which the RFC has for it.
///
/// | Command | Reply |
/// |---|---|
/// | PAGEr | 250; 550 for a pager that nobody knows; 552 for too many, of two-way beyond one |
/// | MESSage, DATA | 250; 503 where there is a message; 550 for an empty or a long one |
/// | SEND | 250 after the commit; 503 for what is missing; 554 refused; 421 and the end: not now |
/// | SEND of a two-way transaction | 960, a tag and a pass code after the commit |
/// | MSTAtus, KTAG | as `SNPPTwoWay` says; 550 for what is no tag |
///
/// A transaction that was not accepted keeps its name while nothing of it changes, so that the
/// sender may say SEND once more.
package struct SNPPHost: PagerHost {
  private enum Phase { case commands, content, waiting, over }

  private let name: String
  private var phase = Phase.commands
  private var lines = LineReader()
  /// What came while a verdict was waited for.
  private var waiting: [UInt8] = []
  private var errors = 0
  private var transaction = 1

  private var pagers: [String] = []
  private var asked = ""
  private var text: String?
  private var content: [UInt8] = []
  private var isContentTooLong = false
  private var isAlert = false
  private var caller = ""
  private var subject = ""
  /// Nil while no two-way transaction has begun.
  private var twoWay: SNPPTwoWay?
  /// What is asked about a pager or a tag, where it is not the transaction.
  private var question: Question?

  private enum Question: Hashable {
    case known
    case status(SNPPTag)
    case end(SNPPTag)
  }

  /// - Parameter name: what no other connection is called.
  package init(name: String) { self.name = name }

  package mutating func begin() -> [HostAction] { [say("220 Tocsin takes pages")] }

  package mutating func hear(_ bytes: [UInt8]) -> [HostAction] {
    if phase == .waiting {
      waiting += bytes
      guard waiting.count > PagerLimits.waitingBytesMax else { return [] }
      return end("421 Too much at once")
    }
    var actions: [HostAction] = []
    for (index, byte) in bytes.enumerated() {
      if phase == .over { break }
      if phase == .waiting {
        waiting += bytes[index...]
        break
      }
      switch lines.take(byte) {
      case nil: continue
      case .endless: actions += takeEndless()
      case .whole(let line): actions += phase == .content ? takeContent(line) : take(line)
      }
    }
    return actions
  }

  package mutating func checked(_ verdict: PagerVerdict) -> [HostAction] {
    guard phase == .waiting else { return [] }
    phase = .commands
    let isQuestion = question == .known
    question = nil
    switch verdict {
    case .accepted where isQuestion:
      return [say("250 Pager ID is known; where it is, is not")] + readOn()
    case .accepted:
      pagers.append(asked)
      transaction += 1
      return [say("250 Pager ID accepted")] + readOn()
    case .unknownPager, .unusable: return mistake("550 Invalid pager ID") + readOn()
    case .notNow: return end("421 Not now, try again")
    }
  }

  package mutating func taken(_ taking: PagerTaking) -> [HostAction] {
    guard phase == .waiting else { return [] }
    phase = .commands
    switch taking.verdict {
    case .accepted:
      let tag = twoWay.flatMap { asked in taking.tags.first.map { SNPPTag($0, asked) } }
      reset()
      return [say(tag.map { "960 \($0.text) Message accepted" } ?? "250 Message accepted")]
        + readOn()
    case .unknownPager: return mistake("554 A pager is not known any more") + readOn()
    case .unusable: return mistake("554 The message cannot be used") + readOn()
    case .notNow: return end("421 Not now, try again")
    }
  }

  package mutating func told(_ standing: PagerStanding?) -> [HostAction] {
    guard phase == .waiting, let question else { return [] }
    phase = .commands
    self.question = nil
    switch (question, standing) {
    case (.status(let tag), let standing?):
      return [say(tag.status(standing))] + readOn()
    case (.end(let tag), .some):
      return [.forget(tag.tag), say("250 Message tag ended")] + readOn()
    case (_, nil), (.known, _): return mistake("550 Unknown message tag or pass code") + readOn()
    }
  }

  package mutating func lapse() -> [HostAction] {
    phase == .over ? [] : end("421 Idle for too long")
  }

  // MARK: - Lines

  private mutating func take(_ line: [UInt8]) -> [HostAction] {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
    guard let verb = words.first else { return [] }
    let rest = words.count > 1 ? words[1].drop { $0 == UInt8(ascii: " ") } : []
    switch String(decoding: verb.prefix(4), as: UTF8.self).uppercased() {
    case "PAGE": return takePager(rest)
    case "MESS": return takeMessage(rest)
    case "DATA":
      guard text == nil else { return mistake("503 Message already entered") }
      phase = .content
      (content, isContentTooLong) = ([], false)
      return [say("354 Begin input, end with a dot on a line of its own")]
    case "SEND": return send()
    case "RESE":
      reset()
      return [say("250 Reset")]
    case "QUIT": return end("221 Goodbye")
    case "HELP":
      return [
        say("214 PAGE MESS DATA SEND RESE LOGI ALER CALL SUBJ HELP QUIT"),
        say("214 2WAY PING EXPT ACKR RTYP MCRE MSTA KTAG"), say("250 End of help"),
      ]
    // Who may send is a matter of addresses, so that an account says nothing here.
    case "LOGI": return [say("250 Login accepted")]
    case "ALER": return takeAlert(rest)
    case "CALL": return note(rest, at: \.caller)
    case "SUBJ": return note(rest, at: \.subject)
    case let verb: return takeTwoWay(verb, rest)
    }
  }

  /// The commands of level 3.
  private mutating func takeTwoWay(_ verb: String, _ rest: ArraySlice<UInt8>) -> [HostAction] {
    switch verb {
    case "2WAY":
      guard pagers.isEmpty, text == nil else {
        return mistake("550 Standard transaction already underway, use RESEt")
      }
      twoWay = SNPPTwoWay()
      return [say("250 Two-way transaction begun")]
    case "PING": return takePager(rest, as: .known)
    case "EXPT", "ACKR", "RTYP", "MCRE":
      guard var asked = twoWay else { return mistake("550 No two-way transaction, use 2WAY") }
      let reply = asked.take(verb, PagerAlphabet.text(rest))
      twoWay = asked
      transaction += 1
      return reply.hasPrefix("250") ? [say(reply)] : mistake(reply)
    case "MSTA", "KTAG":
      guard let tag = SNPPTag(PagerAlphabet.text(rest)) else {
        return mistake("550 Unknown message tag or pass code")
      }
      question = verb == "MSTA" ? .status(tag) : .end(tag)
      phase = .waiting
      return [.ask(tag.tag)]
    case _: return mistake("500 Command not implemented")
    }
  }

  private mutating func takePager(
    _ rest: ArraySlice<UInt8>, as question: Question? = nil
  ) -> [HostAction] {
    let id = rest.prefix { $0 != UInt8(ascii: " ") }
    let isPlain = id.allSatisfy { (0x21...0x7E).contains($0) }
    guard isPlain, !id.isEmpty, id.count <= PagerLimits.pagerBytesMax else {
      return mistake("550 Invalid pager ID")
    }
    // A tag is for one call alone.
    let most = twoWay == nil ? PagerLimits.pagersMax : 1
    guard question != nil || pagers.count < most else { return mistake("552 Too many pagers") }
    asked = String(decoding: id, as: UTF8.self)
    self.question = question
    phase = .waiting
    return [.check(asked)]
  }

  private mutating func takeMessage(_ rest: ArraySlice<UInt8>) -> [HostAction] {
    guard text == nil else { return mistake("503 Message already entered") }
    guard !rest.isEmpty else { return mistake("550 Blank message") }
    text = PagerAlphabet.text(rest)
    return [say("250 Message OK")]
  }

  private mutating func takeContent(_ line: [UInt8]) -> [HostAction] {
    if line == [UInt8(ascii: ".")] {
      phase = .commands
      let isBlank = content.allSatisfy { $0 == Control.lf || $0 == UInt8(ascii: " ") }
      defer { content = [] }
      guard !isContentTooLong else { return mistake("550 Message too long") }
      guard !isBlank else { return mistake("550 Blank message") }
      text = PagerAlphabet.text(content.dropLast())
      return [say("250 Message OK")]
    }
    // A dot before a dot is not the sender's (as in RFC 5321 §4.5.2).
    let plain = line.first == UInt8(ascii: ".") ? line.dropFirst() : line[...]
    guard content.count + plain.count < PagerLimits.textBytesMax else {
      isContentTooLong = true
      return []
    }
    content += plain + [Control.lf]
    return []
  }

  private mutating func takeEndless() -> [HostAction] {
    if phase == .content {
      isContentTooLong = true
      return []
    }
    return mistake("550 Line too long")
  }

  private mutating func takeAlert(_ rest: ArraySlice<UInt8>) -> [HostAction] {
    guard rest.count == 1, let digit = rest.first, [0x30, 0x31].contains(digit) else {
      return mistake("550 Write 0 or 1")
    }
    isAlert = digit == 0x31
    transaction += 1
    return [say("250 Alert override accepted")]
  }

  private mutating func note(
    _ rest: ArraySlice<UInt8>, at place: WritableKeyPath<SNPPHost, String>
  ) -> [HostAction] {
    guard !rest.isEmpty else { return mistake("550 Blank") }
    self[keyPath: place] = PagerAlphabet.text(rest.prefix(PagerLimits.pagerBytesMax))
    transaction += 1
    return [say("250 OK")]
  }

  private mutating func send() -> [HostAction] {
    guard let text, !pagers.isEmpty else { return mistake("503 Pager or message is missing") }
    let words = text + (twoWay?.choiceText ?? "")
    let calls = pagers.map { pager in
      var call = PagerCall(pager: pager, text: words)
      call.priority = isAlert ? "urgent" : ""
      (call.caller, call.subject) = (caller, subject)
      return call
    }
    phase = .waiting
    return [.take(PagerCalls(.snpp, name: "\(name)-\(transaction)", calls))]
  }

  // MARK: - Replies

  private func say(_ text: String) -> HostAction {
    .send(PagerAlphabet.plain(text) + [Control.cr, Control.lf])
  }

  private mutating func mistake(_ text: String) -> [HostAction] {
    errors += 1
    guard errors < PagerLimits.errorsMax else {
      return [say(text)] + end("421 Too many errors")
    }
    return [say(text)]
  }

  private mutating func end(_ text: String) -> [HostAction] {
    phase = .over
    waiting = []
    return [say(text), .close]
  }

  private mutating func readOn() -> [HostAction] {
    guard phase != .over else { return [] }
    let bytes = waiting
    waiting = []
    return hear(bytes)
  }

  private mutating func reset() {
    (pagers, text, isAlert, caller, subject, twoWay) = ([], nil, false, "", "", nil)
    transaction += 1
  }
}
