// Tocsin — tocsin: integrations and maintenance as rows
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Counts of messages.
struct SourceCountsRow: Encodable {
  let received: Int64
  let mapped: Int64
  let notForUs: Int64
  let refused: Int64
  let repeated: Int64
  let held: Int64
  let dropped: Int64

  init(_ counts: SourceCounts) {
    received = counts.received
    mapped = counts.mapped
    notForUs = counts.notForUs
    refused = counts.refused
    repeated = counts.repeated
    held = counts.held
    dropped = counts.dropped
  }
}

/// An integration as `tocsin integrations --json` prints it.
struct IntegrationRow: Encodable {
  struct Trouble: Encodable {
    let kind: String
    let since: String
    let text: String
  }

  struct Refusal: Encodable {
    let reason: String
    let count: Int64
    let lastAt: String
  }

  let name: String
  let title: String
  let live: Bool
  let health: String
  let troubles: [Trouble]
  @OrNull var heardAt: String?
  @OrNull var mappedAt: String?
  @OrNull var skewSeconds: Int64?
  let refusals: [Refusal]
  let today: SourceCountsRow
  @OrNull var maintenance: MaintenanceRow?

  init(_ source: SourceStanding) {
    name = source.name
    title = source.title
    live = source.rules.isLive
    health = source.health.rawValue
    troubles = source.state.ongoing.map {
      Trouble(kind: $0.trouble.rawValue, since: RFC3339.text($0.since), text: $0.text)
    }
    heardAt = source.state.heardAt.map { RFC3339.text($0) }
    mappedAt = source.state.mappedAt.map { RFC3339.text($0) }
    skewSeconds = source.state.skew?.wholeSeconds
    refusals = source.state.refusals.sorted { $0.value.lastAt > $1.value.lastAt }.map {
      Refusal(reason: $0.rawValue, count: $1.count, lastAt: RFC3339.text($1.lastAt))
    }
    today = SourceCountsRow(source.counts)
    maintenance = source.maintenance.map { MaintenanceRow($0) }
  }
}

/// A maintenance.
struct MaintenanceRow: Encodable {
  let id: String
  let object: String
  let from: String
  let until: String
  let owner: String
  let reason: String

  init(_ work: Maintenance) {
    id = work.id.text
    object = work.object.text
    from = RFC3339.text(work.begin)
    until = RFC3339.text(work.until)
    owner = work.owner.text
    reason = work.reason
  }

  /// One line for a person.
  var line: String { "\(id)  \(object)  \(from)  \(until)  \(owner)  \(reason)" }
}
