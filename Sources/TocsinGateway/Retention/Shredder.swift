// Tocsin — Gateway: takes away what was kept long enough
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// The activity that ends what is over: envelopes, content, sessions, and the keys of subjects of
/// whom nothing is held. It works in small units, so that no page waits for it, and takes up where
/// it stopped: all that it needs to know lies in the store.
package final class Shredder: Sendable {
  private let surroundings: Surroundings
  private let policy: RetentionPolicy

  /// Alerts, messages or keys of one unit.
  package static let batchMax = 64

  package init(_ surroundings: Surroundings, _ policy: RetentionPolicy = RetentionPolicy()) {
    self.surroundings = surroundings
    self.policy = policy
  }

  /// One pass over everything.
  ///
  /// - Returns: how much was taken away; a leaf on the trail tells it.
  @discardableResult
  package func run(by actor: TrailActor = .gateway) async throws -> ShreddedCounts {
    let now = surroundings.time.now()
    var total = ShreddedCounts()
    total += try await envelopes(now - policy.envelopes)
    try await surroundings.file(closedBy: now - policy.content)
    total += try await alerts(now - policy.content)
    total += try await messages(now - policy.content)
    total += try await whereabouts(now - policy.content)
    total += try await keys(now - .days(1))
    let found = total
    let store = surroundings.store
    try await store.perform { store in
      try store.endSessions(deadBefore: now)
      try store.forgetEarly(keptBefore: now - Surroundings.resultWindow)
      guard !found.isEmpty else { return }
      var leaf = TrailLeaf(.shredded, on: "store", by: actor, at: now)
      leaf.reason =
        "\(found.alerts) alerts, \(found.messages) messages, \(found.envelopes) envelopes, "
        + "\(found.whereabouts) locations, \(found.keys) keys"
      try store.append(leaf)
    }
    return total
  }

  /// Goes on with keys that wait for the present epoch, in parts.
  ///
  /// - Parameter progress: called after each part with the number of keys that still wait.
  package func rewrap(progress: @Sendable (Int) -> Void = { _ in }) async throws {
    while true {
      let (count, waiting) = try await surroundings.store.perform { store in
        (try store.rewrapKeys(limit: Self.batchMax), try store.keyState().waiting)
      }
      progress(waiting)
      if count == 0 || waiting == 0 { return }
    }
  }

  private func envelopes(_ time: Timestamp) async throws -> ShreddedCounts {
    try await untilNothing { try $0.shredEnvelopes(closedBy: time, limit: Self.batchMax) }
  }

  private func alerts(_ time: Timestamp) async throws -> ShreddedCounts {
    try await untilNothing { try $0.shredAlerts(closedBy: time, limit: Self.batchMax) }
  }

  private func whereabouts(_ time: Timestamp) async throws -> ShreddedCounts {
    try await untilNothing { store in
      var counts = ShreddedCounts()
      counts.whereabouts = try store.shredWhereabouts(changedBy: time, limit: Self.batchMax)
      return counts
    }
  }

  private func messages(_ time: Timestamp) async throws -> ShreddedCounts {
    try await onward {
      try $0.shredMessages(receivedBefore: time, after: $1, limit: Self.batchMax)
    }
  }

  private func keys(_ time: Timestamp) async throws -> ShreddedCounts {
    try await onward { try $0.shredKeys(madeBefore: time, after: $1, limit: Self.batchMax) }
  }

  /// Repeats a part that finds its own work, until it finds none.
  private func untilNothing(
    _ part: @escaping @Sendable (any StoreTransaction) throws -> ShreddedCounts
  ) async throws -> ShreddedCounts {
    var total = ShreddedCounts()
    while true {
      let counts = try await surroundings.store.perform { try part($0) }
      total += counts
      if counts.isEmpty { return total }
    }
  }

  /// Repeats a part that goes through a table by number, until the end.
  private func onward(
    _ part:
      @escaping @Sendable (any StoreTransaction, Int64) throws
      -> (counts: ShreddedCounts, last: Int64?)
  ) async throws -> ShreddedCounts {
    var total = ShreddedCounts()
    var last: Int64? = 0
    while let from = last {
      let step = try await surroundings.store.perform { try part($0, from) }
      total += step.counts
      last = step.last
    }
    return total
  }
}
