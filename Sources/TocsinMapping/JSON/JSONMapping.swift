// Tocsin — Mapping: a JSON text read into drafts
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// One draft of a request, and whom it is about.
package struct MappedReport: Hashable, Sendable {
  package var draft: AlertDraft
  /// Nil for nobody.
  package var subject: SubjectIdentifier?
  /// Empty when it names none.
  package var visit = ""
  /// Whether it may open an alert; else it only adds to one that is open.
  package var opens = true
  /// What an open alert keeps of what it says.
  package var keeps = Kept.nothing

  /// What a report that says little leaves as it was.
  package enum Kept: Hashable, Sendable {
    case nothing
    /// Who and where, when the report says nobody and nowhere.
    case missing
    /// All of it: the report says nothing of it.
    case content
  }

  package init(_ draft: AlertDraft) { self.draft = draft }
}

/// What a request became.
package struct MappedRequest: Hashable, Sendable {
  /// In the order of the text; empty when no rule wants it.
  package var reports: [MappedReport]
  /// The rules that made them, or what the last one missed; never a value of the text.
  package var rule: String

  package init(_ reports: [MappedReport], rule: String) {
    self.reports = reports
    self.rule = rule
  }
}

/// The rules by which an integration reads JSON, in order.
///
/// Rules with the same `each` share the elements out: each goes to the first whose conditions hold.
/// Once one has made a draft, those with another `each` are not looked at. Paths, tables and
/// patterns, as with HL7: it always ends, within `JSONDocument.workMax`.
package struct JSONMapping: Sendable {
  package let integration: String
  package let rules: [JSONRule]
  /// Times without an offset are meant in it.
  package let zone: ZoneRules?

  package init(integration: String, rules: [JSONRule], zone: ZoneRules?) {
    self.integration = integration
    self.rules = rules
    self.zone = zone
  }

  /// What the text becomes.
  ///
  /// - Throws: `JSONFieldFault` for a text that costs more than one may; the caller refuses it.
  package func read(_ tree: JSONTree) throws(JSONFieldFault) -> MappedRequest {
    var reading = JSONReading(mapping: self, document: JSONDocument(tree))
    for rule in rules { reading.take(rule) }
    guard !reading.document.isExhausted else {
      throw JSONFieldFault(
        "", "reading it by this mapping costs too much",
        hint: "send less at once, or use fewer paths from the root ($.) in the rules of a list")
    }
    return reading.finished()
  }
}

/// One text on its way through the rules.
private struct JSONReading {
  let mapping: JSONMapping
  let document: JSONDocument
  private var found: [(index: Int, report: MappedReport)] = []
  private var names: [String] = []
  private var miss = "no rule is there"
  private var taken: Set<Int> = []
  /// How the rules cut that have made drafts.
  private var cut: String??
  private var elements: [String?: [JSONTree]] = [:]
  private var furtherCount = 0

  init(mapping: JSONMapping, document: JSONDocument) {
    self.mapping = mapping
    self.document = document
  }

  mutating func take(_ rule: JSONRule) {
    let each = rule.each?.text
    miss = rule.missText
    if let cut, cut != each || each == nil { return }
    var isUsed = false
    for (index, element) in all(of: rule).enumerated() where !taken.contains(index) {
      let scope = JSONScope(document, at: element)
      guard rule.wants(scope), !document.isExhausted else { continue }
      taken.insert(index)
      isUsed = true
      guard found.count < MappingLimits.reportsMax else {
        furtherCount += 1
        continue
      }
      let composer = JSONDraftComposer(mapping: mapping, rule: rule, scope: scope)
      found.append((index, composer.report()))
    }
    guard isUsed else { return }
    cut = .some(each)
    names.append(rule.name)
  }

  private mutating func all(of rule: JSONRule) -> [JSONTree] {
    guard let path = rule.each else { return [document.root] }
    if let known = elements[path.text] { return known }
    var all: [JSONTree] = []
    path.visit(JSONScope(document)) { tree in
      all.append(tree)
      return false
    }
    elements[path.text] = all
    return all
  }

  func finished() -> MappedRequest {
    guard !found.isEmpty else { return MappedRequest([], rule: miss) }
    var reports = MappedReport.joined(found.sorted { $0.index < $1.index }.map(\.report))
    if furtherCount > 0 {
      reports[reports.count - 1].draft.content.what +=
        "\n\(furtherCount) more in the same request are not shown: call the source."
    }
    return MappedRequest(reports, rule: names.joined(separator: ", "))
  }
}
