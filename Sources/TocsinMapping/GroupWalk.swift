// Tocsin — Mapping: the groups of a message
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// One group of segments, as indices into the message.
struct SegmentGroup {
  /// What stands between the subject (or the header) and the first group.
  var preamble: Range<Int>
  /// The segments that lead into the group, such as ORC.
  var leading: Range<Int>
  /// From the first segment of the group to the end of the group.
  var body: Range<Int>
  /// The reported segments, in order.
  var findings: [Int]
  /// Every segment that could be reported, when the rule follows results; else empty.
  var observations: [Int] = []
}

/// Cuts a message into groups, in one walk.
///
/// A group begins with the segment that the rule names and ends before the next such segment, a
/// leading segment or a new subject (PID). Findings that stand before the first group, as broken
/// sources send them, make a group of their own rather than none. Groups beyond
/// `MappingLimits.draftsMax` are counted. A rule that follows results also gets the groups in which
/// nothing is reported, up to `MappingLimits.watchedMax`.
struct GroupWalk {
  private(set) var groups: [SegmentGroup] = []
  private(set) var furtherCount = 0
  private var preamble = 1..<1
  private var leadStart: Int?
  private var bodyStart: Int?
  private var findings: [Int] = []
  private var observations: [Int] = []
  private var drafted = 0
  private var watched = 0

  /// The rule is handed from step to step and not kept: it is large, and this runs for every
  /// message.
  init(message: HL7Message, rule: MappingRule) {
    let segments = message.segments
    if rule.grouping.each == nil {
      for segment in segments { notice(segment, in: segments, rule) }
      bodyStart = 0
    } else {
      for index in segments.indices.dropFirst() { take(segments[index], in: segments, rule) }
    }
    close(at: segments.endIndex, rule)
  }

  private mutating func take(
    _ segment: HL7Segment, in segments: HL7Segments, _ rule: MappingRule
  ) {
    let index = segment.index
    if SegmentName.subject.names(segment) {
      close(at: index, rule)
      preamble = index..<index
    } else if rule.grouping.leadingNames.contains(where: { $0.names(segment) }) {
      // Several may lead into one group, such as ORC and TQ1.
      let lead = bodyStart == nil && findings.isEmpty ? leadStart : nil
      close(at: index, rule)
      leadStart = lead ?? index
    } else if rule.grouping.eachName?.names(segment) == true {
      let lead = bodyStart == nil ? leadStart : nil
      close(at: index, rule)
      leadStart = lead
      bodyStart = index
    }
    notice(segment, in: segments, rule)
    if bodyStart == nil, leadStart == nil, preamble.upperBound == index {
      preamble = preamble.lowerBound..<index + 1
    }
  }

  private mutating func notice(
    _ segment: HL7Segment, in segments: HL7Segments, _ rule: MappingRule
  ) {
    guard rule.findings?.name.names(segment) == true else { return }
    if rule.findings?.include(segment, in: segments) == true { findings.append(segment.index) }
    if rule.findings?.results != nil { observations.append(segment.index) }
  }

  private mutating func close(at end: Int, _ rule: MappingRule) {
    defer {
      leadStart = nil
      bodyStart = nil
      findings = []
      observations = []
    }
    let hasBody = bodyStart != nil
    guard rule.findings == nil ? hasBody : !findings.isEmpty || !observations.isEmpty else {
      return
    }
    let isWatched = rule.findings != nil && findings.isEmpty
    guard isWatched ? watched < MappingLimits.watchedMax : drafted < MappingLimits.draftsMax else {
      if !isWatched { furtherCount += 1 }
      return
    }
    if isWatched { watched += 1 } else { drafted += 1 }
    let body = bodyStart ?? findings.first ?? observations.first ?? end
    groups.append(
      SegmentGroup(
        preamble: preamble, leading: (leadStart ?? body)..<body, body: body..<end,
        findings: findings, observations: observations))
  }
}

/// Finds the segment that a path means.
///
/// In this order: the finding or note at hand; MSH; what the rule reads (`ALT`); a leading segment
/// of the group; the first in the group; the first in the preamble. Another group or another
/// subject is never looked into.
package struct GroupScope {
  let message: HL7Message
  let group: SegmentGroup
  let leading: [SegmentName]
  /// The finding at hand.
  var finding: HL7Segment?
  /// The note at hand.
  var note: HL7Segment?
  /// What the rule reads the group as, beside its segments.
  var reading: HL7Segment?
  private let finder: SegmentFinder

  /// - Parameter finder: that of the message, shared by its groups.
  init(
    message: HL7Message, group: SegmentGroup, leading: [SegmentName], finder: SegmentFinder
  ) {
    self.message = message
    self.group = group
    self.leading = leading
    self.finder = finder
  }

  func segment(_ name: SegmentName) -> HL7Segment? {
    if let note, name.names(note) { return note }
    if let finding, name.names(finding) { return finding }
    if name == .header { return message.segments.first }
    if name == .alert, let reading { return reading }
    if leading.contains(name) { return finder.first(name, in: group.leading) }
    return finder.first(name, in: group.body) ?? finder.first(name, in: group.preamble)
  }

  /// The notes right behind a finding.
  func notes(behind finding: Int, named name: SegmentName) -> [HL7Segment] {
    let segments = message.segments
    return Array(
      (finding + 1..<max(group.body.upperBound, finding + 1)).lazy.map { segments[$0] }
        .prefix { name.names($0) })
  }
}
