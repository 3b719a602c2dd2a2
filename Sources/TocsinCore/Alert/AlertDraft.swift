// Tocsin — Core: an alert before it has identity or policy
// SPDX-License-Identifier: Apache-2.0

/// One named value about the subject or the finding, as the responder is to read it.
package struct ContentField: Hashable, Codable, Sendable {
  package let name: String
  package let value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// What a page says. Never printed by accident: its description is redacted.
package struct AlertContent: Hashable, Codable, Sendable {
  /// Whom it concerns: at least two identifiers where the source gave them (S21). Empty for a
  /// technical alert.
  package var who: [ContentField]
  /// The place in full, as the responder is to read it.
  package var location: String
  /// The unit of the place that routes; empty when unknown.
  package var ward: String
  /// The finding with value, unit, range and collection time; never truncated (S21).
  package var what: String
  /// What it said before the last change of it (S18); empty when it did not change.
  package var before: String
  /// The specimen that the finding was made on; another one is a change (S17).
  package var specimen: String
  /// A number that dials back to the source; empty when unknown.
  package var callBack: String
  /// When the condition began, as the source says; nil when it does not.
  package var since: Timestamp?

  package init(
    who: [ContentField] = [], location: String = "", ward: String = "", what: String,
    specimen: String = ""
  ) {
    self.who = who
    self.location = location
    self.ward = ward
    self.what = what
    self.before = ""
    self.specimen = specimen
    self.callBack = ""
    self.since = nil
  }
}

extension AlertContent: CustomStringConvertible {
  package var description: String { "[redacted]" }
}

/// An alert before it has identity or policy: what a mapping makes of a message.
package struct AlertDraft: Hashable, Sendable {
  /// The integration that reported it.
  package var integration: String
  /// What makes two drafts of one integration and world the same condition.
  package var dedupKey: String
  package var priority: Priority
  package var world: World
  /// The message type that routes, such as `critical-result`.
  package var kind: String
  package var content: AlertContent
  /// What the source says about it.
  package var signal = SourceSignal.active
  /// Whom the message names to answer, most wanted first.
  package var addressed: [ProviderReference] = []
  /// Whom the message names to be told, without a duty to answer (S7).
  package var copied: [ProviderReference] = []
  /// How long a medium or low alert may wait to be dropped when it ends by itself (S20).
  package var holdFor = Milliseconds.zero
  /// The end of planned work on its source or ward, until which nobody is paged for a medium or low
  /// alert (S27); nil for none.
  package var waitsUntil: Timestamp?
  /// Without a sign of life for so long it is stale (S19); nil for what never gives one.
  package var staleAfter: Milliseconds?
  /// When the source made the report; nil when it does not say.
  package var reportedAt: Timestamp?
  /// An alarm of a bedside device: for nobody until the site has accepted the intended use (S33).
  package var isDeviceAlarm = false
  /// Documents that came with it.
  package var attachments: [AttachmentDraft] = []
  /// What the message said about its source, the subject and the order, as HL7 in standard
  /// delimiters, for what goes back; empty where nothing does.
  package var origin: [UInt8] = []

  package init(
    integration: String, dedupKey: String, priority: Priority, kind: String,
    content: AlertContent
  ) {
    self.integration = integration
    self.dedupKey = dedupKey
    self.priority = priority
    self.world = .production
    self.kind = kind
    self.content = content
  }
}

/// How a draft differs from the open alert that it repeats (S17).
package enum ContentChange: String, Codable, Sendable, CaseIterable {
  case value, priority, specimen, subject, place
}

extension AlertDraft {
  /// The draft with what the open alert knows and the source does not repeat: whom it concerns,
  /// where it is, and since when.
  package func completed(by alert: Alert) -> AlertDraft {
    var draft = self
    if content.who.isEmpty { draft.content.who = alert.content.who }
    if content.location.isEmpty {
      draft.content.location = alert.content.location
      draft.content.ward = alert.content.ward
    }
    draft.content.since = alert.content.since ?? content.since
    return draft
  }

  /// What is different from `alert`; empty for an identical repeat. A lower priority is no change:
  /// the alert keeps the highest that was reported.
  package func changes(from alert: Alert) -> [ContentChange] {
    var found: [ContentChange] = []
    if content.what != alert.content.what { found.append(.value) }
    if priority < alert.priority { found.append(.priority) }
    if content.specimen != alert.content.specimen { found.append(.specimen) }
    if content.who != alert.content.who { found.append(.subject) }
    if content.location != alert.content.location { found.append(.place) }
    return found
  }
}
