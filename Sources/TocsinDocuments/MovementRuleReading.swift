// Tocsin — Documents: a rule that reads movements
// SPDX-License-Identifier: Apache-2.0

internal import TocsinMapping

/// Reads one rule with `reads: movement`.
extension MappingRuleReading {
  private static let movementKeys = [
    "name", "message", "where", "reads", "locations", "wards", "dead",
  ]

  /// Whether an item of `rules` reads movements rather than drafts.
  static func isMovement(_ value: YAMLValue) -> Bool {
    guard value.isObject, let reads = value.entries()?.first(where: { $0.key == "reads" }) else {
      return false
    }
    return reads.value.anyText() == "movement"
  }

  func movementRule(_ value: YAMLValue) -> MovementRule? {
    guard let object = value.object(Self.movementKeys) else { return nil }
    let name = object.required("name", example: "name: movement")?.name()
    let messages = object.required("message", example: "message: ADT^*")?
      .items(max: MappingLimits.conditionsMax)?.compactMap { messageType($0) }
    let conditions = object["where"].map { self.conditions($0, segment: nil) } ?? []
    guard let name, let messages, !messages.isEmpty else { return nil }
    var rule = MovementRule(name: name, messages: messages, conditions: conditions)
    rule.locations =
      object["locations"]?.items(max: MappingLimits.alternativesMax)?.compactMap { item in
        item.text().flatMap { read($0, line: item.line, LocationPattern.init(parsing:)) }
      } ?? []
    if let wards = object["wards"], let name = wards.text() {
      rule.wards = tables[name]
      if rule.wards == nil {
        wards.refuse("there is no table \"\(name)\": add it under tables, or mend the name")
      }
    }
    rule.dead = object["dead"].map { patterns($0) } ?? []
    return rule
  }
}
