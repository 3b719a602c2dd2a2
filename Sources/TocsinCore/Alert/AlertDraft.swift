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
  /// Where the report had it, when `location` says another place; nil when it does not.
  package var reportedLocation: String?
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
    self.reportedLocation = nil
    self.what = what
    self.before = ""
    self.specimen = specimen
    self.callBack = ""
    self.since = nil
  }
}

extension AlertContent {
  /// The name of the number under which the subject is known since a merge.
  package static let numberNow = "number-now"

  /// Sets one line of `who`, in the place of one with the same name.
  package mutating func add(_ field: ContentField) {
    who.removeAll { $0.name == field.name }
    who.append(field)
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
  /// The hospital service that answers for the subject, as the source codes it (PV1-10); empty when
  /// it does not say.
  package var service = ""
  /// The subject has left, as the location table says.
  package var isDischarged = false
  /// Documents that came with it.
  package var attachments: [AttachmentDraft] = []
  /// What the message said about its source, the subject and the order, as HL7 in standard
  /// delimiters, for what goes back; empty where nothing does.
  package var origin: [UInt8] = []
  /// The observations that it reports one by one; nil for what is no result.
  package var results: OrderResults?
  /// Who answered for what this draft takes back or corrects after its alert was closed: asked
  /// before anybody else (S18).
  package var formerHolders: [FormerHolder] = []
  /// Who was delivered what this draft follows on, on an alert that is closed: nobody asks them by
  /// that, and they are told with the others when it is taken back or corrected (S18).
  package var formerReaders: [ResponderID] = []
  /// Who acknowledged the last alert like it, for a policy that asks; see `likeness`.
  package var lastAcknowledged: [ResponderID] = []
  /// The alerts on which the one that it opens follows.
  package var follows: [AlertID] = []
  /// Of the test page at a start of duty: who comes, and who goes (S23).
  package var incoming: ResponderID?
  package var outgoing: [ResponderID] = []

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
  /// What people were told is not so; also when nothing critical is left (S18).
  case correction
  /// A part of what people were told is taken back (S18).
  case retraction
}

extension [ContentChange] {
  /// Whether everyone who was delivered the page has to know (S18).
  package var takesBack: Bool { contains(.correction) || contains(.retraction) }
}

/// Who answered for a duty of an alert that is closed.
package struct FormerHolder: Hashable, Sendable {
  package let role: String
  package let responder: ResponderID

  package init(role: String, responder: ResponderID) {
    self.role = role
    self.responder = responder
  }
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
