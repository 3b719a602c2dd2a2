// Tocsin — Documents: rotas/NAME.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One rota, with the places of what the checks look up.
struct RotaDocument {
  let path: String
  let rota: Rota
  let zoneLine: Int
  /// Everyone named in layers and overrides.
  let people: [Lined<ResponderID>]
  /// Until when each is named: the end of an override or of a layer, nil for never.
  let ends: [(person: Lined<ResponderID>, until: Timestamp?)]

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue, name: String) {
    guard let object = root.object(["title", "zone", "needs", "layers", "overrides"]) else {
      return nil
    }
    var reading = RotaReading(log: root.log)
    let title = object.required("title", example: "title: Medicine registrar")?.text()
    let zoneValue = object.required("zone", example: "zone: Europe/Paris")
    let zone = zoneValue?.zone()
    let needs = object.required("needs", example: "needs: 1, the people that it takes")
    let count = needs?.number(in: 1...Limits.targetsMax)
    let layers = object.required("layers", example: "layers: with a list under it")?.list()
    let read = layers?.compactMap { reading.layer($0) } ?? []
    let overrides = object["overrides"]?.list()?.compactMap { reading.override($0) } ?? []
    if let count, let layers, count > layers.count {
      needs?.refuse(
        "\"needs\" is \(count), but the layers can give \(layers.count): add a layer for each"
          + " person"
      )
    }
    guard let title, let zone, let zoneValue, count != nil, !root.log.hasErrors else { return nil }
    var rota = Rota(id: RotaID(name), title: title, zone: zone, layers: read)
    rota.needs = count ?? 1
    rota.overrides = overrides
    self.rota = rota
    path = root.log.path
    zoneLine = zoneValue.line
    people = reading.people
    ends = reading.ends
  }
}

/// Reads layers and overrides, and notes whom they name.
private struct RotaReading {
  let log: FindingLog
  private(set) var people: [Lined<ResponderID>] = []
  private(set) var ends: [(person: Lined<ResponderID>, until: Timestamp?)] = []
  private var layerNames: Set<String> = []

  init(log: FindingLog) { self.log = log }

  mutating func layer(_ value: YAMLValue) -> RotaLayer? {
    let keys = ["name", "members", "start", "handoff", "turn", "only", "end"]
    guard let object = value.object(keys) else { return nil }
    let name = object.required("name", example: "name: weeks")?.text()
    let members = object.required("members", example: "members: [dr.example]")?.list()
    let start = object.required("start", example: "start: 2026-01-05")?.date()
    let handoff = object.required("handoff", example: "handoff: \"08:00\"")?
      .timeOfDay(through: TimeOfDay(milliseconds: TimeOfDay.dayMilliseconds - 1))
    let turn = object.required("turn", example: "turn: 1 week").flatMap(turn)
    let windows = object["only"]?.list(max: 100)?.compactMap { window($0) } ?? []
    let end = object["end"]?.date()
    if let start, let end, end <= start {
      object["end"]?.refuse(
        "\"end\" is not after \"start\": write a later day, or remove the layer")
    }
    let until = end.map { Timestamp(milliseconds: Int64($0.dayNumber) * 86_400_000) }
    let ids = (members ?? []).compactMap { note($0, until: until) }
    guard let name, let start, let handoff, let turn, !ids.isEmpty else { return nil }
    if !layerNames.insert(name).inserted {
      value.refuse("the layer \"\(name)\" stands twice: give this one another name")
    }
    var layer = RotaLayer(
      name: name, members: ids, start: start, handoff: handoff, turn: turn)
    layer.restriction = windows
    layer.end = end
    return layer
  }

  mutating func override(_ value: YAMLValue) -> RotaOverride? {
    guard let object = value.object(["from", "until", "responders", "replaces", "reason"]) else {
      return nil
    }
    let from = object.required("from", example: "from: 2026-11-25T08:00+01:00")?.instant()
    let until = object.required("until", example: "until: 2026-11-26T08:00+01:00")?.instant()
    let reason = object.required("reason", example: "reason: and why")?.text()
    let listed = object.required("responders", example: "responders: [dr.example], or nobody")
    let replaces = object["replaces"].flatMap { note($0, until: nil, isHolder: false) }
    guard let from, let until, let reason, let listed else { return nil }
    if until <= from { value.refuse("\"until\" is not after \"from\": write a later time") }
    var responders: [ResponderID] = []
    if !isNobody(listed) {
      responders = listed.list(max: Limits.targetsMax)?.compactMap { note($0, until: until) } ?? []
    }
    return RotaOverride(
      from: from, until: until, responders: responders, reason: reason, replaces: replaces)
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

  /// `1 day`, `2 days`, `1 week`, `4 weeks`.
  private func turn(_ value: YAMLValue) -> RotaTurn? {
    guard let text = value.text() else { return nil }
    let words = text.split(separator: " ")
    if words.count == 2, let count = Int(words[0]), (1...366).contains(count) {
      if words[1] == "day" || words[1] == "days" { return .daily(count) }
      if words[1] == "week" || words[1] == "weeks", count <= 104 { return .weekly(count) }
    }
    value.refuse("\(value.label) is \"\(text)\": write it as 1 day, 2 days, 1 week or 4 weeks")
    return nil
  }

  private func window(_ value: YAMLValue) -> WeeklyWindow? {
    guard let object = value.object(["days", "from", "until"]) else { return nil }
    let days = object["days"]?.list(max: 7)?.compactMap { $0.weekday() } ?? []
    let from = object["from"]?.timeOfDay()
    let until = object["until"]?.timeOfDay()
    return WeeklyWindow(days: days, from: from ?? .midnight, until: until ?? .endOfDay)
  }
}
