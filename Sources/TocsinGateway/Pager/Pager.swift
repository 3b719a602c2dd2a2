// Tocsin — Gateway: advances what is due
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore

/// The activity that lets time pass: deadlines, sounds, and people who left.
///
/// A step is `advanceDue()`. It needs no lease and no memory: due times lie in the store, and the
/// alert's revision decides who wins.
package final class Pager: Sendable {
  private let surroundings: Surroundings
  /// What the last look at who left was made on; nil before the first.
  private let lastLook = Mutex<LeaversLook?>(nil)
  /// The damaged rows that an operator has been told of.
  private let saidDamage = Mutex<Set<DamagedRow>>([])

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
      surroundings.tell(transitions)
      sayDamage()
      total += transitions.count
      if transitions.count < Self.batchMax { return total }
    }
  }

  /// Says of each damaged row once that paging passes over it.
  private func sayDamage() {
    let damaged = surroundings.store.damagedRows
    guard !damaged.isEmpty else { return }
    let fresh = saidDamage.withLock { said in
      let fresh = damaged.filter { !said.contains($0) }
      said = Set(damaged)
      return fresh
    }
    for row in fresh {
      surroundings.logger.critical(
        "\(row.table) \(row.number) does not open: ring its people, restore the backup")
    }
  }

  /// One batch in one unit. When an alert in it cannot be advanced, the others must not wait for
  /// it: the batch is done again, each alert in a unit of its own.
  private func advanceBatch() async throws -> [Transition] {
    let surroundings = surroundings
    do {
      return try await surroundings.store.perform { store in
        let now = surroundings.time.now()
        surroundings.faults.pass(.deadline)
        return try store.dueAlerts(at: now, limit: Self.batchMax).map { alert in
          surroundings.metrics.noteLateness(of: alert, at: now)
          return try surroundings.advance(alert, on: .deadlinePassed, in: store, at: now)
        }
      }
    } catch let error as StoreError where error.isTransient || error == .closed {
      throw error
    } catch {
      return try await advanceOneByOne()
    }
  }

  private func advanceOneByOne() async throws -> [Transition] {
    let surroundings = surroundings
    let due = try await surroundings.store.perform { store in
      try store.dueAlerts(at: surroundings.time.now(), limit: Self.batchMax).map(\.id)
    }
    var transitions: [Transition] = []
    for id in due {
      do {
        let transition = try await surroundings.store.perform { store -> Transition? in
          let now = surroundings.time.now()
          guard let alert = try store.alert(id), let wake = alert.wakesAt, wake <= now else {
            return nil
          }
          return try surroundings.advance(alert, on: .deadlinePassed, in: store, at: now)
        }
        if let transition { transitions.append(transition) }
      } catch {
        surroundings.logger.critical(
          "an alert cannot be advanced: ring its people; \(error)", metadata: ["alert": "\(id)"])
      }
    }
    return transitions
  }

  /// Releases the alerts of everyone who can no longer be reached: account ended, last device gone
  /// (S10). Looks at who is asked about, or holds, an open alert, and so also finds whoever left
  /// while the gateway was down; looks only when the directory changed or an account has ended.
  ///
  /// - Returns: how many alerts were released.
  @discardableResult
  package func releaseLeavers() async throws -> Int {
    let snapshot = try surroundings.directory.snapshot()
    let now = surroundings.time.now()
    let look = LeaversLook(version: snapshot.version, at: now)
    let before = lastLook.withLock { $0 }
    guard look.isDue(after: before, snapshot.staffing) else { return 0 }
    let concerned = try await surroundings.store.read { try $0.respondersOfOpenAlerts() }
    var total = 0
    for person in concerned.sorted() where !snapshot.staffing.isReachable(person, at: now) {
      total += try await release(person)
    }
    lastLook.withLock { $0 = look }
    return total
  }

  /// Releases all that a person has, in batches.
  private func release(_ person: ResponderID) async throws -> Int {
    let surroundings = surroundings
    var total = 0
    var batch = ReleaseBatch(hasMore: true)
    while batch.hasMore {
      let unchanged = batch.unchanged
      batch = try await surroundings.store.perform { store in
        try surroundings.release(
          person, except: unchanged, limit: Self.batchMax, in: store)
      }
      surroundings.tell(batch.transitions)
      total += batch.transitions.count
    }
    return total
  }
}

extension Surroundings {
  /// Advances one alert inside a unit: the pinned policy, the staffing of this moment, one commit.
  func advance(
    _ alert: Alert, on event: AlertEvent, in store: any StoreTransaction, at now: Timestamp,
    concerning subject: SubjectReference? = nil
  ) throws -> Transition {
    let policy = try directory.policy(alert.policy, in: store)
    let staffing = try staffing(in: store, for: alert.world)
    let transition = Escalation.advance(alert, on: event, under: policy, with: staffing, at: now)
    if !transition.changesNothing { try write(transition, concerning: subject, in: store) }
    return transition
  }
}

/// A look at who left: what it saw, so that the next one knows whether anything can be different.
private struct LeaversLook: Sendable {
  let version: Int64
  let at: Timestamp

  /// Whether somebody may have left since the look before.
  func isDue(after before: LeaversLook?, _ staffing: Staffing) -> Bool {
    guard let before, before.version == version else { return true }
    return staffing.responders.values.contains { person in
      person.validUntil.map { before.at < $0 && $0 <= at } ?? false
    }
  }
}
