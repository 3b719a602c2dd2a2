// Tocsin — Mapping: one rule from JSON to drafts
// SPDX-License-Identifier: Apache-2.0

/// A condition of a mapping that reads JSON. A missing value, null and an empty text match the
/// empty pattern alone. An object counts as `{}`.
package typealias JSONCondition = PathCondition<JSONPath>

extension PathCondition where Path == JSONPath {
  /// Whether it holds at an element.
  func holds(in scope: JSONScope) -> Bool {
    holds { found in
      var count = 0
      path.visit(scope) { tree in
        let text: String
        if case .object = tree { text = "{}" } else { text = tree.scalar ?? "" }
        let value = MappingPattern.trimmed(Array(text.utf8)[...])
        guard !value.isEmpty, scope.document.spend(patterns.count) else { return false }
        count += 1
        return value.withUnsafeBytes(found) || count >= MappingLimits.jsonValuesMax
      }
    }
  }
}

extension AnyOf where Path == JSONPath {
  /// Whether all of one set hold at an element.
  func holds(in scope: JSONScope) -> Bool {
    sets.contains { $0.allSatisfy { $0.holds(in: scope) } }
  }
}

/// Whom a draft is about, for the location table and for what is erased with them.
package struct JSONSubject: Hashable, Sendable {
  package let identifier: PathTexts<JSONPath>
  package var authority: PathTexts<JSONPath>?
  package var visit: PathTexts<JSONPath>?

  package init(identifier: PathTexts<JSONPath>) { self.identifier = identifier }
}

/// Where the fields of a draft of JSON come from.
package typealias JSONDraft = PathDraft<JSONPath>

/// One rule: which elements of a text it takes, and what a draft of one says.
package struct JSONRule: Hashable, Sendable {
  package let name: String
  /// The list of which each element is a draft; nil for the text as a whole.
  package var each: JSONPath?
  /// Each must hold at the element.
  package var conditions: [JSONCondition] = []
  /// A draft is for test where all of them hold (S22); empty for none.
  package var testing: [JSONCondition] = []
  package let draft: JSONDraft
  /// Whether a draft may open an alert; else it only changes one that is open.
  package var opens = true
  package var subject: JSONSubject?
  /// The results that an element reports; nil for what is none.
  package var findings: JSONFindings?
  /// The first that holds a time is when the source made the report.
  package var reportedAt: [JSONPath] = []

  package init(name: String, draft: JSONDraft) {
    self.name = name
    self.draft = draft
  }

  /// Whether it takes the element of a scope.
  func wants(_ scope: JSONScope) -> Bool { conditions.allSatisfy { $0.holds(in: scope) } }

  /// Why it wants nothing: paths, never values.
  var missText: String {
    let place = each.map { "no element of \($0.text)" } ?? "its conditions do not hold"
    guard each != nil, !conditions.isEmpty else { return "\(name): \(place)" }
    return "\(name): \(place) has a wanted \(conditions.map(\.path.text).joined(separator: ", "))"
  }
}
