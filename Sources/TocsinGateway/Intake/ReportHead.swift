// Tocsin — Gateway: what is the same of every report, whatever it came as
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Where a report came from, when, and whom it is about: all that taking its drafts needs, be it an
/// HL7 message, a request over HTTP or a person who pages by hand.
struct ReportHead: Sendable {
  /// The integration that reported it.
  let integration: String
  let receivedAt: Timestamp
  /// What its source calls the report: MSH-10, or the key of a request; empty when it has none.
  let name: String
  /// Whom it names, as the report has it; nil when it names nobody, or several.
  let identifier: SubjectIdentifier?
  /// The same, as the store keeps an index of it.
  let subject: SubjectReference?
  /// The visit that it names; empty when it names none.
  let visit: String
  /// The zone in which its places are written with times.
  let zone: ZoneRules

  init(
    _ integration: String, at receivedAt: Timestamp, name: String = "",
    about identifier: SubjectIdentifier? = nil, visit: String = "", in zone: ZoneRules = .utc
  ) {
    self.integration = integration
    self.receivedAt = receivedAt
    self.name = name
    self.identifier = identifier
    subject = identifier.flatMap { SubjectReference($0) }
    self.visit = subject == nil ? "" : visit
    self.zone = zone
  }
}
