// Tocsin — Gateway: a draft as whoever looks at a mapping may see it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a mapping makes of a message, field by field, hidden where the message itself is.
package struct DraftView: Hashable, Sendable {
  /// One line: a name of ours and the text.
  package struct Line: Hashable, Sendable {
    package let name: String
    package let text: String
    package let isMasked: Bool
  }

  /// Shown to everybody who may see that there is a draft.
  package let kind: String
  package let priority: Priority
  package let world: World
  package let signal: SourceSignal
  package let ward: String
  /// In the order of a page; lines without a text are left out.
  package let lines: [Line]

  package init(_ draft: AlertDraft, masked: Bool) {
    kind = draft.kind
    priority = draft.priority
    world = draft.world
    signal = draft.signal
    ward = draft.content.ward
    let content = draft.content
    var texts: [(String, String)] = content.who.map { ("who: \($0.name)", $0.value) }
    texts += [
      ("location", content.location), ("what", content.what), ("specimen", content.specimen),
      ("call-back", content.callBack), ("dedup-key", draft.dedupKey),
      ("addressed", draft.addressed.map(\.text).joined(separator: ", ")),
      ("copied", draft.copied.map(\.text).joined(separator: ", ")),
    ]
    lines = texts.filter { !$0.1.isEmpty }.map { name, text in
      Line(name: name, text: masked ? MessageMask.sign : text, isMasked: masked)
    }
  }

  /// The names of what is different between two lists of drafts; empty when nothing is.
  package static func differences(_ before: [AlertDraft], _ after: [AlertDraft]) -> [String] {
    guard before != after else { return [] }
    guard before.count == after.count else { return ["number of drafts"] }
    var names: [String] = []
    for (old, new) in zip(before, after) {
      for name in differences(old, new) where !names.contains(name) { names.append(name) }
    }
    return names
  }

  private static func differences(_ old: AlertDraft, _ new: AlertDraft) -> [String] {
    let (before, after) = (old.content, new.content)
    let same: [(String, Bool)] = [
      ("kind", old.kind == new.kind), ("priority", old.priority == new.priority),
      ("signal", old.signal == new.signal), ("world", old.world == new.world),
      ("who", before.who == after.who), ("what", before.what == after.what),
      ("location", before.location == after.location), ("ward", before.ward == after.ward),
      ("specimen", before.specimen == after.specimen),
      ("call-back", before.callBack == after.callBack), ("since", before.since == after.since),
      ("dedup-key", old.dedupKey == new.dedupKey), ("addressed", old.addressed == new.addressed),
      ("copied", old.copied == new.copied),
    ]
    let named = same.filter { !$0.1 }.map(\.0)
    return named.isEmpty && old != new ? ["other"] : named
  }
}
