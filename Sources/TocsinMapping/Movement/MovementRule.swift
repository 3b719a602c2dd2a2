// Tocsin — Mapping: one rule that reads movements
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// One rule that reads who came, moved or left (`reads: movement`). HL7 v2 fixes where each value
/// stands; the rule says which messages it takes and how the site writes its locations.
package struct MovementRule: Hashable, Sendable {
  package let name: String
  package let messages: [MessageTypePattern]
  /// Each must hold for some segment of its name.
  package let conditions: [MappingCondition]
  /// How PV1-3.1 is read when PV1-3 has no room and no bed; the first that fits.
  package var locations: [LocationPattern] = []
  /// What a ward is called that a source names otherwise; a ward that it lacks keeps its name.
  package var wards: MappingTable?
  /// Values of PV1-36 that say that the person has died.
  package var dead: [MappingPattern] = []

  package init(
    name: String, messages: [MessageTypePattern], conditions: [MappingCondition] = []
  ) {
    self.name = name
    self.messages = messages
    self.conditions = conditions
  }

  /// Why it takes nothing of a message whose type it takes: never a value.
  var missText: String { "\(name): no event that moves somebody, or no identifier in PID-3" }

  func takes(_ message: HL7Message) -> Bool {
    let code = message.messageCode
    let event = message.triggerEvent
    let segments = message.segments
    return messages.contains { $0.matches(code: code, event: event) }
      && conditions.allSatisfy { condition in
        segments.contains { condition.path.name.names($0) && condition.holds(for: $0) }
      }
  }
}

extension Mapping {
  /// What a message says about who is where; nil when no rule reads that.
  func movements(in message: HL7Message) -> MappingOutcome? {
    guard let rule = movementRules.first(where: { $0.takes(message) }) else { return nil }
    let found = MovementReading(message: message, rule: rule, zone: zoneRules).movements
    return found.isEmpty
      ? .notForUs(rule: rule.missText) : .movements(found, rule: rule.name)
  }
}
