// Tocsin — Pagers: two-way transactions of SNPP
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// What a two-way transaction asks for (RFC 1861 §4.6).
///
/// Whoever is paged answers with the answers that every page has, so that the choices of a sender
/// are shown as text, and what comes back is a sentence.
struct SNPPTwoWay: Hashable, Sendable {
  static let choicesMax = 10
  static let choiceBytesMax = 40
  private static let hours = 1...168
  private static let replyTypes = ["NONE", "YESNO", "SIMREPLY", "MULTICHOICE", "TEXT"]

  /// ACKRead: whether it was read is wanted.
  private(set) var wantsRead = false
  /// RTYPe or MCREsponse: an answer is wanted.
  private(set) var wantsReply = false
  private var choices: [Choice] = []

  private struct Choice: Hashable {
    let code: String
    let text: String
  }

  /// The choices behind the text of the message, one in a line.
  var choiceText: String { choices.map { "\n- \($0.text)" }.joined() }

  /// Takes one of EXPT, ACKR, RTYP and MCRE; the reply.
  mutating func take(_ verb: String, _ rest: String) -> String {
    switch verb {
    case "EXPT":
      // A call can be asked about for as long as its alert is kept, which is longer.
      guard let hours = Int(rest), Self.hours.contains(hours) else {
        return "550 Write 1 to \(Self.hours.upperBound) hours"
      }
      return "250 Message tag is kept"
    case "ACKR":
      guard ["0", "1"].contains(rest) else { return "550 Write 0 or 1" }
      wantsRead = rest == "1"
      return "250 Read acknowledgment noted"
    case "RTYP":
      guard Self.replyTypes.contains(rest.uppercased()) else { return "550 Unknown reply type" }
      wantsReply = rest.uppercased() != "NONE"
      return "250 Reply type accepted"
    case _: return takeChoice(rest)
    }
  }

  private mutating func takeChoice(_ rest: String) -> String {
    let words = rest.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].utf8.count <= 2,
      words[1].utf8.count <= Self.choiceBytesMax
    else { return "550 Write a code of one or two characters and a text" }
    guard !choices.contains(where: { $0.code == words[0] }) else {
      return "502 Would duplicate a response"
    }
    guard choices.count < Self.choicesMax else { return "552 Too many responses" }
    choices.append(Choice(code: String(words[0]), text: String(words[1])))
    wantsReply = true
    return "250 Response added"
  }
}

/// The tag and the pass code of a two-way message: digits alone, as clients read them. The first
/// digit says what was wanted, so that the same is told on any connection, after a restart too.
///
/// | How far the call has come | Code |
/// |---|---|
/// | no device has it | 960 |
/// | a device has it | 860 where reading, else 861 where an answer is wanted, else 880 |
/// | a device has shown it | 870 where an answer is wanted, else 881 |
/// | a person took it, or it is over | 889 with the words |
/// | over before anybody had it | 780 |
struct SNPPTag: Hashable, Sendable {
  let tag: PagerTag
  private let wants: UInt64

  init(_ tag: PagerTag, _ asked: SNPPTwoWay) {
    self.tag = tag
    wants = (asked.wantsRead ? 1 : 0) + (asked.wantsReply ? 2 : 0)
  }

  /// Reads `TAG CODE`; nil for what cannot be one.
  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, let first = words[0].first.flatMap(\.wholeNumberValue),
      (1...4).contains(first), let number = UInt64(words[0].dropFirst()),
      let code = UInt64(words[1])
    else { return nil }
    tag = PagerTag(number: number, code: code)
    wants = UInt64(first - 1)
  }

  var text: String { "\(wants + 1)\(tag.number) \(tag.code)" }

  private var wantsRead: Bool { wants & 1 == 1 }
  private var wantsReply: Bool { wants & 2 == 2 }

  /// The reply to MSTAtus: the code, a number that grows, the time and words.
  func status(_ standing: PagerStanding) -> String {
    let digits = RFC3339.text(standing.at).prefix(19).filter(\.isNumber)
    return "\(code(of: standing.stage)) \(standing.number) \(digits)+0000 \(standing.text)"
  }

  private func code(of stage: PagerStage) -> Int {
    switch stage {
    case .waiting: 960
    case .delivered: wantsRead ? 860 : wantsReply ? 861 : 880
    case .read: wantsReply ? 870 : 881
    case .answered: 889
    case .lost: 780
    }
  }
}
