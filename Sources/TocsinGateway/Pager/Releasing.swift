// Tocsin — Gateway: passing on what a person can no longer answer
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinCore

/// What one unit passed on.
struct ReleaseBatch: Sendable {
  /// Those that changed something.
  var transitions: [Transition] = []
  /// Alerts that stay as they are, such as those whose last resort the person is. The next unit
  /// leaves them out, so that they never hide what lies behind them.
  var unchanged: Set<AlertID> = []
  /// There are more alerts than this unit took.
  var hasMore = false
}

extension Surroundings {
  /// Advances open alerts of a person who is gone; see `pass`.
  func release(
    _ person: ResponderID, except unchanged: Set<AlertID>, limit: Int,
    in store: any StoreTransaction
  ) throws -> ReleaseBatch {
    try pass(.released(person), to: person, except: unchanged, limit: limit, in: store)
  }

  /// Advances open alerts that a person is asked about or holds, at most `limit`, on the staffing
  /// as the unit sees it. An alert whose policy cannot be read stays, loudly: its deadline still
  /// runs.
  func pass(
    _ event: AlertEvent, to person: ResponderID, except unchanged: Set<AlertID>, limit: Int,
    in store: any StoreTransaction
  ) throws -> ReleaseBatch {
    var batch = ReleaseBatch(unchanged: unchanged)
    let open = try store.openAlerts(of: person, limit: unchanged.count + limit + 1)
      .filter { !unchanged.contains($0.id) }
    guard !open.isEmpty else { return batch }
    let now = time.now()
    let base = try? directory.snapshot().staffing
    let staffing = try (base ?? Staffing()).withPeople(of: store)
    for alert in open.prefix(limit) {
      let policy: Policy
      do {
        policy = try directory.policy(alert.policy, in: store)
      } catch let error as DirectoryError {
        logger.critical(
          "an alert cannot be passed on: ring its people; \(error)",
          metadata: ["alert": "\(alert.id)"])
        batch.unchanged.insert(alert.id)
        continue
      }
      let transition = Escalation.advance(
        alert, on: event, under: policy, with: staffing, at: now)
      if transition.changesNothing {
        batch.unchanged.insert(alert.id)
      } else {
        try write(transition, in: store)
        batch.transitions.append(transition)
      }
    }
    batch.hasMore = open.count > limit
    return batch
  }
}
