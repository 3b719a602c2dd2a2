// Tocsin — Documents: the layers and overrides of a rota
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Reads layers and overrides, and notes whom they name.
struct RotaReading {
  let log: FindingLog
  private(set) var people: [Lined<ResponderID>] = []
  private(set) var ends: [(person: Lined<ResponderID>, until: Timestamp?)] = []
  /// Where a window speaks of public holidays.
  private(set) var holidayLines: [Int] = []
  private var layerNames: Set<String> = []

  init(log: FindingLog) { self.log = log }

  mutating func layer(_ value: YAMLValue) -> RotaLayer? {
    let keys = ["name", "line", "members", "start", "handoff", "turn", "only", "end"]
    guard let object = value.object(keys) else { return nil }
    let name = object.required("name", example: "name: weeks")?.text()
    let members = object.required("members", example: "members: [dr.example]")?.list()
    let start = object.required("start", example: "start: 2026-01-05")?.date()
    let handoff = object.required("handoff", example: "handoff: \"08:00\"")?
      .timeOfDay(through: TimeOfDay(milliseconds: TimeOfDay.dayMilliseconds - 1))
    let turnValue = object.required("turn", example: "turn: 1 week")
    let turn = turnValue.flatMap(turn)
    let only = object["only"]?.list(max: 100) ?? []
    let windows = only.compactMap { $0.weeklyWindow(noting: &holidayLines) }
    let end = object["end"]?.date()
    if let start, let end, end <= start {
      object["end"]?.refuse(
        "\"end\" is not after \"start\": write a later day, or remove the layer")
    }
    if case .workingDays = turn, object["only"] == nil {
      turnValue?.refuse(
        "working days are those that \"only\" names: add only: with their days, or write days")
    }
    let until = end.map { Timestamp(milliseconds: Int64($0.dayNumber) * 86_400_000) }
    let ids = (members ?? []).compactMap { note($0, until: until) }
    guard let name, let start, let handoff, let turn, !ids.isEmpty else { return nil }
    if !layerNames.insert(name).inserted {
      value.refuse("the layer \"\(name)\" stands twice: give this one another name")
    }
    var layer = RotaLayer(
      name: name, members: ids, start: start, handoff: handoff, turn: turn)
    layer.line = object["line"]?.rotaLine() ?? .first
    layer.restriction = windows
    layer.end = end
    return layer
  }

  mutating func override(_ value: YAMLValue) -> RotaOverride? {
    let keys = ["from", "until", "line", "responders", "replaces", "reason"]
    guard let object = value.object(keys) else { return nil }
    let from = object.required("from", example: "from: 2026-11-25T08:00+01:00")?.instant()
    let until = object.required("until", example: "until: 2026-11-26T08:00+01:00")?.instant()
    let reason = object.required("reason", example: "reason: and why")?.text()
    let listed = object.required("responders", example: "responders: [dr.example], or nobody")
    let replaces = object["replaces"].flatMap { note($0, until: nil, isHolder: false) }
    let line = object["line"]?.rotaLine() ?? .first
    guard let from, let until, let reason, let listed else { return nil }
    if until <= from { value.refuse("\"until\" is not after \"from\": write a later time") }
    var responders: [ResponderID] = []
    if !isNobody(listed) {
      responders = listed.list(max: Limits.targetsMax)?.compactMap { note($0, until: until) } ?? []
    }
    var override = RotaOverride(
      from: from, until: until, responders: responders, reason: reason, replaces: replaces)
    override.line = line
    return override
  }

  /// An override to nobody is said in a word, so that an empty list is never one by accident.
  private func isNobody(_ value: YAMLValue) -> Bool {
    !value.isList && !value.isObject && value.anyText() == "nobody"
  }

  private mutating func note(
    _ value: YAMLValue, until: Timestamp?, isHolder: Bool = true
  ) -> ResponderID? {
    guard let name = value.name() else { return nil }
    let person = Lined(value: ResponderID(name), line: value.line)
    people.append(person)
    if isHolder { ends.append((person, until)) }
    return person.value
  }

  // MARK: - Turns

  /// `1 day`, `2 weeks`, `1 month`, `5 working days`, or lengths that recur: `[3 days, 4 days]`.
  private func turn(_ value: YAMLValue) -> RotaTurn? {
    if value.isList {
      let lengths = value.list(max: RotaTurn.lengthsMax)?.map { length($0) } ?? []
      guard !lengths.isEmpty, !lengths.contains(nil) else { return nil }
      return .cycle(lengths.compactMap { $0 })
    }
    guard let text = value.text() else { return nil }
    if let turn = RotaTurn(document: text) { return turn }
    value.refuse(
      "\(value.label) is \"\(text)\": write it as 1 day, 2 weeks, 1 month, 5 working days or"
        + " [3 days, 4 days]")
    return nil
  }

  /// One length of a cycle, in days.
  private func length(_ value: YAMLValue) -> Int? {
    guard let text = value.text() else { return nil }
    switch RotaTurn(document: text) {
    case .daily(let days): return days
    case .weekly(let weeks): return weeks * 7
    case .monthly, .workingDays, .cycle, nil:
      value.refuse("\(value.label) is \"\(text)\": write days or weeks, such as 3 days")
      return nil
    }
  }
}

extension RotaTurn {
  /// Reads `1 day`, `2 days`, `1 week`, `4 weeks`, `1 month`, `1 working day`, `5 working days`:
  /// at most 366 days, 104 weeks or 60 months; nil for anything else.
  init?(document text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count >= 2, words[0].allSatisfy({ $0.isASCII && $0.isNumber }),
      let count = Int(words[0]), count >= 1
    else { return nil }
    switch words.dropFirst().joined(separator: " ") {
    case "day", "days": if count > 366 { return nil } else { self = .daily(count) }
    case "week", "weeks": if count > 104 { return nil } else { self = .weekly(count) }
    case "month", "months": if count > 60 { return nil } else { self = .monthly(count) }
    case "working day", "working days":
      if count > 366 { return nil } else { self = .workingDays(count) }
    default: return nil
    }
  }
}

extension YAMLValue {
  /// `consent`, `approval` or `closed`.
  func swapRule() -> SwapRule? {
    guard let text = text() else { return nil }
    guard let rule = SwapRule(rawValue: text) else {
      refuse("\(label) is \"\(text)\": write consent, approval or closed")
      return nil
    }
    return rule
  }

  /// `first`, `second` or `trainee`.
  func rotaLine() -> RotaLine? {
    guard let text = text() else { return nil }
    guard let line = RotaLine(rawValue: text) else {
      refuse("\(label) is \"\(text)\", which is no line: write first, second or trainee")
      return nil
    }
    return line
  }
}
