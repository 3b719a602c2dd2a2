// Tocsin — Store: the one writer, with one transaction for all that waits
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinGateway

/// Where the writer stops to let a fault happen, around the commit: stop 7 of the walk.
package enum FaultPoint: String, Sendable {
  case beforeCommit = "before-commit"
  case afterCommit = "after-commit"
}

/// Runs units in the order of arrival, the urgent before the others, everything that waits in one
/// transaction (group commit).
///
/// While one transaction is being made durable, others arrive; they share the next one. A lone unit
/// does not wait for company. When a unit fails, the transaction is taken back and run again unit
/// by unit, each as a part that can be taken back alone; the one that fails is then set aside in a
/// transaction of its own. Completions are called in the order of arrival after the commits.
///
/// The driver says where the writer runs: `enqueue` hands the connection to a closure on the
/// connection's thread. A driver that runs the closure at once, before `enqueue` returns, gives the
/// same writer without a thread, for the simulation.
package final class StoreWriter: Sendable {
  package typealias Enqueue =
    @Sendable (_ work: @escaping @Sendable (any Connection) -> Void) -> Void

  private let line = Mutex(WaitingLine())
  private let enqueue: Enqueue
  private let keys: KeyRing
  private let onFault: (@Sendable (FaultPoint) throws -> Void)?

  /// - Parameters:
  ///   - keys: what seals and opens the cells that the units write and read.
  ///   - onFault: called at each fault point; what it throws before the commit fails the
  ///     transaction. Nil outside of tests, simulations and debug builds.
  package init(
    keys: KeyRing, onFault: (@Sendable (FaultPoint) throws -> Void)? = nil,
    enqueue: @escaping Enqueue
  ) {
    self.keys = keys
    self.enqueue = enqueue
    self.onFault = onFault
  }

  /// Puts a unit in line; see `AlertStore.submit`. At a bound of the line, or when the writer is
  /// closed, the completion is called at once on the caller's thread.
  package func submit<Answer: Sendable>(
    _ unit: StoreUnit<Answer>,
    completion: @escaping @Sendable (Result<Answer, StoreError>) -> Void
  ) {
    let waiting = Waiting(unit, completion: completion)
    let outcome = line.withLock { line -> Result<Bool, StoreError> in
      do throws(StoreError) {
        try line.append(waiting)
      } catch {
        return .failure(error)
      }
      defer { line.isDraining = true }
      return .success(!line.isDraining)
    }
    switch outcome {
    case .success(let mustDrain): if mustDrain { enqueue { self.drain($0) } }
    case .failure(let error): waiting.complete(error)
    }
  }

  /// Takes no more units and carries out those that wait; returns at once. Whatever the driver
  /// enqueues after this runs when they are done.
  package func close() { line.withLock { $0.isClosed = true } }

  private func drain(_ connection: any Connection) {
    let transaction = SQLTransaction(connection, keys)
    while true {
      let batch = line.withLock { line in
        let batch = line.takeBatch()
        if batch.isEmpty { line.isDraining = false }
        return batch
      }
      guard !batch.isEmpty else { return }
      carryOut(batch, transaction)
    }
  }

  // MARK: - One batch

  private func carryOut(_ batch: [any WaitingUnit], _ transaction: SQLTransaction) {
    do {
      try together(batch, transaction)
      for unit in batch { unit.complete(nil) }
    } catch let failure as BatchFailure where !failure.error.concernsAll && failure.isOfUnit {
      apart(batch, transaction)
    } catch {
      let reason = (error as? BatchFailure)?.error ?? StoreError(error)
      for unit in batch { unit.complete(reason) }
    }
  }

  /// Why a transaction was taken back.
  private struct BatchFailure: Error {
    let error: StoreError
    let isOfUnit: Bool
  }

  /// Everything in one transaction.
  private func together(_ batch: [any WaitingUnit], _ transaction: SQLTransaction) throws {
    var isOfUnit = false
    do {
      try transaction.connection.begin()
      isOfUnit = true
      for unit in batch { try unit.run(transaction) }
      isOfUnit = false
      try commit(transaction)
    } catch {
      transaction.connection.rollback()
      throw BatchFailure(error: StoreError(error), isOfUnit: isOfUnit)
    }
  }

  /// Everything again in one transaction, a failing unit's part taken back; then each of these by
  /// itself.
  private func apart(_ batch: [any WaitingUnit], _ transaction: SQLTransaction) {
    var failures: [StoreError?] = []
    do {
      try transaction.connection.begin()
      failures = try batch.map { try part($0, transaction) }
      try commit(transaction)
    } catch {
      transaction.connection.rollback()
      for unit in batch { unit.complete(StoreError(error)) }
      return
    }
    for (unit, failure) in zip(batch, failures) {
      unit.complete(failure.flatMap { setAside(unit, $0, transaction) })
    }
  }

  /// - Returns: why the unit's part was taken back; nil when it was kept.
  private func part(_ unit: any WaitingUnit, _ transaction: SQLTransaction) throws -> StoreError? {
    try transaction.connection.beginPart()
    do {
      try unit.run(transaction)
      try transaction.connection.keepPart()
      return nil
    } catch {
      let reason = StoreError(error)
      if reason.concernsAll { throw reason }
      try transaction.connection.dropPart()
      return reason
    }
  }

  /// - Returns: why nothing of the unit was kept; nil when it was set aside.
  private func setAside(
    _ unit: any WaitingUnit, _ reason: StoreError, _ transaction: SQLTransaction
  ) -> StoreError? {
    guard unit.hasSetAside, !reason.isTransient else { return reason }
    do {
      try transaction.connection.begin()
      try unit.setAside(transaction)
      try commit(transaction)
      return nil
    } catch {
      transaction.connection.rollback()
      return StoreError(error)
    }
  }

  private func commit(_ transaction: SQLTransaction) throws {
    try onFault?(.beforeCommit)
    try transaction.connection.commit()
    try onFault?(.afterCommit)
  }
}
