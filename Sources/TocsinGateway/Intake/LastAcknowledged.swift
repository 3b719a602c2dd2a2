// Tocsin — Gateway: who acknowledged the last alert like this one, from the store
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Surroundings {
  /// The newest alerts that are looked through for one of the same subject, and of the same place.
  private static let sameSubjectMax = 32
  private static let samePlaceMax = 200

  /// Sets who acknowledged the last alert like the draft, where the policy asks: of the alerts on
  /// which it follows, else of the same subject and kind, else of the same location and kind. The
  /// store is asked for no other policy.
  func addLastAcknowledged(
    _ draft: inout AlertDraft, under policy: Policy, concerning subject: SubjectReference?,
    at now: Timestamp, in store: any StoreTransaction
  ) throws {
    guard policy.asksLastAcknowledged else { return }
    let since = now - policy.times.lookBack
    let followed = draft.follows.sorted().reversed().compactMap { (try? store.alert($0)) ?? nil }
    var found = draft.lastAcknowledged(among: followed, by: .followed, since: since)
    if found.isEmpty, let subject {
      let alerts = try store.alerts(
        concerning: subject, in: draft.world, limit: Self.sameSubjectMax)
      found = draft.lastAcknowledged(among: alerts, by: .subject, since: since)
    }
    if found.isEmpty {
      let alerts = try store.alerts(limit: Self.samePlaceMax, phase: nil)
      found = draft.lastAcknowledged(among: alerts, by: .location, since: since)
    }
    draft.lastAcknowledged = found
  }
}
