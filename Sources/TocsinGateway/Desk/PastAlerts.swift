// Tocsin — Gateway: alerts of the past, read for hindsight
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The alerts that hindsight plays, and whether there were more.
package struct PastAlerts: Sendable {
  /// Newest first.
  package let alerts: [PastAlert]
  /// There were more than `Hindsight.alertsMax`, or time was over: these are the newest.
  package let isSample: Bool

  /// Alerts read in one look at the store.
  package static let batch = 200

  /// Reads the alerts of production since a moment. No content is kept.
  ///
  /// - Parameter isOver: asked after every look but the last; what is not read until then is left
  ///   out.
  package static func read(
    since: Timestamp, from surroundings: Surroundings, limit: Int = Hindsight.alertsMax,
    batch: Int = batch, isOver: () -> Bool = { false }
  ) async throws -> PastAlerts {
    var found: [PastAlert] = []
    var last: AlertID?
    while true {
      let before = last
      let alerts = try await surroundings.store.read { store in
        let alerts =
          try before.map { try store.alerts(before: $0, limit: batch) }
          ?? store.alerts(limit: batch, phase: nil)
        return try alerts.map { alert in
          (alert, PastAlert(alert, trail: try store.trail(of: alert.id)))
        }
      }
      for (alert, past) in alerts where alert.openedAt >= since && alert.world == .production {
        guard found.count < limit else { return PastAlerts(alerts: found, isSample: true) }
        found.append(past)
      }
      last = alerts.last?.0.id
      let isLast = alerts.last.map { $0.0.openedAt < since } ?? true
      if isLast || alerts.count < batch { return PastAlerts(alerts: found, isSample: false) }
      if isOver() { return PastAlerts(alerts: found, isSample: true) }
    }
  }
}

extension PastAlert {
  /// What the alert and its trail say of who took it, and how soon after they were paged.
  package init(_ alert: Alert, trail: [TrailEntry]) {
    self.init(
      id: alert.id, openedAt: alert.openedAt, facts: alert.route?.facts, priority: alert.priority,
      policy: alert.policy.name)
    addressed = alert.addressed
    lastAcknowledged = alert.lastAcknowledged
    var paged: [Substring: Timestamp] = [:]
    for entry in trail {
      let words = entry.text.split(separator: " ", maxSplits: 2)
      if entry.event == .paged, words.count > 1, words[0] == "paged" {
        paged[words[1]] = paged[words[1]] ?? entry.at
      }
      guard entry.event == .acknowledged, let name = words.first, let from = paged[name] else {
        continue
      }
      let person = ResponderID(String(name))
      delays[person] = delays[person] ?? max(entry.at - from, .zero)
    }
  }
}
