// Tocsin — Core: why a person is paged, as a code with its facts
// SPDX-License-Identifier: Apache-2.0

/// One reason of several that together say why a person is paged: screens say it in the reader's
/// language, everything else in the English sentence that is its `text`.
///
/// The sentence is what is stored and sent. Each is of one of a few forms, so that the reasons can
/// be read from it again, also from one that an earlier version stored: `reasons(in:)` gives for
/// every sentence of `text(of:)` the reasons that it was made of, and nil for any other. Whatever
/// has no reasons is shown as the sentence that it is.
package enum PageReason: Hashable, Sendable {
  /// On call by a layer until then (RFC 3339 to the minute).
  case onCall(rota: String, line: RotaLine, until: String)
  /// On call by an override; `note` is its own reason and may be empty.
  case override(rota: String, line: RotaLine, until: String, note: String)
  /// By a handover that was accepted; `from` is a person's id.
  case handover(rota: String, line: RotaLine, from: String, until: String)
  case namedByPolicy
  /// Was on duty before somebody whose test page is not answered yet (S23).
  case beforeTest(of: String)
  case goesOffDuty
  /// Was delivered what is taken back now (S18).
  case deliveredBefore
  case toBeTold
  case byTelephone
  case answeredBefore
  case handedOver(by: String)

  // These stand before another.
  case lastResort
  case reassigned(by: String)
  case namedByMessage
  case acknowledgedLast

  /// Stands after another: the source gave no sign of life for that long.
  case stale(limit: String)

  /// The reasons as one English sentence.
  package static func text(of reasons: [PageReason]) -> String {
    reasons.map(\.text).joined()
  }

  /// The reason in the English sentence, with what parts it from its neighbour.
  package var text: String {
    switch self {
    case .onCall(let rota, let line, let until): "\(line.onCallText)\(rota)\(Form.until)\(until)"
    case .override(let rota, let line, let until, let note):
      "\(line.onCallText)\(rota)\(Form.override)\(until)" + (note.isEmpty ? "" : ": \(note)")
    case .handover(let rota, let line, let from, let until):
      "\(Form.took)\(line.takenText)\(rota)\(Form.from)\(from)\(Form.until)\(until)"
    case .namedByPolicy: "named by the policy"
    case .beforeTest(let name): "\(Form.before)\(name)\(Form.untested)"
    case .goesOffDuty: "goes off duty; who comes has not answered"
    case .deliveredBefore: "was delivered it before"
    case .toBeTold: "named by the message to be told"
    case .byTelephone: "accepted by telephone"
    case .answeredBefore: "answered for what is corrected now"
    case .handedOver(let person): "\(Form.handed)\(person)"
    case .lastResort: Form.lastResort
    case .reassigned(let actor): "\(Form.reassigned)\(actor): "
    case .namedByMessage: "named by the message, "
    case .acknowledgedLast: "acknowledged the last alert like this, "
    case .stale(let limit): "\(Form.stale)\(limit)\(Form.maybeOver)"
    }
  }

  /// What stands between the facts.
  private enum Form {
    static let until = " until "
    static let override = " by override until "
    static let took = "took over "
    static let from = " from "
    static let before = "was on duty before "
    static let untested = ", whose test page is not answered yet"
    static let handed = "handed over by "
    static let lastResort = "last resort of the policy: "
    static let reassigned = "reassigned by "
    static let stale = "; no sign of life from the source for "
    static let maybeOver = ", it may be over"
  }
}

extension RotaLine {
  /// As in `second on call for `.
  fileprivate var onCallText: String {
    switch self {
    case .first: "on call for "
    case .second: "second on call for "
    case .trainee: "trainee on call for "
    }
  }

  /// As in `the second line of `.
  fileprivate var takenText: String { self == .first ? "" : "the \(rawValue) line of " }
}

extension PageReason {
  /// The word by which a client knows it.
  package var code: String {
    switch self {
    case .onCall: "on-call"
    case .override: "override"
    case .handover: "handover"
    case .namedByPolicy: "named-by-policy"
    case .beforeTest: "before-test"
    case .goesOffDuty: "goes-off-duty"
    case .deliveredBefore: "delivered-before"
    case .toBeTold: "to-be-told"
    case .byTelephone: "by-telephone"
    case .answeredBefore: "answered-before"
    case .handedOver: "handed-over"
    case .lastResort: "last-resort"
    case .reassigned: "reassigned"
    case .namedByMessage: "named-by-message"
    case .acknowledgedLast: "acknowledged-last"
    case .stale: "stale"
    }
  }

  /// Its facts, each with its name: `rota` (a title), `line`, `until` (RFC 3339 to the minute),
  /// `note`, `by` (a person) and `length`.
  package var facts: [(name: String, value: String)] {
    switch self {
    case .onCall(let rota, let line, let until):
      [("rota", rota), ("line", line.rawValue), ("until", until)]
    case .override(let rota, let line, let until, let note):
      [("rota", rota), ("line", line.rawValue), ("until", until), ("note", note)]
    case .handover(let rota, let line, let from, let until):
      [("rota", rota), ("line", line.rawValue), ("until", until), ("by", from)]
    case .beforeTest(let name): [("by", name)]
    case .handedOver(let person), .reassigned(let person): [("by", person)]
    case .stale(let limit): [("length", limit)]
    case .namedByPolicy, .goesOffDuty, .deliveredBefore, .toBeTold, .byTelephone, .answeredBefore,
      .lastResort, .namedByMessage, .acknowledgedLast:
      []
    }
  }
}

// MARK: - Reading a sentence

extension PageReason {
  /// Reasons that stand before one another at most.
  private static let leadingMax = 4
  private static let plain: [PageReason] = [
    .namedByPolicy, .goesOffDuty, .deliveredBefore, .toBeTold, .byTelephone, .answeredBefore,
  ]

  /// The reasons that a sentence was made of; nil when it is of no such form.
  package static func reasons(in sentence: String) -> [PageReason]? {
    var rest = Substring(sentence)
    var found: [PageReason] = []
    let last = takeStale(&rest)
    for _ in 0..<leadingMax {
      guard let one = takeLeading(&rest) else { break }
      found.append(one)
    }
    guard let base = base(rest) else { return nil }
    return found + [base] + [last].compactMap(\.self)
  }

  private static func takeLeading(_ rest: inout Substring) -> PageReason? {
    for one in [PageReason.lastResort, .namedByMessage, .acknowledgedLast]
    where rest.hasPrefix(one.text) {
      rest = rest.dropFirst(one.text.count)
      return one
    }
    guard let after = rest.after(Form.reassigned), let (actor, inner) = after.split(at: ": ")
    else { return nil }
    rest = inner
    return .reassigned(by: String(actor))
  }

  private static func takeStale(_ rest: inout Substring) -> PageReason? {
    guard let before = rest.before(Form.maybeOver),
      let (sentence, limit) = before.splitLast(at: Form.stale)
    else { return nil }
    rest = sentence
    return .stale(limit: String(limit))
  }

  private static func base(_ text: Substring) -> PageReason? {
    if let one = plain.first(where: { $0.text == text }) { return one }
    if let name = text.after(Form.before)?.before(Form.untested) {
      return .beforeTest(of: String(name))
    }
    if let person = text.after(Form.handed) { return .handedOver(by: String(person)) }
    if let taken = text.after(Form.took) { return handover(taken) }
    for line in RotaLine.allCases {
      guard let duty = text.after(line.onCallText) else { continue }
      return override(duty, line) ?? onCall(duty, line)
    }
    return nil
  }

  private static func onCall(_ text: Substring, _ line: RotaLine) -> PageReason? {
    guard let (rota, until) = text.splitLast(at: Form.until), isTime(until) else { return nil }
    return .onCall(rota: String(rota), line: line, until: String(until))
  }

  private static func override(_ text: Substring, _ line: RotaLine) -> PageReason? {
    guard let (rota, rest) = text.split(at: Form.override) else { return nil }
    let (until, note) = rest.split(at: ": ") ?? (rest, "")
    guard isTime(until) else { return nil }
    return .override(
      rota: String(rota), line: line, until: String(until), note: String(note))
  }

  private static func handover(_ text: Substring) -> PageReason? {
    guard let (all, until) = text.splitLast(at: Form.until), isTime(until),
      let (taken, from) = all.splitLast(at: Form.from)
    else { return nil }
    let line = RotaLine.allCases.first { $0 != .first && taken.hasPrefix($0.takenText) } ?? .first
    return .handover(
      rota: String(taken.dropFirst(line.takenText.count)), line: line, from: String(from),
      until: String(until))
  }

  /// `2026-11-25T08:00+01:00`, or with `Z`.
  private static func isTime(_ text: Substring) -> Bool {
    let form = "0000-00-00T00:00"
    let (time, zone) = (text.prefix(form.count), text.dropFirst(form.count))
    return time.count == form.count && zip(time, form).allSatisfy(isLike)
      && (zone == "Z"
        || zone.count == 6 && (zone.hasPrefix("+") || zone.hasPrefix("-"))
          && zip(zone.dropFirst(), "00:00").allSatisfy(isLike))
  }

  private static func isLike(_ one: Character, _ form: Character) -> Bool {
    form == "0" ? one.isASCII && one.isWholeNumber : one == form
  }
}

extension Substring {
  fileprivate func after(_ prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }

  fileprivate func before(_ suffix: String) -> Substring? {
    hasSuffix(suffix) ? dropLast(suffix.count) : nil
  }

  /// The parts before and after where `mark` stands first.
  fileprivate func split(at mark: String) -> (Substring, Substring)? {
    indices.first { self[$0...].hasPrefix(mark) }.map { at in
      (self[..<at], self[index(at, offsetBy: mark.count)...])
    }
  }

  /// The parts before and after where `mark` stands last.
  fileprivate func splitLast(at mark: String) -> (Substring, Substring)? {
    var at = endIndex
    while at > startIndex {
      at = index(before: at)
      if self[at...].hasPrefix(mark) {
        return (self[..<at], self[index(at, offsetBy: mark.count)...])
      }
    }
    return nil
  }
}
