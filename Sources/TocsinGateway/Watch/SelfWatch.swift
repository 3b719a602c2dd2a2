// Tocsin — Gateway: looks for alerts that have no owner
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
package import TocsinCore

/// The activity that checks, over the store as it is, that no page is ownerless; and that counts
/// what waits.
///
/// A step is `look()`. It reads beside the writer, by indexes of what waits. What two looks in a
/// row have found is said aloud: as an alert of the integration `tocsin` under priority crash, so
/// that every channel of its people begins at once; once a kind, and ended when it is gone.
package final class SelfWatch: Sendable {
  private struct State {
    var standing = StoreStanding()
    var found: [OwnerlessKind: [AlertID]] = [:]
    var confirmed: [OwnerlessKind: [AlertID]] = [:]
    /// What the alerts in the store say; nil before they were looked for.
    var said: Set<OwnerlessKind>?
    var lookedAt: Timestamp?
  }

  private let surroundings: Surroundings
  private let state = Mutex(State())

  /// Alerts that are named of each kind; beyond that it is "or more".
  package static let namedMax = 20

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Looks once.
  ///
  /// - Returns: what two looks in a row have found, by kind.
  @discardableResult
  package func look() async throws -> [OwnerlessKind: [AlertID]] {
    let now = surroundings.time.now()
    let (standing, found) = try await surroundings.store.read { store in
      let found = try OwnerlessKind.allCases.map { kind in
        (kind, try store.ownerless(kind, beyond: kind.bound(at: now), limit: Self.namedMax))
      }
      return (
        try store.standing(at: now), Dictionary(uniqueKeysWithValues: found).filter { !$1.isEmpty }
      )
    }
    let (confirmed, said) = state.withLock { state in
      state.confirmed = found.filter { state.found[$0.key] != nil }
      (state.standing, state.found, state.lookedAt) = (standing, found, now)
      return (state.confirmed, state.said)
    }
    if said != Set(confirmed.keys) { try await say(confirmed, before: said) }
    return confirmed
  }

  private func say(
    _ confirmed: [OwnerlessKind: [AlertID]], before: Set<OwnerlessKind>?
  ) async throws {
    for (kind, alerts) in confirmed where before?.contains(kind) != true {
      surroundings.logger.critical(
        "\(Self.sentence(kind, alerts)): ring their people",
        metadata: ["alert": "\(alerts.map(\.text).joined(separator: " "))"])
    }
    let findings = OwnerlessKind.allCases.map { kind in
      WatchFinding(
        key: "ownerless:\(kind.rawValue)", kind: "ownerless",
        text: confirmed[kind].map {
          "\(Self.sentence(kind, $0)); ring their people, then see the log. "
            + $0.map(\.text).joined(separator: ", ")
        })
    }
    try await surroundings.settle(findings)
    state.withLock { $0.said = Set(confirmed.keys) }
  }

  private static func sentence(_ kind: OwnerlessKind, _ alerts: [AlertID]) -> String {
    let count = alerts.count < namedMax ? "\(alerts.count)" : "\(namedMax) or more"
    return "\(count) alerts \(kind.words)"
  }

  /// What readiness says of it; nil when all is well.
  package var trouble: String? {
    let confirmed = state.withLock { $0.confirmed }
    guard !confirmed.isEmpty else { return nil }
    let kinds = OwnerlessKind.allCases.compactMap { kind in
      confirmed[kind].map { Self.sentence(kind, $0) }
    }
    return "\(kinds.joined(separator: "; ")): ring their people"
  }
}

// MARK: - Metrics

extension SelfWatch {
  /// What the newest look has counted.
  package var families: [MetricFamily] {
    let (standing, found, lookedAt) = state.withLock { ($0.standing, $0.found, $0.lookedAt) }
    guard let lookedAt else { return [] }
    let seconds = Double(lookedAt.milliseconds) / 1_000
    return Self.waiting(in: standing)
      + [
        MetricFamily(
          "tocsin_ownerless_alerts", .gauge,
          "Alerts without an owner, by how the newest look has found them; more than 0 is wrong.",
          OwnerlessKind.allCases.map { kind in
            MetricSample(
              Double(found[kind]?.count ?? 0), [MetricLabel("kind", kind.rawValue)])
          }),
        MetricFamily(
          gauge: "tocsin_watch_look_timestamp_seconds",
          "When the gateway last looked at its own work, in seconds since 1970.", seconds),
      ]
  }

  private static func waiting(in standing: StoreStanding) -> [MetricFamily] {
    [
      MetricFamily(
        "tocsin_open_alerts", .gauge, "Open alerts by phase.",
        ["escalating", "acknowledged", "exhausted"].map { word in
          MetricSample(Double(standing.openAlerts[word] ?? 0), [MetricLabel("phase", word)])
        }),
      MetricFamily(
        "tocsin_open_pages", .gauge, "Pages of open alerts by state.",
        PageState.allCases.map { state in
          MetricSample(
            Double(standing.livePages[state] ?? 0), [MetricLabel("state", state.rawValue)])
        }),
      MetricFamily(
        "tocsin_outbox_pages", .gauge, "Pages with something to seal, by priority.",
        Priority.allCases.map { priority in
          MetricSample(
            Double(standing.outbox[priority] ?? 0), [MetricLabel("priority", priority.word)])
        }),
      MetricFamily(
        gauge: "tocsin_mailbox_envelopes",
        "Envelopes that no stream and no fetch of their device has taken yet.",
        Double(standing.mailbox)),
      MetricFamily(
        gauge: "tocsin_ladders_due", "Pages whose channels are due to be looked at.",
        Double(standing.laddersDue)),
      MetricFamily(
        gauge: "tocsin_hand_overs_open", "Hand-overs that wait or are on their way.",
        Double(standing.handOversOpen)),
    ]
  }
}
