// Tocsin — Mapping: one rule from messages to drafts
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Templates of which the first counts whose places outside `<…>` all have a value; the last one
/// counts in any case.
package struct FirstOf: Hashable, Sendable {
  let templates: [MappingTemplate]

  /// - Precondition: at least one template.
  package init(_ templates: [MappingTemplate]) {
    precondition(!templates.isEmpty, "a text has at least one template")
    self.templates = templates
  }

  /// Every path in it, for checks.
  package var paths: [MappingPath] { templates.flatMap(\.paths) }
}

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
  package let wanted: AnyOf
  /// Segments right behind a finding that comment on it, such as NTE; nil for none.
  package let notes: String?
  /// How the findings are followed from message to message; nil when each message stands alone.
  package var results: MappingResults?
  let name: SegmentName
  let notesName: SegmentName?

  /// - Precondition: names have three characters.
  package init(segment: String, wanted: AnyOf, notes: String? = nil) {
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

/// What the draft says: a text of its own, or a line for each finding.
package struct MappingStatement: Hashable, Sendable {
  /// Shown in front of each finding, and alone when the finding is too long to show.
  package let name: FirstOf
  package let finding: MappingTemplate?
  package let note: MappingTemplate?

  package init(name: FirstOf, finding: MappingTemplate? = nil, note: MappingTemplate? = nil) {
    self.name = name
    self.finding = finding
    self.note = note
  }
}

/// One named line of `who`.
package struct MappingIdentifier: Hashable, Sendable {
  package let name: String
  package let value: FirstOf

  package init(name: String, value: FirstOf) {
    self.name = name
    self.value = value
  }
}

/// Where a draft's fields come from.
package struct DraftPattern: Hashable, Sendable {
  /// What routes look at, of the first finding.
  package var kind: MappedWord<String>
  /// The most urgent of all findings.
  package var priority: MappedWord<Priority>
  /// What the source says about the condition, by the first finding.
  package var signal = MappedWord(SourceSignal.active)
  package let dedupKey: FirstOf
  package let who: [MappingIdentifier]
  package let what: MappingStatement
  package var location: FirstOf?
  package var ward: FirstOf?
  package var specimen: FirstOf?
  package var callBack: FirstOf?
  /// Whom the message names to answer (XCN fields); of each list the first that has a value.
  package var addressed: [[MappingPath]] = []
  /// Whom the message names to be told.
  package var copied: [[MappingPath]] = []
  /// The first that holds a time to the minute at least is when the condition began.
  package var since: [MappingPath] = []
  /// How long a medium or low alert waits to be dropped when it ends by itself (S20).
  package var holdFor = Milliseconds.zero
  /// Without a sign of life for so long the alert is stale (S19); nil for what never gives one.
  package var staleAfter: Milliseconds?

  package init(
    kind: String, priority: Priority, dedupKey: FirstOf, who: [MappingIdentifier],
    what: MappingStatement
  ) {
    self.kind = MappedWord(kind)
    self.priority = MappedWord(priority)
    self.dedupKey = dedupKey
    self.who = who
    self.what = what
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
