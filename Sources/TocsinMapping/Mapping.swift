// Tocsin — Mapping: a message read into drafts
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinHL7

/// The mapping of one integration: rules in order, of which the first that makes a draft counts;
/// with rules that cut a message alike, the first that makes one of each group.
///
/// The language stops at paths, tables and patterns, so that a mapping can be reviewed line by
/// line and always ends: its cost grows with the message alone. A message that no rule wants is
/// turned away in one walk over its segments that allocates nothing, unless the rule follows
/// results: then its orders are named, for what was critical may be so no more. Processing ids T
/// and D (MSH-11.1) put a draft into the test world, whatever the rules say (S22).
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

  /// Whether it can make alarms of bedside devices, which page nobody until the site has accepted
  /// the intended use.
  package var makesDeviceAlarms: Bool {
    let (code, event) = (Array("ORU".utf8)[...], Array("R40".utf8)[...])
    return rules.contains { rule in
      rule.reading == .deviceAlert
        || rule.messages.contains { $0.matches(code: code, event: event) }
    }
  }

  /// What the message becomes by itself, without what is known of its orders.
  package func outcome(for message: HL7Message) -> MappingOutcome { reading(of: message).outcome }

  /// What is read out of the message. Never fails: a message with odd values makes a draft that
  /// shows them as they are.
  package func reading(of message: HL7Message) -> MappedMessage {
    reading(of: message, SegmentFinder(message))
  }

  func reading(of message: HL7Message, _ finder: SegmentFinder) -> MappedMessage {
    if let found = movements(in: message) {
      return MappedMessage(outcome: found, watched: [])
    }
    var reading = MessageReading(mapping: self, message: message, finder: finder)
    var miss = "no rule takes this message type"
    let code = message.messageCode
    let event = message.triggerEvent
    for (index, rule) in rules.enumerated() {
      guard rule.messages.contains(where: { $0.matches(code: code, event: event) }) else {
        continue
      }
      if rule.wants(message) { reading.take(rule, at: index) }
      miss = missTexts[index]
    }
    return reading.finished(miss: miss)
  }

}

/// One message on its way through the rules.
private struct MessageReading {
  let mapping: Mapping
  let message: HL7Message
  private let finder: SegmentFinder
  private var drafts: [AlertDraft] = []
  private var names: [String] = []
  private var watched: [WatchedOrder] = []
  /// The segments with which groups begin that a rule has made a draft of.
  private var taken: Set<Int> = []
  /// How the rules cut that have made drafts.
  private var cut: String??
  /// A sign of life, and the rule that took it for one; no rule behind it looks.
  private var heartbeat: (SourceHeartbeat, rule: String)?

  init(mapping: Mapping, message: HL7Message, finder: SegmentFinder) {
    self.mapping = mapping
    self.message = message
    self.finder = finder
  }

  mutating func take(_ rule: MappingRule, at index: Int) {
    guard heartbeat == nil else { return }
    let each = rule.grouping.each
    if let cut, cut != each || each == nil { return }
    guard rule.reading != .deviceAlert else { return takeDevice(rule) }
    let walk = GroupWalk(message: message, rule: rule)
    let before = drafts.count
    for group in walk.groups where !taken.contains(group.body.lowerBound) {
      if rule.findings == nil || !group.findings.isEmpty {
        var draft = DraftComposer(mapping, rule, message, group, finder).draft()
        draft.isDeviceAlarm = message.triggerEvent.elementsEqual("R40".utf8)
        drafts.append(draft)
        taken.insert(group.body.lowerBound)
      } else {
        watch(group, rule, at: index)
      }
    }
    guard drafts.count > before else { return }
    cut = .some(each)
    names.append(rule.name)
    if walk.furtherCount > 0 {
      let line = "\(walk.furtherCount) more in the same message are not shown: call the source."
      drafts[drafts.count - 1].content.what += "\n" + line
      drafts[drafts.count - 1].results?.beside.append(line)
    }
  }

  /// Nearly every message comes this way, and nearly none makes a draft: no composer is made.
  private mutating func watch(_ group: SegmentGroup, _ rule: MappingRule, at index: Int) {
    let leading = rule.grouping.leadingNames
    let scope = GroupScope(message: message, group: group, leading: leading, finder: finder)
    guard let order = rule.findings?.order(in: scope),
      !watched.contains(where: { $0.order == order })
    else { return }
    watched.append(
      WatchedOrder(
        order: order, rule: index, ruleName: rule.name, begin: group.body.lowerBound,
        takesBack: rule.findings?.takesBack(in: scope) == true))
  }

  private mutating func takeDevice(_ rule: MappingRule) {
    let harvest = mapping.deviceHarvest(of: message, by: rule, finder)
    if drafts.isEmpty, harvest.drafts.isEmpty, let found = harvest.heartbeat {
      heartbeat = (found, rule: rule.name)
    }
    guard !harvest.drafts.isEmpty else { return }
    for var draft in harvest.drafts {
      draft.world = message.isForTest ? .test : .production
      draft.isDeviceAlarm = true
      drafts.append(draft)
    }
    cut = .some(rule.grouping.each)
    names.append(rule.name)
  }

  func finished(miss: String) -> MappedMessage {
    if let (heartbeat, rule) = heartbeat {
      return MappedMessage(outcome: .heartbeat(heartbeat, rule: rule), watched: watched)
    }
    guard !drafts.isEmpty else {
      return MappedMessage(outcome: .notForUs(rule: miss), watched: watched)
    }
    let known = Set(drafts.compactMap { $0.results?.order })
    return MappedMessage(
      outcome: .drafts(drafts, rule: names.joined(separator: ", ")),
      watched: watched.filter { !known.contains($0.order) })
  }
}

extension MappingRule {
  /// Whether the conditions hold and something is reported, or may have been. Allocates nothing.
  func wants(_ message: HL7Message) -> Bool {
    let segments = message.segments
    let isMet = conditions.allSatisfy { condition in
      condition.path.name == .alert && reading != nil
        || segments.contains { condition.path.name.names($0) && condition.holds(for: $0) }
    }
    guard isMet, let findings else { return isMet }
    guard findings.results == nil else { return segments.contains(where: findings.name.names) }
    return segments.contains { findings.include($0, in: segments) }
  }
}

extension MappingFindings {
  /// Whether a segment is reported: critical, and of a standing that says a value.
  func include(_ candidate: HL7Segment, in segments: HL7Segments) -> Bool {
    guard isWanted(candidate, in: segments) else { return false }
    return results.map { $0.standing(of: candidate, in: segments, self).isReported } ?? true
  }

  /// Whether one of the sets of conditions holds; without any, every segment is wanted.
  func isWanted(_ candidate: HL7Segment, in segments: HL7Segments) -> Bool {
    guard name.names(candidate) else { return false }
    return wanted.sets.isEmpty || holds(wanted, for: candidate, in: segments)
  }

  /// A condition on the notes' segment looks at the notes right behind the finding.
  func holds(_ any: AnyOf<MappingPath>, for candidate: HL7Segment, in segments: HL7Segments) -> Bool
  {
    any.sets.contains { set in
      set.allSatisfy { condition in
        guard condition.path.name != name, condition.path.name == notesName else {
          return condition.holds(for: candidate)
        }
        return segments[(candidate.index + 1)...].prefix { condition.path.name.names($0) }
          .contains { condition.holds(for: $0) }
      }
    }
  }
}

extension MappingResults {
  func standing(
    of candidate: HL7Segment, in segments: HL7Segments, _ findings: MappingFindings
  ) -> ResultStatus {
    Self.looked.first { status in
      standings[status].map { findings.holds($0, for: candidate, in: segments) } ?? false
    } ?? .final
  }
}
