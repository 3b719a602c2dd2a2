// Tocsin — Mapping: where the fields of a draft come from
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Templates of which the first counts whose places outside `<…>` all have a value; the last one
/// counts in any case.
package struct PathTexts<Path: ValuePath>: Hashable, Sendable {
  let templates: [PathTemplate<Path>]

  /// - Precondition: at least one template.
  package init(_ templates: [PathTemplate<Path>]) {
    precondition(!templates.isEmpty, "a text has at least one template")
    self.templates = templates
  }

  /// Every path in it, for checks.
  package var paths: [Path] { templates.flatMap(\.paths) }
}

/// What the draft says: a text of its own, or a line for each finding.
package struct PathStatement<Path: ValuePath>: Hashable, Sendable {
  /// Shown in front of each finding, and alone when the finding is too long to show.
  package let name: PathTexts<Path>
  package let finding: PathTemplate<Path>?
  package let note: PathTemplate<Path>?

  package init(
    name: PathTexts<Path>, finding: PathTemplate<Path>? = nil, note: PathTemplate<Path>? = nil
  ) {
    self.name = name
    self.finding = finding
    self.note = note
  }
}

/// One named line of `who`.
package struct PathIdentifier<Path: ValuePath>: Hashable, Sendable {
  package let name: String
  package let value: PathTexts<Path>

  package init(name: String, value: PathTexts<Path>) {
    self.name = name
    self.value = value
  }
}

/// Where a draft's fields come from.
package struct PathDraft<Path: ValuePath>: Hashable, Sendable {
  /// What routes look at, of the first finding.
  package var kind: PathWord<String, Path>
  /// The most urgent of all findings.
  package var priority: PathWord<Priority, Path>
  /// What the source says about the condition, by the first finding.
  package var signal = PathWord<SourceSignal, Path>(.active)
  package let dedupKey: PathTexts<Path>
  package let who: [PathIdentifier<Path>]
  package let what: PathStatement<Path>
  package var location: PathTexts<Path>?
  package var ward: PathTexts<Path>?
  /// The hospital service that answers for the subject (PV1-10).
  package var service: PathTexts<Path>?
  package var specimen: PathTexts<Path>?
  package var callBack: PathTexts<Path>?
  /// Whom the message names to answer (XCN fields); of each list the first that has a value.
  package var addressed: [[Path]] = []
  /// Whom the message names to be told.
  package var copied: [[Path]] = []
  /// The first that holds a time to the minute at least is when the condition began.
  package var since: [Path] = []
  /// How long a medium or low alert waits to be dropped when it ends by itself (S20).
  package var holdFor = Milliseconds.zero
  /// Without a sign of life for so long the alert is stale (S19); nil for what never gives one.
  package var staleAfter: Milliseconds?

  package init(
    kind: String, priority: Priority, dedupKey: PathTexts<Path>, who: [PathIdentifier<Path>],
    what: PathStatement<Path>
  ) {
    self.kind = PathWord(kind)
    self.priority = PathWord(priority)
    self.dedupKey = dedupKey
    self.who = who
    self.what = what
  }
}

/// The same of a mapping that reads HL7 messages.
package typealias FirstOf = PathTexts<MappingPath>
package typealias MappingStatement = PathStatement<MappingPath>
package typealias MappingIdentifier = PathIdentifier<MappingPath>
package typealias DraftPattern = PathDraft<MappingPath>
