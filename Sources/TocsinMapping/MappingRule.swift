// Tocsin — Mapping: one rule from messages to drafts
// SPDX-License-Identifier: Apache-2.0

/// How a message falls into groups, one draft each.
package struct MappingGrouping: Hashable, Sendable {
  /// The segment with which a group begins, such as OBR; nil means the message as a whole.
  package let each: String?
  /// Segments that stand before the first one of their group and belong to it, such as ORC.
  package let leading: [String]
  let eachName: SegmentName?
  let leadingNames: [SegmentName]

  /// - Precondition: names have three characters.
  package init(each: String?, leading: [String] = []) {
    self.each = each
    self.leading = leading
    eachName = each.map { SegmentName($0) }
    leadingNames = leading.map { SegmentName($0) }
  }
}

/// Which segments of a group are reported. A group without any makes no draft.
package struct MappingFindings: Hashable, Sendable {
  /// The segment's name, such as OBX.
  package let segment: String
  /// What makes one worth reporting; every one is when there are no sets.
  package let wanted: AnyOf<MappingPath>
  /// Segments right behind a finding that comment on it, such as NTE; nil for none.
  package let notes: String?
  /// How the findings are followed from message to message; nil when each message stands alone.
  package var results: MappingResults?
  let name: SegmentName
  let notesName: SegmentName?

  /// - Precondition: names have three characters.
  package init(segment: String, wanted: AnyOf<MappingPath>, notes: String? = nil) {
    self.segment = segment
    self.wanted = wanted
    self.notes = notes
    name = SegmentName(segment)
    notesName = notes.map { SegmentName($0) }
  }

  /// All conditions must hold.
  package init(segment: String, conditions: [MappingCondition], notes: String? = nil) {
    self.init(
      segment: segment, wanted: AnyOf(conditions.isEmpty ? [] : [conditions]), notes: notes)
  }
}

/// One rule: which messages it takes, how they fall into groups, and what a draft says.
package struct MappingRule: Hashable, Sendable {
  package let name: String
  package let messages: [MessageTypePattern]
  /// Each must hold for some segment of its name.
  package let conditions: [MappingCondition]
  package let grouping: MappingGrouping
  package let findings: MappingFindings?
  package let draft: DraftPattern
  /// What each group is read as; nil for its segments alone.
  package var reading: MappingReading?

  package init(
    name: String, messages: [MessageTypePattern], conditions: [MappingCondition] = [],
    grouping: MappingGrouping, draft: DraftPattern, findings: MappingFindings? = nil
  ) {
    self.name = name
    self.messages = messages
    self.conditions = conditions
    self.grouping = grouping
    self.findings = findings
    self.draft = draft
  }

  /// Why it wants nothing of a message whose type it takes: paths, never values.
  var missText: String {
    if reading == .deviceAlert { return "\(name): no alert of a device that is wanted" }
    guard let findings else { return "\(name): its conditions do not hold" }
    let paths = findings.wanted.sets
      .map { $0.map(\.path.text).joined(separator: " and ") }.joined(separator: ", or ")
    let wanted = paths.isEmpty ? "" : " has a wanted \(paths)"
    return "\(name): no \(findings.segment)\(wanted.isEmpty ? " is there" : wanted)"
  }
}
