// Tocsin — Gateway: alerts by what they are, page by page
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What is looked for among alerts; nil looks at nothing.
package struct AlertQuery: Hashable, Sendable {
  /// Whether an alert is still open.
  package enum State: String, Sendable, CaseIterable {
    case open, closed, all
  }

  /// Rows of one page, and of one that does not say how many.
  package static let limitMax = 500
  package static let limitDefault = 100
  /// Alerts that one page looks at: beyond them it is short and says where to go on.
  package static let scanMax = 2_000

  package var state = State.open
  package var world = World.production
  package var priority: Priority?
  package var ward: String?
  package var kind: String?
  package var integration: String?
  /// Opened at or after this, and before that.
  package var since: Timestamp?
  package var until: Timestamp?
  /// The last one that was looked at: only older ones are.
  package var before: AlertID?
  package var limit = Self.limitDefault

  package init() {}

  func takes(_ alert: Alert) -> Bool {
    (state == .all || alert.isClosed == (state == .closed))
      && alert.world == world && (priority == nil || alert.priority == priority)
      && (ward == nil || alert.content.ward == ward) && (kind == nil || alert.kind == kind)
      && (integration == nil || alert.integration == integration)
      && (since.map { alert.openedAt >= $0 } ?? true)
      && (until.map { alert.openedAt < $0 } ?? true)
  }
}

/// One page of alerts.
package struct AlertPage: Sendable {
  package var alerts: [Alert] = []
  /// What `before` of the next page is; nil when this is the last.
  package var next: AlertID?
}

extension Board {
  /// The alerts of which leaves from `index` on tell, each once with the index of its last leaf and
  /// as it is now; and the index to go on from.
  package func changes(
    from index: Int64, limit: Int
  ) async throws(BoardError) -> (alerts: [(index: Int64, alert: GuardedAlert)], next: Int64) {
    let surroundings = surroundings
    return try await read { store in
      let leaves = try store.leaves(from: index, limit: limit, withDetails: false)
      var last: [AlertID: Int64] = [:]
      for leaf in leaves {
        guard let body = LeafBody(decoding: leaf.body), body.action == TrailAction.alert.rawValue,
          let id = AlertID(text: String(body.object.dropFirst("alert:".count)))
        else { continue }
        last[id] = leaf.index
      }
      let context = AccessContext(at: surroundings.time.now())
      let changed = try last.sorted { $0.value < $1.value }
        .compactMap { id, index -> (index: Int64, alert: GuardedAlert)? in
          guard let alert = try store.alert(id) else { return nil }
          let object = try surroundings.object(of: alert, in: store)
          return (index, GuardedAlert(alert: alert, object: object, context: context))
        }
      return (changed, index + Int64(leaves.count))
    }
  }

  /// One page, newest first. Alerts are put in order by when they were opened, which never changes:
  /// a page that is asked for again has no gap and nothing twice, whatever happened meanwhile.
  ///
  /// - Parameter mayShow: whether who asks may see a row.
  package func page(
    _ query: AlertQuery, mayShow: @escaping @Sendable (GuardedAlert) -> Bool
  ) async throws(BoardError) -> AlertPage {
    let surroundings = surroundings
    return try await read { store -> AlertPage in
      var page = AlertPage()
      let context = AccessContext(at: surroundings.time.now())
      let batch = AlertQuery.limitMax
      var before = query.before
      for _ in 0..<(AlertQuery.scanMax / batch) {
        let found =
          try before.map { try store.alerts(before: $0, limit: batch) }
          ?? store.alerts(limit: batch, phase: nil)
        for alert in found {
          if query.takes(alert) {
            let object = try surroundings.object(of: alert, in: store)
            let guarded = GuardedAlert(alert: alert, object: object, context: context)
            if mayShow(guarded) { page.alerts.append(alert) }
          }
          before = alert.id
          if page.alerts.count == query.limit { break }
        }
        page.next = before
        if page.alerts.count == query.limit { return page }
        if found.count < batch || query.since.map({ found[batch - 1].openedAt < $0 }) ?? false {
          page.next = nil
          return page
        }
      }
      return page
    }
  }
}
