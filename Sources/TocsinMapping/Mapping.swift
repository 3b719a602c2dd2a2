// Tocsin — Mapping: a message read into drafts
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinHL7

/// The mapping of one integration: rules in order, of which the first that makes a draft counts.
///
/// The language stops at paths, tables and patterns, so that a mapping can be reviewed line by
/// line and always ends: its cost grows with the message alone. A message that no rule wants is
/// turned away in one walk over its segments that allocates nothing. Processing ids T and D
/// (MSH-11.1) put a draft into the test world, whatever the rules say (S22).
package struct Mapping: Sendable {
  /// The integration that reports the drafts.
  package let integration: String
  package let title: String
  /// The IANA zone in which times without an offset are meant.
  package let zone: String
  package let rules: [MappingRule]
  /// Rules that read movements; looked at before the others.
  package var movementRules: [MovementRule] = []
  /// The rules of `zone`; while they are nil, times without an offset give no `since`.
  package var zoneRules: ZoneRules?
  /// Whether drafts keep what a message to their source needs.
  package var keepsOrigin = false
  private let missTexts: [String]

  package init(integration: String, title: String, zone: String, rules: [MappingRule]) {
    self.integration = integration
    self.title = title
    self.zone = zone
    self.rules = rules
    missTexts = rules.map(\.missText)
  }

  /// The same mapping with the rules of its zone.
  package func inZone(_ rules: ZoneRules) -> Mapping {
    var copy = self
    copy.zoneRules = rules
    return copy
  }

  /// What the message becomes. Never fails: a message with odd values makes a draft that shows
  /// them as they are.
  package func outcome(for message: HL7Message) -> MappingOutcome {
    if let found = movements(in: message) { return found }
    let code = message.messageCode
    let event = message.triggerEvent
    var miss = "no rule takes this message type"
    for (index, rule) in rules.enumerated() {
      guard rule.messages.contains(where: { $0.matches(code: code, event: event) }) else {
        continue
      }
      let harvest = rule.wants(message) ? harvest(of: message, by: rule) : DeviceHarvest()
      if !harvest.drafts.isEmpty { return .drafts(harvest.drafts, rule: rule.name) }
      if let heartbeat = harvest.heartbeat { return .heartbeat(heartbeat, rule: rule.name) }
      miss = missTexts[index]
    }
    return .notForUs(rule: miss)
  }

  private func harvest(of message: HL7Message, by rule: MappingRule) -> DeviceHarvest {
    var harvest =
      rule.reading == .deviceAlert
      ? deviceHarvest(of: message, by: rule)
      : DeviceHarvest(drafts: drafts(of: message, by: rule))
    let isOfDevice =
      rule.reading == .deviceAlert || message.triggerEvent.elementsEqual("R40".utf8)
    for index in harvest.drafts.indices {
      harvest.drafts[index].world = message.isForTest ? .test : .production
      harvest.drafts[index].isDeviceAlarm = isOfDevice
    }
    return harvest
  }

  private func drafts(of message: HL7Message, by rule: MappingRule) -> [AlertDraft] {
    let walk = GroupWalk(message: message, rule: rule)
    return walk.groups.enumerated().map { index, group in
      let scope = GroupScope(message: message, group: group, leading: rule.grouping.leadingNames)
      var draft = DraftComposer(mapping: self, rule: rule, scope: scope).draft()
      if index == walk.groups.count - 1, walk.furtherCount > 0 {
        draft.content.what +=
          "\n\(walk.furtherCount) more in the same message are not shown: call the source."
      }
      return draft
    }
  }
}

extension MappingRule {
  /// Whether the conditions hold and something is reported. Allocates nothing.
  func wants(_ message: HL7Message) -> Bool {
    let segments = message.segments
    let isMet = conditions.allSatisfy { condition in
      condition.path.name == .alert && reading != nil
        || segments.contains { condition.path.name.names($0) && condition.holds(for: $0) }
    }
    guard isMet, let findings else { return isMet }
    return segments.contains(where: findings.include)
  }
}

extension MappingFindings {
  /// Whether a segment is reported.
  func include(_ candidate: HL7Segment) -> Bool {
    name.names(candidate) && conditions.allSatisfy { $0.holds(for: candidate) }
  }
}
