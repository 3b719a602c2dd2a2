// Tocsin — Gateway: a draft placed where its subject is
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Surroundings {
  /// The draft with where its subject is now, when the location table knows that later than the
  /// report does, and with the number under which they are known now.
  ///
  /// What the report says stands beside it. A report that repeats where an open alert had the
  /// subject says nothing new about that: the alert's own location stays.
  func placed(
    _ draft: AlertDraft, of report: ReportHead, in store: any StoreTransaction
  ) throws -> AlertDraft {
    guard let subject = report.subject,
      let known = try store.whereabouts(of: subject, in: draft.world)
    else { return draft }
    var placed = draft
    if let number = report.identifier?.identifier, known.formerNumbers.contains(number),
      !known.number.isEmpty
    {
      placed.content.add(ContentField(name: AlertContent.numberNow, value: known.number))
    }
    guard let presence = known.presence(at: report.receivedAt, visit: report.visit) else {
      return placed
    }
    placed.isDischarged = presence.isDischarged
    let isNewer = draft.reportedAt.map { $0 < presence.since } ?? false
    if isNewer || draft.content.location.isEmpty || presence.isDischarged || presence.hasDied {
      placed.content.relocate(to: presence, in: report.zone)
    }
    return placed
  }
}

extension AlertDraft {
  /// Keeps where an open alert has the subject, when the report says only what it said before.
  func keepingLocation(of alert: Alert) -> AlertDraft {
    guard content.reportedLocation == nil, let reported = alert.content.reportedLocation,
      reported == content.location
    else { return self }
    var kept = self
    kept.content.location = alert.content.location
    kept.content.ward = alert.content.ward
    kept.content.reportedLocation = reported
    return kept
  }
}
