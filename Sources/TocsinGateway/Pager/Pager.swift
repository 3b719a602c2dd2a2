// Tocsin — Gateway: advances what is due
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore

/// The activity that lets time pass: deadlines, sounds, and people who left.
///
/// A step is `advanceDue()`. It needs no lease and no memory: due times lie in the store, and the
/// alert's revision decides who wins.
package final class Pager: Sendable {
  private let surroundings: Surroundings
  /// Who could be reached at the last look; those who no longer can are released (S10).
  private let reachable = Mutex<Set<ResponderID>>([])

  /// Alerts advanced in one unit of the writer.
  package static let batchMax = 64

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Advances every alert that is due, in batches.
  ///
  /// - Returns: how many alerts were advanced.
  @discardableResult
  package func advanceDue() async throws -> Int {
    var total = 0
    while true {
      let transitions = try await advanceBatch()
      for transition in transitions {
        surroundings.hint(after: transition)
        surroundings.say(transition.notices, alert: transition.alert.id)
      }
      total += transitions.count
      if transitions.count < Self.batchMax { return total }
    }
  }

  private func advanceBatch() async throws -> [Transition] {
    let surroundings = surroundings
    return try await surroundings.store.perform { store in
      let now = surroundings.time.now()
      surroundings.faults.pass(.deadline)
      return try store.dueAlerts(at: now, limit: Self.batchMax).map { alert in
        try surroundings.advance(alert, on: .deadlinePassed, in: store, at: now)
      }
    }
  }

  /// Releases the alerts of everyone who can no longer be reached: account ended, last device gone.
  ///
  /// - Returns: how many alerts were released.
  @discardableResult
  package func releaseLeavers() async throws -> Int {
    let staffing = try surroundings.directory.snapshot().staffing
    let now = surroundings.time.now()
    let present = Set(staffing.devices.keys.filter { staffing.isReachable($0, at: now) })
    let left = reachable.withLock { before in
      defer { before = present }
      return before.subtracting(present).sorted()
    }
    var total = 0
    for person in left { total += try await release(person) }
    return total
  }

  private func release(_ person: ResponderID) async throws -> Int {
    let surroundings = surroundings
    let transitions = try await surroundings.store.perform { store in
      let now = surroundings.time.now()
      return try store.openAlerts(of: person, limit: Self.batchMax).map { alert in
        try surroundings.advance(alert, on: .released(person), in: store, at: now)
      }
    }
    for transition in transitions {
      surroundings.hint(after: transition)
      surroundings.say(transition.notices, alert: transition.alert.id)
    }
    return transitions.count
  }
}

extension Surroundings {
  /// Advances one alert inside a unit: the pinned policy, the staffing of this moment, one commit.
  func advance(
    _ alert: Alert, on event: AlertEvent, in store: any StoreTransaction, at now: Timestamp
  ) throws -> Transition {
    let policy = try directory.policy(alert.policy, in: store)
    let staffing = try directory.snapshot().staffing
    let transition = Escalation.advance(alert, on: event, under: policy, with: staffing, at: now)
    try store.apply(transition)
    return transition
  }
}
