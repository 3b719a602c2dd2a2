// Tocsin — Gateway: an alert as somebody describes it to ask who would be paged
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinMapping

/// The facts of an alert that is only asked about. Nil is unknown, or what the mapping says where
/// there are fields.
package struct RehearsedFacts: Sendable {
  package var integration, kind, ward, location, service: String?
  package var priority: Priority?
  /// Fields of a message of the integration; empty when the facts are all there is.
  package var fields: [MadeField] = []

  package init() {}
}

extension DirectorySnapshot {
  /// The drafts that the facts describe: one, or, of fields, what the mapping of the integration
  /// makes of a message that has them, at least one. Facts that are given beside fields count.
  package func drafts(of facts: RehearsedFacts) throws(MadeMessageFault) -> [AlertDraft] {
    let name = facts.integration ?? ""
    var drafts: [AlertDraft]
    if facts.fields.isEmpty {
      drafts = [
        AlertDraft(
          integration: name, dedupKey: "", priority: .high, kind: "",
          content: AlertContent(what: ""))
      ]
    } else {
      guard let mapping = integrations[name]?.mapping else { throw .malformed }
      drafts = try mapping.drafts(of: facts.fields)
    }
    for index in drafts.indices { drafts[index].take(facts) }
    return drafts
  }
}

extension AlertDraft {
  fileprivate mutating func take(_ facts: RehearsedFacts) {
    kind = facts.kind ?? kind
    priority = facts.priority ?? priority
    service = facts.service ?? service
    content.ward = facts.ward ?? content.ward
    if let place = facts.location ?? facts.ward { content.location = place }
  }
}
