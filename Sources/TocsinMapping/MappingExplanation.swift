// Tocsin — Mapping: why a message became what it became
// SPDX-License-Identifier: Apache-2.0

package import TocsinHL7

/// Rule by rule, what a mapping looked for in a message and what it found.
///
/// Says paths, patterns of the document and places in the message, never a value of it, so that it
/// can be shown to whoever may know that the message came.
package struct MappingExplanation: Hashable, Sendable {
  /// In the order of the document.
  package let rules: [RuleExplanation]
  /// The rule that made the drafts; nil when none did.
  package var rule: String? { rules.first { $0.verdict == .made }?.name }
}

/// What became of a message at one rule.
package enum RuleVerdict: String, Hashable, Sendable, CaseIterable {
  /// It made the drafts.
  case made
  /// A rule before it made drafts, so it was not asked.
  case notAsked = "not-asked"
  /// It does not take messages of this type.
  case otherType = "other-type"
  /// A condition on the message as a whole does not hold.
  case conditionMissed = "condition-missed"
  /// Nothing that is wanted is reported.
  case nothingFound = "nothing-found"
}

/// What one rule looked for.
package struct RuleExplanation: Hashable, Sendable {
  package let name: String
  package let verdict: RuleVerdict
  /// The types that the rule takes, as the document has them.
  package let types: [String]
  /// Its conditions on the message as a whole; empty when it was not asked.
  package var conditions: [ConditionExplanation] = []
  /// What it looks for in segments; nil when the rule reports a message as a whole.
  package var search: FindingSearch?
  /// How many groups, and so drafts, it makes.
  package var groupCount = 0
}

/// One condition, and whether it holds.
package struct ConditionExplanation: Hashable, Sendable {
  /// The text of its path.
  package let path: String
  /// At most `MappingExplanation.patternsMax` of what it accepts; an empty one means no value.
  package let patterns: [String]
  /// How many more it accepts.
  package let furtherPatterns: Int
  /// Whether it accepts everything but the patterns.
  package let isNegated: Bool
  /// How many segments have its name.
  package let segmentCount: Int
  /// For how many of these it holds.
  package let heldCount: Int

  package var holds: Bool { heldCount > 0 }
}

/// What a rule looks for in the segments of one name.
package struct FindingSearch: Hashable, Sendable {
  package let segment: String
  package let conditions: [ConditionExplanation]
  /// The first `MappingExplanation.segmentsMax` segments of the name.
  package let checks: [FindingCheck]
  package let furtherSegments: Int
  /// How many segments there are in all.
  package var segmentCount: Int { checks.count + furtherSegments }
  /// How many of all are reported.
  package let foundCount: Int
}

/// How one segment fared.
package struct FindingCheck: Hashable, Sendable {
  /// Its place in the message, counted from 0.
  package let index: Int
  /// The paths of the conditions that it misses; empty for a finding.
  package let missed: [String]
}

extension MappingExplanation {
  /// Patterns of one condition that are listed.
  package static let patternsMax = 12
  /// Segments of one search that are listed.
  package static let segmentsMax = 100
}

extension Mapping {
  /// Why the message becomes what `outcome(for:)` says. Looks at every rule up to the one that
  /// makes drafts.
  package func explanation(for message: HL7Message) -> MappingExplanation {
    var isMade = false
    let explained = rules.map { rule -> RuleExplanation in
      let one = rule.explanation(for: message, isAsked: !isMade)
      isMade = isMade || one.verdict == .made
      return one
    }
    return MappingExplanation(rules: explained)
  }
}

extension MappingRule {
  fileprivate func explanation(for message: HL7Message, isAsked: Bool) -> RuleExplanation {
    let types = messages.map(\.text)
    guard isAsked else { return RuleExplanation(name: name, verdict: .notAsked, types: types) }
    let takes = messages.contains {
      $0.matches(code: message.messageCode, event: message.triggerEvent)
    }
    guard takes else { return RuleExplanation(name: name, verdict: .otherType, types: types) }
    let explained = conditions.map { condition in
      condition.explanation(among: message.segments.filter(condition.path.name.names))
    }
    let search = findings.map { $0.search(in: message) }
    let groups =
      explained.allSatisfy(\.holds) && wants(message)
      ? GroupWalk(message: message, rule: self).groups
        .count { findings == nil || !$0.findings.isEmpty } : 0
    let verdict: RuleVerdict =
      if groups > 0 { .made } else if explained.allSatisfy(\.holds) { .nothingFound } else {
        .conditionMissed
      }
    return RuleExplanation(
      name: name, verdict: verdict, types: types, conditions: explained, search: search,
      groupCount: groups)
  }
}

extension MappingFindings {
  fileprivate func search(in message: HL7Message) -> FindingSearch {
    let all = message.segments.filter(name.names)
    let checks = all.prefix(MappingExplanation.segmentsMax).map { segment in
      FindingCheck(
        index: segment.index, missed: missed(by: segment, in: message.segments))
    }
    return FindingSearch(
      segment: segment,
      conditions: wanted.sets.flatMap(\.self).map { $0.explanation(among: all) },
      checks: checks, furtherSegments: all.count - checks.count,
      foundCount: all.count { include($0, in: message.segments) })
  }

  /// What keeps a segment from being reported: of the set that comes nearest, else of its standing.
  private func missed(by candidate: HL7Segment, in segments: HL7Segments) -> [String] {
    let misses = wanted.sets.map { set in
      set.filter { !holds(AnyOf([[$0]]), for: candidate, in: segments) }.map(\.path.text)
    }
    if let nearest = misses.min(by: { $0.count < $1.count }), !nearest.isEmpty { return nearest }
    guard !include(candidate, in: segments), let results else { return [] }
    let standing = results.standing(of: candidate, in: segments, self)
    return results.standings[standing]?.sets.first?.map(\.path.text) ?? []
  }
}

extension MappingCondition {
  fileprivate func explanation(among segments: [HL7Segment]) -> ConditionExplanation {
    let shown = patterns.prefix(MappingExplanation.patternsMax).map(\.text)
    return ConditionExplanation(
      path: path.text, patterns: shown, furtherPatterns: patterns.count - shown.count,
      isNegated: isNegated, segmentCount: segments.count,
      heldCount: segments.filter(holds).count)
  }
}
